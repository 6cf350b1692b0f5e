"""Columns: what a formula sees of the lines calculated so far, for all periods at once or for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from finmodel.expr.graph import COUNTER

Array = NDArray[np.float64]


class AllPeriods:
    """Every period of finished lines: columns 1..n, the previous ones being 0..n-1."""

    def __init__(self, arrays: Mapping[str, Array], dims: Mapping[str, tuple[str, ...]]) -> None:
        self.arrays = arrays
        self.dims = dims

    def own(self, line: str, lag: int) -> Array:
        array = self.arrays[line]
        if array.shape[-2] == 1:
            return array
        return array[..., :-1, :] if lag else array[..., 1:, :]

    def back(self, line: str, periods: Array, dims: Sequence[str], lagged: bool) -> Array:
        counter = self.own(COUNTER, 0)
        return _reached(self.arrays[line], self.dims[line], counter - periods, counter - (1 if lagged else 0), dims)

    def so_far(self, line: str) -> Array:
        array = self.arrays[line]
        count = array.shape[-2]
        reached = np.tri(count)[1:, :, None]
        return np.where(reached > 0, array[..., None, :, :], 0.0)


class OnePeriod:
    """One period of lines inside a loop: column t, the previous one being t-1."""

    def __init__(self, arrays: Mapping[str, Array], dims: Mapping[str, tuple[str, ...]], column: int) -> None:
        self.arrays = arrays
        self.dims = dims
        self.column = column

    def own(self, line: str, lag: int) -> Array:
        array = self.arrays[line]
        if array.shape[-2] == 1:
            return array
        column = self.column - lag
        return array[..., column : column + 1, :]

    def back(self, line: str, periods: Array, dims: Sequence[str], lagged: bool) -> Array:
        counter = self.own(COUNTER, 0)
        return _reached(self.arrays[line], self.dims[line], counter - periods, counter - (1 if lagged else 0), dims)

    def so_far(self, line: str) -> Array:
        return self.arrays[line][..., None, : self.column + 1, :]


def _reached(array: Array, have: Sequence[str], places: Array, latest: Array, want: Sequence[str]) -> Array:
    """The columns at `places`, the opening column for earlier ones; `places` is aligned to `want` already.

    A place after `latest` is NaN, as Excel's INDEX outside its range is an error.
    """
    spans = set(have)
    sizes = iter(array.shape[: len(have)])
    aligned = array.reshape(*(next(sizes) if d in spans else 1 for d in want), *array.shape[-2:])
    whole = np.floor(places)
    index = np.clip(whole, 0, array.shape[-2] - 1).astype(np.intp)
    heads = np.broadcast_shapes(aligned.shape[:-2], index.shape[:-2])
    samples = np.broadcast_shapes(aligned.shape[-1:], index.shape[-1:])
    source = np.broadcast_to(aligned, (*heads, aligned.shape[-2], *samples))
    reached: Array = np.take_along_axis(source, np.broadcast_to(index, (*heads, index.shape[-2], *samples)), axis=-2)
    return np.where(whole > latest, np.nan, reached)
