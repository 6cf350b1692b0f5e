"""Tornado text: bars to both sides of a number as a table, for a terminal or a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from finmodel.commands.bar_rows import BarRow, Inks, print_bars

if TYPE_CHECKING:
    from finmodel.analysis.measure import Measure
    from finmodel.swings import Swings, Swung

_LOW, _HIGH, _MIDDLE = "░", "█", "│"
_INKS = Inks({_LOW: "dark_orange", _HIGH: "blue"}, {_LOW: "-", _HIGH: "#", _MIDDLE: "|"})
_WIDTHS = (30, 22)


def print_swings(swings: Swings, measure: Measure) -> None:
    """A row an input: what it takes, the outcome at its ends, and a bar whose two ends differ in their ink."""
    rows = [
        BarRow(bar.name, f"{bar.low} | {bar.own} | {bar.high}{bar.unit}", (measure.level(bar.at_low), measure.level(bar.at_high)),
               partial(_cells, swings, bar))
        for bar in swings.bars
    ]  # fmt: skip
    key = f"{_LOW} the input at its low, {_HIGH} at its high; {_MIDDLE} {measure.of(swings.base)} {measure.unit}, as the case has it."
    print_bars(rows, ("at low", "at high"), _INKS, _WIDTHS, key)


def _cells(swings: Swings, bar: Swung, width: int) -> list[str]:
    """The characters of a bar: the case's own number in a column of its own, every piece at least one character."""
    low, high = swings.reach
    scale = (width - 1) / (high - low or 1.0)
    middle = round((swings.base - low) * scale)
    cells = [" "] * width
    for piece in swings.pieces(bar):
        ink = _LOW if piece.side == "low" else _HIGH
        way = 1 if piece.end > swings.base else -1
        inner, outer = (middle + way * round(abs(place - swings.base) * scale) for place in (piece.begin, piece.end))
        if piece.end == piece.begin:
            continue
        outer = outer if outer != inner else inner + way
        for place in range(inner + way, outer + way, way):
            if 0 <= place < width:
                cells[place] = ink
    cells[middle] = _MIDDLE
    return cells
