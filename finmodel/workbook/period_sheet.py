"""Period sheet: the heading and the columns that every sheet with quarters shares."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.engine.evaluate import Array
from finmodel.model.item import Item
from finmodel.model.model import Model
from finmodel.workbook.book import Book, PlainWorksheet
from finmodel.workbook.formats import Formats, display
from finmodel.workbook.formulas import OWN, in_column, quoted
from finmodel.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    HEADER_ROWS,
    LABEL,
    LINE,
    MEMBER_1,
    MEMBER_2,
    NOTE,
    OPENING,
    TOTAL,
    UNIT,
    Layout,
    letters,
)  # fmt: skip

HEADS = {
    LABEL: "Label", UNIT: "Unit shown", NOTE: "Note", LINE: "Line", MEMBER_1: "Member 1", MEMBER_2: "Member 2",
    CONSTANT: "Constant", TOTAL: "Total", OPENING: "Opening",
}  # fmt: skip
WIDTHS = {LABEL: 58, UNIT: 22, NOTE: 44, LINE: 30, MEMBER_1: 14, MEMBER_2: 14, CONSTANT: 12, TOTAL: 12, OPENING: 12}
TIMING_ROWS = (("period_end", 2), ("fiscal_year", 3), ("actual_flag", 4))
MASTER_ROW = 5
PAGES_WIDE = 3
"""Rows of the heading, counted from 0, and the timing line that each repeats."""


@dataclass
class Context:
    """What every sheet writer needs."""

    book: Book
    formats: Formats
    layout: Layout
    model: Model
    values: dict[str, Array]
    years: dict[str, Array]

    def quarter(self, line: str, place: tuple[int, ...], column: int) -> float:
        """The value of a line for one member (by position) in a column of the timeline; 0 is the opening column."""
        return float(self.values[line][(*place, column, 0)])


def start_sheet(context: Context, name: str, says: str) -> PlainWorksheet:
    """A sheet with title, column heads, period heading, master check, frozen panes and print titles."""
    formats, model = context.formats, context.model
    sheet = context.book.sheet(name)
    sheet.write_string(0, 0, name, formats.title())
    sheet.write_string(0, NOTE, says, formats.text(grey=True))
    for column, width in WIDTHS.items():
        sheet.write_string(1, column, HEADS[column], formats.head(right=column >= CONSTANT))
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_PERIOD, FIRST_PERIOD + len(model.timeline) - 1, 11)
    for step, quarter in enumerate(model.timeline.names):
        actual = "actual_flag" in context.values and context.quarter("actual_flag", (), step + 1) == 1
        sheet.write_string(1, FIRST_PERIOD + step, quarter, formats.head(right=True, actual=actual))
    for line, row in TIMING_ROWS:
        if line in model.lines:
            _repeat(context, sheet, name, line, row)
    sheet.freeze_panes(HEADER_ROWS, FIRST_PERIOD)
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    sheet.repeat_columns(LABEL, UNIT)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    return sheet


def _repeat(context: Context, sheet: PlainWorksheet, name: str, line: str, row: int) -> None:
    """A timing line in the heading, by formula from the Timing sheet."""
    item = context.model.lines[line]
    number, _unit = display(item)
    band = context.layout.bands[line]
    prefix = "" if band.sheet == name else f"{quoted(band.sheet)}!"
    style = context.formats.get(num_format=number, font_color="#7F7F7F")
    sheet.write_string(row, LABEL, item.label, context.formats.text(grey=True))
    for step in range(1, len(context.model.timeline) + 1):
        column = OPENING + step
        formula = in_column(f"={prefix}{OWN}{band.first}", column)
        sheet.put_formula(row, column, formula, style, context.quarter(line, (), step))


def write_keys(context: Context, sheet: PlainWorksheet, item: Item, member: tuple[str, ...], row: int, unit: str) -> None:
    """Label, unit, note and the key columns of one row; `row` counts from 1."""
    formats, model = context.formats, context.model
    names = [model.dimensions[d].label(m) for d, m in zip(model.dims[item.name], member, strict=True)]
    label = " – ".join([item.label, *names])
    sheet.write_string(row - 1, LABEL, label, formats.text(indent=1 if member else 0))
    sheet.write_string(row - 1, UNIT, unit, formats.text(grey=True))
    sheet.write_string(row - 1, NOTE, item.note, formats.text(grey=True))
    sheet.write_string(row - 1, LINE, item.name, formats.text(grey=True))
    for column, key in zip((MEMBER_1, MEMBER_2), context.layout.keys(item.name, member), strict=True):
        sheet.write_string(row - 1, column, key, formats.text(grey=True))


def first_to_last(context: Context, row: int) -> str:
    """The range of all periods of a row, for a formula on the same sheet."""
    last = FIRST_PERIOD + len(context.model.timeline) - 1
    return f"{letters(FIRST_PERIOD)}{row}:{letters(last)}{row}"


def write_master(context: Context, sheet: PlainWorksheet, formula: str, passed: bool) -> None:
    """The master check in the heading of a sheet: 1 if every check passes."""
    sheet.write_string(MASTER_ROW, LABEL, "Master check: 1 if every check passes", context.formats.text(grey=True))
    sheet.put_formula(MASTER_ROW, UNIT, formula, context.formats.get(bold=True, align="left"), float(passed))
