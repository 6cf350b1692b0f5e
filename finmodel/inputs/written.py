"""Written: the fields of one value as they stand in a pack, before any is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    outcomes: list[object] | None = None
    chance: object = None
