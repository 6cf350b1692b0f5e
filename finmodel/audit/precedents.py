"""Precedents: the areas of cells that each formula depends on, names and tables followed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finmodel.audit.formula import Formula
from finmodel.audit.grid import Grid, Table
from finmodel.audit.reference import Area, Operand

_DEEPEST = 20
"""Names may stand for names; a longer chain of them is taken to lead nowhere."""

_PART = re.compile(r"\[([^\[\]]+)\]|([^\[\],]+)")
_TABLE = re.compile(r"([^\[\]]+)\[(.*)\]", re.DOTALL)


class Precedents:
    """The areas behind the operands of every formula, each formula's operands resolved once a sheet.

    address_only: whether to keep what a formula only asks the place of, as in ROWS(A1:A5).
    """

    def __init__(self, grid: Grid, *, address_only: bool = False) -> None:
        self.grid = grid
        self.address_only = address_only
        self.resolved: dict[tuple[str, str], list[tuple[str, Operand]]] = {}
        self.parts: dict[tuple[str, str], list[tuple[Table, str]]] = {}

    def of(self, sheet: str, row: int, column: int, formula: Formula) -> Iterator[Area]:
        key = (sheet, formula.r1c1)
        if key not in self.resolved:
            self.resolved[key] = list(self._cells(sheet, formula, 0))
            self.parts[key] = list(self._table_parts(sheet, row, column, formula))
        for on, operand in self.resolved[key]:
            yield operand.area(on, row, column)
        for table, within in self.parts[key]:
            yield _area(table, within, row)

    def _cells(self, sheet: str, formula: Formula, depth: int) -> Iterator[tuple[str, Operand]]:
        """Sheet and operand of every reference to cells, those that names stand for included."""
        for operand in formula.operands:
            if operand.book or (operand.address_only and not self.address_only):
                continue
            if operand.ends is not None:
                for on in self.grid.spanned(operand.sheet) if operand.sheet else [sheet]:
                    yield on, operand
            elif depth < _DEEPEST and (meant := name_of(self.grid, sheet, operand)) is not None:
                yield from self._cells(sheet, meant, depth + 1)

    def _table_parts(self, sheet: str, row: int, column: int, formula: Formula) -> Iterator[tuple[Table, str]]:
        for operand in formula.operands:
            if operand.ends is None and (found := table_of(self.grid, sheet, row, column, operand)) is not None:
                yield found


def name_of(grid: Grid, sheet: str, operand: Operand) -> Formula | None:
    """What a defined name stands for, that of the sheet before that of the workbook."""
    name = operand.name.lower()
    said = grid.spelling.get(operand.sheet.lower(), "") if operand.sheet else sheet
    return grid.names.get((said, name)) or grid.names.get(("", name))


def table_of(grid: Grid, sheet: str, row: int, column: int, operand: Operand) -> tuple[Table, str] | None:
    """The table an operand means and what of it; "[Price]" alone is a column of the table the formula stands in."""
    match = _TABLE.fullmatch(operand.name)
    if match is not None:
        table = grid.tables.get(match[1].lower())
        return None if table is None else (table, f"[{match[2]}]")
    if operand.name.startswith("["):
        for table in grid.tables.values():
            if table.sheet == sheet and table.top <= row <= table.bottom and table.left <= column <= table.right:
                return table, operand.name
        return None
    table = grid.tables.get(operand.name.lower())
    return None if table is None else (table, "")


def _area(table: Table, within: str, row: int) -> Area:
    """The cells of a table that a structured reference means, for a formula in this row."""
    parts = [(bracketed or plain).strip() for bracketed, plain in _PART.findall(within)]
    own_row = any(part.lower() == "#this row" or part.startswith("@") for part in parts)
    names = [column.lower() for column in table.columns]
    places = [names.index(name) for part in parts if (name := part.lstrip("@").lower()) in names]
    left = table.left + min(places) if places else table.left
    right = table.left + max(places) if places else table.right
    top, bottom = (row, row) if own_row else (table.top, table.bottom)
    return Area(table.sheet, top, left, bottom, right)
