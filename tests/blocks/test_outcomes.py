"""Outcomes: cost and compute per researcher and per head."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.engine.years import Years
from finmodel.project import Case
from tests.blocks.company import MODEL, NOBODY_LEAVES, at, company


class TestBase:
    def test_cost_per_researcher_is_the_sum_of_its_parts(self, case: Case) -> None:
        of = case.years.of
        compute = (
            of("depreciation_per_researcher") + of("running_cost_per_researcher") + of("rent_per_researcher")
        )
        np.testing.assert_allclose(compute, of("compute_cost_per_researcher"), rtol=1e-9)
        people = of("compensation_per_researcher") + of("churn_per_researcher") + of("deals_per_researcher")
        np.testing.assert_allclose(people + compute, of("cost_per_researcher"), rtol=1e-9)

    def test_researchers_are_some_of_the_heads(self, case: Case) -> None:
        v = case.values
        assert (v["researchers"][1:] <= v["heads"][1:]).all()
        np.testing.assert_allclose(v["heads"][1:], v["headcount"].sum(axis=(0, 1))[1:], rtol=1e-12)

    def test_the_two_denominators_are_never_mixed(self, case: Case) -> None:
        of = case.years.of
        np.testing.assert_allclose(
            of("compute_per_researcher") * of("researcher_years"), of("compute_per_head") * of("head_years"), rtol=1e-9
        )
        np.testing.assert_allclose(of("cost_per_head") * of("head_years"), of("effort_cost"), rtol=1e-9)

    def test_capex_per_researcher_is_the_company_s_over_the_researchers(self, case: Case) -> None:
        of = case.years.of
        np.testing.assert_allclose(of("capex_per_researcher") * of("researcher_years"), of("capex"), rtol=1e-12)

    def test_teams_share_the_compute_of_the_effort(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(v["team_h100e"][:, 1:].sum(axis=0), v["research_h100e"][1:], rtol=1e-9)

    def test_research_uses_its_share_of_what_runs(self, case: Case) -> None:
        v = case.values
        owned = v["operating_h100e"] * v["research_share"]
        np.testing.assert_allclose(v["owned_research_h100e"][1:], owned[1:], rtol=1e-12)
        rented = v["rented_h100e"] * v["rented_research_share"]
        np.testing.assert_allclose(v["research_h100e"][1:], (owned + rented)[1:], rtol=1e-12)
        assert (rented[1:] > 0).any()

    def test_a_year_has_the_formula_of_a_quarter_and_is_no_average(self, case: Case) -> None:
        of, v = case.years.of, case.values
        quarters = v["research_cost"][17:21, 0].sum() / v["researcher_years"][17:21, 0].sum()
        assert of("cost_per_researcher")[4, 0] == pytest.approx(quarters, rel=1e-12)
        mean = v["cost_per_researcher"][17:21, 0].mean()
        assert abs(of("cost_per_researcher")[4, 0] / mean - 1) > 1e-6


class TestTotals:
    """Nothing is missing from a total: what is spent on any part reaches it once."""

    def added(self, line: str, **changes: object) -> float:
        return at(company(**changes), line, "2023Q2") - at(company(), line, "2023Q2")

    def test_rent_is_in_both_totals(self) -> None:
        """8 quarters of 2023 and 2024: 731 days of service for 7,310; the 91 days of 2023Q2 cost 910."""
        rented = {"commitment": 7_310, "service_end": date(2024, 12, 31), "signed": date(2022, 12, 31)}
        assert self.added("rent", **rented) == pytest.approx(910)
        assert self.added("research_cost", **rented) == pytest.approx(910)
        assert self.added("effort_cost", **rented) == pytest.approx(910)

    def test_rent_that_is_not_researchs_is_in_neither(self) -> None:
        rented = {"commitment": 7_310, "service_end": date(2024, 12, 31), "signed": date(2022, 12, 31)}
        assert self.added("research_cost", **rented, rented_research_share=0.4) == pytest.approx(0.4 * 910)
        assert self.added("effort_cost", **rented, rented_research_share=0.4) == pytest.approx(0.4 * 910)

    def test_a_deal_is_in_both_totals_researchers_have_their_share(self) -> None:
        """1,000 paid and nothing kept, over two years of which 91 days of 365 are this quarter's; half is research's."""
        deal = {"deal_amount": 1_000, "deal_closed": date(2022, 12, 31), "deal_hazard": NOBODY_LEAVES}
        charged = 1_000 / 2 * 91 / 365
        assert self.added("deal_premium", **deal) == pytest.approx(charged)
        assert self.added("research_cost", **deal) == pytest.approx(charged / 2)
        assert self.added("effort_cost", **deal) == pytest.approx(charged)

    def test_a_licence_is_the_efforts(self) -> None:
        """400 a year."""
        licence = {"licence_fee": 400, "licence_start": date(2022, 12, 31)}
        assert self.added("effort_cost", **licence) == pytest.approx(100)
        assert self.added("research_cost", **licence) == pytest.approx(0, abs=1e-6)

    def test_recruiting_is_in_both_totals(self) -> None:
        """10 recruits of the lab at 30 each, on top of what they are paid."""
        offers = np.zeros((2, 1, 12))
        offers[0, 0, 5] = 10
        for line in ("research_cost", "effort_cost"):
            with_cost = self.added(line, offers=offers, recruiting_cost=30)
            assert with_cost - self.added(line, offers=offers) == pytest.approx(300)


class TestCompany:
    def test_pay_per_researcher_is_per_year(self) -> None:
        """100 researchers, each 200 + 40 + 60 = 300 a year, in a quarter as in a year."""
        values = company()
        assert at(values, "compensation_per_researcher", "2023Q2") == pytest.approx(300)
        assert Years(MODEL, values).of("compensation_per_researcher")[1, 0] == pytest.approx(300)

    def test_compute_per_researcher_is_researchs_share_of_what_runs(self) -> None:
        """180 H100e run at the end of 2022Q4 (see fleet), 60% of them for 100 researchers: 1.08; of 150 heads: 0.72."""
        values = company()
        assert at(values, "compute_per_researcher_at_end", "2022Q4") == pytest.approx(1.08)
        assert at(values, "compute_per_head_at_end", "2022Q4") == pytest.approx(0.72)
        assert at(values, "people_served_at_promise", "2022Q4") == pytest.approx(54)

    def test_over_a_quarter_compute_is_the_mean_of_its_ends(self) -> None:
        """Nothing runs before 2022Q4: (0 + 108) / 2 H100e for 100 researchers."""
        assert at(company(), "compute_per_researcher", "2022Q4") == pytest.approx(0.54)

    def test_teams_get_their_share(self) -> None:
        """75% of 108 for the lab's 100, 25% for the office's 50."""
        values = company()
        assert at(values, "team_compute_per_head", "2022Q4", 0) == pytest.approx(0.81)
        assert at(values, "team_compute_per_head", "2022Q4", 1) == pytest.approx(0.54)

    def test_without_researchers_the_ratio_is_not_available(self) -> None:
        values = company(is_research=0)
        assert np.isnan(at(values, "cost_per_researcher", "2023Q2"))
        assert at(values, "cost_per_head", "2023Q2") > 0

    def test_power_per_researcher_is_in_megawatts(self) -> None:
        """140 MW in use, 60% for 100 researchers."""
        assert at(company(), "power_per_researcher", "2023Q2") == pytest.approx(0.84)
