"""Small company: the benchmark's model and its hand-written twin are one model, of the size that the benchmark states."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hand_written_company import small_company
from benchmarks.small_company import LINES, MODEL, OUTCOMES, base_inputs, drawn_inputs
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.tolerance import equal_in_row

COUNT = 40


@pytest.fixture(scope="module")
def values() -> dict[str, Array]:
    return Engine(MODEL).run({**base_inputs(), **drawn_inputs(COUNT)})


def by_hand(values: dict[str, Array]) -> dict[str, Array]:
    return small_company({**base_inputs(), **drawn_inputs(COUNT)}, values["period_hours"][1:])


def test_it_has_24_lines_of_24_quarters_and_every_outcome_needs_one() -> None:
    assert len(LINES) == 24
    assert len(MODEL.timeline) == 24
    assert set(LINES) <= MODEL.needed_for(OUTCOMES)


def test_the_hand_written_twin_agrees_in_every_line_and_sample(values: dict[str, Array]) -> None:
    theirs = by_hand(values)
    assert set(theirs) == set(LINES)
    for line in LINES:
        assert equal_in_row(values[line][1:].T, np.broadcast_to(theirs[line], (24, COUNT)).T).all(), line


def test_every_mechanism_is_at_work(values: dict[str, Array]) -> None:
    for line in ("leavers", "chips_bought", "capex_written_off", "tax", "funding", "interest"):
        assert (values[line][1:] > 0).any(), line
    assert (values["operating_profit"][1:] < 0).any()
    assert (values["chips_bought"][1:] == 0).any()


def test_the_comparison_can_fail(values: dict[str, Array]) -> None:
    changed = {**base_inputs(), **drawn_inputs(COUNT)}
    changed["salary"] = changed["salary"] * (1 + 1e-6)
    theirs = small_company(changed, values["period_hours"][1:])
    assert not equal_in_row(values["pay"][1:].T, theirs["pay"].T).all()
