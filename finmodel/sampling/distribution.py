"""Distribution: what one number may be - the shape its 90% range is drawn from, and the domain its tails are squeezed into."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from finmodel.inputs.amount import bounds
from finmodel.inputs.entry import Entry, canonical
from finmodel.model.item import Given
from finmodel.model.timeline import Timeline, serial
from finmodel.sampling import shapes
from finmodel.sampling.shapes import TAIL, Discrete, Shape, Z

Array = NDArray[np.float64]

_EITHER_SIGN = ("normal", "split-normal")
"""Named for a range from 0 or above, they may still fall below it, where the line itself says how far below zero it goes."""

MEDIAN_AT_VALUE = ("split lognormal", "split normal")
"""Those that keep the base case at the median; of the others value is the mode, or plays no part."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Canonical units; days as serials.

    name:        in words.
    shape:       drawn from by normal score; where chance is below 1, of what is not zero.
    least, most: the domain. What the shape has beyond it is squeezed in between the domain and the 90% range, so that P5,
                 P50 and P95 stay where they are; where an end of the range stands on the domain, 5% stand there too.
    whole:       rounded, for days.
    chance:      of not being zero.
    """

    name: str
    shape: Shape
    least: float = -math.inf
    most: float = math.inf
    whole: bool = False
    chance: float = 1.0

    @property
    def below(self) -> float:
        """The chance that the shape alone has below the domain, at most 5%."""
        return min(float(ndtr(self.shape.reached(self.least))), TAIL) if math.isfinite(self.least) else 0.0

    @property
    def above(self) -> float:
        """The chance that the shape alone has above the domain, at most 5%."""
        return min(float(ndtr(-self.shape.reached(self.most))), TAIL) if math.isfinite(self.most) else 0.0

    def at(self, scores: Array) -> Array:
        """The numbers at standard normal scores, in their shape; larger for a larger score."""
        scores = np.array(scores, dtype=float)
        zero = np.zeros(scores.shape, dtype=bool)
        if self.chance < 1:
            p = ndtr(scores)
            zero = p < 1 - self.chance
            scores = np.asarray(ndtri(np.where(zero, 0.5, (p - (1 - self.chance)) / self.chance)))
            scores = np.clip(scores, -_FAR, _FAR)
        if not isinstance(self.shape, Discrete):
            squeeze(scores, np.full(scores.shape, self.below), np.full(scores.shape, self.above))
        found = np.clip(self.shape.at(scores), self.least, self.most)
        if self.whole:
            found = np.rint(found)
        found[zero] = 0.0
        return found

    def quantile(self, level: float) -> float:
        """The number below which a share `level` of the draws lies, 0 < level < 1."""
        return float(self.at(np.array([ndtri(level)]))[0])


_FAR = 40.0
"""A score beyond any that a double between 0 and 1 leads to: what it leads to lies on the domain."""
_WHOLE_TAIL = TAIL * (1 - 1e-9)


def squeeze(scores: Array, below: Array, above: Array) -> None:
    """Move scores of the outer tails inwards, in place, so that none lies beyond the domain; P5..P95 stay as they are.

    below, above: in the shape of scores, the chance beyond each end of the domain.
    """
    low = scores < -Z
    if low.any():
        inside = ndtri(below[low] + ndtr(scores[low]) * (1 - below[low] / TAIL))
        scores[low] = np.where(below[low] > _WHOLE_TAIL, -_FAR, inside)
    high = scores > Z
    if high.any():
        inside = -ndtri(above[high] + ndtr(-scores[high]) * (1 - above[high] / TAIL))
        scores[high] = np.where(above[high] > _WHOLE_TAIL, _FAR, inside)


def distribution_of(entry: Entry, given: Given, timeline: Timeline) -> Distribution:
    """The distribution of an input that varies: low..high is its 90% interval, value the median where it is not named."""
    assert entry.low is not None
    assert entry.high is not None
    low, value, high = (canonical(amount, entry.factor) for amount in (entry.low, entry.value, entry.high))
    is_date = isinstance(entry.value, date)
    if entry.outcomes:
        outcomes = tuple(canonical(outcome, entry.factor) for outcome, _ in entry.outcomes)
        return Distribution("discrete", Discrete(outcomes, tuple(chance for _, chance in entry.outcomes)))
    name, shape = _shape(entry.distribution, low, value, high, is_date=is_date)
    least, most = _domain(entry, given, timeline, low, high, is_date=is_date)
    if entry.chance is None:
        return Distribution(name, shape, least, most, is_date)
    return Distribution(f"zero-inflated, {entry.chance:.4g} of {name}", shape, least, most, is_date, entry.chance)


def _shape(named: str, low: float, value: float, high: float, *, is_date: bool) -> tuple[str, Shape]:
    match named:
        case "normal":
            return named, shapes.split(low, (low + high) / 2, high, log=False)
        case "lognormal":
            return named, shapes.split(low, math.sqrt(low * high), high, log=True)
        case "uniform" if low < high:
            return named, shapes.uniform(low, high)
        case "triangular" if low < high:
            return named, shapes.triangular(low, value, high)
        case "pert" if low < high:
            return named, shapes.pert(low, value, high)
        case "split-normal" | "split-lognormal":
            log = named == "split-lognormal"
            return MEDIAN_AT_VALUE[not log], shapes.split(low, value, high, log=log)
        case _:  # the default, and what is not zero of a zero-inflated one
            log = low > 0 and not is_date
            return MEDIAN_AT_VALUE[not log], shapes.split(low, value, high, log=log)


def _domain(entry: Entry, given: Given, timeline: Timeline, low: float, high: float, *, is_date: bool) -> tuple[float, float]:
    least, most = bounds(given)
    ends = [-math.inf if least is None else least, math.inf if most is None else most]
    if is_date:
        ends = [max(ends[0], serial(timeline.opening)), min(ends[1], serial(timeline.last.end))]
    elif low >= 0 and not (entry.distribution in _EITHER_SIGN and least is not None and least < 0):
        ends[0] = max(ends[0], 0.0)
    if entry.clip is not None:
        first, last = (canonical(end, entry.factor) for end in entry.clip)
        ends = [max(ends[0], first), min(ends[1], last)]
    return min(ends[0], low), max(ends[1], high)
