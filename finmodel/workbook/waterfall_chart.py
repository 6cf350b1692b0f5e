"""Waterfall chart: a native chart of stacked columns on a static sheet, from columns of levels that stand beside its table."""

from __future__ import annotations

from typing import Any

from finmodel.waterfall import Bar, Waterfall
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.charts_sheet import FONT
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, PAPER
from finmodel.workbook.period_sheet import Context
from finmodel.workbook.static_sheet import FIRST_ROW, Cell, Column, StaticTab

HEADS = ("Unseen", "Total", "Rise", "Fall", "Total below zero", "Rise below zero", "Fall below zero")
"""The columns that the chart stacks: what lifts a bar off the axis, then the bar, above zero and below."""
_COLOURS = {"Total": EDGE, "Rise": CATEGORIES[0], "Fall": CATEGORIES[4]}
_HATCHED = "Fall"
_WIDE, _BAR_HIGH, _AROUND = 700, 26, 130
"""Pixels: the width of the chart, the height of a bar, and of what stands above and below the bars."""
_BETWEEN = tuple(Column("", 9) for _ in range(12))
"""The columns over which the chart lies, between the table and what it is drawn from."""
_ROW = 20
"""Pixels of a row."""


def levels(waterfall: Waterfall) -> list[tuple[float, ...]]:
    """A row of HEADS for every bar, in canonical units."""
    return [_stack(bar) for bar in waterfall.bars]


def _stack(bar: Bar) -> tuple[float, ...]:
    kind = 0 if bar.total else 1 if bar.after >= bar.before else 2
    above, below = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    above[kind] = max(bar.high, 0.0) - max(bar.low, 0.0)
    below[kind] = min(bar.low, 0.0) - min(bar.high, 0.0)
    return (max(bar.low, 0.0) + min(bar.high, 0.0), *above, *below)


def draw_chart(
    context: Context, sheet: PlainWorksheet, tab: StaticTab, waterfall: Waterfall, title: str, unit: str, number: str
) -> None:
    """The chart beside the table. The first rows of the table hold the bars, its last columns the levels."""
    count, first = len(waterfall.bars), len(tab.columns) - len(HEADS)
    chart = context.book.add_chart({"type": "bar", "subtype": "stacked"})  # lying, so that every name can be read
    for place, (head, numbers) in enumerate(zip(HEADS, zip(*levels(waterfall), strict=True), strict=True)):
        if place and not any(numbers):
            continue
        chart.add_series(
            {"name": head, "categories": [tab.name, FIRST_ROW, 0, FIRST_ROW + count - 1, 0],
             "values": [tab.name, FIRST_ROW, first + place, FIRST_ROW + count - 1, first + place], "gap": 45, **_style(head)}
        )  # fmt: skip
    chart.set_title({"name": title, "overlay": False, "name_font": {**FONT, "size": 12, "bold": True}})
    chart.set_legend({"none": True})
    line = {"color": EDGE, "width": 0.75}
    chart.set_y_axis({"num_font": FONT, "label_position": "low", "line": line, "major_tick_mark": "none", "reverse": True})
    floor = {"min": waterfall.floor} if waterfall.floor else {}
    begins = "; the axis does not begin at zero" if waterfall.floor else ""
    chart.set_x_axis(
        {"name": f"{unit}; falls are hatched{begins}", "label_position": "high", "name_font": {**FONT, "bold": False}, "num_font": FONT, "num_format": number, "line": {"none": True},
         "major_tick_mark": "none", "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}}, **floor}
    )  # fmt: skip
    high = _AROUND + _BAR_HIGH * count
    chart.set_size({"width": _WIDE, "height": high})
    chart.set_chartarea({"border": {"color": GRID}})
    left = len(_HEADS) + 1
    sheet.insert_chart(FIRST_ROW - 1, left, chart, {"description": f"{title}. The numbers stand in the table.", "object_position": 2})
    sheet.print_area(0, 0, FIRST_ROW + max(len(tab.rows), high // _ROW + 1), first - 1)


def _style(head: str) -> dict[str, Any]:
    kind = head.split(" ")[0]
    if kind not in _COLOURS:
        return {"fill": {"none": True}, "border": {"none": True}}
    if kind == _HATCHED:
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _COLOURS[kind], "bg_color": PAPER}, "border": {"color": _COLOURS[kind], "width": 0.75}}
    return {"fill": {"color": _COLOURS[kind]}, "border": {"color": _COLOURS[kind], "width": 0.75}}  # a sliver is a line


_HEADS = ("Step", "What changed", "Part", "Level after", "Standard error")


def _rows(waterfall: Waterfall, notes: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
    """A row of _HEADS for every bar, then its levels; below, the steps that the chart shows as one, and the notes."""
    errors = [None, *(step.error for step in waterfall.steps), None]
    amounts = [None, *(step.amount for step in waterfall.steps), None]
    gap = (None,) * len(_BETWEEN)
    rows: list[tuple[Cell, ...]] = [
        (bar.name, bar.says or None, amount, bar.after, error, *gap, *stack)
        for bar, amount, error, stack in zip(waterfall.bars, amounts, errors, levels(waterfall), strict=True)
    ]
    rest: list[tuple[Cell, ...]] = []
    if waterfall.others:
        rest += [(), (f"The {len(waterfall.others)} others",)]
        rest += [(step.name, step.says, step.amount, None, step.error) for step in waterfall.others]
    rest += [(), *((note,) for note in notes)]
    width = len(_HEADS) + len(gap) + len(HEADS)
    return (*rows, *((*row, *[None] * (width - len(row))) for row in rest))


def waterfall_tab(
    name: str, title: str, says: tuple[str, ...], waterfall: Waterfall, unit: str, number: str, notes: tuple[str, ...] = ()
) -> StaticTab:
    """A static sheet with the steps as a table and as a chart, and what the chart is drawn from beside it.

    number: the format of canonical numbers, shown in `unit`. notes: sentences under the table.
    """
    step, what, part, level, error = _HEADS
    heads = (
        Column(step, 46), Column(what, 64, text=True), Column(f"{part}, {unit}", 16, number),
        Column(f"{level}, {unit}", 16, number), Column(error, 16, number),
    )  # fmt: skip
    drawn_from = tuple(Column(f"Chart: {head.lower()}", 14, number) for head in HEADS)
    return StaticTab(
        name, title, says, (*heads, *_BETWEEN, *drawn_from), _rows(waterfall, notes),
        lambda context, sheet, tab: draw_chart(context, sheet, tab, waterfall, title, unit, number),
    )  # fmt: skip
