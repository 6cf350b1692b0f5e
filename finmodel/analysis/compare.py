"""Compare: outcomes of several cases side by side, absolute and in percent, and the inputs in which they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.input_changes import InputChange, input_changes
from finmodel.analysis.spot import Spot, read_period, read_spot
from finmodel.engine.tolerance import RELATIVE
from finmodel.errors import UsageError
from finmodel.headlines import TABLE
from finmodel.model.model import Model
from finmodel.project import Case

YEARS_SHOWN = 3
YEARS_LOOKED_AT = 4
"""From the last actual year on: of so many years, the first three in which an outcome differs are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of a case beside the one it is compared with, in the canonical unit of its line; NaN is n/a."""

    value: float
    against: float
    unit: str

    @property
    def absolute(self) -> float:
        """value - against; exactly 0 where the two are equal in the sense of rule 12; NaN where one is n/a."""
        change = self.value - self.against
        largest = max(abs(self.value), abs(self.against))
        return 0.0 if abs(change) <= RELATIVE * largest else change

    @property
    def same(self) -> bool:
        return self.absolute == 0 or (math.isnan(self.value) and math.isnan(self.against))

    @property
    def percent(self) -> float | None:
        """In percent of the number compared with; None where that would mislead.

        It would where one of the two is n/a or negative or the one compared with is zero, and for shares, dates and
        flags; shares differ in points.
        """
        if self.unit in ("share", "date", "flag") or math.isnan(self.absolute) or self.against <= 0 or self.value < 0:
            return None
        return 100 * self.absolute / self.against

    @property
    def points(self) -> float | None:
        """Percentage points, of a share; None for any other unit, and where one of the two is n/a."""
        return 100 * self.absolute if self.unit == "share" and not math.isnan(self.absolute) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or one member of it, in every case - the one compared with first - and period: (cases, periods)."""

    line: str
    member: tuple[str, ...]
    unit: str
    numbers: tuple[tuple[float, ...], ...]

    def difference(self, case: int, period: int) -> Difference:
        """case: its place, 0 being the one compared with."""
        return Difference(self.numbers[case][period], self.numbers[0][period], self.unit)


@dataclass(frozen=True)
class Comparison:
    """Cases, the one compared with first; what they are called; rows by period; and the inputs that differ, case by case.

    headlines: whether the rows are those of the outcome table, rather than lines that were asked for.
    """

    cases: tuple[Case, ...]
    names: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    headlines: bool = True

    @property
    def against(self) -> Case:
        return self.cases[0]

    @property
    def model(self) -> Model:
        return self.against.model

    @cached_property
    def inputs(self) -> tuple[tuple[InputChange, ...], ...]:
        """Of each case but the first: the inputs that differ from those of the first."""
        return tuple(input_changes(self.model, self.against.inputs, case.inputs) for case in self.cases[1:])

    def same_in(self, period: int) -> bool:
        """Whether no outcome of any case differs in a period."""
        return all(row.difference(case, period).same for row in self.rows for case in range(1, len(self.cases)))

    def is_actual(self, period: str) -> bool:
        """Whether every case has reported results for all of a period."""
        return all(reported(case, period) for case in self.cases)


def compare(
    cases: Sequence[Case], against: Case, periods: Sequence[str] = (), lines: Sequence[str] = ()
) -> Comparison:
    """Cases of one project beside another.

    periods: quarters and fiscal years; where left out, years from the last actual one on in which an outcome differs.
    lines:   names of lines, all their members, or paths with members; the headlines where left out.
    Raises UnknownNameError, UsageError.
    """
    every = (against, *cases)
    names = _names(every)
    spots = _spots(against.model, lines)
    if periods:
        chosen = tuple(dict.fromkeys(read_period(against.model, period) for period in periods))
        return Comparison(every, names, chosen, _rows(every, spots, chosen), not lines)
    looked_at = _window(every)
    full = Comparison(every, names, looked_at, _rows(every, spots, looked_at))
    differing = [place for place in range(len(looked_at)) if not full.same_in(place)]
    shown = tuple(looked_at[place] for place in differing[:YEARS_SHOWN]) or looked_at[:YEARS_SHOWN]
    return Comparison(every, names, shown, _rows(every, spots, shown), not lines)


def _names(cases: Sequence[Case]) -> tuple[str, ...]:
    """What the cases are called; the same case twice is a mistake."""
    names: list[str] = []
    for case in cases:
        name = title_of(case)
        if name in names:
            if cases[names.index(name)].inputs.hash == case.inputs.hash:
                raise UsageError(f"'{name}' would be compared with itself. Name another case, a date (base@2026-04-30), or --set.")
            name = f"{name} ({len(names) + 1})"
        names.append(name)
    return tuple(names)


def _spots(model: Model, lines: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Line and member of every row."""
    if not lines:
        return [(row.line, ()) for row in TABLE if row.line in model.lines]
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for text in lines:
        *above, name = text.split(".")
        if name in model.lines and len(above) <= 1 and text not in model.lines:
            text = name
        if text in model.lines:
            found |= dict.fromkeys((text, member) for member in model.members(text))
        else:
            spot = read_spot(model, text, model.timeline.names[0])
            found[spot.line, spot.member] = None
    return list(found)


def _rows(cases: Sequence[Case], spots: Sequence[tuple[str, tuple[str, ...]]], periods: Sequence[str]) -> tuple[Row, ...]:
    model = cases[0].model
    return tuple(
        Row(line, member, model.unit_text(line), tuple(tuple(_numbers(case, line, member, periods)) for case in cases))
        for line, member in spots
    )


def _numbers(case: Case, line: str, member: tuple[str, ...], periods: Sequence[str]) -> list[float]:
    return [float(np.ravel(Spot(line, member, period).of(case.model, case.values))[0]) for period in periods]


def _window(cases: Sequence[Case]) -> tuple[str, ...]:
    years = cases[0].model.timeline.years
    actual = [year for year in years if all(reported(case, f"FY{year}") for case in cases)]
    first = years.index(actual[-1]) if actual else 0
    return tuple(f"FY{year}" for year in years[first : first + YEARS_LOOKED_AT])


def reported(case: Case, period: str) -> bool:
    """Whether all of a period, a quarter or a fiscal year, has reported results."""
    if "actual_flag" not in case.model.lines:
        return False
    return bool(case.values["actual_flag"][case.model.timeline.columns_of(period), 0].min() > 0)
