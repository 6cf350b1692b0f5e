"""Rank: exclusive running totals over members, in the order of a rank line."""

from __future__ import annotations

import numpy as np

from finmodel.expr.elementwise import Array


def earlier_in_rank(amounts: Array, rank: Array, out: Array | None = None) -> Array:
    """For each member, the sum of `amounts` over members whose rank is lower.

    amounts: (members, periods or 1, samples or 1); rank: (members, 1, samples or 1), since it does not change over time. Equal
    ranks do not count each other, as with SUMIF(rank, "<" & own rank, amounts).
    """
    shape = np.broadcast_shapes(amounts.shape, rank.shape)
    found = np.empty(shape) if out is None else out
    if rank.shape[-1] == 1:
        _in_order(amounts, rank[:, 0, 0], found)
    else:
        _pair_by_pair(amounts, rank, found)
    return found


def _in_order(amounts: Array, places: Array, found: Array) -> None:
    """One order for all samples: what has come so far, level by level."""
    so_far = np.zeros(found.shape[1:])
    for level in np.unique(places):
        (members,) = np.nonzero(places == level)
        for member in members:
            found[member] = so_far
        for member in members:
            so_far += amounts[member]


def _pair_by_pair(amounts: Array, rank: Array, found: Array) -> None:
    """An order for each sample."""
    found.fill(0.0)
    for member, own in enumerate(rank):
        for other, theirs in enumerate(rank):
            if other != member:
                found[member] += amounts[other] * (theirs < own)
