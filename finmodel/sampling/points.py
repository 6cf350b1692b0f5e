"""Points: where in the unit cube inputs are drawn - at random, on a Latin hypercube, or on a scrambled Sobol sequence."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from finmodel.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from scipy.stats.qmc import Sobol

Array = NDArray[np.float64]

METHODS = ("sobol", "random", "lhs")
BLOCK = 16_384
"""Rows of one Latin hypercube."""

_BITS = 30
_LEAST, _MOST = 2.0**-54, 1 - 2.0**-53


class Points:
    """`n` points of the open unit cube in `dims` dimensions; the same for the same method, seed and row.

    random: independent draws, NumPy's PCG64 moved on to the row asked for.
    sobol:  scrambled Sobol sequence (Owen 1998, as scipy.stats.qmc.Sobol has it: random linear scramble and digital shift),
            each point in the middle of its cell of 2**-30. At most 2**30 points. A power of two balances best.
    lhs:    Latin hypercube (McKay, Beckman, Conover 1979, scipy.stats.qmc.LatinHypercube). Above 16,384 points each block
            of 16,384, and the rest, is a Latin hypercube of its own, so that memory stays bounded.
    The first rows of random and of sobol are the same for every n; those of lhs are not.
    Raises UnknownNameError for another method, UsageError for a size that a method cannot give.
    """

    def __init__(self, method: str, dims: int, n: int, seed: int = 0) -> None:
        if method not in METHODS:
            raise UnknownNameError("sampling method", method, METHODS, f"It is one of {', '.join(METHODS)}.")
        if n < 1:
            raise UsageError(f"{n:,} samples were asked for. Ask for at least one.")
        if seed < 0:
            raise UsageError(f"The seed {seed} is negative. Name a whole number from 0 up.")
        if method == "sobol" and n > 2**_BITS:
            raise UsageError(f"{n:,} samples are more than a Sobol sequence of {2**_BITS:,} points has. Use --method random.")
        self.method, self.dims, self.n, self.seed = method, dims, n, seed
        self._sobol: Sobol | None = None
        self._block: tuple[int, Array] | None = None

    def rows(self, start: int, stop: int) -> Array:
        """Rows start..stop, (stop - start, dims), strictly between 0 and 1. Any cut of the range gives the same numbers."""
        if not 0 <= start <= stop <= self.n:
            raise IndexError(f"rows {start} to {stop} of {self.n}")
        if start == stop or not self.dims:
            return np.empty((stop - start, self.dims))
        match self.method:
            case "random":
                found = self._random(start, stop)
            case "lhs":
                found = self._hypercube(start, stop)
            case _:
                return self._sequence(start, stop)
        return np.clip(found, _LEAST, _MOST, out=found)

    def _random(self, start: int, stop: int) -> Array:
        bits = np.random.PCG64(self.seed)
        bits.advance(start * self.dims)
        return np.random.Generator(bits).random((stop - start, self.dims))

    def _sequence(self, start: int, stop: int) -> Array:
        if self._sobol is None:
            from scipy.stats.qmc import Sobol

            try:
                self._sobol = Sobol(self.dims, bits=_BITS, rng=np.random.default_rng(self.seed))
            except ValueError:
                raise UsageError(
                    f"{self.dims:,} draws a sample are more than a Sobol sequence has dimensions ({Sobol.MAXDIM:,}). Use --method random."
                ) from None
        sobol = self._sobol
        if start < sobol.num_generated:
            sobol.reset()
        if start > sobol.num_generated:
            sobol.fast_forward(start - sobol.num_generated)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The balance properties", UserWarning)  # what is drawn first is a slice
            found: Array = sobol.random(stop - start)
        return found + 2.0 ** -(_BITS + 1)

    def _hypercube(self, start: int, stop: int) -> Array:
        found = np.empty((stop - start, self.dims))
        for number in range(start // BLOCK, (stop - 1) // BLOCK + 1):
            first = number * BLOCK
            lower, upper = max(start, first), min(stop, first + BLOCK)
            found[lower - start : upper - start] = self._cube(number)[lower - first : upper - first]
        return found

    def _cube(self, number: int) -> Array:
        """One block of the hypercubes; the last that was asked for is kept."""
        if self._block is None or self._block[0] != number:
            from scipy.stats.qmc import LatinHypercube

            self._block = None
            rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(number,)))
            self._block = number, LatinHypercube(self.dims, rng=rng).random(min(BLOCK, self.n - number * BLOCK))
        return self._block[1]
