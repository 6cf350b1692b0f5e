"""Save: edits as an overlay - what it says, and that it runs as any scenario, on its parent, on periods, and on what was run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from finmodel.edits.read import Edits, read_edits
from finmodel.edits.save import overlay_of
from finmodel.project import Case, Project
from tests.edits.sheet import Sheet, sheet_of
from tests.edits.test_moved_on import SLOWER, lag_is
from tests.edits.test_read import LAG, PLAN, POSITION, day_path
from tests.edits.typing import Cells, typed
from tests.packs import MICROSOFT, copied
from tests.workbook.hostile import parts_of, with_parts

MINE = """
title = "Mine"
says = "A view."
[[change]]
path = "guidance.plan_position"
set = 0.75
unit = "share"
"""


def ran(found: Edits, folder: Path, base: str = "") -> Case:
    (folder / "view.toml").write_text(overlay_of(found, found.edits, base), encoding="utf-8")
    return found.origin.project.case(str(folder / "view.toml"), (), found.origin.stamp.as_of)


def test_the_whole_text(small: Sheet) -> None:
    parts = parts_of(small.content)
    core = re.sub(rb"(<cp:lastModifiedBy>)[^<]*", rb"\g<1>Ada", parts["docProps/core.xml"])
    day = day_path(small)
    content = typed(with_parts(small.content, {"docProps/core.xml": core}), {
        small.override(LAG): 2.5, small.override(day): date(2027, 2, 15), small.override(PLAN, "2027Q1"): 4.5,
        small.override(PLAN, "2027Q2"): 4.5, small.override(PLAN, "2027Q4"): 5,
    })  # fmt: skip
    found = small.read_file(content)
    energised, lag = small.override(day)[1], small.override(LAG)[1]
    first, last, second = (small.override(PLAN, f"2027Q{quarter}")[1] for quarter in (1, 2, 4))
    assert overlay_of(found, found.edits, "abc", note="Late halls") == f'''title = "Edits of model.xlsx"
says = "Late halls"
what_if = true

[origin]
workbook = "model.xlsx"
pack = "microsoft"
base = "abc"
author = "{found.file.author}"
note = "Late halls"
saved = 2026-09-30

[[change]]
path = "{day}"
set = 2027-02-15
confidence = "judgement"
note = "Typed in Inputs!{energised}."

[[change]]
path = "{LAG}"
set = 2.5
unit = "quarter"
confidence = "judgement"
note = "Typed in Inputs!{lag}."

[[change]]
path = "{PLAN}@2027Q1..2027Q2"
set = 4.5
unit = "USD billion"
confidence = "judgement"
note = "Typed in Series!{first} to {last}."

[[change]]
path = "{PLAN}@2027Q4"
set = 5
unit = "USD billion"
confidence = "judgement"
note = "Typed in Series!{second}."
'''


def test_an_author_of_ones_own_and_texts_that_toml_must_escape(small: Sheet) -> None:
    found = small.read({small.override(LAG): 2.5})
    told = tomllib.loads(overlay_of(found, found.edits, "abc", author='A "quoted" \\ name', note="two\nlines"))
    assert told["origin"]["author"] == 'A "quoted" \\ name'
    assert told["origin"]["note"] == "two\nlines"
    assert told["says"] == "two\nlines"


def test_no_edit_is_an_overlay_without_changes(small: Sheet, tmp_path: Path) -> None:
    found = small.read({})
    assert "change" not in tomllib.loads(overlay_of(found, (), "abc"))
    assert ran(found, tmp_path).inputs.values["install_lag"] == small.case.inputs.values["install_lag"]


def test_it_runs_as_what_was_typed(small: Sheet, tmp_path: Path) -> None:
    found = small.read({small.override(LAG): 1 / 3, small.override(POSITION): 0.8, small.override(PLAN, "2022Q1"): 0.1 + 0.2})
    same(ran(found, tmp_path), found.after())


def same(one: Case, other: Case) -> None:
    for name, array in other.inputs.values.items():
        assert np.array_equal(one.inputs.values[name], array, equal_nan=True), name


def test_a_picked_scenario_is_its_parent(tmp_path: Path) -> None:
    sheet = with_scenario(tmp_path)
    found = sheet.read({("Inputs", "B3"): "slower", sheet.override(POSITION): 0.8})
    text = overlay_of(found, found.edits, "abc")
    assert tomllib.loads(text)["parent"] == "slower"
    case = ran(found, tmp_path)
    assert float(case.inputs.values["install_lag"].ravel()[0]) == 0.75
    same(case, found.after())


def with_scenario(folder: Path, scenario: str = "base", sets: Sequence[str] = ()) -> Sheet:
    """A pack with a scenario, and the workbook of a case."""
    pack = copied(MICROSOFT, folder / "pack")
    (pack / "scenarios").mkdir()
    (pack / "scenarios" / "slower.toml").write_text(SLOWER.format(3), encoding="utf-8")
    (pack / "scenarios" / "bolder.toml").write_text(MINE, encoding="utf-8")
    return sheet_of(Project.open(str(pack)).case(scenario, sets), folder)


class TestWhatWasRun:
    """A case that is no scenario of the pack: what it changes stands in the overlay too."""

    def test_a_combination(self, tmp_path: Path) -> None:
        self.check(with_scenario(tmp_path, "bolder+slower"), {"set": 0.75}, tmp_path, parent=None)

    def test_with_set(self, tmp_path: Path) -> None:
        self.check(with_scenario(tmp_path, "slower", ("guidance.plan_position=0.75", f"{PLAN}@2027Q1..2027Q2*=1.1")), {"set": 0.75}, tmp_path, parent="slower")

    def check(self, sheet: Sheet, position: dict[str, float], folder: Path, parent: str | None) -> None:
        written = sheet.case.scenarios.picked
        assert written.endswith("as run")
        plan = sheet.override(PLAN, "2027Q4")
        found = sheet.read({plan: 4.5})
        assert found.picked == written
        told = tomllib.loads(overlay_of(found, found.edits, "abc"))
        assert told.get("parent") == parent
        assert next(one for one in told["change"] if one["path"] == POSITION)["set"] == position["set"]
        case = ran(found, folder)
        assert float(case.inputs.values["install_lag"].ravel()[0]) == 0.75
        same(case, found.after())

    def test_base_picked_in_it_again(self, tmp_path: Path) -> None:
        sheet = with_scenario(tmp_path, "slower", ("guidance.plan_position=0.75",))
        found = sheet.read({("Inputs", "B3"): "base", sheet.override(PLAN, "2027Q4"): 4.5})
        case = ran(found, tmp_path)
        assert float(case.inputs.values["plan_position"].ravel()[0]) == 0.5
        same(case, found.after())

    def test_a_scenario_file(self, tmp_path: Path) -> None:
        (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
        pack = copied(MICROSOFT, tmp_path / "pack")
        sheet = sheet_of(Project.open(str(pack)).case(str(tmp_path / "mine.toml")), tmp_path, str(tmp_path / "mine.toml"))
        content = typed(sheet.content, {sheet.override(LAG): 2.5})
        found = read_edits(content, "model.xlsx", str(pack), str(tmp_path / "mine.toml"))
        case = ran(found, tmp_path)
        assert float(case.inputs.values["plan_position"].ravel()[0]) == 0.75
        same(case, found.after())


def test_a_view_belongs_to_its_base(tmp_path: Path) -> None:
    pack = copied(MICROSOFT, tmp_path / "pack")
    project = Project.open(str(pack))
    sheet = sheet_of(project.case(), tmp_path)
    cells: Cells = {sheet.override(POSITION): 0.8}
    found = sheet.read(cells)
    assert not of_another_base(ran(found, tmp_path, project.case().inputs.hash))
    lag_is("2")(pack)
    moved = Project.open(str(pack)).case(str(tmp_path / "view.toml"))
    (warning,) = of_another_base(moved)
    assert warning.startswith("view.toml was made on another base")


def of_another_base(case: Case) -> list[str]:
    return [warning for warning in case.inputs.warnings if "another base" in warning]
