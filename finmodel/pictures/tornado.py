"""Tornado picture: bars to both sides of a number; the end for an input's low is hatched and told by its value, so that colour only helps."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.analysis.measure import Measure
from finmodel.pictures.figure import GREY, PLAIN, SMALL, WIDTH, cut, grid, looks, minus, new_figure, save
from finmodel.swings import Side, Swings, Swung
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, PAPER

LOW, HIGH = CATEGORIES[1], CATEGORIES[0]
_ROW, _ABOVE_AND_BELOW, _LEFT = 0.4, 1.95, 3.4
"""Inches: a bar with its label, what stands above and below the bars, the room for labels."""
_THICK = 0.6
"""Of a row that a bar fills."""
_NAME, _NAME_SIZE, _END_SIZE = 50, 8.5, 7.0
_ROOM = 0.24
"""Beside the longest bar, relative to what the bars cover: the value of the input stands there."""
_VALUE = 22
"""Characters of the value of an input at the end of a bar."""


def draw_tornado(path: Path, swings: Swings, title: str, says: str, measure: Measure, source: str, suffix: str = "") -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes."""
    with looks():
        figure, axes = new_figure(_ROW * len(swings.bars) + _ABOVE_AND_BELOW, title, says, source, left=_LEFT)
        _set_axes(axes, swings, measure)
        for row, bar in enumerate(swings.bars):
            _draw_bar(axes, row, bar, swings.base, measure)
            _write_label(axes, row, bar)
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


def _write_label(axes: Axes, row: int, bar: Swung) -> None:
    """What the input is, and under it what the case has."""
    place = -(_LEFT - 0.2) / (WIDTH - _LEFT - 0.2)
    transform = axes.get_yaxis_transform()
    axes.text(place, row - 0.15, cut(bar.name, _NAME), transform=transform, va="center", fontsize=_NAME_SIZE)
    missing = [side for side in ("low", "high") if bar.at(side) != bar.at(side)]
    also = f"; n/a at its {' and its '.join(missing)}" if missing else ""
    axes.text(place, row + 0.22, f"{bar.own}{bar.unit} in the case{also}", transform=transform, va="center", fontsize=SMALL, color=GREY)
    axes.plot([place, 0], [row + 0.5, row + 0.5], transform=transform, color=GRID, linewidth=0.5, clip_on=False)
