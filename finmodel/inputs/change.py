"""Change: one input set, multiplied or added to, by a scenario or by --set."""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from finmodel.errors import UnitError
from finmodel.expr.units import DAY, NONE, Unit, read_unit
from finmodel.inputs.amount import check_domain, check_range, hint_of, read_amount, read_factor
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Amount, Entry, canonical
from finmodel.inputs.hints import date_reading, unit_reading
from finmodel.inputs.mistakes import ChangeError, DateMistake, NumberError, WrittenUnitError

SET_LAYER = "--set"

YEAR = Unit((("year", 1),))
_FACTOR = "A factor has no unit: *=1.1."
_MONTHS_PER_YEAR = 12
_DAYS_PER_YEAR = 365.25
"""For the advice of a message only."""

Operation = Literal["set", "multiply", "add"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it stands in a scenario or after --set. An empty unit is the unit in which the base value is written.

    written: the value as it was typed, for messages.
    """

    layer: str
    where: str
    path: str
    operation: Operation
    amount: object
    unit: str = ""
    low: object = None
    high: object = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""
    written: str = field(default="", repr=False)

    def apply(self, entry: Entry, place: Place, known: date) -> Entry:
        """The entry changed, in the unit of the entry. Raises InputError; bounds are checked when all is applied.

        known: the as-of date of a change that carries none.
        """
        amount, low, high = self._changed(entry, place), entry.low, entry.high
        if self.low is not None or self.high is not None:
            low, high = (None if raw is None else self._converted(raw, key, entry, place)
                         for key, raw in (("low", self.low), ("high", self.high)))  # fmt: skip
            check_range(low, amount, high, self.where)
        elif not _inside(low, amount, high) or (entry.outcomes and amount not in dict(entry.outcomes)):
            low = high = None
        layer = self.layer if entry.layer == "base" or self.layer == SET_LAYER else f"{entry.layer}+{self.layer}"
        if self.layer in entry.layer.split("+"):
            layer = entry.layer
        return replace(
            _respread(entry, low, high), value=amount, low=low, high=high, source=self.source, as_of=self.as_of or known,
            confidence=self.confidence or "judgement", note=self.note, layer=layer, filled=False, released=False,
            hindsight=entry.hindsight and self.operation != "set", lost_range=low is None and (entry.low is not None or entry.lost_range),
        )  # fmt: skip

    def comparable(self, entry: Entry, place: Place) -> float:
        """The canonical value that a set leads to."""
        return canonical(self._changed(entry, place), entry.factor)

    def number(self, entry: Entry, place: Place) -> float:
        """What is set, the factor, or what is added, in the unit of the entry; a date as its serial, or as days."""
        if self.operation == "set":
            return canonical(self._converted(self.amount, "set", entry, place), 1.0)
        number = canonical(read_amount(self.amount, self.operation, self.where, is_date=False), 1.0)
        if self.operation == "multiply":
            return number * self._factor_of(NONE, "a pure number", _FACTOR)
        return number * (self._factor_of(DAY, "days", _in_days(number, self.unit)) if place.is_date else self._conversion(entry, place))

    def _changed(self, entry: Entry, place: Place) -> Amount:
        if self.operation == "set":
            return self._converted(self.amount, "set", entry, place)
        number = read_amount(self.amount, self.operation, self.where, is_date=False)
        assert not isinstance(number, date)
        if isinstance(entry.value, date):
            return self._moved(entry.value, number)
        if self.operation == "multiply":
            number = entry.value * number * self._factor_of(NONE, "a pure number", _FACTOR)
        else:
            number = entry.value + number * self._conversion(entry, place)
        if not math.isfinite(number):
            raise NumberError(self.where, self.operation, self.amount)
        return number

    def _converted(self, raw: object, key: str, entry: Entry, place: Place) -> Amount:
        if place.is_date and self.written and not isinstance(raw, date):
            raise ChangeError(self.where, f"'{self.written}'", "a date such as 2027-01-01", date_reading(self.written))
        if isinstance(raw, date) and not place.is_date:
            raise ChangeError(self.where, f"the date {raw}", f"a number in {entry.unit}")
        amount = read_amount(raw, key, self.where, place.is_date)
        factor = self._conversion(entry, place)
        return amount if isinstance(amount, date) or factor == 1.0 else amount * factor

    def _conversion(self, entry: Entry, place: Place) -> float:
        """The factor from the unit of the change to the unit of the entry."""
        if not self.unit or self.unit == entry.unit:
            return 1.0
        return read_factor(self.unit, place, self.where, self._other_unit(entry, place)) / entry.factor

    def _other_unit(self, entry: Entry, place: Place) -> str:
        """What to do next where the unit does not fit."""
        if self.operation == "add" and self.unit in ("%", "percent") and isinstance(self.amount, float | int):
            return f"To raise it by {self.amount:g}%, write *={1 + self.amount / 100:g}."
        return unit_reading(self.unit, entry.unit) if entry.unit != str(place.unit) else ""

    def _moved(self, day: date, number: float) -> date:
        if self.operation == "multiply":
            raise ChangeError(self.where, "a multiplication of a date", "= with a date, or += with days")
        months = _in_months(number, self.unit)
        try:
            if months is not None:
                return _later(day, months)
            days = number * self._factor_of(DAY, "days", _in_days(number, self.unit))
            return day + timedelta(days=round(days))
        except (OverflowError, ValueError):
            raise DateMistake(self.where, "add", self.amount) from None

    def _factor_of(self, wanted: object, name: str, then: str) -> float:
        if not self.unit:
            return 1.0
        try:
            unit, factor = read_unit(self.unit)
        except UnitError as problem:
            raise WrittenUnitError(self.where, self.unit, name, hint_of(problem), then) from None
        if unit != wanted:
            raise WrittenUnitError(self.where, self.unit, name, then=then)
        return factor


def _in_months(number: float, unit: str) -> int | None:
    """Whole months of calendar time: 12 for one year; None where the unit is another, or the months are not whole."""
    try:
        found, factor = read_unit(unit)
    except UnitError:
        return None
    months = number * factor * _MONTHS_PER_YEAR
    return round(months) if found == YEAR and math.isclose(months, round(months), abs_tol=1e-9) else None


def _later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is shorter. Raises ValueError, OverflowError."""
    years, month = divmod(day.month - 1 + months, _MONTHS_PER_YEAR)
    return date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))


