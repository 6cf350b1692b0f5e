"""Tornado picture: bars to both sides of a number; the end for an input's low is hatched and told by its value, so that colour only helps."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.analysis.measure import Measure
from finmodel.pictures.figure import PLAIN, cut, foot, grid, looks, minus, new_figure, save
from finmodel.pictures.label import LEFT, write_label
from finmodel.swings import Side, Swings, Swung
from finmodel.workbook.palette import CATEGORIES, EDGE, PAPER

LOW, HIGH = CATEGORIES[1], CATEGORIES[0]
_ROW, _ABOVE = 0.4, 1.0
"""Inches: a bar with its label, what stands above the bars."""
_THICK = 0.6
"""Of a row that a bar fills."""
_END_SIZE = 7.0
_ROOM = 0.24
"""Beside the longest bar, relative to what the bars cover: the value of the input stands there."""
_VALUE = 22
"""Characters of the value of an input at the end of a bar."""


def draw_tornado(path: Path, swings: Swings, title: str, says: str, measure: Measure, source: str, suffix: str = "") -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes."""
    with looks():
        below = foot(source)
        figure, axes = new_figure(_ROW * len(swings.bars) + _ABOVE + below, title, says, source, left=LEFT, bottom=below)
        _set_axes(axes, swings, measure)
        for row, bar in enumerate(swings.bars):
            _draw_bar(axes, row, bar, swings.base, measure)
            write_label(axes, row, bar.name, bar.path, _says(bar))
        axes.axvline(swings.base / measure.divisor, color=EDGE, linewidth=1.0, zorder=3)
        save(figure, path, suffix or path.suffix)


def _set_axes(axes: Axes, swings: Swings, measure: Measure) -> None:
    low, high = (end / measure.divisor for end in swings.reach)
    room = (high - low or 1.0) * _ROOM
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(swings.bars) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: minus(f"{number:,.10g}")))
    axes.set_xlabel(f"{measure.unit}; the line stands at {measure.of(swings.base)}, as the case has it", fontsize=PLAIN)
    grid(axes, "x")


def _draw_bar(axes: Axes, row: int, bar: Swung, base: float, measure: Measure) -> None:
    """Both ends in one row; where they lie to the same side each has half of it."""
    halved = bar.one_way(base)
    sides: tuple[Side, Side] = ("low", "high")
    for side in sides:
        end = bar.at(side)
        if end != end:  # n/a: there is nothing to draw
            continue
        start, reach = base / measure.divisor, (end - base) / measure.divisor
        thick = _THICK / 2 if halved else _THICK
        place = row + (0.0 if not halved else -thick / 2 if side == "low" else thick / 2)
        colour = LOW if side == "low" else HIGH
        axes.barh(place, reach, left=start, height=thick, color=colour, hatch="////" if side == "low" else None, edgecolor=PAPER,
                  linewidth=0, zorder=2)  # fmt: skip
        axes.barh(place, reach, left=start, height=thick, fill=False, edgecolor=colour, linewidth=1, zorder=2)
        _write_end(axes, place, bar, side, end / measure.divisor, right=_right(bar, side, base))


def _right(bar: Swung, side: Side, base: float) -> bool:
    """Whether the label of an end stands to its right; one that does not move stands across from the other."""
    end, other = bar.at(side), bar.at("high" if side == "low" else "low")
    return end > base if end != base else not other > base


def _write_end(axes: Axes, place: float, bar: Swung, side: Side, end: float, *, right: bool) -> None:
    axes.annotate(
        cut(bar.says(side), _VALUE), (end, place), xytext=(4 if right else -4, 0), textcoords="offset points", va="center",
        ha="left" if right else "right", fontsize=_END_SIZE, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4}, zorder=4,
    )  # fmt: skip


def _says(bar: Swung) -> str:
    """What the case has, and ends at which there is nothing to draw."""
    missing = [side for side in ("low", "high") if bar.at(side) != bar.at(side)]
    also = f"; n/a at its {' and its '.join(missing)}" if missing else ""
    return f"{bar.own}{bar.unit} in the case{also}"
