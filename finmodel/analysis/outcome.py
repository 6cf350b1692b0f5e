"""Outcome: a number of a case as a function of its uncertain inputs, points of the unit cube in and outcomes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array
from finmodel.errors import EvaluationError
from finmodel.project import Case

_ROWS = 256
"""Points at a time: about where the time for each stops falling, and memory stays small."""


class Filling(Protocol):
    """Inputs that vary: `fill` writes their values at points (rows, dims) into arrays (members..., 1 or periods + 1, rows)."""

    @property
    def dims(self) -> int: ...

    @property
    def lines(self) -> tuple[str, ...]: ...

    def fill(self, points: Array, into: Mapping[str, Array]) -> None: ...


class Outcome:
    """Call it with points (rows, dims); the model is run at each, and NaN is n/a or what cannot be evaluated."""

    def __init__(self, case: Case, spot: Spot, draws: Filling) -> None:
        self.case, self.spot, self.draws = case, spot, draws

    def __call__(self, points: Array) -> Array:
        return np.concatenate([self._at(points[start : start + _ROWS]) for start in range(0, len(points), _ROWS)])

    def _at(self, points: Array) -> Array:
        try:
            return self._evaluated(points)
        except EvaluationError:
            if len(points) == 1:
                return np.full(1, np.nan)
            half = len(points) // 2  # halving finds the few that fail
            return np.concatenate([self._at(points[:half]), self._at(points[half:])])

    def _evaluated(self, points: Array) -> Array:
        values = self.case.inputs.values
        varied = {line: np.repeat(values[line], len(points), axis=-1) for line in self.draws.lines}
        self.draws.fill(points, varied)
        arrays = self.case.project.engine.run({**values, **varied}, {self.spot.line})
        return np.array(np.broadcast_to(self.spot.of(self.case.model, arrays), len(points)))
