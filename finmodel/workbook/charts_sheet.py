"""Charts sheet: native charts of Annual and of the block sheets, each above a note and the rows it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.workbook.annual_sheet import ANNUAL, AnnualSheet
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.chart import Chart, Drawn, Mark
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import FIRST_PERIOD, HEADER_ROWS, LABEL, UNIT
from finmodel.workbook.palette import BAND, EDGE, GRID, INK, PAPER, colours
from finmodel.workbook.period_sheet import Context, write_title

CHARTS = "Charts"
NAMES_ROW = 1
"""Row, counted from 0, in which the sheets with periods name them."""

ACROSS = 3
CELL, ROW = 80, 20
LABEL_CELLS, SLOT_CELLS = 3, 8
"""Pixels of a cell and a row; the first column is as wide as three cells, a chart has room for eight."""

CHART_ROWS, SLOT_ROWS = 18, 21
WIDTH, HEIGHT = SLOT_CELLS * CELL - 16, CHART_ROWS * ROW - 4
LONG_LEGEND = 6
MARKERS = ("circle", "square", "diamond", "triangle")
FONT = {"name": "Calibri", "size": 9}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of numbers to draw: sheet, row counted from 1, number of periods, name in the legend, mark."""

    sheet: str
    row: int
    periods: int
    label: str
    mark: Mark

    @property
    def numbers(self) -> list[str | int]:
        return [self.sheet, self.row - 1, FIRST_PERIOD, self.row - 1, FIRST_PERIOD + self.periods - 1]

    @property
    def names(self) -> list[str | int]:
        return [self.sheet, NAMES_ROW, FIRST_PERIOD, NAMES_ROW, FIRST_PERIOD + self.periods - 1]


def write_charts(context: Context, annual: AnnualSheet, charts: Sequence[Chart]) -> PlainWorksheet | None:
    """The charts whose lines the model has, and has numbers for; no sheet if there are none."""
    drawable = [(chart, rows) for chart in charts if (rows := rows_of(context, annual, chart))]
    if not drawable:
        return None
    sheet = _start(context, len(drawable))
    for place, (chart, rows) in enumerate(drawable):
        down, across = divmod(place, ACROSS)
        _write_chart(context, sheet, chart, rows, HEADER_ROWS + down * SLOT_ROWS, _column(across))
    return sheet


def rows_of(context: Context, annual: AnnualSheet, chart: Chart) -> list[Row]:
    """The rows of a chart, members of a line in their order; none if a line is missing or n/a throughout."""
    values = context.values if chart.quarterly else context.years
    found: list[Row] = []
    for drawn in chart.drawn:
        rows = _rows_of_line(context, annual, drawn, chart.quarterly)
        if not rows or np.isnan(values[drawn.line]).all():
            return []
        found += rows
    return found


def _rows_of_line(context: Context, annual: AnnualSheet, drawn: Drawn, quarterly: bool) -> list[Row]:
    model = context.model
    if drawn.line not in model.lines or model.timeless(drawn.line):
        return []
    names = drawn.label or model.lines[drawn.line].label
    dimensions = [model.dimensions[name] for name in model.dims[drawn.line]]
    rows = []
    for member in model.members(drawn.line):
        label = ", ".join(d.label(m) for d, m in zip(dimensions, member, strict=True)) or names
        if quarterly:
            row, sheet = context.layout.row(drawn.line, member), context.layout.bands[drawn.line].sheet
            rows.append(Row(sheet, row, len(model.timeline), label, drawn.mark))
        elif (drawn.line, member) in annual.rows:
            rows.append(Row(ANNUAL, annual.rows[drawn.line, member], len(model.timeline.years), label, drawn.mark))
    return rows


def _column(across: int) -> int:
    """The first column of a chart: the first one of the sheet is wider than the others."""
    return across * SLOT_CELLS - (LABEL_CELLS - 1) * (across > 0)


