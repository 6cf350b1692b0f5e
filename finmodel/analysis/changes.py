"""Changes: the inputs that two cases differ in, a path each, how they differ in words, and what was published as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from finmodel.analysis.input_changes import InputChange, Point, folded, input_changes
from finmodel.inputs.entry import OPENING, Amount
from finmodel.inputs.target import BOUNDARY
from finmodel.model.model import Model
from finmodel.model.timeline import Quarter, from_serial
from finmodel.project import Case

_SAME = 1e-9
"""Relative: two factors that people would call one."""
_LONG = 1e6
"""From here on an amount is written in full, without an exponent."""
_PLURAL = ("year", "quarter", "month", "week", "day", "hour")


@dataclass(frozen=True, slots=True)
class Change:
    """An input that differs, in every period in which it does; amounts as written, in `unit`.

    place: the position of the member in the arrays of the line. when: the periods as people write them, "" of a scalar.
    released: whether it is given once a company has published it.
    """

    path: str
    label: str
    line: str
    block: str
    place: tuple[int, ...]
    unit: str
    points: tuple[Point, ...]
    when: str
    released: bool

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(point.period for point in self.points)

    @property
    def says(self) -> str:
        """How it differs, with the periods of a series: "FY2027: 18% → 36%" """
        return f"{self.when}: {self._how()}" if self.when else self._how()

    def _how(self) -> str:
        if len({point.before for point in self.points}) == len({point.after for point in self.points}) == 1:
            return self._pair(0)
        pairs = [(point.before, point.after) for point in self.points]
        factors = [two / one for one, two in pairs if isinstance(one, float) and isinstance(two, float) and one]
        if len(factors) == len(pairs) and math.isclose(min(factors), max(factors), rel_tol=_SAME):
            return f"× {factors[0]:.4g}"
        return f"first {self._pair(0)}, last {self._pair(-1)}"

    def _pair(self, at: int) -> str:
        one, two = (shown(amount, self.unit) for amount in (self.points[at].before, self.points[at].after))
        return f"{one} → {two}{measured(self.unit)}"


def changes(before: Case, after: Case) -> tuple[Change, ...]:
    """Every input that differs in any period, in model order."""
    one_by_one = ((given.name, before.inputs.values[given.name], after.inputs.values[given.name]) for given in before.model.givens)
    differing = [name for name, one, two in one_by_one if not np.array_equal(one, two, equal_nan=True)]  # most do not
    found: dict[str, list[InputChange]] = {}
    for one in input_changes(before.model, before.inputs, after.inputs, differing):
        found.setdefault(one.path, []).append(one)
    return tuple(_change(before.model, several) for several in found.values())


def _change(model: Model, several: Sequence[InputChange]) -> Change:
    """What differs of one input, whatever the layers and the sources of its periods."""
    first, given = several[0], model.lines[several[0].line]
    periods = ("", OPENING, *model.timeline.names)
    points = sorted((point for one in several for point in one.points), key=lambda point: periods.index(point.period))
    dimensions = [model.dimensions[name] for name in model.dims[first.line]]
    place = tuple(one.members.index(member) for one, member in zip(dimensions, first.members, strict=True))
    of = ", ".join(one.label(member) for one, member in zip(dimensions, first.members, strict=True))
    when = folded([point.period for point in points], model.timeline).replace(",", ", ") if points[0].period else ""
    return Change(first.path, f"{given.label}: {of}" if of else given.label, first.line, given.block, place, first.unit, tuple(points),
                  when, getattr(given, "released", False))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Changes that came with one publication; taken apart they would mix numbers that nobody ever saw together."""

    name: str
    changes: tuple[Change, ...]
    across_blocks: bool


def events(found: Sequence[Change], before: Case, after: Case) -> tuple[Event, ...]:
    """What was published between the dates of two cases, where one input alone would make no sense.

    Results: the boundary between actual and forecast quarters moves with the results it stands for; without them a quarter
    would count as actual and hold nothing. First releases: the ends of a range that one of the cases does not know yet; one end
    without the other would be a range from nothing.
    """
    made, timeline = [], before.model.timeline
    own, quarters = _results(found, before, after)
    if own:
        made.append(Event(f"results of {quarters}", own, across_blocks=True))
    first: dict[str, list[Change]] = {}
    for change in found:
        unknown = any(point.before is None or point.after is None for point in change.points)
        if change not in own and change.released and unknown:
            first.setdefault(change.block, []).append(change)
    for block, several in first.items():
        if len(several) > 1:
            periods = {period for change in several for period in change.periods}
            covered = folded([period for period in timeline.names if period in periods], timeline)
            made.append(Event(f"{block} first given for {covered}", tuple(several), across_blocks=False))
    return tuple(made)


def _results(found: Sequence[Change], before: Case, after: Case) -> tuple[tuple[Change, ...], str]:
    """The boundary, where it moved, with every result reported for the quarters it crossed; and these quarters."""
    moved = next((change for change in found if change.line == BOUNDARY), None)
    if moved is None:
        return (), ""
    ends = sorted(Quarter(day.year, (day.month + 2) // 3) for day in map(from_serial, _boundary(before, after)))
    crossed = tuple(name for name in before.model.timeline.names if ends[0] < Quarter.read(name) <= ends[1])
    own = [one for one in found if one is moved or (one.released and set(one.periods) <= set(crossed))]
    return tuple(own), folded(crossed, before.model.timeline)


def _boundary(*cases: Case) -> list[float]:
    return [float(case.inputs.values[BOUNDARY].ravel()[0]) for case in cases]


def shown(amount: Amount | None, unit: str) -> str:
    """An amount as people write it, without its unit; shares as percentages."""
    if amount is None:
        return "none"
    if isinstance(amount, date):
        return amount.isoformat()
    if unit == "share":
        return f"{amount * 100:.4g}%"
    return f"{amount:,.6g}" if abs(amount) < _LONG else f"{amount:,.0f}"


def measured(unit: str) -> str:
    """The unit as it follows an amount; nothing where the amount says it or there is none."""
    if unit in ("", "share", "date", "index", "ratio", "flag", "count", "1"):
        return ""
    return f" {unit}s" if unit in _PLURAL else f" {unit}"
