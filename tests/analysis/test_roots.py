"""Roots: every known root of a function comes back; jumps, flats and gaps are told as what they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from finmodel.analysis.roots import Function, find_roots
from finmodel.analysis.search import find_whole

NEAR = 1e-9
APART = 0.2
"""Wider than two intervals of the scan, so that no two roots hide in one."""


def quiet(f: Function) -> Function:
    def silent(x: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
        with np.errstate(all="ignore"):
            return np.asarray(f(x), dtype=float)

    return silent


@st.composite
def roots(draw: st.DrawFn) -> list[float]:
    steps = draw(st.lists(st.floats(APART, 3.0), min_size=1, max_size=4))
    return [float(x) for x in np.cumsum(steps) if x < 9.9]


class TestKnownRoots:
    @given(roots(), st.floats(-50, 50))
    def test_every_root_of_a_polynomial_is_found(self, known: list[float], target: float) -> None:
        polynomial = Polynomial.fromroots(known) if known else Polynomial([1.0])
        found = find_roots(lambda x: polynomial(x) + target, 0.0, 10.0, target, NEAR * 1e4)
        assert [root.x for root in found.roots] == pytest.approx(known, abs=1e-4)
        assert all(abs(root.y - target) <= NEAR * 1e4 for root in found.roots)

    @given(st.floats(0.2, 9.8), st.floats(0.1, 100.0))
    def test_a_function_that_touches_the_target_is_found(self, at: float, steep: float) -> None:
        (root,) = find_roots(lambda x: steep * (x - at) ** 2 + 7, 0.0, 10.0, 7.0, NEAR).roots
        assert root.x == pytest.approx(at, abs=1e-4)

    @given(st.floats(0.2, 9.8), st.floats(0.1, 10.0), st.floats(0.1, 10.0))
    def test_a_kink_that_touches_the_target_is_found(self, at: float, left: float, right: float) -> None:
        (root,) = find_roots(lambda x: np.where(x < at, left * (at - x), right * (x - at)), 0.0, 10.0, 0.0, NEAR).roots
        assert root.x == pytest.approx(at, abs=1e-7)

    def test_two_roots_between_neighbouring_points_are_found_from_the_minimum_between_them(self) -> None:
        found = find_roots(lambda x: (x - 3) * (x - 3.01), 0.0, 10.0, 0.0, NEAR)
        assert [root.x for root in found.roots] == pytest.approx([3, 3.01])

    def test_the_ends_of_the_range_belong_to_it(self) -> None:
        found = find_roots(lambda x: (x - 2) * (x - 5), 2.0, 5.0, 0.0, NEAR)
        assert [root.x for root in found.roots] == [2.0, 5.0]

    def test_a_wide_range_of_ratios_is_scanned_by_ratio(self) -> None:
        found = find_roots(lambda x: np.sin(np.log(x)), 0.001, 1000.0, 0.0, NEAR)
        assert [root.x for root in found.roots] == pytest.approx(np.exp(np.pi * np.arange(-2, 3)))

    def test_a_point_that_is_named_is_tried(self) -> None:
        spike = find_roots(lambda x: np.where(x == 3.3333, 1.0, 0.0), 0.0, 10.0, 1.0, NEAR, also=(3.3333,))
        assert [root.x for root in spike.roots] == [3.3333]


class TestNoRoot:
    @given(st.floats(0.5, 9.5), st.floats(0.1, 5.0))
    def test_a_step_over_the_target_is_a_jump(self, at: float, height: float) -> None:
        found = find_roots(lambda x: np.where(x < at, -height, height) + x / 100, 0.0, 10.0, 0.05, NEAR)
        (jump,) = found.jumps
        assert not found.met
        assert jump.left.x == pytest.approx(at)
        assert jump.left.y < 0.05 < jump.right.y
        assert jump.right.x - jump.left.x < 1e-9

    def test_a_pole_is_no_root(self) -> None:
        found = find_roots(quiet(lambda x: 1 / (x - 4.05)), 0.0, 10.0, 0.0, NEAR)
        assert not found.met
        assert found.jumps[0].left.x == pytest.approx(4.05)

    def test_the_closest_approach_is_found_between_the_points_of_the_scan(self) -> None:
        found = find_roots(lambda x: (x - 3.123456) ** 2 + 1, 0.0, 10.0, 0.0, NEAR)
        assert found.closest is not None
        assert (found.closest.x, found.closest.y) == pytest.approx((3.123456, 1.0), abs=1e-6)

    def test_a_function_that_does_not_change_is_said_to(self) -> None:
        found = find_roots(lambda x: 0 * x + 5, 0.0, 10.0, 6.0, NEAR)
        assert not found.met
        assert not found.varies(NEAR)
        assert not found.jumps


class TestStretches:
    def test_an_interval_that_meets_the_target_is_told_from_end_to_end(self) -> None:
        (flat,) = find_roots(lambda x: np.clip(x, 3.3, 5.5) - np.clip(x - 7.7, 0, 9), 0.0, 10.0, 5.5, NEAR).flats
        assert (flat.low, flat.high) == pytest.approx((5.5, 7.7), abs=1e-6)

    def test_everything_may_meet_it(self) -> None:
        found = find_roots(lambda x: 0 * x + 5, 0.0, 10.0, 5.0, NEAR)
        assert [(flat.low, flat.high) for flat in found.flats] == [(0.0, 10.0)]
        assert not found.roots

    def test_a_root_close_to_where_the_function_begins_is_found(self) -> None:
        found = find_roots(quiet(lambda x: np.log(x - 2)), 0.0, 10.0, -3.0, NEAR)
        assert [root.x for root in found.roots] == pytest.approx([2 + np.exp(-3)])
        (gap,) = found.gaps
        assert (gap.low, gap.high) == pytest.approx((0.0, 2.0))

    def test_nothing_at_all_is_one_gap(self) -> None:
        found = find_roots(lambda x: x * np.nan, 0.0, 10.0, 1.0, NEAR)
        assert found.closest is None
        assert [(gap.low, gap.high) for gap in found.gaps] == [(0.0, 10.0)]


class TestWholeSteps:
    @given(st.integers(0, 300), st.integers(1, 9))
    def test_a_day_that_meets_the_target_is_found(self, at: int, steep: int) -> None:
        found = find_whole(lambda x: steep * (x - at), 0, 300, 0.0, NEAR)
        assert [root.x for root in found.roots] == [at]
        assert found.tried == 301

    @given(st.floats(0.01, 299.99))
    def test_between_two_days_on_a_slope_is_a_crossing(self, at: float) -> None:
        found = find_whole(lambda x: 2 * (x - at), 0, 300, 0.0, NEAR)
        if float(at).is_integer():
            return
        (pair,) = found.crossings
        assert (pair.left.x, pair.right.x) == (np.floor(at), np.ceil(at))
        assert abs(pair.nearer(0.0).x - at) <= 0.5
        assert not found.jumps

    def test_a_quarter_that_switches_is_a_jump(self) -> None:
        found = find_whole(lambda x: np.where(x < 90, 1.0, 2.0), 0, 300, 1.5, NEAR)
        assert [(jump.left.x, jump.right.x) for jump in found.jumps] == [(89, 90)]
        assert not found.met

    def test_days_that_all_meet_it_are_an_interval(self) -> None:
        found = find_whole(lambda x: np.minimum(x, 90.0), 0, 300, 90.0, NEAR)
        assert [(flat.low, flat.high) for flat in found.flats] == [(90, 300)]
