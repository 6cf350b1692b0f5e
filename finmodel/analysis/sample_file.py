"""Sample file: the numbers of every sample in a temporary file, one column a spot, so that memory does not grow with their count.

The file has no name where the system allows it: it is gone with the process, however that ends.
"""

from __future__ import annotations

import os
import tempfile
from threading import Lock

import numpy as np

from finmodel.errors import OutputError
from finmodel.expr.elementwise import Array

_ITEM = 8
_ADVICE = "Make room there, name another folder in the environment variable TMPDIR, or ask for fewer samples or lines."


class SampleFile:
    """`columns` columns of `n` numbers. Several processes that were forked from one, or threads, may write at once."""

    def __init__(self, columns: int, n: int) -> None:
        self.columns, self.n = columns, n
        self._lock = Lock()
        try:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 # closed by `close`
            self._file.truncate(columns * n * _ITEM)
        except OSError as error:
            raise _refused(error) from None

    def write(self, start: int, numbers: Array) -> None:
        """Numbers (columns, rows) of the samples from `start` on. Raises OutputError where the disk is full."""
        try:
            for column, row in enumerate(numbers):
                self._put(np.ascontiguousarray(row).tobytes(), (column * self.n + start) * _ITEM)
        except OSError as error:
            raise _refused(error) from None

    def column(self, column: int, start: int = 0, stop: int | None = None) -> Array:
        """Samples start..stop of one column, all of them where left out, in their order."""
        count = (self.n if stop is None else stop) - start
        offset, size = (column * self.n + start) * _ITEM, count * _ITEM
        if hasattr(os, "pread"):
            parts, read = [], 0
            while read < size:  # one read gives at most some two gigabytes
                parts.append(os.pread(self._file.fileno(), size - read, offset + read))
                read += len(parts[-1])
            return np.frombuffer(b"".join(parts), dtype=np.float64)
        with self._lock:
            self._file.seek(offset)
            return np.frombuffer(self._file.read(size), dtype=np.float64)

    def close(self) -> None:
        self._file.close()

    def _put(self, numbers: bytes, offset: int) -> None:
        if hasattr(os, "pwrite"):
            written = os.pwrite(self._file.fileno(), numbers, offset)
            if written != len(numbers):
                raise OSError(None, "no room is left")
            return
        with self._lock:
            self._file.seek(offset)
            self._file.write(numbers)


def _refused(error: OSError) -> OutputError:
    return OutputError(f"The samples cannot be kept in {tempfile.gettempdir()}: {error.strerror}. {_ADVICE}")
