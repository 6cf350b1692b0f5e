"""Distributions: each has the quantiles it declares, agrees with scipy.stats' own, and stays in its domain."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from finmodel.inputs import Entry
from finmodel.model.item import Given, Kind
from finmodel.model.timeline import Quarter, Timeline, serial
from finmodel.sampling.distribution import Distribution, distribution_of
from finmodel.sampling.shapes import Pert, Triangular, Uniform

TIMELINE = Timeline(Quarter(2022, 1), Quarter(2030, 4))
LEVELS = np.linspace(0.001, 0.999, 999)


def entry(low: object, value: object, high: object, named: str = "", **more: object) -> Entry:
    return Entry("block.x", "x", (), "", value, "USD", 1.0, low, high, "s", date(2026, 1, 1), "judgement", "",
                 distribution=named, **more)  # type: ignore[arg-type] # keywords of several types  # fmt: skip


def drawn(low: object, value: object, high: object, named: str = "", unit: str = "USD", least: float | None = None, **more: object) -> Distribution:
    return distribution_of(entry(low, value, high, named, **more), Given(unit, "", Kind.CONSTANT, at_least=least), TIMELINE)


def quantiles(one: Distribution) -> np.ndarray:
    return one.at(ndtri(LEVELS))


@pytest.mark.parametrize("named", ["", "split-normal", "split-lognormal", "normal", "lognormal", "triangular", "pert", "uniform"])
@pytest.mark.parametrize(("low", "value", "high"), [(20.0, 30.0, 60.0), (1.0, 1.1, 9.0), (2.0, 5.0, 5.1), (3.0, 3.0, 4.0), (3.0, 4.0, 4.0)])
def test_low_and_high_are_p5_and_p95(named: str, low: float, value: float, high: float) -> None:
    one = drawn(low, value, high, named)
    assert one.quantile(0.05) == pytest.approx(low, rel=1e-9)
    assert one.quantile(0.95) == pytest.approx(high, rel=1e-9)
    if not named or named.startswith("split"):
        assert one.quantile(0.5) == value
    assert (np.diff(quantiles(one)) >= 0).all()


def test_by_default_each_side_has_a_scale_of_its_own() -> None:
    one, z = drawn(20.0, 30.0, 60.0), stats.norm.ppf(0.95)
    assert one.name == "split lognormal"
    below, above = stats.lognorm(math.log(30 / 20) / z, scale=30), stats.lognorm(math.log(60 / 30) / z, scale=30)
    np.testing.assert_allclose(quantiles(one), np.where(LEVELS < 0.5, below.ppf(LEVELS), above.ppf(LEVELS)), rtol=1e-9)


def test_below_zero_the_default_is_normal_on_each_side() -> None:
    one, z = drawn(-2.0, 1.0, 2.0), stats.norm.ppf(0.95)
    assert one.name == "split normal"
    below, above = stats.norm(1, 3 / z), stats.norm(1, 1 / z)
    np.testing.assert_allclose(quantiles(one), np.where(LEVELS < 0.5, below.ppf(LEVELS), above.ppf(LEVELS)), rtol=1e-9, atol=1e-9)


def test_the_split_shapes_may_be_chosen_by_name() -> None:
    assert drawn(20.0, 30.0, 60.0, "split-lognormal") == drawn(20.0, 30.0, 60.0)
    assert drawn(-2.0, 1.0, 2.0, "split-normal") == drawn(-2.0, 1.0, 2.0)
    one, z = drawn(20.0, 30.0, 60.0, "split-normal", least=-1e9), stats.norm.ppf(0.95)
    assert one.name == "split normal"
    below, above = stats.norm(30, 10 / z), stats.norm(30, 30 / z)
    np.testing.assert_allclose(quantiles(one), np.where(LEVELS < 0.5, below.ppf(LEVELS), above.ppf(LEVELS)), rtol=1e-9)


@pytest.mark.parametrize("named", ["normal", "split-normal"])
def test_a_normal_that_is_named_may_fall_below_zero_where_the_line_goes_there(named: str) -> None:
    growth = drawn(0.005, 0.12, 0.4, named, unit="share", least=-1)
    assert growth.quantile(0.001) < 0
    assert growth.at(np.array([-8.2]))[0] >= -1
    assert drawn(0.005, 0.12, 0.4, named, unit="share", least=-1, clip=(-0.05, 0.5)).at(np.array([-8.2]))[0] >= -0.05
    assert drawn(0.005, 0.12, 0.4, named, unit="share").quantile(0.001) >= 0
    assert drawn(0.005, 0.12, 0.4, named).quantile(0.001) >= 0
    assert drawn(0.0, 0.12, 0.4, unit="share", least=-1).quantile(0.001) == 0


def test_normal_and_lognormal_are_fitted_to_the_interval_alone() -> None:
    z = stats.norm.ppf(0.95)
    np.testing.assert_allclose(quantiles(drawn(-2.0, 3.0, 4.0, "normal")), stats.norm(1, 3 / z).ppf(LEVELS), rtol=1e-9, atol=1e-9)
    lognormal = stats.lognorm(math.log(3) / z, scale=6)
    np.testing.assert_allclose(quantiles(drawn(2.0, 5.0, 18.0, "lognormal")), lognormal.ppf(LEVELS), rtol=1e-9)


def test_uniform() -> None:
    one = drawn(10.0, 12.0, 28.0, "uniform")
    assert one.shape == Uniform(pytest.approx(9), pytest.approx(29))
    np.testing.assert_allclose(quantiles(one), stats.uniform(9, 20).ppf(LEVELS), rtol=1e-9)


def test_triangular_has_its_mode_at_the_value() -> None:
    one = drawn(10.0, 12.0, 28.0, "triangular")
    assert isinstance(one.shape, Triangular)
    assert one.shape.mode == pytest.approx(12)
    width = one.shape.most - one.shape.least
    own = stats.triang((one.shape.mode - one.shape.least) / width, one.shape.least, width)
    np.testing.assert_allclose(quantiles(one), own.ppf(LEVELS), rtol=1e-9)


def test_pert_has_its_mode_at_the_value() -> None:
    one = drawn(10.0, 12.0, 28.0, "pert")
    assert isinstance(one.shape, Pert)
    width = one.shape.most - one.shape.least
    own = stats.beta(one.shape.a, one.shape.b, one.shape.least, width)
    assert one.shape.least + width * (one.shape.a - 1) / 4 == pytest.approx(12)
    assert own.ppf([0.05, 0.95]) == pytest.approx([10, 28])
    np.testing.assert_allclose(quantiles(one), own.ppf(LEVELS), rtol=1e-9)


def test_discrete_outcomes_come_as_often_as_their_chance() -> None:
    one = drawn(4.0, 5.0, 6.0, "discrete", outcomes=((4.0, 0.25), (5.0, 0.35), (6.0, 0.4)))
    found = one.at(ndtri((np.arange(1000) + 0.5) / 1000))
    assert {float(number): int((found == number).sum()) for number in np.unique(found)} == {4.0: 250, 5.0: 350, 6.0: 400}


def test_zero_inflated_is_zero_as_often_as_it_says_and_else_as_its_range() -> None:
    one = drawn(2.0, 5.0, 20.0, "zero-inflated", chance=0.7)
    assert one.name == "zero-inflated, 0.7 of split lognormal"
    found = one.at(ndtri((np.arange(10_000) + 0.5) / 10_000))
    assert (found == 0).sum() == 3000
    np.testing.assert_allclose(np.quantile(found[found > 0], [0.05, 0.5, 0.95]), [2, 5, 20], rtol=2e-3)


@pytest.mark.parametrize("named", ["", "split-normal", "split-lognormal", "normal", "lognormal", "triangular", "pert", "uniform"])
def test_the_domain_squeezes_the_tails_beyond_the_range_and_nothing_else(named: str) -> None:
    free, tight = drawn(0.3, 0.6, 0.9, named), drawn(0.3, 0.6, 0.9, named, "share", clip=(0.29, 0.95))
    levels = np.array([1e-9, 0.01, 0.05, 0.3, 0.5, 0.95, 0.97, 1 - 1e-9])
    one, other = free.at(ndtri(levels)), tight.at(ndtri(levels))
    assert 0.29 <= other[0] < other[1] < other[2]
    assert other[-3] < other[-2] < other[-1] <= 0.95
    np.testing.assert_allclose(other[2:6], one[2:6], rtol=1e-12)
    assert other[0] == pytest.approx(0.29, abs=1e-3)


def test_a_range_that_ends_on_the_domain_puts_five_percent_there() -> None:
    one = drawn(0.7, 0.95, 1.0, unit="share")
    assert (quantiles(one)[LEVELS > 0.9501] == 1.0).all()
    assert quantiles(one)[LEVELS < 0.949].max() < 1
    least = drawn(0.0, 100.0, 150.0)
    assert (quantiles(least)[LEVELS < 0.0499] == 0.0).all()


def test_bounds_of_the_line_are_kept() -> None:
    efficiency = drawn(1.05, 1.1, 1.3, unit="ratio", least=1)
    assert 1 <= efficiency.at(np.array([-8.2]))[0] < 1.001
    assert efficiency.quantile(0.05) == pytest.approx(1.05)


def test_days_are_whole_and_inside_the_horizon_or_the_range() -> None:
    one = drawn(date(2028, 1, 1), date(2029, 6, 1), date(2030, 10, 1), unit="date")
    found = quantiles(one)
    assert one.name == "split normal"
    assert np.array_equal(found, np.rint(found))
    assert one.at(np.array([8.0]))[0] <= serial(date(2030, 12, 31))
    wide = drawn(date(2028, 1, 1), date(2030, 12, 1), date(2032, 6, 1), unit="date")
    assert wide.at(np.array([8.0]))[0] == serial(date(2032, 6, 1))
