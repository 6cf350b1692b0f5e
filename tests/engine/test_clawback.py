"""Clawback and cliff, leaver by leaver, and the worked example of one dated leaver (primitives 8 and 9)."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import clawback, cliff_reversal
from finmodel.model.vocabulary import (
    constant,
    day,
    index,
    least,
    month_of,
    previous,
    ref,
    scalar,
    series,
    switch,
    year_of,
)
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, flows, staying, years


class Leaving(Block):
    """Money and stock that people who leave early give back."""

    paid_at_joining = series(Kind.FLOW, "USD")
    stock_at_joining = series(Kind.FLOW, "USD")
    share_staying = series(Kind.RATE, "share")
    bound_for = scalar("year")
    cliff_after = scalar("year")
    vests_over = scalar("year")
    only_unserved = switch()
    share_left = index("share", previous(ref("share_left")) * share_staying, before=1)
    paid_back = clawback("USD", paid_at_joining, share_left, bound_for, only_unserved)
    taken_back = cliff_reversal("USD", stock_at_joining, share_left, cliff_after, vests_over)


class Leaver(Block):
    """One person who joined on one date and left on another."""

    joined = day()
    left = day()
    promised_money = scalar("USD")
    bound = scalar("year")
    unserved_only = switch()
    months_served = constant(
        "ratio",
        (year_of(left) - year_of(joined)) * (ref("months_per_year") * ref("one_year")) + (month_of(left) - month_of(joined)),
    )
    served = constant("share", least(1, months_served / (bound * ref("months_per_year"))))
    inside = constant("flag", served < 1)
    earned = constant("share", served * unserved_only + (1 - inside) * (1 - unserved_only))
    kept_money = constant("USD", promised_money * earned)
    recovered_money = constant("USD", promised_money - kept_money)


MODEL = small_model(Leaving)
ONE = small_model(Leaver)


def leaver_by_leaver(paid: list[float], stay: list[float], bound: float, unserved_only: bool) -> list[float]:
    """What comes back in each period. Someone hired in period v who leaves in period t has served t - v periods.

    A window of a whole number k of periods covers leavers with fewer than k served; a fraction covers that part of those
    with k served.
    """
    window = bound / QUARTER
    whole, part = math.floor(window), window - math.floor(window)
    back = [0.0] * PERIODS
    for start, amount in enumerate(paid):
        there = 1.0
        for period in range(start + 1, PERIODS):
            leaving, there = there * (1 - stay[period]), there * stay[period]
            served = period - start
            covered = 1.0 if served < whole else part if served == whole else 0.0
            due = (window - served) / window if unserved_only else 1.0
            back[period] += amount * leaving * covered * due
    return back


@FEW
@given(flows, staying, years(0.25, 3), st.booleans())
def test_leavers_pay_back_what_they_have_not_served_or_all_of_it(
    paid: list[float], stay: list[float], bound: float, unserved_only: bool
) -> None:
    values = evaluate(
        MODEL,
        {"paid_at_joining": paid, "stock_at_joining": 0, "share_staying": stay, "bound_for": bound, "cliff_after": 1,
         "vests_over": 4, "only_unserved": float(unserved_only)},
    )  # fmt: skip
    agree(row(values, "paid_back"), leaver_by_leaver(paid, stay, bound, unserved_only), sum(paid))


@FEW
@given(flows, staying, st.integers(1, 8), years(1, 4))
def test_stock_accrued_before_the_cliff_is_taken_back(
    stock: list[float], stay: list[float], cliff: int, vests_over: float
) -> None:
    values = evaluate(
        MODEL,
        {"paid_at_joining": 0, "stock_at_joining": stock, "share_staying": stay, "bound_for": 1,
         "cliff_after": cliff * QUARTER, "vests_over": vests_over, "only_unserved": 1},
    )  # fmt: skip
    back = [0.0] * PERIODS
    for start, amount in enumerate(stock):
        there = 1.0
        for period in range(start + 1, PERIODS):
            leaving, there = there * (1 - stay[period]), there * stay[period]
            if period - start < cliff:
                back[period] += amount * leaving * (period - start) * QUARTER / vests_over
    agree(row(values, "taken_back"), back, sum(stock))


@FEW
@given(flows, staying, years(0.25, 3))
def test_no_more_is_paid_back_than_was_paid(paid: list[float], stay: list[float], bound: float) -> None:
    values = evaluate(
        MODEL,
        {"paid_at_joining": paid, "stock_at_joining": 0, "share_staying": stay, "bound_for": bound, "cliff_after": 1,
         "vests_over": 4, "only_unserved": 0},
    )  # fmt: skip
    assert sum(row(values, "paid_back")) <= sum(paid) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("unserved_only", "left", "kept"),
    [(1, date(2022, 8, 15), 100 / 12), (0, date(2022, 8, 15), 0), (1, date(2023, 7, 15), 100), (0, date(2023, 7, 15), 100)],
)
def test_one_dated_leaver_of_100_million_bound_for_a_year(unserved_only: int, left: date, kept: float) -> None:
    # Leaves after 1 of 12 months: pro rata 8.33 million kept and 91.67 recovered; full clawback 0 and 100.
    values = evaluate(
        ONE, {"joined": date(2022, 7, 15), "left": left, "promised_money": 100, "bound": 1, "unserved_only": unserved_only}
    )
    assert values["kept_money"].item() == pytest.approx(kept, rel=1e-12)
    assert values["recovered_money"].item() == pytest.approx(100 - kept, rel=1e-12)
