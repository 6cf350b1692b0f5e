"""Looks: colour, fill and validation of a cell, as openpyxl reads them."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

BLUE, BLACK, GREY, GREEN = "FF0000FF", "FF000000", "FF7F7F7F", "FF006100"
AMBER = "FFFFF2CC"


def colour(cell: Any) -> str:
    """Of the letters; black where none is said."""
    found = cell.font.color
    return str(found.rgb) if found is not None and found.type == "rgb" else BLACK


def fill(cell: Any) -> str:
    """Of the ground; empty where none is said."""
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type else ""


def at(sheet: Any, row: int, column: int) -> Any:
    """The cell of a row counted from 1 and a column counted from 0, as the layout counts them."""
    return sheet.cell(row, column + 1)


def validations(sheet: Any) -> dict[str, DataValidation]:
    """Range -> its rule."""
    found = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert len(found) == len(sheet.data_validations.dataValidation)
    return found


def address(row: int, first: int, last: int | None = None) -> str:
    """A cell, or a range within a row; columns count from 0."""
    start = f"{get_column_letter(first + 1)}{row}"
    return start if last in (None, first) else f"{start}:{get_column_letter(last + 1)}{row}"


def stored(number: Any) -> Any:
    """A number, or several, as a file keeps them: with 16 digits."""
    return pytest.approx(number, rel=1e-15, abs=0.0)
