"""Fan: which points are shown, and between which ends."""

from __future__ import annotations

import math
from dataclasses import replace

from finmodel.fan import Fan, Point


def fan(*points: Point) -> Fan:
    return Fan("Capex", "USD billion", 1e9, 1, "0", points)


def known(period: str, number: float) -> Point:
    return Point(period, *[number] * 7, True, True)


def varying(period: str, low: float, high: float, base: float) -> Point:
    return Point(period, low, low, (low + high) / 2, high, high, (low + high) / 2, base, False, False)


def test_reported_periods_are_few_unless_asked_for() -> None:
    points = (known("FY2024", 1e9), known("FY2025", 2e9), varying("FY2026", 3e9, 5e9, 6e9), varying("FY2027", 4e9, 5e9, 4e9))
    found = replace(fan(*points), reported=1)
    assert [point.head for point in found.shown] == ["FY2025A", "FY2026E", "FY2027E"]
    assert found.ends == (2e9, 6e9)  # base counts
    assert replace(found, reported=4).shown == points


def test_points_without_a_value_are_left_out() -> None:
    found = fan(known("FY2025", math.nan), varying("FY2026", 3e9, 5e9, math.nan))
    assert [point.period for point in found.shown] == ["FY2026"]
    assert [point.head for point in replace(found, whole=True).rows] == ["FY2025A", "FY2026E"]
    assert (found.of(math.nan), found.of(-1e6), found.of(3.14e9)) == ("n/a", "0.0", "3.1")
