"""Worked examples: published arithmetic, each written out beside the number that it gives."""

from __future__ import annotations

import pytest

from finmodel.model.block import Block
from finmodel.model.depreciation import straight_line
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.recipes import clawback
from finmodel.model.vocabulary import capital_recovery, constant, flag, flow, index, previous, ref, scalar, series
from finmodel.model.worth import net_present_value, return_to_date
from tests.cases import evaluate, row, small_model


class Machine(Block):
    """A machine under one accounting life."""

    paid = series(Kind.FLOW, "USD")
    life = scalar("year", over="life_regime")
    kept_for = scalar("year")
    age_then = index("year", 0 * ref("counter") * life)
    in_force = flag(life > 0)
    starts = flag(ref("counter") < life / life)
    charge = straight_line(
        paid, lives=life, age_at_change=age_then, in_force=in_force, starts=starts, economic_life=kept_for, regimes="life_regime"
    )


def test_straight_line_of_10_000_over_5_years_is_2_000_a_year() -> None:
    # 10,000 / 5 years = 2,000 a year, 500 a quarter; after 5 years nothing is left.
    model = small_model(Machine, dimensions=[Dimension("life_regime", ("only",))], last="2027Q4")
    values = evaluate(model, {"paid": [10_000.0] + [0.0] * 23, "life": 5, "kept_for": 10})
    assert row(values, "charge") == pytest.approx([500.0] * 20 + [0.0] * 4)


class Project(Block):
    """An investment whose periods are called years: two years of a quarter each would mean nothing in a textbook."""

    income = series(Kind.FLOW, "USD")
    outlay = scalar("USD")
    discount = scalar("share")
    net = flow("USD", income * 1, before=outlay)
    worth = net_present_value("USD", net, discount, outlay)
    yields = return_to_date(net, outlay)


def yearly(income: list[float], outlay: float, discount: float) -> tuple[float, float]:
    """Present value and return where a period is a year."""
    model = small_model(Project, last="2022Q4")
    numbers = {"income": income + [0.0] * (4 - len(income)), "outlay": outlay, "discount": discount, "period_years": 1}
    values = evaluate(model, numbers)
    return row(values, "worth")[-1], row(values, "yields")[-1]


def test_100_that_returns_60_and_60_yields_13_07_percent() -> None:
    # -100 + 60 / 1.1307 + 60 / 1.1307^2 = -100 + 53.07 + 46.93 = 0
    assert yearly([60, 60], -100, 0.1)[1] == pytest.approx(0.1307, abs=5e-5)


def test_100_that_returns_60_and_60_is_worth_4_13_at_10_percent() -> None:
    # -100 + 60 / 1.1 + 60 / 1.21 = -100 + 54.545 + 49.587 = 4.132
    assert yearly([60, 60], -100, 0.1)[0] == pytest.approx(4.132, abs=5e-4)


def test_100_that_returns_10_and_110_yields_its_coupon() -> None:
    # a bond at par: -100 + 10 / 1.1 + 110 / 1.21 = -100 + 9.0909 + 90.9091 = 0
    worth, yields = yearly([10, 110], -100, 0.1)
    assert worth == pytest.approx(0, abs=1e-9)
    assert yields == pytest.approx(0.1, rel=1e-9)


class Annuity(Block):
    """The yearly cost of something paid for at once."""

    interest = scalar("share")
    payments = scalar("count")
    share_a_year = constant("share", capital_recovery(interest, payments))


def test_capital_recovery_at_8_percent_over_14_years_is_0_1213() -> None:
    # 0.08 / (1 - 1.08^-14) = 0.08 / (1 - 0.34046) = 0.1213; 11,433 USD/kW of facility cost is 1,387 USD/kW/year.
    values = evaluate(small_model(Annuity), {"interest": 0.08, "payments": 14})
    assert values["share_a_year"].item() == pytest.approx(0.1213, abs=5e-5)
    assert 11_433 * values["share_a_year"].item() == pytest.approx(1_387, abs=0.5)


def test_capital_recovery_without_interest_is_one_over_the_years() -> None:
    # 1 / 14 = 0.0714
    assert evaluate(small_model(Annuity), {"interest": 0, "payments": 14})["share_a_year"].item() == pytest.approx(1 / 14)


class SignOn(Block):
    """Money paid at joining, by a group of which some leave."""

    paid_out = series(Kind.FLOW, "USD")
    stays = series(Kind.RATE, "share")
    bound = scalar("year")
    unserved_only = scalar("flag")
    left = index("share", previous(ref("left")) * stays, before=1)
    returned = clawback("USD", paid_out, left, bound, unserved_only)


@pytest.mark.parametrize(("unserved_only", "returned"), [(1, 7.5), (0, 10.0)])
def test_a_tenth_that_leaves_a_quarter_after_joining_returns_three_quarters_or_all(unserved_only: int, returned: float) -> None:
    # 100 paid, bound for a year; a tenth leaves after 1 of 4 quarters: 100 x 0.1 x 3/4 = 7.5 unserved, 10 in full.
    stays = [1.0, 0.9] + [1.0] * 10
    numbers = {"paid_out": [100.0] + [0.0] * 11, "stays": stays, "bound": 1, "unserved_only": unserved_only}
    values = evaluate(small_model(SignOn), numbers)
    assert row(values, "returned") == pytest.approx([0, returned] + [0] * 10)
