"""Changes: the inputs that two cases differ in, path by path, and how they differ in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from finmodel.inputs.entry import OPENING, Amount, Entry
from finmodel.inputs.target import BOUNDARY
from finmodel.model.item import Given
from finmodel.model.timeline import Quarter, from_serial
from finmodel.project import Case

_SAME = 1e-9
"""Relative: two factors that people would call one."""
_LONG = 1e6
"""From here on an amount is written in full, without an exponent."""
_PLURAL = ("year", "quarter", "month", "week", "day", "hour")


@dataclass(frozen=True, slots=True)
class Change:
    """An input that differs. before, after: by period, as written in `unit`; None where a series has no point.

    periods: ("",) of a scalar. place: the position of the member in the arrays of the line.
    """

    path: str
    label: str
    line: str
    block: str
    place: tuple[int, ...]
    periods: tuple[str, ...]
    unit: str
    before: tuple[Amount | None, ...]
    after: tuple[Amount | None, ...]

    @property
    def says(self) -> str:
        """How it differs, with the periods of a series: "2027Q1..2027Q4: 18% → 36%" """
        how = self._how()
        return f"{spans(self.periods)}: {how}" if self.periods[0] else how

    def _how(self) -> str:
        if len(set(self.before)) == len(set(self.after)) == 1:
            return self._pair(0)
        numbers = [(one, two) for one, two in zip(self.before, self.after, strict=True) if isinstance(one, float) and isinstance(two, float)]
        factors = [two / one for one, two in numbers if one]
        if len(factors) == len(self.periods) and math.isclose(min(factors), max(factors), rel_tol=_SAME):
            return f"× {factors[0]:.4g}"
        return f"first {self._pair(0)}, last {self._pair(-1)}"

    def _pair(self, at: int) -> str:
        one, two = shown(self.before[at], self.unit), shown(self.after[at], self.unit)
        return f"{one} → {two}{measured(self.unit)}"


def changes(before: Case, after: Case) -> tuple[Change, ...]:
    """Every input whose canonical value differs in any period, in model order."""
    model, found = before.model, []
    entries = [{entry.slot: entry for entry in case.inputs.entries} for case in (before, after)]
    periods = (OPENING, *model.timeline.names)
    for given in model.givens:
        one, two = before.inputs.values[given.name], after.inputs.values[given.name]
        if np.array_equal(one, two, equal_nan=True):
            continue
        for place, member in zip(np.ndindex(*model.shape(given.name)), model.members(given.name), strict=True):
            own, other = one[place][:, 0], two[place][:, 0]
            columns = np.flatnonzero(~((own == other) | (np.isnan(own) & np.isnan(other))))
            if columns.size:
                names = tuple(periods[column] for column in columns) if given.series else ("",)
                slots = [(given.name, member, name) for name in names]
                written = [[table.get(slot) for slot in slots] for table in entries]
                found.append(_change(before, given, place, member, names, *written))
    return tuple(found)


def _change(
    case: Case, given: Given, place: tuple[int, ...], member: tuple[str, ...], periods: tuple[str, ...],
    before: Sequence[Entry | None], after: Sequence[Entry | None],
) -> Change:  # fmt: skip
    model = case.model
    like = next((entry for entry in (*after, *before) if entry is not None), None)
    unit, factor = (like.unit, like.factor) if like else (model.unit_text(given.name), 1.0)
    labels = [model.dimensions[name].label(one) for name, one in zip(model.dims[given.name], member, strict=True)]
    return Change(
        given.path(member), ": ".join([given.label, *filter(None, [", ".join(labels)])]), given.name, given.block, place, periods, unit,
        *(tuple(None if entry is None else _written(entry, factor) for entry in entries) for entries in (before, after)),
    )  # fmt: skip


def _written(entry: Entry, factor: float) -> Amount:
    return entry.value if isinstance(entry.value, date) or entry.factor == factor else entry.canonical / factor


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
    made = []
    own, quarters = _results(found, before, after)
    if own:
        made.append(Event(f"results of {quarters}", own, across_blocks=True))
    first: dict[str, list[Change]] = {}
    for change in found:
        if change not in own and _is_released(before, change) and None in change.before + change.after:
            first.setdefault(change.block, []).append(change)
    for block, several in first.items():
        if len(several) > 1:
            periods = {period for change in several for period in change.periods}
            covered = spans([period for period in before.model.timeline.names if period in periods])
            made.append(Event(f"{block} first given for {covered}", tuple(several), across_blocks=False))
    return tuple(made)


def _results(found: Sequence[Change], before: Case, after: Case) -> tuple[tuple[Change, ...], str]:
    """The boundary, where it moved, with every result reported for the quarters it crossed; and these quarters."""
    moved = next((change for change in found if change.line == BOUNDARY), None)
    if moved is None:
        return (), ""
    ends = sorted(Quarter(day.year, (day.month + 2) // 3) for day in map(from_serial, _boundary(before, after)))
    crossed = tuple(name for name in before.model.timeline.names if ends[0] < Quarter.read(name) <= ends[1])
    own = [one for one in found if one is moved or (_is_released(before, one) and set(one.periods) <= set(crossed))]
    return tuple(own), spans(crossed)


def _is_released(case: Case, change: Change) -> bool:
    given = case.model.lines[change.line]
    return isinstance(given, Given) and given.released


def _boundary(*cases: Case) -> list[float]:
    return [float(case.inputs.values[BOUNDARY].ravel()[0]) for case in cases]


def spans(periods: Sequence[str]) -> str:
    """Quarters that follow each other as first..last."""
    runs: list[list[str]] = []
    for period in periods:
        follows = runs and OPENING not in (period, runs[-1][-1]) and Quarter.read(runs[-1][-1]).plus(1) == Quarter.read(period)
        if follows:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


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
