"""Fleet: chips owned, installed, given power in rank, and worn down in the books."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.model.dimension import Dimension
from finmodel.project import Case
from tests.blocks.company import DIMENSIONS, NUMBERS, WITHOUT_TIMING, at, company, days
from tests.cases import evaluate, row, small_model

OLD, NEW = 0, 1
V2022, V2023 = 0, 1


class TestBase:
    def test_operating_and_idle_make_owned(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose((v["operating_h100e"] + v["idle_h100e"])[1:], v["owned_h100e"][1:], rtol=1e-9)
        np.testing.assert_allclose(
            (v["operating_units"] + v["idle_units"])[:, 1:], v["owned_units"][:, 1:], rtol=1e-9, atol=1e-6
        )

    def test_owned_chips_are_all_delivered_less_retired(self, case: Case) -> None:
        v = case.values
        moved = (v["delivered_units"] - v["retired_units"] - v["opening_units_retired"])[:, 1:].sum(axis=1)
        np.testing.assert_allclose(v["owned_units"][:, -1], v["opening_units"][:, 0] + moved, rtol=1e-9)

    def test_no_power_is_used_that_is_not_there(self, case: Case) -> None:
        v = case.values
        assert (v["power_in_use"][1:] <= v["energised_it_capacity"][1:] * (1 + 1e-9)).all()
        assert (v["power_used"][:, 1:] <= v["power_need"][:, 1:] * (1 + 1e-9)).all()

    def test_a_chip_waits_until_all_that_rank_before_it_are_served(self, case: Case) -> None:
        v = case.values
        rank = v["power_rank"][:, 0, 0]
        short = (v["power_used"] < v["power_need"] * (1 - 1e-9))[:, 1:, 0]
        for first in range(len(rank)):
            for later in np.flatnonzero(rank > rank[first]):
                assert (v["power_used"][later, 1:, 0][short[first]] <= 1e-6).all()
        assert short.any()

    def test_depreciation_and_write_offs_never_exceed_cost(self, case: Case) -> None:
        v = case.values
        charged = (v["vintage_depreciation"] + v["vintage_depreciation_write_off"])[:, 1:].cumsum(axis=1)
        placed = v["vintage_cost"][:, 1:].cumsum(axis=1)
        assert (charged <= placed * (1 + 1e-9) + 1).all()

    def test_vintages_share_out_all_that_is_placed_in_service(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(v["vintage_cost"][:, 1:].sum(axis=0), v["servers_in_service"][1:], rtol=1e-12)
        np.testing.assert_allclose(
            v["vintage_depreciation"][:, 1:].sum(axis=0), v["new_server_depreciation"][1:], rtol=1e-12
        )

    def test_deliveries_follow_the_budget_after_the_boundary(self, case: Case) -> None:
        v = case.values
        forecast = v["delivery_flag"][1:, 0] == 0
        value = (v["delivered_units"] * v["all_in_price"])[:, 1:, 0].sum(axis=0)
        np.testing.assert_allclose(value[forecast], v["server_capex"][1:, 0][forecast], rtol=1e-9)


class TestPower:
    def test_the_last_rank_starves(self) -> None:
        """2022Q4: 140 MW. 200 old chips ask for 100 MW and get it; 100 new ones ask for 100 and get 40."""
        values = company()
        assert at(values, "operating_units", "2022Q4", OLD) == pytest.approx(200)
        assert at(values, "operating_units", "2022Q4", NEW) == pytest.approx(40)
        assert at(values, "idle_units", "2022Q4", NEW) == pytest.approx(60)
        assert at(values, "load_factor", "2022Q4") == pytest.approx(1)

    def test_turning_the_rank_round_starves_the_other(self) -> None:
        """100 new chips get their 100 MW; 40 MW are left for the old: 80 of 200."""
        values = company(power_rank=[2, 1])
        assert at(values, "operating_units", "2022Q4", NEW) == pytest.approx(100)
        assert at(values, "operating_units", "2022Q4", OLD) == pytest.approx(80)

    def test_compute_is_units_times_h100e(self) -> None:
        """Owned 200 x 0.5 + 100 x 2 = 300; running 200 x 0.5 + 40 x 2 = 180; idle 120."""
        values = company()
        assert at(values, "owned_h100e", "2022Q4") == pytest.approx(300)
        assert at(values, "operating_h100e", "2022Q4") == pytest.approx(180)
        assert at(values, "idle_h100e", "2022Q4") == pytest.approx(120)

    def test_without_any_power_the_load_factor_is_zero_not_an_error(self) -> None:
        assert at(company(), "load_factor", "2022Q1") == 0


class TestLags:
    def test_chips_run_an_install_lag_after_delivery(self) -> None:
        """Half a quarter after delivery in 2022Q4, half of the 100 are set up by its end, and all by the next."""
        values = company(install_lag=0.125)
        assert row(values, "installed_units", NEW)[3:5] == pytest.approx(
            [50, 100 + at(values, "bought_units", "2023Q1", NEW) / 2]
        )
        assert at(values, "idle_units", "2022Q3", NEW) == 0

    def test_chips_retire_at_the_end_of_their_economic_life(self) -> None:
        values = company(economic_life=1.5)
        assert row(values, "retired_units", NEW)[3 + 6] == pytest.approx(100)
        assert sum(row(values, "retired_units", NEW)[:9]) == pytest.approx(0)

    def test_opening_chips_leave_evenly_over_their_life(self) -> None:
        """200 chips over 2 years: 25 a quarter."""
        assert row(company(opening_units_life=2), "opening_units_retired", OLD) == pytest.approx([25] * 8 + [0] * 4)

    def test_known_deliveries_are_paid_for_after_the_payment_lag(self) -> None:
        """100 x 40 = 4,000 delivered in 2022Q4, paid for a quarter later: 2023Q1 is no longer a known delivery."""
        assert row(company(payment_lag=0.25), "paid_for_deliveries")[3:5] == pytest.approx([0, 4000])
        assert row(company(payment_lag=0.125), "paid_for_deliveries")[3:5] == pytest.approx([2000, 2000])

    def test_prices_fall_from_the_last_known_delivery(self) -> None:
        """A fifth a year: after one year of 365 days, 40 x 0.8 = 32."""
        values = company(price_decline=0.2)
        assert at(values, "all_in_price", "2022Q4", NEW) == 40
        assert at(values, "all_in_price", "2023Q4", NEW) == pytest.approx(32)


    def test_idle_chips_lack_power_or_are_not_installed(self) -> None:
        """2022Q4: of 100 new chips 50 are set up, 40 of them have power."""
        values = company(install_lag=0.125)
        assert at(values, "idle_for_power", "2022Q4", NEW) == pytest.approx(10)
        assert at(values, "not_yet_installed", "2022Q4", NEW) == pytest.approx(50)
        assert at(values, "idle_units", "2022Q4", NEW) == pytest.approx(60)


class TestBooks:
    def test_a_vintage_is_spread_evenly_over_its_life(self) -> None:
        """4,000 over 5 years: 200 a quarter from 2022Q4; what is bought later belongs to later vintages."""
        values = company()
        assert row(values, "vintage_depreciation", V2022) == pytest.approx([0] * 3 + [200] * 9)
        assert row(values, "vintage_book_value", V2022)[3:5] == pytest.approx([3800, 3600])
        assert row(values, "server_book_value")[3] == pytest.approx(3800)
        assert row(values, "vintage_cost", V2023)[3:5] == [0, at(values, "server_capex", "2023Q1")]

    def test_a_longer_life_from_a_date_spreads_what_is_left(self) -> None:
        """4,000 in 2022Q4 over 5 years: 200 in 2022Q4. From 2023 it has 3,800 and 5.5 - 0.25 = 5.25 years: 180.95."""
        dimensions = [
            Dimension("life_regime", ("first", "second")) if d.name == "life_regime" else d for d in DIMENSIONS
        ]
        model = small_model(*WITHOUT_TIMING, dimensions=dimensions)
        changes = {"regime_start": days(date(2020, 1, 1), date(2023, 1, 1)), "regime_life": [5, 5.5]}
        values = evaluate(model, {**NUMBERS, **changes})
        assert row(values, "vintage_depreciation", V2022)[3:6] == pytest.approx([200, 3800 / 21, 3800 / 21])

    def test_what_retires_early_is_written_off(self) -> None:
        """4,000 over 5 years, retired after 1.5: 6 x 200 is charged, 2,800 is left."""
        values = company(economic_life=1.5)
        assert sum(row(values, "vintage_depreciation", V2022)) == pytest.approx(1200)
        assert row(values, "vintage_depreciation_write_off", V2022)[3 + 6] == pytest.approx(2800, rel=1e-6)
        assert row(values, "server_write_off")[3 + 6] == pytest.approx(2800, rel=1e-6)

    def test_the_opening_book_runs_off_as_a_square(self) -> None:
        """1,000 with 1 year left: 1,000 x (1 - 0.75^2) = 437.5 in the first quarter, nothing after the fourth."""
        values = company(opening_server_book=1000, opening_server_life=1)
        assert row(values, "opening_server_depreciation")[:5] == pytest.approx([437.5, 312.5, 187.5, 62.5, 0])
