"""Tolerance: when two results count as equal (rule 12)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RELATIVE = 1e-9


def equal_in_row(ours: Array, theirs: Array) -> NDArray[np.bool_]:
    """|a - b| <= 1e-9 x max(|a|, |b|, largest magnitude in the row); n/a (NaN) equals n/a. Last axis is the row."""
    both = np.isnan(ours) & np.isnan(theirs)
    sizes = np.fmax(np.abs(ours), np.abs(theirs))
    largest = np.fmax.reduce(sizes, axis=-1, keepdims=True, initial=0.0)
    near: NDArray[np.bool_] = np.abs(ours - theirs) <= RELATIVE * largest
    return near | both
