"""Calculated: the cells of finmodel's formulas that an analyst typed over or worded otherwise, and what to change instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from finmodel.edits.edit import TypedOver
from finmodel.edits.given import address
from finmodel.edits.ours import Ours
from finmodel.edits.wordings import Wordings
from finmodel.model.item import Given
from finmodel.model.model import Model
from finmodel.workbook.alignment import Alignment
from finmodel.workbook.cells import File
from finmodel.workbook.layout import HEADER_ROWS, INPUT_BASE, INPUTS, SERIES

FEW = 4
"""Inputs that are named to be changed instead."""

Groups = dict[tuple[str, str, int], list[TypedOver]]


def changed_formulas(ours: Ours, file: File, alignment: Alignment, said: Wordings) -> tuple[list[TypedOver], list[TypedOver]]:
    """Formulas that are gone from their cells, and formulas that say something else than finmodel wrote.

    What stands in the column of a scenario is an input, and is told as such. Where the pack has moved on, a whole row, or on
    Inputs a whole column, that says something else is the pack's doing.
    """
    over: list[TypedOver] = []
    reworded: Groups = defaultdict(list)
    standing: dict[tuple[str, str, int], int] = defaultdict(int)
    for sheet, cells in ours.wordings.items():
        moved = alignment.sheets.get(sheet)
        if moved is None:
            continue
        there = file.sheets[moved.title]
        for (row, column), text in cells.items():
            place = (moved.rows.get(row + 1), moved.columns.get(column))
            if place[0] is None or place[1] is None or (sheet == INPUTS and column >= INPUT_BASE):
                continue
            cell = there.get((place[0], place[1]))
            group = (sheet, "column", column) if sheet == INPUTS and row >= HEADER_ROWS else (sheet, "row", row)
            standing[group] += 1
            if cell is not None and cell.is_formula and said.same(sheet, text, cell.value):
                continue
            line = ours.paths.get((sheet, row + 1)) or ours.book.lines.get((sheet, row), "")
            found = TypedOver(
                address((moved.title, place[0], place[1])), line, cell.value if cell else None, said.told(sheet, text),
                _instead(ours.origin.case.model, ours.book.lines.get((sheet, row), ""), sheet),
            )  # fmt: skip
            if cell is None or not cell.is_formula:
                over.append(found)
            else:
                reworded[group].append(found)
    packs = {group for group, found in reworded.items() if ours.moved_on and len(found) == standing[group]}
    return over, [one for group, found in reworded.items() if group not in packs for one in found]


def gone(ours: Ours, alignment: Alignment, there: set[tuple[str, int]] | None) -> Iterator[str]:
    """Sheets, columns and rows of ours that are not in the file.

    there: the rows that are known to have been there; None where all were, because the pack has not moved on.
    """
    for sheet in ours.texts:
        moved = alignment.sheets.get(sheet)
        if moved is None:
            if ours.texts[sheet] and there is None:
                yield f"sheet {sheet}"
            continue
        filled = ours.wordings[sheet].keys() | ours.constants[sheet].keys()
        columns = sorted({column for _, column in filled} - moved.columns.keys())
        if there is None:
            heads = ours.texts[sheet]
            yield from (f"{moved.title}: the column '{next((heads[place] for place in sorted(heads) if place[1] == column), column)}'" for column in columns)
        for row in sorted({row + 1 for row, _ in filled} - moved.rows.keys()):
            if there is None or (sheet, row) in there:
                name = ours.paths.get((sheet, row)) or ours.book.lines.get((sheet, row - 1))
                yield f"{moved.title}: the row of {name}" if name else f"{moved.title}: row {row} of the file as written"


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


def input_rows(ours: Ours, units: dict[str, str]) -> set[tuple[str, int]]:
    """Sheet and row of the inputs that were in a file, by the units that it keeps of them."""
    places: set[tuple[str, int]] = set()
    for path, one in ours.asked.items():
        if path in units:
            if one.given.series:
                rows = ours.layout.series[one.given.name, one.members]
                places |= {(SERIES, row) for row in (rows.base, rows.override, rows.active)}
            else:
                places.add((INPUTS, ours.layout.row(one.given.name, one.members)))
    return places


