"""Beside: what an analyst added to a workbook or wrote over finmodel's words and notes - cells, names, numbers that are no inputs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from finmodel.edits.edit import same
from finmodel.edits.given import address
from finmodel.edits.ours import Ours
from finmodel.expr.units import read_unit
from finmodel.model.timeline import serial
from finmodel.workbook.about_sheet import ABOUT
from finmodel.workbook.alignment import Alignment
from finmodel.workbook.cells import Cell, File, Place
from finmodel.workbook.layout import CONSTANT, INPUT_FACTOR, INPUTS, LINE, SCENARIO_ROW, SERIES, UNIT
from finmodel.workbook.record import DATE, Record
from finmodel.workbook.static_sheet import STATIC
from finmodel.workbook.typed import slots

_PICKER = (SCENARIO_ROW, UNIT)


@dataclass(frozen=True, slots=True)
class Retold:
    """A number or a text of finmodel's, no input, that says something else: whose row it is and what its column is."""

    cell: str
    line: str
    column: str
    stood: float | str
    found: object


def added_names(ours: Ours, file: File, known: Collection[str], alignment: Alignment) -> Iterator[str]:
    """Defined names that finmodel did not write, with what they stand for."""
    back = {moved.title: moved for moved in alignment.sheets.values()}
    for name, (sheet, place) in sorted(file.names.items()):
        if name in known or (ours.moved_on and sheet in back and _keyed(file, back[sheet].title, place[0], back[sheet].columns.get(LINE))):
            continue
        yield f"{name} ({address((sheet, *place))})"
    for name, text in sorted(file.other_names.items()):
        if name not in known:
            yield f"{name} ({text})"


def written_beside(ours: Ours, file: File, alignment: Alignment, record: Record) -> list[str]:
    """Cells on finmodel's sheets in which an analyst wrote where finmodel had nothing, input cells apart.

    Where the pack has moved on, rows with a key and columns of its former scenarios are the pack's.
    """
    found = []
    moved_on = ours.moved_on
    inputs = {(slot.sheet, *slot.override) for slot in slots(ours.layout)}
    for sheet, moved in alignment.sheets.items():
        filled = ours.wordings[sheet].keys() | ours.constants[sheet].keys()
        standing: set[Place] = set()
        for row, column in filled:
            if row + 1 in moved.rows and column in moved.columns:
                standing.add((moved.rows[row + 1], moved.columns[column]))
        standing |= {(moved.rows[row], moved.columns[column]) for title, row, column in inputs
                     if title == sheet and row in moved.rows and column in moved.columns}  # fmt: skip
        cells = file.sheets[moved.title]
        former = {column for (_, column), cell in cells.items() if moved_on and (cell.value in record.numbers or cell.value in record.periods)}
        key = moved.columns.get(LINE)
        end = _static_from(cells)
        for (row, column) in cells.keys() - standing:
            if row >= end:
                continue
            pack = moved_on and (column in former or _keyed(file, moved.title, row, key) or sheet not in (INPUTS, SERIES))
            if cells[row, column].value != "" and not pack:
                found.append((moved.title, row, column))
    return [address(at) for at in sorted(found, key=lambda at: (list(file.sheets).index(at[0]), at[1:]))]


def _static_from(cells: Mapping[Place, Cell]) -> float:
    """The first row of values that finmodel wrote below its own rows, and says are static; none is infinitely far down."""
    return min((row for (row, column), cell in cells.items() if column == 0 and STATIC in str(cell.value)), default=math.inf)


def _keyed(file: File, title: str, row: int, key: int | None) -> bool:
    return key is not None and file.at(title, row, key) is not None


def retold(ours: Ours, file: File, alignment: Alignment, record: Record) -> Iterator[Retold]:
    """Numbers and texts of finmodel's that say something else, inputs apart.

    Where the pack has moved on only the factors of inputs whose unit has stayed can be told; the rest may be the pack's doing.
    """
    moved_on = ours.moved_on
    places = {
        (slot.sheet, *place)
        for slot in slots(ours.layout)
        for place in (slot.override, *(slot.given(number) for number in range(1, len(ours.origin.case.scenarios.all) + 1)))
    }
    units = {} if not moved_on else {(slot.sheet, *slot.factor): record.units.get(slot.path) for slot in slots(ours.layout)}
    for sheet, cells in ours.constants.items():
        if sheet == ABOUT:
            continue
        for (row, column), stood in cells.items():
            at = alignment.at(sheet, row + 1, column)
            if at is None or (sheet, row + 1, column) in places or (sheet, row + 1, column) == (INPUTS, *_PICKER) or stood == "":
                continue
            if moved_on:
                unit = units.get((sheet, row + 1, column))
                if unit is None or unit == DATE or not same(float(stood), read_unit(unit)[1]):
                    continue
            cell = file.at(*at)
            if not _says(cell, stood):
                line = ours.paths.get((sheet, row + 1)) or ours.book.lines.get((sheet, row), "")
                yield Retold(address(at), line, _head(ours, sheet, column), stood, cell.value if cell else None)


def _head(ours: Ours, sheet: str, column: int) -> str:
    """What the column is called."""
    if sheet == SERIES and column == CONSTANT:
        return "factor to model unit"
    head = ours.texts[sheet].get((2, column), "")
    return head.lower() if column == INPUT_FACTOR and sheet == INPUTS else head


def _says(cell: Cell | None, stood: float | str) -> bool:
    if cell is None:
        return False
    if isinstance(stood, str):
        return str(cell.value).strip() == stood.strip()
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = float(serial(value))
    return isinstance(value, int | float) and same(float(value), stood)
