"""Worth: present value, internal rate of return, capital recovery and lease, against numpy-financial (16 and 17)."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.returns import internal_rate
from finmodel.expr.operators import OPERATORS
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import cumulative
from finmodel.model.vocabulary import capital_recovery, constant, flow, ref, scalar, series
from finmodel.model.worth import net_present_value, return_to_date
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, agree, flows, signed_flows


class Deal(Block):
    """An investment before the first period and what comes of it."""

    coming_in = series(Kind.FLOW, "USD")
    put_in = scalar("USD")
    rate_a_year = scalar("share")
    rate_a_period = scalar("share")
    payments = scalar("count")
    rent_rate = scalar("1/year")
    placed = series(Kind.FLOW, "USD")
    deal_flow = flow("USD", coming_in * 1, before=put_in)
    worth_now = net_present_value("USD", deal_flow, rate_a_year, put_in)
    return_so_far = return_to_date(deal_flow, put_in)
    recovery = constant("share", capital_recovery(rate_a_period, payments))
    in_service = cumulative("USD", placed)
    rent = flow("USD", in_service * rent_rate * ref("period_years"))


MODEL = small_model(Deal)


def given_deal(coming_in: list[float], put_in: float, rate: float = 0.1) -> dict[str, object]:
    return {
        "coming_in": coming_in, "put_in": put_in, "rate_a_year": rate, "rate_a_period": 0.02, "payments": 10,
        "rent_rate": 0.1, "placed": 100,
    }  # fmt: skip


@FEW
@given(signed_flows, st.floats(-1000, 1000), st.floats(-0.5, 2))
def test_present_value_is_that_of_numpy_financial(coming_in: list[float], put_in: float, rate: float) -> None:
    values = evaluate(MODEL, given_deal(coming_in, put_in, rate))
    step = (1 + rate) ** 0.25 - 1
    by_hand = [npf.npv(step, [put_in, *coming_in[: period + 1]]) for period in range(PERIODS)]
    agree(row(values, "worth_now"), by_hand, 12_000)


@FEW
@given(flows, st.floats(-3000, -1))
def test_return_is_that_of_numpy_financial(coming_in: list[float], put_in: float) -> None:
    values = evaluate(MODEL, given_deal(coming_in, put_in))
    for period in range(PERIODS):
        found = row(values, "return_so_far")[period]
        so_far = [put_in, *coming_in[: period + 1]]
        if not any(coming_in[: period + 1]):
            assert math.isnan(found)
            continue
        worth = npf.npv((1 + found) ** 0.25 - 1, so_far)
        steepness = sum(abs(amount) * place for place, amount in enumerate(so_far))
        assert found < -0.99 or abs(worth) <= 1e-6 * max(1.0, steepness, abs(put_in))
        if found > -0.99 and abs(theirs := npf.irr(so_far)) < 2:
            assert (1 + found) ** 0.25 - 1 == pytest.approx(theirs, abs=1e-7)


@FEW
@given(signed_flows, st.integers(-1000, 1000))
def test_a_return_is_shown_only_where_the_sign_changes_exactly_once(coming_in: list[float], put_in: float) -> None:
    values = evaluate(MODEL, given_deal(coming_in, put_in))
    for period in range(PERIODS):
        signs = [np.sign(amount) for amount in [put_in, *coming_in[: period + 1]] if amount]
        changes = sum(before != after for before, after in pairwise(signs))
        assert math.isnan(row(values, "return_so_far")[period]) == (changes != 1)


@FEW
@given(st.lists(st.lists(st.floats(1, 100), min_size=6, max_size=6), min_size=1, max_size=5))
def test_many_samples_at_once_are_each_alone(rows: list[list[float]]) -> None:
    flows_of = np.array([[-150.0, *sample] for sample in rows]).T
    together = internal_rate(flows_of)[0]
    alone = [float(internal_rate(flows_of[:, [place]]).item()) for place in range(len(rows))]
    assert together.tolist() == alone


@pytest.mark.parametrize(("first", "then", "rate"), [(-1000.0, 1.0, -0.999), (-1.0, 1000.0, 999.0), (100.0, -110.0, 0.1)])
def test_steep_returns_are_found(first: float, then: float, rate: float) -> None:
    assert internal_rate(np.array([[first], [then]])).item() == pytest.approx(rate, rel=1e-12)


def test_flows_of_one_sign_have_no_return() -> None:
    with np.errstate(invalid="ignore"):  # its alarm, which a tape listens to
        assert math.isnan(internal_rate(np.array([[1.0], [2.0]])).item())
        assert math.isnan(internal_rate(np.array([[-1.0], [2.0], [-1.0]])).item())


@FEW
@given(st.one_of(st.just(0.0), st.floats(1e-4, 0.5)), st.integers(1, 80))
def test_capital_recovery_is_the_payment_of_numpy_financial(rate: float, payments: int) -> None:
    ours = float(OPERATORS["capital_recovery"].numpy(np.array(rate), np.array(float(payments))))
    assert ours == pytest.approx(-npf.pmt(rate, payments, 1), rel=1e-10)


def test_rent_is_a_yearly_rate_on_what_is_in_service() -> None:
    values = evaluate(MODEL, given_deal([0.0] * PERIODS, -1))
    agree(row(values, "rent"), [100 * (period + 1) * 0.1 * 0.25 for period in range(PERIODS)])
