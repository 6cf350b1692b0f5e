"""Drawn: many draws of a case's inputs, and the sentences that say where they leave what the pack declares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from finmodel.inputs.entry import Entry, canonical
from finmodel.project import Case
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import Points

SAMPLES = 4096
ERROR = 4 * np.sqrt(0.25 / SAMPLES)
"""Four standard errors of a share near one half of independent draws; Sobol points stay far inside it."""
_ROUNDING = 1e-12


class Drawn:
    """The numbers of every input that varies, (draws,) for each of its entries."""

    def __init__(self, case: Case, draws: Draws, method: str = "sobol", samples: int = SAMPLES) -> None:
        self.draws, self.lines = draws, draws.buffers(samples)
        draws.fill(Points(method, draws.dims, samples, seed=7).rows(0, samples), self.lines)

    def each(self) -> Iterator[tuple[Entry, np.ndarray]]:
        for one in self.draws.uncertain:
            for entry, place in zip(one.entries, one.places, strict=True):
                yield entry, self.lines[one.line][place]

    def row(self, path: str) -> np.ndarray:
        """The draws of a scalar, or of the first point of a series that varies."""
        one = next(one for one in self.draws.uncertain if one.path == path)
        return self.lines[one.line][one.places[0]]


def faults(drawn: Drawn) -> list[str]:
    """Each input whose P5, P50 or P95 is not its low, value or high within sampling error."""
    found = []
    for entry, numbers in drawn.each():
        for amount, level in ((entry.low, 0.05), (entry.value, 0.5), (entry.high, 0.95)):
            assert amount is not None
            number = canonical(amount, entry.factor)
            near = _ROUNDING * abs(number)
            under, reached = np.mean(numbers < number - near), np.mean(numbers <= number + near)
            error = ERROR * 2 * np.sqrt(level * (1 - level))
            if not under - error <= level <= reached + error:
                found.append(f"{entry.path}: {under:.4f} below {amount}, {reached:.4f} up to it; wanted {level}")
    return found
