"""Lever: an input that an analysis moves - PATH, PATH*= or PATH+= as --set writes them - and what a number makes of it.

A number of a lever is in the unit in which the input is written: a date as its serial, a factor or an amount for *= and +=.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.evaluate import Array
from finmodel.errors import UsageError
from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.change import SET_LAYER, Change, check_changed
from finmodel.inputs.entry import OPENING, Amount, Entry, canonical
from finmodel.inputs.layers import Layers, check_year
from finmodel.inputs.set_text import read_set
from finmodel.inputs.tally import Tally
from finmodel.inputs.target import BOUNDARY, find_targets, last_actual
from finmodel.model.timeline import Quarter, from_serial

if TYPE_CHECKING:
    from finmodel.project import Case

SIGNS = {"set": "=", "multiply": "*=", "add": "+="}
_LEADS = {"set": "", "multiply": "x ", "add": "+ "}
_FLAG = "flag"
_DIGITS = 6
_EXACT = 1e15
"""Whole numbers below are written without a point."""


@dataclass(frozen=True)
class Lever:
    """An input and the periods that are moved together.

    entries: what it starts from in the case, one a period.
    member, columns: where its members and its periods stand in the input's array.
    """

    change: Change
    place: Place
    entries: tuple[Entry, ...]
    member: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def line(self) -> str:
        return self.place.given.name

    @property
    def title(self) -> str:
        """As --set writes it, without the value."""
        return self.change.path + ("" if self.change.operation == "set" else SIGNS[self.change.operation])

    @property
    def unit(self) -> str:
        """Of its numbers; empty for a factor."""
        if self.change.operation == "multiply":
            return ""
        return "day" if self.is_date and self.change.operation == "add" else self.entries[0].unit

    @property
    def is_date(self) -> bool:
        return self.place.is_date

    @property
    def whole(self) -> bool:
        """Whether only whole numbers mean anything: days, and a flag."""
        return self.is_date or (self.place.given.unit == _FLAG and self.change.operation != "multiply")

    @property
    def own(self) -> float | None:
        """The number that leaves the case as it is; None where a series has several values."""
        match self.change.operation:
            case "multiply":
                return 1.0
            case "add":
                return 0.0
        first, *others = (_number(entry.value) for entry in self.entries)
        return first if all(other == first for other in others) else None

    @property
    def likely(self) -> tuple[float, float] | None:
        """The input's own 90% range, of several periods the widest; None where one has none."""
        ends = [self._ends(entry) for entry in self.entries]
        known = [one for one in ends if one is not None]
        low, high = min((one[0] for one in known), default=0.0), max((one[1] for one in known), default=0.0)
        return (low, high) if len(known) == len(ends) and low < high else None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest number that the line allows; infinite where it does not say."""
        given = self.place.given
        least, most = given.at_least, given.at_most
        if given.unit in ("share", _FLAG):
            least, most = 0.0 if least is None else least, 1.0 if most is None else most
        low, high = -np.inf if least is None else least, np.inf if most is None else most
        spans = [self._allowed(entry, low, high) for entry in self.entries]
        return max(span[0] for span in spans), min(span[1] for span in spans)

    def read(self, written: str, option: str) -> float:
        """A number as written, in any unit of its dimension; a date as its serial. Raises InputError."""
        change = read_set(f"{self.change.path}{SIGNS[self.change.operation]}{written}", option)
        number = change.number(self.entries[0], self.place)
        return float(round(number)) if self.whole else number

    def check(self, number: float) -> None:
        """Raises DomainError, as --set does, where the number leaves what the line allows."""
        for entry in self.entries:
            changed = self._moved(number).apply(entry, self.place, entry.as_of)
            check_changed(replace(changed, low=None, high=None), self.place, self.change.where)

    def lay(self, values: Mapping[str, Array], number: float) -> dict[str, Array]:
        """The values of inputs with this one moved, canonical; the arrays given are left alone."""
        array = values[self.line].copy()
        row = array[self.member]
        change = self._moved(number)
        for entry, column in zip(self.entries, self.columns, strict=True):
            row[column] = change.comparable(entry, self.place)
        return {**values, self.line: array}

    def amount(self, number: float) -> float | str:
        """A number for files: a date as text."""
        return from_serial(number).isoformat() if self._is_day else number

    def words(self, number: float, digits: int = _DIGITS) -> str:
        """A number as people read it: 2027-04-01, 5.5 year, x 1.2, + 3 year."""
        if self._is_day:
            return from_serial(number).isoformat()
        lead = "- " if number < 0 and self.change.operation == "add" else _LEADS[self.change.operation]
        size = abs(number) if self.change.operation == "add" else number
        return f"{lead}{size:,.{digits}g}{f' {self.unit}' if self.unit else ''}"

    def told(self, number: float, digits: int = 10) -> str:
        """The input moved, as a sentence has it: fleet.install_lag x 1.2 = 1.536 quarter."""
        if self.change.operation == "set":
            return f"{self.change.path} = {self.words(number, digits)}"
        path = f"{self.change.path} {self.words(number, digits)}"
        if len(self.entries) > 1:
            return path
        ((entry, amount),) = self.moved(number)
        return f"{path} = {amount if isinstance(amount, date) else f'{amount:,.{_DIGITS}g} {entry.unit}'}"

    def between(self, low: float, high: float) -> str:
        """Two numbers and what lies between: 4 to 7 year."""
        first = self.words(low)
        return f"{first.removesuffix(f' {self.unit}') if self.unit else first} to {self.words(high)}"

    def assignment(self, number: float) -> str:
        """What --set is given."""
        if self._is_day:
            return f"{self.change.path}={self.amount(number)}"
        plain = str(int(number)) if abs(number) < _EXACT and number == int(number) else repr(float(number))
        return f"{self.change.path}{SIGNS[self.change.operation]}{plain}" + (f" {self.unit}" if self.unit else "")

    def moved(self, number: float) -> list[tuple[Entry, Amount]]:
        """Each entry with the value that it gets, as written."""
        change = self._moved(number)
        return [(entry, change.apply(entry, self.place, entry.as_of).value) for entry in self.entries]

    @property
    def _is_day(self) -> bool:
        return self.is_date and self.change.operation == "set"

    def _moved(self, number: float) -> Change:
        return replace(self.change, amount=from_serial(number) if self._is_day else float(number), unit="")

    def _ends(self, entry: Entry) -> tuple[float, float] | None:
        if entry.low is None or entry.high is None:
            return None
        low, own, high = (_number(one) for one in (entry.low, entry.value, entry.high))
        match self.change.operation:
            case "multiply":
                return (low / own, high / own) if own > 0 else None
            case "add":
                return low - own, high - own
        return low, high

    def _allowed(self, entry: Entry, low: float, high: float) -> tuple[float, float]:
        own = entry.canonical
        match self.change.operation:
            case "multiply":
                ends = sorted((low / own, high / own)) if own else [-np.inf, np.inf]
                return ends[0], ends[1]
            case "add":
                return (low - own) / entry.factor, (high - own) / entry.factor
        return low / entry.factor, high / entry.factor


def open_lever(case: Case, text: str, option: str = "--by") -> Lever:
    """PATH, of a series with @period, and *= or += at its end where the input is multiplied or added to.

    Raises InputError, UsageError.
    """
    asked_for = text.strip()
    sign = next((sign for sign in ("*=", "+=") if asked_for.endswith(sign)), "=")
    path = asked_for.removesuffix(sign).strip()
    if "=" in path:
        raise UsageError(f"{option} '{text}' holds a value. It names the input alone: {option} '{path.partition('=')[0].rstrip('*+ ')}'.")
    change = read_set(f"{path}{sign}1", option)
    change = replace(change, layer=SET_LAYER, where=f"{option} '{asked_for[:100]}'")
    asked = Asked(case.model)
    target, *others = find_targets(change.path, asked, _boundary(case), change.where, actual_too=True)
    if others:
        raise UsageError(f"{change.where} stands for {len(others) + 1} inputs. Name one, such as {target.place.path}.")
    check_year(change, target)
    layers = Layers({entry.slot: entry for entry in case.inputs.entries}, asked, case.inputs.as_of, Tally())
    entries = tuple(layers.entry(slot, target.place) for slot in target.slots)
    if not entries:
        raise UsageError(f"{change.where} reaches no period: the case has no forecast. Name the quarters.")
    if change.operation != "set":
        change.number(entries[0], target.place)
        change.apply(entries[0], target.place, case.inputs.as_of)  # a date is not multiplied
    columns = {period: column for column, period in enumerate(("", *case.model.timeline.names))} | {OPENING: 0}
    place = tuple(
        case.model.dimensions[dimension].members.index(member)
        for dimension, member in zip(case.model.dims[target.place.given.name], target.place.members, strict=True)
    )
    return Lever(change, target.place, entries, place, tuple(columns[period] for period in target.periods))


def _boundary(case: Case) -> Quarter | None:
    """The last actual quarter of the base case, whatever this one says."""
    entries = {entry.slot: entry for entry in case.inputs.entries}
    if (BOUNDARY, (), "") in entries and entries[BOUNDARY, (), ""].layer != "base":
        entries = {entry.slot: entry for entry in case.project.case("base", (), case.inputs.as_of).inputs.entries}
    return last_actual(entries)


def _number(amount: Amount) -> float:
    return canonical(amount, 1.0)
