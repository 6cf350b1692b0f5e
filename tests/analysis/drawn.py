"""Drawn: inputs that are uniform over the interval of which low..high is the middle 90%, written without the package's own sampling."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from finmodel.analysis.ranged import ranged_inputs
from finmodel.inputs import Inputs
from finmodel.model.model import Model


class Uniform:
    """One column an input; a series goes to the same quantile throughout."""

    def __init__(self, inputs: Inputs, model: Model) -> None:
        self.inputs = ranged_inputs(model, inputs)
        self.dims = len(self.inputs)
        self.lines = tuple(dict.fromkeys(one.line for one in self.inputs))

    def fill(self, points: np.ndarray, into: Mapping[str, np.ndarray]) -> None:
        for column, one in enumerate(self.inputs):
            for entry, at in zip(one.entries, one.columns, strict=True):
                assert isinstance(entry.low, float)
                assert isinstance(entry.high, float)
                low, high = entry.low * entry.factor, entry.high * entry.factor
                # low = a + 0.05 (b - a), high = b - 0.05 (b - a), so that b - a = (high - low) / 0.9
                wide = (high - low) / 0.9
                into[one.line][(*one.place, at)] = low - 0.05 * wide + wide * points[:, column]
