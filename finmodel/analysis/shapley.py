"""Shapley: what each player of a game adds, averaged over the orders in which players may join; the parts sum to the whole.

Shapley (1953), "A value for n-person games". Sampling of orders: Castro, Gomez and Tejada (2009), "Polynomial calculation of
the Shapley value based on sampling". An order and its reverse are taken together: Mitchell, Cooper, Frank and Holmes
(2022), "Sampling permutations for Shapley value estimation", call that antithetic sampling.

A coalition is a whole number whose bits are its players. Sums are exact (math.fsum), so that they do not depend on an order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

Order = tuple[int, ...]
"""Every player once, the first to join first."""

Worths = Mapping[int, float]
"""Coalition -> what it is worth."""


def everyone(players: int) -> int:
    """The coalition of all."""
    return (1 << players) - 1


def exact(players: int, worths: Worths) -> list[float]:
    """The Shapley value of each player from the worth of all 2^players coalitions.

    The sum over the coalitions S without i of |S|! (n - |S| - 1)! / n! times what i adds to S.
    """
    weights = [
        1 / (players * math.comb(players - 1, size)) for size in range(players)
    ]  # the same as the factorials, without numbers that overflow
    found = []
    for player in range(players):
        own = 1 << player
        found.append(
            math.fsum(
                weights[coalition.bit_count()] * (worths[coalition | own] - worths[coalition])
                for coalition in range(everyone(players) + 1)
                if not coalition & own
            )
        )
    return found


def paired_orders(players: int, pairs: int, seed: int) -> list[Order]:
    """So many random orders, each followed by its reverse; the same for the same seed."""
    generator = np.random.default_rng(seed)
    orders: list[Order] = []
    for _ in range(pairs):
        order = tuple(int(player) for player in generator.permutation(players))
        orders += [order, order[::-1]]
    return orders


def coalitions(orders: Iterable[Order]) -> Iterator[int]:
    """The coalitions that are passed on the way, nobody and everybody among them; some more than once."""
    for order in orders:
        reached = 0
        yield reached
        for player in order:
            reached |= 1 << player
            yield reached


def added(order: Order, worths: Worths) -> list[float]:
    """What each player adds when they join in this order, by player; a sum of steps, so it is the whole."""
    found, reached = [0.0] * len(order), 0
    for player in order:
        found[player] = worths[reached | 1 << player] - worths[reached]
        reached |= 1 << player
    return found


def sampled(orders: Sequence[Order], worths: Worths) -> tuple[list[float], list[float]]:
    """The mean over pairs of orders, by player, and its standard error, from how pairs differ.

    A pair is what an order and its reverse give on average, which is exact where players meet in twos at most: the error
    measures what three or more do together. NaN where there is one pair only.
    """
    each = [added(order, worths) for order in orders]
    pairs = [[(one + other) / 2 for one, other in zip(*pair, strict=True)] for pair in zip(each[::2], each[1::2], strict=True)]
    values, errors = [], []
    for of_player in zip(*pairs, strict=True):
        mean = math.fsum(of_player) / len(pairs)
        values.append(mean)
        spread = math.fsum((one - mean) ** 2 for one in of_player)
        errors.append(math.sqrt(spread / (len(pairs) - 1) / len(pairs)) if len(pairs) > 1 else math.nan)
    return values, errors
