"""NumPy compiler: one formula over arrays of (members..., period, sample)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.rank import earlier_in_rank
from finmodel.engine.returns import internal_rate
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS, Operator
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

    def so_far(self, line: str) -> Array:
        """For each column, the flows from opening to it and zeros after: (members..., columns, periods, samples)."""
        ...


Run = Callable[[Columns], Array]
"""A compiled formula."""


def _applied(operator: Operator, args: tuple[Run, ...]) -> Run:
    """An operator over compiled arguments; comparisons become the numbers 1 and 0."""
    compute = operator.numpy
    if operator.condition:
        left, right = args
        return lambda columns: compute(left(columns), right(columns)).astype(np.float64)
    if len(args) == 1:
        (only,) = args
        return lambda columns: compute(only(columns))
    if len(args) == 2:
        first, second = args
        return lambda columns: compute(first(columns), second(columns))
    return lambda columns: compute(*(arg(columns) for arg in args))


def _axes(have: Sequence[str], want: Sequence[str]) -> tuple[slice | None, ...]:
    """An index that inserts axes of length 1 for the dimensions that an array does not span."""
    spans = set(have)
    return (*(slice(None) if d in spans else None for d in want), slice(None), slice(None))


class Compiler:
    """Evaluates a formula for a line of given dimensions. Knows dimensions, never the layout of time."""

    def __init__(self, dimensions: Mapping[str, Dimension], dims: Mapping[str, tuple[str, ...]]) -> None:
        self.dimensions = dimensions
        self.dims = dims

    def evaluate(self, formula: Node, dims: tuple[str, ...], columns: Columns) -> Array:
        """The formula's values, aligned to `dims` by name; axes it does not span have length 1."""
        return self.compile(formula, dims)(columns)

    def compile(self, formula: Node, dims: tuple[str, ...]) -> Run:
        """The formula as a function of columns, so that a loop over periods does not read the tree again."""
        return fold(formula, lambda node, args: self._run(node, args, dims))

    def _run(self, node: Node, args: tuple[Run, ...], want: tuple[str, ...]) -> Run:
        match node:
            case Number(value):
                literal = np.full((1,) * (len(want) + 2), value)
                return lambda columns: literal
            case Ref(line, lag):
                if self.dims[line] == want:
                    return lambda columns: columns.own(line, lag)
                place = _axes(self.dims[line], want)
                return lambda columns: columns.own(line, lag)[place]
            case Reach(line, "irr", _):
                have = self.dims[line]
                return lambda columns: self.aligned(internal_rate(columns.so_far(line))[..., 0, :], have, want)
            case Reach(line, _, _, lagged):
                (periods,) = args
                return lambda columns: columns.back(line, periods(columns), want, lagged)
            case Total(line, over, into):
                have = self.dims[line]
                return lambda columns: self._total(columns.own(line, 0), have, over, into, want)
            case Spread(line, parent, child):
                have = self.dims[line]
                return lambda columns: self._spread(columns.own(line, 0), have, parent, child, want)
            case Running(line, rank):
                have = self.dims[line]
                return lambda columns: self.aligned(
                    earlier_in_rank(columns.own(line, 0), columns.own(rank, 0)), have, want
                )
            case Pick(line, dimension, member):
                axis = self.dims[line].index(dimension)
                chosen = self.dimensions[dimension].members.index(member)
                rest = tuple(d for d in self.dims[line] if d != dimension)
                return lambda columns: self.aligned(np.take(columns.own(line, 0), chosen, axis=axis), rest, want)
            case Apply(op, _):
                return _applied(OPERATORS[op], args)
            case _:
                assert_never(node)

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
