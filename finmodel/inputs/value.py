"""Value: one value as written, made an entry after every field is checked against what the model asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from finmodel.errors import UnitError
from finmodel.expr.units import read_unit
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Amount, Entry, canonical
from finmodel.inputs.mistakes import (
    ChoiceError,
    DateMistake,
    DomainError,
    MissingKeyError,
    NumberError,
    RangeError,
    RangeWithoutValueError,
    ReferenceMistake,
    TypeMistake,
    WrittenUnitError,
    shown,
)
from finmodel.inputs.pack import Pack
from finmodel.inputs.schema import CONFIDENCES, DISTRIBUTIONS
from finmodel.inputs.tally import Tally

_SLACK = 1e-12
"""Relative rounding that a conversion of units may leave at a bound."""


@dataclass(frozen=True, slots=True)
class Written:
    """The fields of a value table or of a CSV row. None, or an empty text, is a field left out."""

    where: str
    value: object
    unit: str
    low: object = None
    high: object = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""
    distribution: str = ""
    correlation: str = ""
    clip: list[object] | None = None


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
        raise WrittenUnitError(where, unit, _unit_name(place), then=then)
    return factor


def check_domain(amount: Amount, unit: str, factor: float, key: str, place: Place, where: str) -> None:
    """Raises DomainError where a value leaves what its unit or its line allows.

    A share stays in 0..1, save where its line states another bound (a growth rate may be negative).
    """
    number, given = canonical(amount, factor), place.given
    if not math.isfinite(number):
        raise NumberError(where, key, amount)
    if given.unit == "flag" and number not in (0.0, 1.0):
        raise DomainError(where, key, amount, unit, "0 or 1")
    least, most = given.at_least, given.at_most
    if given.unit == "share":
        least, most = 0.0 if least is None else least, 1.0 if most is None else most
    slack = _SLACK * max(abs(least or 0), abs(most or 0), 1e-300)
    if (least is not None and number < least - slack) or (most is not None and number > most + slack):
        bounds = [f"at {word} {bound:.10g}" for word, bound in (("least", least), ("most", most)) if bound is not None]
        then = f"For {amount:g} percent write {amount:g}% or {number / 100:g}." if _reads_as_percent(number, place, unit) else ""
        raise DomainError(where, key, amount, unit, f"{' and '.join(bounds)} {_unit_name(place)}", then)


def _reads_as_percent(number: float, place: Place, unit: str) -> bool:
    return place.given.unit == "share" and unit == "share" and 1 < number <= 100


def check_range(low: Amount | None, amount: Amount, high: Amount | None, where: str) -> None:
    """Raises RangeError unless low <= value <= high, MissingKeyError where one end is missing."""
    if (low is None) != (high is None):
        raise MissingKeyError(where, "low" if low is None else "high", "both ends of the range, or neither")
    if low is not None and high is not None and not _ordered(low, amount, high):
        raise RangeError(where, amount, low, high)


def check_source(source: str, confidence: str, pack: Pack, where: str, tally: Tally) -> None:
    if not source:
        tally.add(MissingKeyError(where, "source", "the id of a source in sources.toml"))
    elif source not in pack.sources:
        tally.add(ReferenceMistake(where, "source", source, pack.sources, "sources.toml"))
    if not confidence:
        tally.add(MissingKeyError(where, "confidence", f"one of {', '.join(CONFIDENCES)}"))
    elif confidence not in CONFIDENCES:
        tally.add(ChoiceError(where, "the confidence", confidence, CONFIDENCES))


def read_entry(written: Written, place: Place, period: str, pack: Pack, tally: Tally) -> Entry | None:
    """The entry, or None after its mistakes have been added to the tally."""
    where, before = written.where, len(tally.errors)
    check_source(written.source, written.confidence, pack, where, tally)
    if written.as_of is None:
        tally.add(MissingKeyError(where, "as_of", "the date on which the value was known"))
    if written.distribution and written.distribution not in DISTRIBUTIONS:
        tally.add(ChoiceError(where, "the distribution", written.distribution, DISTRIBUTIONS))
    factor = 1.0
    with tally.catch():
        factor = read_factor(written.unit, place, where)
    amounts: dict[str, Amount] = {}
    for key in ("value", "low", "high"):
        raw = getattr(written, key)
        if raw is not None:
            with tally.catch():
                amounts[key] = read_amount(raw, key, where, place.is_date)
    if written.value is None:
        empty = written.low is None and written.high is None
        tally.add(MissingKeyError(where, "value") if empty else RangeWithoutValueError(where))
    clip = _clip(written, place, tally)
    if len(tally.errors) > before or written.as_of is None:
        return None
    amount, low, high = amounts["value"], amounts.get("low"), amounts.get("high")
    for key, checked in amounts.items():
        with tally.catch():
            check_domain(checked, written.unit, factor, key, place, where)
    with tally.catch():
        check_range(low, amount, high, where)
    if len(tally.errors) > before:
        return None
    if low != high and amount in (low, high):
        end = "low" if amount == low else "high"
        tally.warn(f"{where}: the value {shown(amount)} stands on the {end} end of its range.")
    path = f"{place.path}@{period}" if period else place.path
    return Entry(
        path, place.given.name, place.members, period, amount, written.unit, factor, low, high, written.source,
        written.as_of, written.confidence, " ".join(written.note.split()), released=place.given.released,
        distribution=written.distribution, correlation=written.correlation, clip=clip,
    )  # fmt: skip


def _clip(written: Written, place: Place, tally: Tally) -> tuple[Amount, Amount] | None:
    if written.clip is None:
        return None
    ends: list[Amount] = []
    for raw in written.clip:
        with tally.catch():
            ends.append(read_amount(raw, "clip", written.where, place.is_date))
    if len(ends) != 2 or not _ordered(ends[0], ends[0], ends[1]):
        tally.add(TypeMistake(written.where, "clip", written.clip, "two numbers, the least and the greatest"))
        return None
    return ends[0], ends[1]


def _ordered(low: Amount, middle: Amount, high: Amount) -> bool:
    return canonical(low, 1.0) <= canonical(middle, 1.0) <= canonical(high, 1.0)


def _unit_name(place: Place) -> str:
    return place.given.unit if place.given.unit in ("share", "flag") else str(place.unit)
