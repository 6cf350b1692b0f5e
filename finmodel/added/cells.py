"""Added cells: what stands in the cells of an analyst's sheet, with links and comments, written into a sheet of ours."""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from xlsxwriter.utility import quote_sheetname

from finmodel.added.formula import Moving, Uncarriable
from finmodel.added.report import Report, printable
from finmodel.added.style import Styles
from finmodel.workbook.book import PlainWorksheet

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
AUTHOR = "finmodel"
_SHOWN = 80
"""Letters of a formula that a sentence shows; the comment beside the value has it all."""
_LONGEST_COMMENT = 10_000
_COMMENT_WIDTH, _COMMENT_LINE, _LETTERS_A_LINE = 260, 16, 38
"""Pixels, and letters that such a line holds."""

Value = float | str | bool | None


class CellWriter:
    """Writes the cells of one added sheet. Rows and columns count from 1 as openpyxl counts them."""

    def __init__(self, sheet: PlainWorksheet, title: str, styles: Styles, moving: Moving, report: Report) -> None:
        self.sheet = sheet
        self.title = title
        self.styles = styles
        self.moving = moving
        self.report = report

    def write(self, cell: Any, stored: Any, style: Any, *, spills: bool) -> None:
        """One cell with its format, link and comment; stored: the value that the old file keeps beside a formula."""
        row, column, comment = cell.row - 1, cell.column - 1, ""
        if cell.style_id in self.styles.gradients:
            self.report.add(self.title, "the gradient behind it is carried as one colour", cell.row, cell.column)
        if not isinstance(cell, MergedCell):
            if cell.hyperlink is not None:
                self._link(cell, style)
            comment = self._put(cell, plain(stored), style, spills=spills)
            comment = "\n\n".join(text for text in (_text(cell.comment), comment) if text)
        else:
            self.sheet.write_blank(row, column, None, style)
        if comment:
            self._comment(row, column, comment, cell.comment)

    def _put(self, cell: Any, stored: Value, style: Any, *, spills: bool) -> str:
        """Write the value or the formula; returns what a comment has to say of it."""
        found = cell.value
        if isinstance(found, DataTableFormula):
            self._value(cell, stored, style)
            self.report.add(self.title, "a data table is carried as the values that it showed", cell.row, cell.column)
            return ""
        if isinstance(found, ArrayFormula) or cell.data_type == "f":
            formula = str(found.text if isinstance(found, ArrayFormula) else found)
            area = str(found.ref) if isinstance(found, ArrayFormula) else ""
            return self._formula(cell, formula, area, stored, style, spills=spills)
        if isinstance(found, CellRichText):
            self._rich(cell, found, style)
        else:
            self._value(cell, plain(found), style)
        return ""

    def _formula(self, cell: Any, formula: str, area: str, stored: Value, style: Any, *, spills: bool) -> str:
        if formula == "=":
            self._value(cell, stored, style)
            return ""
        formula = formula if formula.startswith("=") else f"={formula}"
        try:
            carried = self.moving.carry(formula, self.title)
        except Uncarriable as why:
            self._value(cell, stored, style)
            self.report.add(self.title, f"carried as the value that it showed, not as a formula: {why}", cell.row, cell.column)
            return f"was {formula}; {why}"
        for note in carried.notes:
            self.report.add(self.title, note, cell.row, cell.column)
        cached: float | str = "" if stored is None else stored
        if area:
            self.sheet.put_array(area, cell.row - 1, cell.column - 1, carried.text, style, cached, spills=spills)
        else:
            self.sheet.put_formula(cell.row - 1, cell.column - 1, carried.text, style, cached)
        return ""

    def _value(self, cell: Any, found: Value, style: Any) -> None:
        row, column = cell.row - 1, cell.column - 1
        if found is None or found == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(found, bool):
            self.sheet.write_boolean(row, column, found, style)
        elif isinstance(found, str):
            if found in ERRORS and cell.data_type != "s":
                self.sheet.put_formula(row, column, f"={found}", style, found)
            else:
                self.sheet.write_string(row, column, found, style)
        else:
            self.sheet.write_number(row, column, found, style)

    def _rich(self, cell: Any, found: CellRichText, style: Any) -> None:
        """A text of several fonts; XlsxWriter wants two pieces at least, none of them empty."""
        pieces: list[Any] = []
        for piece in found:
            text = unescape(str(piece))
            if text:
                font = self.styles.font(getattr(piece, "font", None) or cell.font)
                pieces += [self.styles.get(font), text]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            written = self.sheet.write_rich_string(cell.row - 1, cell.column - 1, *pieces, style) if len(pieces) > 2 else -1
        if written != 0:
            self._value(cell, unescape(str(found)), style)

    def _link(self, cell: Any, style: Any) -> None:
        """A link over the cell, whose content is written after it; only https and places in the workbook."""
        link = cell.hyperlink
        target, place = str(link.target or ""), str(link.location or "")
        if target.startswith("#"):
            target, place = "", target[1:]
        if target.lower().startswith("https://"):
            address = f"{target}#{place}" if place else target
        elif not target and place:
            try:
                address = f"internal:{self._destination(place)}"
            except Uncarriable as why:
                self.report.add(self.title, f"its link is not carried: {why}", cell.row, cell.column)
                return
        else:
            kind = target.partition(":")[0] if ":" in target else "a file"
            self.report.add(self.title, f"its link ({printable(kind[:20])}) is not carried: only https and places in the workbook are",
                            cell.row, cell.column)  # fmt: skip
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            written = self.sheet.write_url(cell.row - 1, cell.column - 1, address, style, "x", str(link.tooltip or "")[:255] or None)
        if written != 0:
            self.report.add(self.title, "its link is not carried: it is too long, or one too many", cell.row, cell.column)

    def _destination(self, place: str) -> str:
        """Where a link inside the workbook leads now. Raises Uncarriable."""
        if "!" not in place and not self.moving.names.get(("", place.lower())):
            place = f"{quote_sheetname(self.title)}!{place}"
        return self.moving.carry(f"={place}", self.title).text[1:]

    def _comment(self, row: int, column: int, text: str, old: Comment | None) -> None:
        text = unescape(text)[:_LONGEST_COMMENT]
        lines = sum(math.ceil(max(len(line), 1) / _LETTERS_A_LINE) for line in text.splitlines())
        self.sheet.write_comment(row, column, text, {
            "author": unescape(str(old.author or AUTHOR))[:50] if old is not None else AUTHOR,
            "width": _COMMENT_WIDTH, "height": max(3, lines + 1) * _COMMENT_LINE,
        })  # fmt: skip


def plain(found: Any) -> Value:
    """A value as openpyxl gives it, as a number, a text, True or False, or None where the cell is blank."""
    if found is None:
        return None
    if isinstance(found, bool):
        return bool(found)
    if isinstance(found, datetime | date | time | timedelta):
        return float(to_excel(found))
    if isinstance(found, int | float):
        try:
            number = float(found)
        except OverflowError:
            return str(found)[:_SHOWN]
        return number if math.isfinite(number) else str(found)
    return str(unescape(str(found)))


def is_blank(cell: Any) -> bool:
    """Whether a cell has a format at most."""
    return isinstance(cell, MergedCell) or (cell.value is None and cell.hyperlink is None and cell.comment is None)


def kept(cells: Collection[Any], most: int) -> tuple[list[Any], Any]:
    """The first so many cells with something in them, row by row, with the blanks among them, and the first left out."""
    room = most
    taken: list[Any] = []
    for cell in sorted(cells, key=lambda one: (one.row, one.column)):
        if not is_blank(cell):
            if not room:
                return taken, cell
            room -= 1
        taken.append(cell)
    return taken, None


def _text(comment: Comment | None) -> str:
    return str(comment.text or "") if comment is not None else ""
