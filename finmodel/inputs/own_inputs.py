"""Own inputs: values that a pack's own lines ask for, declared beside them in lines.toml, written in own.toml or own.csv."""

from __future__ import annotations

from typing import Literal, get_args

from finmodel.inputs.mistakes import ChoiceError, TypeMistake
from finmodel.inputs.schema import Table
from finmodel.inputs.tally import Tally
from finmodel.model.item import Fill, Given, Kind

INPUT = "input"
"""The kind that makes a table of lines.toml an input."""
_OVER_TIME = tuple(kind.value for kind in Kind if kind not in (Kind.CONSTANT, Kind.RATIO, Kind.DATE))


class InputTable(Table):
    """One input. `series` is left out for one value for all periods; else it is the kind by which quarters become years.

    at_least, at_most: bounds in the canonical unit. fill: what a series holds where it has no point, as `Given` has it.
    """

    unit: str
    kind: Literal["input"]
    dims: list[str] = []
    label: str = ""
    note: str = ""
    at_least: float | int | None = None
    at_most: float | int | None = None
    series: str = ""
    fill: str = "none"


def given_of(table: InputTable, where: str, tally: Tally) -> Given | None:
    """The input, or None after its mistakes have been added to the tally."""
    before = len(tally.errors)
    if table.series and table.series not in _OVER_TIME:
        tally.add(ChoiceError(where, "the series", table.series, _OVER_TIME))
    if table.fill not in get_args(Fill):
        tally.add(ChoiceError(where, "the fill", table.fill, get_args(Fill)))
    if table.at_least is not None and table.at_most is not None and table.at_least > table.at_most:
        tally.add(TypeMistake(where, "at_most", table.at_most, f"a bound that is not below at_least, {table.at_least:g}"))
    if len(tally.errors) > before:
        return None
    kind = Kind(table.series) if table.series else Kind.CONSTANT
    fill: Fill = "hold" if table.fill == "hold" else "none"
    return Given(
        table.unit, table.note, kind, table.label, tuple(table.dims), bool(table.series), fill,
        at_least=table.at_least, at_most=table.at_most,
    )  # fmt: skip
