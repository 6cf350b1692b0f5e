"""Draws: the inputs of a case that vary, drawn at points of the unit cube and written where the engine reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from finmodel.inputs import Inputs
from finmodel.model.model import Model
from finmodel.sampling.distribution import Distribution
from finmodel.sampling.stack import Stack
from finmodel.sampling.survey import survey
from finmodel.sampling.uncertain import Uncertain

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_BLOCK = 512
"""Draws at a time, so that what is worked on stays in the cache."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a line takes its draws: an index array per axis but the last, and the row of the stack for each cell."""

    line: str
    place: tuple[Index, ...]
    rows: Index


class Draws:
    """The uncertain inputs of a case.

    A scalar takes one column of the unit cube. So does a series: every point goes to the same quantile of its own range,
    points held from another follow it, and points without a range stay. A series with a persistence in correlations.toml
    takes a column for each written point. Switches are never drawn.

    only:  draw the inputs whose path contains one of these, or matches it with * and ?; all of them where empty.
    fixed: of these, leave the ones that match as they are.
    Raises UsageError where a pattern matches nothing that varies, or nothing varies; InputErrors for groups that no joint
    distribution has.
    """

    def __init__(self, inputs: Inputs, model: Model, only: Sequence[str] = (), fixed: Sequence[str] = ()) -> None:
        made = survey(inputs, model, only, fixed)
        found, self._mixers = made.found, made.mixers
        self.uncertain: tuple[Uncertain, ...] = tuple(found)
        self.dims = len(made.columns)
        self.lost: tuple[str, ...] = tuple(made.lost)
        """Paths of inputs that a scenario or --set has taken outside their range, which are not drawn there."""
        self.cube = made.width
        """Dimensions of the cube of every input that has, or had, a range: the same for all scenarios of a pack."""
        self.cube_columns = np.array(made.columns, dtype=np.intp)
        """Which of these the dimensions of `fill` are."""
        self.lines: tuple[str, ...] = tuple(dict.fromkeys(one.line for one in found))
        self.values = {line: inputs.values[line] for line in self.lines}
        cells: dict[tuple[int, Distribution], int] = {}
        """Points of a series that have the same range take the same draw: they are computed once."""
        slots: dict[str, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
        for one in found:
            for place, column, distribution in zip(one.places, one.drawn_at, one.distributions, strict=True):
                slots[one.line].append((place, cells.setdefault((column, distribution), len(cells))))
        self._stack = Stack([distribution for _, distribution in cells])
        order = np.array(self._stack.order, dtype=np.intp)
        row = np.argsort(order)
        self._columns = np.array([column for column, _ in cells], dtype=np.intp)[order]
        self._targets = [
            _Target(line, tuple(np.array([place for place, _ in several], dtype=np.intp).T), row[[cell for _, cell in several]])
            for line, several in slots.items()
        ]

    def fill(self, points: Array, into: Mapping[str, Array]) -> None:
        """Write the draws at points of the open unit cube (draws, dims) into the lines that vary, in place.

        into: line -> (members..., 1 or periods + 1, draws) in canonical units, holding the case's own values. Only cells that
        vary are written; a line that is not there is left out. A draw is the same however many are asked for together.
        """
        for start in range(0, len(points), _BLOCK):
            stop = min(start + _BLOCK, len(points))
            scores = ndtri(np.ascontiguousarray(points[start:stop].T))
            for mixer in self._mixers:
                mixer.mix(scores)
            numbers = self._stack.at(scores[self._columns])
            for target in self._targets:
                if target.line not in into:
                    continue
                cells: tuple[Index | slice, ...] = (*target.place, slice(start, stop))
                into[target.line][cells] = numbers[target.rows]

    def buffers(self, draws: int) -> dict[str, Array]:
        """The lines that vary with room for so many draws, holding the case's own values."""
        return {line: np.repeat(self.values[line], draws, axis=-1) for line in self.lines}

    def at(self, one: Uncertain, quantile: float) -> dict[str, Array]:
        """The line of one input (members..., 1 or periods + 1, 1) with that input at a quantile of its range, all else as it is.

        0.05 is low, 0.95 is high. All points of a series go to the same quantile, whether it wanders or not.
        """
        found = self.values[one.line].copy()
        for distribution, place in zip(one.distributions, one.places, strict=True):
            found[*place, 0] = distribution.quantile(quantile)
        return {one.line: found}
