"""Fan picture: ranges over time, a panel a line - bands from P5 to P95 and from P25 to P75, median, base, what is reported."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from finmodel.fan import Fan, Point
from finmodel.pictures.figure import GREY, LARGE, PLAIN, SMALL, WIDTH, grid, looks, save
from finmodel.workbook.palette import CATEGORIES, EDGE, INK, PAPER

MOST = 12
"""Panels in one picture."""
WIDE_BAND, NARROW_BAND = "#CFE3F1", "#8FBBDD"
"""P5 to P95 and P25 to P75: two steps of one blue that stay apart in grey print; both have an outline too."""
_LINE = CATEGORIES[0]
_ACROSS, _PANEL, _SINGLE = 3, 2.05, 4.0
"""Panels side by side, the height of one of several, and of one alone, in inches."""
_TOP, _FOOT, _EDGE = 0.95, 0.5, 0.2
_MOST_TICKS, _MOST_TICKS_SMALL = 10, 9
_TITLE = 36
"""Characters that fit above a panel of several."""


def draw_fans(path: Path, fans: Sequence[Fan], title: str, says: str, source: str, suffix: str = "") -> None:
    """Write the picture, PNG or SVG by its suffix; the same arguments give the same bytes.

    fans: at most MOST. suffix: of the kind of file, where that of `path` is another's.
    """
    alone = len(fans) == 1
    down = -(-len(fans) // _ACROSS)
    height = _TOP + _FOOT + (_SINGLE if alone else down * _PANEL)
    with looks():
        figure = Figure(figsize=(WIDTH, height))
        figure.text(_EDGE / WIDTH, 1 - 0.2 / height, title, fontsize=LARGE, fontweight="bold", va="top")
        figure.text(_EDGE / WIDTH, 1 - 0.5 / height, says, fontsize=PLAIN, color=GREY, va="top")
        figure.text(_EDGE / WIDTH, 0.1 / height, source, fontsize=SMALL, color=GREY, va="bottom", linespacing=1.4)
        _legend(figure, height)
        for place, fan in enumerate(fans):
            _panel(figure.add_axes(_place(place, alone, height)), fan, alone)
        save(figure, path, suffix or path.suffix)


def _place(place: int, alone: bool, height: float) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a panel, as shares of the figure."""
    if alone:
        left, bottom, wide, high = 0.75, _FOOT + 0.35, WIDTH - 0.75 - _EDGE, _SINGLE - 0.45
    else:
        down, across = divmod(place, _ACROSS)
        step = (WIDTH - _EDGE) / _ACROSS
        left, wide = _EDGE / 2 + across * step + 0.5, step - 0.65
        high = _PANEL - 0.7
        bottom = height - _TOP - (down + 1) * _PANEL + 0.32
    return left / WIDTH, bottom / height, wide / WIDTH, high / height


def _panel(axes: Axes, fan: Fan, alone: bool) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    points = fan.shown
    x = np.arange(len(points))
    amounts = {name: np.array([getattr(point, name) for point in points]) / fan.divisor for name in ("p5", "p25", "p50", "p75", "p95", "base")}
    known = sum(1 for _ in _leading(points))
    bands = slice(max(0, known - 1), None)  # the bands open at the last known point
    for low, high, colour in (("p5", "p95", WIDE_BAND), ("p25", "p75", NARROW_BAND)):
        axes.fill_between(x[bands], amounts[low][bands], amounts[high][bands], facecolor=colour, edgecolor=_LINE, linewidth=0.5, zorder=2)
    axes.plot(x[bands], amounts["p50"][bands], color=_LINE, linewidth=1.6, zorder=3)
    axes.plot(x[bands], amounts["base"][bands], color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=4)
    if known:
        axes.plot(x[:known], amounts["p50"][:known], color=INK, linewidth=1.6, marker="o", markersize=4, zorder=5)
    if not alone and len(fan.title) > _TITLE:
        axes.set_title(f"{fan.label}\n{fan.unit}", loc="left", fontsize=SMALL, fontweight="bold", linespacing=1.1)
    else:
        axes.set_title("" if alone else fan.title, loc="left", fontsize=SMALL, fontweight="bold")
    if alone:
        axes.set_ylabel(fan.unit, fontsize=PLAIN)
    _ticks(axes, points, alone)
    if min(np.nanmin(amounts["p5"]), np.nanmin(amounts["base"]), 0.0) < 0:
        axes.axhline(0, color=EDGE, linewidth=0.8, zorder=1)
    else:
        axes.set_ylim(bottom=0)


def _leading(points: Sequence[Point]) -> Sequence[Point]:
    """The known points before the first that varies."""
    first = next((place for place, point in enumerate(points) if not point.known), len(points))
    return points[:first]


def _ticks(axes: Axes, points: Sequence[Point], alone: bool) -> None:
    most = _MOST_TICKS if alone else _MOST_TICKS_SMALL
    step = math.ceil(len(points) / most)
    places = list(range(len(points) - 1, -1, -step))[::-1]
    size = PLAIN if alone else SMALL - 0.5
    axes.set_xticks(places, [_short(points[place].head, alone) for place in places], fontsize=size)
    axes.set_xlim(-0.3, max(len(points) - 0.7, 0.3))
    axes.yaxis.set_major_locator(MaxNLocator(5 if alone else 4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}".replace("-", "−")))
    for label in axes.get_yticklabels():
        label.set_fontsize(size)
    grid(axes, "y")


def _short(head: str, alone: bool) -> str:
    """FY2026E; in a small panel 26E, and 26Q3E of a quarter."""
    return head if alone else head.removeprefix("FY")[2:]


def _legend(figure: Figure, height: float) -> None:
    """One legend for all panels, above them: what each mark is called."""
    marks: list[Line2D | Patch] = [
        Line2D([], [], color=INK, marker="o", markersize=4, linewidth=1.6, label="known"),
        Line2D([], [], color=_LINE, linewidth=1.6, label="median"),
        Patch(facecolor=NARROW_BAND, edgecolor=_LINE, linewidth=0.5, label="P25 to P75"),
        Patch(facecolor=WIDE_BAND, edgecolor=_LINE, linewidth=0.5, label="P5 to P95"),
        Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (4, 2)), label="the case without sampling"),
    ]
    figure.legend(
        handles=marks, loc="upper left", bbox_to_anchor=(_EDGE / WIDTH, 1 - 0.68 / height), ncols=len(marks), frameon=False,
        fontsize=SMALL, borderpad=0, borderaxespad=0, handlelength=2.4, columnspacing=1.6, facecolor=PAPER,
    )  # fmt: skip
