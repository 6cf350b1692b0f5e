"""Hand-written: the yardstick of the benchmarks computes what the people block computes."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hand_written_people import LINES, people
from finmodel.engine.evaluate import Array
from finmodel.engine.tolerance import equal_in_row
from finmodel.project import Case, Project


def sampled(case: Case, count: int) -> dict[str, Array]:
    """The inputs of the base case, hires and lengths varied from sample to sample."""
    numbers = np.random.default_rng(7)
    inputs = dict(case.inputs.values)
    for line in ("hires", "attrition_hazard", "vesting_time", "clawback_window", "opening_staff"):
        inputs[line] = inputs[line] * numbers.uniform(0.8, 1.3, (*inputs[line].shape[:-1], count))
    return inputs


@pytest.mark.parametrize("samples", [0, 6])
def test_the_hand_written_block_agrees_with_the_engine(project: Project, case: Case, samples: int) -> None:
    inputs = sampled(case, samples) if samples else case.inputs.values
    ours = project.engine.run(inputs, LINES)
    theirs = people(inputs, case.values["period_end"][:, 0])
    for line in LINES:
        mine = np.moveaxis(ours[line][..., 1:, :], -1, 0)
        yours = np.moveaxis(np.broadcast_to(theirs[line], ours[line][..., 1:, :].shape), -1, 0)
        assert equal_in_row(mine, yours).all(), line


def test_the_comparison_can_fail(project: Project, case: Case) -> None:
    ours = project.engine.run(case.inputs.values, LINES)
    theirs = people(
        {**case.inputs.values, "grant": case.inputs.values["grant"] * (1 + 1e-6)}, case.values["period_end"][:, 0]
    )
    assert not equal_in_row(ours["compensation"][..., 1:, 0], theirs["compensation"][..., 0]).all()
