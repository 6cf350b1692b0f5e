"""Stack: many distributions drawn from together, a row each; the same numbers as each would give alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from finmodel.sampling.distribution import Distribution, squeeze
from finmodel.sampling.shapes import Split

Array = NDArray[np.float64]


class Stack:
    """Split normal and lognormal rows are computed together, since nearly all inputs are one of them.

    order: the places of the given distributions in the rows of `at`: lognormals, normals, then the others one by one.
    """

    def __init__(self, distributions: Sequence[Distribution]) -> None:
        kinds = [_kind(one) for one in distributions]
        self.order = tuple(sorted(range(len(kinds)), key=lambda place: kinds[place]))
        ordered = [distributions[place] for place in self.order]
        self.logs, self.splits = kinds.count(0), len(kinds) - kinds.count(2)
        shapes = [one.shape for one in ordered[: self.splits] if isinstance(one.shape, Split)]
        self.median, self.down, self.up = (_column([getattr(one, key) for one in shapes]) for key in ("median", "below", "above"))
        self.least, self.most = (_column([getattr(one, key) for one in ordered[: self.splits]]) for key in ("least", "most"))
        below, above = (_column([getattr(one, key) for one in ordered[: self.splits]]) for key in ("below", "above"))
        self.cut = np.flatnonzero((below > 0)[:, 0] | (above > 0)[:, 0])
        self.below, self.above = below[self.cut], above[self.cut]
        self.whole = np.array([place for place, one in enumerate(ordered[: self.splits]) if one.whole], dtype=np.intp)
        self.others = tuple(ordered[self.splits :])

    def at(self, scores: Array) -> Array:
        """The numbers at standard normal scores (distributions, draws), rows in `order`; scores are overwritten."""
        split = scores[: self.splits]
        if self.cut.size:
            tails = split[self.cut]
            squeeze(tails, np.broadcast_to(self.below, tails.shape), np.broadcast_to(self.above, tails.shape))
            split[self.cut] = tails
        down = np.minimum(split, 0)
        down *= self.down
        np.maximum(split, 0, out=split)
        split *= self.up
        split += down
        logs, normals = split[: self.logs], split[self.logs :]
        np.exp(logs, out=logs)
        logs *= self.median[: self.logs]
        normals += self.median[self.logs :]
        np.maximum(split, self.least, out=split)
        np.minimum(split, self.most, out=split)
        if self.whole.size:
            split[self.whole] = np.rint(split[self.whole])
        for place, one in enumerate(self.others, start=self.splits):
            scores[place] = one.at(scores[place])
        return scores


def _kind(one: Distribution) -> int:
    if isinstance(one.shape, Split) and one.chance == 1:
        return 0 if one.shape.log else 1
    return 2


def _column(numbers: Sequence[float]) -> Array:
    return np.array(numbers, dtype=float).reshape(-1, 1)
