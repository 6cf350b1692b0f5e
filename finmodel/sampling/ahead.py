"""Ahead: points of the unit cube drawn in a process of their own while the pack is read and the model built.

The library that draws Sobol points takes as long to import as the rest of a short simulation takes to run.
"""

from __future__ import annotations

import mmap
import multiprocessing
import signal
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from finmodel.expr.elementwise import Array

MOST = 32_768
"""Points drawn ahead at most; for more the import no longer matters."""
WIDEST = 1024
"""Dimensions for which room is set aside, before anybody knows how many there are. What is not used takes no memory."""
_ITEM = 8


class Rows(Protocol):
    """Points of the unit cube by their number."""

    def rows(self, start: int, stop: int) -> Array:
        """Rows start..stop, (stop - start, dims)."""
        ...


class Ahead:
    """Starts to draw at once; what is drawn is what `Points` draws. Begin it before anything that starts threads.

    Where the system cannot fork safely, or there is nothing to gain, the points are drawn when they are asked for.
    """

    def __init__(self, method: str, n: int, seed: int) -> None:
        self.method, self.n, self.seed = method, n, seed
        self.line: Connection | None = None
        if sys.platform == "linux" and method in ("sobol", "lhs") and 0 < n <= MOST:
            fork = multiprocessing.get_context("fork")
            self.room = mmap.mmap(-1, n * WIDEST * _ITEM)  # shared with what is forked
            self.line, end = fork.Pipe()
            fork.Process(target=_draw, args=(end, self.line, self.room, method, n, seed), daemon=True).start()
            end.close()

    def points(self, dims: int) -> Rows:
        """The points in so many dimensions. Raises UsageError as `Points` does."""
        from finmodel.sampling.points import Points

        drawn = Points(self.method, dims, self.n, self.seed)
        if self.line is None or not 0 < dims <= WIDEST:
            return drawn
        try:
            self.line.send(dims)
            done = self.line.recv()
        except (EOFError, OSError):  # the process is gone, whatever the reason: draw them here
            done = False
        return Drawn(_table(self.room, self.n, dims)) if done else drawn


class Drawn:
    """Points that are there already, (n, dims)."""

    def __init__(self, table: Array) -> None:
        self.table = table

    def rows(self, start: int, stop: int) -> Array:
        return self.table[start:stop]


def _table(room: mmap.mmap, n: int, dims: int) -> Array:
    import numpy as np

    return np.frombuffer(room, dtype=np.float64, count=n * dims).reshape(n, dims)


def _draw(line: Connection, other: Connection, room: mmap.mmap, method: str, n: int, seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other.close()  # as long as it is open here, the parent's end would not be seen to close
    import scipy.stats.qmc  # noqa: F401 # what takes the time

    from finmodel.sampling.points import Points

    try:
        dims = line.recv()
        _table(room, n, dims)[:] = Points(method, dims, n, seed).rows(0, n)
        line.send(True)
    except Exception:
        line.close()  # whatever is wrong, the parent draws by itself, and says so if it cannot
