"""Shares text: shares of a variance as a table with bars, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from finmodel.commands.bar_rows import BarRow, Inks, print_bars
from finmodel.portions import percent

if TYPE_CHECKING:
    from finmodel.portions import Portion

_ALONE, _MORE = "█", "░"
_INKS = Inks({_ALONE: "blue", _MORE: "blue"}, {_ALONE: "#", _MORE: "-"})
_WIDTHS = (24, 14)
_KEY = f"{_ALONE} of the input alone, {_MORE} of what it does together with others; in all: both."


def print_portions(portions: Sequence[Portion]) -> None:
    """A row an input: what it takes, its two shares with their intervals, and a bar of them."""
    most = max(max(one.first, one.total) for one in portions)
    rows = [
        BarRow(one.name, f"{one.low} | {one.own} | {one.high}{one.unit}",
               (_told(one.first, one.first_error), _told(one.total, one.total_error)), partial(_bar, one, most))
        for one in portions
    ]  # fmt: skip
    print_bars(rows, ("alone", "in all"), _INKS, _WIDTHS, _KEY)


def _told(share: float, error: float) -> str:
    return f"{percent(share)} ± {percent(error):>5}"


def _bar(one: Portion, most: float, width: int) -> str:
    """As long as the share in all; what the input does alone is solid, as far as it goes."""
    scale = width / most if most > 0 else 0.0
    whole = round(max(one.total, one.first, 0.0) * scale)
    alone = min(whole, round(max(one.first, 0.0) * scale))
    return _ALONE * alone + _MORE * (whole - alone)
