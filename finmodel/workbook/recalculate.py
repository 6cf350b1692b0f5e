"""Recalculation: a workbook computed from its formulas alone, by an engine that is not ours.

The cached values are stripped first: a value read back from where we wrote it proves nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Literal

Cell = float | str | None
Arithmetic = Literal["excel_near_zero", "ieee_754"]

_CELL = re.compile(rb"<c\b([^>]*)>\s*(<f\b[^>]*?(?:/>|>[^<]*</f>))\s*(?:<v\b[^>]*?(?:/>|>[^<]*</v>))?\s*</c>")
_TYPE = re.compile(rb'\st="[^"]*"')
_SHEET = "xl/worksheets/"


def without_cached_values(content: bytes) -> bytes:
    """The same workbook with the stored result of every formula removed, whichever program saved it."""
    source = zipfile.ZipFile(io.BytesIO(content))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as stripped:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith(_SHEET) and name.endswith(".xml"):
                part = _CELL.sub(_without_value, part)
            stripped.writestr(name, part)
    return target.getvalue()


def _without_value(cell: re.Match[bytes]) -> bytes:
    return b"<c" + _TYPE.sub(b"", cell[1]) + b">" + cell[2] + b"</c>"


def recalculate(
    content: bytes, overrides: Mapping[tuple[str, str], float] | None = None, arithmetic: Arithmetic = "excel_near_zero",
    strict: bool = True,
) -> dict[str, list[list[Cell]]]:  # fmt: skip
    """Every sheet's values, rows of cells from A1, after a full recalculation by cellrune.

    overrides: (sheet, address) -> number typed there before recalculating.
    strict: raise ValueError if any formula could not be calculated; else its cell says so, as text. Volatile functions
    and those that fetch from elsewhere are not calculated.
    """
    import cellrune

    book = cellrune.Workbook.from_bytes(without_cached_values(content))
    for (sheet, address), number in (overrides or {}).items():
        book.set_number(sheet, address, number)
    book.calculate(arithmetic_semantics=arithmetic)
    summary: Any = book.summary()
    return {sheet["name"]: _rows(book, sheet, strict) for sheet in summary["sheets"]}


def stored_values(content: bytes) -> dict[str, list[list[Cell]]]:
    """Every sheet's values as the file has them, in the shape of `recalculate`; nothing is calculated, nothing proved."""
    import cellrune

    book = cellrune.Workbook.from_bytes(content)
    summary: Any = book.summary()
    return {sheet["name"]: _rows(book, sheet) for sheet in summary["sheets"]}


def _rows(book: Any, sheet: Any, strict: bool = True) -> list[list[Cell]]:
    """The used cells of a sheet, row by row; text as text, numbers as floats, blanks as None."""
    rows: list[list[Cell]] = []
    if sheet["used_range"] is None:
        return rows
    for row in book.read_values(sheet["name"], "A1", sheet["used_range"].split(":")[-1]):
        rows.append([_cell(value, strict) for value in row])
    return rows


def _cell(found: Any, strict: bool) -> Cell:
    if found["kind"] == "unavailable":
        why = f"a formula could not be calculated: {found['message']} {found.get('detail') or ''}".rstrip()
        if strict:
            raise ValueError(why)
        return why
    shown: Cell = found.get("value")
    return float(shown) if isinstance(shown, int | float) and not isinstance(shown, bool) else shown
