"""Heading: the row of a sheet that says which period each column is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finmodel.audit.grid import HEADING_ROWS, Sheet
from finmodel.audit.period import Period, period, regular

SHORTEST = 3
"""So many periods side by side make a heading."""


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
    """The row with most periods side by side, the first of several: of the frozen rows, else of the first rows."""
    frozen = min(sheet.frozen_rows, HEADING_ROWS)
    return _best(sheet, frozen) or _best(sheet, HEADING_ROWS)


def _best(sheet: Sheet, last: int) -> Heading | None:
    best: Heading | None = None
    for row in range(1, last + 1):
        runs = list(_runs(sheet, row))
        if not runs:
            continue
        longest = max(runs, key=len)
        found = [pair for run in runs if run[0][1].kind == longest[0][1].kind for pair in run]
        if best is None or len(found) > len(best.columns):
            best = Heading(row, tuple(column for column, _ in found), tuple(one for _, one in found))
    return best


def _runs(sheet: Sheet, row: int) -> Iterator[list[tuple[int, Period]]]:
    """Runs of adjacent columns whose periods are of one kind and increase."""
    run: list[tuple[int, Period]] = []
    columns = sorted({*sheet.rows.get(row, ())})
    for column in columns:
        value = sheet.value(row, column)
        one = period(value)
        if run and one is not None and _follows(run[-1], column, one, isinstance(value, int | float)):
            run.append((column, one))
            continue
        yield from _long_enough(run)
        run = [(column, one)] if one is not None else []
    yield from _long_enough(run)


def _follows(last: tuple[int, Period], column: int, one: Period, bare_number: bool) -> bool:
    """Whether this period goes on the run; years as bare numbers only without a gap, for any number may look like one."""
    if column != last[0] + 1 or one.kind != last[1].kind:
        return False
    return one.number == last[1].number + 1 if bare_number else one.number > last[1].number


def _long_enough(run: list[tuple[int, Period]]) -> Iterator[list[tuple[int, Period]]]:
    if len(run) < SHORTEST:
        return
    if run[0][1].kind == "day":
        run = list(zip([column for column, _ in run], regular([one.number for _, one in run]), strict=True))
    yield run
