"""Read: a workbook file as a grid."""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from typing import Any

import openpyxl
from defusedxml import ElementTree
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from finmodel.audit.formula import Formula, read_formula
from finmodel.audit.grid import HEADING_ROWS, Cell, Constant, Grid, Sheet, Table
from finmodel.audit.relative import relative
from finmodel.errors import MisfitError

ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA"}
_INDEXED_BLUE = {4, 12, 39}
_DEEP, _FAINT = 160, 112
"""A blue font has at least so much blue and at most so much green, and little red: 0000FF and 0070C0 do."""


def read(content: bytes, where: str) -> Grid:
    """The workbook as a grid; `where` is what messages call it. Raises MisfitError. Screen the file first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it would lose on saving; nothing is saved
            return _Reader(content).grid()
    except Exception as error:  # openpyxl answers a damaged part with whatever went wrong inside it
        raise MisfitError(where, error) from error


class _Reader:
    """Reads every sheet twice: formulas and looks from one pass, stored values from the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.known: dict[str, Formula] = {}
        self.blue: dict[int, bool] = {}

    def grid(self) -> Grid:
        book = openpyxl.load_workbook(io.BytesIO(self.content), keep_links=False)
        sheets = {sheet.title: self._sheet(sheet) for sheet in book.worksheets}
        for sheet in book.chartsheets:
            sheets[sheet.title] = Sheet(sheet.title)
        grid = Grid({title: sheets[title] for title in book.sheetnames})
        for sheet in book.worksheets:
            self._names(grid, sheet.title, sheet.defined_names)
            for table in sheet.tables.values():
                left, top, right, bottom = range_boundaries(table.ref)
                columns = tuple(column.name for column in table.tableColumns)
                grid.tables[table.name.lower()] = Table(sheet.title, top, left, bottom, right, columns)
        self._names(grid, "", book.defined_names)
        del book
        self._values(grid)
        self._attached(grid)
        return grid

    def _sheet(self, sheet: Any) -> Sheet:
        found = Sheet(sheet.title, sheet.sheet_state, merges=[merge.coord for merge in sheet.merged_cells.ranges])
        rows: dict[int, dict[int, Cell]] = {}
        filled: list[tuple[int, int, int, int]] = []
        # _cells holds the cells that are there; iter_rows would make a cell for every gap
        for (row, column), cell in sheet._cells.items():
            value = cell.value
            if value is None:
                continue
            if cell.data_type != "f":
                kept: Cell = Constant(value, cell.data_type in "nd" and self._blue(cell))
                if cell.data_type == "e":
                    found.errors[row, column] = str(value)
            elif isinstance(value, ArrayFormula | DataTableFormula):
                found.arrays[row, column] = value.ref
                filled.append(range_boundaries(value.ref))
                text = str(getattr(value, "text", None) or "=TABLE()")
                kept = self._formula(text if text.startswith("=") else f"={text}", row, column)
            else:
                kept = self._formula(value, row, column)
            rows.setdefault(row, {})[column] = kept
        for left, top, right, bottom in filled:
            _drop_filled(rows, left, top, right, bottom)
        found.rows = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
        found.hidden_rows = [row for row, look in sheet.row_dimensions.items() if look.hidden or look.height == 0]
        for look in sheet.column_dimensions.values():
            if look.hidden or look.width == 0:
                found.hidden_columns.extend(range(look.min, look.max + 1))
        pane = sheet.sheet_view.pane  # freeze_panes gives the cell scrolled to, not the one frozen at
        if pane is not None and pane.state in ("frozen", "frozenSplit"):
            found.frozen_rows = int(pane.ySplit or 0)
        return found

    def _formula(self, text: str, row: int, column: int) -> Formula:
        said = relative(text, row, column)
        if (formula := self.known.get(said)) is None:
            formula = self.known[said] = read_formula(text, row, column, said)
        return formula

    def _blue(self, cell: Any) -> bool:
        if cell.style_id not in self.blue:
            self.blue[cell.style_id] = _is_blue(cell.font.color if cell.font else None)
        return self.blue[cell.style_id]

    def _names(self, grid: Grid, sheet: str, names: Any) -> None:
        for name, definition in names.items():
            if definition.value and not name.startswith("_xlnm."):
                grid.names[sheet, name.lower()] = read_formula(f"={definition.value}", 1, 1)

    def _values(self, grid: Grid) -> None:
        """Stored values: errors everywhere, and what the formulas of the first rows show."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            found = grid.sheets[sheet.title]
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                for column, value in enumerate(values, start=1):
                    if value is None:
                        continue
                    if number <= HEADING_ROWS and isinstance(found.rows.get(number, {}).get(column), Formula):
                        found.shown[number, column] = value
                    if isinstance(value, str) and value in ERRORS and not isinstance(found.rows.get(number, {}).get(column), Constant):
                        found.errors[number, column] = value
        book.close()

    def _attached(self, grid: Grid) -> None:
        """What the parts around the sheets say: which sheets are hidden, which workbooks are linked, and macros."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            names = package.namelist()
            for sheet in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
                if sheet.tag.endswith("}sheet") and sheet.attrib.get("name") in grid.sheets:  # openpyxl drops it for charts
                    grid.sheets[sheet.attrib["name"]].state = sheet.attrib.get("state", "visible")
            for name in names:
                folder, part = posixpath.split(name)
                if folder == "xl/externalLinks":
                    relations = f"{folder}/_rels/{part}.rels"
                    target = _target(package.read(relations)) if relations in names else "another workbook"
                    grid.links[part.removeprefix("externalLink").removesuffix(".xml")] = target
                elif part == "vbaProject.bin" or folder == "xl/macrosheets":
                    grid.macros.append(name)


def _drop_filled(rows: dict[int, dict[int, Cell]], left: int, top: int, right: int, bottom: int) -> None:
    """Take out the values that an array formula writes into the cells beside its first."""
    for row in [row for row in rows if top <= row <= bottom]:
        for column in [column for column, cell in rows[row].items() if left <= column <= right and isinstance(cell, Constant)]:
            del rows[row][column]


def _target(relations: bytes) -> str:
    return next((str(one.attrib.get("Target", "")) for one in ElementTree.fromstring(relations)), "") or "another workbook"


def _is_blue(color: Any) -> bool:
    if color is None:
        return False
    if color.type == "indexed":
        return color.indexed in _INDEXED_BLUE
    if color.type != "rgb" or not isinstance(color.rgb, str) or len(color.rgb) < 6:
        return False
    try:
        red, green, blue = (int(color.rgb[-6:][place : place + 2], 16) for place in (0, 2, 4))
    except ValueError:
        return False
    return blue >= _DEEP and green <= _FAINT and red <= _FAINT // 2
