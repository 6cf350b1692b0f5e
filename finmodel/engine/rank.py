"""Rank: exclusive running totals over members, in the order of a rank line."""

from __future__ import annotations

import numpy as np

from finmodel.expr.elementwise import Array


def earlier_in_rank(amounts: Array, rank: Array, out: Array | None = None) -> Array:
    """For each member, the sum of `amounts` over members whose rank is lower.

    Both have shape (members, periods or 1, samples or 1); the rank is a constant of the pack. Equal ranks do not
    count each other, as with SUMIF(rank, "<" & own rank, amounts).
    """
    places = rank[:, 0, 0]
    found = np.empty(amounts.shape) if out is None else out
    so_far = np.zeros(amounts.shape[1:])
    for level in np.unique(places):
        (members,) = np.nonzero(places == level)
        for member in members:
            found[member] = so_far
        for member in members:
            so_far += amounts[member]
    return found
