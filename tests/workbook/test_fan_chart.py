"""Fan chart: what the areas stack sums to the percentiles, on either side of zero."""

from __future__ import annotations

from itertools import accumulate

import pytest

from finmodel.fan import Point
from finmodel.workbook.fan_chart import levels


@pytest.mark.parametrize("ends", [(1.0, 2.0, 4.0, 7.0, 11.0), (-9.0, -4.0, -1.0, 2.0, 3.0)])
def test_the_areas_stack_up_to_the_percentiles(ends: tuple[float, ...]) -> None:
    stack = [level for level in levels(Point("FY2026", *ends, 4.5, 0.0, False, False)) if level is not None]
    assert list(accumulate(stack)) == list(ends)
    assert all(part >= 0 for part in stack[1:])


def test_a_period_without_a_value_is_blank() -> None:
    assert levels(Point("FY2026", *[float("nan")] * 7, False, False)) == (None,) * 5
