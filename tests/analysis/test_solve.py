"""Solve: what it finds, put back with --set, meets the target; what it does not find, is not there."""

from __future__ import annotations

import pytest

from finmodel.analysis.goal import read_goal
from finmodel.analysis.lever import open_lever
from finmodel.analysis.solve import Answer, solve
from finmodel.analysis.spot import read_spot
from finmodel.errors import InputError, UsageError
from finmodel.project import Case, Project


def solved(case: Case, target: str, by: str, *between: str) -> Answer:
    lever = open_lever(case, by)
    ends = (lever.read(between[0], "--between"), lever.read(between[1], "--between")) if between else None
    return solve(case, read_goal(case, target), lever, ends)


def put_back(project: Project, case: Case, answer: Answer) -> list[float]:
    """The line in the case run anew with each solution."""
    found = []
    for one in answer.solutions:
        again = project.case(case.scenario, (*case.sets, answer.lever.assignment(one.number)))
        found.append(float(answer.goal.spot.of(project.model, again.values)[0]))
    return found


CASES = [
    ("capex@FY2026=140 USD billion", "guidance.plan_position"),
    ("capex@FY2027=160 USD billion", "guidance.capex_growth@FY2027"),
    ("cost_per_researcher@FY2027=60 USD million/person/year", "outcomes.research_share@2026Q4.."),
    ("energised_it_capacity@FY2028=12 GW", "sites.unnamed_leased.capacity*="),
    ("energised_it_capacity@FY2028=12 GW", "sites.unnamed_leased.capacity+="),
    ("server_depreciation@2027Q3=9 USD billion", "fleet.from_2027.regime_life"),
]


@pytest.mark.parametrize(("target", "by"), CASES, ids=[by for _, by in CASES])
def test_the_root_put_back_with_set_gives_the_target(project: Project, case: Case, target: str, by: str) -> None:
    answer = solved(case, target, by)
    assert [one.how for one in answer.solutions] == ["value"]
    for value, one in zip(put_back(project, case, answer), answer.solutions, strict=True):
        assert abs(value - (answer.goal.value or 0.0)) <= answer.goal.near
        assert value == one.value
        assert not one.failures


def test_a_round_root_is_told_round(case: Case) -> None:
    answer = solved(case, "capex@FY2026=141.25 USD billion", "guidance.plan_position")
    assert [one.number for one in answer.solutions] == [0.75]


def test_it_starts_from_the_case_as_it_was_asked_for(project: Project) -> None:
    case = project.case("bull", ("sites.unnamed_leased.capacity=6 GW",))
    answer = solved(case, "energised_it_capacity@FY2028=14 GW", "sites.unnamed_leased.capacity*=", "0.5", "3")
    (one,) = answer.solutions
    assert put_back(project, case, answer) == [one.value]
    assert one.value == pytest.approx(14e3)


def test_more_than_one_root_is_told(case: Case) -> None:
    """Operating compute rises with the lag, then falls: chips that come later meet more power, chips too late none."""
    goal = read_goal(case, "operating_h100e@2027Q4=9.8 million H100e")
    answer = solve(case, goal, open_lever(case, "fleet.install_lag"), (0.0, 4.0))
    assert len(answer.solutions) == 2
    assert all(abs(one.value - 9.8e6) <= goal.near for one in answer.solutions)


def test_where_nothing_works_the_closest_and_what_lies_outside_are_told(case: Case) -> None:
    answer = solved(case, "capex@FY2026=144.7 USD billion", "guidance.plan_position")
    assert not answer.solutions
    assert answer.search.closest is not None
    assert (answer.search.closest.x, answer.search.closest.y) == pytest.approx((0.95, 144.25e9))
    assert answer.outside == pytest.approx(0.98)


def test_what_lies_outside_stays_within_what_the_line_allows(case: Case) -> None:
    answer = solved(case, "capex@FY2026=150 USD billion", "guidance.plan_position")
    assert answer.outside is None
    assert answer.wider is not None
    assert answer.wider[1] == 1.0


