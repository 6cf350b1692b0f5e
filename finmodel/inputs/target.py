"""Target: the places and periods that the path of a change stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.mistakes import ActualPeriodError, ChangeError, PeriodError, UnknownPathError
from finmodel.inputs.series import quarters_of
from finmodel.model.timeline import Quarter, Timeline

BOUNDARY = "last_actual_quarter"
"""The input, a date, whose quarter is the last that scenarios leave alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place, and the periods of it that a change reaches: ("",) for a scalar."""

    place: Place
    periods: tuple[str, ...]

    @property
    def slots(self) -> list[Slot]:
        return [(self.place.given.name, self.place.members, period) for period in self.periods]


def last_actual(state: dict[Slot, Entry]) -> Quarter | None:
    """The last actual quarter of the base case, where the model asks for one."""
    entry = state.get((BOUNDARY, (), ""))
    if entry is None or not isinstance(entry.value, date):
        return None
    return Quarter(entry.value.year, (entry.value.month + 2) // 3)


def find_target(
    path: str, asked: Asked, boundary: Quarter | None, where: str, *, actual_too: bool = False
) -> Target:
    """Read `block.members.line`, for a series with @2027Q1, @FY2027, @2027Q1.., @2027Q1..2028Q2 or @*.

    actual_too: periods with reported results may be named as well. Raises UnknownPathError, PeriodError,
    ActualPeriodError, ChangeError.
    """
    name, at, period = path.partition("@")
    if name not in asked.places:
        raise UnknownPathError(where, name, asked.places)
    if name in asked.scalars:
        if at:
            raise ChangeError(where, f"a period ('{period}') of {name}", "the path alone", "It has one value for all.")
        return Target(asked.scalars[name], ("",))
    if not at:
        raise ChangeError(
            where,
            f"the series {name} without a period",
            f"{name}@2027Q1, @FY2027, @2027Q1..2028Q4 or @* (every forecast)",
        )
    timeline = asked.model.timeline
    if period == "*":
        reached = tuple(quarter for quarter in timeline.names if not _is_actual(quarter, boundary))
        return Target(asked.series[name], reached)
    periods = _periods(period, timeline, where)
    for one in periods:
        if _is_actual(one, boundary) and not actual_too:
            raise ActualPeriodError(where, one, str(boundary))
    return Target(asked.series[name], periods)


def _periods(written: str, timeline: Timeline, where: str) -> tuple[str, ...]:
    first, dots, last = written.partition("..")
    try:
        start = quarters_of(first, timeline)
        if not dots:
            return start
        end = quarters_of(last, timeline) if last else timeline.names[-1:]
        found = timeline.names[timeline.names.index(start[0]) : timeline.names.index(end[-1]) + 1]
    except ValueError:
        raise PeriodError(where, written, timeline.names[0], timeline.names[-1]) from None
    if not found:
        raise ChangeError(where, f"the periods '{written}'", "a first period that is not after the last")
    return found


def _is_actual(period: str, boundary: Quarter | None) -> bool:
    if boundary is None:
        return False
    return period == OPENING or Quarter.read(period) <= boundary
