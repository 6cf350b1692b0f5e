"""Simulation tab: ranges and odds as the last sheet of the case's workbook - values, told to be static, with native fan charts."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.simulation_report import LineRanges, Report
from finmodel.analysis.simulation_words import sentences
from finmodel.workbook.fan_chart import BETWEEN, STACK, draw_fans, levels
from finmodel.workbook.reconciliation_sheet import Simulated, write_simulated
from finmodel.workbook.stamp import Stamp
from finmodel.workbook.static_sheet import Cell, Column, StaticTab, run_of

if TYPE_CHECKING:
    from finmodel.workbook.book import PlainWorksheet
    from finmodel.workbook.period_sheet import Context

NAME = "Simulation"
_SHARE, _COUNT = "0.0%", "#,##0"
_TABLE = (
    Column("Line", 46), Column("Period", 10, text=True), Column("Status", 12, text=True), *(Column(head, 13, "") for head in ("P5", "P25", "Median", "P75", "P95", "Mean", "Case without sampling")),
    Column("Samples below the case", 13, _SHARE), Column("Defined samples", 11, _COUNT),
    Column("", 2), Column("Name of the line", 30, text=True),
)  # fmt: skip
_MEDIAN, _CASE = 5, 9
_ACROSS = 200
"""Characters of a note in a row: as wide as the table, so that a page holds all of it."""
_GENERAL = "General"


def simulation_tab(found: Report) -> StaticTab:
    """The sheet: a row a line and period, then the odds and the sentences; beside it a chart a line."""
    fans = found.fans
    told = (*found.varying, *(line for line in found.told if not line.varies))  # charts go down the rows of those that vary
    body = [row for line in told for row in _line(line)]
    numbers = [line.fan.number for line in told for _ in line.fan.shown]
    below = _odds(found)
    notes: list[tuple[tuple[Cell, ...], str]] = [((line,), _GENERAL) for note in sentences(found) for line in textwrap.wrap(note, _ACROSS)]
    rest = [((), _GENERAL), *below, *([((), _GENERAL)] if below else []), *notes]
    heads = frozenset({len(body) + 1} if below else ())
    drawn_from = tuple(Column(f"Chart: {head}", 13, "") for head in STACK)
    columns = (*_TABLE, *BETWEEN, *drawn_from)
    rows = (*body, *(_filled(cells, len(columns)) for cells, _ in rest))

    def finish(context: Context, sheet: PlainWorksheet, tab: StaticTab) -> None:
        draw_fans(context, sheet, tab, fans, len(_TABLE) + 1, _MEDIAN, _CASE)
        inputs = found.case.under or found.case.inputs
        title = f"Published ranges beside the values of a simulation: {found.run} {run_of(Stamp.of(inputs, found.case.scenarios, found.case.sets))}"
        write_simulated(context, [Simulated(one.row, one.range.base, (one.range.p5, one.range.p50, one.range.p95)) for one in found.published], title)

    says = (f"{found.run}; {found.counts}.", "Amounts are in the unit that stands behind the name of the line.")
    return StaticTab(NAME, "Simulation", says, columns, rows, finish, (*numbers, *(number for _, number in rest)), heads)


def _line(line: LineRanges) -> list[tuple[Cell, ...]]:
    """A row a period, as the fan shows them; of a known one the number alone."""
    points = {point.period: point for point in line.fan.shown}
    rows: list[tuple[Cell, ...]] = []
    for one in line.ranges:
        point = points.get(one.spot.period)
        if point is None:
            continue
        known = None, None, point.p50, None, None, None
        amounts: tuple[Cell, ...] = known if point.known else (*one.percentiles, one.mean)
        status = ("reported" if point.actual else "fixed") if point.known else "varies"
        head: tuple[Cell, ...] = (line.fan.title, point.head, status)
        told: tuple[Cell, ...] = (one.base, None if point.known else one.below, float(one.defined), None, ".".join((line.line, *line.member)))
        rows.append((*head, *amounts, *told, *(None for _ in BETWEEN), *levels(point)))
    return rows


def _odds(found: Report) -> list[tuple[tuple[Cell, ...], str]]:
    if not found.odds:
        return []
    heads = ("Probability", "Period", "Case itself", "Of samples", "95% low", "95% high")
    rows: list[tuple[tuple[Cell, ...], str]] = [(heads, _GENERAL)]
    for one in found.odds:
        own = "n/a" if one.base is None else "yes" if one.base else "no"
        rows.append(((one.says, one.period, own, one.share, one.low, one.high), _SHARE))
    return rows


def _filled(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*cells, *(None for _ in range(width - len(cells))))
