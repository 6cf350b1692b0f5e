"""Compare: differences absolute, in percent and in points; what is said of inputs; which periods are shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.analysis.asked_case import open_case
from finmodel.analysis.compare import Comparison, Difference, compare
from finmodel.analysis.input_changes import folded, input_changes
from finmodel.errors import UnknownNameError, UsageError
from finmodel.headlines import TABLE
from finmodel.project import Project
from tests.packs import META, opened


@pytest.fixture(scope="module")
def project() -> Project:
    return opened(META)


def compared(project: Project, *names: str, sets: tuple[str, ...] = (), **more: tuple[str, ...]) -> Comparison:
    first, *others = names
    return compare([open_case(project, name, sets) for name in others], open_case(project, first), **more)


@pytest.mark.parametrize(
    ("value", "against", "unit", "absolute", "percent", "points"),
    [
        (150.0, 100.0, "USD", 50.0, 50.0, None),
        (0.0, 100.0, "USD", -100.0, -100.0, None),
        (100.0 * (1 + 1e-12), 100.0, "USD", 0.0, 0.0, None),  # equal in the sense of rule 12
        (5.0, 0.0, "USD", 5.0, None, None),  # a percentage of nothing
        (-5.0, 10.0, "USD", -15.0, None, None),  # a change of sign
        (-5.0, -10.0, "USD", 5.0, None, None),  # a percentage of a loss
        (0.4, 0.3, "share", 0.1, None, 10.0),  # points, not percent
        (2.0, 1.6, "ratio", 0.4, 25.0, None),
        (math.nan, 1.0, "USD", math.nan, None, None),
        (0.5, math.nan, "share", math.nan, None, None),
    ],
)
def test_a_difference(
    value: float, against: float, unit: str, absolute: float, percent: float | None, points: float | None
) -> None:
    one = Difference(value, against, unit)
    assert one.absolute == pytest.approx(absolute, nan_ok=True)
    assert one.percent == (None if percent is None else pytest.approx(percent))
    assert one.points == (None if points is None else pytest.approx(points))


def test_not_available_beside_not_available_is_no_difference() -> None:
    assert Difference(math.nan, math.nan, "USD").same
    assert not Difference(math.nan, 0.0, "USD").same


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_difference_turns_its_sign_with_the_sides(one: float, other: float) -> None:
    assert Difference(one, other, "USD").absolute == -Difference(other, one, "USD").absolute


def test_rows_hold_what_each_case_says(project: Project) -> None:
    found = compared(project, "base", "bull", "bear", periods=("FY2027", "2026Q4"), lines=("capex",))
    assert found.periods == ("FY2027", "2026Q4")
    (row,) = found.rows
    for case, numbers in zip(found.cases, row.numbers, strict=True):
        year = found.model.timeline.years.index(2027)
        assert numbers[0] == case.results.years_of("capex")[0, year]
        assert numbers[1] == case.results.quarters_of("capex")[0, found.model.timeline.names.index("2026Q4")]


def test_the_headlines_are_the_rows_that_are_not_chosen(project: Project) -> None:
    assert [row.line for row in compared(project, "base", "bull").rows] == [row.line for row in TABLE]


def test_a_line_with_members_has_a_row_each_and_a_path_has_one(project: Project) -> None:
    found = compared(project, "base", "bull", lines=("headcount", "people.fair.core.headcount", "people.capex"[7:]))
    members = project.model.members("headcount")
    assert [row.member for row in found.rows] == [*members, ()]


def test_years_without_a_difference_are_left_out_unless_asked_for(project: Project) -> None:
    assert compared(project, "base", "bull").periods == ("FY2026", "FY2027", "FY2028")
    learned = compared(project, "base@2026-04-30", "base")
    assert learned.periods == ("FY2025", "FY2026", "FY2027")
    assert not learned.is_actual("FY2026")
    assert learned.is_actual("FY2025")


def test_cases_that_agree_everywhere_show_the_first_years(project: Project) -> None:
    found = compared(project, "base", "base", sets=("guidance.plan_position*=1",))
    assert found.periods == ("FY2025", "FY2026", "FY2027")
    assert found.inputs == ((),)


def test_inputs_that_differ_are_told_by_layer(project: Project) -> None:
    found = compared(project, "bull", "bear", sets=("fleet.install_lag=2 quarters",))
    by_path = {change.spans(project.model): change for change in found.inputs[0]}
    assert by_path["guidance.plan_position"].layers == ("bull", "bear")
    assert by_path["sites.hyperion_2.ramp_time"].layers == ("bull", "base")
    assert by_path["sites.hyperion_1_last.first_energised"].layers == ("base", "hyperion_slips")
    assert by_path["fleet.install_lag"].layers == ("base", "--set")
    lag = by_path["fleet.install_lag"]
    assert [(point.before, point.after) for point in lag.points] == [(1.28, 2.0)]


def test_what_was_learned_between_two_dates(project: Project) -> None:
    (changes,) = compared(project, "base@2026-04-30", "base").inputs
    low = next(change for change in changes if change.line == "capex_guidance_low")
    assert low.spans(project.model) == "guidance.capex_guidance_low@FY2026"
    assert {(point.before, point.after) for point in low.points} == {(125.0, 130.0)}
    assert (low.source, low.layers) == ("results-2026q2", ("base", "base"))
    results = next(change for change in changes if change.line == "reported_capex")
    assert results.released
    assert results.points[0].before is None


def test_a_change_there_and_back_is_the_same_change(project: Project) -> None:
    one, other = project.case("bull").inputs, project.case("bear").inputs
    there, back = input_changes(project.model, one, other), input_changes(project.model, other, one)
    turned = {(c.path, p.period): (p.after, p.before) for c in back for p in c.points}
    assert {(c.path, p.period): (p.before, p.after) for c in there for p in c.points} == turned


def test_only_what_a_number_depends_on(project: Project) -> None:
    one, other = project.case().inputs, project.case("bull").inputs
    needed = project.model.needed_for(["average_researchers"])
    found = {change.line for change in input_changes(project.model, one, other, needed)}
    assert "base_acceptance" in found
    assert "programme_share" in {change.line for change in input_changes(project.model, one, other)} - found


def test_periods_fold(project: Project) -> None:
    timeline = project.model.timeline
    year = [f"2027Q{quarter}" for quarter in (1, 2, 3, 4)]
    assert folded(year, timeline) == "FY2027"
    assert folded(year, timeline, years=False) == "2027Q1..2027Q4"
    assert folded([*year, "2028Q1"], timeline) == "2027Q1..2028Q1"
    assert folded(["opening", "2022Q1", "2026Q3"], timeline) == "opening..2022Q1,2026Q3"
    assert folded(year[:3], timeline) == "2027Q1..2027Q3"


@pytest.mark.parametrize("others", [("base",), ("bull+base", "bull")])
def test_a_case_is_not_compared_with_itself(project: Project, others: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="would be compared with itself"):
        compared(project, "base" if len(others) == 1 else "bear", *others)


def test_a_line_that_is_not_there(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'capex'"):
        compared(project, "base", "bull", lines=("capx",))
