"""Survival and cohorts: hazards month by month, and every cohort followed on its own (primitives 6 and 7)."""

from __future__ import annotations

import math
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.recipes import surviving
from finmodel.model.vocabulary import day as day_given
from finmodel.model.vocabulary import exp, flow, index, least, most, previous, rate, ref, scalar, series, total
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, days, flows, staying, years


class Shocks(Block):
    """A hazard of leaving that rises for a time after dated events."""

    quiet_hazard = scalar("1/year")
    multiplier = scalar("ratio")
    unrest = scalar("day")
    event_date = day_given(over="event")
    unsettled = flow(
        "day", most(0, least(ref("period_end"), event_date + unrest) - most(previous(ref("period_end")), event_date))
    )
    unsettled_by_all = flow("day", total(unsettled, "event"))
    unsettled_time = flow("year", ref("period_years") * least(1, unsettled_by_all / ref("days")))
    hazard_now = flow("ratio", quiet_hazard * (ref("period_years") + (multiplier - 1) * unsettled_time))
    stays = rate("share", exp(-hazard_now))


class Cohorts(Block):
    """People hired at different times, with stock that vests."""

    joiners = series(Kind.FLOW, "person")
    stay_share = series(Kind.RATE, "share")
    vest_time = scalar("year")
    still_here = index("share", previous(ref("still_here")) * stay_share, before=1)
    crew = surviving("person", joiners, still_here)
    recent_crew = surviving("person", joiners, still_here, within=vest_time)
    vested_in_period = flow("person", recent_crew * ref("period_years") / vest_time)


EVENTS = Dimension("event", ("first", "second"))
SHOCKED = small_model(Shocks, dimensions=[EVENTS])
MODEL = small_model(Cohorts)


def cohort_by_cohort(joiners: list[float], stay: list[float], within: float) -> tuple[list[float], list[float]]:
    """Everyone still there, and those hired inside the window; nobody leaves in the period of joining."""
    whole = math.floor(within / QUARTER)
    part = within / QUARTER - whole
    crew, recent = [0.0] * PERIODS, [0.0] * PERIODS
    for start, joined in enumerate(joiners):
        there = joined
        for period in range(start, PERIODS):
            if period > start:
                there *= stay[period]
            age = period - start
            crew[period] += there
            recent[period] += there * (1.0 if age < whole else part if age == whole else 0.0)
    return crew, recent


@FEW
@given(flows, staying, years(0.25, 4))
def test_cohorts_add_up_to_those_still_there_and_inside_the_window(
    joiners: list[float], stay: list[float], vest_time: float
) -> None:
    values = evaluate(MODEL, {"joiners": joiners, "stay_share": stay, "vest_time": vest_time})
    crew, recent = cohort_by_cohort(joiners, stay, vest_time)
    agree(row(values, "crew"), crew, sum(joiners))
    agree(row(values, "recent_crew"), recent, sum(joiners))
    agree(row(values, "vested_in_period"), [people * QUARTER / vest_time for people in recent], sum(joiners))


@FEW
@given(flows, years(0.25, 2))
def test_without_leavers_every_grant_vests_in_full(joiners: list[float], vest_time: float) -> None:
    early = joiners[:3] + [0.0] * 9
    values = evaluate(MODEL, {"joiners": early, "stay_share": 1, "vest_time": vest_time})
    agree([sum(row(values, "vested_in_period"))], [sum(early)])


@FEW
@given(days, days, st.integers(0, 300), st.floats(0, 1), st.floats(1, 8))
def test_shocked_days_are_counted_one_by_one(first: date, second: date, unrest: int, quiet: float, times: float) -> None:
    values = evaluate(
        SHOCKED,
        {"quiet_hazard": quiet, "multiplier": times, "unrest": unrest, "event_date": _serials(first, second)},
    )
    stays = []
    for quarter in SHOCKED.timeline.quarters:
        begin, length = quarter.plus(-1).end, (quarter.end - quarter.plus(-1).end).days
        days_of = [begin + timedelta(days=number + 1) for number in range(length)]
        counted = sum(event < day <= event + timedelta(days=unrest) for event in (first, second) for day in days_of)
        shocked_share = min(1.0, counted / length)
        stays.append(math.exp(-quiet * QUARTER * (1 + (times - 1) * shocked_share)))
    agree(row(values, "stays"), stays)


def _serials(*when: date) -> list[float]:
    return [float((day - date(1899, 12, 30)).days) for day in when]
