"""Years: quarters rolled up to fiscal years, by the kind of the line (rule 4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.compile import Compiler
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model

Array = NDArray[np.float64]


class Years:
    """Fiscal-year values of evaluated lines."""

    def __init__(self, model: Model, arrays: Mapping[str, Array]) -> None:
        self.model = model
        self.arrays = arrays
        self.compiler = Compiler(model.dimensions, model.dims)

    def of(self, name: str) -> Array:
        """Values of a line per fiscal year: (members..., years, samples); NaN is n/a."""
        item = self.model.lines[name]
        if item.kind is Kind.CONSTANT:
            shape = (*self.model.shape(name), len(self.model.timeline.years), self.arrays[name].shape[-1])
            return np.broadcast_to(self.arrays[name], shape)
        if isinstance(item, Line) and item.kind is Kind.RATIO:
            above, below = self._part(item.numerator, name), self._part(item.denominator, name)
            empty = below == 0
            return np.where(empty, np.nan, above / np.where(empty, 1.0, below))
        return np.concatenate([self._year(name, item.kind, year) for year in self.model.timeline.years], axis=-2)

    def _year(self, name: str, kind: Kind, year: int) -> Array:
        columns = self.model.timeline.year_columns(year)
        quarters = self.arrays[name][..., columns, :]
        weight = getattr(self.model.lines[name], "weight", "")
        rolled: Array
        match kind:
            case Kind.FLOW:
                rolled = quarters.sum(axis=-2, keepdims=True)
            case Kind.AVERAGE:
                rolled = quarters.mean(axis=-2, keepdims=True)
            case Kind.RATE if weight:
                weights = self._quarters(weight, name)[..., columns, :]
                total = weights.sum(axis=-2, keepdims=True)
                weighted = (quarters * weights).sum(axis=-2, keepdims=True)
                rolled = np.where(total == 0, np.nan, weighted / np.where(total == 0, 1.0, total))
            case _:
                rolled = quarters[..., -1:, :]
        return rolled

    def _part(self, part: str, whole: str) -> Array:
        return self.compiler.aligned(self.of(part), self.model.dims[part], self.model.dims[whole])

    def _quarters(self, part: str, whole: str) -> Array:
        return self.compiler.aligned(self.arrays[part], self.model.dims[part], self.model.dims[whole])
