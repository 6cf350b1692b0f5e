"""Grid: a table of a line over one input or two, as text, as JSON and as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.commands.options import safe

if TYPE_CHECKING:
    import polars as pl

    from finmodel.analysis.grid import Axis, Grid
    from finmodel.project import Case

SCHEMA = 1
OWN = "*"
MARKS = {"above": ">", "meets": "=", "below": " ", "": " "}


def grid_text(case: Case, grid: Grid) -> list[str]:
    """The question as understood, the table, and what its marks mean."""
    goal = grid.goal
    lines = [
        f"{safe(case.inputs.pack.title)}, {case.inputs.scenario} case, as known on {case.inputs.as_of}",
        *(f"  changed: {safe(change)}" for change in case.changes),
        f"{goal.spot.title}, {'date' if goal.stated.is_date else goal.stated.unit}; in this case {goal.stated.number(goal.own)}",
    ]
    for name, axis in zip(("Rows", "Columns"), grid.axes, strict=False):
        lines.append(f"{name + ':':<9}{_says(axis)}")
    lines += ["", *(_one_way(grid) if len(grid.axes) == 1 else _two_way(grid)), ""]
    if any(axis.own is not None for axis in grid.axes):
        lines.append(f"{OWN} the case's own value.")
    if goal.value is not None:
        lines.append(f"> above the target of {goal.stated.words(goal.value)}; = meets it.")
    if np.isnan(grid.values).any():
        lines.append("n/a: the line is n/a there, or the case cannot be evaluated.")
    for axis, reaches in zip(grid.axes, grid.reaches, strict=True):
        if not reaches:
            lines.append(f"{goal.spot.title} does not depend on {axis.lever.title}.")
    return lines


def _says(axis: Axis) -> str:
    lever = axis.lever
    unit = f", {lever.unit or 'factor'}"
    if lever.own is None:
        return f"{lever.title}{unit}; of several values in this case"
    if lever.change.operation != "set" or axis.own is not None:
        return f"{lever.title}{unit}"
    return f"{lever.title}{unit}; {lever.words(lever.own)} in this case, which is not in the table"


def heads(axis: Axis) -> list[str]:
    """The numbers of an axis without their unit; the case's own has a star."""
    shown = [axis.lever.words(number).removesuffix(f" {axis.lever.unit}") for number in axis.numbers]
    return [f"{text} {OWN}" if place == axis.own else text for place, text in enumerate(shown)]


def _one_way(grid: Grid) -> list[str]:
    goal, (axis,) = grid.goal, grid.axes
    rows = [(axis.lever.title, goal.spot.line, "against the case", *(("against the target",) if goal.value is not None else ()))]
    for head, value in zip(heads(axis), grid.values.tolist(), strict=True):
        cells = [head, goal.stated.fixed(value, grid.places), goal.stated.fixed(value - goal.own, grid.places, sign=True)]
        if goal.value is not None:
            cells.append(f"{goal.stated.fixed(value - goal.value, grid.places, sign=True)} {MARKS[grid.mark(value)]}")
        rows.append(tuple(cells))
    return _aligned(rows)


def _two_way(grid: Grid) -> list[str]:
    rows = [("", *heads(grid.axes[1]))]
    for head, values in zip(heads(grid.axes[0]), grid.values.tolist(), strict=True):
        marks = [f" {MARKS[grid.mark(value)]}" if grid.goal.value is not None else "" for value in values]
        rows.append((head, *(f"{grid.goal.stated.fixed(value, grid.places)}{mark}" for value, mark in zip(values, marks, strict=True))))
    return _aligned(rows)


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as they need; stars and marks stand in a column of their own."""
    padded = [[cell if cell.endswith((f" {OWN}", " >", " =", "  ")) else f"{cell}  " for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in padded) for place in range(len(rows[0]))]
    return ["  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in padded]


def grid_record(case: Case, grid: Grid) -> dict[str, Any]:
    """One object; values canonical, rows of columns where there are two axes; n/a is null."""
    goal = grid.goal
    return {
        "schema": SCHEMA, "pack": case.inputs.pack.name, "scenario": case.inputs.scenario,
        "as_of": case.inputs.as_of.isoformat(), "inputs_hash": case.inputs.hash,
        "target": {
            "line": goal.spot.line, "members": dict(zip(case.model.dims[goal.spot.line], goal.spot.member, strict=True)),
            "period": goal.spot.period, "unit": case.model.unit_text(goal.spot.line), "case": _known(goal.own), "value": goal.value,
            "understood": None if goal.value is None else goal.stated.words(goal.value),
        },
        "axes": [
            {
                "path": axis.lever.change.path, "operation": axis.lever.change.operation, "unit": axis.lever.unit,
                "values": [axis.lever.amount(number) for number in axis.numbers], "case_at": axis.own, "reaches": reaches,
            }
            for axis, reaches in zip(grid.axes, grid.reaches, strict=True)
        ],
        "values": _nested(grid.values),
        "meets": None if goal.value is None else _nested(grid.values, grid),
    }  # fmt: skip


def grid_frame(case: Case, grid: Grid) -> pl.DataFrame:
    """A row a cell, in order: each input with its unit, line, members, period, value, difference to the case, unit, mark."""
    import polars as pl

    goal = grid.goal
    columns: dict[str, list[Any]] = {}
    places = list(np.ndindex(grid.values.shape))
    for number, axis in enumerate(grid.axes):
        columns[f"input_{number + 1}"] = [axis.lever.title] * len(places)
        columns[f"value_{number + 1}"] = [axis.lever.amount(axis.numbers[place[number]]) for place in places]
        columns[f"unit_{number + 1}"] = [axis.lever.unit or "factor"] * len(places)
    values = grid.values.ravel().tolist()
    columns["line"] = [goal.spot.line] * len(places)
    columns["members"] = [";".join(goal.spot.member) or None] * len(places)
    columns["period"] = [goal.spot.period] * len(places)
    columns["value"] = [_known(value) for value in values]
    columns["difference"] = [_known(value - goal.own) for value in values]
    columns["unit"] = [case.model.unit_text(goal.spot.line)] * len(places)
    columns["target"] = [goal.value] * len(places)
    columns["to_target"] = [grid.mark(value) or None for value in values]
    return pl.DataFrame(columns, infer_schema_length=None, strict=False)


def _nested(values: Any, grid: Grid | None = None) -> list[Any]:
    if values.ndim > 1:
        return [_nested(row, grid) for row in values]
    if grid is not None:
        return [grid.mark(value) or None for value in values.tolist()]
    return [_known(value) for value in values.tolist()]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
