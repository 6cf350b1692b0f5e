"""Relative: a formula as it reads from its own cell, so that copies along a row are equal."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_PIECE = re.compile(
    r"""
    "(?:[^"]|"")*"                                    # a text
    | '(?:[^']|'')*'                                  # a quoted sheet name
    | \[[^\]]*\]                                      # another workbook, or a column of a table
    | (?<![A-Za-z0-9_.\\$])
      (?: (\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})  # 1-4: a cell
        | (\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})   # 5-8: whole columns
        | (\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})  # 9-12: whole rows
      )
      (?![A-Za-z0-9_.(!\[\\])
    """,
    re.VERBOSE,
)
Side = Callable[[str, str], str]


@cache
def column_number(letters: str) -> int:
    """The number of a column: A is 1, XFD is 16384; letters beyond are no column."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rewritten(text: str, row_side: Side, column_side: Side, rows_first: bool) -> str:
    """The formula with each row and each column of its references replaced, whatever is no reference left alone."""

    def turned(match: re.Match[str]) -> str:
        kind = match.lastindex
        if kind is None:
            return match[0]
        if kind == 4:
            fixed, letters, fixed_row, digits = match.group(1, 2, 3, 4)
            if column_number(letters) > LAST_COLUMN or int(digits) > LAST_ROW:
                return match[0]
            row, column = row_side(fixed_row, digits), column_side(fixed, letters)
            return row + column if rows_first else column + row
        side = column_side if kind == 8 else row_side
        fixed, first, fixed_last, last = match.group(*range(kind - 3, kind + 1))
        if kind == 8 and max(column_number(first), column_number(last)) > LAST_COLUMN:
            return match[0]
        return f"{side(fixed, first)}:{side(fixed_last, last)}"

    return _PIECE.sub(turned, text)


def relative(text: str, row: int, column: int) -> str:
    """The formula in R1C1 terms: what it says wherever it stands."""
    return _rewritten(
        text,
        lambda fixed, digits: f"R{digits}" if fixed else f"R[{int(digits) - row}]",
        lambda fixed, letters: f"C{column_number(letters)}" if fixed else f"C[{column_number(letters) - column}]",
        rows_first=True,
    )


def shifted(text: str, down: int, across: int) -> str:
    """The formula as it would read after copying it so many rows down and columns across."""
    return _rewritten(
        text,
        lambda fixed, digits: f"${digits}" if fixed else str(max(1, int(digits) + down)),
        lambda fixed, letters: f"${letters}" if fixed else column_letters(max(1, column_number(letters) + across)),
        rows_first=False,
    )
