"""Outcome: a number of a case as a function of its uncertain inputs, points of the unit cube in and outcomes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array
from finmodel.engine.program import Program
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
        self.program = Program(case.project.engine, case.inputs.values, draws.lines, [spot], _ROWS)

    def __call__(self, points: Array) -> Array:
        return np.concatenate([self._at(points[start : start + _ROWS]) for start in range(0, len(points), _ROWS)])

    def _at(self, points: Array) -> Array:
        """As many as the program takes; the last point stands in for those that are missing."""
        full = np.concatenate([points, np.repeat(points[-1:], _ROWS - len(points), axis=0)])
        self.draws.fill(full, self.program.inputs)
        try:
            found: Array = self.program.run()[0, : len(points)]
        except EvaluationError:
            return self._one_by_one(points)
        return found

    def _one_by_one(self, points: Array) -> Array:
        """What can be evaluated of points that cannot be together: halving finds the few that fail."""
        values = self.case.inputs.values
        varied = {line: np.repeat(values[line], len(points), axis=-1) for line in self.program.inputs}
        self.draws.fill(points, varied)
        try:
            arrays = self.case.project.engine.run({**values, **varied}, {self.spot.line})
        except EvaluationError:
            if len(points) == 1:
                return np.full(1, np.nan)
            half = len(points) // 2
            return np.concatenate([self._one_by_one(points[:half]), self._one_by_one(points[half:])])
        return np.array(np.broadcast_to(self.spot.of(self.case.model, arrays), len(points)))
