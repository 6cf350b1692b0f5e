"""Returns: the internal rate of return of many flows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.expr.elementwise import Array, alarm

REACH = np.log(1e6)
"""Growth per period is looked for between a millionth and a million."""


def internal_rate(flows: Array) -> Array:
    """Rate per period at which the flows are worth nothing, the first one undiscounted.

    flows: (members..., periods, samples). Returns (members..., 1, samples); NaN unless the flows change sign
    exactly once (Descartes: then the rate is unique). Method: bisection on the logarithm of growth, the flows scaled so
    that no power overflows; checked against numpy-financial in the tests.
    """
    changes = _sign_changes(np.sign(flows))
    powers = np.arange(flows.shape[-2], dtype=np.float64)[:, None]

    def short(growth: Array) -> NDArray[np.bool_]:
        """Whether the flows are worth less than nothing; scaled by the largest discount, which keeps the sign."""
        scaled = np.exp(-growth * powers + np.minimum(0.0, growth) * powers[-1])
        less: NDArray[np.bool_] = (flows * scaled).sum(axis=-2, keepdims=True) < 0
        return less

    low = np.full((*flows.shape[:-2], 1, flows.shape[-1]), -REACH)
    high = np.full_like(low, REACH)
    falling = short(low)
    inside = falling != short(high)
    for _ in range(60):
        middle = (low + high) / 2
        below = short(middle) == falling
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    found = (changes == 1) & inside
    if not found.all():
        alarm()
    return np.where(found, np.expm1((low + high) / 2), np.nan)


def _sign_changes(signs: Array) -> Array:
    """How often a row of signs changes, zeros passed over; shape (members..., 1, samples)."""
    last = np.zeros((*signs.shape[:-2], signs.shape[-1]))
    count = np.zeros_like(last)
    for period in range(signs.shape[-2]):
        now = signs[..., period, :]
        count += (now * last) < 0
        last = np.where(now != 0, now, last)
    return count[..., None, :]
