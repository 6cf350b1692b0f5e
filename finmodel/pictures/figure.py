"""Figure: the look that every picture shares - fonts, colours, size, title, source line - and how it is saved.

No global state of matplotlib is used or changed: a settings file of the reader's own does not alter a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from finmodel.workbook.palette import GRID, INK, PAPER

WIDTH = 9.0
"""Inches, the width of a page in landscape between its margins."""
DOTS = 200
"""Per inch, of a PNG."""
LARGE, PLAIN, SMALL = 13, 9, 7.5
"""Points: the title, what is read, what is looked up."""
GREY = "#595959"
"""Of text that comes second; dark enough to be read on white."""

_LOOK: Any = {
    "font.family": "DejaVu Sans",  # travels with matplotlib, so that every machine draws the same letters
    "font.size": PLAIN, "text.color": INK, "text.parse_math": False, "axes.labelcolor": INK, "axes.edgecolor": GREY,
    "xtick.color": GREY, "ytick.color": INK, "figure.facecolor": PAPER, "savefig.facecolor": PAPER, "axes.axisbelow": True,
    "hatch.color": PAPER, "hatch.linewidth": 1.2, "svg.hashsalt": "finmodel", "svg.fonttype": "path",
}  # fmt: skip


@contextmanager
def looks() -> Iterator[None]:
    """Inside, matplotlib has its defaults and our look; afterwards what it had before."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_LOOK)
        yield


def new_figure(
    height: float, title: str, says: str, source: str, *, left: float = 0.7, bottom: float = 0.95
) -> tuple[Figure, Axes]:
    """A figure of the common width with a title, a sentence under it and a source at the foot.

    height: inches. left, bottom: the margins in inches in which the labels of the axes stand.
    """
    figure = Figure(figsize=(WIDTH, height))
    top, edge = 0.85, 0.2
    axes = figure.add_axes((left / WIDTH, bottom / height, 1 - (left + edge) / WIDTH, 1 - (bottom + top) / height))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    figure.text(edge / WIDTH, 1 - 0.2 / height, title, fontsize=LARGE, fontweight="bold", va="top")
    figure.text(edge / WIDTH, 1 - 0.5 / height, says, fontsize=PLAIN, color=GREY, va="top")
    figure.text(edge / WIDTH, 0.1 / height, source, fontsize=SMALL, color=GREY, va="bottom", linespacing=1.4)
    return figure, axes


def foot(source: str) -> float:
    """Inches that the lines at the foot need, with the axis and its name above them."""
    return 0.65 + 0.15 * len(source.splitlines())


def grid(axes: Axes, along: str) -> None:
    """Pale lines across the values, "x" or "y"; no ticks that stick out."""
    getattr(axes, f"{along}axis").grid(visible=True, color=GRID, linewidth=0.6)
    axes.tick_params(length=0)


def save(figure: Figure, path: Path, suffix: str) -> None:
    """Write a figure as its suffix says, wherever `path` stands; no date, no name of a program is in it."""
    kind = suffix.lower().removeprefix(".")
    without: dict[str, Any] = {"Date": None, "Creator": "finmodel"} if kind == "svg" else {"Software": None}
    figure.savefig(path, format=kind, dpi=DOTS, metadata=without)


def minus(number: str) -> str:
    """With a minus as wide as a plus."""
    return number.replace("-", "−")


def cut(text: str, most: int) -> str:
    """The beginning and the end: inputs of a kind often differ in their last word."""
    if len(text) <= most:
        return text
    half = (most - 1) // 2
    return f"{text[:half].rpartition(' ')[0].rstrip(' ,:')} … {text[-half:].partition(' ')[2]}"
