"""Round trip: written, edited in the file, read back, saved as an overlay and run - the numbers are those that the file shows.

The file is edited as spreadsheet programs store cells; an engine that is not ours recalculates it with the same cells typed.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.edits.read import Edits, read_edits
from finmodel.edits.save import overlay_of
from finmodel.project import Case
from tests.edits.sheet import Sheet
from tests.edits.typing import Cells, typed
from tests.packs import META
from tests.workbook.live import Live
from tests.workbook.reading import apart
from tests.workbook.test_typed_changes import RELAXED, Typed, changes, typed_point, typed_scalar

SCENARIOS = ("base", *sorted(path.stem for path in (META / "scenarios").glob("*.toml")))


@pytest.fixture(scope="module")
def large_live(large: Sheet) -> Live:
    return Live(large.content)


@pytest.fixture(scope="module")
def small_live(small: Sheet) -> Live:
    return Live(small.content)


def round_trip(sheet: Sheet, live: Live, cells: Sequence[Typed], folder: Path, picked: str = "base") -> list[str]:
    """Rows that are not what the edited file shows, after reading it back, saving the edits and running what was saved."""
    path = folder / "edited.xlsx"
    path.write_bytes(typed(sheet.content, _cells(cells, picked)))
    os.utime(path, (1, 1))
    before = hashlib.sha256(path.read_bytes()).digest()
    found = read_edits(path.read_bytes(), path.name, ours=sheet.ours)
    assert (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime) == (before, 1)
    assert found.picked == picked
    assert {edit.cell for edit in found.edits} == {f"{one.sheet}!{one.address}" for one in cells}
    again = saved_and_run(found, folder)
    for name, array in found.after().values.items():
        assert np.array_equal(array, again.values[name], equal_nan=True), name
    return apart(shown(live, cells, picked), sheet.case.layout, again.values)


def _cells(cells: Sequence[Typed], picked: str) -> Cells:
    return {**{(one.sheet, one.address): one.number for one in cells}, **({("Inputs", "B3"): picked} if picked != "base" else {})}


def saved_and_run(found: Edits, folder: Path) -> Case:
    """The edits as an overlay on disk, run as any scenario is."""
    (folder / "mine.toml").write_text(overlay_of(found, found.edits, found.origin.case.inputs.hash), encoding="utf-8")
    return found.origin.project.case(str(folder / "mine.toml"), (), found.origin.stamp.as_of)


def shown(live: Live, cells: Sequence[Typed], picked: str = "base") -> dict[str, list[list[float | str | bool | None]]]:
    """What every sheet shows with cells typed and a scenario picked; the cells are emptied again."""
    for one in cells:
        live.type(one.sheet, one.address, one.number)
    sheets = live.pick(picked)
    for one in cells:
        live.type(one.sheet, one.address, None)
    return sheets


def some(case: Case, seed: int) -> list[Typed]:
    """A date, a scalar and three quarters of a series, anywhere in their ranges."""
    draw = random.Random(seed)
    ranged = [entry for entry in case.inputs.entries if entry.low is not None and not entry.filled and entry.period != "opening"]
    day = draw.choice([entry for entry in ranged if isinstance(entry.low, date)])
    number = draw.choice([entry for entry in ranged if not entry.period and not isinstance(entry.low, date)])
    path = draw.choice([entry for entry in ranged if entry.period >= "2026Q3"]).path.partition("@")[0]
    assert isinstance(day.value, date)
    assert isinstance(number.low, float)
    assert isinstance(number.high, float)
    points = [entry for entry in case.inputs.entries if entry.path.partition("@")[0] == path and entry.period >= "2027Q1"][:3]
    return [
        typed_scalar(case, day, day.value + timedelta(days=draw.randrange(1, 20))),
        typed_scalar(case, number, draw.uniform(number.low, number.high)),
        *(typed_point(case, path, entry.period, float(entry.value) * draw.uniform(0.9, 1.0)) for entry in points),
    ]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_shipped_scenario_with_overrides(scenario: str, large: Sheet, large_live: Live, tmp_path: Path) -> None:
    assert round_trip(large, large_live, some(large.case, SCENARIOS.index(scenario)), tmp_path, scenario) == []


@settings(max_examples=2, **RELAXED)
@given(data=st.data())
def test_random_overrides_in_the_large_pack(data: st.DataObject, large: Sheet, large_live: Live, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert round_trip(large, large_live, data.draw(changes(large.case)), tmp_path_factory.mktemp("trip")) == []


@settings(max_examples=18, **RELAXED)
@given(data=st.data())
def test_random_overrides_in_the_small_pack(data: st.DataObject, small: Sheet, small_live: Live, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert round_trip(small, small_live, data.draw(changes(small.case)), tmp_path_factory.mktemp("trip")) == []


@pytest.mark.slow
@settings(max_examples=40, **RELAXED)
@given(data=st.data())
def test_many_random_overrides_in_the_large_pack(
    data: st.DataObject, large: Sheet, large_live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    picked = data.draw(st.sampled_from(SCENARIOS))
    assert round_trip(large, large_live, data.draw(changes(large.case)), tmp_path_factory.mktemp("trip"), picked) == []


@pytest.mark.slow
@settings(max_examples=160, **RELAXED)
@given(data=st.data())
def test_many_random_overrides_in_the_small_pack(
    data: st.DataObject, small: Sheet, small_live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert round_trip(small, small_live, data.draw(changes(small.case)), tmp_path_factory.mktemp("trip")) == []


class TestTheCheckCanFail:
    def test_where_another_number_is_run_than_is_shown(self, small: Sheet, small_live: Live) -> None:
        right, wrong = lag(small.case, 3.0), lag(small.case, 3.5)
        ran = small.read(_cells([right], "base")).after()
        assert apart(shown(small_live, [right]), small.case.layout, ran.values) == []
        assert apart(shown(small_live, [wrong]), small.case.layout, ran.values) != []

    def test_where_an_override_is_not_read(self, small: Sheet, small_live: Live) -> None:
        cells = [lag(small.case, 3.0), typed_point(small.case, "guidance.other_capex_plan", "2027Q1", 4.5)]
        found = small.read(_cells(cells, "base"))
        assert apart(shown(small_live, cells), small.case.layout, found.after().values) == []
        for left in found.edits:
            kept = [edit for edit in found.edits if edit != left]
            assert apart(shown(small_live, cells), small.case.layout, found.after(kept).values) != []

    def test_where_an_override_is_read_in_another_unit(self, small: Sheet, small_live: Live) -> None:
        other = small.case.project.case(sets=["fleet.install_lag=3 month"])
        assert apart(shown(small_live, [lag(small.case, 3.0)]), small.case.layout, other.values) != []


def lag(case: Case, amount: float) -> Typed:
    return typed_scalar(case, next(entry for entry in case.inputs.entries if entry.path == "fleet.install_lag"), amount)
