"""Flow rules: cells that depend on themselves, and inputs that nothing depends on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from finmodel.audit.finding import Finding, address, place
from finmodel.audit.grid import Constant, Grid
from finmodel.audit.loops import Loop, loops
from finmodel.audit.precedents import Precedents
from finmodel.audit.reference import Area

NAMED = 6
"""Cells of a loop that a message names."""


def flow_findings(grid: Grid) -> Iterator[Finding]:
    for loop in loops(grid):
        sheet, row, column = loop.cells[0]
        yield Finding("circular", sheet, address(row, column), _path(loop), "no cell that depends on itself", loop.size)
    yield from _unused(grid)


def _path(loop: Loop) -> str:
    names = [place(sheet, address(row, column)) for sheet, row, column in loop.cells]
    if len(names) == 1:
        return "a formula that refers to its own cell"
    shown = names if len(names) <= NAMED else [*names[: NAMED - 1], f"({len(names) - NAMED + 1} more cells)"]
    return " -> ".join([*shown, names[0]])


class _Covered:
    """Which rows or columns of a sheet are referred to, and from where to where; overlapping stretches are one."""

    def __init__(self) -> None:
        self.stretches: dict[int, list[tuple[int, int]]] = {}

    def add(self, line: int, first: int, last: int) -> None:
        self.stretches.setdefault(line, []).append((first, last))

    def close(self) -> None:
        for line, stretches in self.stretches.items():
            joined: list[tuple[int, int]] = []
            for first, last in sorted(stretches):
                if joined and first <= joined[-1][1]:
                    joined[-1] = (joined[-1][0], max(joined[-1][1], last))
                else:
                    joined.append((first, last))
            self.stretches[line] = joined

    def holds(self, line: int, spot: int) -> bool:
        stretches = self.stretches.get(line, [])
        found = bisect_right(stretches, (spot, float("inf"))) - 1
        return found >= 0 and stretches[found][1] >= spot


def _unused(grid: Grid) -> Iterator[Finding]:
    """Blue numbers that no formula refers to; one finding a row."""
    inputs = {
        sheet.name: {
            (row, column)
            for row, cells in sheet.rows.items()
            for column, cell in cells.items()
            if isinstance(cell, Constant) and cell.blue and cell.number
        }
        for sheet in grid.live()
    }
    used: dict[str, set[tuple[int, int]]] = {name: set() for name in grid.sheets}
    wide = _wide_areas(grid, used)
    by_row = {name: _Covered() for name in grid.sheets}
    by_column = {name: _Covered() for name in grid.sheets}
    for area in wide:
        sheet = grid.sheets[area.sheet]
        bottom, right = min(area.bottom, sheet.last_row), min(area.right, sheet.last_column)
        if bottom - area.top <= right - area.left:
            for row in range(area.top, bottom + 1):
                by_row[area.sheet].add(row, area.left, right)
        else:
            for column in range(area.left, right + 1):
                by_column[area.sheet].add(column, area.top, bottom)
    for covered in (*by_row.values(), *by_column.values()):
        covered.close()
    for name, cells in inputs.items():
        rows: dict[int, list[int]] = {}
        for row, column in sorted(cells - used[name]):
            if not by_row[name].holds(row, column) and not by_column[name].holds(column, row):
                rows.setdefault(row, []).append(column)
        for row, columns in rows.items():
            yield Finding("unused-input", name, address(row, columns[0]), "an input that no formula refers to", "a formula that uses it, or a black font", len(columns))


def _wide_areas(grid: Grid, used: dict[str, set[tuple[int, int]]]) -> set[Area]:
    """The areas of more than one cell that formulas refer to; single cells are noted in used."""
    precedents = Precedents(grid, address_only=True)
    wide: set[Area] = set()
    for sheet in grid.sheets.values():
        for row, column, formula in sheet.formulas():
            for area in precedents.of(sheet.name, row, column, formula):
                if area.single:
                    used[area.sheet].add((area.top, area.left))
                else:
                    wide.add(area)
    return wide
