"""Years: quarters rolled up to fiscal years, by the kind of the line (rule 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.columns import AT_ONCE
from finmodel.engine.compile import Compiler
from finmodel.expr.elementwise import Array, safe_ratio
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model

QUARTERS = 4


class Years:
    """Fiscal-year values of evaluated lines."""

    def __init__(self, model: Model, arrays: Mapping[str, Array], arithmetic: Arithmetic = AT_ONCE) -> None:
        self.model, self.arrays, self.arithmetic = model, arrays, arithmetic
        self.compiler = Compiler(model.dimensions, model.dims)
        columns = [model.timeline.year_columns(year) for year in model.timeline.years]
        self.bounds = [slice(bound.start - 1, bound.stop - 1) for bound in columns]
        self.lengths = np.array([[float(bound.stop - bound.start)] for bound in columns])
        self.found: dict[str, Array] = {}

    def of(self, name: str) -> Array:
        """Values of a line per fiscal year: (members..., years, samples); NaN is n/a."""
        if name not in self.found:
            self.found[name] = self._rolled_up(name)
            self.arithmetic.keep(self.found[name])  # a numerator, a denominator may be that of several ratios
        return self.found[name]

    def _rolled_up(self, name: str) -> Array:
        item, years = self.model.lines[name], self.model.timeline.years
        if item.kind is Kind.CONSTANT:
            shape = (*self.model.shape(name), len(years), self.arrays[name].shape[-1])
            return np.broadcast_to(self.arrays[name], shape)
        if isinstance(item, Line) and item.kind is Kind.RATIO:
            above, below = self._part(item.numerator, name), self._part(item.denominator, name)
            return self.arithmetic.apply(safe_ratio, above, below)
        quarters = self.arrays[name][..., 1:, :]
        match item.kind:
            case Kind.FLOW:
                return self._sum(quarters)
            case Kind.AVERAGE:
                return self.arithmetic.apply(np.divide, self._sum(quarters), self.lengths)
            case Kind.RATE if weight := getattr(item, "weight", ""):
                weights = self.compiler.aligned(self.arrays[weight], self.model.dims[weight], self.model.dims[name])[..., 1:, :]
                weighted = self.arithmetic.apply(np.multiply, quarters, weights)
                return self.arithmetic.apply(safe_ratio, self._sum(weighted), self._sum(weights))
            case _:
                ends = [bound.stop - 1 for bound in self.bounds]
                return self.arithmetic.apply(partial(np.take, indices=ends, axis=-2, mode="clip"), quarters)

    def _sum(self, quarters: Array) -> Array:
        return self.arithmetic.apply(partial(_summed, bounds=self.bounds), quarters)

    def _part(self, part: str, whole: str) -> Array:
        return self.compiler.aligned(self.of(part), self.model.dims[part], self.model.dims[whole])


def _summed(quarters: Array, *, bounds: Sequence[slice], out: Array | None = None) -> Array:
    """The sums of the quarters of each year, in their order: (..., quarters, samples) -> (..., years, samples)."""
    heads, samples = quarters.shape[:-2], quarters.shape[-1]
    if quarters.shape[-2] == QUARTERS * len(bounds):  # whole years, all at once
        return np.add.reduce(quarters.reshape(*heads, len(bounds), QUARTERS, samples), axis=-2, out=out)
    found = np.empty((*heads, len(bounds), samples)) if out is None else out
    for place, bound in enumerate(bounds):
        np.add.reduce(quarters[..., bound, :], axis=-2, out=found[..., place, :])
    return found
