"""Fill: what a series holds where it has no point of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.mistakes import MissingActualError, MissingValueError
from finmodel.inputs.tally import Tally
from finmodel.model.timeline import Quarter


def fill(points: dict[Slot, Entry], asked: Asked, mistaken: set[str], tally: Tally) -> dict[Slot, Entry]:
    """The points with held ones added. A series that holds and has no point goes to the tally as missing.

    mistaken: paths of series whose rows could not be read; they are not reported a second time.
    """
    by_series: dict[tuple[str, tuple[str, ...]], dict[str, Entry]] = defaultdict(dict)
    for (line, members, period), entry in points.items():
        by_series[line, members][period] = entry
    full = dict(points)
    names = asked.model.timeline.names
    _check_present(by_series, asked, mistaken, tally)
    _warn_of_gaps(by_series, asked, tally)
    for place in asked.series.values():
        own = by_series[place.given.name, place.members]
        if place.given.fill != "hold" or place.path in mistaken:
            continue
        if not own:
            where = f"{place.given.block}.csv: {place.path}"
            tally.add(MissingValueError(where, place.given.unit, series=True))
            continue
        for entry in _held(own, place, names):
            full[entry.slot] = entry
    return full


def _check_present(
    by_series: dict[tuple[str, tuple[str, ...]], dict[str, Entry]], asked: Asked, mistaken: set[str], tally: Tally
) -> None:
    """A series without a single row is missing, unless it may be empty; held ones are reported member by member."""
    present = {line for (line, _), own in by_series.items() if own}
    unread = {place.given.name for place in asked.series.values() if place.path in mistaken}
    for given in asked.model.givens:
        absent = given.series and given.name not in present | unread
        if absent and given.fill == "none" and not (given.may_be_empty or given.released):
            where = f"{given.block}.csv: {given.block}.{given.name}"
            tally.add(MissingValueError(where, given.unit, series=True))


def _warn_of_gaps(by_series: dict[tuple[str, tuple[str, ...]], dict[str, Entry]], asked: Asked, tally: Tally) -> None:
    """A quarter without a point between quarters with one may be a row that was lost: it reads as nothing happened."""
    names = asked.model.timeline.names
    for place in asked.series.values():
        if place.given.fill == "hold" or place.given.released:
            continue
        own = by_series[place.given.name, place.members]
        reached = [column for column, name in enumerate(names) if name in own]
        gaps = [name for name in names[reached[0] : reached[-1]] if name not in own] if reached else []
        if gaps:
            tally.warn(f"{place.path} has no point in {', '.join(gaps[:4])}, between others: read as nothing happened.")


def check_complete(
    points: dict[Slot, Entry], asked: Asked, mistaken: set[str], last: Quarter | None, tally: Tally, first: date | None = None
) -> None:
    """Results that must be reported in every actual quarter are: a missing one is a mistake, not a zero (rule 7).

    first: the day on which the last actual quarter was first known, where that is after the date of the case.
    """
    if last is None:
        return
    for place in asked.series.values():
        if not place.given.complete or place.path in mistaken:
            continue
        gaps = [
            str(quarter)
            for quarter in asked.model.timeline.quarters
            if quarter <= last and (place.given.name, place.members, str(quarter)) not in points
        ]
        if gaps:
            tally.add(MissingActualError(f"{place.given.block}.csv: {place.path}", gaps, str(last), first))


def _held(points: dict[str, Entry], place: Place, names: tuple[str, ...]) -> list[Entry]:
    """The entries of every quarter: the last point carried forward, the first one back to the first quarter.

    A point at the opening is carried into the quarters after it; nothing is carried back to the opening column.
    """
    last = points.get(OPENING) or next(points[name] for name in names if name in points)
    found: list[Entry] = []
    for name in names:
        if name in points:
            last = points[name]
            found.append(last)
        else:
            found.append(replace(last, path=f"{place.path}@{name}", period=name, filled=True))
    return found
