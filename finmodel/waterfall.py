"""Waterfall: the steps from one number to another, as a terminal, a picture and a workbook draw them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BROKEN_BELOW = 0.2
"""Where the steps cover less than this share of the largest level, an axis from zero would hide them."""
_HEADROOM = 0.35
"""How far under the lowest level a broken axis begins, relative to what the steps cover."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step, in canonical units; `says` tells what changed, `error` is the standard error of the amount."""

    name: str
    amount: float
    says: str = ""
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """What is drawn of a step: from one level to the next; a total stands on the axis."""

    name: str
    says: str
    before: float
    after: float
    total: bool = False

    @property
    def low(self) -> float:
        return min(self.before, self.after)

    @property
    def high(self) -> float:
        return max(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A start, the steps, and the end that they lead to. `others` are the steps that the last one stands for, if any."""

    first: str
    start: float
    steps: tuple[Step, ...]
    last: str
    end: float
    others: tuple[Step, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The start, each step and the end, from left to right."""
        return tuple(self._bars())

    def _bars(self) -> Iterator[Bar]:
        yield Bar(self.first, "", 0.0, self.start, total=True)
        done: list[float] = []
        for step in self.steps:
            before = math.fsum([self.start, *done])
            done.append(step.amount)
            yield Bar(step.name, step.says, before, math.fsum([self.start, *done]))
        yield Bar(self.last, "", 0.0, self.end, total=True)

    @property
    def floor(self) -> float:
        """Where the axis begins: at zero, or higher where steps from zero would be too small to see."""
        levels = [bar.after for bar in self.bars]
        low, high = min(levels), max(levels)
        if low <= 0 or high - low >= BROKEN_BELOW * high or high == low:
            return 0.0
        below = low - _HEADROOM * (high - low)
        size = 10.0 ** math.floor(math.log10(high - low))
        return max(0.0, math.floor(below / size) * size)


def waterfall_of(
    first: str, start: float, steps: Sequence[Step], last: str, end: float, most: int, least: float = 0.0
) -> Waterfall:
    """The largest steps in the order they have, at most so many and none below `least`; the others together as one more.

    Errors are not added up.
    """
    by_size = sorted(range(len(steps)), key=lambda place: -abs(steps[place].amount))
    kept = {place for place in by_size[:most] if abs(steps[place].amount) >= least}
    others = tuple(step for place, step in enumerate(steps) if place not in kept)
    if len(others) < 2:  # one left over is shown rather than called another
        return Waterfall(first, start, tuple(steps), last, end)
    rest = Step(f"{len(others)} others", math.fsum(step.amount for step in others))
    return Waterfall(first, start, (*(step for place, step in enumerate(steps) if place in kept), rest), last, end, others)
