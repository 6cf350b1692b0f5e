"""Scale: what the canonical numbers of a line are divided by for people, and the unit that results."""

from __future__ import annotations

from finmodel.headlines import TABLE
from finmodel.model.model import Model

_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
_MONEY = "USD"
_WORDED_FROM, _MONEY_FROM = 1e7, 1e4
"""From which size on a number is told in thousands, millions, ...: money early, counts late."""


def scale_of(model: Model, line: str, largest: float) -> float:
    """The divisor of the outcome table; of another line the one that its largest magnitude asks for."""
    headline = next((row.scale for row in TABLE if row.line == line), None)
    if headline is not None:
        return headline
    start = _MONEY_FROM if model.unit_text(line).startswith(_MONEY) else _WORDED_FROM
    return next((size for size, _ in _WORDS if largest >= max(size, start)), 1.0)


def worded(unit: str, divisor: float) -> str:
    """The unit with the word of its scale: USD billion, USD million/person, million H100e."""
    word = next((name for size, name in _WORDS if size == divisor), "")
    if not word:
        return unit
    return unit.replace(_MONEY, f"{_MONEY} {word}", 1) if unit.startswith(_MONEY) else f"{word} {unit}"
