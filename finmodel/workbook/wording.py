"""Wording: what the cells of a workbook file say, beside what finmodel writes in their places."""

from __future__ import annotations

import math
from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell

from finmodel.workbook.agreement import Expected, Place
from finmodel.workbook.book import Book
from finmodel.workbook.layout import INPUTS, LINE, SCENARIO_ROW, UNIT
from finmodel.workbook.recalculate import Cell
from finmodel.workbook.typed import Grid

Formulas = Mapping[str, Mapping[Place, str]]
"""Sheet -> place of a formula -> the formula, as `formulas_of` reads them."""

SAME = 1e-12
"""Relative: two spellings of one number, with fifteen digits or with seventeen."""
_PICKER = (INPUTS, (SCENARIO_ROW - 1, UNIT))


def typed_over(expected: Expected, there: Formulas) -> tuple[str, ...]:
    """Cells that are no formula any more."""
    return tuple(
        _address(sheet, place)
        for sheet, cells in expected.items()
        for place in sorted(cells.keys() - there.get(sheet, {}).keys())
    )


def reworded(book: Book, there: Formulas) -> tuple[str, ...]:
    """Formulas that are not worded as finmodel words them, whatever they give today."""
    return tuple(
        _address(sheet, place)
        for sheet, cells in book.wordings.items()
        for place, wanted in cells.items()
        if (said := there.get(sheet, {}).get(place, "")) and said.replace(" ", "") != wanted.replace(" ", "")
    )


def retold(book: Book, found: Grid) -> tuple[str, ...]:
    """Numbers and texts that are not those of finmodel; the scenario that is picked may be any."""
    return tuple(
        _address(sheet, place)
        for sheet, cells in book.constants.items()
        for place, wanted in cells.items()
        if (sheet, place) != _PICKER and not _same(wanted, _cell(found, sheet, place))
    )


def moved(book: Book, found: Grid) -> tuple[str, ...]:
    """Rows that no longer carry the name of their line: rows or sheets were inserted, removed or renamed."""
    said = []
    for (sheet, row), line in book.lines.items():
        name = str(_cell(found, sheet, (row, LINE)) or "")
        if line not in (name, name.partition(":")[0], name.rpartition(".")[2]):
            said.append(f"{_address(sheet, (row, LINE))}: found '{name}', wanted '{line}'")
    return tuple(said)


def _same(wanted: float | str, cell: Cell) -> bool:
    if isinstance(wanted, float) and isinstance(cell, float):
        return math.isclose(wanted, cell, rel_tol=SAME)
    return wanted == (cell or "")


def _cell(found: Grid, sheet: str, place: Place) -> Cell:
    """None outside the used cells."""
    row, column = place
    cells = found.get(sheet, ())[row : row + 1]
    return cells[0][column] if cells and column < len(cells[0]) else None


def _address(sheet: str, place: Place) -> str:
    return f"{sheet}!{xl_rowcol_to_cell(*place)}"
