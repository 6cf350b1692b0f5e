"""Sites: megawatts switched on, money spent ahead of them, joint ventures, energy and running costs."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.project import Case
from tests.blocks.company import at, company, days
from tests.cases import row

HALL, VENTURE = 0, 1


class TestBase:
    def test_energised_capacity_is_the_sum_of_sites_and_of_phases(self, case: Case) -> None:
        values = case.values
        total = values["energised_it_capacity"][1:]
        np.testing.assert_allclose(values["site_capacity"][:, 1:].sum(axis=0), total, rtol=1e-12)
        np.testing.assert_allclose(values["phase_capacity"][:, 1:].sum(axis=0), total, rtol=1e-12)

    def test_construction_in_progress_is_spent_less_in_service_less_given_away(self, case: Case) -> None:
        v = case.values
        opening = v["opening_construction"][:, 0]
        change = (v["phase_capex"] - v["placed_in_service"] - v["contributed"])[:, 1:].sum(axis=1)
        np.testing.assert_allclose(v["construction_in_progress"][:, -1], opening + change, rtol=1e-9, atol=1e3)

    def test_every_dollar_spent_on_a_phase_is_capex_or_the_ventures(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(
            (v["phase_capex"] + v["venture_spending"])[:, 1:], v["facility_spending"][:, 1:], rtol=1e-12
        )

    def test_facility_energy_is_it_energy_times_pue(self, case: Case) -> None:
        v = case.values
        it = v["it_load"][:, 1:] * v["period_hours"][None, 1:]
        np.testing.assert_allclose(v["phase_energy"][:, 1:], it * v["phase_usage_effectiveness"], rtol=1e-12)
        np.testing.assert_allclose(v["electricity"][1:], v["phase_energy"][:, 1:].sum(axis=0), rtol=1e-12)

    def test_book_value_falls_by_what_is_depreciated(self, case: Case) -> None:
        v = case.values
        before, after = v["facility_book_value"][:-1], v["facility_book_value"][1:]
        np.testing.assert_allclose(
            after - before, (v["facility_additions"] - v["facility_depreciation"])[1:], rtol=1e-6, atol=1
        )


class TestSpending:
    def test_spending_runs_a_year_ahead_of_a_step(self) -> None:
        """Budget 100 MW x 10 = 1,000, evenly over the 365 days to 2022-12-31: quarters of 90, 91, 92 and 92 days."""
        capex = row(company(), "phase_capex", HALL)
        assert capex == pytest.approx([1000 * n / 365 for n in (90, 91, 92, 92)] + [0] * 8)

    def test_a_tent_is_cheaper_and_spent_on_later(self) -> None:
        """100 MW x 5 = 500, over 0.25 x 365 = 91.25 days to 2022-12-31: all in 2022Q4 (92 days)."""
        values = company(is_tent=[1, 0])
        assert row(values, "phase_capex", HALL)[:4] == pytest.approx([0, 0, 0, 500])
        assert at(values, "phase_availability", "2023Q1", HALL) == 0.8

    def test_a_ramp_comes_on_in_a_straight_line(self) -> None:
        """365 days from 2022-12-31: after the 90 days of 2023Q1, 90/365 of 100 MW."""
        values = company(ramp_time=1)
        assert row(values, "phase_capacity", HALL)[3:9] == pytest.approx(
            [0, *(100 * n / 365 for n in (90, 181, 273, 365)), 100]
        )

    def test_what_was_on_before_the_first_period_is_an_opening_balance(self) -> None:
        values = company(first_energised=days(date(2021, 6, 30), date(2022, 12, 31)))
        assert row(values, "phase_capacity", HALL) == [100] * 12
        assert row(values, "phase_capex", HALL) == pytest.approx([0] * 12)
        assert row(values, "capacity_added", HALL) == [0] * 12


class TestVenture:
    def test_spending_stops_being_capex_at_close(self) -> None:
        """Budget 40 MW x 10 = 400; the venture takes over after 2022-06-30."""
        values = company()
        assert row(values, "phase_capex", VENTURE)[:5] == pytest.approx([400 * 90 / 365, 400 * 91 / 365, 0, 0, 0])
        assert row(values, "venture_spending", VENTURE)[:5] == pytest.approx([0, 0, 400 * 92 / 365, 400 * 92 / 365, 0])
        assert row(values, "facility_capex")[2] == pytest.approx(1000 * 92 / 365)

    def test_construction_leaves_at_book_in_the_quarter_after_close(self) -> None:
        values = company()
        assert row(values, "contributed", VENTURE)[:4] == pytest.approx([0, 0, 400 * 181 / 365, 0])
        assert row(values, "construction_in_progress", VENTURE)[:4] == pytest.approx(
            [400 * 90 / 365, 400 * 181 / 365, 0, 0]
        )

    def test_it_is_never_plant_and_is_rented_once_energised(self) -> None:
        """Rent: 10% a year of 400, a quarter at a time: 10."""
        values = company()
        assert row(values, "placed_in_service", VENTURE) == pytest.approx([0] * 12)
        assert row(values, "lease_expense")[:3] == [0, 0, 0]
        assert row(values, "lease_expense")[3:] == pytest.approx([10] * 9)
        assert row(values, "facility_depreciation")[3:] == pytest.approx([1000 / 40] * 9)


class TestRunning:
    def test_energy_is_load_times_hours_times_pue_times_price(self) -> None:
        """In 2023Q2 140 MW are on, chips use all of them, draw half, for 91 days x 24 hours, PUE 1.2, 50 a MWh."""
        values = company()
        energy = 140 * 1.0 * 0.5 * 91 * 24 * 1.2
        assert at(values, "electricity", "2023Q2") == pytest.approx(energy)
        assert at(values, "energy_cost", "2023Q2") == pytest.approx(energy * 50)

    def test_other_running_cost_is_maintenance_and_upkeep(self) -> None:
        """In 2023Q2: 4% a year of 1,400 in service, and 4 a MW-year for 140 MW, a quarter of each."""
        assert at(company(), "site_operating_cost", "2023Q2") == pytest.approx((0.04 * 1400 + 140 * 4) / 4)


class TestGas:
    ENERGY = 140 * 0.5 * 91 * 24 * 1.2
    """What the sites use in 2023Q2, see above."""

    def test_contracted_gas_is_burned_and_its_capacity_charged(self) -> None:
        """Half of the energy: two of gas for one of electricity, at 10 and 5; 84 MW at 4 a year; the rest at 50."""
        values = company(gas_share=0.5)
        burned = self.ENERGY / 2 * 2
        assert at(values, "gas_burned", "2023Q2", 0) == pytest.approx(burned)
        cost = burned * 10 + self.ENERGY / 2 * 5 + self.ENERGY / 2 * 50 + 140 * 1.2 * 0.5 * 4 / 4
        assert at(values, "energy_cost", "2023Q2") == pytest.approx(cost)
        assert at(values, "emissions", "2023Q2") == pytest.approx(0.2 * burned)
        assert row(values, "generation_capex") == [0] * 12

    def test_owned_gas_is_bought_with_the_capacity_and_depreciated(self) -> None:
        """84 MW delivered, half as much again installed, at 1 each, over ten years."""
        values = company(gas_share=0.5, gas_owned=1)
        assert row(values, "generation_capex") == pytest.approx([0] * 3 + [126] + [0] * 8)
        assert row(values, "generation_depreciation")[2:5] == pytest.approx([0, 3.15, 3.15])
        assert row(values, "gas_capacity_cost", 0) == [0] * 12


class TestVentureMoney:
    def test_a_distribution_and_capital_calls_move_the_stake(self) -> None:
        """Taken over in 2022Q3 at the 400 x 181/365 spent; 100 come back; a tenth of later spending is called."""
        values = company(venture_distribution=100, venture_call_share=0.5)
        assert row(values, "venture_distributions")[:4] == pytest.approx([0, 0, 100, 0])
        called = 400 * 92 / 365 * 0.2 * 0.5
        assert row(values, "capital_calls")[:5] == pytest.approx([0, 0, called, called, 0])
        assert at(values, "venture_investment", "2022Q4", VENTURE) == pytest.approx(400 * 181 / 365 - 100 + 2 * called)

    def test_the_first_term_and_the_guarantee_stand_off_the_balance_sheet(self) -> None:
        """40 a year for four years from the end of 2022; 50 guaranteed."""
        values = company(residual_guarantee=[0, 50])
        assert at(values, "lease_commitments", "2022Q4") == pytest.approx(160)
        assert at(values, "lease_commitments", "2023Q4") == pytest.approx(120)
        assert at(values, "off_balance_sheet", "2023Q4") == pytest.approx(170)
        assert at(values, "off_balance_sheet", "2022Q2") == 0


def test_slippage_is_what_was_announced_and_is_not_there() -> None:
    values = company(announced_energised=days(date(2022, 6, 30), date(2022, 12, 31)))
    assert row(values, "capacity_slippage")[:5] == pytest.approx([0, 100, 100, 0, 0])
