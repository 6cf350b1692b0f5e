"""Drawn: the charts of a workbook file as they are stored."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

_SPACE = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart", "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


@dataclass(frozen=True)
class Series:
    """One series: legend text, the sheet and row it reads, and the names and numbers stored with it."""

    label: str
    sheet: str
    row: int
    columns: tuple[str, str]
    names: list[str]
    numbers: list[float]


@dataclass(frozen=True)
class Picture:
    """One chart: title, series, axis number format, colours, and its whole text."""

    title: str
    series: list[Series]
    axis: str
    colours: set[str]
    xml: str


def pictures(content: bytes) -> list[Picture]:
    """Every chart, in the order in which they were made."""
    package = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    return [_picture(package.read(name).decode()) for name in sorted(names, key=lambda name: int(re.findall(r"\d+", name)[0]))]


def _picture(text: str) -> Picture:
    root = ElementTree.fromstring(text)
    title = "".join(part.text or "" for part in root.findall("./c:chart/c:title//a:t", _SPACE))
    series = sorted(root.iterfind(".//c:ser", _SPACE), key=lambda one: int(one.find("c:order", _SPACE).attrib["val"]))
    axis = root.find(".//c:valAx/c:numFmt", _SPACE)
    return Picture(
        title, [_series(one) for one in series], axis.attrib["formatCode"],
        {f"#{colour.attrib['val']}" for colour in root.iterfind(".//a:srgbClr", _SPACE)}, text,
    )  # fmt: skip


def _series(one: ElementTree.Element) -> Series:
    sheet, first, row, last = re.fullmatch(
        r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$\3", one.findtext("c:val/c:numRef/c:f", namespaces=_SPACE)
    ).groups()
    label = one.findtext("c:tx//c:v", namespaces=_SPACE)
    names = [part.text or "" for part in one.iterfind("c:cat//c:pt/c:v", _SPACE)]
    numbers = [float(part.text or "") for part in one.iterfind("c:val//c:numCache/c:pt/c:v", _SPACE)]
    return Series(label, sheet, int(row), (first, last), names, numbers)
