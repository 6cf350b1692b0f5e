"""Added extension: rules that Excel keeps apart from the others in a sheet, as they came with Excel 2010.

Excel writes there every conditional format and data validation that reads another sheet, which those that read ours do.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from finmodel.added.report import Report

_NEW = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_TEXT = "{http://schemas.microsoft.com/office/excel/2006/main}"
_AS_FORMULA = ("expression", "containsText", "notContainsText", "beginsWith", "endsWith")
"""Kinds whose first formula says when they hold."""
_MARK = b"<extLst"


def read_extensions(package: zipfile.ZipFile, part: str, source: Any, report: Report) -> None:
    """Add these rules to an openpyxl worksheet, as rules of the older kind, and say which cannot be.

    Raises what openpyxl and the XML library raise on a damaged part.
    """
    text = package.read(part)
    if _MARK not in text:
        return
    from defusedxml.ElementTree import fromstring

    root = fromstring(text)
    for sparkline in root.iter(f"{_NEW}sparkline"):
        for area in _areas(sparkline):
            report.add(source.title, "a sparkline is not carried", area.min_row, area.min_col)
    for rule in root.iter(f"{_NEW}dataValidation"):
        source.add_data_validation(_validation(rule))
    for group in root.iter(f"{_NEW}conditionalFormatting"):
        areas = list(_areas(group))
        for rule in group.findall(f"{_NEW}cfRule") if areas else ():
            kind = rule.get("type")
            if kind == "dataBar":
                says = "data bars keep their colour and lose what came with Excel 2010, such as bars for negative numbers"
                report.add(source.title, says, areas[0].min_row, areas[0].min_col)
            elif kind == "cellIs" or kind in _AS_FORMULA:
                source.conditional_formatting.add(" ".join(area.coord for area in areas), _conditional(rule))
            else:
                report.add(source.title, f"a conditional format of a newer kind ({str(kind)[:20]}) is not carried",
                           areas[0].min_row, areas[0].min_col)  # fmt: skip


def _validation(rule: Any) -> DataValidation:
    formulas = [rule.findtext(f"{_NEW}formula{number}/{_TEXT}f") for number in (1, 2)]
    said = {name: what for name, what in rule.attrib.items() if not name.startswith("{") and hasattr(DataValidation, name)}
    area = " ".join(area.coord for area in _areas(rule))
    return DataValidation(**said, formula1=formulas[0], formula2=formulas[1], sqref=MultiCellRange(area))


def _conditional(rule: Any) -> Rule:
    formulas = [element.text or "" for element in rule.findall(f"{_TEXT}f")]
    style = rule.find(f"{_NEW}dxf")
    plain = rule.get("type") in _AS_FORMULA
    return Rule(
        "expression" if plain else "cellIs", operator=None if plain else rule.get("operator"),
        priority=int(rule.get("priority") or 0), stopIfTrue=rule.get("stopIfTrue"), formula=formulas[:1] if plain else formulas,
        dxf=DifferentialStyle.from_tree(style) if style is not None else None,
    )  # fmt: skip


def _areas(element: Any) -> Iterator[Any]:
    """The ranges that a rule or a sparkline is for, from the upper left."""
    text = element.findtext(f"{_TEXT}sqref") or ""
    yield from sorted(MultiCellRange(text).ranges, key=lambda one: (one.min_row, one.min_col))
