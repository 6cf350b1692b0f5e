"""Solve: the value of an input with which a line meets a target, found by trying values on the engine."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from finmodel.analysis.batch import Batch
from finmodel.analysis.goal import Goal
from finmodel.analysis.lever import Lever
from finmodel.analysis.roots import find_roots
from finmodel.analysis.search import Jump, Search, Span, find_whole
from finmodel.engine.evaluate import Array
from finmodel.errors import EvaluationError, UsageError
from finmodel.model.timeline import from_serial

if TYPE_CHECKING:
    from finmodel.project import Case

MOST_WHOLE = 4000
"""Days that are tried at most."""
_DIGITS = range(1, 18)

How = Literal["value", "interval", "day"]


@dataclass(frozen=True)
class Solution:
    """A number of the lever with which the case, run with it, meets the goal.

    how:      "value"; "interval", all of which does, `span` (the number is one of it); "day", the nearer of two
              neighbours, `pair`, with the target between them.
    value:    what the case gives with it, canonical.
    failures: checks that do not hold with it: line, members, period, note. broken: why the case cannot be run at all.
    """

    how: How
    number: float
    value: float
    failures: tuple[dict[str, Any], ...]
    broken: str
    span: Span | None = None
    pair: Jump | None = None


@dataclass(frozen=True)
class Answer:
    """A goal, a lever, the range that was searched, and what was found in it.

    likely:  the range is the input's own 90% range. reaches: the line depends on the input at all.
    outside: a number beyond the range that would do, where none in it does; wider: the range in which it was looked for.
    gaps:    why there is no value there.
    members: dimension and member of the line that was asked for.
    """

    goal: Goal
    lever: Lever
    low: float
    high: float
    likely: bool
    reaches: bool
    search: Search
    solutions: tuple[Solution, ...]
    outside: float | None
    wider: tuple[float, float] | None
    gaps: tuple[str, ...]
    members: tuple[tuple[str, str], ...]

    @property
    def depends(self) -> bool:
        """Whether the line changes with the input, in the range that was searched."""
        return self.reaches and self.search.varies(self.goal.near)


def solve(case: Case, goal: Goal, lever: Lever, between: tuple[float, float] | None = None) -> Answer:
    """Every number of the lever in a range that meets the goal; the input's own 90% range if none is given.

    Raises UsageError where there is no range, DomainError where it leaves what the line allows.
    """
    low, high = between or lever.likely or _no_range(case, lever)
    if not low < high:
        raise UsageError(f"--between {lever.words(low)} {lever.words(high)}: the first is not below the second.")
    for end in (low, high):
        lever.check(end)
    seeker = _Seeker(case, goal, lever)
    search = seeker.search(low, high)
    solutions = [seeker.proven(*one) for one in seeker.found(search)]
    outside, wider = (None, None) if search.met else seeker.outside(low, high)
    gaps = tuple(seeker.why((gap.low + gap.high) / 2) for gap in search.gaps)
    return Answer(
        goal, lever, low, high, between is None, seeker.reaches, search,
        tuple(sorted(solutions, key=lambda one: one.number)), outside, wider, gaps,
        tuple(zip(case.model.dims[goal.spot.line], goal.spot.member, strict=True)),
    )  # fmt: skip


class _Seeker:
    """One question to the engine: what the spot is for numbers of the lever."""

    def __init__(self, case: Case, goal: Goal, lever: Lever) -> None:
        self.case, self.goal, self.lever = case, goal, lever
        self.batch = Batch(case.project.engine, case.inputs.values, [goal.spot])
        self.reaches = lever.line in self.batch.needed
        assert goal.value is not None
        self.target = goal.value

    def values(self, numbers: Array) -> Array:
        """The spot for each number, canonical; NaN where it is n/a or cannot be evaluated."""
        if not self.reaches:
            return np.full(len(numbers), self.goal.own)
        own = {self.lever.line: self.case.inputs.values[self.lever.line]}
        with np.errstate(over="ignore", invalid="ignore"):
            found = self.batch.run([self.lever.lay(own, number) for number in numbers.tolist()], gaps=True)[:, 0]
        return np.where(np.isfinite(found), found, np.nan)

    def search(self, low: float, high: float) -> Search:
        if self.lever.whole:
            if high - low > MOST_WHOLE:
                raise UsageError(
                    f"From {self.lever.words(low)} to {self.lever.words(high)} are {high - low:,.0f} days; every day is tried, "
                    f"{MOST_WHOLE:,} at most. Name a narrower range with --between."
                )
            return find_whole(self.values, round(low), round(high), self.target, self.goal.near)
        own = self.lever.own
        return find_roots(self.values, low, high, self.target, self.goal.near, () if own is None else (own,))

    def found(self, search: Search) -> list[tuple[How, float, Span | None, Jump | None]]:
        roots = self._shortest([root.x for root in search.roots], search.low, search.high)
        found: list[tuple[How, float, Span | None, Jump | None]] = [("value", root, None, None) for root in roots]
        for span in search.flats:
            own = self.lever.own  # the least change that does
            inside = (span.low + span.high) / 2 if own is None else min(max(own, span.low), span.high)
            number = float(round(inside)) if self.lever.whole else self._shortest([inside], span.low, span.high)[0]
            found.append(("interval", number, span, None))
        found += [("day", pair.nearer(self.target).x, None, pair) for pair in search.crossings]
        return found

    def proven(self, how: How, number: float, span: Span | None, pair: Jump | None) -> Solution:
        """The whole case run with the number, as --set would: its value, and the checks that fail."""
        case = self.case
        changed = case.project.case(case.scenario, (*case.sets, self.lever.assignment(number)), case.inputs.as_of)
        try:
            value = float(self.goal.spot.of(case.model, changed.values)[0])
            return Solution(how, number, value, tuple(changed.failures), "", span, pair)
        except EvaluationError as problem:  # a line that the goal does not need
            return Solution(how, number, float(self.values(np.array([number]))[0]), (), str(problem), span, pair)

    def outside(self, low: float, high: float) -> tuple[float | None, tuple[float, float] | None]:
        """The number nearest to the range that would do, and the wider range, which the line allows, that was searched."""
        least, most = self.lever.limits
        if self.lever.whole:
            wide = low - (high - low), high + (high - low)
        else:
            wide = (low / 10, high * 10) if low > 0 else (low - 4 * (high - low), high + 4 * (high - low))
        wider = max(wide[0], least), min(wide[1], most)
        if not self.reaches or not (wider[0] < low or high < wider[1]) or wider[1] - wider[0] > MOST_WHOLE * self.lever.whole > 0:
            return None, None
        search = self.search(*wider)
        found = [point.x for point in search.roots] + [end for span in search.flats for end in (span.low, span.high)]
        found += [pair.nearer(self.target).x for pair in search.crossings]
        return min(found, key=lambda x: max(low - x, x - high), default=None), wider

    def why(self, number: float) -> str:
        """Why there is no value at a number."""
        whole = float(round(number)) if self.lever.whole else number
        own = {self.lever.line: self.case.inputs.values[self.lever.line]}
        try:
            self.batch.run([self.lever.lay(own, whole)])
        except EvaluationError as problem:
            return str(problem)
        return f"{self.goal.spot.title} is n/a"

    def _shortest(self, numbers: Sequence[float], low: float, high: float) -> list[float]:
        """Each number with as few digits as still meet the goal."""
        tried = np.array([[float(f"{number:.{digits}g}") for digits in _DIGITS] for number in numbers]).reshape(-1, len(_DIGITS))
        inside = np.clip(tried, low, high)
        good = np.abs(self.values(inside.ravel()).reshape(inside.shape) - self.target) <= self.goal.near
        good &= inside == tried
        return [float(row[np.argmax(ok)]) if ok.any() else number for number, row, ok in zip(numbers, inside, good, strict=True)]


def _no_range(case: Case, lever: Lever) -> tuple[float, float]:
    """Raises UsageError with an example made from what the input is."""
    own, (least, most) = lever.own, lever.limits
    if lever.is_date and lever.change.operation == "set":
        day = from_serial(own if own is not None else lever.entries[0].canonical)
        ends = [day.replace(year=day.year + step, day=min(day.day, 28)).isoformat() for step in (-1, 1)]
    else:
        sizes = np.abs(case.inputs.values[lever.line][lever.member])
        usual = float(np.nanmax(sizes, initial=0.0)) / lever.entries[0].factor or 1.0
        around = {"set": sorted(((own or usual) / 2, (own or usual) * 2)), "multiply": [0.5, 2.0], "add": [-usual, usual]}
        low, high = around[lever.change.operation]
        low, high = max(low, least), min(high, most)
        unit = f" {lever.unit}" if lever.unit and lever.unit != "share" else ""
        ends = [f"{end:.4g}{unit}" for end in ((low, high) if low < high else (least, most))]
    raise UsageError(
        f"{lever.change.path} has no 90% range of its own to search. Say from where to where: for example "
        f"--between {' '.join(shlex.quote(end) for end in ends)}."
    )
