"""History: each release is a step of its own, steps sum to the way, parts sum to their step, and hindsight is counted."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from finmodel.analysis.history import History, HistoryError, Step, history
from finmodel.analysis.input_changes import input_changes
from finmodel.analysis.spot import Spot, read_spot
from finmodel.project import Project
from tests.packs import META, MICROSOFT, opened


@pytest.fixture(scope="module")
def project() -> Project:
    return opened(META)


@pytest.fixture(scope="module")
def capex(project: Project) -> History:
    return history(project, Spot("capex_per_researcher", (), "FY2026"))


def on(found: History, day: str) -> Step:
    return next(step for step in found.steps if str(step.after.date) == day)


def test_the_guidance_of_january_april_and_july_is_a_step_each(capex: History) -> None:
    """The issue's: capex per researcher FY2026, the ends of the range with old and new value and source."""
    told = {
        (day, change.spans(opened(META).model)): (change.points[0].before, change.points[0].after, change.unit, change.source)
        for day in ("2026-01-28", "2026-04-29", "2026-07-29")
        for part in on(capex, day).parts if part.amount
        for change in part.changes if change.line.startswith("capex_guidance")
    }  # fmt: skip
    low, high = "guidance.capex_guidance_low@FY2026", "guidance.capex_guidance_high@FY2026"
    assert told == {
        ("2026-01-28", low): (None, 115.0, "USD billion", "ezsq-2026-01"),
        ("2026-01-28", high): (None, 135.0, "USD billion", "ezsq-2026-01"),
        ("2026-04-29", low): (115.0, 125.0, "USD billion", "aardvark-2026-04"),
        ("2026-04-29", high): (135.0, 145.0, "USD billion", "aardvark-2026-04"),
        ("2026-07-29", low): (125.0, 130.0, "USD billion", "results-2026q2"),
    }
    assert all(on(capex, day).moves for day in ("2026-01-28", "2026-04-29", "2026-07-29"))


def test_steps_sum_to_the_way_and_parts_to_their_step(capex: History) -> None:
    assert math.fsum(step.amount for step in capex.steps) == pytest.approx(capex.last.value - capex.first.value, rel=1e-12)
    for step in capex.steps:
        parts = [part.amount for part in step.parts]
        assert None not in parts
        assert math.fsum(amount or 0.0 for amount in parts) == pytest.approx(step.amount, abs=1e-9 * step.after.value)


def test_moments_follow_each_other_and_are_what_a_run_of_that_date_says(capex: History, project: Project) -> None:
    days = [moment.date for moment in capex.moments]
    assert days == sorted(set(days))
    assert all(one.after is two.before for one, two in pairwise(capex.steps))
    year = project.model.timeline.years.index(2026)
    for moment in capex.moments[::5]:
        case = project.case("base", (), moment.date)
        assert moment.value == case.results.years_of("capex_per_researcher")[0, year]


@pytest.mark.parametrize("day", ["2022-06-01", "2024-02-01", "2025-01-25", "2025-12-31", "2026-05-30", "2026-06-15", "2026-09-30"])
def test_between_two_moments_nothing_that_it_rests_on_changes(capex: History, project: Project, day: str) -> None:
    asked = date.fromisoformat(day)
    standing = [moment for moment in capex.moments if moment.date <= asked][-1]
    needed = project.model.needed_for(["capex_per_researcher"])
    assert input_changes(project.model, standing.case.inputs, project.case("base", (), asked).inputs, needed) == ()


def test_every_step_has_a_needed_input_that_changed(capex: History, project: Project) -> None:
    needed = project.model.needed_for(["capex_per_researcher"])
    assert all(change.line in needed for step in capex.steps for part in step.parts for change in part.changes)
    assert all(step.parts for step in capex.steps)
    assert any(not step.moves for step in capex.steps)


def test_results_are_one_part_in_words(capex: History) -> None:
    part = next(part for part in on(capex, "2026-04-29").parts if part.name.startswith("results"))
    assert part.name == "results of 2026Q1"
    assert {change.line for change in part.changes} == {"last_actual_quarter", "reported_capex"}


def test_hindsight_is_counted_and_falls(capex: History) -> None:
    counts = [moment.hindsight for moment in capex.moments]
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[-1] < counts[0] < capex.first.inputs


def test_since_starts_from_what_was_known_then(project: Project) -> None:
    found = history(project, Spot("capex_per_researcher", (), "FY2026"), since=date(2026, 2, 15))
    assert [str(moment.date) for moment in found.moments if moment is found.first or moment.value != found.first.value][:2] == [
        "2026-02-15", "2026-04-29"]  # fmt: skip
    assert found.first.value == pytest.approx(286.676e6, rel=1e-4)


def test_as_of_ends_it(project: Project) -> None:
    found = history(project, Spot("capex", (), "FY2026"), as_of=date(2026, 4, 30), since=date(2026, 1, 1))
    assert str(found.last.date) == "2026-04-29"
    assert found.until == date(2026, 4, 30)


def test_a_scenario_and_a_what_if_have_a_history_too(project: Project) -> None:
    found = history(project, Spot("capex", (), "FY2026"), "bull", ["guidance.plan_position=1"], since=date(2026, 1, 1))
    # a plan at the high end is the high end: 135, then 145, which July left alone
    assert [round(step.after.value / 1e9, 6) for step in found.steps if step.moves] == [135, 145]


def test_a_number_that_is_first_given_is_a_step_without_parts(project: Project) -> None:
    found = history(project, Spot("guidance_low", (), "FY2026"))
    first = next(step for step in found.steps if step.moves)
    assert (str(first.after.date), first.after.value, first.why) == ("2026-01-28", 115e9, "one of its ends is n/a")
    assert math.isnan(first.amount)


@pytest.mark.parametrize(
    ("line", "period", "more", "says"),
    [
        ("guidance_low", "FY2027", {}, "guidance_low FY2027 has no value on any date up to 2026-09-30."),
        ("last_actual_quarter", "2026Q1", {}, "last_actual_quarter is a date; a history follows amounts."),
        ("capex", "FY2026", {"since": date(2026, 10, 1)}, "--since 2026-10-01 is after 2026-09-30, the last date of the history."),
    ],
)
def test_what_has_no_history(project: Project, line: str, period: str, more: dict[str, Any], says: str) -> None:
    with pytest.raises(HistoryError) as raised:
        history(project, read_spot(project.model, line, period), **more)
    assert says in str(raised.value)
    assert raised.value.exit_code == 2


def test_before_the_first_results_it_says_why_it_stops(project: Project) -> None:
    found = history(project, Spot("capex", (), "FY2022"), since=date(2021, 1, 1), as_of=date(2022, 8, 1))
    assert str(found.first.date) == "2022-04-27"
    assert found.stopped.startswith("Before 2022-04-27 it cannot be run.")
    assert "The pack says where results end from 2022-04-27 on" in found.stopped


def test_microsoft_has_a_history_from_its_first_results() -> None:
    project = opened(MICROSOFT)
    found = history(project, Spot("capex", (), "FY2025"))
    assert str(found.first.date) == "2022-04-26"
    assert math.fsum(step.amount for step in found.steps) == pytest.approx(found.last.value - found.first.value, rel=1e-9)
