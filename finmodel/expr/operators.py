"""Operator: THE table. One row per operator, one column per compiler; adding an operator is adding a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finmodel.errors import UnitError
from finmodel.expr.elementwise import (
    available_if,
    capital_recovery,
    chained,
    clamp,
    end_of_month,
    flag,
    instead_of_gaps,
    month_of,
    safe_ratio,
    where,
    year_of,
)
from finmodel.expr.units import DATE, DAY, NONE, Unit, same

Units = Sequence[Unit | None]
"""Units of the arguments; None is a bare zero, which fits any unit."""

ATOM = 9


# --- unit column ---


def _add(units: Units) -> Unit:
    if DATE in units:
        if units in ([DATE, DAY], [DAY, DATE]):
            return DATE
        raise UnitError("only days can be added to a date")
    return same(units, "sum")


def _sub(units: Units) -> Unit:
    if units[0] == DATE:
        if units[1] == DATE:
            return DAY
        if units[1] == DAY:
            return DATE
        raise UnitError("only a date or days can be taken from a date")
    if units[1] == DATE:
        raise UnitError("a date can be taken only from a date")
    return same(units, "difference")


def _times(units: Units) -> Unit:
    return (units[0] or NONE).times(units[1] or NONE)


def _over(units: Units) -> Unit:
    return (units[0] or NONE).times(units[1] or NONE, -1)


def _size(units: Units) -> Unit:
    if units[0] == DATE:
        raise UnitError("a date has no sign and no size")
    return units[0] or NONE


def _alike(units: Units) -> Unit:
    return same(units, "comparison")


def _compare(units: Units) -> Unit:
    same(units, "comparison")
    return NONE


def _pure(units: Units) -> Unit:
    for unit in units:
        if unit not in (None, NONE):
            raise UnitError(f"a pure number is needed here, not {unit}")
    return NONE


def _choice(units: Units) -> Unit:
    _pure(units[:1])
    return same(units[1:], "choice")


def _ratio(units: Units) -> Unit:
    unit = _over(units[:2])
    return same([unit, *units[2:]], "ratio and its replacement")


def _calendar(units: Units) -> Unit:
    if units[0] != DATE:
        raise UnitError("a date is needed here")
    _pure(units[1:])
    return NONE if len(units) == 1 else DATE


# --- the table ---


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator in every language.

    `plain` and `excel` are an infix symbol (with `precedence`) or a template over the compiled arguments
    {0}, {1}, {2}, or {all} for any number of them. `condition` marks a comparison, `branches` a formula that
    prints as IF in Excel, `optional` a result that may be n/a. `numpy` takes `out=`, as a ufunc does.
    """

    name: str
    arity: tuple[int, int]
    plain: str
    excel: str
    numpy: Callable[..., Any]
    unit: Callable[[Units], Unit]
    precedence: int = ATOM
    condition: bool = False
    branches: bool = False
    optional: bool = False

    @property
    def infix(self) -> bool:
        return self.precedence < ATOM


_MANY = (1, 8)

_ROWS = [
    Operator("ge", (2, 2), ">=", ">=", flag(np.greater_equal), _compare, 1, condition=True),
    Operator("gt", (2, 2), ">", ">", flag(np.greater), _compare, 1, condition=True),
    Operator("le", (2, 2), "<=", "<=", flag(np.less_equal), _compare, 1, condition=True),
    Operator("lt", (2, 2), "<", "<", flag(np.less), _compare, 1, condition=True),
    Operator("add", (2, 2), "+", "+", np.add, _add, 2),
    Operator("sub", (2, 2), "-", "-", np.subtract, _sub, 2),
    Operator("neg", (1, 1), "-", "-", np.negative, _size, 2),
    Operator("mul", (2, 2), "*", "*", np.multiply, _times, 3),
    Operator("div", (2, 2), "/", "/", np.divide, _over, 3),
    Operator("pow", (2, 2), "**", "^", np.power, _pure, 5),
    Operator("min", _MANY, "min({all})", "MIN({all})", chained(np.minimum), _alike),
    Operator("max", _MANY, "max({all})", "MAX({all})", chained(np.maximum), _alike),
    Operator("clamp", (3, 3), "clamp({all})", "MAX({1},MIN({2},{0}))", clamp, _alike),
    Operator("abs", (1, 1), "abs({0})", "ABS({0})", np.abs, _size),
    Operator("exp", (1, 1), "exp({0})", "EXP({0})", np.exp, _pure),
    Operator("log", (1, 1), "log({0})", "LN({0})", np.log, _pure),
    Operator("sin", (1, 1), "sin({0})", "SIN({0})", np.sin, _pure),
    Operator("whole", (1, 1), "whole({0})", "INT({0})", np.floor, lambda units: units[0] or NONE),
    Operator("where", (3, 3), "where({all})", "IF({0},{1},{2})", where, _choice,
             branches=True),
    Operator("ratio", (2, 2), "ratio({all})", 'IF({1}=0,"n/a",{0b}/{1b})', safe_ratio, _ratio,
             branches=True, optional=True),
    Operator("ratio_or", (3, 3), "ratio({0}, {1}, otherwise={2})", "IF({1}=0,{2},{0b}/{1b})", safe_ratio, _ratio,
             branches=True),
    Operator("otherwise", (2, 2), "otherwise({all})", "IF(ISNUMBER({0}),{0},{1})",
             instead_of_gaps, _alike, branches=True),
    Operator("if_available", (2, 2), "if_available({all})", 'IF({0},{1},"n/a")',
             available_if, lambda units: _choice([units[0], units[1]]),
             branches=True, optional=True),
    Operator("year_of", (1, 1), "year_of({0})", "YEAR({0})", year_of, _calendar),
    Operator("month_of", (1, 1), "month_of({0})", "MONTH({0})", month_of, _calendar),
    Operator("end_of_month", (2, 2), "end_of_month({all})", "EOMONTH({all})", end_of_month, _calendar),
    Operator("capital_recovery", (2, 2), "capital_recovery({all})", "(-PMT({0},{1},1))", capital_recovery, _pure),
]  # fmt: skip

OPERATORS: dict[str, Operator] = {row.name: row for row in _ROWS}
