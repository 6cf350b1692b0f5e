"""Formats: how numbers, inputs and headings look; the scale of a unit is a number format, never a conversion."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from finmodel.model.item import Item, Kind

BLUE, BLACK, GREEN, GREY = "#0000FF", "#000000", "#006100", "#7F7F7F"
ACTUAL, AMBER, DARK, BAND = "#EDEDED", "#FFF2CC", "#1F3864", "#DDE5F1"

DATE = "yyyy-mm-dd_)"
WHOLE = "0_);(0);0_);@_)"
_SCIENTIFIC = "0.00E+00"
_MILLION_FROM, _THOUSAND_FROM, _ONE_PLACE_FROM = 5e5, 1e4, 1e7
_COUNT_IN_MILLIONS, _SMALLEST_FIXED = 1e8, 1e-3
_PLACES = ((1e4, 0), (10.0, 1), (1.0, 2), (0.1, 3), (0.01, 4), (0.0, 5))
"""From which magnitude on so many decimal places are shown."""
_MOST_PLACES = 4
_WRITTEN_PLACES = 6
_LARGEST_PLAIN, _SMALLEST_PLAIN = 1e15, 1e-5


def number_format(places: int, scale: str = "") -> str:
    """Thousands separated, so many places, negatives in parentheses, zero as a dash; each comma of `scale` is 1,000."""
    body = "#,##0" + ("." + "0" * places if places else "") + scale
    return f"{body}_);({body});-_);@_)"


def display(item: Item, largest: float | None = None, least: float | None = None) -> tuple[str, str]:
    """The number format of a line and the unit it then shows.

    largest: the greatest magnitude among its values, which chooses scale and places. Amounts in dollars are in millions
    unless all are small, so that they can be read beside each other.
    least: the greatest magnitude of its smallest member, which keeps two digits where four places are enough.
    """
    unit = item.unit
    if item.kind is Kind.DATE or unit == "date":
        return DATE, "date"
    if item.kind is Kind.FLAG or unit in ("flag", "count"):
        return WHOLE, unit
    if unit == "share":
        return _share(_enough(1, least, 1e-2)), "%"
    if unit.startswith("FLOP"):
        return _SCIENTIFIC, unit
    if unit == "USD" or unit.startswith("USD/"):
        if unit == "USD" and largest and largest >= _THOUSAND_FROM:
            largest = max(largest, _MILLION_FROM)
        return _dollars(unit, largest or _ONE_PLACE_FROM, least)
    if largest is None:
        return number_format(1), unit
    if largest >= _COUNT_IN_MILLIONS:
        return number_format(1, ",,"), f"million {unit}"
    if 0 < largest < _SMALLEST_FIXED:
        return _SCIENTIFIC, unit
    places = next(places for least, places in _PLACES if largest >= least)
    return number_format(places if largest else 0), unit


def _dollars(unit: str, largest: float, least: float | None) -> tuple[str, str]:
    """Dollars, or dollars per something, in the scale that fits."""
    if largest >= _MILLION_FROM or ("/person" in unit and largest >= _THOUSAND_FROM):
        places = _enough(1 if largest >= _ONE_PLACE_FROM else 3, least, 1e6)
        return number_format(places, ",,"), unit.replace("USD", "USD million", 1)
    if largest >= _THOUSAND_FROM:
        return number_format(_enough(1, least, 1e3), ","), unit.replace("USD", "USD thousand", 1)
    return number_format(2), unit


def _share(places: int) -> str:
    body = "0." + "0" * places + "%"
    return f"{body}_);({body});-_);@_)"


def _enough(places: int, least: float | None, scale: float) -> int:
    """So many places, or as many more - four at most - as an amount needs to show two digits in its scale."""
    while least and places < _MOST_PLACES and least / scale * 10**places < 10:
        places += 1
    return places


def as_written(numbers: Iterable[float]) -> str:
    """A format that shows each number with the places it is written with; zero as 0."""
    shown = [number for number in numbers if math.isfinite(number)]
    sizes = [abs(number) for number in shown if number]
    if sizes and (max(sizes) >= _LARGEST_PLAIN or min(sizes) < _SMALLEST_PLAIN):
        return _SCIENTIFIC
    places = max((_places(number) for number in shown), default=0)
    body = "#,##0" + ("." + "0" * places if places else "")
    return f"{body}_);({body});{body.replace('#,##', '')}_)"


def _places(number: float) -> int:
    """How many decimal places a number is written with, at most six."""
    return next((n for n in range(_WRITTEN_PLACES) if math.isclose(round(number, n), number, rel_tol=1e-9)), _WRITTEN_PLACES)


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": "Calibri", "font_size": 10, "valign": "top", **properties})
        return self.made[key]

    def title(self) -> Any:
        return self.get(bold=True, font_size=14, font_color=DARK)

    def head(self, *, right: bool = False) -> Any:
        """A column heading."""
        return self.get(bold=True, font_color="#FFFFFF", bg_color=DARK, text_wrap=True, valign="vcenter",
                        align="right" if right else "left")  # fmt: skip

    def section(self) -> Any:
        """The row that begins a block."""
        return self.get(bold=True, font_color=DARK, bg_color=BAND)

    def heading(self) -> Any:
        """The row above the members of a line."""
        return self.get(bold=True)

    def text(self, *, grey: bool = False, indent: int = 0, wrap: bool = False) -> Any:
        return self.get(font_color=GREY if grey else BLACK, indent=indent, align="left", text_wrap=wrap)

    def given(self, number: str) -> Any:
        return self.get(num_format=number, font_color=BLUE, align="right")

    def documented(self, number: str) -> Any:
        """A number kept beside others and not to be typed over: a factor, a range, a point that is held."""
        return self.get(num_format=number, font_color=GREY, align="right")

    def as_base(self, number: str) -> Any:
        """A formula that follows base where a scenario changes nothing."""
        return self.get(num_format=number, font_color=BLACK, align="right")

    def picker(self) -> Any:
        return self.get(bold=True, font_color=BLUE, bg_color=AMBER, border=1, border_color="#BF9000")

    def override(self, number: str = "General") -> Any:
        return self.get(num_format=number, font_color=BLUE, bg_color=AMBER, border=1, border_color="#BF9000", align="right")

    def calculated(self, number: str, *, cross_sheet: bool = False, bold: bool = False) -> Any:
        return self.get(num_format=number, font_color=GREEN if cross_sheet else BLACK, bold=bold, align="right")

    def scenario(self) -> Any:
        """The name of the scenario in the heading of a sheet."""
        return self.get(num_format='"Scenario: "@', bold=True, font_color=GREEN)

    def link(self) -> Any:
        return self.get(font_color="#0563C1", underline=1)

    def breach(self) -> Any:
        """Laid over a count of breaches that is not zero."""
        return self.get(bold=True, font_color="#9C0006", bg_color="#FFC7CE")

    def actual(self) -> Any:
        """Laid over the columns of periods with reported results."""
        return self.get(bg_color=ACTUAL)
