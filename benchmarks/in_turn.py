"""In turn: several ways of doing the same work, timed one after the other again and again, so that noise falls on all."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

Way = TypeVar("Way", bound=Hashable)
LEAST_TURNS = 3


def least_seconds(ways: Mapping[Way, Callable[[], object]], budget: float) -> dict[Way, float]:
    """The least processor seconds of each way, over as many turns as fit the budget of seconds, after one to warm up.

    Processor time leaves out what other programs have the processor for; the least is what they disturb least.
    """
    taken: dict[Way, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    until, turns = time.perf_counter() + budget, 0
    while turns < LEAST_TURNS or time.perf_counter() < until:
        for name, way in ways.items():
            started = time.process_time()
            way()
            taken[name].append(time.process_time() - started)
        turns += 1
    return {name: min(seconds) for name, seconds in taken.items()}
