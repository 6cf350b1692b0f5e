"""Series: the points of <block>.csv files, one row a point, with the date on which each was known."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.document import Row, read_csv
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.history import known_on
from finmodel.inputs.mistakes import (
    DateMistake,
    DuplicatePointError,
    MixedUnitsError,
    NumberError,
    PeriodError,
    TypeMistake,
    UnknownBlockError,
    UnknownMemberError,
    UnknownPathError,
)
from finmodel.inputs.pack import Pack
from finmodel.inputs.tally import Tally
from finmodel.inputs.value import read_entry
from finmodel.inputs.written import Written
from finmodel.model.timeline import Timeline

COLUMNS = (
    "line", "members", "period", "value", "unit", "low", "high", "source", "known_on", "confidence", "note",
)  # fmt: skip

OPTIONAL = ("distribution", "correlation", "clip", "chance")
"""Columns that a file may have after the others; discrete outcomes are for scalars only."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@lru_cache(maxsize=1024)
def quarters_of(period: str, timeline: Timeline) -> tuple[str, ...]:
    """The quarters that a written period stands for, or ("opening",). Raises ValueError outside the timeline."""
    if period == OPENING:
        return (OPENING,)
    columns = timeline.columns_of(period)
    return timeline.names[columns.start - 1 : columns.stop - 1]


@dataclass(frozen=True, slots=True)
class _Point:
    """A row read: its entry, and whether it stands for a whole year."""

    entry: Entry
    whole_year: bool


class _Reader:
    """Reads rows one after another; remembers what it saw, across the files of a pack."""

    def __init__(self, pack: Pack, asked: Asked, tally: Tally) -> None:
        self.pack, self.asked, self.tally = pack, asked, tally
        self.points: dict[Slot, list[_Point]] = defaultdict(list)
        self.first: dict[tuple[str, str, date], str] = {}
        self.unit: dict[str, str] = {}
        self.mistaken: set[str] = set()

    def read(self, row: Row, where: str, block: str) -> None:
        """Adds the points of a row, or its mistakes to the tally."""
        cells = row.cells
        place = self._place(cells["line"], cells["members"], where, block)
        try:
            quarters = quarters_of(cells["period"], self.pack.timeline)
        except ValueError:
            names = self.pack.timeline.names
            self.tally.add(PeriodError(where, cells["period"], names[0], names[-1]))
            quarters = ()
        if place is None:
            return
        before = len(self.tally.errors)
        written = self._written(cells, where, place)
        entry = None
        if quarters and len(self.tally.errors) == before:
            entry = read_entry(written, place, quarters[0], self.pack, self.tally)
        if entry is None:
            self.mistaken.add(place.path)
            return
        with self.tally.catch():
            self._check_unit(entry, place, where)
            self._check_once(place.path, cells["period"], entry.as_of, where)
        for quarter in quarters:
            point = replace(entry, path=f"{place.path}@{quarter}", period=quarter)
            self.points[point.slot].append(_Point(point, cells["period"].startswith("FY")))

    def _place(self, line: str, members: str, where: str, block: str) -> Place | None:
        """The place a row speaks of, outside names translated."""
        givens = {given.name: given for given in self.asked.in_block(block)}
        lines = [name for name, given in givens.items() if given.series]
        if line not in lines:
            then = f"It is a scalar: write it in {block}.toml." if line in givens else ""
            known = [f"{block}.{name}" for name in lines]
            self.tally.add(UnknownPathError(where, f"{block}.{line}", known, then))
            return None
        dims = self.asked.model.dims[line]
        names = [name.strip() for name in members.split(";")] if members else []
        if len(names) != len(dims):
            wanted = f"one member each of {', '.join(dims)}, separated by ;" if dims else "no members"
            self.tally.add(TypeMistake(where, "members", members, wanted))
            return None
        found: list[str] = []
        for dimension, name in zip(dims, names, strict=True):
            member = self.pack.member(dimension, name)
            known = list(self.asked.model.dimensions[dimension].members)
            if member not in known:
                outside = self.pack.aliases.get(dimension, {})
                self.tally.add(UnknownMemberError(where, name, dimension, [*known, *outside]))
                return None
            found.append(member)
        return self.asked.series[givens[line].path(found)]

    def _written(self, cells: dict[str, str], where: str, place: Place) -> Written:
        amounts: list[object] = []
        for key in ("value", "low", "high"):
            amounts.append(None)
            with self.tally.catch():
                amounts[-1] = _amount(cells[key], key, where, place.is_date)
        known: date | None = None
        with self.tally.catch():
            known = _day(cells["known_on"], "known_on", where)
        clip: list[object] | None = None
        chance: float | date | None = None
        with self.tally.catch():
            clip = [_amount(end.strip(), "clip", where, place.is_date) for end in cells["clip"].split(";")] if cells["clip"] else None
            chance = _amount(cells["chance"], "chance", where, is_date=False)
        return Written(
            where, amounts[0], cells["unit"], amounts[1], amounts[2], cells["source"], known, cells["confidence"],
            cells["note"], cells["distribution"], cells["correlation"], clip, None, chance,
        )  # fmt: skip

    def _check_unit(self, entry: Entry, place: Place, where: str) -> None:
        first = self.unit.setdefault(place.path, entry.unit)
        if entry.unit != first:
            raise MixedUnitsError(where, entry.unit, first)

    def _check_once(self, path: str, period: str, known: date, where: str) -> None:
        first = self.first.setdefault((path, period, known), where)
        if first != where:
            raise DuplicatePointError(where, f"{path}@{period}", str(known), first)


