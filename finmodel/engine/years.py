"""Years: quarters rolled up to fiscal years, by the kind of the line (rule 4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.columns import AT_ONCE
from finmodel.engine.compile import Compiler
from finmodel.expr.elementwise import Array, safe_ratio
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model

_ALONG_QUARTERS = -2
_SUM = partial(np.add.reduce, axis=_ALONG_QUARTERS, keepdims=True)
_MEAN = partial(np.mean, axis=_ALONG_QUARTERS, keepdims=True)


class Years:
    """Fiscal-year values of evaluated lines."""

    def __init__(self, model: Model, arrays: Mapping[str, Array], arithmetic: Arithmetic = AT_ONCE) -> None:
        self.model, self.arrays, self.arithmetic = model, arrays, arithmetic
        self.compiler = Compiler(model.dimensions, model.dims)
        self.found: dict[str, Array] = {}

    def of(self, name: str) -> Array:
        """Values of a line per fiscal year: (members..., years, samples); NaN is n/a."""
        if name not in self.found:
            self.found[name] = self._rolled_up(name)
        return self.found[name]

    def _rolled_up(self, name: str) -> Array:
        item, years = self.model.lines[name], self.model.timeline.years
        if item.kind is Kind.CONSTANT:
            shape = (*self.model.shape(name), len(years), self.arrays[name].shape[-1])
            return np.broadcast_to(self.arrays[name], shape)
        if isinstance(item, Line) and item.kind is Kind.RATIO:
            above, below = self._part(item.numerator, name), self._part(item.denominator, name)
            return self.arithmetic.apply(safe_ratio, above, below)
        by_year = [self._year(name, item.kind, year) for year in years]
        found = self.arithmetic.empty((*self.model.shape(name), len(years), by_year[0].shape[-1]))
        for place, rolled in enumerate(by_year):
            self.arithmetic.write(rolled, found[..., place : place + 1, :])
        return found

    def _year(self, name: str, kind: Kind, year: int) -> Array:
        columns = self.model.timeline.year_columns(year)
        quarters = self.arrays[name][..., columns, :]
        weight = getattr(self.model.lines[name], "weight", "")
        apply = self.arithmetic.apply
        match kind:
            case Kind.FLOW:
                return apply(_SUM, quarters)
            case Kind.AVERAGE:
                return apply(_MEAN, quarters)
            case Kind.RATE if weight:
                weights = self._quarters(weight, name)[..., columns, :]
                return apply(safe_ratio, apply(_SUM, apply(np.multiply, quarters, weights)), apply(_SUM, weights))
            case _:
                return quarters[..., -1:, :]

    def _part(self, part: str, whole: str) -> Array:
        return self.compiler.aligned(self.of(part), self.model.dims[part], self.model.dims[whole])

    def _quarters(self, part: str, whole: str) -> Array:
        return self.compiler.aligned(self.arrays[part], self.model.dims[part], self.model.dims[whole])
