"""Node: the closed vocabulary of formulas, eight kinds, frozen and structurally equal.

A formula mentions other line items by reference only. Every compiler matches on `Node` exhaustively, so that a
type checker lists the compilers that a new kind of node must reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

from finmodel.errors import LiteralError
from finmodel.expr.operators import OPERATORS

T = TypeVar("T")
LITERALS = (0.0, 1.0, -1.0, 2.0)


@runtime_checkable
class Named(Protocol):
    """Anything that stands for a line item: it can be mentioned in a formula."""

    @property
    def node(self) -> Node: ...


class Operators:
    """Python's arithmetic on formulas. `==` is left alone: it compares trees, it never builds one."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Apply:
        return apply("add", self, other)

    def __radd__(self, other: Operand) -> Apply:
        return apply("add", other, self)

    def __sub__(self, other: Operand) -> Apply:
        return apply("sub", self, other)

    def __rsub__(self, other: Operand) -> Apply:
        return apply("sub", other, self)

    def __mul__(self, other: Operand) -> Apply:
        return apply("mul", self, other)

    def __rmul__(self, other: Operand) -> Apply:
        return apply("mul", other, self)

    def __truediv__(self, other: Operand) -> Apply:
        return apply("div", self, other)

    def __rtruediv__(self, other: Operand) -> Apply:
        return apply("div", other, self)

    def __pow__(self, other: Operand) -> Apply:
        return apply("pow", self, other)

    def __rpow__(self, other: Operand) -> Apply:
        return apply("pow", other, self)

    def __neg__(self) -> Apply:
        return apply("neg", self)

    def __ge__(self, other: Operand) -> Apply:
        return apply("ge", self, other)

    def __gt__(self, other: Operand) -> Apply:
        return apply("gt", self, other)

    def __le__(self, other: Operand) -> Apply:
        return apply("le", self, other)

    def __lt__(self, other: Operand) -> Apply:
        return apply("lt", self, other)


@dataclass(frozen=True, slots=True)
class Number(Operators):
    """A literal: 0, 1, -1 or 2. A bare zero takes any unit."""

    value: float


@dataclass(frozen=True, slots=True)
class Ref(Operators):
    """Another line item in the same column (lag 0) or in the previous one (lag 1)."""

    line: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Reach(Operators):
    """A range of another line from the opening column to this column, or to the previous one if `lagged`.

    op "back": the value `args[0]` periods ago, the opening column standing for everything before it.
    op "irr": the internal rate of return per period of the flows so far.
    """

    line: str
    op: str
    args: tuple[Node, ...] = ()
    lagged: bool = False


@dataclass(frozen=True, slots=True)
class Total(Operators):
    """The sum of a line over one dimension; with `into`, over the members mapped to each parent member."""

    line: str
    over: str
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Spread(Operators):
    """A parent dimension's value, repeated for each child member mapped to it."""

    line: str
    parent: str
    child: str


@dataclass(frozen=True, slots=True)
class Running(Operators):
    """The sum of a line over the members that rank before this one."""

    line: str
    rank: str


@dataclass(frozen=True, slots=True)
class Pick(Operators):
    """One member of a line's dimension."""

    line: str
    dimension: str
    member: str


@dataclass(frozen=True, slots=True)
class Apply(Operators):
    """An operator of the table in `operators.py`, applied to formulas."""

    op: str
    args: tuple[Node, ...]


Node = Number | Ref | Reach | Total | Spread | Running | Pick | Apply
Operand = Any
"""What may stand in a formula: a node, a line item, or one of the literals."""


def as_node(operand: Operand) -> Node:
    """Turn an operand into a node. Raises LiteralError for a number with commercial meaning."""
    if isinstance(operand, Node):
        return operand
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        if isinstance(operand, Named):
            return operand.node
        raise TypeError(f"{operand!r} cannot stand in a formula")
    if float(operand) not in LITERALS:
        raise LiteralError(operand)
    return Number(float(operand))


def name_of(operand: Operand) -> str:
    """The line that an operand refers to, where only a plain reference will do (rule 1)."""
    node = as_node(operand)
    if isinstance(node, Ref) and node.lag == 0:
        return node.line
    raise TypeError("this needs a line item, not a formula: give the formula a line of its own and name it")


def apply(op: str, *args: Operand) -> Apply:
    """Raises TypeError where an operator gets too few or too many formulas."""
    least, most = OPERATORS[op].arity
    if not least <= len(args) <= most:
        takes = f"{least}" if least == most else f"{least} to {most}"
        raise TypeError(f"{op} takes {takes} formulas, not {len(args)}")
    return Apply(op, tuple(as_node(arg) for arg in args))


def children(node: Node) -> tuple[Node, ...]:
    """The formulas inside a formula."""
    return node.args if isinstance(node, Apply | Reach) else ()


def fold(node: Node, visit: Callable[[Node, tuple[T, ...]], T]) -> T:
    """Compile a formula from the leaves up: `visit` gets a node and its children already compiled."""
    return visit(node, tuple(fold(child, visit) for child in children(node)))


def lines_in(node: Node) -> list[Node]:
    """Every node of the formula that mentions a line, in reading order."""
    found = [] if isinstance(node, Number | Apply) else [node]
    return found + [mention for child in children(node) for mention in lines_in(child)]
