"""Ramp and the spending ahead of it, against counting and integrating day by day (primitives 4 and 5)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.ramps import ramp, spent_ahead
from finmodel.model.timeline import serial
from finmodel.model.vocabulary import day, scalar
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, agree, days


class Building(Block):
    """Capacity that comes on between two dates, and the money spent ahead of it."""

    switched_on = day()
    takes = scalar("day")
    ahead = scalar("day")
    on_share = ramp(switched_on, takes)
    paid_share = spent_ahead(switched_on, takes, ahead, on_share)


MODEL = small_model(Building)
ENDS = [MODEL.timeline.opening, *(quarter.end for quarter in MODEL.timeline.quarters)]
durations = st.one_of(st.just(0.0), st.floats(1, 900).map(lambda number: round(number, 2)))


def on_by(when: float, start: float, takes: float) -> float:
    if takes == 0:
        return 1.0 if when >= start else 0.0
    return min(1.0, max(0.0, (when - start) / takes))


def paid_by(when: float, start: float, takes: float, ahead: float) -> float:
    """The mean of the ramp over the next `ahead` days, integrated by the trapezium rule between its kinks."""
    if ahead == 0:
        return on_by(when, start, takes)
    kinks = {when, when + ahead, min(max(start, when), when + ahead), min(max(start + takes, when), when + ahead)}
    area = 0.0
    for left, right in pairwise(sorted(kinks)):
        steps = np.linspace(left, right, 201)
        middles = (steps[1:] + steps[:-1]) / 2
        area += sum(on_by(float(moment), start, takes) for moment in middles) * (right - left) / 200
    return area / ahead


@FEW
@given(days, durations)
@example(date(2022, 3, 31), 0.0)
@example(date(2019, 1, 1), 30.0)
def test_a_ramp_is_the_share_of_its_days_that_have_passed(start: date, takes: float) -> None:
    values = evaluate(MODEL, {"switched_on": start, "takes": takes, "ahead": 0})
    by_hand = [on_by(serial(end), serial(start), takes) for end in ENDS]
    agree(values["on_share"][:, 0], by_hand)
    agree(row(values, "paid_share"), by_hand[1:])


@FEW
@given(days, durations, st.floats(1, 700))
@example(date(2022, 5, 15), 0.0, 45.5)
def test_spending_ahead_is_the_integral_of_the_ramp(start: date, takes: float, ahead: float) -> None:
    values = evaluate(MODEL, {"switched_on": start, "takes": takes, "ahead": ahead})
    by_hand = [paid_by(serial(end), serial(start), takes, ahead) for end in ENDS]
    np.testing.assert_allclose(values["paid_share"][:, 0], by_hand, atol=1e-8)


@FEW
@given(days, durations, st.one_of(st.just(0.0), st.floats(1, 700)))
def test_spending_never_falls_never_trails_the_ramp_and_ends_at_one(start: date, takes: float, ahead: float) -> None:
    values = evaluate(MODEL, {"switched_on": start, "takes": takes, "ahead": ahead})
    paid, on = values["paid_share"][:, 0], values["on_share"][:, 0]
    assert (np.diff(paid) >= -1e-9).all()
    assert (paid >= on - 1e-9).all()
    for end, share in zip(ENDS, paid, strict=True):
        if end >= start + timedelta(days=takes + 1):
            assert abs(share - 1) < 1e-9


def test_a_step_is_paid_evenly_over_the_lead() -> None:
    # On 2022-07-01 at once, paid over the 92 days before: 1 day of 92 is still to pay on 30 June.
    values = evaluate(MODEL, {"switched_on": date(2022, 7, 1), "takes": 0, "ahead": 92})
    agree(row(values, "paid_share")[:3], [0, 91 / 92, 1])
    agree(row(values, "on_share")[:3], [0, 0, 1])
