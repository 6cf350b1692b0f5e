"""Changes: how an input differs, in words."""

from __future__ import annotations

from datetime import date

import pytest

from finmodel.analysis.asked_case import open_case
from finmodel.analysis.changes import Change, changes
from finmodel.analysis.input_changes import Point
from finmodel.inputs.entry import Amount
from tests.packs import META, opened


def change(unit: str, *points: tuple[str, Amount | None, Amount | None], when: str = "") -> Change:
    return Change("block.line", "Line", "line", "block", (), unit, tuple(Point(*one) for one in points), when, False)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (change("share", ("", 0.5, 0.9)), "50% → 90%"),
        (change("year", ("", 4.0, 3.0)), "4 → 3 years"),
        (change("date", ("", date(2029, 10, 1), date(2029, 1, 1))), "2029-10-01 → 2029-01-01"),
        (change("flag", ("", 0.0, 1.0)), "0 → 1"),
        (change("USD billion", ("2026Q1", None, 31.1), when="2026Q1"), "2026Q1: none → 31.1 USD billion"),
        (change("USD/chip", ("2027Q1", 2e6, 3e6), ("2027Q2", 2e6, 3e6), when="2027Q1..2027Q2"), "2027Q1..2027Q2: 2,000,000 → 3,000,000 USD/chip"),
        (change("share", ("2027Q1", 0.1, 0.12), ("2027Q2", 0.2, 0.24), when="2027Q1..2027Q2"), "2027Q1..2027Q2: × 1.2"),
        (change("share", ("2027Q1", 0.1, 0.2), ("2027Q2", 0.2, 0.3), when="2027Q1..2027Q2"), "2027Q1..2027Q2: first 10% → 20%, last 20% → 30%"),
        (change("share", ("2027Q1", 0.0, 0.0), ("2027Q2", 0.2, 0.3), when="2027Q1..2027Q2"), "2027Q1..2027Q2: first 0% → 0%, last 20% → 30%"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_a_change_in_words(one: Change, says: str) -> None:
    assert one.says == says


def test_an_input_is_one_change_whatever_reasons_its_periods_have() -> None:
    project = opened(META)
    found = changes(open_case(project, "base"), open_case(project, "bull", ["guidance.capex_growth@2027Q2=50%"]))
    growth = [one for one in found if one.line == "capex_growth"]
    assert len(growth) == 1
    assert list(growth[0].periods) == [name for name in project.model.timeline.names if name >= "2027Q1"]
    assert growth[0].when == "2027Q1..2030Q4"


def test_members_stand_in_the_label_and_place() -> None:
    project = opened(META)
    found = {one.path: one for one in changes(open_case(project, "base"), open_case(project, "bull"))}
    leased = found["sites.unnamed_leased.ramp_time"]
    assert leased.label == "Ramp time: Additions at sites not named, leased"
    assert leased.place == (project.model.dimensions["phase"].members.index("unnamed_leased"),)
