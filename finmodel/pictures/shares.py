"""Shares picture: two bars an input - alone, and in all - with their confidence intervals; the second is hatched, so that colour only helps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.pictures.figure import PLAIN, foot, grid, looks, minus, new_figure, save
from finmodel.pictures.label import LEFT, write_label
from finmodel.portions import Portion, percent
from finmodel.workbook.palette import CATEGORIES, EDGE, INK, PAPER

ALONE, IN_ALL = CATEGORIES[0], CATEGORIES[1]
_ROW, _ABOVE = 0.46, 1.0
"""Inches: an input with its label, what stands above the bars."""
_THICK = 0.36
"""Of a row that one of the two bars fills."""
_END_SIZE = 7.0


def draw_shares(path: Path, portions: Sequence[Portion], title: str, says: str, source: str, suffix: str = "") -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes."""
    with looks():
        below = foot(source)
        figure, axes = new_figure(_ROW * len(portions) + _ABOVE + below, title, says, source, left=LEFT, bottom=below)
        _set_axes(axes, portions)
        for row, one in enumerate(portions):
            _draw(axes, row - _THICK / 2, one.first, one.first_error, ALONE, hatched=False)
            _draw(axes, row + _THICK / 2, one.total, one.total_error, IN_ALL, hatched=True)
            write_label(axes, row, one.name, one.path, f"{one.low} | {one.own} | {one.high}{one.unit}")
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
