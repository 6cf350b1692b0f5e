"""Typed: what stands in the input cells of a workbook - the picked scenario, its numbers, and the overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.errors import FinmodelError
from finmodel.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    INPUT_BASE,
    INPUT_FACTOR,
    INPUT_OVERRIDE,
    INPUTS,
    SCENARIO_ROW,
    SERIES,
    UNIT,
    Layout,
)
from finmodel.workbook.recalculate import Cell

Grid = Mapping[str, Sequence[Sequence[Cell]]]


class TypedTextError(FinmodelError):
    """An input cell holds what is no number."""

    exit_code = 3

    def __init__(self, sheet: str, address: str, what: str, found: object) -> None:
        super().__init__(
            f"{sheet}!{address}, {what}, holds {found!r}, where a number is wanted. "
            f"Type a number in the unit beside it, or empty the override."
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """One number that stands in an input cell, in the unit as written, and the factor to the model's unit beside it.

    step: the column of the timeline, 0 for a value without periods.
    """

    line: str
    member: tuple[str, ...]
    step: int
    number: float
    factor: float
    address: str


def picked_scenario(sheets: Grid) -> str:
    """The text in the cell in which the scenario is picked."""
    return str(_cell(sheets, INPUTS, SCENARIO_ROW, UNIT) or "")


def read_overrides(sheets: Grid, layout: Layout) -> list[Typed]:
    """Every override that is not empty, in the order of the model. Raises TypedTextError."""
    return [one for slot in slots(layout) if (one := slot.read(sheets, slot.override)) is not None]


def read_given(sheets: Grid, layout: Layout, scenario: int) -> list[Typed]:
    """What stands in the cells of a scenario, by its place in the list; an empty cell is left out. Raises TypedTextError."""
    return [one for slot in slots(layout) if (one := slot.read(sheets, slot.given(scenario))) is not None]


@dataclass(frozen=True, slots=True)
class Slot:
    """One input in one period: where it stands. Rows count from 1, columns from 0."""

    sheet: str
    path: str
    line: str
    member: tuple[str, ...]
    step: int
    override: tuple[int, int]
    base: tuple[int, int]
    factor: tuple[int, int]
    rows: Mapping[int, int]

    def given(self, scenario: int) -> tuple[int, int]:
        """The cell of a scenario: on Inputs to the right of base, on Series in a row of its own, or that of base."""
        row, column = self.base
        return (self.rows.get(scenario, row), column) if self.step else (row, column + scenario - 1)

    def read(self, sheets: Grid, place: tuple[int, int]) -> Typed | None:
        number, factor = _cell(sheets, self.sheet, *place), _cell(sheets, self.sheet, *self.factor)
        if number is None or number == "":
            return None
        what = "the override" if place == self.override else "the number"
        for cell, (row, column), said in ((number, place, what), (factor, self.factor, "the factor")):
            if not isinstance(cell, float):
                raise TypedTextError(self.sheet, f"{letters(column)}{row}", f"{said} of {self.path}", cell)
        assert isinstance(number, float)
        assert isinstance(factor, float)
        address = f"{self.sheet}!{letters(place[1])}{place[0]}"
        return Typed(self.line, self.member, self.step, number, factor, address)


def slots(layout: Layout) -> Iterator[Slot]:
    """Every input cell of a workbook, in the order of the model."""
    for given in layout.model.givens:
        for member in layout.model.members(given.name):
            if not given.series:
                row = layout.row(given.name, member)
                yield Slot(INPUTS, given.path(member), given.name, member, 0, (row, INPUT_OVERRIDE), (row, INPUT_BASE), (row, INPUT_FACTOR), {})
                continue
            rows = layout.series[given.name, member]
            for step in range(1, len(layout.model.timeline) + 1):
                column = FIRST_PERIOD + step - 1
                yield Slot(SERIES, given.path(member), given.name, member, step, (rows.override, column), (rows.base, column),
                            (rows.active, CONSTANT), rows.scenarios)  # fmt: skip


def _cell(sheets: Grid, sheet: str, row: int, column: int) -> Cell:
    """A cell by its row counted from 1 and its column counted from 0; None outside the used cells."""
    rows = sheets.get(sheet, ())
    cells = rows[row - 1] if row <= len(rows) else ()
    return cells[column] if column < len(cells) else None
