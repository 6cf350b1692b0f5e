"""Relative: a formula as it reads from its own cell, so that copies along a row are equal."""

from __future__ import annotations

import re

from openpyxl.utils import column_index_from_string

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


def relative(text: str, row: int, column: int) -> str:
    """The formula in R1C1 terms: what it says wherever it stands. Whatever is no reference is left alone."""

    def down(fixed: str, digits: str) -> str:
        return f"R{digits}" if fixed else f"R[{int(digits) - row}]"

    def across(fixed: str, letters: str) -> str:
        number = column_index_from_string(letters)
        return f"C{number}" if fixed else f"C[{number - column}]"

    def turned(match: re.Match[str]) -> str:
        kind = match.lastindex
        if kind is None:
            return match[0]
        if kind == 4:
            fixed, letters, fixed_row, digits = match.group(1, 2, 3, 4)
            if column_index_from_string(letters) > LAST_COLUMN or int(digits) > LAST_ROW:
                return match[0]
            return down(fixed_row, digits) + across(fixed, letters)
        fixed, first, fixed_last, last = match.group(*range(kind - 3, kind + 1))
        if kind == 8 and max(map(column_index_from_string, (first, last))) > LAST_COLUMN:
            return match[0]
        side = across if kind == 8 else down
        return f"{side(fixed, first)}:{side(fixed_last, last)}"

    return _PIECE.sub(turned, text)
