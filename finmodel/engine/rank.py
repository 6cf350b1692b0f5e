"""Rank: exclusive running totals over members, in the order of a rank line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def earlier_in_rank(amounts: Array, rank: Array) -> Array:
    """For each member, the sum of `amounts` over members whose rank is lower.

    Both have shape (members, periods or 1, samples or 1); the rank is a constant of the pack. Equal ranks do not
    count each other, as with SUMIF(rank, "<" & own rank, amounts).
    """
    places = rank[:, 0, 0]
    before = (places[None, :] < places[:, None]).astype(np.float64)
    summed: Array = np.tensordot(before, amounts, axes=(1, 0))
    return summed
