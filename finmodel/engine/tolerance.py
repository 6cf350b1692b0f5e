"""Tolerance: when two results count as equal (rule 12)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RELATIVE = 1e-9


def equal_in_row(ours: Array, theirs: Array) -> NDArray[np.bool_]:
    """|a - b| <= 1e-9 x max(|a|, |b|, largest magnitude in the row); n/a (NaN) equals n/a. Last axis is the row.

    An infinity, as which an error in a cell is read, equals nothing and widens no tolerance.
    """
    both = np.isnan(ours) & np.isnan(theirs)
    finite = np.isfinite(ours) & np.isfinite(theirs)
    sizes = np.where(finite, np.fmax(np.abs(ours), np.abs(theirs)), 0.0)
    largest = sizes.max(axis=-1, keepdims=True, initial=0.0)
    gaps = np.abs(np.where(finite, ours, 0.0) - np.where(finite, theirs, 0.0))
    near: NDArray[np.bool_] = finite & (gaps <= RELATIVE * largest)
    return near | both
