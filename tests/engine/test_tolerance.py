"""Tolerance: equal within a billionth of the largest number in the row (rule 12)."""

from __future__ import annotations

import numpy as np

from finmodel.engine.tolerance import equal_in_row


def equal(ours: list[float], theirs: list[float]) -> list[bool]:
    return [bool(same) for same in equal_in_row(np.array(ours), np.array(theirs))]


def test_a_billionth_of_the_largest_in_the_row_is_no_difference() -> None:
    assert equal([1e9, 0.0], [1e9, 0.9]) == [True, True]
    assert equal([1e9, 0.0], [1e9, 1.1]) == [True, False]
    assert equal([0.0, 1.0], [2e-9, 1.0]) == [False, True]
    assert equal([0.0], [0.0]) == [True]


def test_missing_equals_missing_and_nothing_else() -> None:
    assert equal([np.nan, 1.0, np.nan], [np.nan, np.nan, 0.0]) == [True, False, False]


def test_rows_are_judged_apart() -> None:
    ours, theirs = np.array([[1e9, 0.0], [1.0, 0.0]]), np.array([[1e9, 0.5], [1.0, 0.5]])
    assert equal_in_row(ours, theirs).tolist() == [[True, True], [True, False]]


def test_an_infinity_equals_no_number() -> None:
    assert equal([1.0, 5.0, 6.0], [np.inf, 5.0, 7.0]) == [False, True, False]
    assert equal([np.inf, -np.inf], [np.inf, np.inf]) == [False, False]
