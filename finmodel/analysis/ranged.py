"""Ranged: an input with a 90% range - a number, a date, or a whole series as one path - and the values at its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from finmodel.analysis.changes import measured, shown
from finmodel.engine.evaluate import Array
from finmodel.inputs.asked import Asked
from finmodel.inputs.comovement import varies
from finmodel.inputs.entry import OPENING, Amount, Entry, canonical
from finmodel.inputs.inputs import Inputs
from finmodel.model.model import Model
from finmodel.sampling.uncertain import chosen

End = Literal["low", "value", "high"]
ENDS: tuple[End, ...] = ("low", "value", "high")
_SAME = 1e-12
_DIGITS = 4
"""Of the points of a series, which come from years shared out over quarters as often as not."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """An input whose low and high differ; of a series, every point of which that is so, held points among them.

    place: the position of its member in the array of its line. columns: those of `entries`, 0 of a scalar.
    """

    path: str
    label: str
    line: str
    place: tuple[int, ...]
    unit: str
    entries: tuple[Entry, ...]
    columns: tuple[int, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return self.entries[0].members

    def at(self, array: Array, end: End) -> Array:
        """A copy of the array of its line (members..., 1 or periods + 1, 1), canonical, with this input at an end."""
        moved = array.copy()
        for entry, column in zip(self.entries, self.columns, strict=True):
            moved[(*self.place, column)] = canonical(_amount(entry, end), entry.factor)
        return moved

    def says(self, end: End) -> str:
        """The amount as written, without its unit; of a series whose points differ the first→the last, rounded."""
        amounts = [amount for _, amount in self.points(end)]
        if all(amount == amounts[0] for amount in amounts):
            return shown(amounts[0], self.unit)
        first, last = (shown(_rounded(amount), self.unit) for amount in (amounts[0], amounts[-1]))
        return f"{first}→{last}"

    @property
    def measured(self) -> str:
        """The unit as it follows an amount, with a blank before it; nothing where the amount says it."""
        return measured(self.unit)

    def points(self, end: End) -> list[tuple[str, Amount]]:
        """Period ("" of a scalar) and amount of every written point, in the unit of the input."""
        return [(entry.period, _in_unit(_amount(entry, end), entry, self.entries[0])) for entry in self._written]

    @property
    def _written(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.filled] or list(self.entries)


def ranged_inputs(model: Model, inputs: Inputs, only: Sequence[str] = ()) -> tuple[Ranged, ...]:
    """Every input with a range, in model order. only: patterns, of which its path must contain one, or fit it with * and ?.

    Raises UsageError where a pattern matches none of them.
    """
    found: dict[tuple[str, tuple[str, ...]], list[Entry]] = {}
    for entry in inputs.entries:
        if varies(entry) and entry.low is not None and entry.high is not None:
            found.setdefault((entry.line, entry.members), []).append(entry)
    every = [_ranged(model, entries) for entries in found.values()]
    kept = chosen([one.path for one in every], only, Asked(model)) if only else {one.path for one in every}
    return tuple(one for one in every if one.path in kept)


def _ranged(model: Model, entries: Sequence[Entry]) -> Ranged:
    first = entries[0]
    dimensions = [model.dimensions[name] for name in model.dims[first.line]]
    place = tuple(one.members.index(member) for one, member in zip(dimensions, first.members, strict=True))
    of = ", ".join(one.label(member) for one, member in zip(dimensions, first.members, strict=True))
    label = model.lines[first.line].label
    columns = {period: column for column, period in enumerate(("", *model.timeline.names))} | {OPENING: 0}
    return Ranged(
        first.path.partition("@")[0], f"{label}: {of}" if of else label, first.line, place, first.unit, tuple(entries),
        tuple(columns[entry.period] for entry in entries),
    )  # fmt: skip


def _amount(entry: Entry, end: End) -> Amount:
    amount = {"low": entry.low, "value": entry.value, "high": entry.high}[end]
    assert amount is not None
    return amount


def _rounded(amount: Amount) -> Amount:
    return float(f"{amount:.{_DIGITS}g}") if isinstance(amount, float | int) else amount


def _in_unit(amount: Amount, entry: Entry, first: Entry) -> Amount:
    if not isinstance(amount, float | int) or np.isclose(entry.factor, first.factor, rtol=_SAME, atol=0.0):
        return amount
    return amount * entry.factor / first.factor
