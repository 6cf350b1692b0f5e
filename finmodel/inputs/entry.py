"""Entry: one input as the model sees it - value, unit, range, source, and the layer it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from finmodel.model.timeline import serial

Amount = float | date
"""A number, or a day where the unit is date."""

Slot = tuple[str, tuple[str, ...], str]
"""Where an entry belongs: line, members, and period ("" for a scalar, "opening", or a quarter such as "2026Q3")."""

OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Entry:
    """Value, low and high are as written, in `unit`; times `factor` they are canonical. Dates count as serials.

    layer:     "base", the overlays that changed it joined with "+", or "--set".
    filled:    held from another point of its series rather than written.
    released:  an actual result, unseen before its as_of date.
    hindsight: first known after the as-of date of the run.
    lost_range: a scenario or --set has taken the value outside the range it had, which no longer holds.
    clip:      least and greatest value of the distribution, as written.
    outcomes:  values of a discrete distribution, as written and in order, each with its chance; low and high follow from them.
    chance:    of a zero-inflated distribution, of not being zero; low and high are then those of what is not zero.
    """

    path: str
    line: str
    members: tuple[str, ...]
    period: str
    value: Amount
    unit: str
    factor: float
    low: Amount | None
    high: Amount | None
    source: str
    as_of: date
    confidence: str
    note: str
    layer: str = "base"
    filled: bool = False
    released: bool = False
    hindsight: bool = False
    distribution: str = ""
    correlation: str = ""
    clip: tuple[Amount, Amount] | None = None
    outcomes: tuple[tuple[Amount, float], ...] = ()
    chance: float | None = None
    lost_range: bool = False

    @property
    def canonical(self) -> float:
        """The value in the canonical unit of its line."""
        return canonical(self.value, self.factor)

    @property
    def slot(self) -> Slot:
        return (self.line, self.members, self.period)


def canonical(amount: Amount, factor: float) -> float:
    return serial(amount) if isinstance(amount, date) else amount * factor
