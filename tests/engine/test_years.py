"""Years: quarters rolled up by kind (rule 4)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.years import Years
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.vocabulary import average, balance, constant, flag, flow, index, rate, ratio, scalar, series, total
from tests.cases import evaluate, small_model
from tests.engine.drawn import FEW, PERIODS

TEAM = Dimension("team", ("core", "edge"))


class Pay(Block):
    """One line of every kind."""

    cost = series(Kind.FLOW, "USD")
    hours = series(Kind.FLOW, "hour")
    level = series(Kind.BALANCE, "person", over="team")
    price = series(Kind.RATE, "USD/hour", weight=hours)
    fixed = scalar("USD")
    cost_again = flow("USD", cost * 1)
    staff = balance("person", total(level, "team"))
    mean_staff = average("person", staff * 1)
    hourly = ratio("USD/hour", cost, hours)
    cost_each = ratio("USD/person", cost, level)
    over_fixed = ratio("share", cost, fixed)
    paid = rate("USD/hour", price * 1, weight=hours)
    quoted = rate("USD/hour", price * 1)
    mark = index("person", staff * 1)
    big = flag(staff >= staff)
    double = constant("USD", fixed + fixed)


MODEL = small_model(Pay, dimensions=[TEAM])
ROWS = st.lists(st.floats(1, 100), min_size=PERIODS, max_size=PERIODS)


@FEW
@given(ROWS, ROWS, ROWS, ROWS)
def test_each_kind_rolls_up_as_it_means(cost: list[float], hours: list[float], level: list[float], price: list[float]) -> None:
    numbers = {"cost": cost, "hours": hours, "level": [level, [1.0] * PERIODS], "price": price, "fixed": 8}
    values = evaluate(MODEL, numbers)
    years = Years(MODEL, values)
    for year in range(3):
        quarters = range(4 * year, 4 * year + 4)
        spent, worked = sum(cost[q] for q in quarters), sum(hours[q] for q in quarters)
        by_hand = {
            "cost_again": spent, "staff": level[quarters[-1]] + 1, "mean_staff": sum(level[q] + 1 for q in quarters) / 4,
            "hourly": spent / worked, "over_fixed": spent / 8, "paid": sum(price[q] * hours[q] for q in quarters) / worked,
            "quoted": price[quarters[-1]], "mark": level[quarters[-1]] + 1, "big": 1, "double": 16, "price": sum(price[q] * hours[q] for q in quarters) / worked,
        }  # fmt: skip
        for name, wanted in by_hand.items():
            assert years.of(name)[year, 0] == pytest.approx(wanted, rel=1e-12), name
        assert years.of("cost_each")[:, year, 0].tolist() == pytest.approx([spent / level[quarters[-1]], spent])


def test_a_ratio_of_a_year_without_a_denominator_is_missing() -> None:
    hours = [1.0] * 4 + [0.0] * 4 + [2.0] * 4
    values = evaluate(MODEL, {"cost": 3, "hours": hours, "level": 1, "price": 1, "fixed": 1})
    values["hours"] = values["hours"].copy()
    yearly = Years(MODEL, values).of("hourly")[:, 0]
    assert yearly[0] == 3
    assert np.isnan(yearly[1])
    assert yearly[2] == 1.5


def test_the_mean_of_a_ratio_is_not_its_year() -> None:
    values = evaluate(MODEL, {"cost": [1.0, 1, 1, 9] * 3, "hours": [1.0, 1, 1, 1] * 3, "level": 1, "price": 1, "fixed": 1})
    assert Years(MODEL, values).of("hourly")[0, 0] == 3
    assert values["hourly"][4, 0] == 9
