"""Tape: an evaluation carried out once and remembered, so that it can be carried out again on new inputs.

Every operation leaves its result in a buffer that stays where it is; the tape holds the operation, what it read and where it
wrote. Playing it does the same to whatever the input arrays hold by then: no names, trees or shapes are looked at again, no
memory is asked for. A buffer whose values nobody reads any more is used for later ones, so that the tape's buffers
are few and stay in the processor's cache. What depends on no sample is calculated while recording, and never again.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from finmodel.engine.arithmetic import Arithmetic
from finmodel.expr.elementwise import Array, Operation

_ALIGNED = 64
"""Bytes: a line of cache."""
_ITEM = 8


class UnsoundError(Exception):
    """A line holds a NaN or an infinity; which one is for the engine to find."""


class Tape(Arithmetic):
    """Records operations on arrays of so many samples; `samples` is at least 2, so that the last axis tells what varies."""

    def __init__(self, samples: int) -> None:
        self.samples = samples
        self.steps: list[partial[Any]] = []
        self.free: dict[int, list[Array]] = {}
        self.passing: dict[int, Array] = {}
        """Buffers of values inside a formula, by identity: read once, then free."""
        self.lines: dict[int, Array] = {}
        self.rung = False
        """Whether the processor has told of a division by zero, an overflow or an operation without a result."""

    def play(self) -> None:
        """Do it all again. Raises UnsoundError."""
        with np.errstate(divide="call", over="call", invalid="call", under="ignore", call=self._ring):
            for step in self.steps:
                step()

    def _ring(self, kind: str, flags: int) -> None:
        self.rung = True

    def apply(self, operation: Operation, *arrays: Array, into: Array | None = None) -> Array:
        varies = into is not None and into.shape[-1] == self.samples
        if not varies and all(array.shape[-1] == 1 for array in arrays):
            return super().apply(operation, *arrays, into=into)
        out = self._place(operation, arrays) if into is None else into
        self._do(partial(operation, *arrays, out=out))
        self._read(arrays, out)
        return out

    def keep(self, made: Array) -> None:
        self.passing.pop(_root(made), None)

    def empty(self, shape: tuple[int, ...]) -> Array:
        if shape[-1] == 1:
            return super().empty(shape)
        return self._take(shape, self.lines)

    def write(self, source: Array, into: Array) -> None:
        if into.shape[-1] == 1:
            super().write(source, into)
            return
        self._do(partial(np.copyto, into, source))
        self._read((source,), into)

    def begin(self) -> None:
        self.steps.append(partial(setattr, self, "rung", False))

    def sound(self, values: Array, optional: bool) -> bool:
        if values.shape[-1] > 1:
            given = _root(values) not in self.lines  # written by somebody else, between two plays
            self.steps.append(partial(self._stop_unless_sound, values, optional, given))
        return super().sound(values, optional)

    def _stop_unless_sound(self, values: Array, optional: bool, given: bool) -> None:
        """Arithmetic on finite numbers gives others only with an alarm of the processor: without one nothing need be looked at."""
        if not (given or self.rung):
            return
        if not optional and math.isfinite(np.add.reduce(values, axis=None)):  # a sum is finite only if all its terms are
            return
        if not super().sound(values, optional):
            raise UnsoundError

    def done(self, line: Array) -> None:
        self._give_back(line, self.lines)

    def _do(self, step: partial[Any]) -> None:
        step()
        self.steps.append(step)

    def _place(self, operation: Operation, arrays: tuple[Array, ...]) -> Array:
        """Where a result goes: over an argument that nobody else reads, or into a buffer of its own."""
        shape = self._shape(operation, arrays)
        if isinstance(operation, np.ufunc):
            for array in arrays:
                if array.shape == shape and _root(array) in self.passing:
                    return array
        return self._take(shape, self.passing)

    def _shape(self, operation: Operation, arrays: tuple[Array, ...]) -> tuple[int, ...]:
        if isinstance(operation, np.ufunc):
            return np.broadcast_shapes(*(array.shape for array in arrays))
        with np.errstate(all="ignore"):
            return tuple(operation(*arrays).shape)

    def _read(self, arrays: tuple[Array, ...], out: Array) -> None:
        """Values inside a formula are read once: their buffers are free now, but for the one that holds the result."""
        for array in arrays:
            if _root(array) != _root(out):
                self._give_back(array, self.passing)

    def _take(self, shape: tuple[int, ...], into: dict[int, Array]) -> Array:
        size = math.prod(shape)
        room = _class_of(size, self.samples)
        free = self.free.get(room)
        buffer = free.pop() if free else _aligned(room)
        into[_root(buffer)] = buffer
        return buffer[:size].reshape(shape)

    def _give_back(self, array: Array, out_of: dict[int, Array]) -> None:
        buffer = out_of.pop(_root(array), None)
        if buffer is not None:
            self.free.setdefault(buffer.size, []).append(buffer)


def _class_of(size: int, samples: int) -> int:
    """Sizes are rounded up by at most an eighth, so that buffers of about the same size are used for each other."""
    columns = -(-size // samples)
    step = 1 << max(0, columns.bit_length() - 4)
    return -(-columns // step) * step * samples


def _aligned(size: int) -> Array:
    room = np.empty(size + _ALIGNED // _ITEM)
    start = -room.ctypes.data % _ALIGNED // _ITEM
    return room[start : start + size]


def _root(array: Array) -> int:
    """The identity of the memory that an array is a part of."""
    root: Any = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    return id(root)