def _start(context: Context, count: int) -> PlainWorksheet:
    formats = context.formats
    sheet = context.book.sheet(CHARTS)
    write_title(context, sheet, CHARTS, "")
    says = "Every chart follows the live rows named under it. A cell that says n/a is drawn as zero."
    sheet.write_string(1, LABEL, says, formats.text(grey=True))
    last = context.layout.bands.get("last_actual_quarter")
    if last is not None:
        sheet.write_string(2, LABEL, "Reported up to; forecast after", formats.text(grey=True))
        style = formats.get(num_format="yyyy-mm-dd", bold=True, align="left")
        cell = f"={quoted(last.sheet)}!${letters(last.value_column)}${last.first}"
        sheet.put_formula(2, UNIT, cell, style, context.quarter("last_actual_quarter", (), 0))
    columns, rows = _column(ACROSS), HEADER_ROWS + -(-count // ACROSS) * SLOT_ROWS
    sheet.set_column_pixels(LABEL, LABEL, LABEL_CELLS * CELL)
    sheet.set_column_pixels(LABEL + 1, columns - 1, CELL)
    sheet.freeze_panes(HEADER_ROWS, 0)
    sheet.print_area(0, 0, rows - 1, columns - 1)
    sheet.fit_to_pages(1, 1)
    return sheet


def _write_chart(
    context: Context, sheet: PlainWorksheet, chart: Chart, rows: Sequence[Row], top: int, left: int
) -> None:
    columns = [row for row in rows if row.mark in (Mark.COLUMN, Mark.BASE, Mark.BAND)]
    lines = [row for row in rows if row not in columns]
    made = _drawn(context, chart, columns or lines, "column" if columns else "line")
    if columns and lines:
        made.combine(_drawn(context, chart, lines, "line"))
    order = [*columns, *lines]
    unnamed = [place for place, row in enumerate(order) if row.mark in (Mark.BASE, Mark.TOTAL)]
    position = "right" if len(order) - len(unnamed) > LONG_LEGEND else "bottom"
    made.set_legend({"position": position, "font": FONT, "delete_series": unnamed})
    made.set_title({"name": chart.title, "overlay": False, "name_font": {**FONT, "size": 12, "bold": True}})
    _set_axes(made, chart)
    made.set_size({"width": WIDTH, "height": HEIGHT})
    made.set_chartarea({"border": {"color": GRID}})
    sheet.insert_chart(top, left, made, {"description": f"{chart.title}. {chart.note}", "object_position": 2})
    sheet.write_string(top + CHART_ROWS, left, chart.note, context.formats.text())
    first = rows[0]
    link = f"internal:{quoted(first.sheet)}!A{first.row}"
    sheet.write_url(top + CHART_ROWS + 1, left, link, context.formats.text(grey=True), source(rows))


def source(rows: Sequence[Row]) -> str:
    """Which rows a chart reads, in a sentence."""
    numbers = sorted({row.row for row in rows})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    said = ", ".join("–".join(str(number) for number in dict.fromkeys(span)) for span in spans)
    sheets = " and ".join(dict.fromkeys(row.sheet for row in rows))
    return f"Reads {sheets}, row{'s' if len(numbers) > 1 else ''} {said}. Inputs are sourced on Inputs, Series and Sources."


def _drawn(context: Context, chart: Chart, rows: Sequence[Row], kind: str) -> Any:
    """A chart object with one series a row; lines come after columns."""
    stacked = {"subtype": "stacked"} if kind == "column" and not chart.beside else {}
    made = context.book.add_chart({"type": kind, **stacked})
    palette = colours(len([row for row in rows if row.mark in (Mark.COLUMN, Mark.LINE)]), ordered=chart.ordered)
    for place, row in enumerate(rows):
        style = _style(chart, row, palette[place % len(palette)] if palette else INK, place, len(rows))
        made.add_series({"name": words(row.label), "categories": row.names, "values": row.numbers, **style})
    return made


def words(label: str) -> str:
    """A label as text: one that begins with "=" would be read as a reference."""
    return f" {label}" if label.startswith("=") else label


def _style(chart: Chart, row: Row, colour: str, place: int, count: int) -> dict[str, Any]:
    width = {"gap": 40 if chart.quarterly else 60, **({"overlap": 0} if chart.beside else {})}
    match row.mark:
        case Mark.COLUMN:
            border = {"none": True} if chart.quarterly else {"color": PAPER, "width": 0.5}
            shown = {"data_labels": _amounts(chart, "outside_end")} if chart.beside else {}
            return {"fill": {"color": colour}, "border": border, **width, **shown}
        case Mark.BASE:
            return {"fill": {"none": True}, "border": {"none": True}, "gap": 10}
        case Mark.BAND:
            return {"fill": {"color": BAND}, "border": {"color": EDGE, "width": 0.75}, "gap": 10}
        case Mark.LINE:
            ink = INK if count == 1 else colour
            marker: dict[str, Any] = {"type": "none"}
            if not chart.quarterly:
                marker = {"type": MARKERS[place % len(MARKERS)], "size": 6, "fill": {"color": ink}, "border": {"color": ink}}
            return {"line": {"color": ink, "width": 2.0}, "marker": marker, "smooth": False}
        case Mark.TOTAL:
            return {"line": {"none": True}, "marker": {"type": "none"}, "data_labels": _amounts(chart, "above"), "smooth": False}


def _amounts(chart: Chart, position: str) -> dict[str, Any]:
    return {"value": True, "position": position, "num_format": chart.amounts or chart.axis, "font": {**FONT, "bold": True}}


def _set_axes(made: Any, chart: Chart) -> None:
    line = {"color": EDGE, "width": 0.75}
    made.set_x_axis(
        {"num_font": FONT, "label_position": "low", "line": line, "major_tick_mark": "none",
         **({"interval_unit": 4, "interval_tick": 4, "major_tick_mark": "outside"} if chart.quarterly else {})}
    )  # fmt: skip
    made.set_y_axis(
        {"name": chart.unit, "name_font": {**FONT, "bold": False}, "num_font": FONT, "num_format": chart.axis,
         "line": {"none": True}, "major_tick_mark": "none", "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
         **({"log_base": 10} if chart.log else {})}
    )  # fmt: skip