class TestDays:
    def test_the_nearest_day_is_found_and_its_neighbour_told(self, project: Project, case: Case) -> None:
        answer = solved(case, "energised_it_capacity@2027Q4=6.6 GW", "sites.unnamed_leased.first_energised")
        (one,) = answer.solutions
        assert one.how == "day"
        assert one.pair is not None
        low, high = sorted(point.y for point in one.pair.sides)
        assert low < 6600 < high
        assert one.pair.right.x - one.pair.left.x == 1
        assert put_back(project, case, answer) == [one.value]

    def test_too_many_days_are_refused(self, case: Case) -> None:
        with pytest.raises(UsageError, match="every day is tried"):
            solved(case, "energised_it_capacity@2027Q4=6 GW", "sites.unnamed_leased.first_energised", "2010-01-01", "2030-01-01")


class TestDependence:
    def test_an_input_that_the_line_never_reads(self, case: Case) -> None:
        answer = solved(case, "capex@FY2026=140 USD billion", "people.compute_elasticity")
        assert not answer.reaches
        assert not answer.depends

    def test_an_input_that_makes_no_difference_there(self, case: Case) -> None:
        answer = solved(case, "capex@FY2025=80 USD billion", "guidance.plan_position")
        assert answer.reaches
        assert not answer.depends
        assert not answer.solutions

    def test_a_whole_range_that_meets_the_target_starts_at_the_least_change(self, case: Case) -> None:
        answer = solved(case, "funding_gap@FY2028=0", "guidance.capex_growth@2027Q1..*=", "0", "1.5")
        (one,) = answer.solutions
        assert one.how == "interval"
        assert one.span is not None
        assert one.span.low < one.span.high < 1
        assert one.number == pytest.approx(one.span.high, rel=0.01)  # the case has 1; told round
        assert abs(one.value) <= answer.goal.near

    def test_a_line_that_is_not_available_has_no_value_anywhere(self, case: Case) -> None:
        answer = solved(case, "guidance_position@FY2028=0.5", "guidance.plan_position")
        assert answer.search.closest is None
        assert answer.gaps == ("guidance_position FY2028 is n/a",)


class TestRange:
    def test_without_one_an_example_is_given(self, case: Case) -> None:
        with pytest.raises(UsageError, match=r"--between '0\.5 H100e/chip' '2 H100e/chip'"):
            solved(case, "owned_h100e@FY2027=1e7", "fleet.h100.h100e_per_unit")
        with pytest.raises(UsageError, match="--between 2025-06-28 2027-06-28"):
            solved(case, "energised_it_capacity@2027Q4=6 GW", "timing.last_actual_quarter")

    def test_one_that_the_line_does_not_allow_is_refused(self, case: Case) -> None:
        with pytest.raises(InputError, match="at most 1 share"):
            solved(case, "capex@FY2026=150 USD billion", "guidance.plan_position", "0", "2")

    def test_one_that_runs_backwards_is_refused(self, case: Case) -> None:
        with pytest.raises(UsageError, match="not below"):
            solved(case, "capex@FY2026=140 USD billion", "guidance.plan_position", "0.9", "0.1")


def test_a_solution_that_breaks_a_check_says_which(case: Case) -> None:
    answer = solved(
        case, "operating_h100e@2027Q4=11 million H100e", "sites.unnamed_leased.first_energised", "2025-12-12", "2027-04-01"
    )
    (one,) = answer.solutions
    assert "server_share_plausible" in {failure["line"] for failure in one.failures}


def test_the_engine_is_asked_what_the_spot_is(case: Case) -> None:
    spot = read_spot(case.model, "capex", "FY2026")
    assert read_goal(case, "capex@FY2026=140 USD billion").own == spot.of(case.model, case.values)[0]
