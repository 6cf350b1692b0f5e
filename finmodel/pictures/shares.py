"""Shares picture: two bars an input - alone, and in all - with their confidence intervals; the second is hatched, so that colour only helps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.pictures.figure import GREY, PLAIN, SMALL, WIDTH, cut, grid, looks, minus, new_figure, save
from finmodel.portions import Portion, percent
from finmodel.workbook.palette import CATEGORIES, EDGE, GRID, INK, PAPER

ALONE, IN_ALL = CATEGORIES[0], CATEGORIES[1]
_ROW, _ABOVE_AND_BELOW, _LEFT = 0.46, 2.1, 3.4
"""Inches: an input with its label, what stands above and below the bars, the room for labels."""
_THICK = 0.36
"""Of a row that one of the two bars fills."""
_NAME, _SAYS, _NAME_SIZE, _END_SIZE = 50, 60, 8.5, 7.0


def draw_shares(path: Path, portions: Sequence[Portion], title: str, says: str, source: str, suffix: str = "") -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes."""
    with looks():
        figure, axes = new_figure(_ROW * len(portions) + _ABOVE_AND_BELOW, title, says, source, left=_LEFT, bottom=1.1)
        _set_axes(axes, portions)
        for row, one in enumerate(portions):
            _draw(axes, row - _THICK / 2, one.first, one.first_error, ALONE, hatched=False)
            _draw(axes, row + _THICK / 2, one.total, one.total_error, IN_ALL, hatched=True)
            _write_label(axes, row, one)
        save(figure, path, suffix or path.suffix)


def _set_axes(axes: Axes, portions: Sequence[Portion]) -> None:
    low = min(0.0, *(one.first - one.first_error for one in portions), *(one.total - one.total_error for one in portions))
    high = max(0.01, *(one.first + one.first_error for one in portions), *(one.total + one.total_error for one in portions))
    axes.set_xlim(low, high + 0.12 * (high - low))
    axes.set_ylim(len(portions) - 0.5, -0.5)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: minus(f"{share * 100:.6g}%")))
    axes.set_xlabel("share of the variance; lines across the ends are 90% confidence intervals", fontsize=PLAIN)
    grid(axes, "x")
    axes.axvline(0, color=EDGE, linewidth=0.8)


def _draw(axes: Axes, place: float, share: float, error: float, colour: str, *, hatched: bool) -> None:
    axes.barh(place, share, height=_THICK, color=colour, hatch="////" if hatched else None, edgecolor=PAPER, linewidth=0, zorder=2)
    axes.barh(place, share, height=_THICK, fill=False, edgecolor=colour, linewidth=1, zorder=2)
    axes.errorbar(share, place, xerr=error, color=INK, linewidth=0.8, capsize=2, capthick=0.8, zorder=3)
    axes.annotate(minus(percent(share)), (max(share + error, 0.0), place), xytext=(4, 0), textcoords="offset points", va="center",
                  fontsize=_END_SIZE, zorder=4)  # fmt: skip


def _write_label(axes: Axes, row: int, one: Portion) -> None:
    """What the input is, and under it its range and what the case has."""
    place = -(_LEFT - 0.2) / (WIDTH - _LEFT - 0.2)
    transform = axes.get_yaxis_transform()
    axes.text(place, row - 0.15, cut(one.name, _NAME), transform=transform, va="center", fontsize=_NAME_SIZE)
    says = f"{one.low} | {one.own} | {one.high}{one.unit}"
    axes.text(place, row + 0.2, cut(says, _SAYS), transform=transform, va="center", fontsize=SMALL, color=GREY)
    axes.plot([place, 0], [row + 0.5, row + 0.5], transform=transform, color=GRID, linewidth=0.5, clip_on=False)
