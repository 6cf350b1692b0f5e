"""Evaluation: one pass over the lines that are wanted, group by group, in the order of the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.accumulate import Accumulation, running_product, running_sum
from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.columns import AllPeriods, OnePeriod
from finmodel.engine.gaps import gap_in
from finmodel.expr.elementwise import Array
from finmodel.expr.nodes import Number, Ref

if TYPE_CHECKING:
    from finmodel.engine.evaluate import Engine


class Evaluation:
    """What is known while lines are evaluated: the inputs, and the lines finished so far.

    wanted: the lines to evaluate, with all they depend on.
    keep:   of these, the ones to return; another is given back to the arithmetic after its last use.
    """

    def __init__(
        self, engine: Engine, inputs: Mapping[str, Array], wanted: Collection[str], keep: Collection[str],
        arithmetic: Arithmetic,
    ) -> None:  # fmt: skip
        self.engine, self.model, self.inputs, self.arithmetic = engine, engine.model, inputs, arithmetic
        self.groups = [group for group in self.model.order if group[0] in wanted]
        self.spent = self._spent(keep)
        self.arrays: dict[str, Array] = {}
        self.periods = AllPeriods(self.arrays, self.model.dims, arithmetic)

    def run(self) -> dict[str, Array]:
        """The lines kept. Raises EvaluationError at the first NaN or infinity."""
        with np.errstate(all="ignore"):
            for place, group in enumerate(self.groups):
                self.arithmetic.begin()
                self._evaluate(group)
                for name in group:
                    self._stop_at_gap(name)
                for name in self.spent.get(place, ()):
                    self.arithmetic.done(self.arrays.pop(name))
        return self.arrays

    def _spent(self, keep: Collection[str]) -> dict[int, list[str]]:
        """The lines that nothing reads any more after a group, by its place."""
        last = {name: place for place, group in enumerate(self.groups) for name in group}
        for place, group in enumerate(self.groups):
            last.update({edge.line: place for name in group for edge in self.model.edges[name] if last[edge.line] < place})
        spent: dict[int, list[str]] = {}
        for name, place in last.items():
            if name not in keep:
                spent.setdefault(place, []).append(name)
        return spent

    def _evaluate(self, group: tuple[str, ...]) -> None:
        if group in self.engine.loops:
            known = self.engine.loops[group]
            if known is not None:
                self._accumulate(known)
            else:
                self._loop(group)
        elif group[0] in self.engine.formulas:
            self._row(group[0])
        else:
            self.arrays[group[0]] = self.inputs[group[0]]

    def _row(self, name: str) -> None:
        row = self._empty(name, self._samples(name))
        if self.model.timeless(name):
            self._fill(name, row)
        else:
            self._fill(name, row[..., 1:, :])
            self.arithmetic.write(self._opening(name), row[..., :1, :])
        self.arrays[name] = row

    def _fill(self, name: str, place: Array) -> None:
        found = self.engine.compiled[name](self.periods, place)
        if found is not place:
            self.arithmetic.write(found, place)

    def _accumulate(self, known: Accumulation) -> None:
        outside = [edge.line for edge in self.model.edges[known.line] if edge.line not in (known.line, known.carried)]
        samples = max((self.arrays[name].shape[-1] for name in outside), default=1)
        row = self._empty(known.line, samples)
        body = row[..., 1:, :]
        found = self.engine.changes[known.line](self.periods, body)
        if found is not body:
            self.arithmetic.write(found, body)
        self.arithmetic.write(self._opening(known.line), row[..., :1, :])
        self.arrays[known.line] = self.arithmetic.apply(running_product if known.product else running_sum, row, into=row)
        if known.carried:
            carried = self._empty(known.carried, samples)
            self.arithmetic.write(row[..., :-1, :], carried[..., 1:, :])
            self.arithmetic.write(self._opening(known.carried), carried[..., :1, :])
            self.arrays[known.carried] = carried

    def _loop(self, group: tuple[str, ...]) -> None:
        """A true cycle through a lag: period by period, lines of one period in order."""
        outside = {edge.line for name in group for edge in self.model.edges[name]} - set(group)
        samples = max((self.arrays[name].shape[-1] for name in outside), default=1)
        for name in group:
            self.arrays[name] = self._empty(name, samples)
            self.arithmetic.write(self._opening(name), self.arrays[name][..., :1, :])
        for column in range(1, len(self.model.timeline) + 1):
            view = OnePeriod(self.arrays, self.model.dims, column, self.arithmetic)
            for name in group:
                place = self.arrays[name][..., column : column + 1, :]
                found = self.engine.compiled[name](view, place)
                if found is not place:
                    self.arithmetic.write(found, place)

    def _samples(self, name: str) -> int:
        return max((self.arrays[edge.line].shape[-1] for edge in self.model.edges[name]), default=1)

    def _empty(self, name: str, samples: int) -> Array:
        columns = 1 if self.model.timeless(name) else len(self.model.timeline) + 1
        return self.arithmetic.empty((*self.model.shape(name), columns, samples))

    def _opening(self, name: str) -> Array:
        """The value before the first period, aligned to the line; NaN where none is declared."""
        before = getattr(self.model.lines[name], "before", None)
        dims = self.model.dims[name]
        if isinstance(before, Ref):
            return self.engine.compiler.evaluate(before, dims, self.periods)
        return np.full((1,) * (len(dims) + 2), before.value if isinstance(before, Number) else np.nan)

    def _stop_at_gap(self, name: str) -> None:
        array = self.arrays[name]
        body = array if array.shape[-2] == 1 else array[..., 1:, :]
        if not self.arithmetic.sound(body, name in self.model.optional):
            raise gap_in(name, self.model, self.engine.formulas, self.arrays)
