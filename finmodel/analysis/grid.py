"""Grid: a line for each of several values of one input, or of two inputs crossed - computed together, as one batch."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.batch import Batch
from finmodel.analysis.goal import Goal
from finmodel.analysis.lever import Lever, open_lever
from finmodel.engine.evaluate import Array
from finmodel.errors import UsageError

if TYPE_CHECKING:
    from finmodel.project import Case

_AXIS = re.compile(r"(.+?(?:@[^=]*?)?)\s*(\*=|\+=|=)\s*([^:]+):([^:]+):\s*(\d+)\s*([^:]*)", re.DOTALL)
MOST_STEPS, MOST_CELLS = 1000, 10_000
MOST_PLACES = 6
_TIDY = 12
"""Digits kept of an evenly spaced value, so that 0.3 is 0.3."""


@dataclass(frozen=True)
class Axis:
    """An input and the numbers it takes, in its written unit, lowest first or as asked."""

    lever: Lever
    numbers: tuple[float, ...]

    @property
    def own(self) -> int | None:
        """The place of the case's own value, if it is one of them."""
        own = self.lever.own
        if own is None:
            return None
        return next((place for place, number in enumerate(self.numbers) if np.isclose(number, own, rtol=1e-9, atol=0.0)), None)


@dataclass(frozen=True)
class Grid:
    """values: canonical, (rows, columns) of the two axes, or (rows,) of one; NaN is n/a or cannot be evaluated."""

    goal: Goal
    axes: tuple[Axis, ...]
    values: Array
    reaches: tuple[bool, ...]

    @property
    def places(self) -> int:
        """Decimal places that show three digits of the values, and of what they differ by, in the unit shown."""
        known = self.values[np.isfinite(self.values)] / self.goal.stated.factor
        if not len(known):
            return 0
        sizes = (float(np.abs(known).max()), float(np.ptp(known)))
        return max((min(max(2 - math.floor(math.log10(size)), 0), MOST_PLACES) for size in sizes if size > 0), default=0)

    def mark(self, value: float) -> str:
        """Where the value stands to the goal: "above", "meets", "below"; nothing without a goal or a value."""
        if self.goal.value is None or np.isnan(value):
            return ""
        if abs(value - self.goal.value) <= self.goal.near:
            return "meets"
        return "above" if value > self.goal.value else "below"


def read_axis(case: Case, text: str) -> Axis:
    """PATH=FROM:TO:STEPS, PATH*=FROM:TO:STEPS or PATH+=FROM:TO:STEPS, with units or dates as --set takes them.

    Raises UsageError, InputError.
    """
    option = "--grid"
    match = _AXIS.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"{option} '{text[:100]}' is not PATH=FROM:TO:STEPS, such as 'fleet.install_lag=1:4:7 quarters' "
            f"or 'fleet.install_lag*=0.8:1.2:5'."
        )
    path, sign, first, last, count, unit = match.groups()
    lever = open_lever(case, path + ("" if sign == "=" else sign), option)
    steps = int(count)
    if not 2 <= steps <= MOST_STEPS:
        raise UsageError(f"{option} '{text[:100]}' asks for {steps:,} values; wanted 2 to {MOST_STEPS:,}.")
    low, high = (lever.read(_with_unit(end.strip(), unit.strip()), option) for end in (first, last))
    if low == high:
        raise UsageError(f"{option} '{text[:100]}' begins and ends at {lever.words(low)}; wanted two different values.")
    for end in (low, high):
        lever.check(end)
    even = np.linspace(low, high, steps)
    numbers = [float(round(one)) if lever.whole else float(f"{one:.{_TIDY}g}") for one in even.tolist()]
    numbers[0], numbers[-1] = low, high
    return Axis(lever, tuple(dict.fromkeys(numbers)))


def fill_grid(case: Case, goal: Goal, axes: Sequence[Axis]) -> Grid:
    """The spot of the goal for every value of one axis, or of two crossed: rows are the first. Raises UsageError."""
    slots = [{entry.slot for entry in axis.lever.entries} for axis in axes]
    if len(axes) == 2 and slots[0] & slots[1]:
        raise UsageError(f"Both --grid move {axes[0].lever.title}. Cross two inputs, or write one --grid.")
    shape = tuple(len(axis.numbers) for axis in axes)
    if np.prod(shape) > MOST_CELLS:
        raise UsageError(f"{' x '.join(map(str, shape))} are {int(np.prod(shape)):,} cells; wanted {MOST_CELLS:,} at most.")
    batch = Batch(case.project.engine, case.inputs.values, [goal.spot])
    reaches = tuple(axis.lever.line in batch.needed for axis in axes)
    start = {axis.lever.line: case.inputs.values[axis.lever.line] for axis in axes}
    variants = []
    for place in np.ndindex(shape):
        variant = start
        for axis, step in zip(axes, place, strict=True):
            variant = axis.lever.lay(variant, axis.numbers[step])
        variants.append(variant)
    with np.errstate(over="ignore", invalid="ignore"):
        values = batch.run(variants, gaps=True)[:, 0] if any(reaches) else np.full(len(variants), goal.own)
    return Grid(goal, tuple(axes), np.where(np.isfinite(values), values, np.nan).reshape(shape), reaches)


def _with_unit(amount: str, unit: str) -> str:
    """An amount with the unit that stands behind the steps, unless it has one of its own."""
    return f"{amount} {unit}" if unit and re.fullmatch(r"[+-]?[\d._eE+-]+", amount) and not re.fullmatch(r"\d{4}-\d\d-\d\d", amount) else amount
