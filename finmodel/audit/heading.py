"""Heading: the row of a sheet that says which period each column is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finmodel.audit.grid import HEADING_ROWS, Sheet
from finmodel.audit.period import Period, period, regular

SHORTEST = 3
"""So many periods side by side make a heading."""

NAMED_ENOUGH = 0.75
"""Names of periods are the heading where there are at least so many for each date."""


@dataclass(frozen=True)
class Heading:
    """columns and the period of each, left to right; all periods are of one kind."""

    row: int
    columns: tuple[int, ...]
    periods: tuple[Period, ...]

    @property
    def kind(self) -> str:
        return self.periods[0].kind

    @property
    def first(self) -> int:
        return self.columns[0]


def heading_of(sheet: Sheet) -> Heading | None:
    """The row with most periods side by side, the first of several: of the frozen rows, else of the first rows.

    Names of periods go before dates unless they are much fewer, for a row of dates often starts with the opening one.
    """
    frozen = min(sheet.frozen_rows, HEADING_ROWS)
    for last in (frozen, HEADING_ROWS):
        named = _best(sheet, last, dates=False)
        dated = _best(sheet, last, dates=True)
        if named is not None and (dated is None or len(named.columns) >= NAMED_ENOUGH * len(dated.columns)):
            return named
        if dated is not None:
            return dated
    return None


def _best(sheet: Sheet, last: int, *, dates: bool) -> Heading | None:
    best: Heading | None = None
    for row in range(1, last + 1):
        runs = [run for run in _runs(sheet, row) if (run[0][1].kind == "day") == dates]
        if not runs:
            continue
        if dates:
            runs = [list(zip([column for column, _ in run], regular([one.number for _, one in run]), strict=True)) for run in runs]
        longest = max(runs, key=len)
        found = [pair for run in runs if run[0][1].kind == longest[0][1].kind for pair in run]
        if best is None or len(found) > len(best.columns):
            best = Heading(row, tuple(column for column, _ in found), tuple(one for _, one in found))
    return best


def _runs(sheet: Sheet, row: int) -> Iterator[list[tuple[int, Period]]]:
    """Runs of adjacent columns whose periods are of one kind and increase."""
    run: list[tuple[int, Period]] = []
    for column in sheet.rows.get(row, {}):
        value = sheet.value(row, column)
        one = period(value)
        if run and one is not None and _follows(run[-1], column, one, isinstance(value, int | float)):
            run.append((column, one))
            continue
        if len(run) >= SHORTEST:
            yield run
        run = [(column, one)] if one is not None else []
    if len(run) >= SHORTEST:
        yield run


def _follows(last: tuple[int, Period], column: int, one: Period, bare_number: bool) -> bool:
    """Whether this period goes on the run; years as bare numbers only without a gap, for any number may look like one."""
    if column != last[0] + 1 or one.kind != last[1].kind:
        return False
    return one.number == last[1].number + 1 if bare_number else one.number > last[1].number
