"""Period sheet: the heading and the columns that every sheet with quarters shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.engine.evaluate import Array
from finmodel.inputs import Scenarios
from finmodel.inputs.entry import Slot
from finmodel.model.item import Item
from finmodel.model.model import Model
from finmodel.workbook.book import Book, PlainWorksheet
from finmodel.workbook.formats import BLACK, GREEN, Formats, display
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
    SHOWN_SCENARIO,
    TOTAL,
    UNIT,
    Layout,
)  # fmt: skip

HEADS = {
    LABEL: "Label", UNIT: "Unit shown", NOTE: "Note", LINE: "Line", MEMBER_1: "Member 1", MEMBER_2: "Member 2",
    CONSTANT: "Constant", TOTAL: "Total", OPENING: "Opening",
}  # fmt: skip
WIDTHS = {LABEL: 50, UNIT: 22, NOTE: 110, LINE: 36, MEMBER_1: 18, MEMBER_2: 18, CONSTANT: 12, TOTAL: 12, OPENING: 12}
PERIOD_WIDTH = 12
ACTUAL_ROW, MASTER_ROW = 4, 5
TIMING_ROWS = (("period_end", 2), ("fiscal_year", 3), ("actual_flag", ACTUAL_ROW))
"""Rows of the heading, counted from 0, and the timing line that each repeats."""
PAGES_WIDE = 2


@dataclass
class Context:
    """What every sheet writer needs."""

    book: Book
    formats: Formats
    layout: Layout
    model: Model
    values: dict[str, Array]
    years: dict[str, Array]
    scenarios: Scenarios
    overrides: dict[Slot, float] = field(default_factory=dict)
    about_row: int = 0

    def quarter(self, line: str, place: tuple[int, ...], column: int) -> float:
        """The value of a line for one member (by position) in a column of the timeline; 0 is the opening column."""
        return float(self.values[line][(*place, column, 0)])

    @cached_property
    def largest(self) -> dict[str, float]:
        """Line -> the greatest magnitude among its values, which chooses how they are shown."""
        with np.errstate(invalid="ignore"):
            return {name: float(np.nanmax(np.abs(array), initial=0.0)) for name, array in self.values.items()}

    @cached_property
    def least(self) -> dict[str, float]:
        """Line -> the greatest magnitude of its smallest member that is not zero throughout."""
        with np.errstate(invalid="ignore"):
            of_members = {name: np.nanmax(np.abs(array), axis=(-2, -1), initial=0.0) for name, array in self.values.items()}
        return {name: float(np.min(sizes, where=sizes > 0, initial=np.inf)) for name, sizes in of_members.items()}

    def display(self, item: Item) -> tuple[str, str]:
        """The number format of a line and the unit it then shows."""
        return display(item, self.largest[item.name], self.least[item.name])

    @property
    def shown_scenario(self) -> str:
        """The picked scenario as every heading shows it."""
        return with_overrides(self.scenarios.picked, len(self.overrides))

    def last_column(self) -> int:
        return OPENING + len(self.model.timeline)


def with_overrides(scenario: str, count: int) -> str:
    return f"{scenario} + {count} typed in" if count else scenario


def start_sheet(context: Context, name: str, says: str) -> PlainWorksheet:
    """A sheet with title, scenario, column heads, period heading, master check, frozen panes and print titles."""
    formats, model = context.formats, context.model
    sheet = context.book.sheet(name)
    write_title(context, sheet, name, says)
    for column, width in WIDTHS.items():
        sheet.write_string(1, column, HEADS[column], formats.head(right=column >= CONSTANT))
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST_PERIOD, context.last_column(), PERIOD_WIDTH)
    for step, quarter in enumerate(model.timeline.names):
        sheet.write_string(1, FIRST_PERIOD + step, quarter, formats.head(right=True))
    for line, row in TIMING_ROWS:
        if line in model.lines:
            _repeat(context, sheet, name, line, row)
    freeze(sheet, CONSTANT)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    return sheet


def write_title(context: Context, sheet: PlainWorksheet, name: str, says: str) -> None:
    """Title, the picked scenario, and what the sheet says."""
    formats = context.formats
    sheet.write_string(0, LABEL, name, formats.title())
    sheet.put_formula(0, UNIT, f"={SHOWN_SCENARIO}", formats.scenario(), context.shown_scenario)
    if says:
        sheet.write_string(0, CONSTANT, says, formats.text(grey=True))


def freeze(sheet: PlainWorksheet, first_shown: int) -> None:
    """Label and unit stay in sight; the sheet opens scrolled to the column of the first number."""
    sheet.freeze_panes(HEADER_ROWS, NOTE, HEADER_ROWS, first_shown)
    sheet.repeat_rows(0, HEADER_ROWS - 1)


def shade_actuals(context: Context, sheet: PlainWorksheet, first_row: int, last_row: int) -> None:
    """Shade the columns of periods with reported results, live; rows count from 1."""
    if "actual_flag" in context.model.lines:
        rule = {"type": "formula", "criteria": f"={letters(FIRST_PERIOD)}${ACTUAL_ROW + 1}=1", "format": context.formats.actual()}
        sheet.conditional_format(first_row - 1, FIRST_PERIOD, last_row - 1, context.last_column(), rule)


def finish_sheet(sheet: PlainWorksheet, last_row: int, last_column: int, first_column: int = 0) -> None:
    """The print area, rows counted from 1. Label and unit stand before a first column that is not theirs on every page."""
    sheet.print_area(0, first_column, max(last_row, HEADER_ROWS) - 1, last_column)
    if first_column:
        sheet.repeat_columns(LABEL, UNIT)


def _repeat(context: Context, sheet: PlainWorksheet, name: str, line: str, row: int) -> None:
    """A timing line in the heading, by formula from the Timing sheet."""
    item = context.model.lines[line]
    number, _unit = display(item)
    band = context.layout.bands[line]
    prefix = "" if band.sheet == name else f"{quoted(band.sheet)}!"
    style = context.formats.get(num_format=number, font_color=GREEN if prefix else BLACK, align="right")
    sheet.write_string(row, LABEL, item.label, context.formats.text(grey=True))
    sheet.write_string(row, UNIT, item.unit, context.formats.text(grey=True))
    for step in range(1, len(context.model.timeline) + 1):
        column = OPENING + step
        formula = in_column(f"={prefix}{OWN}{band.first}", column)
        sheet.put_formula(row, column, formula, style, context.quarter(line, (), step))


def member_label(context: Context, item: Item, member: tuple[str, ...]) -> str:
    """The names of the members of a row, or the label of a line that has none."""
    dimensions = context.model.dimensions
    return " – ".join(dimensions[d].label(m) for d, m in zip(context.model.dims[item.name], member, strict=True)) or item.label


def write_heading(context: Context, sheet: PlainWorksheet, item: Item, row: int, unit: str) -> None:
    """The row above the members of a line: its label, unit, note and name; `row` counts from 1."""
    formats = context.formats
    sheet.write_string(row - 1, LABEL, item.label, formats.heading())
    sheet.write_string(row - 1, UNIT, unit, formats.text(grey=True))
    sheet.write_words(row - 1, NOTE, item.note, formats.text(grey=True, wrap=True), WIDTHS[NOTE])
    sheet.write_string(row - 1, LINE, item.name, formats.text(grey=True))


def write_keys(
    context: Context, sheet: PlainWorksheet, item: Item, member: tuple[str, ...], row: int, unit: str, *, under_heading: bool = False
) -> None:
    """Label, unit, note and the key columns of one row; `row` counts from 1. Rows under a heading are grouped."""
    formats, grouped = context.formats, under_heading or bool(member)
    context.book.lines[sheet.name, row - 1] = item.name
    sheet.write_string(row - 1, LABEL, member_label(context, item, member), formats.text(indent=1 if grouped else 0))
    sheet.write_string(row - 1, UNIT, unit, formats.text(grey=True))
    sheet.write_string(row - 1, LINE, item.name, formats.text(grey=True))
    if grouped:
        sheet.group_row(row - 1)
    else:
        sheet.write_words(row - 1, NOTE, item.note, formats.text(grey=True, wrap=True), WIDTHS[NOTE])
    for column, key in zip((MEMBER_1, MEMBER_2), context.layout.keys(item.name, member), strict=True):
        if key:
            sheet.write_string(row - 1, column, key, formats.text(grey=True))


def write_section(context: Context, sheet: PlainWorksheet, title: str, row: int, last_column: int) -> None:
    """The row that begins a block; `row` counts from 1."""
    style = context.formats.section()
    sheet.write_string(row - 1, LABEL, title, style)
    for column in range(UNIT, last_column + 1):
        sheet.write_blank(row - 1, column, None, style)


def first_to_last(context: Context, row: int) -> str:
    """The range of all periods of a row, for a formula on the same sheet.

    The row is fixed. LibreOffice holds formulas that read alike down a column as one, and 7.4 may crash when many cells in the
    joint range of such totals change at once, as they do when a scenario is picked.
    """
    last = FIRST_PERIOD + len(context.model.timeline) - 1
    return f"${letters(FIRST_PERIOD)}${row}:${letters(last)}${row}"


def write_master(context: Context, sheet: PlainWorksheet, formula: str, passed: bool, row: int = MASTER_ROW) -> None:
    """The master check in the heading of a sheet: 1 if every check passes."""
    sheet.write_string(row, LABEL, "Master check: 1 if every check passes", context.formats.text(grey=True))
    sheet.put_formula(row, UNIT, formula, context.formats.get(bold=True, align="left", font_color=GREEN, num_format="0"), float(passed))
