"""Input changes: which inputs of two cases differ - path, periods, values, and where the new value comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from finmodel.inputs.entry import OPENING, Amount, Entry, Slot
from finmodel.inputs.inputs import Inputs
from finmodel.inputs.spans import folded
from finmodel.model.item import Kind
from finmodel.model.model import Model

__all__ = ["InputChange", "Point", "folded", "input_changes"]

_SAME = 1e-12
"""Relative difference that a conversion of units may leave."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a change, "" for a scalar; None where there is no point: nothing happened, or it was not yet known."""

    period: str
    before: Amount | None
    after: Amount | None


@dataclass(frozen=True, slots=True)
class InputChange:
    """Points of one input that differ for one reason: the same layers and the same source.

    path:   of the input, without periods. Amounts are as written, in `unit`.
    layers: where the value before and the value after come from: "base", names of overlays joined with "+", "--set".
    source, as_of, confidence, note: of the value after; of the one before where it is gone.
    released: an actual result.
    """

    path: str
    line: str
    members: tuple[str, ...]
    unit: str
    layers: tuple[str, str]
    points: tuple[Point, ...]
    source: str
    as_of: date
    confidence: str
    note: str
    released: bool

    def spans(self, model: Model) -> str:
        """The path with its periods, as --set takes them: `guidance.capex_growth@2027Q1..2028Q4`."""
        periods = [point.period for point in self.points]
        if periods == [""]:
            return self.path
        whole = model.lines[self.line].kind is not Kind.FLOW  # an amount for a year of a flow would be ambiguous
        return f"{self.path}@{folded(periods, model.timeline, years=whole)}"


def input_changes(model: Model, before: Inputs, after: Inputs, lines: Iterable[str] | None = None) -> tuple[InputChange, ...]:
    """The inputs whose value differs, in model order. lines: look at these only, such as those a number depends on."""
    old = {entry.slot: entry for entry in before.entries}
    new = {entry.slot: entry for entry in after.entries}
    looked_at = set(model.lines if lines is None else lines)
    slots = sorted((slot for slot in old.keys() | new.keys() if slot[0] in looked_at), key=_order(model))
    groups: dict[tuple[object, ...], list[tuple[Entry | None, Entry | None]]] = {}
    for slot in slots:
        was, now = old.get(slot), new.get(slot)
        if _equal(was, now):
            continue
        shown = now or was
        assert shown is not None
        layers = (was.layer if was else before.scenario), (now.layer if now else after.scenario)
        groups.setdefault((slot[:2], layers, shown.source, shown.as_of), []).append((was, now))
    return tuple(_change(pairs, (key[1][0], key[1][1])) for key, pairs in groups.items() if isinstance(key[1], tuple))


def _change(pairs: Sequence[tuple[Entry | None, Entry | None]], layers: tuple[str, str]) -> InputChange:
    shown = pairs[0][1] or pairs[0][0]
    assert shown is not None
    points = tuple(
        Point((now or was or shown).period, _in_unit(was, shown.factor), _in_unit(now, shown.factor)) for was, now in pairs
    )
    path = shown.path.partition("@")[0]
    return InputChange(
        path, shown.line, shown.members, shown.unit, layers, points, shown.source, shown.as_of, shown.confidence,
        shown.note, any((now or was or shown).released for was, now in pairs),
    )  # fmt: skip


def _in_unit(entry: Entry | None, factor: float) -> Amount | None:
    if entry is None or isinstance(entry.value, date) or entry.factor == factor:
        return entry.value if entry else None
    return entry.canonical / factor


def _equal(was: Entry | None, now: Entry | None) -> bool:
    if was is None or now is None:
        one = was or now
        return one is None or one.value == 0.0  # no point is nothing happened
    return math.isclose(was.canonical, now.canonical, rel_tol=_SAME, abs_tol=0.0)


class _order:
    """The place of a slot in the model: input by input, member by member, period by period."""

    def __init__(self, model: Model) -> None:
        self.lines = {given.name: place for place, given in enumerate(model.givens)}
        self.members = {name: {one: place for place, one in enumerate(model.members(name))} for name in self.lines}
        self.periods = {period: place for place, period in enumerate(("", OPENING, *model.timeline.names))}

    def __call__(self, slot: Slot) -> tuple[int, int, int]:
        line, members, period = slot
        return self.lines[line], self.members[line][members], self.periods[period]
