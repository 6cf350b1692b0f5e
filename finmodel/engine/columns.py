"""Columns: what a formula sees of the lines calculated so far, for all periods at once or for one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.reach import reach
from finmodel.engine.returns import internal_rate
from finmodel.expr.elementwise import Array, placing
from finmodel.expr.graph import COUNTER

AT_ONCE = Arithmetic()


class AllPeriods:
    """Every period of finished lines: columns 1..n, the previous ones being 0..n-1."""

    def __init__(
        self, arrays: Mapping[str, Array], dims: Mapping[str, tuple[str, ...]], arithmetic: Arithmetic = AT_ONCE
    ) -> None:
        self.arrays, self.dims, self.arithmetic = arrays, dims, arithmetic

    def own(self, line: str, lag: int) -> Array:
        array = self.arrays[line]
        if array.shape[-2] == 1:
            return array
        return array[..., :-1, :] if lag else array[..., 1:, :]

    def back(self, line: str, periods: Array, dims: tuple[str, ...], lagged: bool) -> Array:
        operation = reach(self.dims[line], dims, lagged)
        return self.arithmetic.apply(operation, self.arrays[line], periods, self.own(COUNTER, 0))

    def rate_so_far(self, line: str) -> Array:
        return self.arithmetic.apply(_RATES, self.arrays[line])


class OnePeriod:
    """One period of lines inside a loop: column t, the previous one being t-1."""

    def __init__(
        self, arrays: Mapping[str, Array], dims: Mapping[str, tuple[str, ...]], column: int,
        arithmetic: Arithmetic = AT_ONCE,
    ) -> None:  # fmt: skip
        self.arrays, self.dims, self.column, self.arithmetic = arrays, dims, column, arithmetic

    def own(self, line: str, lag: int) -> Array:
        array = self.arrays[line]
        if array.shape[-2] == 1:
            return array
        column = self.column - lag
        return array[..., column : column + 1, :]

    def back(self, line: str, periods: Array, dims: tuple[str, ...], lagged: bool) -> Array:
        operation = reach(self.dims[line], dims, lagged)
        return self.arithmetic.apply(operation, self.arrays[line], periods, self.own(COUNTER, 0))

    def rate_so_far(self, line: str) -> Array:
        return self.arithmetic.apply(_RATE, self.arrays[line][..., : self.column + 1, :])


def _to_each(array: Array) -> Array:
    """For each column the rate of the flows from opening to it: (members..., columns, samples)."""
    reached = np.tri(array.shape[-2])[1:, :, None]
    return internal_rate(np.where(reached > 0, array[..., None, :, :], 0.0))[..., 0, :]


_RATE, _RATES = placing(internal_rate), placing(_to_each)
