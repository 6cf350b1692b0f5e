"""Loops through a lag: accumulations as whole rows, true loops period by period (primitives 12 and 13)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.accumulate import recognise
from finmodel.engine.evaluate import Engine
from finmodel.errors import EvaluationError
from finmodel.expr.nodes import Ref, apply
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import corkscrew, cumulative, delay
from finmodel.model.vocabulary import ago, clamp, flow, index, previous, rate, ratio_or, ref, scalar, series
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, flows, shares, signed_flows, years


class Growth(Block):
    """Rows that only add to, or multiply, their own previous value."""

    gains = series(Kind.FLOW, "USD")
    losses = series(Kind.FLOW, "USD")
    factor = series(Kind.RATE, "share")
    begin_with = scalar("USD")
    sum_so_far = index("USD", previous(ref("sum_so_far")) + gains, before=0)
    net_so_far = index("USD", previous(ref("net_so_far")) + gains - losses + gains * factor, before=begin_with)
    less_so_far = index("USD", previous(ref("less_so_far")) - losses, before=begin_with)
    product_so_far = index("USD", previous(ref("product_so_far")) * factor, before=begin_with)
    unchanged = index("USD", previous(ref("unchanged")), before=begin_with)
    purse = corkscrew("USD", additions=[gains, gains * factor], reductions=[losses], opening=begin_with)


class Acceptance(Block):
    """Offers are accepted the more, the more compute each head had a quarter ago; leavers return to be hired later."""

    compute = series(Kind.BALANCE, "H100e")
    offers = series(Kind.FLOW, "person")
    promised = scalar("H100e/person")
    per_head_before = scalar("H100e/person")
    crowd_before = scalar("person")
    leave_share = scalar("share")
    away_for = scalar("year")
    per_head = index("H100e/person", ratio_or(compute, ref("crowd"), per_head_before), before=per_head_before)
    accepted_share = rate("share", clamp(previous(per_head) / promised, 0, 1))
    accepted = flow("person", offers * accepted_share)
    went = flow("person", previous(ref("crowd")) * leave_share)
    went_so_far = cumulative("person", went)
    back_again = delay("person", went_so_far, away_for, lagged=True)
    crowd = corkscrew("person", additions=[accepted, back_again], reductions=[went], opening=crowd_before)


class YearAgo(Block):
    """A row that reaches four periods back to itself."""

    growth = series(Kind.RATE, "share")
    reach = scalar("count")
    start_level = scalar("USD")
    level = index("USD", ago(ref("level"), reach, lagged=True) * (1 + growth), before=start_level)


GROWTH, ACCEPTANCE, YEAR_AGO = small_model(Growth), small_model(Acceptance), small_model(YearAgo)


def test_running_sums_and_products_are_recognised_and_true_loops_are_not() -> None:
    engine = Engine(small_model(Growth, Acceptance))
    found = {group: known for group, known in engine.loops.items() if group[0] not in ("counter", "period_end")}
    known = {name for group, accumulation in found.items() if accumulation for name in group}
    assert known == {
        "sum_so_far", "net_so_far", "less_so_far", "product_so_far", "unchanged", "purse", "purse_brought_forward",
    }  # fmt: skip
    (loop,) = [group for group, accumulation in found.items() if accumulation is None]
    assert {"crowd", "accepted", "per_head", "went", "back_again"} <= set(loop)


def test_other_shapes_are_no_accumulation() -> None:
    back = Ref("x", 1)
    assert recognise(["x"], {"x": back + Ref("y")}) is not None
    for formula in (back / Ref("y"), Ref("y") + back, back + back, back * back, apply("max", back, 0), 2 * back, back * 2 + 1):
        assert recognise(["x"], {"x": formula}) is None
    three = {"x": Ref("y") + 1, "y": Ref("z"), "z": Ref("x", 1)}
    assert recognise(list(three), three) is None


@FEW
@given(signed_flows, flows, st.lists(shares, min_size=PERIODS, max_size=PERIODS), st.floats(-100, 100))
def test_an_accumulation_is_the_loop_it_stands_for(
    gains: list[float], losses: list[float], factor: list[float], begin: float
) -> None:
    values = evaluate(GROWTH, {"gains": gains, "losses": losses, "factor": factor, "begin_with": begin})
    total, net, less, product = 0.0, begin, begin, begin
    for period in range(PERIODS):
        total += gains[period]
        before, net = net, net + gains[period] - losses[period] + gains[period] * factor[period]
        less -= losses[period]
        product *= factor[period]
        found = [row(values, name)[period] for name in ("sum_so_far", "net_so_far", "less_so_far", "product_so_far", "purse")]
        agree(found, [total, net, less, product, net], 12_000)
        agree([row(values, "purse_brought_forward")[period]], [before], 12_000)
        assert row(values, "unchanged")[period] == begin


@FEW
@given(flows, flows, st.floats(0.5, 100), st.floats(0.001, 50), st.one_of(st.just(0.0), st.floats(1, 500)), shares, years(0.25, 2))
def test_a_true_loop_is_the_simulation_period_by_period(
    compute: list[float], offers: list[float], promised: float, per_head: float, crowd: float, leave: float, away: float
) -> None:
    values = evaluate(
        ACCEPTANCE,
        {"compute": compute, "offers": offers, "promised": promised, "per_head_before": per_head, "crowd_before": crowd,
         "leave_share": leave, "away_for": away},
    )  # fmt: skip
    whole = math.floor(away / QUARTER)
    part = away / QUARTER - whole
    opening_per_head, returning = per_head, [0.0] * (PERIODS + 20)
    for period in range(PERIODS):
        share = min(1.0, max(0.0, per_head / promised))
        went = crowd * leave
        returning[period + whole] += went * (1 - part)
        returning[period + whole + 1] += went * part
        crowd = crowd + offers[period] * share + returning[period] - went
        per_head = compute[period] / crowd if crowd != 0 else opening_per_head
        agree([row(values, "accepted_share")[period], row(values, "crowd")[period]], [share, crowd], 1000)
        agree([row(values, "back_again")[period]], [returning[period]], 1000)


@FEW
@given(st.lists(shares, min_size=PERIODS, max_size=PERIODS), st.integers(1, 6), st.floats(1, 100))
def test_reaching_further_back_than_the_first_period_finds_the_opening_value(
    growth: list[float], reach: int, start: float
) -> None:
    values = evaluate(YEAR_AGO, {"growth": growth, "reach": reach, "start_level": start})
    levels = dict.fromkeys(range(-10, 1), start)
    for period in range(1, PERIODS + 1):
        levels[period] = levels[period - reach] * (1 + growth[period - 1])
    agree(row(values, "level"), [levels[period] for period in range(1, PERIODS + 1)])


def test_a_loop_that_reaches_into_its_own_period_is_stopped() -> None:
    with pytest.raises(EvaluationError, match="Line 'level' is nan in 2022Q1"):
        evaluate(YEAR_AGO, {"growth": np.zeros(PERIODS), "reach": 0, "start_level": 1})
