"""Validation: what may plausibly be typed into an override cell, as a warning and never as a wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.model.item import Given
from finmodel.model.timeline import Timeline
from finmodel.workbook.book import PlainWorksheet

_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""What Excel shows of a message at a cell."""


def validate(
    sheet: PlainWorksheet, row: int, columns: tuple[int, int], given: Given, points: Sequence[Entry], timeline: Timeline
) -> None:
    """Ask for the right type and, as a warning, for a value inside the plausible range, in the unit as written.

    row, columns: counted from 0, both columns included. The range is that of the sources where every point has one,
    else the domain of the line, else any number.
    """
    unit, factor = (points[0].unit, points[0].factor) if points else (given.unit, 1.0)
    low, high, why = _range(given, points, factor, timeline)
    wanted = _wanted(given, unit, low, high)
    rule: dict[str, Any] = {
        "input_title": "Override"[:_LONGEST_TITLE],
        "input_message": f"{wanted}{why}. Empty means as picked."[:_LONGEST_MESSAGE],
        "error_type": "warning",
        "error_title": "Outside what is plausible",
        "error_message": f"Wanted: {wanted}{why}. The model computes with it all the same."[:_LONGEST_MESSAGE],
        "ignore_blank": True,
        **_rule(given, low, high, row, columns[0]),
    }
    sheet.data_validation(row, columns[0], row, columns[1], rule)


def _range(
    given: Given, points: Sequence[Entry], factor: float, timeline: Timeline
) -> tuple[float | date | None, float | date | None, str]:
    lows = [point.low for point in points if point.low is not None]
    highs = [point.high for point in points if point.high is not None]
    if points and len(lows) == len(highs) == len(points) and lows != highs:
        return min(lows), max(highs), " (90% range)"
    if given.unit == "date":
        return timeline.opening, timeline.last.end, " (the periods of the model)"
    least, most = given.at_least, given.at_most
    if given.unit == "share":
        least, most = 0.0 if least is None else least, 1.0 if most is None else most
    return (None if least is None else least / factor), (None if most is None else most / factor), ""


def _wanted(given: Given, unit: str, low: float | date | None, high: float | date | None) -> str:
    if given.unit == "flag":
        return "1 for yes, 0 for no"
    what = "a date" if given.unit == "date" else f"a number in {unit}"
    ends = [f"{word} {_text(end)}" for word, end in (("from", low), ("to", high)) if end is not None]
    return " ".join([what, *ends])


def _rule(
    given: Given, low: float | date | None, high: float | date | None, row: int, column: int
) -> dict[str, Any]:
    if given.unit == "flag":
        return {"validate": "list", "source": ["1", "0"]}
    kind = "date" if given.unit == "date" else "decimal"
    if low is not None and high is not None:
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    if low is not None or high is not None:
        return {"validate": kind, "criteria": ">=" if low is not None else "<=", "value": low if low is not None else high}
    return {"validate": "custom", "value": f"=ISNUMBER({letters(column)}{row + 1})"}


def _text(end: float | date) -> str:
    return end.isoformat() if isinstance(end, date) else f"{end:,.6g}"
