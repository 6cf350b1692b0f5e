"""Stamp: what a workbook was made from - shown on About, and kept in the properties of the file to be read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from finmodel import __version__
from finmodel.inputs import Inputs, Scenarios
from finmodel.inputs.pack import SLUG

SCHEMA = 3
"""Of the layout: 2 has scenarios in columns, a picked row and headings above members; 3 a record of its inputs."""

_PREFIX = "finmodel."
_BETWEEN = "\n"
_PIECE = 250
"""Letters of one property: Excel shows 255 at most."""
_MOST_PIECES, _MOST_SETS = 200, 500
"""What a file from outside may make us read and resolve."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """finmodel version, pack, scenario, --set strings, knowledge date, hashes of inputs and scenarios, schema of the layout."""

    version: str
    pack: str
    scenario: str
    sets: tuple[str, ...]
    as_of: date
    hash: str
    scenarios: str
    schema: int

    @classmethod
    def of(cls, inputs: Inputs, scenarios: Scenarios, sets: Sequence[str] = ()) -> Stamp:
        return cls(
            __version__, inputs.pack.name, inputs.scenario, tuple(sets), inputs.as_of, inputs.hash, scenarios.hash, SCHEMA
        )

    @classmethod
    def read(cls, properties: dict[str, str]) -> Stamp | None:
        """The stamp among the custom properties of a file; None where there is none that can be read."""
        try:
            found = {key.removeprefix(_PREFIX): text for key, text in properties.items() if key.startswith(_PREFIX)}
            if not SLUG.fullmatch(found["pack"]):  # a name, never a path that a file asks to be opened
                return None
            pieces = (found.get(f"sets.{number}", "") for number in range(1, _MOST_PIECES))
            sets = tuple(text for text in "".join([found["sets"], *pieces]).split(_BETWEEN) if text)
            if len(sets) > _MOST_SETS or len(found["scenario"]) > _PIECE:  # no command line is so long
                return None
            return cls(found["version"], found["pack"], found["scenario"], sets, date.fromisoformat(found["as_of"]),
                       found["hash"], found["scenarios"], int(found["schema"]))  # fmt: skip
        except (KeyError, ValueError):
            return None

    def write(self, book: Any) -> None:
        for key, text in (
            ("version", self.version), ("pack", self.pack), ("scenario", self.scenario), ("sets", _BETWEEN.join(self.sets)),
            ("as_of", self.as_of.isoformat()), ("hash", self.hash), ("scenarios", self.scenarios), ("schema", str(self.schema)),
        ):  # fmt: skip
            for number, start in enumerate(range(0, max(1, len(text)), _PIECE)):
                book.set_custom_property(_PREFIX + key + (f".{number}" if number else ""), text[start : start + _PIECE], "text")

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Labels and texts for About."""
        own = (("Changed with --set", "; ".join(self.sets)),) if self.sets else ()
        return (
            ("finmodel", self.version), ("Pack", self.pack), ("Scenario as written", self.scenario), *own,
            ("As known on", self.as_of.isoformat()), ("Inputs hash", self.hash), ("Scenarios hash", self.scenarios), ("Workbook schema", str(self.schema)),
        )  # fmt: skip
