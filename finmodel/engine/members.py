"""Members: sums over the members of a dimension, sums into those of its parent, and a parent's values for its children."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from finmodel.expr.elementwise import Array, Operation


def along(axis: int, place: int) -> tuple[Any, ...]:
    """The index of one place on an axis."""
    return (*(slice(None),) * axis, place)


def sum_over(axis: int) -> Operation:
    """The sum along an axis, member after member."""
    return partial(np.add.reduce, axis=axis)


def sum_into(places: Sequence[int], parents: int, axis: int) -> Operation:
    """The sums over the children of each parent, `places` being each child's; in the order of the children."""
    def summed(array: Array, out: Array | None = None) -> Array:
        if out is None:
            out = np.empty((*array.shape[:axis], parents, *array.shape[axis + 1 :]))
        out.fill(0.0)
        for child, parent in enumerate(places):
            total = out[along(axis, parent)]
            np.add(total, array[along(axis, child)], out=total)
        return out

    return summed


def spread_over(places: Sequence[int], axis: int) -> Operation:
    """The value of each child's parent, along the axis on which the parents stand."""
    chosen = np.array(places)

    def spread(array: Array, out: Array | None = None) -> Array:
        return np.take(array, chosen, axis=axis, out=out, mode="clip")

    return spread
