"""Grid tab: a table over one input or two, as the last sheet of the case's workbook - values, told to be static."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from finmodel.analysis.grid import Axis, Grid
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import as_written
from finmodel.workbook.static_sheet import FIRST_ROW, Cell, Column, StaticTab

if TYPE_CHECKING:
    from finmodel.project import Case
    from finmodel.workbook.period_sheet import Context

NAME = "Grid"
_OWN = " (case)"
_WIDE, _NARROW, _MARK = 34.0, 14.0, 7.0
_LETTER = 1.2
"""Width of a letter of a head, which is bold."""
_DAY = "yyyy-mm-dd"
_PRINTED = 14
"""Columns on paper at least."""
_REACHED = {"bg_color": "#DDEBF7", "bold": True}


def grid_tab(case: Case, grid: Grid) -> StaticTab:
    """The table as `solve --grid` prints it: values in the printed unit, the case's own marked in words."""
    goal = grid.goal
    line = case.model.lines[goal.spot.line]
    unit = "date" if goal.stated.is_date else goal.stated.unit
    says = [f"{line.label} ({goal.spot.title}), {unit}; in this case {goal.stated.number(goal.own)}."]
    says += [f"{name}: {_axis_says(case, axis)}." for name, axis in zip(("Rows", "Columns"), grid.axes, strict=False)]
    if goal.value is not None:
        says.append(f"Shaded, with a mark >: at or above the target of {goal.stated.words(goal.value)}.")
    return StaticTab(NAME, f"Grid of {line.label}", tuple(says), *_table(grid), finish=_finish(grid))


def _table(grid: Grid) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    goal = grid.goal
    head = _head(grid.axes[0])
    first = Column(head, max(_WIDE, _LETTER * len(head)), _format(grid.axes[0]))
    number = _number(grid)
    rows: list[tuple[Cell, ...]] = []
    if len(grid.axes) == 1:
        columns = [first, Column("", _MARK), Column(goal.spot.title, max(_NARROW, _LETTER * len(goal.spot.title)), number), Column("Against the case", _NARROW + 4, _difference(grid))]
        for place, value in enumerate(grid.values.tolist()):
            rows.append((*_lead(grid.axes[0], place), _shown(grid, value), _less(grid, value)))
        return tuple(columns), tuple(rows)
    columns = [first, Column("", _MARK)]
    columns += [Column(_column_head(grid.axes[1], place), _NARROW, number) for place in range(len(grid.axes[1].numbers))]
    for place, values in enumerate(grid.values.tolist()):
        rows.append((*_lead(grid.axes[0], place), *(_shown(grid, value) for value in values)))
    return tuple(columns), tuple(rows)


def _lead(axis: Axis, place: int) -> tuple[Cell, Cell]:
    return axis.numbers[place], "case" if place == axis.own else None


def _head(axis: Axis) -> str:
    unit = axis.lever.unit or "factor"
    return f"{axis.lever.title}, {unit}"


def _column_head(axis: Axis, place: int) -> str:
    return axis.lever.words(axis.numbers[place]) + (_OWN if place == axis.own else "")


def _axis_says(case: Case, axis: Axis) -> str:
    lever = axis.lever
    own = f", {lever.words(lever.own)} in this case" if lever.own is not None and lever.change.operation == "set" else ""
    return f"{case.model.lines[lever.line].label} ({lever.title}){own}"


def _shown(grid: Grid, value: float) -> float:
    return value if grid.goal.stated.is_date else grid.goal.stated.shown(value)


def _less(grid: Grid, value: float) -> float:
    return grid.goal.stated.shown(value - grid.goal.own)


def _format(axis: Axis) -> str:
    if axis.lever.is_date and axis.lever.change.operation == "set":
        return _DAY
    return as_written(axis.numbers)


def _number(grid: Grid) -> str:
    """The format of the values: as many places as tell them apart, and a mark from the target on, so that colour is never the only cue."""
    goal = grid.goal
    if goal.stated.is_date:
        return _DAY
    body = _body(grid)
    if goal.value is None:
        return f"{body}_);({body})"
    wanted = goal.stated.shown(goal.value - goal.near)
    return f'[>={wanted!r}]{body}" >";{body}"  "'


def _difference(grid: Grid) -> str:
    body = "#,##0" if grid.goal.stated.is_date else _body(grid)
    return f"+{body};-{body};0"


def _body(grid: Grid) -> str:
    places = grid.places
    return "#,##0" + ("." + "0" * places if places else "")


def _finish(grid: Grid) -> Callable[[Context, PlainWorksheet, StaticTab], None]:
    """Paper wide enough for the sentences above; a fill from the target on, which follows the numbers."""
    goal = grid.goal

    def finish(context: Context, sheet: PlainWorksheet, tab: StaticTab) -> None:
        last_row = FIRST_ROW + len(tab.rows) - 1
        sheet.print_area(0, 0, last_row, max(len(tab.columns), _PRINTED) - 1)
        if goal.value is not None:
            last = 2 if len(grid.axes) == 1 else len(tab.columns) - 1
            wanted = {"type": "cell", "criteria": ">=", "value": _shown(grid, goal.value - goal.near)}
            sheet.conditional_format(FIRST_ROW, 2, last_row, last, {**wanted, "format": context.book.add_format(_REACHED)})

    return finish
