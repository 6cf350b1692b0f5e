"""Agreement: the cells of a workbook beside what the engine says of each, row by row under rule 12."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.engine.tolerance import RELATIVE
from finmodel.workbook.recalculate import Cell

Place = tuple[int, int]
"""Row and column, counted from 0."""

Expected = Mapping[str, Mapping[Place, float | str]]
"""Sheet -> place of a formula -> what the engine says; text and n/a as text."""

ROUNDING = 1e-14
"""A few units in the last place: what the difference of two equal terms may keep of them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not what the engine says."""

    sheet: str
    place: Place
    wanted: float | str
    found: Cell

    @property
    def address(self) -> str:
        row, column = self.place
        return f"{self.sheet}!{letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many cells were compared, those that differ, and the worst difference relative to its row.

    worst is infinite where a number and a text, an error or nothing stand against each other.
    """

    compared: int
    differences: tuple[Difference, ...]
    worst: float
    at: str


def compare(
    expected: Expected, found: Mapping[str, Sequence[Sequence[Cell]]], terms: Mapping[tuple[str, int], float],
    in_rows: Collection[str] | None = None,
) -> Agreement:  # fmt: skip
    """Compare every expected cell with what stands in its place.

    Numbers are equal where |a - b| <= 1e-9 x the largest magnitude in the row, or where the gap is no more than the
    rounding of the row's terms (`terms`: sheet and row -> the largest magnitude among them); all else exactly.
    in_rows: the sheets whose rows are one line each; on the others each cell is a row of its own. All where left out.
    """
    compared, worst, at = 0, 0.0, ""
    differences: list[Difference] = []
    for sheet, cells in expected.items():
        rows: dict[int, list[tuple[int, float | str]]] = {}
        for (row, column), wanted in cells.items():
            rows.setdefault(row, []).append((column, wanted))
        grid = found.get(sheet, ())
        for row, wanted_cells in rows.items():
            line = grid[row] if row < len(grid) else ()
            pairs = [(column, wanted, line[column] if column < len(line) else None) for column, wanted in wanted_cells]
            one_line = in_rows is None or sheet in in_rows
            together = _allowed(pairs, terms.get((sheet, row), 0.0))
            for column, wanted, cell in pairs:
                allowed = together if one_line else _allowed([(column, wanted, cell)], 0.0)
                compared += 1
                gap = _gap(wanted, cell)
                share = gap / allowed * RELATIVE if allowed else math.inf if gap else 0.0
                if share > worst:
                    worst, at = share, f"{sheet}!{letters(column)}{row + 1}"
                if gap > allowed:
                    differences.append(Difference(sheet, (row, column), wanted, cell))
    return Agreement(compared, tuple(differences), worst, at)


def _allowed(pairs: Sequence[tuple[int, float | str, Cell]], terms: float) -> float:
    sizes = [abs(number) for _, *both in pairs for number in both if isinstance(number, float) and math.isfinite(number)]
    return max(RELATIVE * max(sizes, default=0.0), ROUNDING * terms)


def _gap(wanted: float | str, cell: Cell) -> float:
    """How far apart two cells are; infinitely far where they are not of one kind, or not the same text."""
    if isinstance(wanted, float) and isinstance(cell, float):
        return abs(wanted - cell) if math.isfinite(cell) else math.inf
    return 0.0 if wanted == cell else math.inf
