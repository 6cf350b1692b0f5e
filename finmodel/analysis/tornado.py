"""Tornado: an outcome with one input at a time at the low and at the high end of its 90% range, all others as the case has them.

Every end is a run of the whole model; they are evaluated together, as one batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.batch import CHUNK, Batch
from finmodel.analysis.ranged import Ranged, ranged_inputs
from finmodel.analysis.spot import Spot
from finmodel.errors import FinmodelError, UsageError
from finmodel.expr.units import DATE
from finmodel.project import Case

_NOTHING = 1e-12
"""Relative to the outcome: less is rounding."""

Progress = Callable[[int, int], None]
"""Called with how many evaluations are done, and how many there are."""


class NoOutcomeError(FinmodelError):
    """The outcome is n/a in the case itself, so nothing can be told against it."""

    exit_code = 3

    def __init__(self, spot: Spot, case: Case) -> None:
        super().__init__(
            f"{spot.title} is n/a in {title_of(case)}, so there is nothing to hold a change against. Ask for another --period, or for "
            f"the lines that it is a ratio of: `finmodel explain {spot.line} {spot.period}` names them."
        )


@dataclass(frozen=True, slots=True)
class Swing:
    """An input and the outcome with it at its ends, in the canonical unit; NaN where it is n/a or cannot be evaluated.

    value: the outcome of the case itself.
    """

    input: Ranged
    value: float
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """The larger of the two differences to the case; that of one end where the other is n/a."""
        return max((abs(end - self.value) for end in (self.at_low, self.at_high) if math.isfinite(end)), default=0.0)

    @property
    def known(self) -> bool:
        """Whether the outcome has a value at both ends."""
        return math.isfinite(self.at_low) and math.isfinite(self.at_high)

    @property
    def one_way(self) -> bool:
        """Whether both ends move the outcome in one direction, so that its extreme lies between them."""
        low, high = self.at_low - self.value, self.at_high - self.value
        return min(abs(low), abs(high)) > _NOTHING * abs(self.value) and (low > 0) == (high > 0)


@dataclass(frozen=True)
class Tornado:
    """value: the outcome of the case. swings: the larger ones first; an input that has none is left out.

    idle:      inputs that the outcome depends on and that alone make no difference to it: of an earlier quarter, or at work only with another.
    elsewhere: inputs with a range that the outcome does not depend on.
    only:      the patterns that chose the inputs, none for all.
    """

    case: Case
    spot: Spot
    value: float
    swings: tuple[Swing, ...]
    idle: tuple[Swing, ...]
    elsewhere: tuple[Ranged, ...]
    only: tuple[str, ...] = ()

    @property
    def evaluations(self) -> int:
        return 2 * (len(self.swings) + len(self.idle)) + 1


def tornado(case: Case, spot: Spot, only: Sequence[str] = (), progress: Progress | None = None) -> Tornado:
    """Move each input with a range, one at a time; a series as a whole, every point to its own low and to its own high.

    only: patterns of paths. Raises NoOutcomeError, UsageError for a line of dates and for a pattern that matches nothing.
    """
    if case.model.units[spot.line] == DATE:
        raise UsageError(f"{spot.line} is a date; a sensitivity is told of amounts. Choose another --line.")
    inputs = ranged_inputs(case.model, case.inputs, only)
    batch = Batch(case.project.engine, case.inputs.values, [spot])
    value = float(spot.of(case.model, case.project.engine.run(case.inputs.values, {spot.line})).ravel()[0])
    if not math.isfinite(value):
        raise NoOutcomeError(spot, case)
    reaching = [one for one in inputs if one.line in batch.needed]
    variants = [{one.line: one.at(case.inputs.values[one.line], end)} for one in reaching for end in ("low", "high")]
    found = np.empty(len(variants))
    for start in range(0, len(variants), CHUNK):
        found[start : start + CHUNK] = batch.run(variants[start : start + CHUNK], gaps=True)[:, 0]
        if progress is not None:
            progress(min(start + CHUNK, len(variants)), len(variants))
    ends = np.where(np.isfinite(found), found, np.nan).reshape(-1, 2).tolist()
    swings = [Swing(one, value, low, high) for one, (low, high) in zip(reaching, ends, strict=True)]
    least = _NOTHING * abs(value)
    moving = [one for one in swings if one.size > least or not one.known]
    return Tornado(
        case, spot, value, tuple(sorted(moving, key=lambda one: (-one.size, one.input.path))),
        tuple(one for one in swings if one.known and one.size <= least),
        tuple(one for one in inputs if one.line not in batch.needed), tuple(only),
    )  # fmt: skip
