"""Cases: small models with inputs made from plain numbers, and their workbooks recalculated elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from finmodel.blocks.timing import Timing
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.tolerance import equal_in_row
from finmodel.inputs import Entry, Inputs, Pack, Source
from finmodel.model.block import BlockType
from finmodel.model.dimension import Dimension
from finmodel.model.model import Model
from finmodel.model.timeline import Quarter, Timeline, serial
from finmodel.workbook.layout import FIRST_PERIOD, OPENING, Layout
from finmodel.workbook.recalculate import Arithmetic, recalculate
from finmodel.workbook.write import build_workbook

CALENDAR: dict[str, float | date] = {
    "period_years": 0.25, "one_year": 1, "one_day": 1, "months_per_year": 12, "days_per_year": 365.25,
    "hours_per_day": 24, "opening_date": date(2021, 12, 31), "tolerance": 1e-6,
    "last_actual_quarter": date(2022, 12, 31), "last_delivery_quarter": date(2022, 6, 30),
}  # fmt: skip


def small_model(*blocks: BlockType, dimensions: Sequence[Dimension] = (), last: str = "2024Q4") -> Model:
    return Model((Timing, *blocks), dimensions, Timeline(Quarter(2022, 1), Quarter.read(last)))


def given_inputs(model: Model, numbers: Mapping[str, object]) -> Inputs:
    """Inputs from canonical numbers: one for all members, or an array of members (and periods, for a series)."""
    numbers = {**CALENDAR, **numbers}
    values: dict[str, Array] = {}
    written: dict[str, np.ndarray] = {}
    entries = []
    for given in model.givens:
        raw = numbers[given.name]
        number = serial(raw) if isinstance(raw, date) else raw
        shape = model.shape(given.name)
        periods = len(model.timeline)
        if given.series:
            array = np.full((*shape, periods + 1, 1), np.nan)
            array[..., 1:, 0] = np.broadcast_to(np.asarray(number, dtype=float), (*shape, periods))
            written[given.name] = np.ones((*shape, periods + 1), dtype=bool)
        else:
            array = np.broadcast_to(np.asarray(number, dtype=float), shape).reshape(*shape, 1, 1).copy()
        values[given.name] = array
        for place, member in zip(np.ndindex(*shape), model.members(given.name), strict=True):
            steps = range(1, periods + 1) if given.series else (0,)
            for step in steps:
                period = model.timeline.names[step - 1] if given.series else ""
                entries.append(
                    Entry(
                        path=given.path(member),
                        line=given.name,
                        members=member,
                        period=period,
                        value=float(array[(*place, step, 0)]),
                        unit=given.unit,
                        factor=1.0,
                        low=None,
                        high=None,
                        source="made-up",
                        as_of=date(2022, 1, 1),
                        confidence="judgement",
                        note="",
                    )
                )
    pack = Pack(
        Path(), "small", "Small", "A small model.", date(2022, 12, 31), model.timeline, tuple(model.dimensions.values()),
        {}, {"made-up": Source("made-up", "A test", "finmodel", "2026", "", "judgement")}, ("base",),
    )  # fmt: skip
    return Inputs(pack, "base", pack.as_of, values, written, tuple(entries), "0" * 64, ())


def evaluate(model: Model, numbers: Mapping[str, object]) -> dict[str, Array]:
    return Engine(model).run(given_inputs(model, numbers).values)


def row(values: Mapping[str, Array], line: str, *place: int) -> list[float]:
    """The periods of one line for one member, opening column left out."""
    return [float(number) for number in values[line][place][1:, 0]]


def workbook_of(folder: Path, model: Model, inputs: Inputs) -> tuple[bytes, dict[str, Array]]:
    values = Engine(model).run(inputs.values)
    path = folder / "model.xlsx"
    build_workbook(path, model, inputs, values).write()
    return path.read_bytes(), values


def differences(
    content: bytes, model: Model, values: Mapping[str, Array], overrides: Mapping[tuple[str, str], float] | None = None,
    arithmetic: Arithmetic = "excel_near_zero",
) -> list[str]:  # fmt: skip
    """Every row of the workbook's block sheets that, recalculated, is not what the engine says."""
    layout = Layout(model)
    sheets = recalculate(content, overrides, arithmetic)
    found = []
    for name, band in layout.bands.items():
        rows = sheets[band.sheet]
        for place, member in zip(np.ndindex(*model.shape(name)), band.members, strict=True):
            cells = rows[layout.row(name, member) - 1]
            ours = values[name][place][:, 0]
            if band.timeless:
                theirs = [cells[band.value_column]]
            else:
                theirs = list(cells[OPENING : FIRST_PERIOD + len(model.timeline)])
                if np.isnan(ours[0]):
                    theirs, ours = theirs[1:], ours[1:]
            numbers = np.array([np.nan if cell in ("n/a", None) else _number(cell) for cell in theirs])
            if not equal_in_row(ours, numbers).all():
                found.append(f"{name} {member}: engine {ours.tolist()}, workbook {theirs}")
    return found


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, float) else np.inf
