"""Fan chart: native charts of ranges on a static sheet - stacked areas from P5 to P95, with the median and the case as lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from finmodel.fan import Fan, Point
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.charts_sheet import FONT
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, INK
from finmodel.workbook.period_sheet import Context
from finmodel.workbook.static_sheet import FIRST_ROW, Column, StaticTab, print_apart

MOST = 12
"""Charts on a sheet; the table has every line."""
STACK = ("to P5", "P5 to P25", "P25 to median", "Median to P75", "P75 to P95")
"""The columns that the areas stack: what lifts the band off the axis, then the band in four parts."""
BETWEEN = tuple(Column("", 9) for _ in range(23))
"""The columns over which the charts lie, between the table and what they are drawn from."""
_WIDE_BAND, _NARROW_BAND, _LINE = "#CFE3F1", "#8FBBDD", CATEGORIES[0]
_FILLS = (None, _WIDE_BAND, _NARROW_BAND, _NARROW_BAND, _WIDE_BAND)
_NAMES = ("to P5", "P5 to P95", "P25 to P75", "Median to P75", "P75 to P95")
_UNNAMED = [0, 3, 4]
_ACROSS, _CELLS, _CELL, _ROWS, _ROW = 3, 7, 68, 15, 20
"""Charts side by side; columns, pixels of a column, rows and pixels of a row of each."""


def levels(point: Point) -> tuple[float | None, ...]:
    """STACK of a period, canonical: they sum to P95. None where there is no value."""
    if not point.defined:
        return (None,) * len(STACK)
    ends = (point.p5, point.p25, point.p50, point.p75, point.p95)
    return (point.p5, *(high - low for low, high in pairwise(ends)))


def draw_fans(
    context: Context, sheet: PlainWorksheet, tab: StaticTab, fans: Sequence[Fan], left: int, median: int, base: int
) -> None:
    """A chart a fan, the first of them at the top; rows of the table follow the fans, a row a period of `Fan.shown`.

    left: the first column of the charts. median, base: columns of the table. The last columns of the table hold STACK.
    """
    row, first = FIRST_ROW, len(tab.columns) - len(STACK)
    for place, fan in enumerate(fans):
        count = len(fan.shown)
        if place < MOST and count > 1:
            made = _chart(context, tab, fan, row, count, first, (median, base))
            down, across = divmod(place, _ACROSS)
            sheet.insert_chart(FIRST_ROW - 1 + down * _ROWS, left + across * _CELLS, made,
                               {"description": f"{fan.title}: range by period. The numbers stand in the table.", "object_position": 2})  # fmt: skip
        row += count
    drawn = min(len(fans), MOST)
    across = left + min(drawn, _ACROSS) * _CELLS
    sheet.print_area(0, 0, FIRST_ROW + max(len(tab.rows), -(-drawn // _ACROSS) * _ROWS), max(across, left) - 1)
    print_apart(sheet, left)


def _chart(context: Context, tab: StaticTab, fan: Fan, row: int, count: int, first: int, lines: tuple[int, int]) -> Any:
    def cells(column: int) -> list[str | int]:
        return [tab.name, row, column, row + count - 1, column]

    chart = context.book.add_chart({"type": "area", "subtype": "stacked"})
    for place, (name, colour) in enumerate(zip(_NAMES, _FILLS, strict=True)):
        style = {"fill": {"none": True}, "border": {"none": True}} if colour is None else {"fill": {"color": colour}, "border": {"color": _LINE, "width": 0.5}}
        chart.add_series({"name": name, "categories": cells(1), "values": cells(first + place), **style})
    over = context.book.add_chart({"type": "line"})
    over.add_series({"name": "Median", "categories": cells(1), "values": cells(lines[0]), "line": {"color": _LINE, "width": 2}})
    over.add_series({"name": "Case without sampling", "categories": cells(1), "values": cells(lines[1]),
                     "line": {"color": INK, "width": 1.5, "dash_type": "dash"}})  # fmt: skip
    chart.combine(over)
    chart.set_title({"name": fan.title, "overlay": False, "name_font": {**FONT, "size": 11, "bold": True}})
    chart.set_legend({"position": "bottom", "font": FONT, "delete_series": _UNNAMED})
    chart.set_x_axis({"num_font": FONT, "label_position": "low", "position_axis": "on_tick", "line": {"color": EDGE, "width": 0.75}, "major_tick_mark": "none"})
    chart.set_y_axis({"num_font": FONT, "num_format": fan.number, "line": {"none": True}, "major_tick_mark": "none",
                      "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}}})  # fmt: skip
    chart.set_size({"width": _CELLS * _CELL - 8, "height": _ROWS * _ROW - 8})
    chart.set_chartarea({"border": {"color": GRID}})
    chart.show_blanks_as("gap")
    return chart


