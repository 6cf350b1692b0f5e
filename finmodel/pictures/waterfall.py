"""Waterfall picture: bars from a start through its steps to an end; direction shows by sign and hatching, colour only helps."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.analysis.measure import Measure
from finmodel.pictures.figure import GREY, PLAIN, SMALL, WIDTH, cut, grid, looks, minus, new_figure, save
from finmodel.waterfall import Bar, Waterfall
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, PAPER

RISE, FALL, TOTAL = CATEGORIES[0], CATEGORIES[4], EDGE
_ROW, _ABOVE_AND_BELOW, _LEFT = 0.42, 1.95, 3.8
"""Inches: a bar with its label, what stands above and below the bars, the room for labels."""
_THICK = 0.58
"""Of a row that a bar fills."""
_NAME, _SAYS = 56, 66
"""Characters that fit into the room for labels."""
_NAME_SIZE = 8.5


def draw_waterfall(
    path: Path, waterfall: Waterfall, title: str, says: str, measure: Measure, source: str, suffix: str = ""
) -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes.

    suffix: of the kind of file, where that of `path` is another's.
    """
    bars = waterfall.bars
    with looks():
        figure, axes = new_figure(_ROW * len(bars) + _ABOVE_AND_BELOW, title, says, source, left=_LEFT)
        floor = waterfall.floor / measure.divisor
        _set_axes(axes, bars, floor, measure, broken=waterfall.floor > 0)
        reach = axes.get_xlim()[1] - axes.get_xlim()[0]
        for row, bar in enumerate(bars):
            _draw_bar(axes, row, bar, floor, measure, reach, broken=waterfall.floor > 0)
            _write_label(axes, row, bar)
            if row + 1 < len(bars):
                level = bar.after / measure.divisor
                axes.plot([level, level], [row + _THICK / 2, row + 1 - _THICK / 2], color=EDGE, linewidth=0.8, zorder=1)
        save(figure, path, suffix or path.suffix)


def _set_axes(
    axes: Axes, bars: tuple[Bar, ...], floor: float, measure: Measure, *, broken: bool
) -> None:
    divisor = measure.divisor
    low, high = min(min(bar.low for bar in bars) / divisor, floor), max(bar.high for bar in bars) / divisor
    low = max(low, floor) if broken else min(low, 0.0)
    room = (high - low or 1.0) * 0.13  # for the amount beside the longest bar
    axes.set_xlim(low - (room if low < 0 else 0), high + room)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: minus(f"{number:,.10g}")))
    axes.set_xlabel(measure.unit + (f"  (the axis begins at {floor:,.6g}, not at zero)" if broken else ""), fontsize=PLAIN)
    grid(axes, "x")
    if low < 0:
        axes.axvline(0, color=EDGE, linewidth=0.8)


def _draw_bar(
    axes: Axes, row: int, bar: Bar, floor: float, measure: Measure, reach: float, *, broken: bool
) -> None:
    divisor = measure.divisor
    begin, end = (floor if bar.total else bar.before / divisor), bar.after / divisor
    falls = not bar.total and bar.after < bar.before
    colour = TOTAL if bar.total else FALL if falls else RISE
    axes.barh(row, end - begin, left=begin, height=_THICK, color=colour, hatch="////" if falls else None, edgecolor=PAPER, linewidth=0, zorder=2)
    if not bar.total:  # an outline, so that the smallest step is a line
        axes.barh(row, end - begin, left=begin, height=_THICK, fill=False, edgecolor=colour, linewidth=1, zorder=2)
    if bar.total and broken:
        where, wide = begin + 0.02 * reach, 0.008 * reach
        axes.plot([where - wide, where + wide], [row + _THICK / 2, row - _THICK / 2], color=PAPER, linewidth=3, zorder=3)
    amount = minus(measure.of(bar.after) if bar.total else measure.step(bar.after - bar.before))
    outermost = max(begin, end) if end >= 0 or not bar.total else min(begin, end)
    side = 1 if outermost >= 0 or not bar.total else -1
    axes.annotate(
        amount, (outermost, row), xytext=(4 * side, 0), textcoords="offset points", va="center",
        ha="left" if side > 0 else "right", fontweight="bold" if bar.total else "normal", fontsize=PLAIN,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}, zorder=4,
    )  # fmt: skip


def _write_label(axes: Axes, row: int, bar: Bar) -> None:
    """What the bar is, and under it what changed."""
    place = -(_LEFT - 0.2) / (WIDTH - _LEFT - 0.2)
    transform = axes.get_yaxis_transform()
    up = 0.15 if bar.says else 0.0
    axes.text(place, row - up, cut(bar.name, _NAME), transform=transform, va="center", fontsize=_NAME_SIZE, fontweight="bold" if bar.total else "normal")
    if bar.says:
        axes.text(place, row + 0.22, cut(bar.says, _SAYS), transform=transform, va="center", fontsize=SMALL, color=GREY)
    axes.plot([place, 0], [row + 0.5, row + 0.5], transform=transform, color=GRID, linewidth=0.5, clip_on=False)
