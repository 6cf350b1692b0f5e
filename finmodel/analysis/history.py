"""History: what the model said of one number on each date on which something it rests on became known, and what moved it.

HistoryError (exit 2)
├── DateError           the line holds dates, not amounts
└── NothingKnownError   on no date of the span is there a value
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from finmodel.analysis.bridge import BridgeError, Group, bridge
from finmodel.analysis.input_changes import InputChange, input_changes
from finmodel.analysis.spot import Spot
from finmodel.errors import EvaluationError, InputErrors, UsageError
from finmodel.inputs import turning_days
from finmodel.project import Case, Project

EVALUATIONS = 1000
"""Mixtures that the bridge of one step may evaluate."""
_NOTHING = 1e-12
"""Relative: a smaller step is rounding."""


class HistoryError(UsageError):
    pass


class DateError(HistoryError):
    def __init__(self, spot: Spot) -> None:
        super().__init__(f"{spot.line} is a date; a history follows amounts. `finmodel inputs {spot.line} --as-of DATE` shows what was known when.")


class NothingKnownError(HistoryError):
    def __init__(self, spot: Spot, since: date | None, until: date) -> None:
        span = f"between {since} and {until}" if since else f"up to {until}"
        super().__init__(f"{spot.title} has no value on any date {span}. `finmodel explain {spot.line} {spot.period}` shows why; ask for another period.")


@dataclass(frozen=True)
class Moment:
    """The case as known on a date, and the number it gives in the canonical unit of the line; NaN is n/a.

    hindsight, inputs: of the inputs that the number rests on, how many were first known later, and how many there are.
    """

    case: Case
    value: float
    hindsight: int
    inputs: int

    @property
    def date(self) -> date:
        return self.case.inputs.as_of

    @cached_property
    def failed_checks(self) -> tuple[str, ...]:
        """Names of the checks of the model that do not hold; "evaluation" where the case cannot be evaluated at all."""
        try:
            return tuple(sorted({failure["line"] for failure in self.case.results.failures()}))
        except EvaluationError:
            return ("evaluation",)


@dataclass(frozen=True)
class Part:
    """What one change, or several published as one, explains of a step, in the canonical unit.

    amount is None where a step is not taken apart; `error` is the standard error of a sampled part.
    """

    name: str
    amount: float | None
    error: float | None
    changes: tuple[InputChange, ...]


@dataclass(frozen=True)
class Step:
    """From one date on which something became known to the next; the parts sum to the step, where it is taken apart.

    why: the reason where it is not; empty otherwise.
    """

    before: Moment
    after: Moment
    parts: tuple[Part, ...]
    why: str = ""

    @property
    def amount(self) -> float:
        """NaN where one of the two ends is n/a."""
        return self.after.value - self.before.value

    @property
    def moves(self) -> bool:
        """Whether the number is another one after it."""
        one, two = self.before.value, self.after.value
        if math.isnan(one) or math.isnan(two):
            return math.isnan(one) != math.isnan(two)
        return abs(two - one) > _NOTHING * max(abs(one), abs(two))


@dataclass(frozen=True)
class History:
    """A number from the first date on, to the last on which an input of it changed.

    until: the date that the history was asked for, on which it is as on the last. stopped: why it begins no earlier, where that
    is not for want of earlier dates.
    """

    spot: Spot
    unit: str
    first: Moment
    steps: tuple[Step, ...]
    until: date
    stopped: str = ""

    @property
    def last(self) -> Moment:
        return self.steps[-1].after if self.steps else self.first

    @property
    def moments(self) -> tuple[Moment, ...]:
        return (self.first, *(step.after for step in self.steps))


def history(
    project: Project, spot: Spot, scenario: str = "base", sets: Sequence[str] = (), as_of: date | None = None,
    since: date | None = None, strict: bool = False,
) -> History:  # fmt: skip
    """Re-run a case as known on each date on which an input of the number changed.

    as_of: the last date; the pack's own where left out. since: where to begin; the first step starts from what was known then.
    Each step is taken apart by `bridge`, so that its parts sum to it.
    Raises InputErrors where the case cannot be read on the last date, HistoryError.
    """
    if project.model.unit_text(spot.line) == "date":
        raise DateError(spot)
    needed = project.model.needed_for([spot.line])
    last = project.case(scenario, sets, as_of, strict)
    until = last.inputs.as_of
    if since and since > until:
        raise HistoryError(f"--since {since} is after {until}, the last date of the history.")
    cases, stopped = _cases(project, last, needed, since, strict)
    found = [_moment(case, spot, needed) for case in cases]
    if all(math.isnan(one.value) for one in found):
        raise NothingKnownError(spot, since, until)
    steps = tuple(_step(project, before, after, spot, needed) for before, after in itertools.pairwise(found))
    return History(spot, project.model.unit_text(spot.line), found[0], steps, until, stopped)


def _cases(project: Project, last: Case, needed: set[str], since: date | None, strict: bool) -> tuple[list[Case], str]:
    """The case on each day on which a needed input of it changed, earliest first; and why there is none on earlier days."""
    until = last.inputs.as_of
    days = [day for day in turning_days(project.pack, project.model, needed) if day <= until]
    if since:
        days = [since, *(day for day in days if day > since)]
    found, stopped = [], ""
    for day in reversed(days or [until]):
        try:
            found.append(last if day == until else project.case(last.scenario, last.sets, day, strict))
        except InputErrors as error:
            stopped = f"Before {found[-1].inputs.as_of if found else until} it cannot be run. {error.errors[0]}"
            break
    kept: list[Case] = []
    for case in found[::-1] or [last]:
        if not kept or input_changes(project.model, kept[-1].inputs, case.inputs, needed):
            kept.append(case)
    return kept, stopped


def _moment(case: Case, spot: Spot, needed: set[str]) -> Moment:
    """A case that cannot be evaluated has no value, as one whose number is n/a."""
    own = [entry for entry in case.inputs.entries if entry.line in needed and not entry.filled]
    try:
        value = float(np.ravel(spot.of(case.model, case.values))[0])
    except EvaluationError:
        value = math.nan
    return Moment(case, value, sum(entry.hindsight for entry in own), len(own))


def _step(project: Project, before: Moment, after: Moment, spot: Spot, needed: set[str]) -> Step:
    """The step taken apart; changes that move nothing, and steps from n/a, are listed as they are."""
    changed = input_changes(project.model, before.case.inputs, after.case.inputs, needed)
    whole = Step(before, after, tuple(Part(one.path, None, None, (one,)) for one in changed))
    if not whole.moves:
        return Step(before, after, tuple(Part(one.path, 0.0, None, (one,)) for one in changed))
    if math.isnan(whole.amount):
        return Step(before, after, whole.parts, "one of its ends is n/a")
    try:
        parts = bridge(project, before.case, after.case, spot, evaluations=EVALUATIONS).parts
    except (BridgeError, EvaluationError) as error:
        return Step(before, after, whole.parts, str(error))
    return Step(before, after, tuple(Part(one.group.name, one.amount, one.error, _of(one.group, changed)) for one in parts))


def _of(group: Group, changed: Sequence[InputChange]) -> tuple[InputChange, ...]:
    """The changes of a group with their sources."""
    paths = {change.path for change in group.changes}
    return tuple(one for one in changed if one.path in paths)
