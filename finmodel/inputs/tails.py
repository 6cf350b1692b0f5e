"""Tails: a lognormal range that runs far beyond its high, and the sentence that warns of it."""

from __future__ import annotations

import math
from datetime import date

from finmodel.inputs.amount import bounds
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Entry, canonical
from finmodel.inputs.mistakes import shown

TOO_FAR = 4.0
"""Times high: where one draw in a thousand lies beyond this, the warning is given. A high of 4.8 times the median leads there."""
_STEP = 0.8786
"""(z(0.999) - z(0.95)) / z(0.95): P99.9 over P95, as a power of P95 over the median, in a lognormal."""
_LOGNORMAL = ("", "lognormal", "split-lognormal", "zero-inflated")


def tail_warning(entry: Entry, place: Place, where: str) -> str:
    """What is wrong with the upper tail of an entry, or an empty string.

    Reached is the 99.9th percentile of the lognormal, or the bound of its line or its clip where that comes first.
    """
    if entry.low is None or entry.high is None or isinstance(entry.high, date) or entry.distribution not in _LOGNORMAL or entry.outcomes:
        return ""
    low, value, high = (canonical(amount, entry.factor) for amount in (entry.low, entry.value, entry.high))
    if not 0 < low < high:
        return ""
    median = math.sqrt(low * high) if entry.distribution == "lognormal" else value
    ends = [bounds(place.given)[1], canonical(entry.clip[1], entry.factor) if entry.clip else None]
    reached = min([high * (high / median) ** _STEP, *(end for end in ends if end is not None)])
    if reached <= TOO_FAR * high:
        return ""
    return (
        f"{where}: one draw in a thousand lies beyond {float(f'{reached / entry.factor:.2g}'):,g} {entry.unit}, {reached / high:.2g} times the high end "
        f"{shown(entry.high)}: a lognormal has a long tail. Give a clip, or a distribution such as \"split-normal\" or \"triangular\"."
    )
