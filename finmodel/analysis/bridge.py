"""Bridge: the gap between two cases in one number, attributed to the inputs in which they differ; the parts sum to the gap.

BridgeError (exit 3)
├── NoNumberError      one of the two cases is n/a there
└── MixtureError       a mixture of the two cases cannot be evaluated, or is n/a
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from finmodel.analysis import shapley
from finmodel.analysis.asked_case import title_of
from finmodel.analysis.batch import CHUNK, Batch, Variant
from finmodel.analysis.changes import Change, changes, events
from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array
from finmodel.errors import EvaluationError, FinmodelError, UnknownNameError, UsageError
from finmodel.expr.units import DATE
from finmodel.project import Case, Project

By = Literal["path", "block"]

ENUMERATED = 10
"""Up to so many groups every mixture is evaluated, whatever the budget."""
EVALUATIONS = 5000
"""Mixtures that a bridge may evaluate unless it is told otherwise: a few seconds at most."""
FEWEST = 20
"""Orders drawn at least, half of them the reverse of the others."""
SEED = 20260930
"""Of the orders that are drawn: any number will do, always the same."""

_REST = 1e-9
_ROUNDING = 4e-16
"""Relative: what the parts may leave of the gap, and how exactly a number can be written at all."""
_NOTHING = 1e-12
"""Relative to the number that is bridged: less is rounding."""
_NAMED, _LINES = 6, 3
"""How many changes a sentence names before it counts."""


class BridgeError(FinmodelError):
    exit_code = 3


class NoNumberError(BridgeError):
    def __init__(self, spot: Spot, case: Case) -> None:
        super().__init__(
            f"{spot.title} is n/a in {title_of(case)}, so there is no gap to explain. Ask for another --period, or for the "
            f"lines that it is a ratio of: `finmodel explain {spot.line} {spot.period}` names them."
        )


class MixtureError(BridgeError):
    def __init__(self, spot: Spot, names: Sequence[str], after: Case, why: str) -> None:
        taken = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        super().__init__(
            f"{spot.title} has no value where {title_of(after)} is followed in {taken} alone: {why} These inputs belong together: "
            f"try --by block, or --ordered with another order."
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are made together: an input, the inputs of a block, or quarters reported between two dates."""

    name: str
    label: str
    changes: tuple[Change, ...]

    @property
    def says(self) -> str:
        """What changes, in words."""
        if len(self.changes) == 1:
            return self.changes[0].says
        lines = list(dict.fromkeys(change.line.replace("_", " ") for change in self.changes))
        return ", ".join(lines[:_LINES]) + (f" and {len(lines) - _LINES} more" if len(lines) > _LINES else "")


@dataclass(frozen=True, slots=True)
class Part:
    """What a group of changes explains of the gap, in the canonical unit; `error` is the standard error of a sampled part."""

    group: Group
    amount: float
    error: float | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """How the parts were found: "exact" over all mixtures, "sampled" over pairs of orders, or "ordered".

    orders: how many were drawn. evaluations: of different mixtures, the two cases among them.
    """

    name: Literal["exact", "sampled", "ordered"]
    orders: int
    evaluations: int


@dataclass(frozen=True)
class Bridge:
    """start + the parts = end. Parts are in model order, or in the order in which they were made.

    elsewhere: changed inputs that the line does not depend on.
    Raises AssertionError where the parts do not sum to the gap: to 1e-9 of it, or as exactly as numbers can be written where
    parts cancel.
    """

    spot: Spot
    unit: str
    before: Case
    after: Case
    start: float
    end: float
    parts: tuple[Part, ...]
    elsewhere: tuple[Change, ...]
    by: By
    method: Method

    @property
    def gap(self) -> float:
        return self.end - self.start

    @property
    def moving(self) -> tuple[Part, ...]:
        """The parts that make a difference, largest first; made one after another, as they were made."""
        least = _NOTHING * max(abs(self.start), abs(self.end))
        found = [part for part in self.parts if abs(part.amount) > least]
        return tuple(found if self.method.name == "ordered" else sorted(found, key=lambda part: -abs(part.amount)))

    @property
    def idle(self) -> tuple[Part, ...]:
        """The parts that the line could follow and does not, here."""
        moving = self.moving
        return tuple(part for part in self.parts if part not in moving)

    @property
    def rest(self) -> float:
        """What the parts leave of the gap: rounding, if anything."""
        return math.fsum([self.end, -self.start, *(-part.amount for part in self.parts)])

    def __post_init__(self) -> None:
        levels = [self.start, self.end, *(part.amount for part in self.parts)]
        allowed = max(_REST * abs(self.gap), _ROUNDING * math.fsum(map(abs, levels)))
        if abs(self.rest) > allowed:
            raise AssertionError(f"the parts of the bridge of {self.spot.title} leave {self.rest:g} of {self.gap:g}")


