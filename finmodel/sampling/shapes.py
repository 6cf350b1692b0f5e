"""Shapes: the families that a 90% range is drawn from, by standard normal score, before the domain cuts their tails."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr, ndtri

Array = NDArray[np.float64]

TAIL = 0.05
"""The chance below low, and the chance above high: low..high is the 90% interval."""
Z = float(-ndtri(TAIL))
"""The score of high; that of low is its negative."""


@dataclass(frozen=True, slots=True)
class Split:
    """Normal on both sides of its median with a scale each, in logarithms where `log`: P5 is low, P95 is high.

    Two half-normals of mass one half (Fernandez and Steel have it with other masses); log needs low above 0.
    """

    median: float
    below: float
    above: float
    log: bool

    def at(self, scores: Array) -> Array:
        steps = scores * np.where(scores < 0, self.below, self.above)
        return self.median * np.exp(steps) if self.log else self.median + steps

    def reached(self, number: float) -> float:
        """The score at which a number is reached."""
        if self.log and number <= 0:
            return -math.inf
        steps = math.log(number / self.median) if self.log else number - self.median
        scale = self.below if steps < 0 else self.above
        return steps / scale if scale else math.copysign(math.inf, steps)


@dataclass(frozen=True, slots=True)
class Uniform:
    least: float
    most: float

    def at(self, scores: Array) -> Array:
        return self.least + (self.most - self.least) * np.asarray(ndtr(scores))

    def reached(self, number: float) -> float:
        return _score((number - self.least) / (self.most - self.least))


@dataclass(frozen=True, slots=True)
class Triangular:
    least: float
    mode: float
    most: float

    def at(self, scores: Array) -> Array:
        width, p, q = self.most - self.least, ndtr(scores), ndtr(-scores)
        rising = self.least + np.sqrt(p * width * (self.mode - self.least))
        falling = self.most - np.sqrt(q * width * (self.most - self.mode))
        found: Array = np.where(p * width < self.mode - self.least, rising, falling)
        return found

    def reached(self, number: float) -> float:
        if number <= self.least or number >= self.most:
            return math.copysign(math.inf, number - self.mode)
        width = self.most - self.least
        if number < self.mode:
            return _score((number - self.least) ** 2 / (width * (self.mode - self.least)))
        return -_score((self.most - number) ** 2 / (width * (self.most - self.mode)))


@dataclass(frozen=True, slots=True)
class Pert:
    """Beta on least..most with a + b = 6 (Malcolm and others 1959, weight 4 on the mode)."""

    least: float
    most: float
    a: float
    b: float

    def at(self, scores: Array) -> Array:
        return self.least + (self.most - self.least) * np.asarray(betaincinv(self.a, self.b, ndtr(scores)))

    def reached(self, number: float) -> float:
        return _score(float(betainc(self.a, self.b, min(max((number - self.least) / (self.most - self.least), 0.0), 1.0))))


@dataclass(frozen=True, slots=True)
class Discrete:
    """Values from the least to the greatest, and the chance of each."""

    outcomes: tuple[float, ...]
    chances: tuple[float, ...]

    def at(self, scores: Array) -> Array:
        steps = np.cumsum(self.chances)[:-1]
        found: Array = np.asarray(self.outcomes)[np.searchsorted(steps, ndtr(scores), side="right")]
        return found

    def reached(self, number: float) -> float:
        return math.copysign(math.inf, number - self.outcomes[0])


Continuous = Split | Uniform | Triangular | Pert
Shape = Continuous | Discrete


def split(low: float, median: float, high: float, *, log: bool) -> Split:
    if log:
        return Split(median, math.log(median / low) / Z, math.log(high / median) / Z, log=True)
    return Split(median, (median - low) / Z, (high - median) / Z, log=False)


def uniform(low: float, high: float) -> Uniform:
    """The ends that put P5 at low and P95 at high."""
    over = (high - low) * TAIL / (1 - 2 * TAIL)
    return Uniform(low - over, high + over)


def triangular(low: float, mode: float, high: float) -> Triangular:
    """The ends that put P5 at low and P95 at high, with the mode where it is given."""

    def quantiles(share: float) -> tuple[float, float]:
        return math.sqrt(TAIL * share), 1 - math.sqrt(TAIL * (1 - share))

    least, most, _ = _ends(low, mode, high, quantiles, TAIL, 1 - TAIL)
    return Triangular(least, mode, most)


def pert(low: float, mode: float, high: float) -> Pert:
    """The ends that put P5 at low and P95 at high, with the mode where it is given."""

    def quantiles(share: float) -> tuple[float, float]:
        first, last = betaincinv(1 + 4 * share, 5 - 4 * share, (TAIL, 1 - TAIL))
        return float(first), float(last)

    least, most, share = _ends(low, mode, high, quantiles, 0.0, 1.0)
    return Pert(least, most, 1 + 4 * share, 5 - 4 * share)


def _ends(
    low: float, mode: float, high: float, quantiles: Callable[[float], tuple[float, float]], first: float, last: float
) -> tuple[float, float, float]:
    """Least, most, and the share of the way between them at which the mode stands.

    quantiles: P5 and P95 on 0..1 for a mode at a share, which is looked for between first and last.
    """
    from scipy.optimize import brentq

    wanted = (mode - low) / (high - low)

    def short(share: float) -> float:
        lower, upper = quantiles(share)
        return (share - lower) / (upper - lower) - wanted

    share = first if short(first) >= 0 else last if short(last) <= 0 else float(brentq(short, first, last, xtol=1e-15, rtol=1e-14))
    lower, upper = quantiles(share)
    width = (high - low) / (upper - lower)
    return low - lower * width, high + (1 - upper) * width, share


def _score(chance: float) -> float:
    return float(ndtri(min(max(chance, 0.0), 1.0)))
