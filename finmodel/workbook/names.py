"""Names: a defined name for every input and every row of a line, by path, to go to and to read back by."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.model.model import Model
from finmodel.workbook.book import Book
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import FIRST_PERIOD, PICKED_NUMBER, PICKED_SCENARIO, Layout

SCENARIO_NAME, NUMBER_NAME = "picked_scenario", "picked_scenario_number"


def define_names(book: Book, layout: Layout, model: Model) -> None:
    """path -> the cells that the model reads: one cell of a value without periods, else all its periods.

    The path of a line is block.members.line, as that of an input.
    """
    book.define_name(SCENARIO_NAME, f"={PICKED_SCENARIO}")
    book.define_name(NUMBER_NAME, f"={PICKED_NUMBER}")
    last = FIRST_PERIOD + len(model.timeline) - 1
    for line, band in layout.bands.items():
        sheet, block = quoted(band.sheet), model.lines[line].block
        for row, member in enumerate(band.members, start=band.first):
            first = f"${letters(band.value_column if band.timeless else FIRST_PERIOD)}${row}"
            cells = first if band.timeless else f"{first}:${letters(last)}${row}"
            book.define_name(".".join([block, *member, line]), f"={sheet}!{cells}")
