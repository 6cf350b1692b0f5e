"""Wordings: what finmodel's formulas say in a file in which rows, columns and sheets have moved."""

from __future__ import annotations

import re

from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.workbook.alignment import Alignment
from finmodel.workbook.formulas import quoted

_REFERENCE = re.compile(
    r"""("[^"]*")|(?<![\w.$!'])(?:('(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?(\$?[A-Z]{1,3}\$?[1-9]\d*)(?::(\$?[A-Z]{1,3}\$?[1-9]\d*))?(?![\w(.!])"""
)
"""A text, or a cell or a range with the sheet before it."""
_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?[1-9]\d*:\$?[A-Z]{1,3}\$?[1-9]\d*")
_PART = re.compile(r"(\$?)([A-Z]+)(\$?)(\d+)")


class _GoneError(Exception):
    """A formula reads a cell that is not in the file."""


class Wordings:
    """Formulas of ours, without "=", as they read after the moves of an alignment. Each reference is led once.

    ranges: whether a range must be the same; it need not be where the pack has moved on and may have other members and periods.
    """

    def __init__(self, alignment: Alignment, *, ranges: bool = True) -> None:
        self.alignment, self.ranges = alignment, ranges
        self.in_place = alignment.in_place
        self._led: dict[tuple[str, str], str] = {}

    def same(self, sheet: str, ours: str, found: object) -> bool:
        """Whether a formula in the file, "=" included, says what ours says. So it does, too, where a cell that ours reads
        is gone: what it says then is told by the row that is gone."""
        text = str(found)
        if self.in_place and text[1:] == ours:
            return True
        try:
            if _bare(self.moved(sheet, ours)) == _bare(text[1:]):
                return True
            return not self.ranges and _bare(_RANGE.sub("", self.moved(sheet, ours))) == _bare(_RANGE.sub("", text[1:]))
        except _GoneError:
            return True

    def told(self, sheet: str, ours: str) -> str:
        """A formula of ours as it would read in the file, "=" included; as it was written where a cell that it reads is gone."""
        try:
            return f"={self.moved(sheet, ours)}"
        except _GoneError:
            return f"={ours}"

    def moved(self, sheet: str, ours: str) -> str:
        """Raises _GoneError."""
        return _REFERENCE.sub(lambda match: self._one(sheet, match), ours)

    def _one(self, sheet: str, match: re.Match[str]) -> str:
        text = match[0]
        if match[1]:
            return text
        if (sheet, text) not in self._led:
            title = match[2].strip("'").replace("''", "'") if match[2] else sheet
            ends = [self._end(title, part) for part in (match[3], match[4]) if part]
            before = f"{quoted(self.alignment.sheets[title].title)}!" if match[2] else ""
            self._led[sheet, text] = before + ":".join(ends)
        return self._led[sheet, text]

    def _end(self, title: str, part: str) -> str:
        row, column = xl_cell_to_rowcol(part)
        at = self.alignment.at(title, row + 1, column)
        fixed = _PART.fullmatch(part)
        if at is None or fixed is None:
            raise _GoneError
        return f"{fixed[1]}{letters(at[2])}{fixed[3]}{at[1]}"


def _bare(text: str) -> str:
    """Programs differ in blanks, in quotes around the names of sheets, and in the case of names."""
    return text.replace(" ", "").replace("'", "").upper()
