"""Search: what a range of numbers gave when it was searched for a target - roots, flats, jumps, gaps, the closest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEEPER = 10.0
"""A step from one whole number to the next is a jump where it is so many times the larger of the steps beside it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number that was tried, and what it gave."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Jump:
    """Two neighbouring numbers between which the target lies, and neither meets it."""

    left: Point
    right: Point

    @property
    def sides(self) -> tuple[Point, Point]:
        return self.left, self.right

    def nearer(self, target: float) -> Point:
        return min(self.sides, key=lambda point: abs(point.y - target))


@dataclass(frozen=True, slots=True)
class Search:
    """What was found between low and high.

    tried:     how many numbers the scan tried.
    roots:     numbers that meet the target. flats: intervals in which all do.
    jumps:     where the function leaps over the target. gaps: stretches without a value, as far as they were tried.
    closest:   the nearest that the function comes; None where it has no value at all.
    least, most: of the values of the scan.
    crossings: of a search in whole steps: two neighbours with the target between them, on a slope and not at a jump.
    """

    low: float
    high: float
    tried: int
    roots: tuple[Point, ...]
    flats: tuple[Span, ...]
    jumps: tuple[Jump, ...]
    gaps: tuple[Span, ...]
    closest: Point | None
    least: float
    most: float
    crossings: tuple[Jump, ...] = ()

    @property
    def met(self) -> bool:
        return bool(self.roots or self.flats or self.crossings)

    def varies(self, near: float) -> bool:
        """Whether the function changes at all, by more than rounding leaves."""
        return self.most - self.least > 1e-3 * near


def find_whole(f: Callable[[Array], Array], low: int, high: int, target: float, near: float) -> Search:
    """The same for whole numbers such as days: every one is tried."""
    x = np.arange(low, high + 1, dtype=float)
    y = f(x)
    d = y - target
    meets = np.abs(d) <= near
    roots = [first for first, last in runs(meets) if first == last]
    flats = [Span(float(x[first]), float(x[last])) for first, last in runs(meets) if first < last]
    crossings: list[Jump] = []
    jumps: list[Jump] = []
    steps = np.abs(np.diff(y))
    for i in np.flatnonzero((d[:-1] * d[1:] < 0) & ~meets[:-1] & ~meets[1:]):
        beside = [step for step in (*steps[max(0, i - 1) : i], *steps[i + 1 : i + 2]) if np.isfinite(step)]
        pair = Jump(Point(float(x[i]), float(y[i])), Point(float(x[i + 1]), float(y[i + 1])))
        (crossings if beside and steps[i] <= STEEPER * max(beside) else jumps).append(pair)
    closest = None if np.isnan(d).all() else int(np.nanargmin(np.abs(d)))
    return Search(
        low, high, len(x), tuple(Point(float(x[i]), float(y[i])) for i in roots), tuple(flats), tuple(jumps), gaps_of(x, d),
        None if closest is None else Point(float(x[closest]), float(y[closest])), *spread(y), tuple(crossings),
    )  # fmt: skip


def runs(true: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The first and last place of each stretch of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(int)))
    yield from ((int(first), int(after) - 1) for first, after in edges.reshape(-1, 2))


def gaps_of(x: Array, d: Array) -> tuple[Span, ...]:
    """The stretches without a value."""
    return tuple(Span(float(x[first]), float(x[last])) for first, last in runs(~np.isfinite(d)))


def spread(y: Array) -> tuple[float, float]:
    """The least and the greatest value; NaN where there is none."""
    known = y[np.isfinite(y)]
    return (float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan)
