"""In turn: several ways of doing the same work, timed one after the other again and again, so that noise falls on all."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

Way = TypeVar("Way", bound=Hashable)


def least_seconds(ways: Mapping[Way, Callable[[], object]], runs: int) -> dict[Way, float]:
    """The least of several runs of each way, after one to warm up. The least is what the machine's other work adds least to."""
    taken: dict[Way, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(runs):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - started)
    return {name: min(seconds) for name, seconds in taken.items()}
