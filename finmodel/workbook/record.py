"""Record: what finmodel wrote into the input cells of a workbook, kept in the properties of the file.

The cells themselves may be typed over and the pack may move on; the record says what stood there on the day of writing,
so that both kinds of change can be told apart.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finmodel.errors import UnitError
from finmodel.expr.units import read_unit
from finmodel.inputs import Entry, Scenarios
from finmodel.inputs.asked import Asked
from finmodel.inputs.entry import canonical
from finmodel.model.model import Model
from finmodel.model.timeline import from_serial

DATE = "date"
"""What stands in place of a unit where an input is a date."""
_KEY = "finmodel.record."
_DIGITS = 6
_PIECE = 250
"""Letters of one property: Excel shows 255 at most."""
_LARGEST = 2**22
"""Bytes unpacked; the bundled model takes 30 thousand."""

Numbers = dict[str, tuple[float, ...]]
"""Path of an input -> its one number, or one a quarter, in the unit as written; dates as serial numbers."""


@dataclass(frozen=True, slots=True)
class Record:
    """periods: the quarters of a series. units: path -> the unit as written. numbers: scenario, base among them -> path -> numbers, for a scenario other than
    base the inputs alone that it changes."""

    periods: tuple[str, ...]
    units: dict[str, str]
    numbers: dict[str, Numbers]

    @classmethod
    def of(cls, scenarios: Scenarios, model: Model) -> Record:
        units: dict[str, str] = {}
        numbers: dict[str, Numbers] = {}
        for number, scenario in enumerate(scenarios.all, start=1):
            changed = {slot[:2] for slot in scenario.changed}
            numbers[scenario.name] = {}
            for path, place in Asked(model).places.items():
                line = place.given.name
                if number == 1:
                    units[path] = scenarios.written_in(line, place.members)[0] or place.given.unit
                if number == 1 or (line, place.members) in changed:
                    points = scenarios.points(line, place.members, number)
                    periods = model.timeline.names if place.given.series else ("",)
                    numbers[scenario.name][path] = tuple(_number(points.get(period)) for period in periods)
        return cls(model.timeline.names, units, numbers)

    def of_scenario(self, scenario: str) -> Numbers:
        """Every input under a scenario."""
        return self.numbers["base"] | self.numbers.get(scenario, {})

    def has(self, path: str, period: str) -> bool:
        """Whether an input was there in a period, "" for a value without periods."""
        row = self.numbers["base"].get(path)
        if row is None or (len(row) == 1 and period and len(self.periods) != 1):
            return False
        return period in self.periods if period else len(row) == 1

    @classmethod
    def read(cls, properties: Mapping[str, str]) -> Record | None:
        """The record among the custom properties of a file; None where there is none that can be read."""
        pieces = sorted((int(key.removeprefix(_KEY)), text) for key, text in properties.items() if _is_piece(key))
        try:
            packed = base64.b64decode("".join(text for _, text in pieces), validate=True)
            return _checked(json.loads(_unpacked(packed)))
        except (binascii.Error, zlib.error, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError, UnitError):
            return None

    def write(self, book: Any) -> None:
        told = json.dumps({"periods": self.periods, "units": self.units, "numbers": self.numbers}, separators=(",", ":"))
        text = base64.b64encode(zlib.compress(told.encode(), 9)).decode()
        for number, start in enumerate(range(0, len(text), _PIECE), start=1):
            book.set_custom_property(f"{_KEY}{number:03d}", text[start : start + _PIECE], "text")


def _checked(told: Any) -> Record:
    """The record with every part of its type and its length; any other raises one of the errors that `read` expects."""
    periods = tuple(str(period) for period in told["periods"])
    units = {str(path): str(unit) for path, unit in told["units"].items()}
    numbers = {
        str(name): {str(path): _row(row) for path, row in rows.items()}
        for name, rows in told["numbers"].items()
    }
    if numbers["base"].keys() != units.keys():
        raise ValueError("base has other inputs than there are units")
    dates = {path for path, unit in units.items() if _is_date(unit)}
    for rows in numbers.values():
        for path, row in rows.items():
            if len(row) not in (1, len(periods)) or path not in units or not all(math.isfinite(one) for one in row):
                raise ValueError("numbers that stand for no input")
            if path in dates:
                _ = [from_serial(one) for one in row]
    return Record(periods, units, numbers)


def _unpacked(packed: bytes) -> bytes:
    """The whole text, where it is not too large. Raises zlib.error."""
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packed, _LARGEST)
    if not unpacking.eof:
        raise zlib.error("cut, or too large")
    return text


def _row(row: object) -> tuple[float, ...]:
    if not isinstance(row, list) or not all(isinstance(one, int | float) for one in row):
        raise TypeError("no row of numbers")
    return tuple(float(one) for one in row)


def _is_date(unit: str) -> bool:
    """Raises UnitError for what is no unit."""
    if len(unit) > _PIECE:
        raise ValueError("too long for a unit")
    if unit != DATE:
        read_unit(unit)
    return unit == DATE


def _number(entry: Entry | None) -> float:
    """What the cell holds: 0 where a series has no point."""
    return canonical(entry.value, 1.0) if entry else 0.0


def _is_piece(key: str) -> bool:
    number = key.removeprefix(_KEY)
    return key.startswith(_KEY) and len(number) <= _DIGITS and number.isascii() and number.isdigit()
