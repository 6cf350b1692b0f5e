"""Excel compiler: a formula as text, the same in every period column of its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.expr.graph import COUNTER
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS
from finmodel.expr.text import Printed, bracketed, join, number
from finmodel.workbook.layout import OPENING, Layout

OWN, BEFORE = "\x01", "\x02"
"""Stand for the letters of the own and of the previous column until a formula is put into its cell."""


def in_column(formula: str, column: int) -> str:
    """The formula of one cell, from the formula of its row."""
    return formula.replace(OWN, letters(column)).replace(BEFORE, letters(column - 1))


class ExcelCompiler:
    """Compiles formulas for rows of a layout. Sums over members and mappings are SUMIF on the key columns."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.model = layout.model

    def row(self, line: str, member: Sequence[str], formula: Node) -> str:
        """The formula of one row, "=" included, with OWN and BEFORE for columns.

        line: whose row it is; member: its members, in the order of the line's dimensions.
        """
        own_row = self.layout.row(line, member)
        sheet = self.layout.bands[line].sheet
        members = dict(zip(self.model.dims[line], member, strict=True))

        def visit(node: Node, args: tuple[Printed, ...]) -> Printed:
            match node:
                case Number(value):
                    return number(value)
                case Ref(name, lag):
                    return Printed(self._cell(name, members, sheet, BEFORE if lag else OWN))
                case Pick(name, dimension, chosen):
                    return Printed(self._cell(name, {**members, dimension: chosen}, sheet, OWN))
                case Reach(name, op, _, lagged):
                    return self._reach(name, op, args, lagged, members, sheet)
                case Total(name, over, into):
                    rest = [d for d in self.model.dims[name] if d != over]
                    return self._sum(name, sheet, line, own_row, rest, {into: into} if into else {})
                case Spread(name, parent, _):
                    rest = [d for d in self.model.dims[name] if d != parent]
                    return self._sum(name, sheet, line, own_row, rest, {parent: parent})
                case Running(name, rank):
                    criterion = f'"<"&{self._cell(rank, members, sheet, OWN)}'
                    return Printed(f"SUMIF({self._range(rank, sheet)},{criterion},{self._range(name, sheet)})")
                case Apply(op, inner):
                    return self._operator(op, inner, args)
                case _:
                    assert_never(node)

        return "=" + _as_value(fold(formula, visit)).text

    def _operator(self, op: str, inner: tuple[Node, ...], args: tuple[Printed, ...]) -> Printed:
        operator = OPERATORS[op]
        ready = tuple(
            arg if operator.branches and place == 0 and arg.condition else _as_value(arg)
            for place, arg in enumerate(args)
        )
        return join(operator, operator.excel, ready, ",")

    def _reach(
        self, name: str, op: str, args: tuple[Printed, ...], lagged: bool, members: dict[str, str], sheet: str
    ) -> Printed:
        row = self._row_for(name, members)
        prefix = self._prefix(name, sheet)
        span = f"{prefix}${letters(OPENING)}{row}:{BEFORE if lagged else OWN}{row}"
        if op == "irr":
            # without a guess, losses end in #NUM!; a solver climbs to the rate from a guess below it: at most nothing,
            # and what comes back over what goes out as if the root of the number of periods lay between
            guess = f'MIN(0,(SUMIF({span},">0")/-SUMIF({span},"<0"))^(1/COUNT({span})^(1/2))-1)'
            return Printed(f"IRR({span},{guess})")
        counter = self._cell(COUNTER, {}, sheet, OWN)
        back = bracketed(_as_value(args[0]), 3)
        return Printed(f"INDEX({span},MAX(1,{counter}+1-{back}))")

    def _sum(
        self, name: str, sheet: str, line: str, own_row: int, rest: Sequence[str], mapped: dict[str, str]
    ) -> Printed:
        """SUM of a band, or SUMIF(S) of the rows whose keys are those of the own row."""
        keys = [*rest, *mapped]
        amounts = self._range(name, sheet)
        if not keys:
            return Printed(f"SUM({amounts})")
        pairs = []
        for dimension in keys:
            where = letters(self.layout.key_column(name, dimension))
            band = self.layout.bands[name]
            own_key = f"${letters(self.layout.key_column(line, dimension))}{own_row}"
            pairs.append(f"{self._prefix(name, sheet)}${where}${band.first}:${where}${band.last},{own_key}")
        if len(pairs) == 1:
            return Printed(f"SUMIF({pairs[0]},{amounts})")
        return Printed(f"SUMIFS({amounts},{','.join(pairs)})")

    def _row_for(self, name: str, members: dict[str, str]) -> int:
        return self.layout.row(name, [members[dimension] for dimension in self.model.dims[name]])

    def _cell(self, name: str, members: dict[str, str], sheet: str, column: str) -> str:
        band = self.layout.bands[name]
        row = self._row_for(name, members)
        if band.timeless:
            return f"{self._prefix(name, sheet)}${letters(band.value_column)}${row}"
        return f"{self._prefix(name, sheet)}{column}{row}"

    def _range(self, name: str, sheet: str) -> str:
        band = self.layout.bands[name]
        column = f"${letters(band.value_column)}" if band.timeless else OWN
        return f"{self._prefix(name, sheet)}{column}${band.first}:{column}${band.last}"

    def _prefix(self, name: str, sheet: str) -> str:
        other = self.layout.bands[name].sheet
        return "" if other == sheet else f"{quoted(other)}!"


def quoted(sheet: str) -> str:
    return f"'{sheet}'" if " " in sheet else sheet


def _as_value(piece: Printed) -> Printed:
    """A comparison as the number 1 or 0."""
    return Printed(f"IF({piece.text},1,0)", branches=True) if piece.condition else piece
