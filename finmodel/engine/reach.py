"""Reach: the value of a line some whole number of periods ago (primitive 1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from finmodel.expr.elementwise import Array, Operation, with_gaps

Places = NDArray[np.intp]


@lru_cache(maxsize=4096)
def _axes(have: tuple[str, ...], want: tuple[str, ...]) -> tuple[slice | None, ...]:
    return tuple(slice(None) if d in have else None for d in want)


def reach(have: Sequence[str], want: Sequence[str], lagged: bool) -> Operation:
    """An operation on a line's whole rows, the number of periods to go back, and the counter of periods.

    The rows are (dims of `have`..., periods + 1, samples or 1); the periods are aligned to `want`: (..., columns or 1, samples
    or 1). The opening column stands for all before it. A column later than the own one, or than the one before it if
    `lagged`, is NaN, as Excel's INDEX outside its range is an error.
    """
    axes = _axes(tuple(have), tuple(want))

    def reached(array: Array, periods: Array, counter: Array, out: Array | None = None) -> Array:
        rows = array[axes]
        places = np.floor(counter - periods)
        late = places > counter - (1 if lagged else 0)
        index = np.clip(places, 0, rows.shape[-2] - 1).astype(np.intp)
        heads = np.broadcast_shapes(rows.shape[:-2], index.shape[:-2])
        if out is None:
            out = np.empty((*heads, index.shape[-2], max(rows.shape[-1], index.shape[-1])))
        if index.shape[-1] == 1:
            _take_rows(rows, index[..., 0], heads, out)
        else:
            _take_samples(rows, index, heads, out)
        if late.any():
            np.copyto(out, np.nan, where=late)
        return out

    return with_gaps(reached)


def _take_rows(rows: Array, index: Places, heads: tuple[int, ...], out: Array) -> None:
    """Whole columns at a time: every sample goes back as far."""
    if index[..., 0].size == 1:
        np.take(rows, index.reshape(-1), axis=-2, out=out, mode="clip")
        return
    source, places = np.broadcast_to(rows, (*heads, *rows.shape[-2:])), np.broadcast_to(index, (*heads, index.shape[-1]))
    for head in np.ndindex(heads):
        np.take(source[head], places[head], axis=0, out=out[head], mode="clip")


def _take_samples(rows: Array, index: Places, heads: tuple[int, ...], out: Array) -> None:
    """Each sample goes back on its own: places in the flat rows of one member after another."""
    samples = index.shape[-1]
    if rows.shape[-1] == samples:
        index = index * samples + np.arange(samples)
    source, places = np.broadcast_to(rows, (*heads, *rows.shape[-2:])), np.broadcast_to(index, (*heads, *index.shape[-2:]))
    for head in np.ndindex(heads):
        np.take(source[head].reshape(-1), places[head], out=out[head], mode="clip")
