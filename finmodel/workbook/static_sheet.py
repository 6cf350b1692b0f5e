"""Static sheet: a result that cannot be live - a bridge, a grid - as values, titled "static" and stamped with its run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from finmodel.workbook.book import NOT_AVAILABLE, PlainWorksheet
from finmodel.workbook.period_sheet import Context, finish_sheet
from finmodel.workbook.stamp import Stamp

TITLE_HIGH = 24
"""Points of the row of the title, so that what stands under it does not touch it."""
FIRST_ROW = 4
"""Of the table, counted from 0; its heads stand one row above."""

STATIC = "(static, run of pack "
"""What the title of such a sheet says after its own words."""

_SCALE = 62
"""Percent: the table of a simulation fills a page across, and so do three charts."""

Cell = float | str | None


@dataclass(frozen=True)
class Column:
    """A head, a width in characters, the number format of what stands below, that of each row where it is empty.

    text: written from the left.
    """

    head: str
    width: float
    number: str = "General"
    text: bool = False


@dataclass(frozen=True)
class StaticTab:
    """A sheet of values. NaN is n/a, None is blank.

    says: sentences under the title, the first in a row of its own: what was asked, and of which cases.
    numbers: number formats of the rows, where lines of several units stand under each other.
    heads: rows that are headings of what stands under them.
    finish: what to add beside the table, such as a chart; it is given the context, the sheet and the tab.
    """

    name: str
    title: str
    says: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    finish: Callable[[Context, PlainWorksheet, StaticTab], None] | None = field(default=None, compare=False)
    numbers: tuple[str, ...] = ()
    heads: frozenset[int] = frozenset()


def write_static(context: Context, tab: StaticTab, stamp: Stamp) -> PlainWorksheet:
    """The sheet; the audit leaves its numbers alone because the title says "(static"."""
    formats, sheet = context.formats, context.book.sheet(tab.name)
    sheet.write_string(0, 0, f"{tab.title} {run_of(stamp)}", formats.title())
    sheet.set_row(0, TITLE_HIGH)
    for row, text in enumerate((" ".join(tab.says[:1]), " ".join(tab.says[1:])), start=1):
        sheet.write_string(row, 0, text, formats.text(grey=True))
    for place, column in enumerate(tab.columns):
        sheet.set_column(place, place, column.width)
        if column.head:
            sheet.write_words(FIRST_ROW - 1, place, column.head, formats.head(right=place > 0 and not column.text), column.width)
    for row, cells in enumerate(tab.rows, start=FIRST_ROW):
        for place, (cell, column) in enumerate(zip(cells, tab.columns, strict=True)):
            if row - FIRST_ROW in tab.heads and isinstance(cell, str):
                sheet.write_string(row, place, cell, formats.head(right=place > 0 and not column.text))
                continue
            _write(formats, sheet, row, place, cell, column.number or tab.numbers[row - FIRST_ROW])
    sheet.freeze_panes(FIRST_ROW, 1)
    finish_sheet(sheet, FIRST_ROW + len(tab.rows), len(tab.columns) - 1)
    if tab.finish is not None:
        tab.finish(context, sheet, tab)
    return sheet


def print_apart(sheet: PlainWorksheet, left: int) -> None:
    """The table on a page, the charts, whose first column is `left`, on the next: on one page they are too small to read."""
    sheet.set_print_scale(_SCALE)
    sheet.set_v_pagebreaks([left])
    sheet.repeat_rows(FIRST_ROW - 1)


def run_of(stamp: Stamp) -> str:
    """What a title says of the run that its numbers are from."""
    return f"{STATIC}{stamp.pack}, {stamp.scenario}, as known on {stamp.as_of}, inputs {stamp.hash[:12]}, finmodel {stamp.version})"


def _write(formats: Any, sheet: PlainWorksheet, row: int, column: int, cell: Cell, number: str) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, formats.text())
    elif cell is not None:
        if math.isnan(cell):
            sheet.write_string(row, column, NOT_AVAILABLE, formats.get(align="right"))
        else:
            sheet.write_number(row, column, cell, formats.get(num_format=number))
