"""Arithmetic: how the operations of an evaluation are carried out - at once, in new memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.expr.elementwise import Array, Operation


class Arithmetic:
    """Operations as an evaluation asks for them. A tape carries them out in the same way, and remembers them."""

    def apply(self, operation: Operation, *arrays: Array, into: Array | None = None) -> Array:
        """What the operation makes of the arrays, in `into` (broadcast to its shape) where that is given."""
        made: Array = operation(*arrays) if into is None else operation(*arrays, out=into)
        return made

    def keep(self, made: Array) -> None:
        """What was made is read more than once: whoever asks for it again finds it unchanged."""

    def empty(self, shape: tuple[int, ...]) -> Array:
        """Room for a line."""
        return np.empty(shape)

    def write(self, source: Array, into: Array) -> None:
        """Put values where they are kept, broadcast to its shape."""
        np.copyto(into, source)

    def begin(self) -> None:
        """What follows is for the next group of lines."""

    def sound(self, values: Array, optional: bool) -> bool:
        """Whether all are finite, or n/a in a line that may be (rule 7)."""
        return bool(sound(values, optional).all())

    def done(self, line: Array) -> None:
        """Nothing reads this line any more."""


def sound(values: Array, optional: bool) -> NDArray[np.bool_]:
    """Which values are finite, or n/a (NaN) where a line may be that."""
    good: NDArray[np.bool_] = np.isfinite(values)
    return good | np.isnan(values) if optional else good
