"""Straight line by vintage: every vintage followed on its own through its changes of life (primitive 3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.depreciation import straight_line
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.vocabulary import flag, index, most, previous, ref, scalar, series
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, flows, overlap, years


class Servers(Block):
    """Purchases that wear out under one accounting life after another."""

    bought = series(Kind.FLOW, "USD")
    begins_in = scalar("count", over="life_regime")
    ends_before = scalar("count", over="life_regime")
    accounting_life = scalar("year", over="life_regime")
    kept_for = scalar("year")
    age_then = index("year", most(0, (begins_in - ref("counter")) * ref("period_years")))
    begun = flag(ref("counter") >= begins_in, before=0)
    ended = flag(ref("counter") >= ends_before)
    in_force = flag(begun * (1 - ended))
    begins = flag(begun - previous(begun))
    wear = straight_line(
        bought, lives=accounting_life, age_at_change=age_then, in_force=in_force, starts=begins,
        economic_life=kept_for, regimes="life_regime",
    )  # fmt: skip


@dataclass(frozen=True)
class Regime:
    begins_in: int
    life: float


def regimes_dimension(count: int) -> Dimension:
    return Dimension("life_regime", tuple(f"life{place}" for place in range(count)))


MODELS = {count: small_model(Servers, dimensions=[regimes_dimension(count)]) for count in (1, 2, 3)}


def numbers(regimes: list[Regime], bought: list[float], kept_for: float) -> dict[str, object]:
    return {
        "bought": bought, "kept_for": kept_for, "begins_in": [r.begins_in for r in regimes],
        "ends_before": [*(r.begins_in for r in regimes[1:]), 1000], "accounting_life": [r.life for r in regimes],
    }  # fmt: skip


def by_vintage(regimes: list[Regime], bought: list[float], kept_for: float) -> tuple[list[float], list[float]]:
    """Charges and write-offs per period, each vintage followed alone. Ages and lives are in periods."""
    charged, written_off = [0.0] * PERIODS, [0.0] * PERIODS
    kept = kept_for / QUARTER
    whole, part = math.floor(kept), kept - math.floor(kept)
    for vintage, cost in enumerate(bought, start=1):
        book, rate, ends, left = cost, 0.0, 0.0, 0.0
        for period in range(vintage, PERIODS + 1):
            age = period - vintage
            starting = [r for r in regimes if r.begins_in == period]
            current = [r for r in regimes if r.begins_in <= period][-1]
            if period == vintage or starting:
                life = current.life / QUARTER
                if age < kept:
                    if life <= age:
                        charged[period - 1] += book
                        book, rate, left = 0.0, 0.0, 0.0
                    else:
                        rate = book / (life - age)
                        left = rate * max(0.0, life - kept)
                    ends = min(life, kept)
            charge = rate * overlap(age, age + 1, 0, ends)
            charged[period - 1] += charge
            book -= charge
            gone = {whole: 1 - part, whole + 1: part}.get(age, 0.0)
            written_off[period - 1] += gone * left
            book -= gone * left
    return charged, written_off


later = st.integers(2, 11)
regime_lists = st.one_of(
    st.builds(lambda life: [Regime(0, life)], years(1, 4)),
    st.builds(lambda a, b, when: [Regime(0, a), Regime(when, b)], years(1, 4), years(0.5, 4), later),
    st.builds(
        lambda a, b, c, when: [Regime(0, a), Regime(when[0], b), Regime(when[1], c)], years(1, 4), years(0.5, 4),
        years(0.5, 4), st.lists(later, min_size=2, max_size=2, unique=True).map(sorted),
    ),
)  # fmt: skip


@FEW
@given(regime_lists, flows, years(0.25, 5))
@example([Regime(0, 2), Regime(5, 1)], [100.0, *[0.0] * 11], 5)
@example([Regime(0, 2), Regime(5, 4)], [100.0, *[0.0] * 11], 0.9)
def test_charges_and_write_offs_are_those_of_each_vintage(regimes: list[Regime], bought: list[float], kept_for: float) -> None:
    values = evaluate(MODELS[len(regimes)], numbers(regimes, bought, kept_for))
    charged, written_off = by_vintage(regimes, bought, kept_for)
    agree(row(values, "wear"), charged, sum(bought))
    agree(row(values, "wear_write_off"), written_off, sum(bought))


@FEW
@given(regime_lists, st.floats(1, 1000), years(0.25, 2))
@example([Regime(0, 4), Regime(5, 3)], 100.0, 0.9)
def test_all_of_the_cost_is_charged_or_written_off(regimes: list[Regime], cost: float, kept_for: float) -> None:
    values = evaluate(MODELS[len(regimes)], numbers(regimes, [cost] + [0.0] * 11, kept_for))
    assert sum(row(values, "wear")) + sum(row(values, "wear_write_off")) == pytest.approx(cost, rel=1e-9)


def test_a_longer_life_is_spread_over_what_remains_of_it() -> None:
    # 100 over 1 year, after two quarters 2 years: 50 left over 6 quarters.
    values = evaluate(MODELS[2], numbers([Regime(0, 1), Regime(3, 2)], [100.0] + [0.0] * 11, 5))
    agree(row(values, "wear"), [25, 25, *[50 / 6] * 6, 0, 0, 0, 0])


def test_a_shorter_life_that_is_over_is_caught_up_at_once() -> None:
    # 100 over 3 years, after a year 0.5 years: two thirds are left and overdue.
    values = evaluate(MODELS[2], numbers([Regime(0, 3), Regime(5, 0.5)], [120.0] + [0.0] * 11, 5))
    agree(row(values, "wear"), [10, 10, 10, 10, 80, *[0] * 7])
    agree(row(values, "wear_catch_up_life1"), [0, 0, 0, 0, 80, *[0] * 7])


def test_what_retires_early_is_written_off() -> None:
    # 100 over 2 years, retired after 1: half is charged, half goes with the asset.
    values = evaluate(MODELS[1], numbers([Regime(0, 2)], [100.0] + [0.0] * 11, 1))
    agree(row(values, "wear"), [12.5] * 4 + [0.0] * 8)
    agree(row(values, "wear_write_off"), [0, 0, 0, 0, 50, *[0] * 7])


def test_opening_flags_do_not_start_a_regime_twice() -> None:
    values = evaluate(MODELS[3], numbers([Regime(0, 2), Regime(4, 1), Regime(9, 3)], [1.0] * 12, 5))
    assert np.array_equal(values["in_force"][:, 1:, 0].sum(axis=0), np.ones(PERIODS))
