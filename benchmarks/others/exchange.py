"""Exchange: the draws that a package is given, and the outcomes and seconds that it hands back; nothing of finmodel."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OUTCOMES = ("headcount", "chips", "book_value", "operating_profit", "funding", "cash")
QUARTERS = 24
YEAR_ENDS = range(4, QUARTERS + 1, 4)
REPEATS = 5


@dataclass(frozen=True)
class Draws:
    """scalars: name -> (samples,); plan and hours: per quarter, counted from 0."""

    scalars: dict[str, NDArray[np.float64]]
    plan: list[float]
    hours: list[float]

    @property
    def count(self) -> int:
        return len(next(iter(self.scalars.values())))

    def of(self, scenario: int) -> dict[str, float]:
        """The scalars of one scenario as plain numbers."""
        return {name: float(drawn[scenario]) for name, drawn in self.scalars.items()}


Outcomes = NDArray[np.float64]
"""(samples, outcomes x years): each outcome in the last quarter of each year."""


def measure(in_processes: Sequence[str] = (), **ways: Callable[[Draws], Outcomes]) -> None:
    """Evaluate the draws in the file named first in each way, several times; write outcomes and the least seconds.

    A way must keep no results from the time before. Processor seconds, which leave out what other programs have the
    processor for; seconds of the wall for ways that work in processes of their own.
    """
    given, made = sys.argv[1:]
    with np.load(given) as file:
        arrays = dict(file)
    draws = Draws(arrays, arrays.pop("hiring_plan").tolist(), arrays.pop("hours").tolist())
    written: dict[str, NDArray[np.float64]] = {}
    for name, way in ways.items():
        clock = time.perf_counter if name in in_processes else time.process_time
        taken = []
        for _ in range(REPEATS):
            started = clock()
            written[name] = way(draws)
            taken.append(clock() - started)
        written[f"{name}_seconds"] = np.array(min(taken))
    np.savez(made, **written)
