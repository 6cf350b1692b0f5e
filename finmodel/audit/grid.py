"""Grid: a neutral, read-only picture of a workbook: its sheets, cells, names and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from finmodel.audit.formula import Formula

HEADING_ROWS = 12
"""How far down the heading of periods is looked for, and cached values of formulas are kept."""

_STATIC = re.compile(r"\(static\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constant:
    """A cell that was typed. Dates are dates; blue: its font is the blue of inputs."""

    value: object
    blue: bool = False

    @property
    def number(self) -> bool:
        return not isinstance(self.value, str | bool)


Cell = Formula | Constant


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: where it stands and what its columns are called."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    columns: tuple[str, ...]


@dataclass
class Sheet:
    """One worksheet. Rows and columns are counted from 1; rows hold only cells with something in them.

    shown: values of formulas in the first rows, as the file has them. errors: cells whose value is an error.
    arrays: the first cell of each array formula -> the cells it fills.
    """

    name: str
    state: str = "visible"
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    shown: dict[tuple[int, int], object] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    arrays: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    frozen_rows: int = 0

    @cached_property
    def static(self) -> bool:
        """Whether its title says "(static": the sheet holds results of a run, not live formulas."""
        title = self.rows.get(1, {}).get(1)
        return isinstance(title, Constant) and isinstance(title.value, str) and bool(_STATIC.search(title.value))

    @cached_property
    def last_row(self) -> int:
        return max(self.rows, default=0)

    @cached_property
    def last_column(self) -> int:
        return max((max(row) for row in self.rows.values()), default=0)

    def value(self, row: int, column: int) -> object:
        """What a reader sees: what was typed, or in the first rows the stored value of the formula."""
        cell = self.rows.get(row, {}).get(column)
        return cell.value if isinstance(cell, Constant) else self.shown.get((row, column))

    def formulas(self) -> Iterator[tuple[int, int, Formula]]:
        """Row, column and formula of every formula cell, row by row."""
        for row, cells in self.rows.items():
            for column, cell in cells.items():
                if isinstance(cell, Formula):
                    yield row, column, cell

    @cached_property
    def formula_count(self) -> int:
        return sum(1 for _ in self.formulas())

    @cached_property
    def unique_count(self) -> int:
        return len({formula.r1c1 for _, _, formula in self.formulas()})


@dataclass
class Grid:
    """A workbook. names: (sheet, or "" for the whole workbook; name in small letters) -> what it stands for, read at A1."""

    sheets: dict[str, Sheet]
    names: dict[tuple[str, str], Formula] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    macros: list[str] = field(default_factory=list)

    @cached_property
    def spelling(self) -> dict[str, str]:
        """Sheet name in small letters -> as it is written; Excel does not tell them apart."""
        return {name.lower(): name for name in self.sheets}

    def live(self) -> Iterator[Sheet]:
        """The sheets that the rules on formulas are for: all but those that say they are static."""
        return (sheet for sheet in self.sheets.values() if not sheet.static)

    def spanned(self, sheets: str) -> list[str]:
        """The sheets a reference means: one, or all from A to C of "A:C"; none where it names one that is not there."""
        if (one := self.spelling.get(sheets.lower())) is not None:
            return [one]
        first, _, last = sheets.lower().partition(":")
        if first not in self.spelling or last not in self.spelling:
            return []
        order = list(self.spelling)
        return [self.spelling[name] for name in order[order.index(first) : order.index(last) + 1]]
