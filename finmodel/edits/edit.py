"""Edit: one input that an analyst changed - what it was when the file was written, what it is now, what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from finmodel.inputs.entry import Amount
from finmodel.inputs.reading import Readings

State = Literal["edited", "agrees", "conflict", "gone"]

_SAME = 1e-12
"""Relative: two spellings of one number, with fifteen digits or with seventeen."""


def same(one: Amount, other: Amount) -> bool:
    """Whether two amounts are one: dates exactly, numbers as a spreadsheet keeps them."""
    if isinstance(one, date) or isinstance(other, date):
        return one == other
    return math.isclose(one, other, rel_tol=_SAME)


@dataclass(frozen=True, slots=True)
class Edit:
    """One input in one period, amounts in the unit in which the file has it.

    period: "" for a value without periods. cell: where it was typed. how: "override", or the column or row of the
    scenario that was typed over. then: when the file was written; now: in the pack as it is today, None where the pack
    no longer has the input.
    """

    path: str
    period: str
    cell: str
    how: str
    unit: str
    then: Amount
    now: Amount | None
    theirs: Amount

    @property
    def state(self) -> State:
        """edited: the pack has not changed it since. agrees: the pack has come to the same. conflict: it has come to another."""
        if self.now is None:
            return "gone"
        if same(self.now, self.then):
            return "edited"
        return "agrees" if same(self.now, self.theirs) else "conflict"

    @property
    def place(self) -> str:
        """The path, with the period where it has one."""
        return f"{self.path}@{self.period}" if self.period else self.path

    @property
    def assignment(self) -> str:
        """As --set takes it."""
        return f"{self.place}={said(self.theirs)}" + ("" if isinstance(self.theirs, date) else f" {self.unit}")


@dataclass(frozen=True, slots=True)
class Question:
    """A cell whose content can be read in several ways, or in none."""

    path: str
    period: str
    cell: str
    unit: str
    readings: Readings

    @property
    def place(self) -> str:
        return f"{self.path}@{self.period}" if self.period else self.path

    @property
    def sentence(self) -> str:
        ways = " or ".join(f"{said(amount)} {self.unit}" if not isinstance(amount, date) else said(amount) for amount in self.readings.amounts)
        note = f" ({self.readings.note})" if self.readings.note else ""
        if not ways:
            return f"{self.cell}, {self.place}, holds '{self.readings.typed[:60]}'{note}: type an amount in {self.unit}, or empty it."
        return f"{self.cell}, {self.place}, holds '{self.readings.typed[:60]}': {ways}?{note}"


@dataclass(frozen=True, slots=True)
class Moved:
    """An input that the pack has changed since the file was written, and the analyst has not."""

    path: str
    period: str
    unit: str
    then: Amount | None
    now: Amount | None


@dataclass(frozen=True, slots=True)
class TypedOver:
    """A calculated cell that holds no formula any more, what stood there, and the inputs to change instead."""

    cell: str
    line: str
    found: object
    formula: str
    instead: tuple[str, ...]


def said(amount: Amount) -> str:
    """An amount exactly, as a file or a command takes it."""
    return amount.isoformat() if isinstance(amount, date) else f"{amount:.17g}" if float(f"{amount:.15g}") != amount else f"{amount:.15g}"
