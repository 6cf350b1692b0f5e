"""Odds: shares of samples that answer a question with yes, their intervals, and which years are asked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from finmodel.analysis.odds import asked, odds, question_spots, wilson
from finmodel.project import Case
from finmodel.questions import QUESTIONS, Own, Question
from tests.packs import MICROSOFT, opened
from tests.simulated import Simulation, simulated


@pytest.fixture(scope="module")
def simulation(case: Case) -> Simulation:
    return simulated(case, question_spots(case.model))


@pytest.mark.parametrize(("yes", "count"), [(0, 10), (3, 10), (10, 10), (641, 1000)])
def test_the_interval_is_that_of_wilson(yes: int, count: int) -> None:
    expected = binomtest(yes, count).proportion_ci(0.95, method="wilson")
    assert wilson(yes, count) == pytest.approx((expected.low, expected.high), abs=1e-12)


class TestQuestions:
    def test_only_years_with_guidance_are_asked_about_it(self, case: Case, simulation: Simulation) -> None:
        found = [one for one in odds(simulation, case) if one.question == "capex_inside_guidance"]
        assert [one.period for one in found] == ["FY2026"]  # earlier years are known, later ones have no guidance
        places = {spot.line: place for place, spot in enumerate(simulation.spots) if spot.period == "FY2026"}
        capex, low, high = (simulation.column(places[line]) for line in ("capex", "guidance_low", "guidance_high"))
        assert found[0].yes == int(((capex >= low) & (capex <= high)).sum())
        assert found[0].base is True

    def test_a_threshold_of_the_case_is_told_and_kept(self, case: Case, simulation: Simulation) -> None:
        found = {one.period: one for one in odds(simulation, case) if one.question == "promised_compute"}
        assert found["FY2027"].says == "A researcher has 10,000 H100e of the effort's compute"
        place = next(k for k, spot in enumerate(simulation.spots) if (spot.line, spot.period) == ("compute_per_researcher", "FY2027"))
        assert found["FY2027"].share == np.mean(simulation.column(place) >= 10_000)
        assert found["FY2026"].base is False

    def test_a_gap_of_rounding_is_none(self, case: Case, simulation: Simulation) -> None:
        place = next(k for k, spot in enumerate(simulation.spots) if (spot.line, spot.period) == ("funding_gap", "FY2028"))
        columns = simulation.columns.copy()
        columns[place] = np.where(np.arange(simulation.n) % 4 == 0, 30e9, 1e-6)
        columns[place, :8] = np.nan
        changed = Simulation(case, simulation.spots, columns, simulation.base)
        found = next(one for one in odds(changed, case) if (one.question, one.period) == ("no_funding_gap", "FY2028"))
        assert (found.n, found.defined, found.share) == (1000, 992, pytest.approx(0.75))

    def test_a_pack_without_the_lines_lacks_the_question(self) -> None:
        microsoft = opened(MICROSOFT).case()
        assert [one.name for one in asked(microsoft.model)] == ["capex_inside_guidance"]
        assert list(odds(simulated(microsoft, question_spots(microsoft.model)), microsoft)) == []  # it gives no guidance

    def test_a_line_with_members_answers_no_question(self, case: Case) -> None:
        by_team = Question("teams", "Each team has a person", "team_headcount", at_least=1.0)
        elsewhere = Question("none", "Nothing", "capex", at_least=Own("headcount"))
        assert asked(case.model, [by_team, elsewhere, *QUESTIONS]) == QUESTIONS
