"""Calculated: the cells of finmodel's formulas that an analyst typed over, and what to change instead."""

from __future__ import annotations

from collections.abc import Collection

from finmodel.edits.edit import TypedOver
from finmodel.edits.given import address
from finmodel.model.item import Given
from finmodel.model.model import Model
from finmodel.workbook.alignment import Alignment
from finmodel.workbook.book import Book
from finmodel.workbook.cells import File, Place
from finmodel.workbook.layout import INPUT_BASE, INPUTS, SERIES, Layout
from finmodel.workbook.typed import slots

FEW = 4
"""Inputs that are named to be changed instead."""


def typed_over(book: Book, file: File, alignment: Alignment, model: Model) -> tuple[list[TypedOver], list[str]]:
    """Formulas that are gone from their cells, and the rows of ours that are gone from the file.

    A number in the column of a scenario is an input that was changed, and is told as such.
    """
    found, gone = [], []
    for sheet, cells in book.wordings.items():
        missing: set[int] = set()
        for (row, column), said in cells.items():
            at = alignment.at(sheet, row + 1, column)
            if at is None:
                missing.add(row)
                continue
            cell = file.at(*at)
            if (cell is None or not cell.is_formula) and not (sheet == INPUTS and column >= INPUT_BASE):
                line = book.lines.get((sheet, row), "")
                value = cell.value if cell is not None else None
                found.append(TypedOver(address(at), line, value, f"={said}", _instead(model, line, sheet)))
        if sheet not in alignment.sheets:
            gone.append(f"sheet {sheet}")
        else:
            gone += [f"{sheet}: the row of {book.lines.get((sheet, row), f'row {row + 1}')}" for row in sorted(missing)]
    return found, gone


def _instead(model: Model, line: str, sheet: str) -> tuple[str, ...]:
    """Inputs that a line is calculated from, the nearest first, by path without members."""
    if line not in model.lines:
        return ()
    if isinstance(model.lines[line], Given):
        place = "the override row above" if sheet == SERIES else "the override cell of the row"
        return (place,)
    seen, layer = {line}, [line]
    inputs: list[str] = []
    while layer and len(inputs) < FEW:
        layer = [edge.line for name in layer for edge in model.edges[name] if edge.line not in seen]
        layer = list(dict.fromkeys(layer))
        seen |= set(layer)
        inputs += [name for name in layer if isinstance(model.lines[name], Given) and model.lines[name].block != "timing"]
    return tuple(f"{model.lines[name].block}.{name}" for name in inputs[:FEW])


def added_names(file: File, ours: Collection[str]) -> list[str]:
    """Defined names that finmodel did not write, with what they point to."""
    return [f"{name} ({address((sheet, *place))})" for name, (sheet, place) in sorted(file.names.items()) if name not in ours]


def written_beside(book: Book, file: File, alignment: Alignment, layout: Layout) -> list[str]:
    """Cells on finmodel's sheets in which an analyst wrote where finmodel had nothing, input cells apart."""
    found = []
    back = alignment.back()
    inputs = {(slot.sheet, *slot.override) for slot in slots(layout)}
    tables = (book.wordings, book.constants)
    for sheet, moved in alignment.sheets.items():
        ours: set[Place] = {(row + 1, column) for table in tables for row, column in table.get(sheet, {})}
        for (row, column), cell in file.sheets[moved.title].items():
            here = back.at(moved.title, row, column)
            if (here is None or here[1:] not in ours) and here not in inputs and cell.value != "":
                found.append(address((moved.title, row, column)))
    return found
