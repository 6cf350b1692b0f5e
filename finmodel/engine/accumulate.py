"""Accumulation: loops that are really running sums or products, evaluated as whole rows.

A corkscrew (brought forward, closing), a cumulative row and a survival row all lag only themselves; recognising
them keeps the period loop for the few cycles that need it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finmodel.expr.elementwise import Array, Operation
from finmodel.expr.graph import precedents
from finmodel.expr.nodes import Apply, Node, Number, Ref


@dataclass(frozen=True, slots=True)
class Accumulation:
    """`line` = its previous value, plus (sum) or times (product) `change`; `carried` repeats the previous value."""

    line: str
    change: Node
    product: bool
    carried: str | None = None


def recognise(group: Sequence[str], formulas: Mapping[str, Node]) -> Accumulation | None:
    """The accumulation that a group of mutually dependent lines amounts to, or None if it is a true loop."""
    if len(group) == 1:
        line, carried = group[0], None
        back: Node = Ref(line, 1)
    elif len(group) == 2:
        pairs = [(a, b) for a, b in (group, tuple(reversed(group))) if formulas[a] == Ref(b, 1)]
        if not pairs:
            return None
        carried, line = pairs[0]
        back = Ref(carried)
    else:
        return None
    formula = formulas[line]
    if isinstance(formula, Apply) and formula.op == "mul" and formula.args[0] == back:
        change: Node | None = formula.args[1]
        product = True
    else:
        change, product = _without(formula, back), False
    if change is None or any(edge.line in group for edge in precedents(change)):
        return None
    return Accumulation(line, change, product, carried)


def _without(formula: Node, back: Node) -> Node | None:
    """The rest of a sum whose first term is `back`, or None."""
    if formula == back:
        return Number(0.0)
    if isinstance(formula, Apply) and formula.op in ("add", "sub"):
        rest = _without(formula.args[0], back)
        if rest is None:
            return None
        first = rest == Number(0.0)
        if formula.op == "add":
            return formula.args[1] if first else Apply("add", (rest, formula.args[1]))
        return Apply("neg", (formula.args[1],)) if first else Apply("sub", (rest, formula.args[1]))
    return None


def _running(operation: Operation) -> Operation:
    """From column to column: each with all before it. By columns, since a ufunc's own `accumulate` strides through them."""

    def running(row: Array, out: Array | None = None) -> Array:
        if out is None:
            out = row.copy()
        elif out is not row:
            np.copyto(out, row)
        for column in range(1, out.shape[-2]):
            now = out[..., column, :]
            operation(out[..., column - 1, :], now, out=now)
        return out

    return running


running_sum, running_product = _running(np.add), _running(np.multiply)
