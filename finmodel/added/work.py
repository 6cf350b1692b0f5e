"""Added: the sheets that an analyst added to a workbook of ours, read from it and written into a new one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from finmodel.added.cells import CellWriter, is_blank, kept
from finmodel.added.extension import read_extensions
from finmodel.added.formula import Moved, Moving
from finmodel.added.losses import chart_sheets, dynamic_cells, report_losses
from finmodel.added.names import OldName, carry_names, read_names
from finmodel.added.page import merge, set_page
from finmodel.added.reader import first_line, open_added
from finmodel.added.report import Report
from finmodel.added.rules import RuleWriter
from finmodel.added.style import Styles
from finmodel.added.table import Heads, add_tables
from finmodel.errors import counts
from finmodel.workbook.book import Book, PlainWorksheet
from finmodel.workbook.package import sheet_parts
from finmodel.workbook.refusals import DamagedError

MOST_CELLS = 200_000
"""Cells with something in them that are carried, of all added sheets together; the bundled model's own sheets have fewer."""
MOST_BLANKS = 100_000
"""Blank cells with a format; whole rows and columns of one format do not count."""
_LONGEST_TITLE = 31


@dataclass(frozen=True)
class AddedSheet:
    """One added sheet: with formulas, and with the values stored beside them, both as openpyxl read them.

    spilling: row and column, counted from 1, of the array formulas that spill.
    """

    title: str
    source: Any
    stored: Any
    spilling: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class AddedWork:
    """What an analyst added to a workbook: sheets in their order, names, and sentences on what cannot be carried."""

    sheets: tuple[AddedSheet, ...]
    names: tuple[OldName, ...]
    ours: tuple[str, ...]
    dropped: tuple[str, ...]
    source: Any


def read_added(content: bytes, ours: Collection[str], where: str = "the workbook") -> AddedWork:
    """Every sheet that is not ours, and every name, of a workbook that `screened` let pass.

    ours: the titles of our sheets as they are called in that file. where: what an error calls the file.
    Raises DamagedError (exit 3).
    """
    try:
        return _read(content, ours)
    except Exception as error:  # openpyxl and the XML library raise whatever their types raise
        raise DamagedError(where, first_line(error)) from None


def _read(content: bytes, ours: Collection[str]) -> AddedWork:
    source, stored = open_added(content, ours)
    known = {title.casefold() for title in ours}
    charts = chart_sheets(content)
    added = {sheet.title: sheet for sheet in source.worksheets if sheet.title.casefold() not in known}
    spilling = dynamic_cells(content, added)
    report = Report()
    report_losses(content, added, report)
    package = zipfile.ZipFile(io.BytesIO(content))
    for title, part in sheet_parts(package).items():
        if title in added and title not in charts:
            read_extensions(package, part, added[title], report)
    if source.epoch.year == 1904:
        report.say("", "The file counts days from 1904, and what is carried counts from 1900: dates on its sheets are four years off")
    sheets = tuple(
        AddedSheet(title, sheet, stored[title], spilling.get(title, frozenset()))
        for title, sheet in added.items()
        if title not in charts
    )
    return AddedWork(sheets, tuple(read_names(source)), tuple(ours), tuple(report.sentences), source)


def write_added(book: Book, work: AddedWork, moved: Moved) -> list[str]:
    """Write the added sheets after those of the book, in their order, and the analyst's names.

    moved: see `formula.Moved`. Formulas keep the value that the old file stored with them: nothing is proved about
    it, and a spreadsheet program recalculates on opening.
    Returns sentences on what is not carried as it was, what `read_added` found included.
    """
    report = Report()
    titles = new_titles(book, work)
    moving = Moving(moved, work.ours, titles)
    styles = Styles(book, work.source)
    made = [book.add_worksheet(titles[sheet.title]) for sheet in work.sheets]
    for old, new in titles.items():
        if old != new:
            report.say(old, f"the sheet is called '{new}' now, as that name is taken or not allowed")
    heads = [_set_up(added, sheet, styles, moving, report) for added, sheet in zip(work.sheets, made, strict=True)]
    carry_names(book, work.names, moving, report)
    room = MOST_CELLS
    for added, sheet, names in zip(work.sheets, made, heads, strict=True):
        room -= _write_cells(added, CellWriter(sheet, added.title, styles, moving, report), names, room)
        rules = RuleWriter(sheet, added.title, styles, moving, report)
        rules.conditional_formats(added.source)
        rules.validations(added.source)
    return [*work.dropped, *report.sentences]


def new_titles(book: Book, work: AddedWork) -> dict[str, str]:
    """Title of each added sheet in the old file -> a title that the book does not have yet."""
    taken = {sheet.name.casefold() for sheet in book.worksheets()}
    found: dict[str, str] = {}
    for added in work.sheets:
        plain_title = re.sub(r"[\[\]:*?/\\]", " ", added.title).strip("'")[:_LONGEST_TITLE] or "Sheet"
        title, number = plain_title, 2
        while title.casefold() in taken:
            ending = f" ({number})"
            title, number = plain_title[: _LONGEST_TITLE - len(ending)] + ending, number + 1
        taken.add(title.casefold())
        found[added.title] = title
    return found


def _set_up(added: AddedSheet, sheet: PlainWorksheet, styles: Styles, moving: Moving, report: Report) -> Heads:
    """All of a sheet but cells and rules; the tables that are carried can be named in formulas."""
    source, title = added.source, added.title
    set_page(source, sheet, styles, title, report)
    if source.sheet_state == "hidden":
        sheet.hide()
    elif source.sheet_state == "veryHidden":
        sheet.very_hidden()
    colour = styles.colour(source.sheet_properties.tabColor)
    if colour:
        sheet.set_tab_color(colour)
    merge(source, sheet, styles, title, report)
    heads = add_tables(source, sheet, styles, title, report)
    moving.tables.update(str(table["name"]).lower() for table in sheet.tables)
    return heads


def _write_cells(added: AddedSheet, writer: CellWriter, heads: Heads, room: int) -> int:
    """The cells of one sheet, at most so many that hold something; returns how many were written."""
    source, title, styles, report = added.source, added.title, writer.styles, writer.report
    everything = list(source._cells.values())
    cells, first_left_out = kept(everything, room)
    if first_left_out is not None:
        left_out = sum(not is_blank(cell) for cell in everything) - room
        report.add(title, f"{counts(left_out, 'cell')} from here on not carried, as only {MOST_CELLS:,} are",
                   first_left_out.row, first_left_out.column)  # fmt: skip
    blanks_matter = any(one.has_style for one in (*source.column_dimensions.values(), *source.row_dimensions.values()))
    blanks = [cell for cell in cells if is_blank(cell) and (cell.has_style or blanks_matter)]
    if len(blanks) > MOST_BLANKS:
        report.say(title, f"{counts(len(blanks), 'blank cell')} with a format not carried, as only {MOST_BLANKS:,} are")
        blanks = []
    wanted = {(cell.row, cell.column) for cell in blanks}
    for cell in cells:
        place = (cell.row, cell.column)
        if place in heads:
            writer.sheet.write_string(cell.row - 1, cell.column - 1, heads[place], styles.of(cell))
        elif place in wanted or not is_blank(cell):
            found = added.stored._cells.get(place)
            writer.write(cell, found.value if found is not None else None, styles.of(cell), spills=place in added.spilling)
    return sum(not is_blank(cell) for cell in cells)
