"""Added reader: an analyst's workbook opened without our sheets, whose cells are many and are not carried."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Collection
from typing import Any
from xml.etree.ElementTree import tostring

from openpyxl.reader.excel import ExcelReader

from finmodel.workbook.package import sheet_parts

_EMPTY_SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
_KEPT_LINKS = ("/hyperlink", "/comments", "/table")
"""What openpyxl may follow from a sheet; drawings and pivot tables are not carried, and many kinds stop its reading."""
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_LINKS = f'<Relationships xmlns="{_LINKS[1:-1]}"/>'.encode()


class _Reader(ExcelReader):  # type: ignore[misc] # openpyxl carries no types
    """Dates stay the numbers that they are stored as; a chart sheet is an empty sheet in its place."""

    def read_workbook(self) -> None:
        super().read_workbook()
        self.parser.caches = []

    def read_worksheets(self) -> None:
        self.wb._date_formats = self.wb._timedelta_formats = set()
        super().read_worksheets()

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        self.wb.create_sheet(sheet.name)


def open_added(content: bytes, ours: Collection[str]) -> tuple[Any, Any]:
    """Two openpyxl workbooks of the same file: one with formulas, one with the values stored beside them.

    The sheets in `ours` are empty in both. Raises what openpyxl raises on a damaged file.
    """
    reduced = _without(content, {title.casefold() for title in ours})
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for values in (False, True):
            reader = _Reader(io.BytesIO(reduced), data_only=values, keep_links=False, rich_text=not values)
            reader.read()
            found.append(reader.wb)
    return found[0], found[1]


def links_of(package: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """The relationships of a part: id, kind, and the part or address that each leads to."""
    from defusedxml.ElementTree import fromstring

    name = _links_part(part)
    if name not in package.namelist():
        return []
    found = []
    for link in fromstring(package.read(name)):
        target, inside = link.get("Target", ""), link.get("TargetMode") != "External"
        if inside:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        found.append((link.get("Id", ""), link.get("Type", ""), target))
    return found


def _without(content: bytes, ours: Collection[str]) -> bytes:
    """The same package with our sheets emptied, and drawings and pivot tables let go of."""
    from defusedxml.ElementTree import fromstring

    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    parts = sheet_parts(source)
    emptied = {part for title, part in parts.items() if title.casefold() in ours}
    bare = {_links_part(part) for part in emptied}
    sheets = {_links_part(part) for part in parts.values()} - bare
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as reduced:
        for name in source.namelist():
            if name in emptied:
                reduced.writestr(name, _EMPTY_SHEET)
            elif name in bare:
                reduced.writestr(name, _NO_LINKS)
            elif name in sheets:
                links = fromstring(source.read(name))
                for link in list(links):
                    if not link.get("Type", "").endswith(_KEPT_LINKS):
                        links.remove(link)
                reduced.writestr(name, tostring(links))
            else:
                reduced.writestr(name, source.read(name))
    return target.getvalue()


def _links_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def first_line(error: Exception) -> str:
    """The first words of what a library says, printable and short."""
    cause = error.__cause__ or error
    line = re.sub(r"\s+", " ", str(cause) or type(cause).__name__)
    return "".join(letter if letter.isprintable() else "?" for letter in line)[:100]
