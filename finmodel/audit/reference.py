"""Reference: the cells a formula points at, seen from wherever the formula stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from finmodel.audit.relative import LAST_COLUMN, LAST_ROW

_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})"
_CELLS = re.compile(rf"{_CELL}(?::{_CELL})?#?")
_COLUMNS = re.compile(r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})")
_ROWS = re.compile(r"(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})")
_OPERAND = re.compile(r":?(?:((?:'(?:[^']|'')*'|[^'!])*)!)?(.*)", re.DOTALL)
_BOOK = re.compile(r"^(.*)\[([^\]]*)\]")


class Area(NamedTuple):
    """A rectangle of cells on one sheet."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        return self.top == self.bottom and self.left == self.right

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Along(NamedTuple):
    """A row or a column of a reference: a number where fixed, else a distance from the formula's own."""

    fixed: bool
    number: int


@dataclass(frozen=True, slots=True)
class Operand:
    """What a formula names: cells (ends given), or a name or table (ends empty), here or in another workbook.

    sheet: as written without quotes, "" where the formula does not say; "A:C" spans sheets.
    address_only: the formula asks where the cells stand, not what they hold, as in ROWS(A1:A5).
    """

    text: str
    sheet: str
    book: str
    name: str
    ends: tuple[Along, Along, Along, Along] | None = None
    whole: bool = False
    address_only: bool = False

    def area(self, sheet: str, row: int, column: int) -> Area:
        """The cells, for a formula at this row and column; only for an operand with ends."""
        assert self.ends is not None
        (top_fixed, top), (left_fixed, left), (bottom_fixed, bottom), (right_fixed, right) = self.ends
        top, left = top if top_fixed else row + top, left if left_fixed else column + left
        bottom, right = bottom if bottom_fixed else row + bottom, right if right_fixed else column + right
        if top > bottom:
            top, bottom = bottom, top
        if left > right:
            left, right = right, left
        return Area(sheet, top, left, bottom, right)


def operand(text: str, row: int, column: int, *, address_only: bool = False) -> Operand:
    """Read one operand of a formula that stands at this row and column."""
    match = _OPERAND.fullmatch(text)
    assert match is not None
    prefix, rest = match[1] or "", match[2]
    if prefix.startswith("'"):
        prefix = prefix[1:-1].replace("''", "'")
    other = _BOOK.match(prefix)
    book = other[2] or "?" if other else ""
    sheet = prefix[other.end() :] if other else prefix
    ends = _ends(rest, row, column)
    return Operand(text, sheet, book, "" if ends else rest, ends, ends is not None and _whole(ends), address_only)


def _whole(ends: tuple[Along, Along, Along, Along]) -> bool:
    """Whether they span every row or every column of a sheet."""
    top, left, bottom, right = ends
    columns = top == Along(True, 1) and bottom == Along(True, LAST_ROW)
    return columns or (left == Along(True, 1) and right == Along(True, LAST_COLUMN))


def _ends(text: str, row: int, column: int) -> tuple[Along, Along, Along, Along] | None:
    """Top, left, bottom and right, or nothing where the text is no address."""

    def down(fixed: str, digits: str) -> Along:
        return Along(True, int(digits)) if fixed else Along(False, int(digits) - row)

    def across(fixed: str, letters: str) -> Along:
        number = column_index_from_string(letters)
        return Along(True, number) if fixed else Along(False, number - column)

    if (cells := _CELLS.fullmatch(text)) is not None:
        first, last = cells.groups()[:4], cells.groups()[4:]
        last = last if last[1] else first
        if max(column_index_from_string(first[1]), column_index_from_string(last[1])) > LAST_COLUMN or max(int(first[3]), int(last[3])) > LAST_ROW:
            return None
        top, bottom = down(first[2], first[3]), down(last[2], last[3])
        left, right = across(first[0], first[1]), across(last[0], last[1])
        if (int(first[3]), int(last[3])) == (1, LAST_ROW):
            top, bottom = Along(True, 1), Along(True, LAST_ROW)
        if (column_index_from_string(first[1]), column_index_from_string(last[1])) == (1, LAST_COLUMN):
            left, right = Along(True, 1), Along(True, LAST_COLUMN)
        return top, left, bottom, right
    if (columns := _COLUMNS.fullmatch(text)) is not None and max(column_index_from_string(columns[2]), column_index_from_string(columns[4])) <= LAST_COLUMN:
        return Along(True, 1), across(columns[1], columns[2]), Along(True, LAST_ROW), across(columns[3], columns[4])
    if (rows := _ROWS.fullmatch(text)) is not None:
        return down(rows[1], rows[2]), Along(True, 1), down(rows[3], rows[4]), Along(True, LAST_COLUMN)
    return None