def bridge(
    project: Project, before: Case, after: Case, spot: Spot, by: By = "path", *, order: Sequence[str] | None = None,
    orders: int | None = None, evaluations: int = EVALUATIONS,
) -> Bridge:  # fmt: skip
    """Explain why `spot` differs between two cases of a project.

    by:     each changed input is a part, or each block. Quarters that were reported between two dates are one part.
    order:  make the changes one after another, the named ones first and the others in model order; each part then depends on
            what came before it. Left out, parts are Shapley values, which depend on no order: exact where all mixtures fit the
            budget, and up to ten groups always; else means over orders and their reverses.
    orders: how many to draw, made even; left out, as many as fit the budget, and twenty at least.
    evaluations: the budget.
    Raises BridgeError, UsageError for a line of dates, EvaluationError where a case itself cannot be evaluated, UnknownNameError for a name in `order`.
    """
    if project.model.units[spot.line] == DATE:
        raise UsageError(f"{spot.line} is a date; a bridge explains amounts. `finmodel explain {spot.line} {spot.period}` shows what it rests on.")
    found = changes(before, after)
    batch = Batch(project.engine, before.inputs.values, [spot])
    reaching = tuple(change for change in found if change.line in batch.needed)
    groups = _groups(reaching, by, before, after)
    mixtures = _Mixtures(batch, groups, before, after)
    count, all_of_them = len(groups), shapley.everyone(len(groups))
    errors: Sequence[float | None] = [None] * count
    mixtures.evaluate([0, all_of_them])
    if order is not None:
        sequence = _sequence(groups, order)
        mixtures.evaluate(shapley.coalitions([sequence]))
        amounts, drawn = shapley.added(sequence, mixtures.worths), 1
        name: Literal["exact", "sampled", "ordered"] = "ordered"
    elif count <= ENUMERATED or 1 << count <= evaluations:
        mixtures.evaluate(range(all_of_them + 1))
        amounts, drawn, name = shapley.exact(count, mixtures.worths), 0, "exact"
    else:
        drawn = orders or max(FEWEST, evaluations // (count - 1))
        several = shapley.paired_orders(count, -(-drawn // 2), SEED)
        mixtures.evaluate(shapley.coalitions(several))
        amounts, errors = shapley.sampled(several, mixtures.worths)
        drawn, name = len(several), "sampled"
    parts = [Part(*one) for one in zip(groups, amounts, errors, strict=True)]
    if order is not None:
        parts = [parts[place] for place in sequence]
    elsewhere = tuple(change for change in found if change.line not in batch.needed)
    return Bridge(
        spot, project.model.unit_text(spot.line), before, after, mixtures.worths[0], mixtures.worths[all_of_them], tuple(parts),
        elsewhere, by, Method(name, drawn, len(mixtures.worths)),
    )  # fmt: skip


def _groups(found: Sequence[Change], by: By, before: Case, after: Case) -> tuple[Group, ...]:
    """In model order; what was published as one first."""
    published = [one for one in events(found, before, after) if by == "path" or one.across_blocks]
    groups = [Group(one.name, one.name[0].upper() + one.name[1:], one.changes) for one in published]
    others = [change for change in found if not any(change in one.changes for one in published)]
    if by == "path":
        return (*groups, *(Group(change.path, change.label, (change,)) for change in others))
    titles = {block.name: block.title for block in before.model.blocks}
    return (*groups, *(Group(name, titles[name], tuple(change for change in others if change.block == name))
                       for name in dict.fromkeys(change.block for change in others)))  # fmt: skip


def _sequence(groups: Sequence[Group], order: Sequence[str]) -> shapley.Order:
    places = {group.name: place for place, group in enumerate(groups)}
    for name in order:
        if name not in places:
            raise UnknownNameError("change that reaches this line called", name, places, f"They are {', '.join(places)}." if places else "")
    first = [places[name] for name in dict.fromkeys(order)]
    return (*first, *(place for place in range(len(groups)) if place not in first))


class _Mixtures:
    """Mixtures of two cases by coalition: the groups whose changes are made. `worths` holds those evaluated."""

    def __init__(self, batch: Batch, groups: Sequence[Group], before: Case, after: Case) -> None:
        self.batch, self.groups, self.before, self.after = batch, groups, before, after
        self.worths: dict[int, float] = {}
        self.touching: dict[str, int] = {}
        for place, group in enumerate(groups):
            for change in group.changes:
                self.touching[change.line] = self.touching.get(change.line, 0) | 1 << place
        self.rows: dict[tuple[str, int], Array] = {}

    def evaluate(self, coalitions: Iterable[int]) -> None:
        """Each once, many at a time. Raises NoNumberError, MixtureError, EvaluationError."""
        wanted = [one for one in dict.fromkeys(coalitions) if one not in self.worths]
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            values = self.batch.run([self._variant(one) for one in chunk], gaps=True)[:, 0]
            for coalition, value in zip(chunk, values, strict=True):
                if np.isnan(value):
                    self._refuse(coalition)
                self.worths[coalition] = float(value)

    def _variant(self, coalition: int) -> Variant:
        return {line: self._row(line, coalition & mask) for line, mask in self.touching.items() if coalition & mask}

    def _row(self, line: str, coalition: int) -> Array:
        """The input with the changes of the groups in it; mixtures share it."""
        if (line, coalition) not in self.rows:
            row = self.before.inputs.values[line].copy()
            for place, group in enumerate(self.groups):
                for change in group.changes:
                    if coalition >> place & 1 and change.line == line:
                        row[change.place] = self.after.inputs.values[line][change.place]
            self.rows[line, coalition] = row
        return self.rows[line, coalition]

    def _refuse(self, coalition: int) -> None:
        """Say why a mixture has no value."""
        spot, ends = self.batch.spots[0], {0: self.before, shapley.everyone(len(self.groups)): self.after}
        why = "it is n/a."
        try:
            self.batch.run([self._variant(coalition)])
        except EvaluationError as error:
            if coalition in ends:
                raise
            why = str(error)
        if coalition in ends:
            raise NoNumberError(spot, ends[coalition])
        raise MixtureError(spot, [group.name for place, group in enumerate(self.groups) if coalition >> place & 1], self.after, why)
