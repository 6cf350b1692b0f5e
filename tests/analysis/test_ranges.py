"""Ranges: percentiles, mean and sampling error of a column, with n/a left out, and where the case lies in it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finmodel.analysis.ranges import range_of, ranges
from finmodel.analysis.spot import Spot
from finmodel.project import Case
from tests.simulated import simulated

SPOT = Spot("capex", (), "FY2027")


def test_percentiles_are_those_of_linear_interpolation() -> None:
    found = range_of(SPOT, 40.0, np.arange(101.0)[::-1])
    assert found.percentiles == (5.0, 25.0, 50.0, 75.0, 95.0)
    assert (found.mean, found.n, found.defined, found.varies) == (50.0, 101, 101, True)


def test_n_a_is_left_out_and_counted() -> None:
    found = range_of(SPOT, 1.0, np.array([np.nan, 3.0, 1.0, np.nan, 2.0]))
    assert (found.p50, found.mean, found.n, found.defined) == (2.0, 2.0, 5, 3)


def test_a_number_beside_n_a_varies_and_n_a_alone_does_not() -> None:
    assert range_of(SPOT, 1.0, np.array([1.0, np.nan])).varies
    found = range_of(SPOT, math.nan, np.array([np.nan, np.nan]))
    assert (found.defined, found.varies, math.isnan(found.p50)) == (0, False, True)


def test_rounding_is_no_variation() -> None:
    found = range_of(SPOT, 0.3, np.array([0.3, 0.1 + 0.2]))
    assert not found.varies
    assert math.isnan(found.below)


def test_the_case_is_placed_among_its_samples() -> None:
    samples = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
    found = range_of(SPOT, 2.0, samples)
    assert (found.below, found.equal) == (0.1, 0.2)
    assert found.skewed
    assert not range_of(SPOT, 4.5, samples).skewed


def test_samples_at_the_floor_with_the_case_are_neither_below_it_nor_against_it() -> None:
    at_floor = range_of(SPOT, 0.0, np.array([0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]))
    assert (at_floor.below, at_floor.equal, at_floor.skewed) == (0.0, 0.4, False)
    assert range_of(SPOT, 0.0, np.array([0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0])).skewed  # five of seven lie above


def test_rounding_does_not_lie_below() -> None:
    found = range_of(SPOT, 0.0, np.array([-1e-9, 0.0, 1e-9, 5000.0]))
    assert (found.below, found.equal) == (0.0, 0.75)


def test_the_sampling_error_is_that_of_many_simulations() -> None:
    draws = np.random.default_rng(1).standard_normal((400, 1000))
    told = np.mean([range_of(SPOT, 0.0, one).errors for one in draws], axis=0)
    seen = np.quantile(draws, (0.05, 0.5, 0.95), axis=1).std(axis=1)
    assert told == pytest.approx(seen, rel=0.15)


def test_columns_are_found_by_their_spots(case: Case) -> None:
    spots = [Spot("capex", (), "FY2027"), Spot("capex", (), "FY2028")]
    simulation = simulated(case, spots)
    second, first = ranges(simulation, spots[::-1])
    assert (second.spot, second.base) == (spots[1], simulation.base[1])
    assert first.p50 == np.quantile(simulation.column(0), 0.5)
