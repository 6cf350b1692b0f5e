"""Drawn: flows, lengths and dates for property tests, and the comparison of a row with one made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

PERIODS = 12
QUARTER = 0.25
"""small_model runs from 2022Q1 to 2024Q4; a period is a quarter of a year."""

FEW = settings(max_examples=60, deadline=None)

amounts = st.floats(0, 1000).map(lambda number: round(number, 3))
flows = st.lists(amounts, min_size=PERIODS, max_size=PERIODS)
signed_flows = st.lists(st.floats(-1000, 1000).map(lambda x: round(x, 3)), min_size=PERIODS, max_size=PERIODS)
shares = st.floats(0, 1).map(lambda number: round(number, 4))
staying = st.lists(st.floats(0.3, 1), min_size=PERIODS, max_size=PERIODS)


def years(least: float, most: float) -> st.SearchStrategy[float]:
    """Lengths of calendar time: whole quarters as often as any fraction."""
    whole = st.integers(round(least * 4), round(most * 4)).map(lambda count: count / 4)
    return st.one_of(whole, st.floats(least, most).map(lambda number: max(least, round(number, 3))))


days = st.dates(date(2020, 6, 1), date(2026, 6, 30))


def agree(ours: Sequence[float], by_hand: Sequence[float], scale: float = 1.0) -> None:
    size = max([scale, *(abs(number) for number in by_hand)])
    np.testing.assert_allclose(ours, by_hand, rtol=0, atol=1e-9 * size)


def overlap(first: float, second: float, start: float, end: float) -> float:
    """How much of the interval first..second lies in start..end."""
    return max(0.0, min(second, end) - max(first, start))
