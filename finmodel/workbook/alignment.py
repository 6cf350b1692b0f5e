"""Alignment: where every cell of finmodel's stands in a file, however an analyst has moved rows, columns and sheets.

Rows are known by their keys - line or path, and members - and columns by their headings; a sheet that was renamed, by the
rows that stand on it. Where keys are gone, the defined names tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row, counted from 1, and column, counted from 0, as in the layout."""

Texts = Mapping[Place, str]
"""The texts of a sheet, formulas left out."""

Names = Mapping[str, tuple[str, Place]]

KEYS = ("Line", "Path", "Member 1", "Member 2")
"""Headings of the columns that say whose row it is."""
_HEADING_ROWS = 30
"""Rows at the top of a sheet among which its headings are looked for."""
_ENOUGH = 0.5
"""Of the rows, or of the headings, of a sheet: a sheet on which fewer are found is another one."""


@dataclass(frozen=True)
class Moved:
    """One sheet: its title in the file, and the row and the column there of each of ours."""

    title: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]

    @property
    def in_place(self) -> bool:
        return all(here == there for axis in (self.rows, self.columns) for here, there in axis.items())


@dataclass(frozen=True)
class Alignment:
    """sheets: our title -> where it stands; a sheet that is gone is left out. doubted: what keys and names disagree about."""

    sheets: Mapping[str, Moved]
    doubted: Sequence[str] = field(default=())

    def at(self, sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
        """Where our cell stands in the file; None where it is gone."""
        moved = self.sheets.get(sheet)
        if moved is None or row not in moved.rows or column not in moved.columns:
            return None
        return moved.title, moved.rows[row], moved.columns[column]

    def beyond(self, sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
        """The same, where cells below and to the right of ours move with the last of them."""
        moved = self.sheets.get(sheet)
        if moved is None or not moved.rows or not moved.columns:
            return None
        last_row, last_column = max(moved.rows), max(moved.columns)
        at = self.at(sheet, min(row, last_row), min(column, last_column))
        return at and (at[0], at[1] + max(0, row - last_row), at[2] + max(0, column - last_column))

    @property
    def in_place(self) -> bool:
        """Whether every cell that is found stands where finmodel put it."""
        return all(moved.in_place and moved.title == title for title, moved in self.sheets.items())

    def back(self) -> Alignment:
        """The other way round: from the cells of the file to ours."""
        return Alignment({
            moved.title: Moved(title, {there: here for here, there in moved.rows.items()},
                               {there: here for here, there in moved.columns.items()})
            for title, moved in self.sheets.items()
        })  # fmt: skip


def align(ours: Mapping[str, Texts], theirs: Mapping[str, Texts], our_names: Names, their_names: Names) -> Alignment:
    """ours, theirs: title of a sheet -> its texts."""
    titles = _titles(ours, theirs, our_names, their_names)
    named = _named_rows(titles, our_names, their_names)
    sheets, doubted = {}, []
    for title, there in titles.items():
        moved = _sheet(ours[title], theirs[there], there, named.get(title, {}))
        if moved is not None:
            sheets[title] = moved
            doubted += [
                f"{there}: the row of '{name}' is {moved.rows[here]} by its key and {row} by the defined name"
                for name, (here, row) in sorted(named.get(title, {}).items())
                if moved.rows.get(here, row) != row
            ]
    return Alignment(sheets, tuple(doubted))


def _titles(ours: Mapping[str, Texts], theirs: Mapping[str, Texts], our_names: Names, their_names: Names) -> dict[str, str]:
    """Our title -> the title in the file: the same, or that on which our defined names stand, or the most of our texts.

    A title that two sheets have exchanged is no title: on a sheet of ours stands most of what we wrote there and nowhere else.
    """
    texts = {title: set(cells.values()) for title, cells in theirs.items()}
    sheets = Counter(text for cells in ours.values() for text in set(cells.values()))
    own = {title: {text for text in cells.values() if sheets[text] == 1} or set(cells.values()) for title, cells in ours.items()}

    def share(title: str, other: str) -> float:
        return len(own[title] & texts[other]) / max(1, len(own[title]))

    found = {title: title for title in ours if title in theirs and share(title, title) > _ENOUGH}
    for title in ours:
        if title in found:
            continue
        free = [other for other in theirs if other not in found.values()]
        counted = Counter(their_names[name][0] for name, (sheet, _) in our_names.items() if sheet == title and name in their_names)
        by_name = next((other for other, _ in counted.most_common() if other in free and share(title, other) > 0), None)
        best = max(free, key=lambda other: share(title, other), default=None)
        if by_name is not None:
            found[title] = by_name
        elif best is not None and share(title, best) > _ENOUGH:
            found[title] = best
        elif title in free:
            found[title] = title
    return found


def _named_rows(titles: Mapping[str, str], our_names: Names, their_names: Names) -> dict[str, dict[str, tuple[int, int]]]:
    """Our title -> name -> our row and the row that the name points to in the file."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for name, (title, (row, _)) in our_names.items():
        there = their_names.get(name)
        if there is not None and there[0] == titles.get(title):
            found[title][name] = (row, there[1][0])
    return found


def _sheet(ours: Texts, theirs: Texts, there: str, named: Mapping[str, tuple[int, int]]) -> Moved | None:
    heading = _heading(ours)
    their_heading = _like(_row(ours, heading), theirs) if heading else 0
    if their_heading == 0:
        return None
    heads, their_heads = _row(ours, heading), _row(theirs, their_heading)
    columns = _matched(heads, their_heads)
    keys = [column for column, head in heads.items() if head in KEYS] or [min(heads)]
    known = [(column, columns[column]) for column in keys if column in columns]
    rows, own = {heading: their_heading}, set[int]()
    if known:
        here, beside = [one for one, _ in known], [one for _, one in known]
        signatures = _signatures(ours, here, 0)
        rows |= _matched(signatures, _signatures(theirs, beside, columns.get(0, 0)))
        own = set(signatures)
    taken = set(rows.values())
    for ours_at, row in named.values():
        if row not in taken:  # a row that another one's keys stand in is not this one's
            rows.setdefault(ours_at, row)
    last_row = max((row for row, _ in ours), default=1)
    last_column = max((column for _, column in ours), default=0)
    label = min(heads)

    def still(row: int, other: int) -> bool:
        """A row whose keys were deleted still has its label; one with other keys is another."""
        bare = not any((other, beside) in theirs for _, beside in known)
        return bare and (row, label) in ours and ours[row, label] == theirs.get((other, columns.get(label, label)))

    return Moved(there, _filled(rows, last_row, 1, own, still), _filled(columns, last_column, 0, heads, lambda _, other: other <= max(their_heads)))


def _heading(texts: Texts) -> int:
    """The row with the most texts among the first; 0 where there is none."""
    counted = Counter(row for row, _ in texts if row <= _HEADING_ROWS)
    return min((row for row in counted if counted[row] == max(counted.values())), default=0)


def _row(texts: Texts, wanted: int) -> dict[int, str]:
    return dict(sorted((column, text) for (row, column), text in texts.items() if row == wanted))


def _like(heads: Mapping[int, str], theirs: Texts) -> int:
    """The row among the first that has most of the headings; 0 where none has enough."""
    wanted = set(heads.values())
    rows: dict[int, set[str]] = defaultdict(set)
    for (row, _), text in theirs.items():
        if row <= _HEADING_ROWS:
            rows[row].add(text)
    shares = {row: len(wanted & texts) / len(wanted) for row, texts in rows.items()}
    best = max(sorted(shares), key=lambda row: shares[row], default=0)
    return best if best and shares[best] > _ENOUGH else 0


def _signatures(texts: Texts, columns: Sequence[int], label: int) -> dict[int, Hashable]:
    """Row -> the texts in its key columns, or its label where they are blank."""
    rows: dict[int, list[str]] = defaultdict(lambda: [""] * len(columns))
    labels: dict[int, str] = {}
    places = {column: place for place, column in enumerate(columns)}
    for (row, column), text in texts.items():
        if column in places:
            rows[row][places[column]] = text
        if column == label:
            labels[row] = text
    return {row: tuple(rows[row]) if row in rows else ("label", labels[row]) for row in sorted({*rows, *labels})}


def _matched(ours: Mapping[int, Hashable], theirs: Mapping[int, Hashable]) -> dict[int, int]:
    """Rows or columns with the same signature; where several have it, the first is the first, the second the second."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, signature in sorted(theirs.items()):
        places[signature].append(place)
    found, taken = {}, Counter[Hashable]()
    for place, signature in sorted(ours.items()):
        if taken[signature] < len(places[signature]):
            found[place] = places[signature][taken[signature]]
            taken[signature] += 1
    return found


def _filled(known: Mapping[int, int], last: int, first: int, own: Collection[int], still: Callable[[int, int], bool]) -> dict[int, int]:
    """Rows and columns that were not found follow the one before them, or keep their place where none is before.

    own: those that have a key or a heading of their own. Where that was not found they are gone, unless `still` says that what stands
    there is this one, whose text was typed over.
    """
    found = dict(known)
    used, shift = set(known.values()), 0
    for place in range(first, last + 1):
        if place in known:
            shift = known[place] - place
        elif place + shift not in used and place + shift >= first and (place not in own or still(place, place + shift)):
            found[place] = place + shift
            used.add(place + shift)
    return dict(sorted(found.items()))
