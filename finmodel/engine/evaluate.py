"""Evaluation: the lines that the asked-for outcomes need, whole rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.accumulate import Accumulation, recognise
from finmodel.engine.columns import AllPeriods, OnePeriod
from finmodel.engine.compile import Compiler
from finmodel.errors import EvaluationError
from finmodel.expr.nodes import Node, Number, Ref
from finmodel.expr.text import plain
from finmodel.model.item import Line
from finmodel.model.model import Model

Array = NDArray[np.float64]


class Engine:
    """A model ready to evaluate; `run` may be called many times with different inputs."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.compiler = Compiler(model.dimensions, model.dims)
        self.formulas: dict[str, Node] = {
            name: item.formula
            for name, item in model.lines.items()
            if isinstance(item, Line) and item.formula is not None
        }
        self.compiled = {
            name: self.compiler.compile(formula, model.dims[name]) for name, formula in self.formulas.items()
        }
        self.loops: dict[tuple[str, ...], Accumulation | None] = {
            group: recognise(group, self.formulas) for group in model.order if self._is_loop(group)
        }

    def run(self, inputs: Mapping[str, Array], targets: Iterable[str] | None = None) -> dict[str, Array]:
        """Evaluate the targets (every line if None) and what they need.

        inputs:  name of each given -> (members..., 1 or periods + 1, samples or 1), canonical units.
        Returns line -> (members..., 1 or periods + 1, samples or 1); column 0 is the opening column, NaN where the
        line declares no value before the first period; n/a is NaN in lines that may be n/a.
        Raises EvaluationError, naming line, member and period, at the first NaN or infinity.
        """
        wanted = set(self.model.lines) if targets is None else self.model.needed_for(targets)
        arrays: dict[str, Array] = {}
        with np.errstate(all="ignore"):
            for group in self.model.order:
                if group[0] not in wanted:
                    continue
                if group not in self.loops:
                    name = group[0]
                    arrays[name] = inputs[name] if name not in self.formulas else self._row(name, arrays)
                elif (known := self.loops[group]) is not None:
                    self._accumulate(known, arrays)
                else:
                    self._loop(group, arrays)
                for name in group:
                    self._stop_at_gaps(name, arrays)
        return arrays

    def _is_loop(self, group: tuple[str, ...]) -> bool:
        return len(group) > 1 or any(edge.line == group[0] for edge in self.model.edges[group[0]])

    def _row(self, name: str, arrays: Mapping[str, Array]) -> Array:
        values = self.compiled[name](AllPeriods(arrays, self.model.dims))
        if self.model.timeless(name):
            return np.broadcast_to(values, (*self.model.shape(name), 1, values.shape[-1]))
        row = self._empty(name, max(values.shape[-1], self._opening(name, arrays).shape[-1]))
        row[..., 1:, :] = values
        row[..., :1, :] = self._opening(name, arrays)
        return row

    def _accumulate(self, known: Accumulation, arrays: dict[str, Array]) -> None:
        dims = self.model.dims[known.line]
        change = self.compiler.evaluate(known.change, dims, AllPeriods(arrays, self.model.dims))
        opening = self._opening(known.line, arrays)
        row = self._empty(known.line, max(change.shape[-1], opening.shape[-1]))
        row[..., 1:, :] = change
        row[..., :1, :] = opening
        gather = np.multiply if known.product else np.add
        arrays[known.line] = gather.accumulate(row, axis=-2)
        if known.carried:
            carried = np.empty_like(row)
            carried[..., 1:, :] = arrays[known.line][..., :-1, :]
            carried[..., :1, :] = self._opening(known.carried, arrays)
            arrays[known.carried] = carried

    def _loop(self, group: tuple[str, ...], arrays: dict[str, Array]) -> None:
        """A true cycle through a lag: period by period, lines of one period in order."""
        outside = {edge.line for name in group for edge in self.model.edges[name]} - set(group)
        samples = max((arrays[name].shape[-1] for name in outside), default=1)
        for name in group:
            arrays[name] = self._empty(name, samples)
            arrays[name][..., :1, :] = self._opening(name, arrays)
        for column in range(1, len(self.model.timeline) + 1):
            view = OnePeriod(arrays, self.model.dims, column)
            for name in group:
                arrays[name][..., column : column + 1, :] = self.compiled[name](view)

    def _empty(self, name: str, samples: int) -> Array:
        return np.empty((*self.model.shape(name), len(self.model.timeline) + 1, samples))

    def _opening(self, name: str, arrays: Mapping[str, Array]) -> Array:
        """The value before the first period, aligned to the line; NaN where none is declared."""
        before = getattr(self.model.lines[name], "before", None)
        dims = self.model.dims[name]
        if isinstance(before, Number):
            return np.full((1,) * (len(dims) + 2), before.value)
        if isinstance(before, Ref):
            return self.compiler.evaluate(before, dims, AllPeriods(arrays, self.model.dims))
        return np.full((1,) * (len(dims) + 2), np.nan)

    def _stop_at_gaps(self, name: str, arrays: Mapping[str, Array]) -> None:
        array = arrays[name]
        body = array if array.shape[-2] == 1 else array[..., 1:, :]
        good = np.isfinite(body)
        if name in self.model.optional:
            good |= np.isnan(body)
        if good.all():
            return
        place = tuple(np.argwhere(~good)[0])
        member = self.model.members(name)[0]
        if place[:-2]:
            row = int(np.ravel_multi_index(place[:-2], self.model.shape(name)))
            member = self.model.members(name)[row]
        column = 0 if array.shape[-2] == 1 else int(place[-2]) + 1
        period = self.model.timeline.names[column - 1] if column else ""
        formula = plain(self.formulas[name]) if name in self.formulas else "an input"
        used = self._used(name, member, column, arrays)
        raise EvaluationError(name, ", ".join(member), period, float(body[place]), formula, used)

    def _used(self, name: str, member: tuple[str, ...], column: int, arrays: Mapping[str, Array]) -> dict[str, float]:
        """The values of the lines that a formula mentions by name alone, for the member and period at fault."""
        own = dict(zip(self.model.dims[name], member, strict=True))
        found: dict[str, float] = {}
        for edge in self.model.edges[name]:
            dims = self.model.dims[edge.line]
            if edge.line in arrays and edge.line != name and set(dims) <= set(own):
                place = tuple(self.model.dimensions[d].members.index(own[d]) for d in dims)
                row = arrays[edge.line][place][:, 0]
                shown = f"previous {edge.line}" if edge.lagged else edge.line
                found[shown] = float(row[0 if len(row) == 1 else column - edge.lagged])
        return found
