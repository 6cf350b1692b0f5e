"""Formats: how numbers, inputs and headings look; the scale of a unit is a number format, never a conversion."""

from __future__ import annotations

from typing import Any

from finmodel.model.item import Item, Kind

BLUE, BLACK, GREEN, GREY = "#0000FF", "#000000", "#006100", "#7F7F7F"
PALE, ACTUAL, AMBER = "#F2F2F2", "#D9D9D9", "#FFF2CC"

_MILLIONS = "#,##0.0,,;(#,##0.0,,);-"
_THOUSANDS = "#,##0.0,;(#,##0.0,);-"
_UNITS = "#,##0;(#,##0);-"
_TENTHS = "#,##0.0;(#,##0.0);-"
_FINE = "#,##0.000;(#,##0.000);-"
_SHARE = "0.0%;(0.0%);-"
_DATE = "yyyy-mm-dd"


def display(item: Item) -> tuple[str, str]:
    """The number format of a line and the unit it then shows."""
    unit = item.unit
    if item.kind is Kind.DATE or unit == "date":
        return _DATE, "date"
    if item.kind is Kind.FLAG or unit in ("flag", "count"):
        return "0", unit
    if unit == "USD" or unit.startswith("USD/person/year") or unit == "USD/MW":
        return _MILLIONS, unit.replace("USD", "USD million", 1)
    if unit in ("USD/chip", "USD/person", "USD/MW/year"):
        return _THOUSANDS, unit.replace("USD", "USD thousand", 1)
    if unit == "share":
        return _SHARE, "%"
    if unit in ("H100e", "chip", "H100e/person", "MWh", "H100e*year"):
        return _UNITS, unit
    if unit in ("MW", "person", "day", "hour", "person*year"):
        return _TENTHS, unit
    if unit.startswith("FLOP"):
        return "0.00E+00", unit
    return _FINE, unit


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": "Calibri", "font_size": 10, **properties})
        return self.made[key]

    def title(self) -> Any:
        return self.get(bold=True, font_size=14)

    def head(self, *, right: bool = False, actual: bool = False) -> Any:
        """A heading; that of a period with reported results is darker."""
        fill = ACTUAL if actual else PALE
        return self.get(bold=True, bottom=1, bg_color=fill, text_wrap=True, valign="top", align="right" if right else "left")

    def text(self, *, grey: bool = False, indent: int = 0) -> Any:
        return self.get(font_color=GREY if grey else BLACK, indent=indent)

    def given(self, number: str) -> Any:
        return self.get(num_format=number, font_color=BLUE)

    def override(self, number: str) -> Any:
        return self.get(num_format=number, font_color=BLUE, bg_color=AMBER, border=1, border_color="#BF9000")

    def calculated(self, number: str, *, cross_sheet: bool = False, bold: bool = False) -> Any:
        return self.get(num_format=number, font_color=GREEN if cross_sheet else BLACK, bold=bold, align="right")
