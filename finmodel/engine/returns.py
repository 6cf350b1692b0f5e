"""Returns: the internal rate of return of many flows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST, HIGHEST = -0.99, 10.0


def internal_rate(flows: Array) -> Array:
    """Rate per period at which the flows are worth nothing, the first one undiscounted.

    flows: (members..., periods, samples). Returns (members..., 1, samples); NaN unless the flows change sign
    exactly once (Descartes: then the rate is unique). Method: bisection on [-99%, 1000%] finished by Newton steps,
    checked against numpy-financial in the tests.
    """
    signs = np.sign(flows)
    changes = _sign_changes(signs)
    powers = np.arange(flows.shape[-2], dtype=np.float64)[:, None]

    def worth(rate: Array) -> Array:
        discounted: Array = (flows * (1 + rate) ** -powers).sum(axis=-2, keepdims=True)
        return discounted

    low = np.full((*flows.shape[:-2], 1, flows.shape[-1]), LOWEST)
    high = np.full_like(low, HIGHEST)
    rising = worth(low) < 0
    for _ in range(60):
        middle = (low + high) / 2
        above = (worth(middle) < 0) == rising
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    rate = (low + high) / 2
    for _ in range(3):
        slope = (-powers * flows * (1 + rate) ** (-powers - 1)).sum(axis=-2, keepdims=True)
        step = np.where(slope != 0, worth(rate) / np.where(slope != 0, slope, 1.0), 0.0)
        rate = np.where(np.abs(step) < 1e-3, rate - step, rate)
    return np.where(changes == 1, rate, np.nan)


def _sign_changes(signs: Array) -> Array:
    """How often a row of signs changes, zeros passed over; shape (members..., 1, samples)."""
    last = np.zeros((*signs.shape[:-2], signs.shape[-1]))
    count = np.zeros_like(last)
    for period in range(signs.shape[-2]):
        now = signs[..., period, :]
        count += (now * last) < 0
        last = np.where(now != 0, now, last)
    return count[..., None, :]
