"""Amount: a number or a day as written - read, converted, and held to what its unit and its line allow."""

from __future__ import annotations

import math
from datetime import date

from finmodel.errors import UnitError
from finmodel.expr.units import read_unit
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Amount, canonical
from finmodel.inputs.mistakes import (
    DateMistake,
    DomainError,
    MissingKeyError,
    NumberError,
    RangeError,
    WrittenUnitError,
)
from finmodel.model.item import Given

_SLACK = 1e-12
"""Relative rounding that a conversion of units may leave at a bound."""


def read_amount(raw: object, key: str, where: str, is_date: bool) -> Amount:
    """A finite number, or a date. Raises NumberError, DateMistake."""
    if is_date:
        if type(raw) is not date:
            raise DateMistake(where, key, raw)
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise NumberError(where, key, raw)
    try:
        number = float(raw)
    except OverflowError:
        raise NumberError(where, key, raw) from None
    if not math.isfinite(number):
        raise NumberError(where, key, raw)
    return number


def hint_of(problem: UnitError) -> str:
    """The nearest symbol that a mistake of a unit names, if it does."""
    _, asks, hint = str(problem).rpartition("Did you mean")
    return f"{asks}{hint}" if asks else ""


def read_factor(unit: str, place: Place, where: str, then: str = "") -> float:
    """The factor from a written unit to the canonical one. then: what to do next where it does not fit.

    Raises WrittenUnitError, MissingKeyError.
    """
    if not unit:
        raise MissingKeyError(where, "unit", f"a unit that converts to {place.unit}")
    try:
        found, factor = read_unit(unit)
    except UnitError as problem:
        raise WrittenUnitError(where, unit, str(place.unit), hint_of(problem), then) from None
    if found != place.unit:
        raise WrittenUnitError(where, unit, unit_name(place), then=then)
    return factor


def bounds(given: Given) -> tuple[float | None, float | None]:
    """The least and the greatest canonical value of an input; None where there is none. A share stays in 0..1."""
    if given.unit != "share":
        return given.at_least, given.at_most
    return 0.0 if given.at_least is None else given.at_least, 1.0 if given.at_most is None else given.at_most


def check_domain(amount: Amount, unit: str, factor: float, key: str, place: Place, where: str) -> None:
    """Raises DomainError where a value leaves what its unit or its line allows.

    A share stays in 0..1, save where its line states another bound (a growth rate may be negative).
    """
    number, given = canonical(amount, factor), place.given
    if not math.isfinite(number):
        raise NumberError(where, key, amount)
    if given.unit == "flag" and number not in (0.0, 1.0):
        raise DomainError(where, key, amount, unit, "0 or 1")
    least, most = bounds(given)
    slack = _SLACK * max(abs(least or 0), abs(most or 0), 1e-300)
    if (least is not None and number < least - slack) or (most is not None and number > most + slack):
        allowed = [f"at {word} {bound:.10g}" for word, bound in (("least", least), ("most", most)) if bound is not None]
        then = f"For {amount:g} percent write {amount:g}% or {number / 100:g}." if _reads_as_percent(number, place, unit) else ""
        raise DomainError(where, key, amount, unit, f"{' and '.join(allowed)} {unit_name(place)}", then)


def _reads_as_percent(number: float, place: Place, unit: str) -> bool:
    return place.given.unit == "share" and unit == "share" and 1 < number <= 100


def check_range(low: Amount | None, amount: Amount, high: Amount | None, where: str) -> None:
    """Raises RangeError unless low <= value <= high, MissingKeyError where one end is missing."""
    if (low is None) != (high is None):
        raise MissingKeyError(where, "low" if low is None else "high", "both ends of the range, or neither")
    if low is not None and high is not None and not ordered(low, amount, high):
        raise RangeError(where, amount, low, high)


def ordered(low: Amount, middle: Amount, high: Amount) -> bool:
    return canonical(low, 1.0) <= canonical(middle, 1.0) <= canonical(high, 1.0)


def unit_name(place: Place) -> str:
    return place.given.unit if place.given.unit in ("share", "flag") else str(place.unit)
