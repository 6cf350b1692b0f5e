"""Fill: what a series holds where it has no point of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.mistakes import MissingValueError
from finmodel.inputs.tally import Tally


def fill(points: dict[Slot, Entry], asked: Asked, mistaken: set[str], tally: Tally) -> dict[Slot, Entry]:
    """The points with held ones added. A series that holds and has no point goes to the tally as missing.

    mistaken: paths of series whose rows could not be read; they are not reported a second time.
    """
    by_series: dict[tuple[str, tuple[str, ...]], dict[str, Entry]] = defaultdict(dict)
    for (line, members, period), entry in points.items():
        by_series[line, members][period] = entry
    full = dict(points)
    names = asked.model.timeline.names
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
