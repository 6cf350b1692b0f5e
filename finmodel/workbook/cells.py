"""Cells: a workbook file from outside as plain cells - sheet by sheet, with its names and what its properties say."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from finmodel.errors import MisfitError

Place = tuple[int, int]
"""Row, counted from 1, and column, counted from 0, as in the layout."""

_CORE = "docProps/core.xml"
_REFERENCE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::.*)?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a number, a text, a truth value or a date; a formula is a text that begins with "=".

    number: the number format.
    """

    value: object
    is_formula: bool
    number: str


@dataclass(frozen=True)
class File:
    """sheets: title -> place -> cell, cells that hold something alone. names: defined name -> sheet and place of its
    first cell. other_names: those that stand for no cell, or belong to one sheet -> what they say. author and saved: who
    saved the file last, and on which day, where it says so."""

    sheets: Mapping[str, Mapping[Place, Cell]]
    names: Mapping[str, tuple[str, Place]]
    author: str
    saved: date | None
    other_names: Mapping[str, str] = field(default_factory=dict)

    def at(self, sheet: str, row: int, column: int) -> Cell | None:
        return self.sheets.get(sheet, {}).get((row, column))


def read_cells(content: bytes, where: str) -> File:
    """The file as plain cells; nothing is calculated. Screen it first. Raises MisfitError."""
    try:
        book = _opened(content)
        sheets = {sheet.title: _cells(sheet) for sheet in book.worksheets}
        names = {name: place for name, defined in book.defined_names.items() if (place := _place(defined.attr_text)) is not None}
        others = {name: str(defined.attr_text) for name, defined in book.defined_names.items() if name not in names}
        for sheet in book.worksheets:  # one sheet's own names; those of programs, for printing and filters, are no work of an analyst
            others |= {f"{sheet.title}!{name}": str(defined.attr_text) for name, defined in sheet.defined_names.items() if not _is_built_in(name)}
        properties = book.properties
        saved = properties.modified.date() if properties.modified and _says_when(content) else None
        author = str(properties.lastModifiedBy or "")
        return File(sheets, names, author, saved, {name: text for name, text in others.items() if not _is_built_in(name)})
    except Exception as error:  # openpyxl answers a damaged part with whatever went wrong inside it
        raise MisfitError(where, error) from error


def stored_results(content: bytes, where: str, places: Mapping[str, set[Place]]) -> dict[tuple[str, Place], object]:
    """What the file has stored as the results of formulas, at the places asked for; a result that is not there is left out.

    Raises MisfitError.
    """
    found: dict[tuple[str, Place], object] = {}
    try:
        for sheet in _opened(content, data_only=True).worksheets:
            wanted = places.get(sheet.title)
            if wanted:
                sheet.reset_dimensions()
                for row in sheet.iter_rows(max_row=max(row for row, _ in wanted)):
                    for cell in row:
                        if cell.value is not None and (place := (cell.row, cell.column - 1)) in wanted:
                            found[sheet.title, place] = cell.value
    except Exception as error:  # as above: a result that is no number, for one
        raise MisfitError(where, error) from error
    return found


def _opened(content: bytes, *, data_only: bool = False) -> Any:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it would lose on saving; nothing is saved
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    book.epoch = CALENDAR_WINDOWS_1900  # formulas compute with the serial numbers, whatever calendar the file shows them in
    return book


def _cells(sheet: Any) -> dict[Place, Cell]:
    sheet.reset_dimensions()
    return {
        (cell.row, cell.column - 1): Cell(_said(cell.value), cell.data_type == "f", cell.number_format if cell.data_type in "nd" else "")
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _said(value: object) -> object:
    """An array formula, or a table of what-ifs, as its text."""
    if isinstance(value, bool | int | float | str | date | time | timedelta):
        return value
    text = str(getattr(value, "text", None) or "")
    return text if text.startswith("=") else f"={text}"


def _says_when(content: bytes) -> bool:
    """openpyxl takes the clock's time where a file does not say when it was saved."""
    package = zipfile.ZipFile(io.BytesIO(content))
    return _CORE in package.namelist() and b":modified" in package.read(_CORE)


def _is_built_in(name: str) -> bool:
    return name.startswith(("_xlnm.", "_xlfn", "_xlpm"))


def _place(text: str) -> tuple[str, Place] | None:
    """Sheet and place of the first cell of a reference; None for what is no reference."""
    match = _REFERENCE.fullmatch(text.removeprefix("="))
    if match is None:
        return None
    from openpyxl.utils import column_index_from_string

    title = (match[1] or "").replace("''", "'") or match[2]
    return title, (int(match[4]), column_index_from_string(match[3]) - 1)
