"""Reading: a formula written as text, through Python's own parser and a whitelist; never evaluated as code.

The syntax is the one in which `finmodel lines` prints formulas, so what it prints can be pasted.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from finmodel.errors import nearest
from finmodel.expr.nodes import (
    LITERALS,
    Apply,
    Node,
    Number,
    Pick,
    Reach,
    Ref,
    Running,
    Spread,
    Total,
    apply,
    children,
)  # fmt: skip
from finmodel.expr.operators import OPERATORS

LONGEST, MOST_NODES, DEEPEST = 500, 100, 20

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], str] = {ast.GtE: "ge", ast.Gt: "gt", ast.LtE: "le", ast.Lt: "lt"}
_REFERENCES = ("previous", "ago", "irr", "total", "spread", "running", "pick")


class FormulaTextError(ValueError):
    """What cannot be read, and what may stand there instead."""


def read_formula(text: str) -> Node:
    """The tree of a formula such as "capex / most(1, heads)" . Raises FormulaTextError."""
    if len(text) > LONGEST:
        raise FormulaTextError(f"a formula of {len(text)} characters; at most {LONGEST} are read: split it into lines")
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        raise FormulaTextError(f"no formula: {getattr(problem, 'msg', None) or 'it cannot be parsed'}") from None
    count = sum(1 for _ in ast.walk(parsed))
    if count > MOST_NODES * 3:
        raise FormulaTextError(f"a formula of more than {MOST_NODES} parts: split it into lines")
    node = _node(parsed, 0)
    if _size(node) > MOST_NODES:
        raise FormulaTextError(f"a formula of more than {MOST_NODES} parts: split it into lines")
    return node


def _short(number: float) -> str:
    """The number as written; one of hundreds of digits would not even fit a float."""
    return f"{number:g}" if abs(number) < 1e300 else f"of {len(str(number))} digits" if isinstance(number, int) else "inf"


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in children(node))


def _node(part: ast.expr, depth: int) -> Node:
    if depth > DEEPEST:
        raise FormulaTextError(f"a formula nested more than {DEEPEST} deep: split it into lines")

    def inner(expression: ast.expr) -> Node:
        return _node(expression, depth + 1)

    match part:
        case ast.Constant(value=bool()) | ast.Constant(value=str()) | ast.Constant(value=None):
            raise FormulaTextError(f"{part.value!r}; only names, 0, 1, 2, operators and the listed functions may stand here")
        case ast.Constant(value=int() | float() as number):
            if number not in LITERALS:
                raise FormulaTextError(f"the number {_short(number)}; only 0, 1 and 2 may: make it an input with a source")
            return Number(float(number))
        case ast.Name(id=name):
            return Ref(name)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return Number(-1.0)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return apply("neg", inner(operand))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return apply(_BINARY[type(operator)], inner(left), inner(right))
        case ast.Compare(left=left, ops=[operator_], comparators=[right]) if type(operator_) in _COMPARE:
            return apply(_COMPARE[type(operator_)], inner(left), inner(right))
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, part, inner)
        case _:
            raise FormulaTextError(f"'{ast.unparse(part)[:60]}', which no formula may hold")


def _call(name: str, call: ast.Call, inner: Callable[[ast.expr], Node]) -> Node:
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords):
        raise FormulaTextError(f"a starred argument of {name}")
    words = {str(word.arg): word.value for word in call.keywords}
    if len(words) < len(call.keywords):
        raise FormulaTextError(f"{name} with an argument named twice")
    if name in _REFERENCES:
        return _reference(name, call.args, words, inner)
    args = [inner(arg) for arg in call.args]
    if name == "ratio" and set(words) == {"otherwise"}:
        if len(args) != 2:
            raise FormulaTextError(f"ratio with {len(args)} arguments; it takes 2 beside otherwise=")
        return Apply("ratio_or", (*args, inner(words["otherwise"])))
    operator = OPERATORS.get(name)
    if operator is None or operator.infix:
        known = [*_REFERENCES, *(row.name for row in OPERATORS.values() if not row.infix)]
        raise FormulaTextError(f"the function '{name}'.{nearest(name, known)}")
    low, high = operator.arity
    if words or not low <= len(args) <= high:
        raise FormulaTextError(f"{name} with {len(args)} arguments; it takes {low if low == high else f'{low} to {high}'}")
    return Apply(name, tuple(args))


def _reference(
    name: str, args: list[ast.expr], words: dict[str, ast.expr], inner: Callable[[ast.expr], Node]
) -> Node:
    plain = {word: _name(value, f"{word}= of {name}") for word, value in words.items()}
    if not args:
        raise FormulaTextError(f"{name} without a line")
    line = _name(args[0], f"the first argument of {name}")
    rest = args[1:]
    match (name, len(rest), sorted(plain)):
        case ("previous", 0, []):
            return Ref(line, 1)
        case ("irr", 0, []):
            return Reach(line, "irr")
        case ("ago", 1, []):
            return Reach(line, "back", (inner(rest[0]),))
        case ("total", 0, ["over"]):
            return Total(line, plain["over"])
        case ("total", 0, ["into", "over"]):
            return Total(line, plain["over"], plain["into"])
        case ("spread", 0, ["child", "parent"]):
            return Spread(line, plain["parent"], plain["child"])
        case ("running", 0, ["before"]):
            return Running(line, plain["before"])
        case ("pick", 0, [dimension]):
            return Pick(line, dimension, plain[dimension])
        case _:
            raise FormulaTextError(f"{name} with arguments it does not take; `finmodel lines` shows how it is written")


def _name(part: ast.expr, what: str) -> str:
    if isinstance(part, ast.Name):
        return part.id
    raise FormulaTextError(f"'{ast.unparse(part)[:60]}' as {what}; a plain name must stand there")
