"""Elementwise: the functions of the operator table that NumPy lacks; each takes `out=`, as a ufunc does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Operation = Callable[..., Any]
"""Arrays in, an array out: a ufunc, or a function that takes `out=`. Its result depends on nothing but the arrays."""

EPOCH = np.datetime64("1899-12-30")


def placing(function: Callable[..., Array]) -> Operation:
    """An operation made of a function that knows no `out=`."""

    @wraps(function)
    def operation(*arrays: Array, out: Array | None = None) -> Array:
        made = function(*arrays)
        if out is None:
            return made
        np.copyto(out, made)
        return out

    return operation


def alarm() -> None:
    """Has the processor tell of an operation without a result, where a function makes NaN by other means.

    What a line may be - n/a, by a ratio or where something is not available - needs no alarm.
    """
    np.divide(0.0, 0.0)


def flag(comparison: Operation) -> Operation:
    """A comparison as the numbers 1 and 0."""

    def compared(left: Array, right: Array, out: Array | None = None) -> Array:
        made: Array = comparison(left, right).astype(np.float64) if out is None else comparison(left, right, out=out)
        return made

    return compared


def chained(operation: Operation) -> Operation:
    """A function of two as one of many, from left to right."""

    def of_many(first: Array, *others: Array, out: Array | None = None) -> Array:
        found: Array = operation(first, others[0], out=out) if others else np.positive(first, out=out)
        for other in others[1:]:
            found = operation(found, other, out=out)
        return found

    return of_many


def clamp(value: Array, low: Array, high: Array, out: Array | None = None) -> Array:
    inside: Array = np.maximum(low, np.minimum(high, value, out=out), out=out)
    return inside


@placing
def where(condition: Array, yes: Array, no: Array) -> Array:
    return np.where(condition != 0, yes, no)


def safe_ratio(num: Array, den: Array, *otherwise: Array, out: Array | None = None) -> Array:
    """n/a (NaN), or what is given for it, where the denominator is zero."""
    if out is None:
        out = np.empty(np.broadcast_shapes(num.shape, den.shape, *(instead.shape for instead in otherwise)))
    empty = den == 0
    if empty.any():
        np.divide(num, np.where(empty, 1.0, den), out=out)
        np.copyto(out, otherwise[0] if otherwise else np.nan, where=empty)
    else:
        np.divide(num, den, out=out)
    return out


@placing
def instead_of_gaps(value: Array, instead: Array) -> Array:
    return np.where(np.isnan(value), instead, value)


@placing
def available_if(condition: Array, value: Array) -> Array:
    return np.where(condition != 0, value, np.nan)


@placing
def year_of(serial: Array) -> Array:
    return (_months(serial) // 12 + 1970).astype(np.float64)


@placing
def month_of(serial: Array) -> Array:
    return (_months(serial) % 12 + 1).astype(np.float64)


@placing
def end_of_month(serial: Array, months: Array) -> Array:
    last = (_months(serial) + months.astype(np.int64) + 1).astype("datetime64[M]").astype("datetime64[D]")
    serials: Array = ((last - EPOCH).astype(np.int64) - 1).astype(np.float64)
    return serials


@placing
def capital_recovery(rate: Array, periods: Array) -> Array:
    flat = rate == 0
    growth = np.where(flat, 1.0, 1 - (1 + np.where(flat, 1.0, rate)) ** -periods)
    return np.where(flat, 1 / periods, rate / growth)


def _months(serial: Array) -> NDArray[np.int64]:
    days: NDArray[np.int64] = (EPOCH + serial.astype("timedelta64[D]")).astype("datetime64[M]").astype(np.int64)
    return days
