"""Reality: rows of reconciliation.toml - a line and period of the model beside what was reported.

A row is anchored (an input meets it by construction), calibrated (a named judgement was set to meet it) or
independent (modelled from other inputs). Only independent rows are evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from finmodel.errors import InputError, UnitError
from finmodel.expr.units import read_unit
from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import ChoiceError, NumberError, ReferenceMistake, TypeMistake, WrittenUnitError
from finmodel.inputs.pack import Pack
from finmodel.inputs.schema import Table, read_table
from finmodel.inputs.tally import Tally
from finmodel.model.model import Model

FILE = "reconciliation.toml"
KINDS = ("anchored", "calibrated", "independent")


class RealityTable(Table):
    """What was reported: a value with a tolerance, or a range to lie inside."""

    line: str
    period: str
    members: dict[str, str] = {}
    label: str
    kind: str
    unit: str
    reported: Any = None
    low: Any = None
    high: Any = None
    tolerance: Any = None
    tolerance_of: str = ""
    source: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RealityRow:
    """reported, low and high are canonical; `factor` turns the written unit into it.

    tolerance: share of the reported value, or of the line `tolerance_of`, by which the model may differ.
    columns:   of the timeline that the period covers; `year` is the fiscal year if it is one.
    """

    name: str
    label: str
    line: str
    member: tuple[str, ...]
    period: str
    columns: slice
    year: int | None
    kind: str
    unit: str
    factor: float
    reported: float | None
    low: float | None
    high: float | None
    tolerance: float | None
    tolerance_of: str
    source: str
    reason: str
    note: str


def read_reality(pack: Pack, model: Model) -> tuple[RealityRow, ...]:
    """The pack's reconciliation rows, in file order; empty where it has none. Raises InputErrors with every mistake."""
    path = pack.folder / FILE
    if not path.exists() and not path.is_symlink():
        return ()
    tally = Tally()
    rows: list[RealityRow] = []
    with tally.catch():
        for name, raw in read_toml(pack.folder, path).items():
            where = f"{FILE}: {name}"
            table = read_table(RealityTable, raw, where, tally)
            if table is not None and (row := _row(name, table, where, pack, model, tally)) is not None:
                rows.append(row)
    tally.stop()
    return tuple(rows)


def _row(name: str, table: RealityTable, where: str, pack: Pack, model: Model, tally: Tally) -> RealityRow | None:
    before = len(tally.errors)
    for line in (table.line, *((table.tolerance_of,) if table.tolerance_of else ())):
        if line not in model.lines:
            tally.add(ReferenceMistake(where, "line", line, model.lines, "the model (`finmodel lines`)"))
    if table.source not in pack.sources:
        tally.add(ReferenceMistake(where, "source", table.source, pack.sources, "sources.toml"))
    if table.kind not in KINDS:
        tally.add(ChoiceError(where, "the kind", table.kind, KINDS))
    for key in ("reported", "low", "high", "tolerance"):
        amount = getattr(table, key)
        if amount is not None and not _finite(amount):
            tally.add(NumberError(where, key, amount))
    ends = [end for end in (table.low, table.high) if end is not None]
    if len(ends) == 1 or (table.tolerance is None) == (not ends):
        tally.add(InputError(where, "neither or both", "either a tolerance, or low and high"))
    elif table.tolerance is not None and table.reported is None:
        tally.add(InputError(where, "a tolerance without a reported value", "the value that it is a tolerance of"))
    if len(tally.errors) > before:
        return None
    _check_amounts(table, where, model, tally)
    member = _member(table, where, model, tally)
    factor = _factor(table, where, model, tally)
    columns = _columns(table.period, where, model, tally)
    if member is None or factor is None or columns is None or len(tally.errors) > before:
        return None
    year = None if ".." in table.period or not table.period.startswith("FY") else int(table.period[2:])
    reported, low, high = (
        None if amount is None else float(amount) * factor for amount in (table.reported, table.low, table.high)
    )
    return RealityRow(
        name, table.label, table.line, member, table.period, columns, year, table.kind, table.unit, factor, reported,
        low, high, table.tolerance, table.tolerance_of, table.source, table.reason, table.note,
    )  # fmt: skip


def _finite(amount: Any) -> bool:
    return isinstance(amount, int | float) and not isinstance(amount, bool) and math.isfinite(amount)


def _check_amounts(table: RealityTable, where: str, model: Model, tally: Tally) -> None:
    """A tolerance is not negative, a range runs upwards, and a tolerance of another line is of a like one."""
    if table.tolerance is not None and table.tolerance < 0:
        tally.add(InputError(where, f"tolerance = {table.tolerance}", "a share that is not negative"))
    if table.low is not None and table.high is not None and table.low > table.high:
        tally.add(InputError(where, f"low = {table.low}, high = {table.high}", "low <= high"))
    of = table.tolerance_of
    if of and (model.dims[of] or model.units[of] != model.units[table.line]):
        wanted = f"a line without members, in {model.units[table.line]}"
        tally.add(InputError(where, f"tolerance_of = '{of}'", wanted))


def _member(table: RealityTable, where: str, model: Model, tally: Tally) -> tuple[str, ...] | None:
    dims = model.dims[table.line]
    if set(table.members) != set(dims):
        tally.add(TypeMistake(where, "members", table.members, f"one of each of {', '.join(dims) or 'no dimension'}"))
        return None
    for dimension in dims:
        if table.members[dimension] not in model.dimensions[dimension].members:
            names = model.dimensions[dimension].members
            tally.add(ReferenceMistake(where, "member", table.members[dimension], names, f"dimension {dimension}"))
            return None
    return tuple(table.members[dimension] for dimension in dims)


def _factor(table: RealityTable, where: str, model: Model, tally: Tally) -> float | None:
    wanted = model.units[table.line]
    try:
        unit, factor = read_unit(table.unit)
    except UnitError as problem:
        tally.add(WrittenUnitError(where, table.unit, str(wanted), str(problem)))
        return None
    if unit != wanted:
        tally.add(WrittenUnitError(where, table.unit, str(wanted)))
        return None
    return factor


def _columns(period: str, where: str, model: Model, tally: Tally) -> slice | None:
    first, dots, last = period.partition("..")
    try:
        start = model.timeline.columns_of(first)
        stop = model.timeline.columns_of(last) if dots else start
        if stop.start < start.start or (dots and "FY" in period):
            raise ValueError(period)
    except ValueError:
        tally.add(TypeMistake(where, "period", period, "a quarter, a fiscal year, or quarters 2026Q1..2026Q2"))
        return None
    return slice(start.start, stop.stop)
