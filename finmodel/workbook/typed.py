"""Typed: what stands in the cells that an analyst may type in - the picked scenario and the overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finmodel.errors import FinmodelError
from finmodel.inputs import Scenarios
from finmodel.model.model import Model
from finmodel.workbook.layout import (
    FIRST_PERIOD,
    INPUT_OVERRIDE,
    INPUTS,
    SCENARIO_ROW,
    SERIES,
    UNIT,
    Layout,
    letters,
)
from finmodel.workbook.recalculate import Cell

Grid = Mapping[str, Sequence[Sequence[Cell]]]


class TypedTextError(FinmodelError):
    """An override cell holds what is no number."""

    exit_code = 3

    def __init__(self, sheet: str, address: str, path: str, found: object) -> None:
        super().__init__(
            f"{sheet}!{address}, the override of {path}, holds {found!r}, where a number is wanted. "
            f"Type a number in the unit beside it, or empty the cell."
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """One override, in the unit as written: `step` is the column of the timeline, 0 for a value without periods."""

    line: str
    member: tuple[str, ...]
    step: int
    number: float
    factor: float
    address: str


def picked_scenario(sheets: Grid) -> str:
    """The text in the cell in which the scenario is picked."""
    return str(_cell(sheets, INPUTS, SCENARIO_ROW, UNIT) or "")


def read_overrides(sheets: Grid, layout: Layout, model: Model, scenarios: Scenarios) -> list[Typed]:
    """Every override that is not empty, in the order of the model. Raises TypedTextError."""
    found = []
    for given in model.givens:
        sheet = SERIES if given.series else INPUTS
        for member in model.members(given.name):
            _, factor = scenarios.written_in(given.name, member)
            row = layout.series[given.name, member].override if given.series else layout.row(given.name, member)
            steps = range(1, len(model.timeline) + 1) if given.series else (0,)
            for step in steps:
                column = FIRST_PERIOD + step - 1 if given.series else INPUT_OVERRIDE
                cell = _cell(sheets, sheet, row, column)
                if cell is None or cell == "":
                    continue
                address = f"{letters(column)}{row}"
                if not isinstance(cell, float):
                    raise TypedTextError(sheet, address, given.path(member), cell)
                found.append(Typed(given.name, member, step, cell, factor, f"{sheet}!{address}"))
    return found


def _cell(sheets: Grid, sheet: str, row: int, column: int) -> Cell:
    """A cell by its row counted from 1 and its column counted from 0; None outside the used cells."""
    rows = sheets.get(sheet, ())
    cells = rows[row - 1] if row <= len(rows) else ()
    return cells[column] if column < len(cells) else None
