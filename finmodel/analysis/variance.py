"""Variance: how much of the variance of a function each of its inputs accounts for - Sobol shares with confidence intervals.

I. M. Sobol (2001), Global sensitivity indices for nonlinear mathematical models; estimators of A. Saltelli and others (2010),
Variance based sensitivity analysis of model output; points and estimators are those of SALib.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from finmodel.analysis.workers import shared_out
from finmodel.engine.evaluate import Array
from finmodel.errors import FinmodelError

CONFIDENCE = 0.9
"""Of the intervals, as of every range here."""
_RESAMPLES = 200
_ROWS = 2048
"""Points that are held at a time, about."""
_EDGE = 2.0**-40
"""The cube is open: no point lies on its faces, where a range without bounds has no value."""
_NOTHING = 1e-12
"""Relative to the size of the outcome: a smaller deviation is rounding."""

Progress = Callable[[int, int], None]


class Function(Protocol):
    """An outcome as a function of points in the open unit cube, (rows, columns) -> (rows,); NaN where it has no value."""

    def __call__(self, points: Array) -> Array: ...


class VarianceError(FinmodelError):
    """Shares of a variance that cannot be told: there is none, or the outcome is n/a at too many points."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Share:
    """An input's shares of the variance, with the half-widths of their 90% confidence intervals.

    first: of the input alone - what the variance would lose on average if the input were known. total: with every interaction
    it has a part in - what would be left on average if everything else were known.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in the order of the inputs; `n` base points, of which the share `defined` has an outcome throughout."""

    shares: tuple[Share, ...]
    n: int
    evaluations: int
    defined: float
    mean: float
    deviation: float


def sobol_shares(
    function: Callable[[], Function], columns: Sequence[str], n: int, *, seed: int = 0, workers: int = 1,
    progress: Progress | None = None,
) -> Shares:  # fmt: skip
    """The shares of a function whose inputs are independent.

    function: gives each worker one of its own.
    columns: the name of the input that each column of the cube belongs to; several may belong to one.
    n:       base points, made a power of two; each costs as many evaluations as there are inputs, and two more.
    The same arguments give the same numbers, whatever the number of workers. Points are made and evaluated in chunks; outcomes alone are kept, 8 bytes each.
    Raises VarianceError where nothing varies, or fewer than half of the base points have an outcome.
    """
    names = list(dict.fromkeys(columns))
    n = power_of_two(n)
    problem = _problem(columns if len(names) > 1 else [*columns, ""])  # SALib compares: beside a lone input one that does nothing
    width = len(dict.fromkeys(problem["groups"])) + 2
    found, done = np.empty((n, width)), 0
    step = max(1, _ROWS // width)
    spans = [(start, min(start + step, n)) for start in range(0, n, step)]
    for start, outcomes in shared_out(partial(_task, function, problem, len(columns), seed), spans, min(workers, len(spans))):
        found[start : start + len(outcomes) // width] = outcomes.reshape(-1, width)
        done += len(outcomes)
        if progress is not None:
            progress(done, n * width)
    known = np.isfinite(found).all(axis=1)
    kept = found[known]
    if 2 * len(kept) < n:
        raise VarianceError(
            f"The outcome is n/a, or cannot be evaluated, at {1 - len(kept) / n:.0%} of the points, so its variance says little. Ask for "
            f"another period, or for the lines that it is a ratio of."
        )
    own = kept[:, [0, -1]]  # the two points of each base point at which nothing is mixed
    mean, deviation = float(own.mean()), float(own.std())
    if deviation <= _NOTHING * float(np.abs(own).max()):
        raise VarianceError("The outcome is the same at every point: these inputs make no difference to it. Choose others with --only.")
    found_by = _analysed(problem, kept.ravel(), seed)
    shares = tuple(
        Share(name, *(float(found_by[key][place]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for place, name in enumerate(names)
    )
    return Shares(shares, n, n * width, len(kept) / n, mean, deviation)


def _task(
    function: Callable[[], Function], problem: dict[str, Any], dims: int, seed: int
) -> Callable[[int, int], tuple[int, Array]]:
    """What a worker does: the outcomes at the points of base points start..stop."""
    from SALib.sample import sobol  # before processes are forked, so that each finds it there

    assert sobol
    own = function()
    return lambda start, stop: (start, own(_points(problem, start, stop, seed)[:, :dims]))


def power_of_two(n: int) -> int:
    """The least power of two that is not below: Sobol points are even only in such numbers."""
    return 1 << max(1, (n - 1).bit_length())


def _problem(columns: Sequence[str]) -> dict[str, Any]:
    """As SALib takes it; its groups are our inputs."""
    return {
        "num_vars": len(columns), "names": [f"column {place}" for place in range(len(columns))], "groups": list(columns),
        "bounds": [[0.0, 1.0]] * len(columns),
    }  # fmt: skip


def _points(problem: dict[str, Any], start: int, stop: int, seed: int) -> Array:
    """The points of some base points, those of each together; the same however the base points are cut."""
    from SALib.sample import sobol

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # all chunks together are a power of two
        points: Array = sobol.sample(problem, stop - start, calc_second_order=False, skip_values=start, seed=seed)
    return np.clip(points, _EDGE, 1 - _EDGE)


def _analysed(problem: dict[str, Any], outcomes: Array, seed: int) -> Any:
    from SALib.analyze import sobol

    # SALib reads a seed of 0 as none
    return sobol.analyze(problem, outcomes, calc_second_order=False, num_resamples=_RESAMPLES, conf_level=CONFIDENCE, seed=seed + 1)
