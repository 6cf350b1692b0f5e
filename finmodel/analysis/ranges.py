"""Ranges: what the samples of a spot say - percentiles, mean, how often it is defined, where the case itself lies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_SAME = 1e-12
"""Relative: samples that differ by no more differ by rounding."""
_MIDDLE = 1 / 6
"""How far from a half the share of samples below may lie for a value in the middle."""


class Samples(Protocol):
    """What is asked of a simulation here: its spots, the case's own number for each, and one column at a time."""

    @property
    def spots(self) -> tuple[Spot, ...]: ...

    @property
    def base(self) -> Array: ...

    def column(self, place: int, start: int = 0, stop: int | None = None) -> Array: ...


@dataclass(frozen=True, slots=True)
class Range:
    """Amounts are canonical; NaN is n/a. Percentiles and mean are over the samples in which the spot is defined.

    base:   the case without sampling. below: share of the defined samples below it, those equal counted half; NaN where
            nothing varies.
    n:      samples; `defined` of them have a value.
    errors: standard errors of P5, P50 and P95, as if the samples were drawn one by one.
    varies: whether two samples differ by more than rounding.
    """

    spot: Spot
    base: float
    n: int
    defined: int
    mean: float
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    errors: tuple[float, float, float]
    below: float
    varies: bool

    @property
    def percentiles(self) -> tuple[float, float, float, float, float]:
        return self.p5, self.p25, self.p50, self.p75, self.p95

    @property
    def skewed(self) -> bool:
        """Whether the case lies well off the middle of its own samples."""
        return self.varies and abs(self.below - 0.5) > _MIDDLE

    @property
    def noise(self) -> float:
        """The largest standard error of a percentile as a share of the distance from P5 to P95."""
        wide = self.p95 - self.p5
        return max(self.errors) / wide if wide > 0 else 0.0


def range_of(spot: Spot, base: float, samples: Array) -> Range:
    """The range of one column, (samples,); NaN is n/a."""
    ordered = np.sort(samples)  # NaN last
    defined = ordered[: len(ordered) - int(np.isnan(ordered).sum())]
    count = len(defined)
    if not count:
        gap = math.nan
        return Range(spot, base, len(samples), 0, gap, gap, gap, gap, gap, gap, (gap, gap, gap), gap, False)
    p5, p25, p50, p75, p95 = (float(one) for one in np.quantile(defined, QUANTILES))
    varies = bool(defined[-1] - defined[0] > _SAME * max(abs(defined[0]), abs(defined[-1]))) or count < len(samples)
    near = _SAME * abs(base)
    least, most = np.searchsorted(defined, base - near, "left"), np.searchsorted(defined, base + near, "right")
    below = math.nan if math.isnan(base) or not varies else float(least + most) / 2 / count
    errors = (_error(defined, 0.05), _error(defined, 0.5), _error(defined, 0.95))
    return Range(spot, base, len(samples), count, float(defined.mean()), p5, p25, p50, p75, p95, errors, below, varies)


def ranges(simulation: Samples, spots: Sequence[Spot]) -> Iterator[Range]:
    """The range of each spot, in the order asked for; one column is read at a time."""
    places = {spot: place for place, spot in enumerate(simulation.spots)}
    for spot in spots:
        yield range_of(spot, float(simulation.base[places[spot]]), simulation.column(places[spot]))


def _error(ordered: Array, quantile: float) -> float:
    """Half the distance between the order statistics one standard deviation of the rank to either side.

    Distribution-free; the rank of a quantile among independent draws is binomial: David and Nagaraja (2003), Order
    Statistics, 3rd edition, section 7.1.
    """
    count = len(ordered)
    middle, step = quantile * (count - 1), math.sqrt(count * quantile * (1 - quantile))
    return (_between(ordered, middle + step) - _between(ordered, middle - step)) / 2


def _between(ordered: Array, rank: float) -> float:
    rank = min(max(rank, 0.0), len(ordered) - 1.0)
    below = math.floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (rank - below) * (ordered[above] - ordered[below]))
