"""One thread: imported before NumPy, so that what NumPy hands to a linear algebra library stays in one thread too."""

from __future__ import annotations

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
