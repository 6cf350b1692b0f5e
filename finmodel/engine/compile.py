"""NumPy compiler: one formula over arrays of (members..., period, sample)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.rank import earlier_in_rank
from finmodel.engine.returns import internal_rate
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS
from finmodel.model.dimension import Dimension

Array = NDArray[np.float64]


class Columns(Protocol):
    """What a formula may see of other lines, whatever the columns being calculated."""

    def own(self, line: str, lag: int) -> Array:
        """Same columns, or each one's previous column; shape (members..., columns or 1, samples or 1)."""
        ...

    def back(self, line: str, periods: Array, dims: Sequence[str], lagged: bool) -> Array:
        """The value so many periods before each column; the opening column stands for all before it."""
        ...

    def so_far(self, line: str) -> list[Array]:
        """For each column, every column from opening to it."""
        ...


class Compiler:
    """Evaluates a formula for a line of given dimensions. Knows dimensions, never the layout of time."""

    def __init__(self, dimensions: Mapping[str, Dimension], dims: Mapping[str, tuple[str, ...]]) -> None:
        self.dimensions = dimensions
        self.dims = dims

    def evaluate(self, formula: Node, dims: tuple[str, ...], columns: Columns) -> Array:
        """The formula's values, aligned to `dims` by name; axes it does not span have length 1."""

        def visit(node: Node, args: tuple[Array, ...]) -> Array:
            match node:
                case Number(value):
                    return np.full((1,) * (len(dims) + 2), value)
                case Ref(line, lag):
                    return self.aligned(columns.own(line, lag), self.dims[line], dims)
                case Reach(line, "irr", _):
                    stacked = np.concatenate([internal_rate(part) for part in columns.so_far(line)], axis=-2)
                    return self.aligned(stacked, self.dims[line], dims)
                case Reach(line, _, _, lagged):
                    return columns.back(line, args[0], dims, lagged)
                case Total(line, over, into):
                    return self._total(columns.own(line, 0), self.dims[line], over, into, dims)
                case Spread(line, parent, child):
                    return self._spread(columns.own(line, 0), self.dims[line], parent, child, dims)
                case Running(line, rank):
                    summed = earlier_in_rank(columns.own(line, 0), columns.own(rank, 0))
                    return self.aligned(summed, self.dims[line], dims)
                case Pick(line, dimension, member):
                    axis = self.dims[line].index(dimension)
                    place = self.dimensions[dimension].members.index(member)
                    rest = tuple(d for d in self.dims[line] if d != dimension)
                    return self.aligned(np.take(columns.own(line, 0), place, axis=axis), rest, dims)
                case Apply(op, _):
                    result: Array = np.asarray(OPERATORS[op].numpy(*args), dtype=np.float64)
                    return result
                case _:
                    assert_never(node)

        return fold(formula, visit)

    @staticmethod
    def aligned(array: Array, have: Sequence[str], want: Sequence[str]) -> Array:
        """Insert axes of length 1 for the dimensions that the array does not span."""
        if tuple(have) == tuple(want):
            return array
        sizes = iter(array.shape[: len(have)])
        spans = set(have)
        return array.reshape(*(next(sizes) if d in spans else 1 for d in want), *array.shape[-2:])

    def _total(
        self, array: Array, have: tuple[str, ...], over: str, into: str | None, want: tuple[str, ...]
    ) -> Array:
        axis = have.index(over)
        if into is None:
            return self.aligned(array.sum(axis=axis), [d for d in have if d != over], want)
        child, parent = self.dimensions[over], self.dimensions[into]
        places = [parent.members.index(child.parent_of[member]) for member in child.members]
        mapping = np.zeros((len(parent), len(child)))
        mapping[places, range(len(child))] = 1.0
        summed = np.moveaxis(np.tensordot(mapping, array, axes=(1, axis)), 0, axis)
        return self._mapped(summed, have, over, into, want)

    def _spread(self, array: Array, have: tuple[str, ...], parent: str, child: str, want: tuple[str, ...]) -> Array:
        members = self.dimensions[parent].members
        places = [members.index(self.dimensions[child].parent_of[m]) for m in self.dimensions[child].members]
        return self._mapped(np.take(array, places, axis=have.index(parent)), have, parent, child, want)

    def _mapped(self, array: Array, have: tuple[str, ...], old: str, new: str, want: tuple[str, ...]) -> Array:
        """Put the axis of a mapped dimension where the pack's order of dimensions has it."""
        renamed = [new if d == old else d for d in have]
        ordered = [d for d in self.dimensions if d in renamed]
        array = np.moveaxis(array, range(len(renamed)), [ordered.index(d) for d in renamed])
        return self.aligned(array, ordered, want)
