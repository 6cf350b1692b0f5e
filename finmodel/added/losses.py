"""Added losses: what an analyst's sheets hold that cannot be written again, found in the parts of the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator

from openpyxl.utils import coordinate_to_tuple

from finmodel.added.reader import links_of
from finmodel.added.report import Report
from finmodel.workbook.package import sheet_parts

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_DRAWN = (
    ("graphicFrame", "a chart"), ("pic", "a picture"), ("grpSp", "a group of shapes"), ("cxnSp", "a line"),
    ("sp", "a shape or text box"), ("contentPart", "a drawing in ink"),
)  # fmt: skip
"""What an anchor holds, and what to call it; the first that is met counts."""
_LINKED = {
    "/ctrlProp": "a form control", "/control": "a control", "/oleObject": "an embedded object", "/package": "an embedded object",
    "/slicer": "slicers", "/timeline": "timelines", "/queryTable": "a query", "/image": "a background picture",
}  # fmt: skip
_OBJECT = re.compile(rb"<x:ClientData[^>]*ObjectType=\"(\w+)\"(.*?)</x:ClientData>", re.DOTALL)
_ANCHOR = re.compile(rb"<x:Anchor>\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)")
_RICH_VALUE = re.compile(rb'<c\b(?=[^>]*\svm="[1-9])[^>]*?\br="([A-Z]+[0-9]+)"')
_ARRAY = re.compile(rb'<c\b(?=[^>]*\scm="[1-9])[^>]*?\br="([A-Z]+[0-9]+)"')
_CHARTS = "xl/chartsheets/"


def dynamic_cells(content: bytes, titles: Collection[str]) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet -> row and column, from 1, of each cell whose array formula spills as far as it needs."""
    package = zipfile.ZipFile(io.BytesIO(content))
    return {
        title: frozenset(coordinate_to_tuple(address.decode()) for address in _ARRAY.findall(package.read(part)))
        for title, part in sheet_parts(package).items()
        if title in titles and part in package.namelist()
    }


def chart_sheets(content: bytes) -> list[str]:
    """The titles of sheets that are one chart."""
    return [title for title, part in sheet_parts(zipfile.ZipFile(io.BytesIO(content))).items() if part.startswith(_CHARTS)]


def report_losses(content: bytes, titles: Collection[str], report: Report) -> None:
    """Say of each added sheet, by its title, what is on it besides cells that is not carried."""
    package = zipfile.ZipFile(io.BytesIO(content))
    names = package.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        report.say("", "The macros of the file are not carried")
    for title, part in sheet_parts(package).items():
        if title not in titles:
            continue
        if part.startswith(_CHARTS):
            report.say(title, "a sheet that is one chart is not carried")
            continue
        if part not in names:
            report.say(title, "the file names this sheet and does not hold it")
            continue
        text = package.read(part)
        for address in _RICH_VALUE.findall(text):
            report.add(title, "the picture or data type in the cell is not carried", *coordinate_to_tuple(address.decode()))
        for kind, target in ((kind, target) for _, kind, target in links_of(package, part)):
            _report_linked(package, title, kind, target, report)


def _report_linked(package: zipfile.ZipFile, title: str, kind: str, target: str, report: Report) -> None:
    if kind.endswith("/drawing") and target in package.namelist():
        for what, row, column in _drawn(package.read(target)):
            _say(report, title, f"{what} is not carried", row, column)
    elif kind.endswith("/vmlDrawing") and target in package.namelist():
        for what, row, column in _controls(package.read(target)):
            _say(report, title, f"{what} is not carried", row, column)
    elif kind.endswith("/pivotTable") and target in package.namelist():
        row, column = _pivot(package.read(target))
        _say(report, title, "a pivot table is carried as the values that it showed", row, column)
    elif kind.endswith("/threadedComment"):
        report.say(title, "threads of comments are carried as plain notes")
    else:
        for ending, what in _LINKED.items():
            if kind.endswith(ending) and not (ending == "/ctrlProp" and _has_vml(package, title)):
                verb = "are" if what.endswith("s") else "is"
                report.say(title, f"{what} {verb} not carried")


def _say(report: Report, title: str, says: str, row: int, column: int) -> None:
    if row:
        report.add(title, says, row, column)
    else:
        report.say(title, says)


def _drawn(drawing: bytes) -> Iterator[tuple[str, int, int]]:
    """What each anchor of a drawing holds, and the cell at its upper left, counted from 1; 0 where it floats."""
    from defusedxml.ElementTree import fromstring

    for anchor in fromstring(drawing):
        if _local(anchor.tag) not in _ANCHORS:
            continue
        inside = {_local(element.tag) for element in anchor.iter()}
        what = next((name for tag, name in _DRAWN if tag in inside), "a drawn object")
        if "slicer" in inside:
            what = "a slicer"
        if _local(anchor.tag) == "absoluteAnchor":
            yield what, 0, 0
            continue
        corner = {_local(element.tag): element.text for element in anchor[0]}
        yield what, int(corner.get("row") or 0) + 1, int(corner.get("col") or 0) + 1


def _controls(drawing: bytes) -> Iterator[tuple[str, int, int]]:
    """The form controls of an old-style drawing, and their cells; notes are carried elsewhere."""
    for kind, data in _OBJECT.findall(drawing):
        if kind in (b"Note", b"Pict"):
            continue
        at = _ANCHOR.search(data)
        yield f"a form control ({kind.decode().lower()})", int(at[2]) + 1 if at else 0, int(at[1]) + 1 if at else 0


def _pivot(table: bytes) -> tuple[int, int]:
    """The cell at the upper left of a pivot table, counted from 1."""
    found = re.search(rb'<location\b[^>]*\bref="([A-Z]+[0-9]+)', table)
    row, column = coordinate_to_tuple(found[1].decode()) if found else (0, 0)
    return int(row), int(column)


def _has_vml(package: zipfile.ZipFile, title: str) -> bool:
    """Whether the form controls of a sheet are named one by one."""
    return any(kind.endswith("/vmlDrawing") for _, kind, _ in links_of(package, sheet_parts(package)[title]))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
