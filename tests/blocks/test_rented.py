"""Rented: contracts spent to their commitment over their term, the compute they bring, and resale of what is idle."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.project import Case
from tests.blocks.company import NEVER, QUARTERS, at, company

CLOUD = {
    "commitment": 1_000, "signed": date(2022, 3, 31), "service_start": date(2022, 12, 31), "service_end": date(2024, 12, 31),
    "service_ramp": 0, "hourly_price": 2,
}  # fmt: skip
RENT = ("contract_spending", "rent", "commitment_outstanding", "contract_h100e", "rent_commitments", "contract_signed")


def rent(**changes: object):
    return company(RENT, **{**CLOUD, **changes})


class TestSpending:
    def test_without_a_ramp_it_follows_the_days_of_service(self) -> None:
        # 731 days from 2022-12-31 to 2024-12-31, 90 of them in the first quarter of 2023: 1,000 x 90 / 731
        values = rent()
        assert at(values, "contract_spending", "2022Q4", 0) == 0
        assert at(values, "contract_spending", "2023Q1", 0) == pytest.approx(1_000 * 90 / 731)
        assert at(values, "contract_spending", "2024Q1", 0) == pytest.approx(1_000 * 91 / 731)

    def test_a_ramp_of_a_year_moves_spending_to_the_end(self) -> None:
        # Full-service days: half of 365 in the ramp, then 366: 548.5. By 2023-03-31, 90 days in: 90^2 / (2 x 365) = 11.096
        values = rent(service_ramp=1)
        assert at(values, "contract_spending", "2023Q1", 0) == pytest.approx(1_000 * (90 * 90 / 730) / 548.5)
        assert at(values, "contract_spending", "2024Q2", 0) == pytest.approx(1_000 * 91 / 548.5)

    @pytest.mark.parametrize("ramp", [0, 0.1, 1, 1.99])
    @pytest.mark.parametrize("end", [date(2023, 2, 10), date(2024, 6, 30), date(2024, 12, 31)])
    def test_over_the_term_it_adds_up_to_the_commitment(self, ramp: float, end: date) -> None:
        assert rent(service_ramp=ramp, service_end=end)["contract_spending"][0, 1:].sum() == pytest.approx(1_000)

    def test_of_a_service_that_began_before_the_first_period_only_the_rest_is_spent(self) -> None:
        # From 2020-12-31 to 2022-12-31 are 730 days, 365 of them before 2022: half of 1,000 is left
        values = rent(service_start=date(2020, 12, 31), service_end=date(2022, 12, 31), signed=date(2020, 1, 1))
        assert values["contract_spending"][0, 1:].sum() == pytest.approx(500)

    def test_a_term_that_outlasts_the_horizon_leaves_the_rest_owed(self) -> None:
        # 731 of the 1,461 days from 2022-12-31 to 2026-12-31 lie before the end of 2024
        values = rent(service_end=date(2026, 12, 31))
        assert at(values, "commitment_outstanding", "2024Q4", 0) == pytest.approx(1_000 * (1 - 731 / 1_461))


class TestOwed:
    def test_outstanding_is_what_is_signed_less_what_is_spent(self) -> None:
        values = rent()
        spent = values["contract_spending"][0, 1:, 0].cumsum()
        # signed on the last day of the first quarter, spent to nothing at the end of the term
        assert values["commitment_outstanding"][0, 1:, 0] == pytest.approx(1_000 - spent, abs=1e-9)
        assert at(values, "commitment_outstanding", "2024Q4", 0) == pytest.approx(0, abs=1e-9)

    def test_before_signing_nothing_is_owed(self) -> None:
        values = rent(signed=date(2022, 10, 1))
        assert [at(values, "commitment_outstanding", quarter, 0) for quarter in ("2022Q3", "2022Q4")] == [0, 1_000]

    def test_all_contracts_of_the_pack_are_spent_to_their_commitment_within_the_horizon_or_owed(self, case: Case) -> None:
        values = case.values
        spent = values["contract_spending"][:, 1:, 0].sum(axis=1)
        opening = values["service_given_opening"][:, 0, 0] * values["commitment"][:, 0, 0]
        left = values["commitment_outstanding"][:, -1, 0]
        assert spent + left == pytest.approx(values["commitment"][:, 0, 0] - opening)


class TestCompute:
    def test_h100e_is_spending_over_price_and_hours(self) -> None:
        # 2023Q1: 1,000 x 90 / 731 / (2 x 90 x 24 hours) = 0.0285
        assert at(rent(), "contract_h100e", "2023Q1", 0) == pytest.approx(1_000 * 90 / 731 / (2 * 90 * 24))

    def test_level_service_brings_level_compute_in_quarters_of_any_length(self) -> None:
        values = rent()
        # 1,000 / (731 days x 24 hours x 2): the same in every quarter of full service
        assert values["contract_h100e"][0, 5:13, 0] == pytest.approx(np.full(8, 1_000 / (731 * 24 * 2)))

    def test_rented_compute_joins_research_and_its_rent_the_cost_of_research(self) -> None:
        lines = ("research_h100e", "rented_h100e", "owned_research_h100e", "research_compute_cost", "rent",
                 "research_depreciation", "research_running_cost")  # fmt: skip
        values = company(lines, **CLOUD)
        for quarter in ("2023Q1", "2024Q4"):
            assert at(values, "research_h100e", quarter) == pytest.approx(
                at(values, "owned_research_h100e", quarter) + at(values, "rented_h100e", quarter)
            )
            assert at(values, "research_compute_cost", quarter) == pytest.approx(
                sum(at(values, part, quarter) for part in ("research_depreciation", "research_running_cost", "rent"))
            )


class TestResale:
    LINES = ("resold_h100e", "resale_revenue", "idle_h100e", "ai_running_cost", "compute_running_cost", "rent")

    def test_a_share_of_what_is_idle_is_sold_by_the_hour(self) -> None:
        # 2022Q1: nothing is switched on, 200 chips of 0.5 H100e stand idle: 100. A tenth, at 3 for 90 x 24 hours
        values = company(self.LINES, resale_share=0.1, resale_price=3)
        assert at(values, "idle_h100e", "2022Q1") == pytest.approx(100)
        assert at(values, "resale_revenue", "2022Q1") == pytest.approx(10 * 3 * 90 * 24)

    def test_it_lowers_the_running_cost_of_the_group(self) -> None:
        values = company(self.LINES, resale_share=0.1, resale_price=3, **CLOUD)
        assert at(values, "ai_running_cost", "2022Q2") == pytest.approx(
            at(values, "compute_running_cost", "2022Q2") + at(values, "rent", "2022Q2") - at(values, "resale_revenue", "2022Q2")
        )


def test_a_contract_that_is_never_signed_is_never_owed_and_rent_is_no_capex() -> None:
    with_rent, without = (company(("capex", "commitment_outstanding"), **given) for given in (CLOUD, {"commitment": 0}))
    assert with_rent["capex"] == pytest.approx(without["capex"], nan_ok=True)
    never = rent(signed=NEVER, service_start=NEVER, service_end=date(2100, 12, 31))
    assert [at(never, "commitment_outstanding", quarter, 0) for quarter in QUARTERS] == [0] * 12
