"""Shapley values beside published examples, with the arithmetic of each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.analysis.shapley import added, coalitions, everyone, exact, paired_orders, sampled


def worths(players: int, worth: Callable[[set[int]], float]) -> dict[int, float]:
    return {one: worth({player for player in range(players) if one >> player & 1}) for one in range(1 << players)}


def test_the_glove_game() -> None:
    # "Shapley value", Wikipedia: players 1 and 2 own left gloves, player 3 a right one; a pair is worth 1. Player 3 completes a
    # pair in every order where he is not first, 4 of 6; player 1 only in the order 3, 1, 2, 1 of 6, as does player 2 in 3, 2, 1.
    game = worths(3, lambda joined: float(2 in joined and bool(joined & {0, 1})))
    assert exact(3, game) == pytest.approx([1 / 6, 1 / 6, 4 / 6], rel=1e-15)


def test_the_airport_game() -> None:
    # Littlechild and Owen (1973), "A simple expression for the Shapley value in a special case": a runway for several
    # aeroplanes costs what the largest needs. Costs 8, 11, 13, 18 as in "Airport problem", Wikipedia: all share the first 8 (2
    # each), three the next 3 (1 each), two the next 2 (1 each), the last pays the last 5.
    costs = (8.0, 11.0, 13.0, 18.0)
    game = worths(4, lambda joined: max((costs[player] for player in joined), default=0.0))
    assert exact(4, game) == pytest.approx([2, 3, 4, 9], rel=1e-15)


def test_a_weighted_vote() -> None:
    # Shapley and Shubik (1954), the power index: weights 4, 3, 2, 1 and a quota of 6. Of the 24 orders the first player is pivotal
    # in 10, the second and the third in 6 each, the fourth in 2.
    weights, pivotal = (4, 3, 2, 1), [0, 0, 0, 0]
    for order in itertools.permutations(range(4)):
        reached = list(itertools.accumulate(weights[player] for player in order))
        pivotal[order[next(at for at, total in enumerate(reached) if total >= 6)]] += 1
    game = worths(4, lambda joined: float(sum(weights[player] for player in joined) >= 6))
    assert pivotal == [10, 6, 6, 2]
    assert exact(4, game) == pytest.approx([10 / 24, 6 / 24, 6 / 24, 2 / 24], rel=1e-14)


def test_one_player_takes_all_and_none_takes_nothing() -> None:
    assert exact(1, {0: 3.0, 1: 10.0}) == [7.0]
    assert exact(0, {0: 3.0}) == []


GAMES = st.integers(2, 5).flatmap(
    lambda players: st.lists(st.floats(-1e6, 1e6), min_size=1 << players, max_size=1 << players).map(
        lambda numbers: (players, dict(enumerate(numbers)))
    )
)


@given(GAMES)
def test_values_are_the_mean_over_all_orders_and_sum_to_the_whole(game: tuple[int, dict[int, float]]) -> None:
    players, worth = game
    orders = list(itertools.permutations(range(players)))
    each = [added(order, worth) for order in orders]
    means = [math.fsum(of_player) / len(orders) for of_player in zip(*each, strict=True)]
    assert exact(players, worth) == pytest.approx(means, rel=1e-9, abs=1e-6)
    assert math.fsum(means) == pytest.approx(worth[everyone(players)] - worth[0], rel=1e-9, abs=1e-6)


@given(GAMES)
def test_the_way_back_is_the_way_there_with_the_sign_turned(game: tuple[int, dict[int, float]]) -> None:
    """Undoing changes is the same game seen from the other end: an order there is the reverse of one here."""
    players, worth = game
    back = {coalition: worth[everyone(players) ^ coalition] for coalition in worth}
    assert exact(players, back) == [-one for one in exact(players, worth)]
    orders = paired_orders(players, 3, seed=5)
    (there, errors), (returned, same) = sampled(orders, worth), sampled(orders, back)
    assert returned == [-one for one in there]
    assert same == errors


def test_the_mean_over_pairs_and_its_standard_error() -> None:
    # Worth 1 once all three have joined. The pair 012, 210 gives half each to 0 and 2; the pair 021, 120 half each to 0 and 1. Means
    # 1/2, 1/4, 1/4; errors sqrt(((0 - 1/4)^2 + (1/2 - 1/4)^2) / (2 - 1) / 2) = 1/4 for 1 and 2, and none for 0.
    game = worths(3, lambda joined: float(len(joined) == 3))
    values, errors = sampled([(0, 1, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0)], game)
    assert values == [0.5, 0.25, 0.25]
    assert errors == pytest.approx([0, 0.25, 0.25])


def test_a_pair_is_exact_where_players_meet_in_twos() -> None:
    together = {(0, 1): 5.0, (1, 2): -3.0, (0, 3): 2.0}
    game = worths(4, lambda joined: sum(joined) + sum(gain for both, gain in together.items() if set(both) <= joined))
    values, errors = sampled(paired_orders(4, 3, seed=1), game)
    assert values == pytest.approx(exact(4, game), rel=1e-12)
    assert errors == pytest.approx([0] * 4, abs=1e-12)


def test_one_pair_has_no_error_that_could_be_told() -> None:
    _, errors = sampled([(0, 1), (1, 0)], worths(2, lambda joined: float(len(joined))))
    assert all(math.isnan(error) for error in errors)


def test_orders_come_with_their_reverse_and_are_the_same_again() -> None:
    orders = paired_orders(7, 4, seed=3)
    assert orders == paired_orders(7, 4, seed=3) != paired_orders(7, 4, seed=4)
    assert all(one == other[::-1] for one, other in zip(orders[::2], orders[1::2], strict=True))
    assert all(sorted(order) == list(range(7)) for order in orders)
    assert list(coalitions([(1, 0)])) == [0, 0b10, 0b11]
