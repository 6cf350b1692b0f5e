"""Tornado chart: a native chart of bars to both sides of a number on a static sheet, from columns that stand beside its table."""

from __future__ import annotations

import math
from typing import Any

from finmodel.swings import Swings, Swung
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.charts_sheet import FONT
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, PAPER
from finmodel.workbook.period_sheet import Context
from finmodel.workbook.static_sheet import FIRST_ROW, Cell, Column, StaticTab, print_apart

HEADS = ("Input at its low", "Input at its high", "Input at its low, beyond its high", "Input at its high, beyond its low")
"""The columns that the chart stacks, differences to the case: of two ends to one side the nearer, then what the other adds."""
_LOW, _HIGH = CATEGORIES[1], CATEGORIES[0]
_WIDE, _BAR_HIGH, _AROUND = 760, 26, 140
"""Pixels: the width of the chart, the height of a bar, and of what stands above and below the bars."""
_BETWEEN = 13
"""Columns over which the chart lies, between the table and what it is drawn from."""
_ROW = 20
"""Pixels of a row."""
_HEADS = ("Input", "Low", "In the case", "High", "Unit")


def levels(swings: Swings) -> list[tuple[float, ...]]:
    """A row of HEADS for every bar, in canonical units."""
    return [_stack(swings, bar) for bar in swings.bars]


def _stack(swings: Swings, bar: Swung) -> tuple[float, ...]:
    found = [0.0] * len(HEADS)
    for piece in swings.pieces(bar):
        beyond = 0 if piece.begin == swings.base else 2
        found[beyond + (piece.side == "high")] = piece.end - piece.begin
    return tuple(found)


def draw_chart(context: Context, sheet: PlainWorksheet, tab: StaticTab, swings: Swings, title: str, unit: str, number: str) -> None:
    """The chart beside the table. The first rows of the table hold the bars, its last columns the levels, the one before their names."""
    count, first = len(swings.bars), len(tab.columns) - len(HEADS)
    last = FIRST_ROW + count - 1
    chart = context.book.add_chart({"type": "bar", "subtype": "stacked"})
    for place, (head, numbers) in enumerate(zip(HEADS, zip(*levels(swings), strict=True), strict=True)):
        if not any(numbers):
            continue
        chart.add_series(
            {"name": head, "categories": [tab.name, FIRST_ROW, first - 1, last, first - 1],
             "values": [tab.name, FIRST_ROW, first + place, last, first + place], "gap": 45, **_style(head)}
        )  # fmt: skip
    chart.set_title({"name": title, "overlay": False, "name_font": {**FONT, "size": 12, "bold": True}})
    chart.set_legend({"none": True})
    line = {"color": EDGE, "width": 0.75}
    chart.set_y_axis({"num_font": FONT, "label_position": "low", "line": line, "major_tick_mark": "none", "reverse": True})
    chart.set_x_axis(
        {"name": f"{unit}, difference to the case; hatched: input at its low, solid: at its high", "label_position": "high", "name_font": {**FONT, "bold": False}, "num_font": FONT,
         "num_format": number, "line": {"none": True}, "major_tick_mark": "none",
         "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}}}
    )  # fmt: skip
    high = _AROUND + _BAR_HIGH * count
    chart.set_size({"width": _WIDE, "height": high})
    chart.set_chartarea({"border": {"color": GRID}})
    left = first - 1 - _BETWEEN + 1
    sheet.insert_chart(FIRST_ROW - 1, left, chart, {"description": f"{title}. The numbers stand in the table.", "object_position": 2})
    sheet.print_area(0, 0, FIRST_ROW + max(len(tab.rows), high // _ROW + 1), first - 2)
    print_apart(sheet, left)


def _style(head: str) -> dict[str, Any]:
    if head in (HEADS[0], HEADS[2]):
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _LOW, "bg_color": PAPER}, "border": {"color": _LOW, "width": 0.75}}
    return {"fill": {"color": _HIGH}, "border": {"color": _HIGH, "width": 0.75}}


def tornado_tab(
    name: str, title: str, says: tuple[str, ...], swings: Swings, unit: str, number: str, notes: tuple[str, ...] = ()
) -> StaticTab:
    """A static sheet with the bars as a table and as a chart, and what the chart is drawn from beside it.

    number: the format of canonical numbers, shown in `unit`. notes: sentences under the table.
    """
    first, low, own, high, measured = _HEADS
    columns = (
        Column(first, 46), Column(low, 16, text=True), Column(own, 16, text=True), Column(high, 16, text=True),
        Column(measured, 18, text=True), Column(f"At its low, {unit}", 16, number), Column(f"At its high, {unit}", 16, number),
        Column(f"Low less case, {unit}", 16, number), Column(f"High less case, {unit}", 16, number),
        Column("", 2), Column("Path", 40, text=True),
    )  # fmt: skip
    between = tuple(Column("", 9) for _ in range(_BETWEEN))
    drawn = (Column("Chart: name", 14, text=True), *(Column(f"Chart: {head[0].lower()}{head[1:]}", 14, number) for head in HEADS))
    rows: list[tuple[Cell, ...]] = [
        (bar.name, bar.low, bar.own, bar.high, bar.unit.strip() or None, bar.at_low, bar.at_high, _less(bar.at_low, swings.base),
         _less(bar.at_high, swings.base), None, bar.path or None, *(None,) * _BETWEEN, f"{bar.name}: {bar.low} | {bar.high}{bar.unit}", *stack)
        for bar, stack in zip(swings.bars, levels(swings), strict=True)
    ]  # fmt: skip
    width = len(columns) + len(between) + len(drawn)
    rows += [(None,) * width, *((note, *(None,) * (width - 1)) for note in notes)]
    return StaticTab(
        name, title, says, (*columns, *between, *drawn), tuple(rows),
        lambda context, sheet, tab: draw_chart(context, sheet, tab, swings, title, unit, number),
    )  # fmt: skip


def _less(end: float, base: float) -> float:
    return end - base if math.isfinite(end) else math.nan
