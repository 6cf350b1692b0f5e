"""Outcomes: cost and compute per researcher and per head."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.blocks import Outcomes
from finmodel.engine.years import Years
from finmodel.project import Case
from tests.blocks.company import MODEL, at, company


class TestBase:
    def test_cost_per_researcher_is_the_sum_of_its_parts(self, case: Case) -> None:
        of = case.years.of
        parts = (
            of("compensation_per_researcher") + of("depreciation_per_researcher") + of("running_cost_per_researcher")
        )
        np.testing.assert_allclose(parts, of("cost_per_researcher"), rtol=1e-9)
        both = of("depreciation_per_researcher") + of("running_cost_per_researcher")
        np.testing.assert_allclose(both, of("compute_cost_per_researcher"), rtol=1e-9)

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

    def test_teams_share_the_compute_of_the_effort(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(v["team_h100e"][:, 1:].sum(axis=0), v["research_h100e"][1:], rtol=1e-9)

    def test_research_uses_its_share_of_what_runs(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(
            v["research_h100e"][1:], (v["operating_h100e"] * v["research_share"])[1:], rtol=1e-12
        )

    def test_a_year_has_the_formula_of_a_quarter_and_is_no_average(self, case: Case) -> None:
        of, v = case.years.of, case.values
        quarters = v["research_cost"][17:21, 0].sum() / v["researcher_years"][17:21, 0].sum()
        assert of("cost_per_researcher")[4, 0] == pytest.approx(quarters, rel=1e-12)
        mean = v["cost_per_researcher"][17:21, 0].mean()
        assert abs(of("cost_per_researcher")[4, 0] / mean - 1) > 1e-6

    def test_what_is_missing_from_totals_is_named_in_their_notes(self) -> None:
        for line in (
            Outcomes.research_cost,
            Outcomes.effort_cost,
            Outcomes.cost_per_researcher,
            Outcomes.cost_per_head,
        ):
            assert "without rented compute" in line.note


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