def _in_days(number: float, unit: str) -> str:
    """Parts of months have no fixed number of days: what to write for them."""
    try:
        found, factor = read_unit(unit)
    except UnitError:
        return ""
    return f"Write +={number * factor * _DAYS_PER_YEAR:.0f} days, or the date itself." if found == YEAR else ""


def check_changed(entry: Entry, place: Place, where: str) -> None:
    """Raises DomainError where a changed value, or its range, leaves what its unit or its line allows."""
    for key, amount in (("value", entry.value), ("low", entry.low), ("high", entry.high)):
        if amount is not None:
            check_domain(amount, entry.unit, entry.factor, key, place, where)


def _respread(entry: Entry, low: Amount | None, high: Amount | None) -> Entry:
    """The entry with as much of its distribution as fits a changed range: none where there is no range any more."""
    if (low, high) == (entry.low, entry.high):
        return entry
    clip, named = entry.clip, entry.distribution
    if low is None or high is None:
        return replace(entry, distribution="", clip=None, outcomes=(), chance=None)
    if clip is not None and not (_inside(clip[0], low, clip[1]) and _inside(clip[0], high, clip[1])):
        clip = None
    least = canonical(low, 1.0)
    if named == "discrete" or (named in ("lognormal", "split-lognormal") and least <= 0) or (named == "zero-inflated" and least < 0):
        named = ""
    return replace(entry, distribution=named, clip=clip, outcomes=(), chance=entry.chance if named == "zero-inflated" else None)


def _inside(low: Amount | None, amount: Amount, high: Amount | None) -> bool:
    if low is None or high is None:
        return True
    return canonical(low, 1.0) <= canonical(amount, 1.0) <= canonical(high, 1.0)
