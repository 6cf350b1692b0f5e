"""Moved on: the pack has changed since the file was written - base then, base now and theirs are told apart, and nothing is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from finmodel.edits.edit import Edit
from finmodel.edits.errors import EditsConflict, PickedGoneError
from finmodel.edits.read import Edits, read_edits
from finmodel.edits.settle import settled
from finmodel.project import Project
from tests.edits.sheet import Sheet, sheet_of
from tests.edits.typing import Cells, typed
from tests.packs import MICROSOFT, copied

LAG, POSITION, PLAN = "fleet.install_lag", "guidance.plan_position", "guidance.other_capex_plan"
SLOWER = 'title = "Slower"\nsays = "Chips take longer."\n[[change]]\npath = "fleet.install_lag"\nset = {}\nunit = "quarter"\n'

Change = Callable[[Path], None]


def in_file(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert len(re.findall(old, text, re.DOTALL)) == 1, (name, old)
        (folder / name).write_text(re.sub(old, new, text, flags=re.DOTALL), encoding="utf-8")

    return change


def lag_is(value: str) -> Change:
    return in_file("fleet.toml", r"(\[install_lag\]\nvalue = )\S+", rf"\g<1>{value}")


def scenario(name: str, amount: float) -> Change:
    def change(folder: Path) -> None:
        (folder / "scenarios").mkdir(exist_ok=True)
        (folder / "scenarios" / f"{name}.toml").write_text(SLOWER.format(amount), encoding="utf-8")

    return change


def without_leased(folder: Path) -> None:
    """The pack without one of its phases."""
    in_file("pack.toml", r', "additions_leased"\]', "]")(folder)
    in_file("pack.toml", r'additions_leased = "new_sites"\n', "")(folder)
    in_file("pack.toml", r'additions_leased = "Additions from 2026, leased"\n', "")(folder)
    text = (folder / "sites.toml").read_text(encoding="utf-8")
    (folder / "sites.toml").write_text(re.sub(r"\[additions_leased\..*?(?=\n\[|\Z)", "", text, flags=re.DOTALL), encoding="utf-8")


def longer(folder: Path) -> None:
    in_file("pack.toml", 'last = "2028Q4"', 'last = "2029Q4"')(folder)
    in_file("pack.toml", '"v2028"]', '"v2028", "v2029"]')(folder)
    in_file("pack.toml", 'v2028 = "Servers of 2028"\n', 'v2028 = "Servers of 2028"\nv2029 = "Servers of 2029"\n')(folder)
    with (folder / "fleet.toml").open("a", encoding="utf-8") as file:
        file.write('\n[v2029.vintage_year]\nvalue = 2029\nunit = "count"\nsource = "definitions"\nas_of = 2021-12-31\nconfidence = "judgement"\n')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(MICROSOFT, tmp_path / "pack")


def written(folder: Path) -> Sheet:
    return sheet_of(Project.open(str(folder)).case(), folder.parent)


def read(sheet: Sheet, cells: Cells, *changes: Change, picked: str = "") -> Edits:
    """What is read once the pack has changed."""
    for change in changes:
        change(Path(sheet.folder))
    pick = {("Inputs", "B3"): picked} if picked else {}
    return read_edits(typed(sheet.content, {**cells, **pick}), "model.xlsx", sheet.folder)


def states(found: Edits) -> list[tuple[str, object, object, object, str]]:
    return [(edit.place, edit.then, edit.now, edit.theirs, edit.state) for edit in found.edits]


def nothing_else(found: Edits) -> bool:
    return not (found.typed_over or found.reworded or found.retold or found.gone or found.sheets or found.names or found.beside
                or found.doubted or found.elsewhere or found.questions)  # fmt: skip


class TestAValue:
    @pytest.mark.parametrize(
        ("theirs", "now", "state"),
        [(2.5, "1.28", "edited"), (2.5, "2", "conflict"), (2, "2", "agrees"), (1.28, "2", "conflict")],
    )
    def test_three_states(self, theirs: float, now: str, state: str, folder: Path) -> None:
        sheet = written(folder)
        found = read(sheet, {sheet.override(LAG): theirs}, lag_is(now))
        assert states(found) == [(LAG, 1.28, float(now), theirs, state)]
        assert nothing_else(found)
        assert found.moved == ()

    def test_a_change_of_the_pack_alone_is_no_edit(self, folder: Path) -> None:
        sheet = written(folder)
        found = read(sheet, {sheet.override(POSITION): 0.8}, lag_is("2"))
        assert states(found) == [(POSITION, 0.5, 0.5, 0.8, "edited")]
        assert [(one.path, one.then, one.now) for one in found.moved] == [(LAG, 1.28, 2.0)]
        assert nothing_else(found)
        assert found.origin.moved_on

    def test_another_unit_is_the_same_amount(self, folder: Path) -> None:
        """1.28 quarters are 3.84 months; a file has an input in the unit in which it was written."""
        sheet = written(folder)
        found = read(sheet, {sheet.override(LAG): 2.5}, lag_is("3.84"), in_file("fleet.toml", r'(value = 3.84\nunit = )"quarter"\nlow = 0.5\nhigh = 2.5', r'\1"month"\nlow = 1.5\nhigh = 7.5'))
        ((place, then, now, theirs, state),) = states(found)
        assert (place, then, theirs, state) == (LAG, 1.28, 2.5, "edited")
        assert now == pytest.approx(1.28, rel=1e-12)
        assert float(found.after().inputs.values["install_lag"].ravel()[0]) == pytest.approx(2.5 * 0.25)


class TestScenarios:
    def test_one_that_was_added(self, folder: Path) -> None:
        sheet = written(folder)
        found = read(sheet, {sheet.override(POSITION): 0.8}, scenario("slower", 3))
        assert states(found) == [(POSITION, 0.5, 0.5, 0.8, "edited")]
        assert nothing_else(found)
        assert found.moved == ()

    def test_one_that_was_removed(self, folder: Path) -> None:
        scenario("slower", 3)(folder)
        sheet = written(folder)
        found = read(sheet, {sheet.override(POSITION): 0.8}, lambda folder: (folder / "scenarios" / "slower.toml").unlink())
        assert states(found) == [(POSITION, 0.5, 0.5, 0.8, "edited")]
        assert nothing_else(found)

    def test_one_that_was_removed_and_is_picked(self, folder: Path) -> None:
        scenario("slower", 3)(folder)
        sheet = written(folder)
        with pytest.raises(PickedGoneError, match="'slower', which the pack has no more"):
            read(sheet, {}, lambda folder: (folder / "scenarios" / "slower.toml").unlink(), picked="slower")

    def test_one_that_was_changed_and_is_picked(self, folder: Path) -> None:
        scenario("slower", 3)(folder)
        sheet = written(folder)
        found = read(sheet, {sheet.override(LAG): 2.0}, scenario("slower", 4), picked="slower")
        assert states(found) == [(LAG, 3.0, 4.0, 2.0, "conflict")]
        assert nothing_else(found)


class TestMembers:
    def test_a_phase_that_was_added(self, folder: Path) -> None:
        full = (folder / "pack.toml").read_text(encoding="utf-8"), (folder / "sites.toml").read_text(encoding="utf-8")
        without_leased(folder)
        sheet = written(folder)

        def restored(folder: Path) -> None:
            (folder / "pack.toml").write_text(full[0], encoding="utf-8")
            (folder / "sites.toml").write_text(full[1], encoding="utf-8")

        found = read(sheet, {sheet.override(LAG): 2.5, sheet.override("sites.additions_built.capacity"): 1234}, restored)
        assert {(place, theirs, state) for place, _, _, theirs, state in states(found)} == {
            (LAG, 2.5, "edited"), ("sites.additions_built.capacity", 1234, "edited"),
        }  # fmt: skip
        assert nothing_else(found)

    def test_a_phase_that_was_removed(self, folder: Path) -> None:
        sheet = written(folder)
        cells = {sheet.override(LAG): 2.5, sheet.override("sites.additions_leased.capacity"): 1234,
                 sheet.override("sites.additions_leased.first_energised"): date(2027, 2, 15)}  # fmt: skip
        found = read(sheet, cells, without_leased)
        assert {(place, now, theirs, state) for place, _, now, theirs, state in states(found)} == {
            (LAG, 1.28, 2.5, "edited"), ("sites.additions_leased.capacity", None, 1234, "gone"),
            ("sites.additions_leased.first_energised", None, date(2027, 2, 15), "gone"),
        }  # fmt: skip
        assert nothing_else(found)
        assert [edit.path for edit in settled("model.xlsx", found.edits, "theirs", None)] == [LAG]
        assert float(found.after().inputs.values["install_lag"].ravel()[0]) == pytest.approx(2.5 * 0.25)


class TestTheTimeline:
    def test_a_longer_one(self, folder: Path) -> None:
        sheet = written(folder)
        found = read(sheet, {sheet.override(PLAN, "2028Q4"): 4.5, sheet.override(LAG): 2.5}, longer)
        assert {(place, theirs, state) for place, _, _, theirs, state in states(found)} == {(f"{PLAN}@2028Q4", 4.5, "edited"), (LAG, 2.5, "edited")}
        assert nothing_else(found)

    def test_a_shorter_one(self, folder: Path) -> None:
        before = {name: (folder / name).read_text(encoding="utf-8") for name in ("pack.toml", "fleet.toml")}
        longer(folder)
        sheet = written(folder)
        found = read(sheet, {sheet.override(PLAN, "2029Q2"): 4.5, sheet.override(LAG): 2.5},
                     lambda folder: [(folder / name).write_text(text, encoding="utf-8") for name, text in before.items()] and None)  # fmt: skip
        assert {(place, theirs, state) for place, _, _, theirs, state in states(found)} == {(f"{PLAN}@2029Q2", 4.5, "gone"), (LAG, 2.5, "edited")}
        assert nothing_else(found)


class TestAnAnalystsChangesAreToldAllTheSame:
    def test_one_formula_of_a_row(self, folder: Path) -> None:
        sheet = written(folder)
        cell = sheet.line("guidance.capex", "2027Q1")
        found = read(sheet, {cell: 42e9, ("Fleet", "ZZ3"): "aside"}, scenario("slower", 3))
        assert [one.cell for one in found.typed_over] == ["!".join(cell)]


EDITS = [
    Edit("a.edited", "", "Inputs!G1", "override", "MW", 1.0, 1.0, 2.0), Edit("a.conflict", "", "Inputs!G2", "override", "MW", 1.0, 3.0, 2.0),
    Edit("a.agrees", "", "Inputs!G3", "override", "MW", 1.0, 2.0, 2.0), Edit("a.gone", "", "Inputs!G4", "override", "MW", 1.0, None, 2.0),
]  # fmt: skip


def test_what_is_kept() -> None:
    assert [edit.path for edit in settled("f", EDITS, "theirs", None)] == ["a.edited", "a.conflict"]
    assert [edit.path for edit in settled("f", EDITS, "ours", None)] == ["a.edited"]
    assert [edit.path for edit in settled("f", EDITS, "ask", lambda edit: True)] == ["a.edited", "a.conflict"]
    assert [edit.path for edit in settled("f", EDITS, "ask", lambda edit: False)] == ["a.edited"]
    with pytest.raises(EditsConflict, match=r"1 input that the file changes too, first a.conflict\. Nothing was saved") as caught:
        settled("f", EDITS, "ask", None)
    assert caught.value.exit_code == 6
