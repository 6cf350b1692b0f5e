"""Ahead: points of the unit cube drawn in a process of their own while the pack is read and the model built.

The library that draws Sobol points takes as long to import as the rest of a short simulation takes to run.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from finmodel.expr.elementwise import Array

MOST = 32_768
"""Points drawn ahead at most; for more the import no longer matters, and the points would fill the disk."""
_ROWS = 4096
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
        self.file: IO[bytes] | None = None
        self.line: Connection | None = None
        if sys.platform == "linux" and method in ("sobol", "lhs") and 0 < n <= MOST:
            fork = multiprocessing.get_context("fork")
            self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 # lives as long as its points are read
            self.line, end = fork.Pipe()
            fork.Process(target=_draw, args=(end, self.line, self.file, method, n, seed), daemon=True).start()
            end.close()

    def points(self, dims: int) -> Rows:
        """The points in so many dimensions. Raises UsageError as `Points` does."""
        from finmodel.sampling.points import Points

        drawn = Points(self.method, dims, self.n, self.seed)
        if self.line is None or self.file is None or not dims:
            return drawn
        try:
            self.line.send(dims)
            done = self.line.recv()
        except (EOFError, OSError):  # the process is gone, whatever the reason: draw them here
            done = False
        return _Drawn(self.file, dims) if done else drawn


class _Drawn:
    """Points in a file, row after row."""

    def __init__(self, file: IO[bytes], dims: int) -> None:
        self.file, self.dims = file, dims

    def rows(self, start: int, stop: int) -> Array:
        width = self.dims * _ITEM
        import numpy as np

        found = os.pread(self.file.fileno(), (stop - start) * width, start * width)
        return np.frombuffer(found, dtype=np.float64).reshape(stop - start, self.dims)


def _draw(line: Connection, other: Connection, file: IO[bytes], method: str, n: int, seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other.close()  # as long as it is open here, the parent's end would not be seen to close
    import scipy.stats.qmc  # noqa: F401 # what takes the time

    from finmodel.sampling.points import Points

    try:
        points = Points(method, line.recv(), n, seed)
        for start in range(0, n, _ROWS):
            os.write(file.fileno(), points.rows(start, min(start + _ROWS, n)).tobytes())
        line.send(True)
    except Exception:
        line.close()  # whatever is wrong, the parent draws by itself, and says so if it cannot
