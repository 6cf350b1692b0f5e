"""Hostile: a small workbook, and the means to spoil it one thing at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
WRONG = 777.0
"""What the small workbooks store beside every formula."""

Typed = float | bool | str


def small_workbook(column: Sequence[Typed], name: str = "Sheet1") -> bytes:
    """One sheet with one column; text that begins with "=" is a formula, stored beside a wrong value."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for row, typed in enumerate(column):
        if isinstance(typed, str) and typed.startswith("="):
            sheet.write_formula(row, 0, typed, value=WRONG)
        else:
            sheet.write(row, 0, typed)
    book.close()
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    package = zipfile.ZipFile(io.BytesIO(content))
    return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts added or replaced."""
    return zipped({**parts_of(content), **parts})


def with_text(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one text of one part replaced."""
    text = parts_of(content)[part]
    assert text.count(old) == 1, (part, old)
    return with_parts(content, {part: text.replace(old, new)})


def with_sheet(content: bytes, rows: bytes) -> bytes:
    """The workbook with these rows, as XML, in its first sheet, which says nothing else."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return with_parts(content, {SHEET: b"<worksheet " + space + b"><sheetData>" + rows + b"</sheetData></worksheet>"})
