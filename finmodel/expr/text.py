"""Text: formulas printed for people and for Excel, with brackets exactly where precedence needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import ATOM, OPERATORS, Operator


@dataclass(frozen=True, slots=True)
class Printed:
    """A compiled piece of text, how tightly it binds, and whether it is a comparison or holds an IF."""

    text: str
    precedence: int = ATOM
    condition: bool = False
    branches: bool = False


def bracketed(piece: Printed, least: int) -> str:
    """The text, in brackets unless it binds at least as tightly as `least`."""
    return piece.text if piece.precedence >= least else f"({piece.text})"


def join(operator: Operator, template: str, args: tuple[Printed, ...], comma: str = ", ") -> Printed:
    """Print one operator over its printed arguments, by its infix symbol or its template."""
    branches = operator.branches or any(arg.branches for arg in args)
    if not operator.infix:
        filled = template.replace("{all}", comma.join(arg.text for arg in args))
        for place, arg in enumerate(args):
            filled = filled.replace(f"{{{place}}}", arg.text).replace(f"{{{place}b}}", bracketed(arg, 4))
        return Printed(filled, ATOM, False, branches)
    binds = operator.precedence
    if len(args) == 1:
        return Printed(template + bracketed(args[0], ATOM), binds, False, branches)
    left = bracketed(args[0], ATOM if operator.name == "pow" else binds + operator.condition)
    right = bracketed(args[1], ATOM if operator.name == "pow" else binds + 1)
    gap = "" if operator.name == "pow" or comma == "," else " "
    return Printed(f"{left}{gap}{template}{gap}{right}", binds, operator.condition, branches)


def number(value: float) -> Printed:
    return Printed(f"{value:g}", ATOM if value >= 0 else 2)


def plain(node: Node) -> str:
    """A formula as an analyst reads it: names, operators, previous(...), total(...)."""
    return fold(node, _plain).text


def _plain(node: Node, args: tuple[Printed, ...]) -> Printed:
    match node:
        case Number(value):
            return number(value)
        case Ref(line, lag):
            return Printed(f"previous({line})" if lag else line)
        case Reach(line, op, _, _):
            name = "ago" if op == "back" else op
            return Printed(f"{name}({', '.join([line, *(arg.text for arg in args)])})")
        case Total(line, over, into):
            return Printed(f"total({line}, over={over}{f', into={into}' if into else ''})")
        case Spread(line, parent, child):
            return Printed(f"spread({line}, parent={parent}, child={child})")
        case Running(line, rank):
            return Printed(f"running({line}, before={rank})")
        case Pick(line, dimension, member):
            return Printed(f"pick({line}, {dimension}={member})")
        case Apply(op, _):
            return join(OPERATORS[op], OPERATORS[op].plain, args)
        case _:
            assert_never(node)
