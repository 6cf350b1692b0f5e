"""Shares chart: a native chart of shares of a variance with their confidence intervals, on a static sheet with their table."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_range_abs

from finmodel.portions import Portion
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.charts_sheet import FONT
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, INK, PAPER
from finmodel.workbook.period_sheet import Context
from finmodel.workbook.static_sheet import FIRST_ROW, Cell, Column, StaticTab, print_apart

_COLUMNS = (
    Column("Input", 46), Column("Low", 16, text=True), Column("In the case", 16, text=True), Column("High", 16, text=True),
    Column("Unit", 18, text=True), Column("Alone", 11, "0.0%"), Column("Alone, ±", 11, "0.0%"), Column("In all", 11, "0.0%"),
    Column("In all, ±", 11, "0.0%"), Column("", 2), Column("Path", 40, text=True),
)  # fmt: skip
_ALONE, _IN_ALL = 5, 7
_BETWEEN = 13
"""Columns over which the chart lies."""
_WIDE, _BAR_HIGH, _AROUND, _ROW = 760, 34, 140, 20
"""Pixels: the width of the chart, the height of two bars, of what stands above and below them, and of a row."""


def draw_chart(context: Context, sheet: PlainWorksheet, tab: StaticTab, count: int, title: str) -> None:
    """The chart beside the table, of whose rows the first so many hold an input each."""
    last = FIRST_ROW + count - 1
    chart = context.book.add_chart({"type": "bar"})
    hatched = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": CATEGORIES[1], "bg_color": PAPER}, "border": {"color": CATEGORIES[1]}}
    for column, style in ((_ALONE, {"fill": {"color": CATEGORIES[0]}}), (_IN_ALL, hatched)):
        wide = f"={tab.name}!{xl_range_abs(FIRST_ROW, column + 1, last, column + 1)}"
        drawn = [row[column + 1] for row in tab.rows[:count]]
        errors = {"type": "custom", "plus_values": wide, "minus_values": wide, "plus_data": drawn, "minus_data": drawn, "line": {"color": INK, "width": 0.75}}
        chart.add_series(
            {"name": tab.columns[column].head, "categories": [tab.name, FIRST_ROW, 0, last, 0],
             "values": [tab.name, FIRST_ROW, column, last, column], "gap": 45, "y_error_bars": errors, **style}
        )  # fmt: skip
    chart.set_title({"name": title, "overlay": False, "name_font": {**FONT, "size": 12, "bold": True}})
    chart.set_legend({"none": True})
    line = {"color": EDGE, "width": 0.75}
    chart.set_y_axis({"num_font": FONT, "label_position": "low", "line": line, "major_tick_mark": "none", "reverse": True})
    chart.set_x_axis(
        {"name": "share of the variance; solid: alone, hatched: in all; 90% confidence intervals", "label_position": "high",
         "name_font": {**FONT, "bold": False}, "num_font": FONT, "num_format": "0%", "line": {"none": True}, "major_tick_mark": "none",
         "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}}}
    )  # fmt: skip
    high = _AROUND + _BAR_HIGH * count
    chart.set_size({"width": _WIDE, "height": high})
    chart.set_chartarea({"border": {"color": GRID}})
    sheet.insert_chart(FIRST_ROW - 1, len(_COLUMNS) + 1, chart, {"description": f"{title}. The numbers stand in the table.", "object_position": 2})
    sheet.print_area(0, 0, FIRST_ROW + max(len(tab.rows), high // _ROW + 1), len(tab.columns) - 1)
    print_apart(sheet, len(_COLUMNS) + 1)


def shares_tab(name: str, title: str, says: tuple[str, ...], portions: Sequence[Portion], notes: tuple[str, ...] = ()) -> StaticTab:
    """A static sheet with the shares as a table and as a chart. notes: sentences under the table."""
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.low, one.own, one.high, one.unit.strip() or None, one.first, one.first_error, one.total, one.total_error, None, one.path or None)
        for one in portions
    ]
    rows += [(None,) * len(_COLUMNS), *((note, *(None,) * (len(_COLUMNS) - 1)) for note in notes)]
    between = (None,) * _BETWEEN
    return StaticTab(
        name, title, says, (*_COLUMNS, *(Column("", 9) for _ in between)), tuple((*row, *between) for row in rows),
        lambda context, sheet, tab: draw_chart(context, sheet, tab, len(portions), title),
    )  # fmt: skip
