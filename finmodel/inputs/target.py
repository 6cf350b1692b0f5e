"""Target: the places and periods that the path of a change stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.mistakes import ActualPeriodError, ChangeError, PeriodError
from finmodel.inputs.series import quarters_of
from finmodel.inputs.unknown_path import unknown_path
from finmodel.model.timeline import Quarter, Timeline

BOUNDARY = "last_actual_quarter"
"""The input, a date, whose quarter is the last that scenarios leave alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place, and the periods of it that a change reaches: ("",) for a scalar. `written`: the periods as named, FY2027 or 2027Q1.."""

    place: Place
    periods: tuple[str, ...]
    written: str = ""

    @property
    def slots(self) -> list[Slot]:
        return [(self.place.given.name, self.place.members, period) for period in self.periods]


def last_actual(state: dict[Slot, Entry]) -> Quarter | None:
    """The last actual quarter of the base case, where the model asks for one."""
    entry = state.get((BOUNDARY, (), ""))
    if entry is None or not isinstance(entry.value, date):
        return None
    return Quarter(entry.value.year, (entry.value.month + 2) // 3)


def find_targets(
    path: str, asked: Asked, boundary: Quarter | None, where: str, *, actual_too: bool = False
) -> list[Target]:
    """Read `block.members.line`, for a series with @2027Q1, @FY2027, @2027Q1.., @2027Q1..2028Q2 or @*.

    `*` in the name of a member stands for any letters, so that sites.*.ramp_time is that of every phase; there is one
    target each, in model order.
    actual_too: periods with reported results may be named as well. Raises PathError, UnknownPathError, UnknownMemberError,
    PeriodError, ActualPeriodError, ChangeError.
    """
    name, at, period = path.partition("@")
    places = find_places(name, asked, where)
    if places[0].path in asked.scalars:
        if at:
            raise ChangeError(where, f"a period ('{period}') of {name}", "the path alone", "It has one value for all.")
        return [Target(place, ("",)) for place in places]
    if not at:
        raise ChangeError(
            where,
            f"the series {name} without a period",
            f"{name}@2027Q1, @FY2027, @2027Q1..2028Q4 or @* (every forecast)",
        )
    timeline = asked.model.timeline
    if period == "*":
        reached = tuple(quarter for quarter in timeline.names if not _is_actual(quarter, boundary))
        return [Target(place, reached, period) for place in places]
    written = _spelt(period)
    periods = _periods(written, timeline, where)
    for one in periods:
        if _is_actual(one, boundary) and not actual_too:
            raise ActualPeriodError(where, one, str(boundary))
    return [Target(place, periods, written) for place in places]


def find_places(name: str, asked: Asked, where: str) -> list[Place]:
    """The place at a path, or those that a path with `*` among its members names. Raises as `unknown_path` says."""
    places = [asked.places[name]] if name in asked.places else _matching(name, asked)
    if not places:
        raise unknown_path(name, asked, where)
    return places


def _matching(name: str, asked: Asked) -> list[Place]:
    """The places of a name with * among its members."""
    block, *members, line = name.split(".") if "." in name else ["", name]
    if "*" not in "".join(members) or "*" in line + block:
        return []
    return [
        place for place in asked.places.values()
        if place.given.block == block and place.given.name == line and len(place.members) == len(members)
        and all(fnmatchcase(own, wanted) for own, wanted in zip(place.members, members, strict=True))
    ]  # fmt: skip


def _spelt(period: str) -> str:
    """Periods as people write them - 2027, fy2027, 2027q1 - in the spelling of the model."""
    ends = [end.strip().upper() if end.strip() != OPENING else OPENING for end in period.split("..")]
    return "..".join(f"FY{end}" if len(end) == 4 and end.isdigit() else end for end in ends)


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
