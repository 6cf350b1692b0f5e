"""Rules: what a line item must satisfy before the model builds (rules 3, 4, 6 and 7 of docs/semantics.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from finmodel.errors import (
    DimensionError,
    FormulaUnitError,
    KindError,
    NestedConditionError,
    NotAvailableError,
    OpeningError,
    UnitError,
    UnknownLineError,
)
from finmodel.expr.derive import unit_of
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS
from finmodel.expr.text import plain
from finmodel.expr.units import Unit
from finmodel.model.item import Item, Kind, Line

ADDABLE = (Kind.FLOW, Kind.BALANCE, Kind.AVERAGE, Kind.INDEX, Kind.CONSTANT)


def check_unit(line: Line, formula: Node, units: Mapping[str, Unit]) -> None:
    """The derived unit must be the declared one. Raises FormulaUnitError, or UnitError naming the line."""
    declared = units[line.name]
    try:
        derived = unit_of(formula, units.__getitem__)
    except UnitError as error:
        raise UnitError(f"Line '{line.name}' does not add up: {error}, in {plain(formula)}.") from None
    if derived is not None and derived != declared:
        raise FormulaUnitError(line.name, str(derived), str(declared), plain(formula))


def check_conditions(line: str, formula: Node) -> None:
    """A condition holds no other condition, so that the Excel formula holds no IF inside an IF."""

    def visit(node: Node, args: tuple[bool, ...]) -> bool:
        if not isinstance(node, Apply):
            return any(args)
        operator = OPERATORS[node.op]
        inner = [branches or (_is_comparison(arg) and not (operator.branches and place == 0))
                 for place, (arg, branches) in enumerate(zip(node.args, args, strict=True))]  # fmt: skip
        if (operator.branches or operator.condition) and any(inner):
            raise NestedConditionError(line, plain(formula))
        return operator.branches or any(inner)

    fold(formula, visit)


def _is_comparison(node: Node) -> bool:
    return isinstance(node, Apply) and OPERATORS[node.op].condition


def is_optional(formula: Node | None) -> bool:
    """Whether a line may be n/a: its formula is a ratio that can have an empty denominator."""
    return isinstance(formula, Apply) and OPERATORS[formula.op].optional


def check_available(line: str, formula: Node, optional: set[str]) -> None:
    """No arithmetic takes a line that may be n/a, except through otherwise(...)."""
    match formula:
        case Apply("otherwise", (Ref(_), instead)):
            check_available(line, instead, optional)
        case Apply(_, args):
            for arg in args:
                if is_optional(arg):
                    raise NotAvailableError(line, plain(arg))
                check_available(line, arg, optional)
        case Number():
            pass
        case Ref(name) | Reach(name) | Total(name) | Spread(name) | Running(name) | Pick(name):
            if name in optional:
                raise NotAvailableError(line, name)
        case _:
            assert_never(formula)


def check_roll_up(line: Item, lines: Mapping[str, Item]) -> None:
    """Every kind has what its roll-up to years needs (rule 4)."""
    if not isinstance(line, Line):
        return
    if line.kind is Kind.RATIO and not (line.numerator and line.denominator):
        raise KindError(f"Line '{line.name}' is a ratio without numerator and denominator: write ratio(unit, num, den).")
    for part in (line.numerator, line.denominator):
        if part and lines[part].kind not in ADDABLE:
            raise KindError(
                f"Line '{line.name}' divides by years what cannot be rolled up: '{part}' is a "
                f"{lines[part].kind.value}. Use a flow, a balance, an average, an index or a constant."
            )


def check_weight(line: Item, lines: Mapping[str, Item], dims: Mapping[str, tuple[str, ...]]) -> None:
    """The weight of a rate is a line that changes over time and spans no more than the rate does (rule 4)."""
    weight = getattr(line, "weight", "")
    if not weight:
        return
    if weight not in lines:
        raise UnknownLineError(line.name, weight, lines)
    if lines[weight].kind is Kind.CONSTANT:
        raise KindError(f"Line '{line.name}' is weighted by '{weight}', which is the same in every period: leave it out.")
    if set(dims[weight]) - set(dims[line.name]):
        raise DimensionError(
            f"Line '{line.name}' is weighted by '{weight}', which spans {', '.join(dims[weight])}: "
            f"a weight spans no more than the line. Total it first."
        )


def check_opening(line: str, formula: Node, lines: Mapping[str, Item]) -> None:
    """A line that is reached backwards declares its value before the first period (rule 6)."""

    def visit(node: Node, _: tuple[None, ...]) -> None:
        if isinstance(node, Reach) or (isinstance(node, Ref) and node.lag):
            if lines[node.line].kind is Kind.CONSTANT:
                raise KindError(f"Line '{line}' lags '{node.line}', which is the same in every period.")
            if getattr(lines[node.line], "before", None) is None:
                raise OpeningError(line, node.line)

    fold(formula, visit)
