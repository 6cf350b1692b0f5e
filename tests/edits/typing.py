"""Typing: cells typed into a workbook file as spreadsheet programs store them, without any of ours reading or writing it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from openpyxl.utils import column_index_from_string

from finmodel.model.timeline import serial
from tests.workbook.hostile import parts_of
from tests.workbook.reading import sheet_parts

STYLES = "xl/styles.xml"
PERCENT, DAY = 9, 14
"""The formats 0% and the short date, which every spreadsheet knows by these numbers."""


@dataclass(frozen=True)
class Percent:
    """5% typed: programs store 0.05 and show a percentage."""

    shown: float


@dataclass(frozen=True)
class Formula:
    """A formula, without "=", and the result stored beside it; None where none is."""

    text: str
    result: float | None = None


Typed = float | str | bool | date | Percent | Formula | None
"""What is typed in a cell; None empties it."""

Cells = Mapping[tuple[str, str], Typed]
"""Sheet and address -> what is typed there."""


def typed(content: bytes, cells: Cells) -> bytes:
    """The file with cells typed in; all else stays as it is, byte by byte."""
    parts, places = parts_of(content), sheet_parts(content)
    parts[STYLES], formats = _with_formats(parts[STYLES])
    for sheet in {sheet for sheet, _ in cells}:
        text = parts[places[sheet]].decode()
        for (one, address), value in cells.items():
            if one == sheet:
                text = _with_cell(text, address, value, formats)
        parts[places[sheet]] = text.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def _with_formats(styles: bytes) -> tuple[bytes, dict[int, int]]:
    """The styles with two more at their end: number of a format -> its place."""
    text = styles.decode()
    found = re.search(r'<cellXfs count="(\d+)">', text)
    assert found
    count = int(found[1])
    more = "".join(f'<xf numFmtId="{one}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for one in (PERCENT, DAY))
    text = text.replace(found[0], f'<cellXfs count="{count + 2}">').replace("</cellXfs>", f"{more}</cellXfs>")
    return text.encode(), {PERCENT: count, DAY: count + 1}


def _with_cell(sheet: str, address: str, value: Typed, formats: Mapping[int, int]) -> str:
    parts = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert parts
    column, number = parts.groups()
    row = re.search(rf'<row r="{number}"[^>]*?(?:/>|>.*?</row>)', sheet, re.DOTALL)
    if row is None:
        rows = [found for found in re.finditer(r'<row r="(\d+)"', sheet) if int(found[1]) > int(number)]
        at = rows[0].start() if rows else sheet.index("</sheetData>")
        return f'{sheet[:at]}<row r="{number}">{_cell(address, "", value, formats)}</row>{sheet[at:]}'
    head = re.match(r"<row[^>]*?(/?)>", row[0])
    assert head
    opened = head[0][:-2] + ">" if head[1] else head[0]
    cells = [] if head[1] else re.findall(r'(<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>))', row[0], re.DOTALL)
    standing = {letters: text for text, letters in cells}
    style = re.search(r' s="\d+"', standing.get(column, "").partition(">")[0])
    standing[column] = _cell(address, style[0] if style else "", value, formats)
    ordered = "".join(standing[one] for one in sorted(standing, key=column_index_from_string))
    return sheet[: row.start()] + f"{opened}{ordered}</row>" + sheet[row.end() :]


def _cell(address: str, style: str, value: Typed, formats: Mapping[int, int]) -> str:
    match value:
        case None:
            return f'<c r="{address}"{style}/>'
        case bool():
            return f'<c r="{address}"{style} t="b"><v>{int(value)}</v></c>'
        case Percent(shown):
            return f'<c r="{address}" s="{formats[PERCENT]}"><v>{shown / 100!r}</v></c>'
        case date():
            return f'<c r="{address}" s="{formats[DAY]}"><v>{serial(value):.0f}</v></c>'
        case Formula(text, result):
            stored = "" if result is None else f"<v>{result!r}</v>"
            return f'<c r="{address}"{style}><f>{escape(text, quote=False)}</f>{stored}</c>'
        case str():
            return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{address}"{style}><v>{value!r}</v></c>'
