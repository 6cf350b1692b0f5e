"""Measure: the unit, the scale and the decimal places in which people read the numbers of a line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from finmodel.analysis.scale import scale_of, worded
from finmodel.model.model import Model

_MOST_PLACES, _DIGITS = 4, 3
"""Decimal places at most, and how many digits of the largest difference are shown."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A canonical number divided by `divisor` is one in `unit`, shown with so many `places`."""

    unit: str
    divisor: float
    places: int

    @property
    def step_unit(self) -> str:
        """The unit of a difference."""
        return "percentage points" if self.unit == "%" else self.unit

    def of(self, amount: float) -> str:
        """A level: 170.0"""
        return f"{self._rounded(amount):,.{self.places}f}"

    def level(self, amount: float) -> str:
        """The same, n/a for NaN."""
        return "n/a" if math.isnan(amount) else self.of(amount)

    def step(self, amount: float) -> str:
        """A difference, with its sign: +17.4; a hyphen is the minus, as in every number here."""
        return f"{self._rounded(amount):+,.{self.places}f}"

    @property
    def least(self) -> float:
        """The canonical amount from which on a number is not shown as zero."""
        return self.divisor * 10.0**-self.places / 2

    def _rounded(self, amount: float) -> float:
        return round(amount / self.divisor, self.places) + 0.0  # never -0.0

    @property
    def number_format(self) -> str:
        """For a cell that holds the canonical number: the scale is a format, never a conversion."""
        body = "0." + "0" * self.places if self.places else "0"
        if self.unit == "%":
            return f"{body}%_);({body}%);-_);@_)"
        thousands = round(math.log10(self.divisor) / 3)
        shown = f"#,##{body}" + "," * thousands
        return f"{shown}_);({shown});-_);@_)"


def measure_of(model: Model, line: str, levels: Iterable[float], differences: Iterable[float]) -> Measure:
    """As the outcome table tells the line, else in the scale that its levels ask for; finer where differences are small."""
    largest = max((abs(level) for level in levels if math.isfinite(level)), default=0.0)
    finest = max((abs(one) for one in differences if math.isfinite(one)), default=0.0) or largest
    unit = model.unit_text(line)
    if unit == "share":
        return Measure("%", 0.01, _places(finest / 0.01))
    divisor = scale_of(model, line, largest)
    while divisor > 1 and _needed(finest / divisor) > _MOST_PLACES:
        divisor /= 1e3
    return Measure(worded(unit, divisor), divisor, _places(finest / divisor))


def _needed(number: float) -> int:
    """Places that show so many digits of a number."""
    return _DIGITS - 1 - math.floor(math.log10(number)) if number else 0


def _places(number: float) -> int:
    return min(_MOST_PLACES, max(0, _needed(number)))
