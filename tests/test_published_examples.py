"""Published examples: numbers printed in standards, manuals and textbooks, with the arithmetic beside each."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.inputs.own_lines import LineTable, OwnLine, own_block
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind, Line
from finmodel.model.recipes import clawback, cliff_reversal, surviving
from finmodel.model.vocabulary import (
    capital_recovery,
    constant,
    flow,
    index,
    most,
    previous,
    ref,
    scalar,
    series,
    switch,
)
from finmodel.model.worth import net_present_value, return_to_date
from tests.blocks.company import at, company
from tests.cases import evaluate, row, small_model
from tests.test_worked_examples import Machine

YEARLY = {"period_years": 1}
"""A period called a year, as in the examples."""


# --- depreciation: Kieso, Weygandt, Warfield, "Intermediate Accounting", chapter on depreciation, the crane of Stanley
# Coal Mines: cost 500,000, salvage value 50,000, five years


def test_straight_line_of_the_crane() -> None:
    # (500,000 - 50,000) / 5 = 90,000 a year: five charges and no sixth
    model = small_model(Machine, dimensions=[Dimension("life_regime", ("only",))], last="2023Q3")
    values = evaluate(model, {"paid": [450_000.0] + [0.0] * 6, "life": 5, "kept_for": 9, **YEARLY})
    assert row(values, "charge") == pytest.approx([90_000] * 5 + [0, 0])


class Declining(Block):
    """Declining balance: a rate on the book value before, down to the salvage value."""

    paid = scalar("USD")
    salvage = scalar("USD")
    twice_straight_line = scalar("share")
    wear = flow("USD", most(0, ref("at_full_rate") - ref("below_salvage")))
    at_full_rate = flow("USD", previous(ref("book")) * twice_straight_line)
    below_salvage = flow("USD", most(0, salvage - (previous(ref("book")) - at_full_rate)))
    book = index("USD", previous(ref("book")) - wear, before=paid)


def test_double_declining_balance_of_the_crane() -> None:
    # 2 / 5 = 40% of 500,000 = 200,000; of 300,000 = 120,000; of 180,000 = 72,000; of 108,000 = 43,200;
    # then 64,800 less the salvage value of 50,000 = 14,800
    values = evaluate(small_model(Declining, last="2023Q2"), {"paid": 500_000, "salvage": 50_000, "twice_straight_line": 0.4})
    assert row(values, "wear") == pytest.approx([200_000, 120_000, 72_000, 43_200, 14_800, 0])


class Bought(Block):
    paid_for = scalar("USD")
    yearly_rate = scalar("share")


def test_declining_balance_written_as_text_with_a_lag() -> None:
    # the same without a salvage value, as a pack writes it in lines.toml: 40% of what was left, for ever
    tables = {
        "left": LineTable(unit="USD", kind="index", formula="previous(left) * (1 - yearly_rate)", before="paid_for"),
        "worn": LineTable(unit="USD", kind="flow", formula="previous(left) - left"),
    }
    block = own_block(tuple(OwnLine(name, table, Line(table.unit)) for name, table in tables.items()))
    values = evaluate(small_model(Bought, block, last="2023Q1"), {"paid_for": 500_000, "yearly_rate": 0.4})
    assert row(values, "worn") == pytest.approx([200_000, 120_000, 72_000, 43_200, 25_920])


# --- worth: Microsoft Support, pages "NPV function", "IRR function" and "PMT function"


class Business(Block):
    income = series(Kind.FLOW, "USD")
    outlay = scalar("USD")
    discount = scalar("share")
    payments = scalar("ratio")
    net = flow("USD", income * 1, before=outlay)
    worth = net_present_value("USD", net, discount, outlay)
    yields = return_to_date(net, outlay)
    payment = constant("ratio", capital_recovery(discount, payments))


def business(income: list[float], outlay: float, discount: float, payments: float = 1) -> dict[str, list[float]]:
    periods = len(income)
    model = small_model(Business, last=f"{2022 + (periods - 1) // 4}Q{(periods - 1) % 4 + 1}")
    values = evaluate(model, {"income": income, "outlay": outlay, "discount": discount, "payments": payments, **YEARLY})
    return {"worth": row(values, "worth"), "yields": row(values, "yields"), "payment": [float(values["payment"].ravel()[0])]}


def test_npv_of_10_000_that_returns_3_000_4_200_and_6_800() -> None:
    # at 10%, all four at the end of their year: -10,000/1.1 + 3,000/1.21 + 4,200/1.331 + 6,800/1.4641 = 1,188.44
    assert business([-10_000, 3_000, 4_200, 6_800], 0, 0.1)["worth"][-1] == pytest.approx(1_188.44, abs=0.005)


def test_npv_of_40_000_paid_at_once() -> None:
    # at 8%: -40,000 + 8,000/1.08 + 9,200/1.1664 + 10,000/1.2597 + 12,000/1.3605 + 14,500/1.4693 = 1,922.06;
    # a loss of 9,000 in the sixth year makes it -3,749.47
    found = business([8_000, 9_200, 10_000, 12_000, 14_500, -9_000], -40_000, 0.08)["worth"]
    assert found[4:] == pytest.approx([1_922.06, -3_749.47], abs=0.005)


def test_irr_of_70_000_after_four_and_five_years() -> None:
    # -70,000, then 12,000, 15,000, 18,000, 21,000, 26,000: -2.1% after four years, 8.7% after five
    found = business([12_000, 15_000, 18_000, 21_000, 26_000], -70_000, 0.1)["yields"]
    assert found[3:] == pytest.approx([-0.021, 0.087], abs=0.0005)
    # after two years -44.4%
    assert found[1] == pytest.approx(-0.444, abs=0.0005)


def test_payment_on_10_000_at_8_percent_over_ten_months() -> None:
    # PMT(8% / 12, 10, 10,000) = -1,037.03
    assert business([0.0], 0, 0.08 / 12, 10)["payment"][0] * 10_000 == pytest.approx(1_037.03, abs=0.005)


@pytest.mark.parametrize(("rate", "years", "factor"), [(0.1, 5, 0.26380), (0.08, 10, 0.14903), (0.06, 20, 0.08718)])
def test_capital_recovery_factors_of_the_tables(rate: float, years: float, factor: float) -> None:
    # Blank and Tarquin, "Engineering Economy", compound interest tables, column A/P: i (1+i)^n / ((1+i)^n - 1)
    assert business([0.0], 0, rate, years)["payment"][0] == pytest.approx(factor, abs=5e-6)


# --- stock: IFRS 2, implementation guidance, example 1: 100 options to each of 500 employees at 15, three years of service;
# 20, 22 and 15 of them leave in the three years


class Awards(Block):
    granted_value = series(Kind.FLOW, "USD")
    stays = series(Kind.RATE, "share")
    vests_over = scalar("year")
    alive = index("share", previous(ref("alive")) * stays, before=1)
    vesting = surviving("USD", granted_value, alive, within=vests_over)
    expense = flow("USD", vesting * ref("period_years") / vests_over)
    taken_back = cliff_reversal("USD", granted_value, alive, vests_over, vests_over)
    net_expense = flow("USD", expense - taken_back)


def test_expense_of_awards_ends_at_what_vests() -> None:
    # 443 of 500 stay: 44,300 options at 15 = 664,500, as in the example, whose first year is another because it estimates
    # leavers and we count them when they go: 480 x 100 x 15 / 3 = 240,000 after one year, 458 x 100 x 15 x 2 / 3 = 458,000
    stays = [1, 1, 1, 480 / 500, 1, 1, 1, 458 / 480, 1, 1, 1, 443 / 458]
    values = evaluate(
        small_model(Awards, last="2024Q4"), {"granted_value": [500 * 100 * 15.0] + [0.0] * 11, "stays": stays, "vests_over": 3}
    )
    so_far = np.cumsum(row(values, "net_expense"))
    assert so_far[[3, 7, 11]] == pytest.approx([240_000, 458_000, 664_500])


def test_expense_of_awards_if_nobody_leaves() -> None:
    # 50,000 options x 15 / 3 years = 250,000 a year
    values = evaluate(
        small_model(Awards, last="2024Q4"), {"granted_value": [750_000.0] + [0.0] * 11, "stays": [1.0] * 12, "vests_over": 3}
    )
    assert np.cumsum(row(values, "net_expense"))[[3, 7, 11]] == pytest.approx([250_000, 500_000, 750_000])


# --- sign-on clawback, as offer letters have it: repaid in full or pro rata within twelve months


class Promise(Block):
    sign_on_paid_now = series(Kind.FLOW, "USD")
    remain = series(Kind.RATE, "share")
    bound = scalar("year")
    unserved_only = switch()
    still_there = index("share", previous(ref("still_there")) * remain, before=1)
    repaid = clawback("USD", sign_on_paid_now, still_there, bound, unserved_only)


@pytest.mark.parametrize(("pro_rata", "repaid"), [(0, [0, 0, 50, 0, 0]), (1, [0, 0, 25, 0, 0])])
def test_half_of_those_with_a_sign_on_leave_after_half_a_year(pro_rata: int, repaid: list[float]) -> None:
    # 100 paid in the first quarter, half of the people leave in the third: 50, or for the half year not served 25
    values = evaluate(
        small_model(Promise, last="2023Q1"),
        {"sign_on_paid_now": [100.0, 0, 0, 0, 0], "remain": [1, 1, 0.5, 1, 1], "bound": 1, "unserved_only": pro_rata},
    )
    assert row(values, "repaid") == pytest.approx(repaid)


# --- levelised cost: NREL, "Simple Levelized Cost of Energy (LCOE) Calculator Documentation":
# (capital cost x capital recovery factor) / (8,760 x capacity factor) + running cost


def test_levelised_cost_of_an_hour_is_the_formula_of_the_calculator() -> None:
    """100 chips of 40 and 100 MW of facility at 10 make 200 H100e; 180 of 300 owned H100e run, a capacity factor of 0.6."""
    lines = ("levelised_cost", "running_cost_per_hour")
    values = company(lines, economic_life=5, power_price=0, labour_cost=0, property_tax=0, water_cost=0)
    # per H100e: servers 20 x 0.26380 + facility 5 x 0.16275 = 6.0897 a year; / (8,760 x 0.6) = 0.0011586
    capital = (20 * 0.2637975 + 5 * 0.1627454) / (8_760 * 0.6)
    # what is left of running: rent 10% on 400 and maintenance 4% on 1,400, a quarter of each, over 180 x 92 x 24 hours
    running = (400 * 0.1 + 1_400 * 0.04) / 4 / (180 * 92 * 24)
    assert at(values, "running_cost_per_hour", "2022Q4") == pytest.approx(running)
    assert at(values, "levelised_cost", "2022Q4") == pytest.approx(capital + running, rel=1e-6)
