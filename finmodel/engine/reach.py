"""Reach: the value of a line some whole number of periods ago (primitive 1)."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from finmodel.expr.elementwise import Array, Operation, alarm

Places = NDArray[np.intp]


@lru_cache(maxsize=4096)
def reach(have: tuple[str, ...], want: tuple[str, ...], lagged: bool) -> Operation:
    """An operation on a line's whole rows, the number of periods to go back, and the counter of periods.

    The rows are (dims of `have`..., periods + 1, samples or 1); the periods are aligned to `want`: (..., columns or 1, samples
    or 1). The opening column stands for all before it. A column later than the own one, or than the one before it if
    `lagged`, is NaN, as Excel's INDEX outside its range is an error; the processor's alarm tells of it.
    """
    axes = tuple(slice(None) if d in have else None for d in want)

    def reached(array: Array, periods: Array, counter: Array, out: Array | None = None) -> Array:
        rows = array[axes]
        late = periods < (1 if lagged else 0)
        index = _places(periods, counter, rows.shape[-1], rows.shape[-2] - 1)
        heads = np.broadcast_shapes(rows.shape[:-2], index.shape[:-2])
        if out is None:
            out = np.empty((*heads, index.shape[-2], max(rows.shape[-1], index.shape[-1])))
        _take(rows, index, heads, out)
        if late.any():
            alarm()
            np.copyto(out, np.nan, where=late)
        return out

    return reached


def _places(periods: Array, counter: Array, samples: int, last: int) -> Places:
    """Where each value stands in the flat row of its member; where every sample goes back as far, in which column."""
    if periods.shape[-1] == 1:
        return np.clip(np.floor(counter - periods), 0, last).astype(np.intp)
    own = np.arange(periods.shape[-1]) if samples > 1 else 0
    if periods.shape[-2] > 1:
        return np.clip(np.floor(counter - periods), 0, last).astype(np.intp) * samples + own
    first = np.floor(counter[..., :1, :] - periods).astype(np.intp) * samples + own
    later = (counter - counter[..., :1, :]).astype(np.intp) * samples  # whole numbers: only the first needed rounding
    places = first + later
    np.maximum(places, own, out=places)
    return places


def _take(rows: Array, index: Places, heads: tuple[int, ...], out: Array) -> None:
    together = index.shape[-1] == 1
    if index.size == index.shape[-2] * index.shape[-1]:  # every member goes back as far
        if together:
            np.take(rows, index.reshape(-1), axis=-2, out=out, mode="clip")
            return
        if rows.flags.c_contiguous and rows.shape[:-2] == heads:
            members = math.prod(heads)
            np.take(rows.reshape(members, -1), index.reshape(-1), axis=1, out=out.reshape(members, -1), mode="clip")
            return
    source, places = np.broadcast_to(rows, (*heads, *rows.shape[-2:])), np.broadcast_to(index, (*heads, *index.shape[-2:]))
    for head in np.ndindex(heads):
        if together:
            np.take(source[head], places[head][:, 0], axis=0, out=out[head], mode="clip")
        else:
            np.take(source[head].reshape(-1), places[head], out=out[head], mode="clip")
