"""Palette: colours that people with any colour vision tell apart, and that stay apart in grey print."""

from __future__ import annotations

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#CC79A7", "#F0E442")
"""Okabe and Ito (2008), Color Universal Design, without black; ordered so that neighbours differ in grey too."""

SEQUENCE = ("#DDECBF", "#D0E7CA", "#C2E3D2", "#B5DDD8", "#A8D8DC", "#9BD2E1", "#8DCBE4", "#81C4E7", "#7BBCE7", "#7EB2E4",
            "#88A5DD", "#9398D2", "#9B8AC4", "#9D7DB2", "#9A709E", "#906388", "#805770", "#684957", "#46353A")  # fmt: skip
"""Tol (2021), Colour schemes, "iridescent" without its palest steps; light to dark, for members that have an order."""

INK, BAND, EDGE, GRID, PAPER = "#000000", "#BBBBBB", "#7F7F7F", "#D9D9D9", "#FFFFFF"
"""A lone line, a range behind a line (Tol's grey), its edge and the axes, gridlines, and what parts stacked columns."""


def colours(count: int, *, ordered: bool = False) -> list[str]:
    """As many colours as asked for; steps of the sequence where there is an order, or more than there are categories."""
    if count <= len(CATEGORIES) and not ordered:
        return list(CATEGORIES[:count])
    last = len(SEQUENCE) - 1
    return [SEQUENCE[round(step * last / max(1, count - 1))] for step in range(count)]
