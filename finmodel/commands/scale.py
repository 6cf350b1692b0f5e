"""Scale: how numbers of a line and amounts of an input are written for people."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.analysis.scale import scale_of as divisor_of
from finmodel.analysis.scale import worded
from finmodel.headlines import TABLE

if TYPE_CHECKING:
    from finmodel.inputs import Amount
    from finmodel.model.model import Model

_HEADLINES = {row.line: row for row in TABLE}
_SMALL, _PLAIN = 10.0, 1e4


@dataclass(frozen=True, slots=True)
class Scale:
    """What canonical values are divided by, how many decimal places are shown, and the unit that results."""

    divisor: float
    places: int
    unit: str

    def shown(self, number: float, *, sign: bool = False) -> str:
        """A number, n/a for NaN; sign: with + or -."""
        if math.isnan(number):
            return "n/a"
        if self.unit == "date":
            return _days(number) if sign else _day(number)
        ends = "%" if self.unit == "%" and not sign else ""
        return f"{number / self.divisor:{'+' if sign else ''},.{self.places}f}{ends}"


def scale_of(model: Model, line: str, numbers: Iterable[float]) -> Scale:
    """That of the outcome table; for other lines one that fits the largest of the numbers."""
    unit = model.unit_text(line)
    if line in _HEADLINES:
        divisor = _HEADLINES[line].scale
        return Scale(divisor, _HEADLINES[line].places, worded(unit, divisor))
    if unit == "date":
        return Scale(1.0, 0, unit)
    if unit == "share":
        return Scale(0.01, 1, "%")
    largest = max((abs(number) for number in numbers if not math.isnan(number)), default=0.0)
    divisor = divisor_of(model, line, largest)
    places = 0 if divisor == 1.0 and largest >= _PLAIN / 10 else 2 if largest / divisor < _SMALL else 1
    return Scale(divisor, places, worded(unit, divisor))


def label_of(model: Model, line: str, member: tuple[str, ...], unit: str = "") -> str:
    """The label of a headline as the outcome table has it; with a unit, the label of any line with members and unit."""
    if not unit and line in _HEADLINES:
        row = _HEADLINES[line]
        return f"  {row.label}" if row.part else row.label
    of = f" [{', '.join(member)}]" if member else ""
    return f"{model.lines[line].label}{of}, {unit}"


def written(amount: Amount | None) -> str:
    """An amount of an input, in at most six digits; "no point" where there is none."""
    from finmodel.inputs.set_change import written as as_written

    return as_written(amount)


def _day(number: float) -> str:
    from finmodel.model.timeline import from_serial

    return from_serial(number).isoformat()


def _days(number: float) -> str:
    return f"{number:+,.0f} days"
