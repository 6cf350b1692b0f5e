"""Swings: bars to both sides of a number, an end for an input at its low and one at its high, as they are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["low", "high"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, in canonical units, and the end of the input that it leads to."""

    begin: float
    end: float
    side: Side


@dataclass(frozen=True, slots=True)
class Swung:
    """An input: its values in words, and the outcome with it at its low and at its high; NaN where that is n/a.

    unit: as it follows a value, with a blank before it; empty where the values say it. path: where the pack has it.
    """

    name: str
    low: str
    own: str
    high: str
    unit: str
    at_low: float
    at_high: float
    path: str = ""

    def at(self, side: Side) -> float:
        return self.at_low if side == "low" else self.at_high

    def says(self, side: Side) -> str:
        return self.low if side == "low" else self.high

    def one_way(self, base: float) -> bool:
        """Whether both ends lie to the same side."""
        return (self.at_low - base) * (self.at_high - base) > 0


@dataclass(frozen=True, slots=True)
class Swings:
    """The outcome of the case, and the bars around it, longest first."""

    base: float
    bars: tuple[Swung, ...]

    def pieces(self, bar: Swung) -> tuple[Piece, ...]:
        """From the outcome outwards: of two ends to the same side the nearer one first, the other from there on."""
        ends: Sequence[Side] = ("low", "high")
        known = sorted((one for one in ends if math.isfinite(bar.at(one))), key=lambda side: abs(bar.at(side) - self.base))
        if len(known) == 2 and bar.one_way(self.base):
            nearer, farther = known
            return Piece(self.base, bar.at(nearer), nearer), Piece(bar.at(nearer), bar.at(farther), farther)
        return tuple(Piece(self.base, bar.at(side), side) for side in sorted(known, reverse=True))

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest outcome, the case's own among them."""
        ends = [end for bar in self.bars for end in (bar.at_low, bar.at_high) if math.isfinite(end)]
        return min([self.base, *ends]), max([self.base, *ends])
