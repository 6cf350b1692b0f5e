"""Programme: present value, return and break-even against numpy-financial, and the cost of an H100e-hour by hand."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest

from finmodel.project import Case, Project
from tests.blocks.company import QUARTERS, at, company

LINES = (
    "programme_flow", "programme_value", "programme_return", "programme_revenue", "programme_margin", "programme_capex",
    "terminal_value", "break_even_multiple", "break_even_revenue", "revenue_value", "levelised_cost", "capital_cost_per_hour",
    "running_cost_per_hour", "server_recovery", "facility_recovery", "rental_markup", "operating_hours", "compute_running_cost",
    "all_in_cost_per_facility_watt", "all_in_cost_per_it_watt", "revenue_to_date",
)  # fmt: skip
QUARTERLY = 1.1**0.25 - 1
"""A discount rate of 10% a year, per quarter."""


def flows(values: object, line: str = "programme_flow") -> np.ndarray:
    return np.concatenate([[0.0], values[line].reshape(-1)[1:]])


class TestWorth:
    def test_present_value_is_that_of_numpy_financial(self) -> None:
        values = company(LINES)
        # the opening flow, nothing, is not discounted
        assert at(values, "programme_value", "2024Q4") == pytest.approx(npf.npv(QUARTERLY, flows(values)))
        assert at(values, "programme_value", "2023Q1") == pytest.approx(npf.npv(QUARTERLY, flows(values)[:6]))

    def test_the_return_is_that_of_numpy_financial_per_year(self, case: Case) -> None:
        quarterly = npf.irr(case.values["programme_flow"].reshape(-1)[1:])
        ours = case.results.quarters_of("programme_return")[0][-1]
        assert ours == pytest.approx((1 + quarterly) ** 4 - 1, rel=1e-6)

    def test_while_the_flows_have_one_sign_there_is_no_return(self, case: Case) -> None:
        found = case.results.quarters_of("programme_return")[0]
        paid = case.results.quarters_of("programme_flow")[0]
        never_turned = np.cumsum(np.diff(np.sign(np.concatenate([[paid[0]], paid]))) != 0) == 0
        assert np.isnan(found[never_turned]).all()
        assert never_turned.sum() > 4

    def test_at_the_break_even_multiple_of_revenue_it_is_worth_nothing(self) -> None:
        base = company(LINES)
        multiple = at(base, "break_even_multiple", "2024Q4")
        values = company(LINES, programme_share=0.25 * multiple)
        assert at(values, "programme_value", "2024Q4") == pytest.approx(0, abs=1e-6 * abs(at(base, "revenue_value", "2024Q4")))

    def test_break_even_is_told_at_the_horizon_alone_for_its_last_year(self) -> None:
        values = company(LINES)
        assert np.isnan(at(values, "break_even_multiple", "2024Q3"))
        needed = at(values, "revenue_to_date", "2024Q4") * at(values, "break_even_multiple", "2024Q4")
        assert at(values, "break_even_revenue", "2024Q4") == pytest.approx(needed)

    def test_the_fleet_is_run_off_after_the_horizon(self) -> None:
        # 6 years kept, ages spread evenly: 3 years of full use, 12 quarters, discounted by 6 x 0.25 = 1.5 years
        values = company(LINES, economic_life=6)
        margin = at(values, "programme_margin", "2024Q4")
        assert at(values, "terminal_value", "2024Q4") == pytest.approx(margin * 12 / 1.1**1.5)
        assert [at(values, "terminal_value", quarter) for quarter in QUARTERS[:-1]] == [0] * 11

    def test_flows_are_margin_less_capex_and_run_off(self) -> None:
        values = company(LINES)
        for quarter in QUARTERS:
            assert at(values, "programme_flow", quarter) == pytest.approx(
                at(values, "programme_margin", quarter) - at(values, "programme_capex", quarter) + at(values, "terminal_value", quarter)
            )

    def test_a_higher_share_of_revenue_is_worth_more(self, project: Project, case: Case) -> None:
        more = {**case.inputs.values, "programme_share": case.inputs.values["programme_share"] * 1.5}
        values = project.engine.run(more, ["programme_value"])
        assert values["programme_value"].reshape(-1)[-1] > case.values["programme_value"].reshape(-1)[-1]


class TestCostOfAnHour:
    def test_capital_recovery_is_the_payment_of_numpy_financial(self) -> None:
        values = company(LINES, economic_life=5)
        # 0.2638 a year over 5 years, 0.1627 over 10, at 10%
        assert at(values, "server_recovery", "") == pytest.approx(-npf.pmt(0.1, 5, 1))
        assert at(values, "facility_recovery", "") == pytest.approx(-npf.pmt(0.1, 10, 1))

    def test_at_no_interest_it_is_the_straight_line(self) -> None:
        assert at(company(LINES, economic_life=5, discount_rate=0), "server_recovery", "") == pytest.approx(1 / 5)

    def test_the_capital_part_by_hand(self) -> None:
        """2022Q4: 100 chips of 1 MW and 2 H100e at 40 each, facilities at 10 a megawatt; 140 MW energised."""
        values = company(LINES, economic_life=5)
        servers, facility = 100 * 40 * -npf.pmt(0.1, 5, 1), 100 * 10 * -npf.pmt(0.1, 10, 1)
        # 200 old chips of half a megawatt come first and take 100 MW, 40 of the new ones run:
        # 100 + 80 = 180 H100e of 300 owned; 200 H100e are delivered, a year has 8,760 hours
        expected = (servers + facility) / 200 / 8_760 * 300 / 180
        assert at(values, "capital_cost_per_hour", "2022Q4") == pytest.approx(expected)

    def test_it_is_capital_and_running_cost(self) -> None:
        values = company(LINES, economic_life=5)
        running = at(values, "compute_running_cost", "2023Q3") / at(values, "operating_hours", "2023Q3")
        assert at(values, "running_cost_per_hour", "2023Q3") == pytest.approx(running)
        assert at(values, "levelised_cost", "2023Q3") == pytest.approx(at(values, "capital_cost_per_hour", "2023Q3") + running)
        assert at(values, "rental_markup", "2023Q3") == pytest.approx(2 / at(values, "levelised_cost", "2023Q3"))

    def test_all_in_cost_per_watt_by_hand(self) -> None:
        # new chips alone: 40 per MW, facilities 10; per facility watt over 1.25
        values = company(LINES)
        assert at(values, "all_in_cost_per_it_watt", "2024Q1") == pytest.approx(50)
        assert at(values, "all_in_cost_per_facility_watt", "2024Q1") == pytest.approx(40)
