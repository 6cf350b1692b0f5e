"""Kept: whether a check of the model holds, sample by sample, for every member and in every period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from finmodel.engine.columns import AT_ONCE
from finmodel.engine.years import Years
from finmodel.expr.elementwise import Array
from finmodel.model.model import Model


@dataclass(frozen=True, slots=True)
class Kept:
    """1 in a sample that keeps the check everywhere, else 0."""

    line: str

    def of(self, model: Model, arrays: Mapping[str, Array], years: Years | None = None) -> Array:
        """(samples,) or (1,)."""
        array, arithmetic = arrays[self.line], years.arithmetic if years else AT_ONCE
        body = array if array.shape[-2] == 1 else array[..., 1:, :]
        least = arithmetic.apply(partial(np.minimum.reduce, axis=tuple(range(body.ndim - 1))), body)
        arithmetic.keep(least)
        return least
