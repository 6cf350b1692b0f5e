"""Goal: LINE@PERIOD=VALUE - a number of the model, and what somebody wants it to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.spot import Spot, read_spot
from finmodel.analysis.stated import Stated, read_stated, stated_of
from finmodel.engine.tolerance import RELATIVE
from finmodel.errors import InputError, UsageError
from finmodel.inputs.set_text import read_set
from finmodel.model.timeline import serial

if TYPE_CHECKING:
    from finmodel.project import Case

_GOAL = re.compile(r"\s*([^@=\s]+)\s*@\s*([^@=\s]+)\s*(?:=\s*(.*?))?\s*", re.DOTALL)
FAR = 1e3
"""A number without a unit that is so many times off everything the line takes was meant in another unit."""


@dataclass(frozen=True)
class Goal:
    """A spot and the value wanted there, canonical; None where none was named.

    own:     what the case gives; NaN is n/a.
    largest: greatest magnitude among the values of the row, of quarters or of years as the spot is.
    stated: how its values are shown.
    """

    spot: Spot
    value: float | None
    own: float
    largest: float
    stated: Stated

    @property
    def near(self) -> float:
        """How far from the value counts as met (rule 12)."""
        return RELATIVE * max(abs(self.value or 0.0), self.largest)


def read_goal(case: Case, text: str, members: Sequence[str] = (), *, valued: bool = True) -> Goal:
    """Read a target. A number without a unit is in the canonical unit of the line.

    valued: whether a value must be named. Raises UsageError, UnknownNameError.
    """
    match = _GOAL.fullmatch(text)
    if match is None:
        raise UsageError(f"--target '{text[:100]}' is not LINE@PERIOD=VALUE, such as 'capex@FY2027=150 USD billion'.")
    line, period, written = match.groups()
    spot = read_spot(case.model, line, period, members)
    row = _row(case, spot)
    known = np.abs(row[np.isfinite(row)])
    largest = float(known.max(initial=0.0))
    own = float(spot.of(case.model, case.values)[0])
    stated = stated_of(case.model, spot.line, largest)
    if not written:
        if valued:
            scaled = f"{spot.line}@{spot.period}={_example(stated, own)}"
            raise UsageError(f"--target '{text[:100]}' names no value. Write for example '{scaled}'.")
        return Goal(spot, None, own, largest, stated)
    value, stated = _read_value(case, spot, written, stated, known)
    return Goal(spot, value, own, largest, stated)


def _read_value(case: Case, spot: Spot, written: str, stated: Stated, known: np.typing.NDArray[np.float64]) -> tuple[float, Stated]:
    where = f"--target {spot.line}@{spot.period}={written[:60]}"
    try:
        change = read_set(f"{spot.line}={written}", "--target")
    except InputError as mistake:
        raise UsageError(f"{mistake} {spot.line} is in {case.model.unit_text(spot.line)}.") from None
    if stated.is_date or isinstance(change.amount, date):
        if not (stated.is_date and isinstance(change.amount, date)):
            wanted = "a date such as 2027-04-01" if stated.is_date else f"a number in {case.model.unit_text(spot.line)}"
            raise UsageError(f"{where}: {spot.line} takes {wanted}.")
        return serial(change.amount), stated
    assert isinstance(change.amount, float)
    if change.unit:
        stated = read_stated(case.model, spot.line, change.unit, where)
        return change.amount * stated.factor, stated
    taken = known[known > 0]
    if change.amount and len(taken) and not taken.min() / FAR <= abs(change.amount) <= taken.max() * FAR:
        unit = case.model.unit_text(spot.line)
        scaled = f"'{change.amount:.15g} {stated.unit}'" if stated.factor != 1 else "another unit"
        raise UsageError(
            f"{where}: a number without a unit is in {unit}, and {change.amount:,.6g} {unit} is far from what {spot.line} "
            f"takes ({stated.words(float(taken.min()))} to {stated.words(float(taken.max()))} in size). "
            f"Write {scaled} or '{change.amount:.15g} {unit}', whichever is meant."
        )
    return change.amount, stated


def _example(stated: Stated, own: float) -> str:
    if np.isnan(own):
        return f"1 {stated.unit}"
    return stated.words(own) if stated.is_date else f"{stated.shown(own):.4g} {stated.unit}"


def _row(case: Case, spot: Spot) -> np.typing.NDArray[np.float64]:
    """The values of the line for its member: of every year, or of every quarter."""
    table = case.results.years_of(spot.line) if spot.period.startswith("FY") else case.results.quarters_of(spot.line)
    return np.asarray(table[case.model.members(spot.line).index(spot.member)])
