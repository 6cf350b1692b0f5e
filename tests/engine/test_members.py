"""Members: the power waterfall, totals, mappings, spread, pick and running, member by member (primitives 10 and 11)."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from finmodel.engine.rank import earlier_in_rank
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.vocabulary import balance, constant, least, most, pick, rate, running, scalar, series, spread, total
from tests.cases import evaluate, small_model
from tests.engine.drawn import FEW, PERIODS

PLACE = Dimension("place", ("north", "south"))
HALL = Dimension("hall", ("a", "b", "c"), parent="place", parent_of={"a": "south", "b": "north", "c": "south"})
MACHINE = Dimension("machine", ("old", "newer", "newest"))


class Waterfall(Block):
    """Power given to machines in the order of their rank."""

    hall_power = series(Kind.BALANCE, "MW", over="hall")
    place_price = scalar("USD/MW", over="place")
    machines = series(Kind.BALANCE, "chip", over="machine")
    machine_power = scalar("MW/chip", over="machine")
    machine_rank = scalar("count", over="machine")
    place_power = balance("MW", total(hall_power, "hall", into="place"))
    power_of_all = balance("MW", total(place_power, "place"))
    hall_price = rate("USD/MW", spread(place_price, "place", "hall"))
    hall_cost = balance("USD", hall_power * hall_price)
    northern_power = balance("MW", pick(place_power, "place", "north"))
    need = balance("MW", machines * machine_power)
    need_before = balance("MW", running(need, before=machine_rank))
    used = balance("MW", most(0, least(need, power_of_all - need_before)))
    at_work = balance("chip", used / machine_power)
    weights_before = constant("MW/chip", running(machine_power, before=machine_rank))


MODEL = small_model(Waterfall, dimensions=[PLACE, HALL, MACHINE])
POSITIVE = st.floats(0.1, 100).map(lambda number: round(number, 3))


@FEW
@given(
    arrays(float, (3, PERIODS), elements=POSITIVE), arrays(float, (3, PERIODS), elements=POSITIVE),
    arrays(float, 3, elements=POSITIVE), arrays(float, 2, elements=POSITIVE), st.permutations([1, 2, 3]),
)  # fmt: skip
def test_power_goes_to_the_lowest_rank_first(
    halls: np.ndarray, machines: np.ndarray, power: np.ndarray, prices: np.ndarray, rank: list[int]
) -> None:
    given_numbers = {
        "hall_power": halls, "place_price": prices, "machines": machines, "machine_power": power, "machine_rank": rank,
    }  # fmt: skip
    values = evaluate(MODEL, given_numbers)
    for period in range(PERIODS):
        left = halls[0, period] + halls[1, period] + halls[2, period]
        for place in sorted(range(3), key=lambda place: rank[place]):
            wanted = machines[place, period] * power[place]
            used = min(wanted, max(left, 0.0))
            left -= wanted
            assert abs(values["used"][place, period + 1, 0] - used) < 1e-7
            assert abs(values["at_work"][place, period + 1, 0] - used / power[place]) < 1e-6


@FEW
@given(arrays(float, (3, PERIODS), elements=POSITIVE), arrays(float, 2, elements=POSITIVE))
def test_halls_add_up_to_their_places_and_places_spread_to_their_halls(halls: np.ndarray, prices: np.ndarray) -> None:
    values = evaluate(
        MODEL, {"hall_power": halls, "place_price": prices, "machines": 1, "machine_power": 1, "machine_rank": [1, 2, 3]}
    )
    np.testing.assert_allclose(values["place_power"][0, 1:, 0], halls[1], rtol=1e-12)
    np.testing.assert_allclose(values["place_power"][1, 1:, 0], halls[0] + halls[2], rtol=1e-12)
    np.testing.assert_allclose(values["northern_power"][1:, 0], halls[1], rtol=1e-12)
    for place, parent in enumerate((1, 0, 1)):
        np.testing.assert_allclose(values["hall_cost"][place, 1:, 0], halls[place] * prices[parent], rtol=1e-12)


def test_equal_ranks_do_not_count_each_other() -> None:
    amounts = np.array([1.0, 2.0, 4.0])[:, None, None]
    rank = np.array([1.0, 1.0, 2.0])[:, None, None]
    assert earlier_in_rank(amounts, rank).ravel().tolist() == [0, 0, 3]


def test_rank_needs_no_order_of_members() -> None:
    amounts = np.arange(6.0).reshape(3, 2, 1)
    rank = np.array([3.0, 1.0, 2.0])[:, None, None]
    assert earlier_in_rank(amounts, rank)[..., 0].tolist() == [[6, 8], [0, 0], [2, 3]]


def test_a_rank_that_differs_between_samples_orders_each_sample_by_itself() -> None:
    amounts = np.array([[[1.0, 1.0]], [[2.0, 2.0]], [[4.0, 4.0]]])
    rank = np.array([[[1.0, 3.0]], [[2.0, 2.0]], [[2.0, 1.0]]])
    both = earlier_in_rank(amounts, rank)
    assert both[:, 0].tolist() == [[0, 6], [1, 4], [1, 0]]
    for sample in range(2):
        alone = earlier_in_rank(amounts[..., sample : sample + 1], rank[..., sample : sample + 1])
        assert both[..., sample : sample + 1].tolist() == alone.tolist()
    assert earlier_in_rank(amounts[..., :1], rank).tolist() == both.tolist(), "amounts that are the same in all samples"
