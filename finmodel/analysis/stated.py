"""Stated: the unit in which a target is stated, and values of its line are told back - as written, or as suits the line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finmodel.analysis.scale import scale_of, worded
from finmodel.errors import UnitError, UsageError
from finmodel.expr.units import DATE, read_unit
from finmodel.model.model import Model
from finmodel.model.timeline import from_serial

_DIGITS, _WHOLE_FROM = 6, 1e6


@dataclass(frozen=True, slots=True)
class Stated:
    """A written unit; the canonical value is a shown number times `factor`."""

    unit: str
    factor: float = 1.0
    is_date: bool = False

    def shown(self, value: float) -> float:
        return value / self.factor

    def number(self, value: float, *, sign: bool = False, digits: int = _DIGITS) -> str:
        """A canonical value as people read it, without its unit; NaN is n/a."""
        if math.isnan(value):
            return "n/a"
        if self.is_date and not sign:
            return from_serial(round(value)).isoformat()
        number = value / self.factor
        plus = "+" if sign else ""
        return f"{number:{plus},.0f}" if abs(number) >= _WHOLE_FROM else f"{number:{plus},.{digits}g}"

    def fixed(self, value: float, places: int, *, sign: bool = False) -> str:
        """The same with so many decimal places, for tables."""
        if math.isnan(value) or self.is_date:
            return self.number(value, sign=sign)
        rounded = round(value / self.factor, places) + 0.0  # never -0.0
        return f"{rounded:{'+' if sign and rounded else ''},.{places}f}"

    def words(self, value: float, *, sign: bool = False, digits: int = _DIGITS) -> str:
        """The same with its unit; a difference of dates is in days."""
        number = self.number(value, sign=sign, digits=digits)
        if math.isnan(value) or (self.is_date and not sign):
            return number
        if self.unit == "%":
            return f"{number} percentage points" if sign else f"{number}%"
        return f"{number} {'days' if self.is_date else self.unit}"


def stated_of(model: Model, line: str, largest: float) -> Stated:
    """That of the outcome table; of other lines the scale that suits the largest magnitude of the row."""
    unit = model.unit_text(line)
    if model.units[line] == DATE:
        return Stated("date", is_date=True)
    if unit == "share":
        return Stated("%", 0.01)
    scale = scale_of(model, line, largest)
    return Stated(worded(unit, scale), scale)


def read_stated(model: Model, line: str, written: str, where: str) -> Stated:
    """A unit as somebody wrote it for a line. Raises UsageError where it is none of the line's dimension."""
    try:
        unit, factor = read_unit(written)
    except UnitError as problem:
        raise UsageError(f"{where}: {problem}. {line} is in {model.unit_text(line)}.") from None
    if unit != model.units[line]:
        raise UsageError(f"{where}: '{written}' is no unit of {line}, which is in {model.unit_text(line)}.")
    return Stated(written, factor)
