"""Book: an XlsxWriter workbook that takes our formulas as they are, deterministic and free of guesses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as XlsxWorkbook
from xlsxwriter.worksheet import CellArrayFormulaTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from finmodel.inputs import Inputs

NOT_AVAILABLE = "n/a"
PAPER_A3 = 8
ROW_HEIGHT, LINE_HEIGHT = 15.0, 13.0
_WIDER = 1.02
"""How much wider than its letters a text may turn out: words break early, and fonts differ."""


class PlainWorksheet(Worksheet):  # type: ignore[misc] # XlsxWriter carries no types
    """A worksheet whose formulas are stored untouched: ours need no prefix, and checking each is 80% of the time."""

    def put_formula(self, row: int, column: int, formula: str, style: Any, cached: float | str) -> None:
        """Store "=..." with its computed value; NaN is n/a. Rows and columns count from 0."""
        if self._check_dimensions(row, column):
            raise IndexError(f"row {row + 1}, column {column + 1} lies outside a worksheet")
        if not isinstance(cached, str | bool):
            cached = NOT_AVAILABLE if np.isnan(cached) else float(cached)
        self.table[row][column] = CellFormulaTuple(formula[1:], style, cached)

    def put_array(
        self, area: str, row: int, column: int, formula: str, style: Any, cached: float | str, *, spills: bool
    ) -> None:
        """Store the "=..." of a whole area, such as B2:B9, in its first cell, with the value of that cell.

        spills: whether the area grows and shrinks with the result, as arrays do since Excel 365.
        """
        if self._check_dimensions(row, column):
            raise IndexError(f"row {row + 1}, column {column + 1} lies outside a worksheet")
        shown = float(cached) if isinstance(cached, bool) else cached
        self.table[row][column] = CellArrayFormulaTuple(formula[1:], style, shown, area, "dynamic" if spills else "static")
        if spills:
            self.has_dynamic_arrays = True

    def __init__(self) -> None:
        super().__init__()
        self._levels: dict[int, int] = {}
        self._heights: dict[int, float] = {}

    def _write_string(self, row: int, column: int, text: str, style: Any = None) -> int:
        """XlsxWriter takes a text between <r> and </r> for markup of its own: as two pieces in one font it is text again."""
        if not (text.startswith("<r>") and text.endswith("</r>")):
            return int(super()._write_string(row, column, text, style))
        font = style or Format()
        return int(self._write_rich_string(row, column, font, text[0], font, text[1:], *([style] if style else [])))

    def group_row(self, row: int) -> None:
        """Put a row, counted from 0, one level down in the outline; it stays in sight."""
        self._levels[row] = 1
        self._shape(row)

    def write_words(self, row: int, column: int, text: str, style: Any, width: float) -> None:
        """Write a text that wraps, and make its row high enough for a column of that width."""
        self.write_string(row, column, text, style)
        lines = math.ceil(len(text) * _WIDER / width)
        if lines > 1:
            self._heights[row] = max(self._heights.get(row, 0.0), ROW_HEIGHT + (lines - 1) * LINE_HEIGHT)
            self._shape(row)

    def _shape(self, row: int) -> None:
        self.set_row(row, self._heights.get(row), None, {"level": self._levels.get(row, 0)})


class Book(XlsxWorkbook):  # type: ignore[misc] # as above
    """Strings stay strings: never formulas, numbers or links by guess.

    lines: sheet and row, counted from 0 -> the line item whose row it is.
    """

    worksheet_class = PlainWorksheet

    def __init__(self, path: Path, inputs: Inputs) -> None:
        super().__init__(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": False,
            },
        )
        self.set_properties(
            {
                "title": f"{inputs.pack.title}: {inputs.scenario}",
                "comments": f"finmodel, inputs {inputs.hash[:12]}",
                "created": datetime.combine(inputs.as_of, time()),
            }
        )
        self.set_calc_mode("auto")
        self.lines: dict[tuple[str, int], str] = {}

    def sheet(self, name: str) -> PlainWorksheet:
        made = self.add_worksheet(name)
        assert isinstance(made, PlainWorksheet)
        made.hide_gridlines(2)
        made.set_landscape()
        made.set_paper(PAPER_A3)
        made.fit_to_pages(1, 0)
        made.outline_settings(visible=True, symbols_below=False, symbols_right=False)
        made.set_footer("&L&A&RPage &P of &N")
        return made

    def write(self) -> int:
        """Write the file in place - see `finmodel.output` for safe replacing; returns the number of formulas."""
        count = sum(len(cells) for cells in self.formulas.values())
        self.close()
        return count

    @property
    def wordings(self) -> dict[str, dict[tuple[int, int], str]]:
        """Sheet -> row and column of each formula, counted from 0 -> the formula, without "="."""
        return {sheet.name: {place: cell.formula for place, cell in _cells(sheet, CellFormulaTuple)} for sheet in self.worksheets()}

    @property
    def constants(self) -> dict[str, dict[tuple[int, int], float | str]]:
        """Sheet -> row and column of each cell that is no formula, counted from 0 -> its number or its text."""
        texts = {place: text for text, place in self.str_table.string_table.items()}
        return {
            sheet.name: {place: float(cell.number) for place, cell in _cells(sheet, CellNumberTuple)}
            | {place: texts[cell.string] for place, cell in _cells(sheet, CellStringTuple)}
            for sheet in self.worksheets()
        }

    @property
    def formulas(self) -> dict[str, dict[tuple[int, int], float | str]]:
        """Sheet -> row and column of each formula, counted from 0 -> the value stored with it."""
        return {sheet.name: {place: cell.value for place, cell in _cells(sheet, CellFormulaTuple)} for sheet in self.worksheets()}


def _cells(sheet: PlainWorksheet, kind: type[Any]) -> Iterator[tuple[tuple[int, int], Any]]:
    """The cells of one kind with their places."""
    for row, cells in sheet.table.items():
        for column, cell in cells.items():
            if isinstance(cell, kind):
                yield (row, column), cell
