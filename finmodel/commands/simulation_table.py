"""Simulation table: ranges, odds and published ranges as text of fixed width, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from finmodel.commands.options import as_markdown, safe

if TYPE_CHECKING:
    from finmodel.analysis.odds import Odds
    from finmodel.analysis.published import Published
    from finmodel.analysis.simulation_report import Report
    from finmodel.fan import Fan, Point

PERIOD_WIDTH, LEAST_NUMBER, LEAST_STRIP, MOST_STRIP = 10, 8, 20, 50
FIGURES = ("P5", "P25", "median", "P75", "P95", "mean", "")
"""Heads of the figures; the last is named after the case."""
FULL, NARROW = (0, 1, 2, 3, 4, 5, 6), (0, 2, 4, 6)
LONGEST_NAME = 10
LABEL_WIDTH, ODDS_WIDTH, AMOUNT_WIDTH = 40, 12, 9
_STRIPS = "Strips: - from P5 to P95, = from P25 to P75, | median, o {base} where it is another place."


def ranges_lines(found: Report, width: int) -> list[str]:
    """A block a line of the model: a heading with the scale of its strips, then a row a period."""
    lines: list[str] = []
    for fan in (line.fan for line in found.told):
        lines += [*_block(fan, base_name(found), width), ""]
    if any("|" in line for line in lines):
        lines.append(_STRIPS.format(base=base_name(found)))
    earlier = [point.period for fan in found.fans for point in fan.points if point.defined and point not in fan.shown]
    if earlier:
        lines.append(f"Earlier periods: --period {max(earlier)}, as often as you like, or simulation.parquet.")
    if found.fixed:
        names = ", ".join(one.label for one in found.fixed)
        lines += textwrap.wrap(f"Nothing that varies reaches, in these periods: {names}. Named with --lines, their values are told.", width)
    return lines


def base_name(found: Report) -> str:
    """What the case without sampling is called at the head of a column."""
    name = found.case.inputs.scenario
    return name if len(name) <= LONGEST_NAME else "the case"


def _block(fan: Fan, base: str, width: int) -> list[str]:
    """All figures where they fit the width, else those that matter most; then the strip, if there is room left for it."""
    cells = _numbers(fan)
    column = max(LEAST_NUMBER, len(base) + 2, *(len(cell) + 2 for row in cells for cell in row))
    told = FULL if PERIOD_WIDTH + len(FULL) * column <= width else NARROW
    strip = _strip_width(width - PERIOD_WIDTH - len(told) * column)
    heads = "".join(f"{FIGURES[place] or base:>{column}}" for place in told)
    scale = ""
    if strip and fan.ends[0] < fan.ends[1]:
        low, high = (fan.of(end) for end in fan.ends)
        scale = f"  {low}{high:>{max(0, strip - len(low))}}"
    lines = [safe(fan.title), f"{'':{PERIOD_WIDTH}}{heads}{scale}"]
    for point, row in zip(fan.rows, cells, strict=True):
        shown = "".join(f"{row[place]:>{column}}" for place in told)
        lines.append(f"  {point.head:{PERIOD_WIDTH - 2}}{shown}  {_strip(fan, point, strip)}".rstrip())
    return lines


def _numbers(fan: Fan) -> list[tuple[str, ...]]:
    """A row a period, FIGURES across; of a known number the median alone, and why it is known."""
    rows = []
    for point in fan.rows:
        row = tuple(fan.of(amount) for amount in point_amounts(point))
        rows.append(("", "", row[2], "", "", "", _known(point)) if point.known else row)
    return rows


def _known(point: Point) -> str:
    if not point.defined:
        return ""
    return "reported" if point.actual else "fixed"


def _strip_width(left: int) -> int:
    """Characters for the strips; none where too few are left."""
    room = min(MOST_STRIP, left - 2)
    return room if room >= LEAST_STRIP else 0


def _strip(fan: Fan, point: Point, width: int) -> str:
    low, high = fan.ends
    if high <= low or not width or not point.defined:
        return ""

    def at(amount: float) -> int:
        return round((amount - low) / (high - low) * (width - 1))

    cells = [" "] * width
    for first, last, mark in ((point.p5, point.p95, "-"), (point.p25, point.p75, "=")):
        cells[at(first) : at(last) + 1] = mark * (at(last) - at(first) + 1)
    if point.base == point.base:
        cells[at(point.base)] = "o"
    cells[at(point.p50)] = "|"
    return "".join(cells)


def odds_lines(found: Report, width: int) -> list[str]:
    """A row a question and a column a year; the sampling error is half the 95% interval, in percentage points."""
    if not found.odds:
        return []
    years = sorted({one.period for one in found.odds})[: max(1, (width - LABEL_WIDTH) // ODDS_WIDTH)]
    lines = [f"{'Probability, with its sampling error':{LABEL_WIDTH}}" + "".join(f"{year:>{ODDS_WIDTH}}" for year in years)]
    for says, row in _by_question(found.odds):
        cells = [odds_words(row[year]) if year in row else "-" for year in years]
        label = textwrap.wrap(safe(says), LABEL_WIDTH - 2, subsequent_indent="  ")
        lines += label[:-1]
        lines.append((f"{label[-1]:{LABEL_WIDTH}}" + "".join(f"{cell:>{ODDS_WIDTH}}" for cell in cells)).rstrip())
    return lines


def _by_question(odds: Sequence[Odds]) -> list[tuple[str, dict[str, Odds]]]:
    rows: dict[str, dict[str, Odds]] = {}
    for one in odds:
        rows.setdefault(one.says, {})[one.period] = one
    return list(rows.items())


def odds_words(one: Odds) -> str:
    """63.2% ±0.9; a share of which no sample, or every one, says yes is told by its bound."""
    if not one.yes:
        return f"< {one.high:.2%}"
    if one.yes == one.defined:
        return f"> {one.low:.2%}"
    return f"{one.share:.1%} ±{max((one.high - one.low) / 2, 0.001):.1%}".removesuffix("%")


def published_lines(found: Report) -> list[str]:
    """The model's own ranges beside those that others published, in the unit of the row."""
    if not found.published:
        return []
    heads = ("P5", "median", "P95", "low", "centre", "high")
    pad = " " * LABEL_WIDTH
    lines = [f"{'Beside published ranges':{LABEL_WIDTH}}{'the model':>{3 * AMOUNT_WIDTH}}{'published':>{3 * AMOUNT_WIDTH}}",
             pad + "".join(f"{head:>{AMOUNT_WIDTH}}" for head in heads)]  # fmt: skip
    for one in found.published:
        label = f"{safe(one.row.label)}, {one.row.unit}"
        lines += [label] if len(label) >= LABEL_WIDTH else []
        lines.append(f"{'' if len(label) >= LABEL_WIDTH else label:{LABEL_WIDTH}}" + "".join(f"{cell:>{AMOUNT_WIDTH}}" for cell in _amounts(one)) + f"  {one.row.kind}")
    lines.append("  Independent rows are evidence; calibrated rows were set with the published value in view, anchored rows are inputs.")
    return lines


