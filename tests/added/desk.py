"""Added: a small model before and after its rows moved, an analyst's sheets in its workbook, and these carried over."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.added.formula import Moved
from finmodel.added.work import read_added, write_added
from finmodel.engine.evaluate import Engine
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.vocabulary import flow, scalar, series
from finmodel.workbook.layout import HEADER_ROWS, Layout
from finmodel.workbook.recalculate import Cell, recalculate
from finmodel.workbook.screen import screen
from finmodel.workbook.write import build_workbook
from tests.cases import given_inputs, small_model, workbook_of

NUMBERS: Mapping[str, object] = {"price": 30_000.0, "fee": 250.0, "batch": [float(10 * n + n * n) for n in range(1, 13)]}
OURS = ["About", "Inputs", "Series", "Scenarios", "Timing", "Fleet", "Annual", "Checks", "Sources", "Map"]
MINE = "My desk"


def before() -> Model:
    """Fleet has paid in row 7, fees in 8, all_in in 9, twice in 10."""

    class Fleet(Block):
        """Chips bought."""

        batch = series(Kind.FLOW, "chip", "chips bought in the period")
        price = scalar("USD/chip", "price of a chip")
        fee = scalar("USD/chip", "handling of a chip")
        paid = flow("USD", batch * price, "paid for chips")
        fees = flow("USD", batch * fee, "paid for handling")
        all_in = flow("USD", paid + fees, "paid in all")
        twice = flow("USD", paid + all_in, "the sum of both")

    return small_model(Fleet)


def after() -> Model:
    """Fleet has chips in row 7, paid in 8, more in 9, all_in in 10, twice in 11; fees are gone."""

    class Fleet(Block):
        """Chips bought."""

        batch = series(Kind.FLOW, "chip", "chips bought in the period")
        price = scalar("USD/chip", "price of a chip")
        fee = scalar("USD/chip", "handling of a chip")
        chips = flow("chip", batch + batch, "twice the chips")
        paid = flow("USD", batch * price, "paid for chips")
        more = flow("USD", chips * fee, "handling of twice the chips")
        all_in = flow("USD", paid + batch * fee, "paid in all")
        twice = flow("USD", paid + all_in, "the sum of both")

    return small_model(Fleet)


def identity(sheet: str, row: int, column: int) -> tuple[str, int, int]:
    return sheet, row, column


def by_name(old: Model, new: Model) -> Moved:
    """Where a row of the old layout stands in the new one, by its line and member; what has no line stays."""
    then, now = Layout(old), Layout(new)
    lines = {
        (band.sheet, band.first + place): (line, member)
        for line, band in then.bands.items()
        for place, member in enumerate(band.members)
    }

    def moved(sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
        if sheet not in then.stacks or row <= HEADER_ROWS or (sheet, row) not in lines:
            return sheet, row, column
        line, member = lines[sheet, row]
        return (now.bands[line].sheet, now.row(line, member), column) if line in now.bands else None

    return moved


def edited(folder: Path, edit: Callable[[Any], None], model: Model | None = None) -> bytes:
    """Our workbook after `edit` has added to it, as openpyxl saves it: without stored values."""
    model = model or before()
    content, _ = workbook_of(folder, model, given_inputs(model, NUMBERS))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == OURS
    edit(book)
    file = io.BytesIO()
    book.save(file)
    screen(file.getvalue(), "the test's file")
    return file.getvalue()


def carried(folder: Path, content: bytes, moved: Moved = identity, model: Model | None = None) -> tuple[bytes, list[str]]:
    """A new workbook of the model, by default the old one, with the sheets that were added to `content`, and what was said."""
    model = model or before()
    inputs = given_inputs(model, NUMBERS)
    path = folder / "carried.xlsx"
    book = build_workbook(path, model, inputs, Engine(model).run(inputs.values))
    said = write_added(book, read_added(content, OURS), moved)
    book.write()
    return path.read_bytes(), said


def carry(folder: Path, edit: Callable[[Any], None], moved: Moved = identity, model: Model | None = None) -> tuple[Any, list[str]]:
    """What `edit` adds, carried, as openpyxl reads it, and what was said."""
    content, said = carried(folder, edited(folder, edit), moved, model)
    return openpyxl.load_workbook(io.BytesIO(content), rich_text=True), said


def on_my_desk(cells: Mapping[str, Any]) -> Callable[[Any], None]:
    """An edit that adds one sheet with these cells."""

    def edit(book: Any) -> None:
        sheet = book.create_sheet(MINE)
        for address, value in cells.items():
            sheet[address] = value

    return edit


def numbers(content: bytes, sheet: str = MINE) -> dict[str, Cell]:
    """Address -> value of each cell of a sheet after a recalculation from the formulas alone; words where one cannot be had."""
    rows = recalculate(content, strict=False)[sheet]
    return {
        f"{letters(column)}{row}": cell
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells)
        if cell is not None
    }
