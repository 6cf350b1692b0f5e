"""Loops: formula cells that depend on themselves, found by one walk down the precedents.

A walk deep first over the formula cells, without recursion. A range is never listed cell by cell: of each row or column
the walk asks for the next cell not yet visited, so that every cell is entered once however many ranges hold it. A cell
of the path walked so far that turns up among the precedents of the last one closes a loop.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finmodel.audit.formula import Formula
from finmodel.audit.grid import Grid
from finmodel.audit.precedents import Precedents
from finmodel.audit.reference import Area

MOST = 200
"""Loops told apart; a workbook with more has one trouble, not so many."""

_PATIENCE = 5_000_000
"""Cells of loops written down altogether, so that a workbook made of loops ends too."""

_NEW, _OPEN, _DONE = 0, 1, 2
Place = tuple[str, int, int]
_Rows = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Loop:
    """Cells each of which depends on the next, the last on the first.

    size: cells found on this loop, on those it shares a cell with, and on those over the same rows.
    """

    cells: tuple[Place, ...]
    size: int


class _Line:
    """The formula cells of one row or one column."""

    __slots__ = ("following", "nodes", "opened", "places")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.nodes: list[int] = []
        self.opened: list[int] = []
        self.following: list[int] = []

    def add(self, place: int, node: int) -> None:
        self.places.append(place)
        self.nodes.append(node)

    def close(self) -> None:
        pairs = sorted(zip(self.places, self.nodes, strict=True))
        self.places = [place for place, _ in pairs]
        self.nodes = [node for _, node in pairs]
        self.following = list(range(len(pairs) + 1))

    def enter(self, place: int) -> None:
        found = bisect_left(self.places, place)
        self.following[found] = found + 1
        insort(self.opened, place)

    def leave(self, place: int) -> None:
        del self.opened[bisect_left(self.opened, place)]

    def next_new(self, first: int, last: int) -> int | None:
        """The first cell from first to last not yet entered."""
        at, following = bisect_left(self.places, first), self.following
        while following[at] != at:
            following[at] = following[following[at]]
            at = following[at]
        return self.nodes[at] if at < len(self.places) and self.places[at] <= last else None

    def first_open(self, first: int, last: int) -> int | None:
        found = bisect_left(self.opened, first)
        if found == len(self.opened) or self.opened[found] > last:
            return None
        return self.nodes[bisect_left(self.places, self.opened[found])]


class _Lines:
    """The formula cells of one sheet, by row and by column."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], int] = {}
        self.rows: dict[int, _Line] = {}
        self.columns: dict[int, _Line] = {}
        self.row_order: list[int] = []
        self.column_order: list[int] = []

    def add(self, row: int, column: int, node: int) -> None:
        self.nodes[row, column] = node
        self.rows.setdefault(row, _Line()).add(column, node)
        self.columns.setdefault(column, _Line()).add(row, node)

    def close(self) -> None:
        for line in (*self.rows.values(), *self.columns.values()):
            line.close()
        self.row_order, self.column_order = sorted(self.rows), sorted(self.columns)

    def through(self, area: Area) -> list[tuple[_Line, int, int]]:
        """The rows or the columns of an area, whichever are fewer, each with the stretch inside the area."""
        rows = self.row_order[bisect_left(self.row_order, area.top) : bisect_right(self.row_order, area.bottom)]
        columns = self.column_order[bisect_left(self.column_order, area.left) : bisect_right(self.column_order, area.right)]
        if len(rows) <= len(columns):
            return [(self.rows[row], area.left, area.right) for row in rows]
        return [(self.columns[column], area.top, area.bottom) for column in columns]


class _Walk:
    def __init__(self, grid: Grid) -> None:
        self.precedents = Precedents(grid)
        self.places: list[tuple[str, int, int, Formula]] = []
        self.lines: dict[str, _Lines] = {}
        for sheet in grid.sheets.values():
            lines = self.lines[sheet.name] = _Lines()
            for row, column, formula in sheet.formulas():
                lines.add(row, column, len(self.places))
                self.places.append((sheet.name, row, column, formula))
            lines.close()
        self.state = bytearray(len(self.places))
        self.path: list[int] = []
        self.depth: dict[int, int] = {}
        self.exhausted: set[Area] = set()
        self.found: dict[_Rows, Loop] = {}
        self.looped: dict[int, _Rows] = {}
        self.patience = _PATIENCE

    def loops(self) -> Iterable[Loop]:
        for start in range(len(self.places)):
            if self.state[start] != _NEW:
                continue
            steps = [self._enter(start)]
            while steps:
                following = next(steps[-1], None)
                if following is not None:
                    steps.append(self._enter(following))
                else:
                    steps.pop()
                    self._leave()
        return self.found.values()

    def _enter(self, node: int) -> Iterator[int]:
        sheet, row, column, _ = self.places[node]
        self.state[node] = _OPEN
        self.depth[node] = len(self.path)
        self.path.append(node)
        lines = self.lines[sheet]
        lines.rows[row].enter(column)
        lines.columns[column].enter(row)
        return self._new_precedents(node)

    def _leave(self) -> None:
        node = self.path.pop()
        sheet, row, column, _ = self.places[node]
        self.state[node] = _DONE
        del self.depth[node]
        lines = self.lines[sheet]
        lines.rows[row].leave(column)
        lines.columns[column].leave(row)

    def _new_precedents(self, node: int) -> Iterator[int]:
        """Precedents not yet entered, one at a time, each asked for after the walk below the one before it."""
        for area in self.precedents.of(*self.places[node]):
            lines = self.lines[area.sheet]
            if area.single:
                single = lines.nodes.get((area.top, area.left))
                if single is not None and self.state[single] == _OPEN:
                    self._close_loop(node, single)
                elif single is not None and self.state[single] == _NEW:
                    yield single
            elif area not in self.exhausted:
                yield from self._new_in(node, area, lines)

    def _new_in(self, node: int, area: Area, lines: _Lines) -> Iterator[int]:
        through = lines.through(area)
        opened = [found for line, first, last in through if (found := line.first_open(first, last)) is not None]
        for found in opened:
            self._close_loop(node, found)
        for line, first, last in through:
            while (following := line.next_new(first, last)) is not None:
                yield following
        if not opened:
            self.exhausted.add(area)

    def _close_loop(self, node: int, back_to: int) -> None:
        if node in self.looped or len(self.found) >= MOST:
            return
        nodes = self.path[self.depth[back_to] :]
        if len(nodes) > self.patience:
            if back_to not in self.looped:
                return
            nodes = [back_to, node]
        self.patience -= len(nodes)
        cells = tuple(self.places[one][:3] for one in nodes)
        rows = next((self.looped[one] for one in nodes if one in self.looped), None)
        rows = rows or frozenset((sheet, row) for sheet, row, _ in cells)
        size = sum(one not in self.looped for one in nodes)
        known = self.found.get(rows)
        self.found[rows] = Loop(cells, size) if known is None else Loop(known.cells, known.size + size)
        for one in nodes:
            self.looped.setdefault(one, rows)


def loops(grid: Grid) -> Iterable[Loop]:
    """The loops of a workbook; those that share a cell, or run over the same rows, are one."""
    return _Walk(grid).loops()
