"""Record: what finmodel wrote into the input cells of a workbook, kept in the properties of the file.

The cells themselves may be typed over and the pack may move on; the record says what stood there on the day of writing,
so that both kinds of change can be told apart.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finmodel.inputs import Entry, Scenarios
from finmodel.inputs.asked import Asked
from finmodel.inputs.entry import canonical
from finmodel.model.model import Model

_KEY = "finmodel.record."
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

    @classmethod
    def read(cls, properties: Mapping[str, str]) -> Record | None:
        """The record among the custom properties of a file; None where there is none that can be read."""
        pieces = sorted((int(key.removeprefix(_KEY)), text) for key, text in properties.items() if _is_piece(key))
        try:
            packed = base64.b64decode("".join(text for _, text in pieces), validate=True)
            return _checked(json.loads(zlib.decompressobj().decompress(packed, _LARGEST)))
        except (binascii.Error, zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def write(self, book: Any) -> None:
        told = json.dumps({"periods": self.periods, "units": self.units, "numbers": self.numbers}, separators=(",", ":"))
        text = base64.b64encode(zlib.compress(told.encode(), 9)).decode()
        for number, start in enumerate(range(0, len(text), _PIECE), start=1):
            book.set_custom_property(f"{_KEY}{number:03d}", text[start : start + _PIECE], "text")


def _checked(told: Any) -> Record:
    """The record with every part of its type; any other raises one of the errors that `read` expects."""
    units = {str(path): str(unit) for path, unit in told["units"].items()}
    numbers = {
        str(name): {str(path): tuple(float(one) for one in row) for path, row in rows.items()}
        for name, rows in told["numbers"].items()
    }
    numbers["base"]
    return Record(tuple(str(period) for period in told["periods"]), units, numbers)


def _number(entry: Entry | None) -> float:
    """What the cell holds: 0 where a series has no point."""
    return canonical(entry.value, 1.0) if entry else 0.0


def _is_piece(key: str) -> bool:
    return key.startswith(_KEY) and key.removeprefix(_KEY).isdigit()
