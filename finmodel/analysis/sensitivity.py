"""Sensitivity: the shares that a tornado's largest inputs have in the variance of the outcome, and what is left to the others.

Shares are told of inputs that vary independently: correlation groups of the pack are left aside, each input keeps its own
distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from finmodel.analysis.outcome import Filling, Outcome
from finmodel.analysis.ranged import Ranged, ranged_inputs
from finmodel.analysis.tornado import Swing, Tornado
from finmodel.analysis.variance import Progress, Share, Shares, VarianceError, sobol_shares
from finmodel.analysis.workers import available
from finmodel.engine.evaluate import Array
from finmodel.inputs.comovement import varies
from finmodel.inputs.entry import Entry
from finmodel.inputs.inputs import Inputs
from finmodel.model.model import Model

INPUTS = 20
"""Inputs whose shares are told unless it is said how many: each costs a run of the model for every base point."""
_REST_POINTS = 512
"""Base points at most by which the part of all the other inputs is told, four runs each."""
_CHOSEN, _REST = "chosen", "rest"

Drawing = Callable[[Inputs, Model], Filling]
"""What samples all the inputs with a range."""


@dataclass(frozen=True, slots=True)
class Part:
    """An input of the tornado, and its shares of the variance."""

    swing: Swing
    share: Share


@dataclass(frozen=True)
class Sensitivity:
    """The chosen inputs, the largest total share first.

    others: how many inputs that the outcome depends on were not varied with them.
    rest:   the shares of all of these together, when every input varies; None where there are none.
    rest_evaluations: runs of the model that this took.
    seed:   of the points.
    """

    tornado: Tornado
    parts: tuple[Part, ...]
    shares: Shares
    others: int
    rest: Share | None
    rest_evaluations: int
    seed: int

    @property
    def correlated(self) -> tuple[str, ...]:
        """The correlation groups that the chosen inputs belong to, which are left aside."""
        groups = (entry.correlation.removeprefix("-") for part in self.parts for entry in part.swing.input.entries)
        return tuple(dict.fromkeys(group for group in groups if group))


def sensitivity(
    found: Tornado, n: int, *, inputs: int | None = INPUTS, seed: int = 0, draw: Drawing | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Sensitivity:  # fmt: skip
    """Sobol shares of the first inputs of a tornado, all that the outcome depends on where `inputs` is None.

    Inputs that alone make no difference come last: they may have a part in what others do.
    n: base points, made a power of two; each costs a run of the model for every input, and two more. draw: the distributions,
    those of the pack where left out. workers: cores, all of them where left out; the numbers are the same. Raises VarianceError.
    """
    chosen = [one for one in (*found.swings, *found.idle) if _drawn(found, one.input)][:inputs]
    if not found.swings or not chosen:
        raise VarianceError(
            f"No input with a 90% range moves {found.spot.title}. Ask for another line or period, or drop --only."
        )
    draw = draw or _distributions
    case, model = found.case, found.case.model
    apart = _Apart(case.inputs)
    each = [draw(apart.of([one.input]), model) for one in chosen]
    columns = [one.input.path for one, draws in zip(chosen, each, strict=True) for _ in range(draws.dims)]
    needed = model.needed_for({found.spot.line})
    picked = {one.input.path for one in chosen}
    others = [one for one in ranged_inputs(model, case.inputs) if one.line in needed and one.path not in picked and _drawn(found, one)]
    beside = draw(apart.of(others), model) if others else None

    crew = workers or available()
    shares = sobol_shares(partial(Outcome, case, found.spot, _Together(each)), columns, n, seed=seed, workers=crew, progress=progress)
    rest, evaluations = None, 0
    if beside is not None:
        both = [*([_CHOSEN] * len(columns)), *([_REST] * beside.dims)]
        every = partial(Outcome, case, found.spot, _Together([*each, beside]))
        halves = sobol_shares(every, both, min(n, _REST_POINTS), seed=seed, workers=crew)
        rest, evaluations = halves.shares[1], halves.evaluations
    parts = [Part(one, share) for one, share in zip(chosen, shares.shares, strict=True)]
    parts.sort(key=lambda part: (-part.share.total, part.swing.input.path))
    return Sensitivity(found, tuple(parts), shares, len(others), rest, evaluations, seed)


def _drawn(found: Tornado, one: Ranged) -> bool:
    """Switches have two ends and nothing between: they are never drawn."""
    return found.case.model.lines[one.line].unit != "flag"


class _Together:
    """Draws side by side, each from columns of its own."""

    def __init__(self, parts: Sequence[Filling]) -> None:
        self.parts = parts

    @property
    def dims(self) -> int:
        return sum(part.dims for part in self.parts)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line for part in self.parts for line in part.lines))

    def fill(self, points: Array, into: Mapping[str, Array]) -> None:
        start = 0
        for part in self.parts:
            part.fill(points[:, start : start + part.dims], into)
            start += part.dims


class _Apart:
    """The inputs of a case of which only some vary, and none together with another."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.still = tuple(_still(entry) for entry in inputs.entries)

    def of(self, kept: Sequence[Ranged]) -> Inputs:
        slots = {entry.slot for one in kept for entry in one.entries}
        entries = tuple(
            replace(entry, correlation="") if entry.slot in slots else still
            for entry, still in zip(self.inputs.entries, self.still, strict=True)
        )
        return replace(self.inputs, entries=entries)


def _still(entry: Entry) -> Entry:
    if not varies(entry):
        return entry
    return replace(entry, low=None, high=None, distribution="", correlation="", clip=None, outcomes=(), chance=None)


def _distributions(inputs: Inputs, model: Model) -> Filling:
    from finmodel.sampling.draws import Draws

    return Draws(inputs, model)
