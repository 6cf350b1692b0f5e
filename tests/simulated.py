"""Simulated: a small simulation in memory, in place of one of the engine - its samples are made from the case's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from finmodel.analysis.compare import reported
from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array
from finmodel.inputs.entry import Entry
from finmodel.project import Case


@dataclass(frozen=True)
class Input:
    entries: tuple[Entry, ...]
    correlation: str = ""


@dataclass(frozen=True)
class Draws:
    uncertain: tuple[Input, ...]
    lost: tuple[str, ...] = ()


@dataclass
class Simulation:
    """columns: (spots, n)."""

    case: Case
    spots: tuple[Spot, ...]
    columns: Array
    base: Array
    draws: Draws = field(default_factory=lambda: Draws(()))
    seed: int = 0
    method: str = "sobol"
    closed: bool = False
    only: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    broken: dict[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return self.columns.shape[1]

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def column(self, place: int, start: int = 0, stop: int | None = None) -> Array:
        return self.columns[place, start:stop].copy()


def simulated(case: Case, spots: Sequence[Spot], n: int = 1000, seed: int = 0) -> Simulation:
    """Forecast periods are the number of the case times a lognormal factor that widens with time; actual ones do not vary."""
    values = case.values
    base = np.array([float(np.ravel(spot.of(case.model, values))[0]) for spot in spots])
    noise = np.random.default_rng(seed).standard_normal((len(spots), n))
    names = case.model.timeline.years
    widths = [0.0 if reported(case, spot.period) or case.model.timeless(spot.line) else 0.1 + 0.05 * names.index(int(spot.period.removeprefix("FY")[:4])) for spot in spots]
    columns = base[:, None] * np.exp(noise * np.array(widths)[:, None])
    entries = [entry for entry in case.inputs.entries if entry.low is not None and not entry.filled][:8]
    draws = Draws(tuple(Input((entry,), "prices" if place < 3 else "") for place, entry in enumerate(entries)))
    return Simulation(case, tuple(spots), columns, base, draws, seed)
