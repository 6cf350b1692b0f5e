"""Hostile: a small workbook, the means to spoil it one thing at a time, and the refusal that it then meets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from finmodel.errors import WorkbookError
from finmodel.workbook.screen import Allowed, screened

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
WRONG = 777.0
"""What the small workbooks store beside every formula."""

Typed = float | bool | str
OPEN_AND_SAVE = "Open it in a spreadsheet program and save it as .xlsx (Excel Workbook)."
COPY = "Get a fresh copy, or save it again as .xlsx."
SOURCE = "Ask where the file comes from before you open it in any program."


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


GOOD = small_workbook([1, 2, "=A1+A2", "text"])


def refused(path: Path, allow: tuple[Allowed, ...] = ()) -> tuple[str, str]:
    """Class and sentence of the refusal, the path left out."""
    with pytest.raises(WorkbookError) as caught:
        screened(path, allow=allow)
    assert caught.value.exit_code == 3
    assert str(caught.value).startswith(f"{path}: ")
    return type(caught.value).__name__, str(caught.value).removeprefix(f"{path}: ")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return path
