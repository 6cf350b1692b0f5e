"""Package: the parts inside a workbook file - which sheet is which part, where formulas stand, the stamp."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from html import unescape
from xml.etree.ElementTree import Element, ParseError

from xlsxwriter.utility import xl_cell_to_rowcol

from finmodel.workbook.stamp import Stamp

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA_AT = re.compile(rb'<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)')
_CUSTOM = "docProps/custom.xml"
_LARGEST_CUSTOM = 2**20
"""Bytes unpacked; the bundled model takes 20 thousand."""


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part inside the file."""
    book, links = _read(package, "xl/workbook.xml"), _read(package, "xl/_rels/workbook.xml.rels")
    targets = {link.attrib["Id"]: link.attrib["Target"] for link in links}
    return {
        sheet.attrib["name"]: posixpath.normpath(posixpath.join("/xl", targets[sheet.attrib[_LINK]])).lstrip("/")
        for sheet in book.iter(f"{_MAIN}sheet")
        if sheet.attrib.get(_LINK) in targets
    }


def formulas_of(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet -> row and column, counted from 0, of each of its formulas -> the formula; "" where it is shared with another."""
    package = zipfile.ZipFile(io.BytesIO(content))
    found = {}
    for sheet, part in sheet_parts(package).items():
        cells = _FORMULA_AT.findall(package.read(part))
        found[sheet] = {xl_cell_to_rowcol(address.decode()): unescape(said.decode()) for address, said in cells}
    return found


def read_properties(content: bytes) -> dict[str, str]:
    """The custom properties of the file, by name; none where the part that holds them is damaged, swollen or gone."""
    package = zipfile.ZipFile(io.BytesIO(content))
    if _CUSTOM not in package.namelist() or package.getinfo(_CUSTOM).file_size > _LARGEST_CUSTOM:
        return {}
    try:
        return {one.attrib.get("name", ""): "".join(one.itertext()) for one in _read(package, _CUSTOM)}
    except ParseError:
        return {}


def read_stamp(content: bytes) -> Stamp | None:
    """What the file says it was made from; None where it does not say so."""
    return Stamp.read(read_properties(content))


def _read(package: zipfile.ZipFile, part: str) -> Element:
    from defusedxml.ElementTree import fromstring

    found: Element = fromstring(package.read(part))
    return found

