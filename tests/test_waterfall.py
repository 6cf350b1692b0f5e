"""Waterfall: levels follow from steps, small steps stand together, and an axis is broken only where steps would vanish."""

from __future__ import annotations

import pytest

from finmodel.waterfall import Step, Waterfall, waterfall_of

STEPS = [Step("a", 10.0), Step("b", -4.0), Step("c", 0.5), Step("d", -0.25)]


def names(waterfall: Waterfall) -> list[str]:
    return [step.name for step in waterfall.steps]


def test_bars_lead_from_the_start_to_the_end() -> None:
    bars = waterfall_of("one", 20.0, STEPS, "two", 26.25, most=9).bars
    assert [(bar.before, bar.after) for bar in bars] == [(0, 20), (20, 30), (30, 26), (26, 26.5), (26.5, 26.25), (0, 26.25)]
    assert [bar.total for bar in bars] == [True, False, False, False, False, True]


@pytest.mark.parametrize(
    ("most", "least", "shown"),
    [
        (4, 0.0, ["a", "b", "c", "d"]),
        (3, 0.0, ["a", "b", "c", "d"]),  # one left over is shown
        (2, 0.0, ["a", "b", "2 others"]),
        (4, 1.0, ["a", "b", "2 others"]),
        (1, 0.0, ["a", "3 others"]),
    ],
)
def test_small_steps_stand_together(most: int, least: float, shown: list[str]) -> None:
    found = waterfall_of("one", 20.0, STEPS, "two", 26.25, most, least)
    assert names(found) == shown
    assert found.bars[-2].after == 26.25
    assert [step.name for step in found.others] == [step.name for step in STEPS if step.name not in shown]


def test_steps_keep_the_order_they_come_in() -> None:
    assert names(waterfall_of("one", 20.0, STEPS[::-1], "two", 26.25, most=2)) == ["b", "a", "2 others"]


@pytest.mark.parametrize(
    ("start", "end", "floor"),
    [
        (100.0, 150.0, 0.0),  # a third of the level: from zero
        (135.0, 137.5, 134.0),
        (67.0, 71.8, 65.0),
        (-10.0, -10.5, 0.0),
        (5.0, 5.0, 0.0),
    ],
)
def test_the_axis_begins_at_zero_unless_steps_would_vanish(start: float, end: float, floor: float) -> None:
    assert waterfall_of("one", start, [Step("a", end - start)], "two", end, most=5).floor == floor
