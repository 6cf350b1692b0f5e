"""Label: what stands before the bars of an input - its name, its path in small grey type where that fits, and its values."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from finmodel.pictures.figure import GREY, SMALL, WIDTH, cut
from finmodel.workbook.palette import GRID, INK

LEFT = 3.4
"""Inches: the room for labels, from the edge of the picture to the bars."""
_EDGE, _POINTS = 0.2, 72
_NAME, _SAYS, _NAME_SIZE, _PATH_SIZE = 50, 60, 8.5, 6.5
_HINTED = 1.03
"""Letters on the pixels of a picture are that much wider than their outlines."""
_GAP = 6.0
"""Points between a label and the path beside it, and before the bars."""


def write_label(axes: Axes, row: int, name: str, path: str, says: str) -> None:
    """The name above its values. The path stands beside the name, or else beside the values; left out where it fits beside neither."""
    place = -(LEFT - _EDGE) / (WIDTH - LEFT - _EDGE)
    transform = axes.get_yaxis_transform()
    texts = ((cut(name, _NAME), -0.15, _NAME_SIZE, INK), (cut(says, _SAYS), 0.22, SMALL, GREY))
    room = [(LEFT - _EDGE) * _POINTS - _wide(text, size) - _wide(path, _PATH_SIZE) - 2 * _GAP for text, _, size, _ in texts]
    beside = next((one for one, left in enumerate(room) if left >= 0), None) if path and path != name else None
    for one, (text, below, size, colour) in enumerate(texts):
        axes.text(place, row + below, text, transform=transform, va="center", fontsize=size, color=colour)
        if one == beside:
            axes.annotate(
                path, (place, row + below), xycoords=transform, xytext=(_wide(text, size) + _GAP, 0), textcoords="offset points",
                va="center", fontsize=_PATH_SIZE, color=GREY, annotation_clip=False,
            )  # fmt: skip
    axes.plot([place, 0], [row + 0.5, row + 0.5], transform=transform, color=GRID, linewidth=0.5, clip_on=False)


def _wide(text: str, size: float) -> float:
    """The width of a text in points."""
    if not text:
        return 0.0
    return _HINTED * float(text_to_path.get_text_width_height_descent(text, FontProperties(family="DejaVu Sans", size=size), ismath=False)[0])
