"""NumPy compiler: one formula over arrays of (members..., period, sample)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, assert_never

import numpy as np

from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.members import along, spread_over, sum_into, sum_over
from finmodel.engine.rank import earlier_in_rank
from finmodel.expr.elementwise import Array, Operation
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS, Operator
from finmodel.model.dimension import Dimension


class Columns(Protocol):
    """What a formula may see of other lines, whatever the columns being calculated, and how it is to calculate."""

    @property
    def arithmetic(self) -> Arithmetic: ...

    def own(self, line: str, lag: int) -> Array:
        """Same columns, or each one's previous column; shape (members..., columns or 1, samples or 1)."""
        ...

    def back(self, line: str, periods: Array, dims: tuple[str, ...], lagged: bool) -> Array:
        """The value so many periods before each column; the opening column stands for all before it."""
        ...

    def rate_so_far(self, line: str) -> Array:
        """The internal rate of return of the flows from opening to each column."""
        ...


Run = Callable[[Columns, Array | None], Array]
"""A compiled formula: what it may see, and where its values should go, which an operation obeys and a reference ignores."""


def _applied(operator: Operator, args: tuple[Run, ...]) -> Run:
    """An operator over compiled arguments."""
    compute = operator.numpy
    if len(args) == 1:
        (only,) = args
        return lambda columns, into: columns.arithmetic.apply(compute, only(columns, None), into=into)
    if len(args) == 2:
        first, second = args
        return lambda columns, into: columns.arithmetic.apply(
            compute, first(columns, None), second(columns, None), into=into
        )
    return lambda columns, into: columns.arithmetic.apply(compute, *(arg(columns, None) for arg in args), into=into)


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
        return self.compile(formula, dims)(columns, None)

    def compile(self, formula: Node, dims: tuple[str, ...]) -> Run:
        """The formula as a function of columns, so that a loop over periods does not read the tree again."""
        return fold(formula, lambda node, args: self._run(node, args, dims))

    def _run(self, node: Node, args: tuple[Run, ...], want: tuple[str, ...]) -> Run:
        match node:
            case Number(value):
                literal = np.full((1,) * (len(want) + 2), value)
                return lambda *_: literal
            case Ref(line, lag):
                if self.dims[line] == want:
                    return lambda columns, _: columns.own(line, lag)
                place = _axes(self.dims[line], want)
                return lambda columns, _: columns.own(line, lag)[place]
            case Reach(line, "irr", _):
                have = self.dims[line]
                return lambda columns, _: self.aligned(columns.rate_so_far(line), have, want)
            case Reach(line, _, _, lagged):
                (periods,) = args
                return lambda columns, _: columns.back(line, periods(columns, None), want, lagged)
            case Total(line, over, parent_name):
                axis = self.dims[line].index(over)
                if parent_name is None:
                    return self._on_members(line, sum_over(axis), over, None, want)
                child, parent = self.dimensions[over], self.dimensions[parent_name]
                places = [parent.members.index(child.parent_of[member]) for member in child.members]
                return self._on_members(line, sum_into(places, len(parent), axis), over, parent_name, want)
            case Spread(line, parent_name, child_name):
                members, child = self.dimensions[parent_name].members, self.dimensions[child_name]
                places = [members.index(child.parent_of[member]) for member in child.members]
                operation = spread_over(places, self.dims[line].index(parent_name))
                return self._on_members(line, operation, parent_name, child_name, want)
            case Running(line, rank):
                have = self.dims[line]
                return lambda columns, _: self.aligned(
                    columns.arithmetic.apply(earlier_in_rank, columns.own(line, 0), columns.own(rank, 0)), have, want
                )
            case Pick(line, dimension, member):
                axis = self.dims[line].index(dimension)
                chosen = along(axis, self.dimensions[dimension].members.index(member))
                rest = tuple(d for d in self.dims[line] if d != dimension)
                return lambda columns, _: self.aligned(columns.own(line, 0)[chosen], rest, want)
            case Apply(op, _):
                return _applied(OPERATORS[op], args)
            case _:
                assert_never(node)

    @staticmethod
    def aligned(array: Array, have: Sequence[str], want: Sequence[str]) -> Array:
        """Insert axes of length 1 for the dimensions that the array does not span."""
        return array if tuple(have) == tuple(want) else array[_axes(have, want)]

    def _on_members(self, line: str, operation: Operation, old: str, new: str | None, want: tuple[str, ...]) -> Run:
        """An operation that takes the axis of one dimension away, or puts that of another in its place."""
        put = [d if d != old else new for d in self.dims[line]]
        have = [d for d in put if d is not None]
        order = [d for d in self.dimensions if d in have]
        axes = (*(have.index(d) for d in order), len(have), len(have) + 1)
        return lambda columns, _: self.aligned(
            columns.arithmetic.apply(operation, columns.own(line, 0)).transpose(axes), order, want
        )
