"""Derive: the unit and the dimensions of a formula from those of the lines it mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from finmodel.errors import UnitError
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, children, fold
from finmodel.expr.operators import OPERATORS
from finmodel.expr.units import NONE, Unit


def unit_of(node: Node, unit_of_line: Callable[[str], Unit]) -> Unit | None:
    """The unit of a formula; None for a bare zero. Raises UnitError where units do not combine."""

    def visit(node: Node, args: tuple[Unit | None, ...]) -> Unit | None:
        match node:
            case Number(value):
                return None if value == 0 else NONE
            case Ref(line) | Total(line) | Spread(line) | Running(line) | Pick(line):
                return unit_of_line(line)
            case Reach(line, op, _):
                if any(arg not in (None, NONE) for arg in args):
                    raise UnitError("a reach counts whole periods: its argument must be a pure number")
                return NONE if op == "irr" else unit_of_line(line)
            case Apply(op, _):
                return OPERATORS[op].unit(list(args))
            case _:
                assert_never(node)

    return fold(node, visit)


def dims_of(node: Node, dims_of_line: Callable[[str], Iterable[str]]) -> set[str]:
    """The dimensions that a formula spans, by name."""
    match node:
        case Number():
            own: set[str] = set()
        case Ref(line) | Reach(line) | Running(line):
            own = set(dims_of_line(line))
        case Total(line, over, into):
            own = set(dims_of_line(line)) - {over} | ({into} if into else set())
        case Spread(line, parent, child):
            own = set(dims_of_line(line)) - {parent} | {child}
        case Pick(line, dimension, _):
            own = set(dims_of_line(line)) - {dimension}
        case Apply():
            own = set()
        case _:
            assert_never(node)
    for child_node in children(node):
        own |= dims_of(child_node, dims_of_line)
    return own
