"""Period: a heading such as 2022Q1, Q1 2022, FY2026, Jan-26 or a date, as a kind and a count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1950, 2150
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OF_YEAR = {"Q": ("quarter", 4), "H": ("half", 2)}
_STATUS = r"\s*(?:A|E|F|B|P|\(A\)|\(E\)|\(F\))?"
"""Actual, estimate, forecast, budget, projected: what often follows a period."""

_YEAR = re.compile(rf"(?:(?:FY|CY)\s*'?(\d{{4}}|\d{{2}})|(\d{{4}})){_STATUS}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?:FY)?(\d{{4}})\s*[-/ ]?\s*([QH])([1-4]){_STATUS}", re.IGNORECASE)
_PART_FIRST = re.compile(rf"(?:([QH])([1-4])|([1-4])([QH]))\s*[-/' ]?\s*(?:FY)?'?(\d{{4}}|\d{{2}}){_STATUS}", re.IGNORECASE)
_MONTH = re.compile(rf"([a-z]{{3}})[a-z]*\.?\s*[-/' ]?\s*'?(\d{{4}}|\d{{2}}){_STATUS}", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class Period(NamedTuple):
    """kind: day, month, quarter, half or year. number: periods of that kind since the year 0, or days."""

    kind: str
    number: int


def period(value: object) -> Period | None:
    """The period that a cell of a heading means, or nothing."""
    if isinstance(value, datetime | date):
        return Period("day", value.toordinal())
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        whole = value == int(value) if abs(value) < 10_000 else False
        return Period("year", int(value)) if whole and FIRST_YEAR <= value <= LAST_YEAR else None
    return _written(value.strip()) if isinstance(value, str) else None


def _written(text: str) -> Period | None:
    if match := _YEAR.fullmatch(text):
        year = _year(match[1] or match[2])
        return Period("year", year) if FIRST_YEAR <= year <= LAST_YEAR else None
    if match := _YEAR_FIRST.fullmatch(text):
        return _part(match[1], match[2], match[3])
    if match := _PART_FIRST.fullmatch(text):
        return _part(match[5], match[1] or match[4], match[2] or match[3])
    if (match := _MONTH.fullmatch(text)) and match[1].lower() in _MONTHS:
        return Period("month", _year(match[2]) * 12 + _MONTHS.index(match[1].lower()))
    if match := _ISO.fullmatch(text):
        return _iso(int(match[1]), int(match[2]), match[3])
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _part(year: str, letter: str, part: str) -> Period | None:
    kind, parts = _OF_YEAR[letter.upper()]
    return Period(kind, _year(year) * parts + int(part) - 1) if int(part) <= parts else None


def _iso(year: int, month: int, day: str | None) -> Period | None:
    try:
        whole = date(year, month, int(day or 1))
    except ValueError:
        return None
    return Period("day", whole.toordinal()) if day else Period("month", year * 12 + month - 1)


def regular(days: Sequence[int]) -> list[Period]:
    """Dates as months, quarters, halves or years where they are so far apart; else as they are."""
    steps = sorted(later - earlier for earlier, later in pairwise(days))
    middle = steps[len(steps) // 2]
    dates = [date.fromordinal(day) for day in days]
    for kind, parts, least, most in (("month", 12, 28, 31), ("quarter", 4, 89, 92), ("half", 2, 181, 184), ("year", 1, 365, 366)):
        if least <= middle <= most:
            return [Period(kind, day.year * parts + (day.month - 1) * parts // 12) for day in dates]
    return [Period("day", day) for day in days]
