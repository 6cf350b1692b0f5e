"""Names: a defined name for every input and every row of a line, by path, to go to and to read back by."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.model.model import Model
from finmodel.workbook.book import Book
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import FIRST_PERIOD, PICKED_NUMBER, PICKED_SCENARIO, Layout

SCENARIO_NAME, NUMBER_NAME = "picked_scenario", "picked_scenario_number"
NAMES_OF_PICKER = (SCENARIO_NAME, NUMBER_NAME)


def define_names(book: Book, layout: Layout, model: Model) -> None:
    """path -> the cells that the model reads: one cell of a value without periods, else all its periods."""
    book.define_name(SCENARIO_NAME, f"={PICKED_SCENARIO}")
    book.define_name(NUMBER_NAME, f"={PICKED_NUMBER}")
    last = FIRST_PERIOD + len(model.timeline) - 1
    for name, (title, row, column) in named_places(layout, model).items():
        first = f"${letters(column)}${row}"
        cells = first if layout.bands[name.rpartition(".")[2]].timeless else f"{first}:${letters(last)}${row}"
        book.define_name(name, f"={quoted(title)}!{cells}")


def named_places(layout: Layout, model: Model) -> dict[str, tuple[str, int, int]]:
    """The path of every input and of every row of a line, block.members.line -> sheet, row and column of its first cell."""
    return {
        ".".join([model.lines[line].block, *member, line]): (band.sheet, row, band.value_column if band.timeless else FIRST_PERIOD)
        for line, band in layout.bands.items()
        for row, member in enumerate(band.members, start=band.first)
    }
