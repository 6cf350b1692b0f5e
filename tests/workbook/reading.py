"""Reading: every cell of a workbook file, and what differs between its stored and its recalculated values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
import openpyxl

from finmodel.engine.evaluate import Array
from finmodel.engine.tolerance import equal_in_row
from finmodel.model.model import Model
from finmodel.workbook.layout import FIRST_PERIOD, OPENING, Layout
from finmodel.workbook.recalculate import Cell

ROUNDING = 1e-14
"""A few units in the last place: what the difference of two equal terms may leave, relative to the terms."""


@dataclass(frozen=True)
class Stored:
    """One cell as stored: its formula with "=" (empty for a constant) and its value."""

    sheet: str
    row: int
    column: int
    formula: str
    value: object

    @property
    def address(self) -> str:
        return f"{openpyxl.utils.get_column_letter(self.column)}{self.row}"


def stored_cells(content: bytes, only: str = "") -> list[Stored]:
    """Every cell that holds something, row by row, of all sheets or of one; formulas with the values stored beside them."""
    with_formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    with_values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found = []
    for sheet in with_formulas:
        if only and sheet.title != only:
            continue
        rows = zip(sheet.iter_rows(), with_values[sheet.title].iter_rows(values_only=True), strict=True)
        for cells, values in rows:
            for cell, value in zip(cells, values, strict=True):
                if cell.value is None:
                    continue
                formula = str(cell.value) if cell.data_type == "f" else ""
                found.append(Stored(sheet.title, cell.row, cell.column, formula, value))
    return found


def rows_of(cells: Sequence[Stored]) -> Iterator[list[Stored]]:
    """The formula cells of one row of one sheet."""
    by_row: dict[tuple[str, int], list[Stored]] = {}
    for cell in cells:
        if cell.formula:
            by_row.setdefault((cell.sheet, cell.row), []).append(cell)
    yield from by_row.values()


def as_number(value: object) -> float:
    """n/a and an empty cell are NaN; a date counts its days; other text is infinite, so that it equals no number."""
    if value in ("n/a", None):
        return np.nan
    if isinstance(value, bool | int | float):
        return float(value)
    if hasattr(value, "toordinal"):
        return float(value.toordinal() - 693594)
    return np.inf


def stale(cells: Sequence[Stored], recalculated: Mapping[str, Sequence[Sequence[Cell]]], model: Model) -> list[str]:
    """Rows of any sheet in which a stored value is not what its formula gives (rule 12)."""
    found = []
    scales = _scales(cells, model)
    for row in rows_of(cells):
        texts = [cell for cell in row if isinstance(cell.value, str) and cell.value != "n/a"]
        found += [f"{cell.sheet}!{cell.address}: stored {cell.value!r}" for cell in texts
                  if recalculated[cell.sheet][cell.row - 1][cell.column - 1] != cell.value]  # fmt: skip
        row = [cell for cell in row if cell not in texts]
        if not row:
            continue
        ours = np.array([as_number(cell.value) for cell in row])
        theirs = np.array([as_number(recalculated[cell.sheet][cell.row - 1][cell.column - 1]) for cell in row])
        if not same_row(ours, theirs, scales.get((row[0].sheet, row[0].row), 0.0)):
            found.append(f"{row[0].sheet}!{row[0].address}: stored {ours.tolist()}, recalculated {theirs.tolist()}")
    return found


def _scales(cells: Sequence[Stored], model: Model) -> dict[tuple[str, int], float]:
    """Sheet and row -> largest magnitude among the terms of the row's line: its precedents of the same unit."""
    lines: dict[tuple[str, int], str] = {}
    largest: dict[str, float] = {}
    for cell in cells:
        if cell.column == 4 and isinstance(cell.value, str) and cell.value in model.lines:
            lines[cell.sheet, cell.row] = cell.value
    for cell in cells:
        line = lines.get((cell.sheet, cell.row))
        if line is not None and isinstance(cell.value, float | int):
            largest[line] = max(largest.get(line, 0.0), abs(cell.value))
    return {place: terms(line, model, largest) for place, line in lines.items()}


def largest_of(values: Mapping[str, Array]) -> dict[str, float]:
    """Line -> its largest magnitude."""
    return {name: float(np.nanmax(np.abs(array), initial=0.0)) for name, array in values.items()}


def terms(line: str, model: Model, largest: Mapping[str, float]) -> float:
    """The largest magnitude among the precedents of a line that have its unit: the terms of its sum."""
    return max(
        (largest.get(edge.line, 0.0) for edge in model.edges[line] if model.units[edge.line] == model.units[line]),
        default=0.0,
    )


def same_row(ours: Array, theirs: Array, size_of_terms: float) -> bool:
    """Equal under rule 12; a difference of equal terms may keep their rounding, which is no disagreement."""
    near = np.abs(ours - theirs) <= ROUNDING * size_of_terms
    return bool((equal_in_row(ours, theirs) | near).all())


def apart(sheets: Mapping[str, Sequence[Sequence[Cell]]], layout: Layout, values: Mapping[str, Array]) -> list[str]:
    """Rows of the block sheets, Inputs and Series that, recalculated, are not what the engine says."""
    model, largest = layout.model, largest_of(values)
    found = []
    for name, band in layout.bands.items():
        for place, member in zip(np.ndindex(*model.shape(name)), band.members, strict=True):
            cells = sheets[band.sheet][layout.row(name, member) - 1]
            ours = values[name][place][:, 0]
            first, last = (
                (band.value_column, band.value_column + 1)
                if band.timeless
                else (OPENING, FIRST_PERIOD + len(model.timeline))
            )
            theirs = np.array([as_number(cell) for cell in cells[first:last]])
            if np.isnan(ours[0]) and not band.timeless:
                ours, theirs = ours[1:], theirs[1:]
            if not same_row(ours, theirs, terms(name, model, largest)):
                found.append(f"{name} {member}: engine {ours.tolist()}, workbook {theirs.tolist()}")
    return found


_REFERENCE = re.compile(r"(\$?)\b([A-Z]{1,3})(\$?)(\d+)\b(?!\()")


def relative(formula: str, row: int, column: int) -> str:
    """The formula in R1C1 terms: what it says wherever it stands."""

    def turned(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, digits = match.groups()
        number = openpyxl.utils.column_index_from_string(letters)
        across = f"C{number}" if fixed_column else f"C[{number - column}]"
        down = f"R{digits}" if fixed_row else f"R[{int(digits) - row}]"
        return down + across

    return _REFERENCE.sub(turned, formula)


def without_references(formula: str) -> str:
    """The formula with texts, sheet names and cell references taken out."""
    bare = re.sub(r'"[^"]*"', "", formula)
    bare = re.sub(r"('[^']+'|[A-Za-z_]+)!", "", bare)
    return _REFERENCE.sub("", bare)


def sheet_parts(content: bytes) -> dict[str, str]:
    """Sheet name -> its part inside the file."""
    package = zipfile.ZipFile(io.BytesIO(content))
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    names = [
        sheet.attrib["name"]
        for sheet in ElementTree.fromstring(package.read("xl/workbook.xml")).iterfind(".//m:sheet", space)
    ]
    return {name: f"xl/worksheets/sheet{place}.xml" for place, name in enumerate(names, start=1)}


def rewritten(content: bytes, part: str, pattern: bytes, replacement: bytes) -> bytes:
    """The same file with the first match of a pattern in one part replaced; exactly one place must match."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                text, count = re.subn(pattern, replacement, text, count=1)
                assert count == 1, pattern
            changed.writestr(name, text)
    return target.getvalue()