def _amounts(one: Published) -> list[str]:
    row, found = one.row, one.range
    amounts = [None if amount is None else amount / row.factor for amount in (found.p5, found.p50, found.p95, row.low, row.reported, row.high)]
    largest = max(abs(amount) for amount in amounts if amount is not None)
    places = 0 if largest >= 1000 else 1 if largest >= 10 else 3
    return ["-" if amount is None else f"{amount:,.{places}f}" for amount in amounts]


def markdown_lines(found: Report) -> list[str]:
    """The same as tables of Markdown: a row a line and period."""
    rows = [
        (f"{fan.title}", point.head, *(fan.of(amount) for amount in point_amounts(point)))
        for fan in (line.fan for line in found.told) for point in fan.rows
    ]  # fmt: skip
    lines = as_markdown(("Line", "Period", "P5", "P25", "Median", "P75", "P95", "Mean", base_name(found)), rows)
    if found.odds:
        told = [(says, f"{period}", odds_words(one)) for says, row in _by_question(found.odds) for period, one in row.items()]
        lines += ["", *as_markdown(("Question", "Period", "Probability, with its sampling error"), told)]
    if found.published:
        beside = [(f"{one.row.label}, {one.row.unit}", *_amounts(one), one.row.kind) for one in found.published]
        lines += ["", *as_markdown(("Beside published ranges", "P5", "Median", "P95", "Published low", "Centre", "High", "Kind"), beside)]
    return lines


def point_amounts(point: Point) -> tuple[float, ...]:
    return point.p5, point.p25, point.p50, point.p75, point.p95, point.mean, point.base
