"""Hand-written: the yardstick of the benchmarks computes what the people block computes."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hand_written_people import LINES, people
from benchmarks.people_alone import people_alone
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.tolerance import equal_in_row
from finmodel.project import Case

TOUCHY = {"compute_matters": 1.0, "pass_through": 0.5, "guarantee": 1e8, "severance": 1e5}
"""Values at which every mechanism of the block does something."""


def sampled(given: dict[str, Array], count: int) -> dict[str, Array]:
    """The inputs with every mechanism at work; offers, lengths and compute varied from sample to sample."""
    numbers = np.random.default_rng(7)
    inputs = {**given, **{line: np.full_like(given[line], amount) for line, amount in TOUCHY.items()}}
    for line in ("offers", "attrition_hazard", "vesting_time", "clawback_window", "opening_staff", "team_h100e"):
        inputs[line] = inputs[line] * numbers.uniform(0.8, 1.3, (*inputs[line].shape[:-1], count))
    return inputs


@pytest.fixture(scope="module")
def alone(case: Case) -> tuple[Engine, dict[str, Array]]:
    return people_alone(case)


def in_periods(array: Array) -> Array:
    """Without the opening column, which a constant does not have."""
    return array[..., 1:, :] if array.shape[-2] > 1 else array


@pytest.mark.parametrize("samples", [0, 6])
def test_the_hand_written_block_agrees_with_the_engine(
    alone: tuple[Engine, dict[str, Array]], case: Case, samples: int
) -> None:
    engine, given = alone
    inputs = sampled(given, samples) if samples else given
    ours = engine.run(inputs, LINES)
    theirs = people(inputs, case.values["period_end"][:, 0])
    for line in LINES:
        mine = np.moveaxis(in_periods(ours[line]), -1, 0)
        yours = np.moveaxis(np.broadcast_to(theirs[line], in_periods(ours[line]).shape), -1, 0)
        assert equal_in_row(mine, yours).all(), line
    if samples:
        assert all((ours[line] != 0).any() for line in ("veteran_uplift", "top_up_paid", "laid_off"))
        assert (ours["acceptance"][..., 1:, :] < inputs["base_acceptance"][..., 1:, :]).any()


def test_the_hand_written_block_takes_a_length_that_lacks_next_to_nothing_of_whole_periods_for_whole(
    alone: tuple[Engine, dict[str, Array]], case: Case
) -> None:
    engine, given = alone
    inputs = {**given, "vesting_time": given["vesting_time"] - 1e-8, "uplift_lag": given["uplift_lag"] - 1e-8}
    ours, theirs = engine.run(inputs, LINES), people(inputs, case.values["period_end"][:, 0])
    for line in LINES:
        mine = in_periods(ours[line])[..., 0]
        assert equal_in_row(mine, np.broadcast_to(theirs[line][..., 0], mine.shape)).all(), line


def test_alone_the_block_gives_what_it_gives_among_the_others(
    alone: tuple[Engine, dict[str, Array]], case: Case
) -> None:
    engine, given = alone
    values = engine.run(given, LINES)
    for line in LINES:
        np.testing.assert_array_equal(values[line], case.values[line], line)


def test_every_line_of_the_block_is_reached_or_serves_a_check(alone: tuple[Engine, dict[str, Array]]) -> None:
    """The yardstick is the whole block: nothing but checks and what only they need is left out.

    One row serves nothing: a recipe writes the fraction of a vesting time, which the overhang has no use for.
    """
    model = alone[0].model
    checks = [check.name for check in model.checks]
    block = {item.name for item in model.in_block("people")}
    assert block - model.needed_for(LINES) <= model.needed_for(checks)


def test_the_comparison_can_fail(alone: tuple[Engine, dict[str, Array]], case: Case) -> None:
    engine, given = alone
    ours = engine.run(given, LINES)
    theirs = people({**given, "grant": given["grant"] * (1 + 1e-6)}, case.values["period_end"][:, 0])
    assert not equal_in_row(ours["compensation"][..., 1:, 0], theirs["compensation"][..., 0]).all()