def read_series(pack: Pack, asked: Asked, as_of: date, tally: Tally) -> tuple[dict[Slot, Entry], set[str]]:
    """The written points as known on a date, not yet filled, and the paths of series with mistakes.

    Mistakes go to the tally.
    """
    points, mistaken = _read_points(pack, asked, tally)
    chosen = ((slot, _choose(several, as_of)) for slot, several in points.items())
    return {slot: entry for slot, entry in chosen if entry is not None}, mistaken


def series_histories(pack: Pack, asked: Asked, tally: Tally) -> dict[Slot, list[Entry]]:
    """Every entry that was ever written for a point, whenever it became known."""
    return {slot: [point.entry for point in several] for slot, several in _read_points(pack, asked, tally)[0].items()}


def _read_points(pack: Pack, asked: Asked, tally: Tally) -> tuple[dict[Slot, list[_Point]], set[str]]:
    """The rows of every file by the place and period they speak of, and the paths of series with mistakes."""
    reader = _Reader(pack, asked, tally)
    for path in sorted(pack.folder.glob("*.csv")):
        block = path.name.split(".")[0]
        if block not in asked.blocks:
            tally.add(UnknownBlockError(path.name, block, asked.blocks))
            continue
        rows: tuple[Row, ...] | None = None
        with tally.catch():
            rows = read_csv(pack.folder, path, COLUMNS, OPTIONAL)
        if rows is None:
            reader.mistaken |= {place.path for place in asked.series.values() if place.given.block == block}
            continue
        for row in rows:
            reader.read(row, f"{path.name} line {row.line}", block)
    return reader.points, reader.mistaken


def _choose(points: list[_Point], as_of: date) -> Entry | None:
    """A quarter's own row before the row of its year, what was known before hindsight."""
    own = known_on([point.entry for point in points if not point.whole_year], as_of)
    if own is not None and not own.hindsight:
        return own
    year = known_on([point.entry for point in points if point.whole_year], as_of)
    if year is not None and (own is None or not year.hindsight):
        return year
    return own


def _amount(text: str, key: str, where: str, is_date: bool) -> float | date | None:
    if not text:
        return None
    if is_date:
        return _day(text, key, where)
    if not _NUMBER.fullmatch(text):
        raise NumberError(where, key, text)
    return float(text)


def _day(text: str, key: str, where: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise DateMistake(where, key, text)
