"""edits: what is printed and with which exit code, the whole JSON, what is asked and saved; the file stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from finmodel.commands.edits import edits
from tests.commands.ran import Ran, finmodel
from tests.edits.sheet import Sheet
from tests.edits.test_moved_on import SLOWER, lag_is
from tests.edits.test_read import CUSTOM, LAG, PLAN, POSITION
from tests.edits.typing import Cells, Formula, typed
from tests.packs import META, MICROSOFT, copied
from tests.workbook.hostile import GOOD, parts_of, with_parts, zipped


@pytest.fixture
def file(here: Path, small: Sheet) -> Path:
    """A file with one override, one doubtful cell and one formula typed over."""
    return written(here, small, {small.override(LAG): 2.5})


def written(here: Path, sheet: Sheet, cells: Cells, name: str = "model.xlsx") -> Path:
    (here / name).write_bytes(typed(sheet.content, cells))
    os.utime(here / name, (1, 1))
    return here / name


class TestText:
    def test_everything_in_its_order_and_no_line_too_wide(self, here: Path, small: Sheet) -> None:
        capex = {small.line("guidance.capex", f"2027Q{quarter}"): 42e9 for quarter in (1, 2, 3)}
        sheet, address = small.line("guidance.capex", "2028Q1")
        row = small.override(LAG)[1][1:]
        written(here, small, {
            small.override(LAG): 2.5, small.base(POSITION): 0.8, small.override(PLAN, "2027Q1"): 4.5, small.override(PLAN, "2027Q2"): 4.5,
            small.override("fleet.economic_life"): "1.250", **capex, (sheet, address): Formula("AH18*1.1", 1.0), ("Inputs", f"I{row}"): 0.5,
            ("Inputs", f"A{row}"): "Delay", ("Fleet", "ZZ3"): "aside",
        })  # fmt: skip
        ran = finmodel("edits", "model.xlsx")
        assert ran.code == 3
        assert max(len(line) for line in ran.out.splitlines()) <= 130
        heads = [line for line in ran.out.splitlines() if re.fullmatch(r"\S.* \(\d+\)", line)]
        assert heads == [
            "Changed inputs (3)", "To be asked about (1)", "Calculated cells typed over: change the inputs instead (1)",
            "Formulas worded otherwise: change the inputs instead (1)", "Numbers of finmodel's that are no inputs, changed (1)",
        ]  # fmt: skip
        first, last = small.override(PLAN, "2027Q1")[1], small.override(PLAN, "2027Q2")[1]
        assert f"  {LAG}: 1.28 -> 2.5 quarter  [Inputs!G{row}]" in ran.out
        assert f"  {POSITION}: 0.5 -> 0.8 share  [Inputs!{small.base(POSITION)[1]}, over the number of base]" in ran.out
        assert f"-> 4.5 USD billion  [Series!{first} to {last}]" in ran.out
        assert "(guidance.capex): 3 cells hold 42,000,000,000 where =IF(" in ran.out
        assert "says =AH18*1.1 where =IF(" in ran.out
        assert f"Inputs!I{row} ({LAG}, factor to model unit): 0.25 -> 0.5" in ran.out
        assert "Added: cells beside finmodel's: Fleet!ZZ3." in ran.out
        assert f"changed: 1 cell, Inputs!A{row}." in ran.out
        assert "so the file itself may show other numbers" in " ".join(ran.out.split())
        assert "Outcomes, base without and with them:" in ran.out
        assert "model.xlsx: 1 cell cannot be read in one way. Say which is meant, for example --answer fleet.economic_life=1.25" in ran.err

    def test_an_untouched_file(self, here: Path, small: Sheet) -> None:
        (here / "model.xlsx").write_bytes(small.content)
        ran = finmodel("edits", "model.xlsx")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines()[1:] == ["Nothing was changed in it."]

    def test_quiet(self, file: Path) -> None:
        ran = finmodel("edits", "model.xlsx", "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")

    def test_control_characters_are_shown_and_not_obeyed(self, here: Path, small: Sheet) -> None:
        written(here, small, {small.override(LAG): "red\u009b31m", ("Fleet", "ZZ3"): "x", small.line("guidance.capex", "2027Q1"): "\u202ebidi\u009b"})
        ran = finmodel("edits", "model.xlsx")
        assert not [char for char in ran.out + ran.err if not char.isprintable() and char != "\n"]


class TestJson:
    KEYS = (
        "schema", "file", "pack", "as_of", "finmodel", "inputs_hash", "written_for", "picked", "author", "saved", "pack_moved_on", "edits", "not_in_use",
        "moved_in_pack", "questions", "typed_over", "reworded", "retold", "gone", "doubted", "added_sheets", "added_names", "added_cells", "outcomes",
    )  # fmt: skip

    def test_it_is_complete(self, here: Path, small: Sheet) -> None:
        cells: Cells = {small.override(LAG): 2.5, small.override(PLAN, "2027Q1"): "1.234", small.line("guidance.capex", "2027Q1"): 42e9,
                        small.line("guidance.capex", "2027Q2"): Formula("1+1", 2.0), small.base(LAG): 2.0}  # fmt: skip
        written(here, small, cells)
        ran = finmodel("edits", "model.xlsx", "--json")
        assert ran.code == 3
        found = json.loads(ran.out)
        assert tuple(found) == self.KEYS
        assert found["schema"] == 1
        assert found["edits"] == [{"path": LAG, "period": None, "cell": "!".join(small.override(LAG)), "how": "override", "unit": "quarter",
                                   "then": 1.28, "now": 1.28, "theirs": 2.5, "state": "edited", "kept": True}]  # fmt: skip
        assert [one["how"] for one in found["not_in_use"]] == ["base"]
        (question,) = found["questions"]
        assert (question["path"], question["period"], question["typed"], question["readings"]) == (PLAN, "2027Q1", "1.234", [1.234, 1234.0])
        assert [one["found"] for one in found["typed_over"]] == [42e9]
        assert [one["found"] for one in found["reworded"]] == ["=1+1"]
        lines = {row["line"] for row in found["outcomes"]}
        assert {"line", "members", "period", "unit", "without", "with"} == set(found["outcomes"][0])
        assert lines
        assert finmodel("edits", "model.xlsx", "--json").out == ran.out

    def test_an_untouched_file_changes_nothing(self, here: Path, small: Sheet) -> None:
        (here / "model.xlsx").write_bytes(small.content)
        found = finmodel("edits", "model.xlsx", "--json").json
        assert [key for key in self.KEYS if found[key] == []] == [
            "edits", "not_in_use", "moved_in_pack", "questions", "typed_over", "reworded", "retold", "gone", "doubted", "added_sheets", "added_names",
            "added_cells", "outcomes",
        ]  # fmt: skip


class TestSave:
    def test_it_is_written_and_runs(self, file: Path, here: Path) -> None:
        ran = finmodel("edits", "model.xlsx", "-o", "my_view.toml", "--author", "Ada", "--note", "Later")
        assert ran.code == 0
        assert ran.out.endswith("Wrote my_view.toml. Next: finmodel run my_view.toml\n")
        text = (here / "my_view.toml").read_text(encoding="utf-8")
        assert 'author = "Ada"\nnote = "Later"\n' in text
        (change,) = finmodel("compare", "base", "my_view.toml", "--pack", str(MICROSOFT), "--json").json["inputs"]["my_view"]
        assert (change["path"], change["points"][0]["value"]) == (LAG, 2.5)

    def test_what_is_there_is_replaced_with_force_alone(self, file: Path, here: Path) -> None:
        (here / "view.toml").write_text("mine")
        refused = finmodel("edits", "model.xlsx", "-o", "view.toml")
        assert (refused.code, refused.out) == (6, "")
        assert "view.toml exists. Name another file, or replace it with --force." in refused.err
        assert (here / "view.toml").read_text() == "mine"
        assert finmodel("edits", "model.xlsx", "-o", "view.toml", "--force").code == 0
        assert "install_lag" in (here / "view.toml").read_text()

    @pytest.mark.parametrize(
        ("name", "code", "says"),
        [("view.txt", 2, "an overlay is a .toml file. Name it, for example, view.toml."), ("base.toml", 2, "the pack has a scenario 'base'"),
         ("no/such/folder/view.toml", 6, "view.toml")],
    )  # fmt: skip
    def test_a_place_that_will_not_do(self, name: str, code: int, says: str, file: Path, here: Path) -> None:
        ran = finmodel("edits", "model.xlsx", "-o", name)
        assert ran.code == code
        assert says in ran.err
        assert not (here / name).exists()

    def test_nothing_is_saved_while_something_is_asked(self, here: Path, small: Sheet) -> None:
        written(here, small, {small.override(LAG): "2.500"})
        ran = finmodel("edits", "model.xlsx", "-o", "view.toml")
        assert ran.code == 3
        assert not (here / "view.toml").exists()
        ran = finmodel("edits", "model.xlsx", "-o", "view.toml", "--answer", f"{LAG}=2.5")
        assert ran.code == 0
        assert "set = 2.5" in (here / "view.toml").read_text()


class TestMovedOn:
    @pytest.fixture
    def pack(self, here: Path, small: Sheet) -> Path:
        """A pack whose lag has changed under an override of it."""
        folder = copied(MICROSOFT, here / "pack")
        lag_is("2")(folder)
        written(here, small, {small.override(LAG): 2.5, small.override(POSITION): 0.8})
        return folder

    def run(self, *arguments: str) -> Ran:
        return finmodel("edits", "model.xlsx", "--pack", "pack", *arguments)

    def test_it_is_told_in_three_states(self, pack: Path) -> None:
        ran = self.run()
        assert ran.code == 0
        assert "The pack has moved on since" in ran.out
        assert "In conflict: the pack has changed them since, too (1)" in ran.out
        assert f"  {LAG}: was 1.28; the pack now has 2 quarter; the file has 2.5 quarter" in ran.out
        found = self.run("--json").json
        assert [(edit["path"], edit["then"], edit["now"], edit["theirs"], edit["state"]) for edit in found["edits"]] == [
            (LAG, 1.28, 2, 2.5, "conflict"), (POSITION, 0.5, 0.5, 0.8, "edited"),
        ]  # fmt: skip

    def test_nothing_is_saved_without_a_choice(self, pack: Path, here: Path) -> None:
        ran = self.run("-o", "view.toml")
        assert (ran.code, ran.out) == (6, "")
        assert f"first {LAG}. Nothing was saved. --take theirs keeps the file's" in ran.err
        assert not (here / "view.toml").exists()

    @pytest.mark.parametrize(("take", "paths"), [("theirs", [LAG, POSITION]), ("ours", [POSITION])])
    def test_a_choice_for_all(self, take: str, paths: list[str], pack: Path, here: Path) -> None:
        assert self.run("-o", "view.toml", "--take", take).code == 0
        assert re.findall(r'path = "([^"]*)"', (here / "view.toml").read_text()) == paths


class TestAsked:
    """At a terminal each doubtful cell and each conflict is asked about."""

    @pytest.fixture(autouse=True)
    def terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("finmodel.commands.edits.at_terminal", lambda: True)

    def test_a_doubtful_cell(self, here: Path, small: Sheet) -> None:
        written(here, small, {small.override(LAG): "2.500"})
        told = CliRunner().invoke(edits, ["model.xlsx", "-o", "view.toml"], input="2.5\n")
        assert told.exit_code == 0, told.output
        assert "2.5 quarter or 2500 quarter?" in told.output
        assert "set = 2.5" in (here / "view.toml").read_text()

    @pytest.mark.parametrize(("answer", "saved"), [("theirs", True), ("ours", False)])
    def test_a_conflict(self, answer: str, saved: bool, here: Path, small: Sheet) -> None:
        lag_is("2")(copied(MICROSOFT, here / "pack"))
        written(here, small, {small.override(LAG): 2.5, small.override(POSITION): 0.8})
        told = CliRunner().invoke(edits, ["model.xlsx", "--pack", "pack", "-o", "view.toml"], input=f"neither\n{answer}\n")
        assert told.exit_code == 0, told.output
        assert "Keep theirs, the file's, or ours, the pack's?" in told.output
        assert (LAG in (here / "view.toml").read_text()) == saved


class TestRefused:
    def refused(self, *arguments: str, code: int = 3) -> str:
        ran = finmodel("edits", *arguments)
        assert (ran.code, ran.out) == (code, "")
        assert "Traceback" not in ran.err
        assert ran.err.startswith("finmodel: ")
        return ran.err

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [(("--answer", "nonsense"), "Write PATH=AMOUNT"), (("--answer", "=3"), "Write PATH=AMOUNT"), (("--answer", f"{LAG}="), "Write PATH=AMOUNT")],
    )
    def test_an_answer_that_is_none(self, arguments: tuple[str, ...], says: str, file: Path) -> None:
        assert says in self.refused("model.xlsx", *arguments, code=2)

    def test_an_answer_to_nothing(self, file: Path) -> None:
        assert "nothing is asked of" in self.refused("model.xlsx", "--answer", f"{POSITION}=0.5")

    def test_a_file_that_is_not_there(self, here: Path) -> None:
        assert "gone.xlsx" in self.refused("gone.xlsx")

    @pytest.mark.parametrize("content", [b"", b"PK", b"text", GOOD[: len(GOOD) // 2], GOOD, zipped({"a": b"b"}), b"\xd0\xcf\x11\xe0" + b"\0" * 600])
    def test_what_is_no_workbook_of_ours(self, content: bytes, here: Path) -> None:
        (here / "bad.xlsx").write_bytes(content)
        assert "bad.xlsx" in self.refused("bad.xlsx")

    @pytest.mark.parametrize(
        "part",
        ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml", "docProps/custom.xml", "docProps/core.xml", "[Content_Types].xml"],
    )
    @pytest.mark.parametrize("damage", [b"", b"<", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\xff\xfe\x00"])
    def test_a_part_that_is_spoilt(self, part: str, damage: bytes, here: Path, small: Sheet) -> None:
        """Whatever the damage, there is a sentence, or the rest is read."""
        (here / "bad.xlsx").write_bytes(with_parts(small.content, {part: damage}))
        ran = finmodel("edits", "bad.xlsx")
        assert ran.code in (0, 3)
        assert "Traceback" not in ran.err
        assert "This is a bug" not in ran.err

    def test_another_pack(self, file: Path) -> None:
        assert "meta" in self.refused("model.xlsx", "--pack", str(META))

    def test_a_missing_record_and_an_older_layout(self, here: Path, small: Sheet) -> None:
        text = parts_of(small.content)[CUSTOM]
        for pattern, new, says in ((rb'<property[^>]*name="finmodel\.record\..*?</property>', b"", "does not say what finmodel wrote"),
                                   (rb'(name="finmodel\.schema"><vt:[^>]*>)\d+', rb"\g<1>1", "has layout 1")):  # fmt: skip
            (here / "old.xlsx").write_bytes(with_parts(small.content, {CUSTOM: re.sub(pattern, new, text)}))
            assert says in self.refused("old.xlsx")

    def test_a_scenario_that_is_gone(self, here: Path, small: Sheet) -> None:
        written(here, small, {("Inputs", "B3"): "nul\u009b"})
        assert "picks the scenario" in self.refused("model.xlsx")


def test_the_file_stays_as_it_is(here: Path, small: Sheet) -> None:
    path = written(here, small, {small.override(LAG): "2.500", small.override(POSITION): 0.8})
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for arguments in ((), ("--json",), ("-o", "view.toml", "--answer", f"{LAG}=2.5"), ("--answer", f"{LAG}=soon")):
        finmodel("edits", "model.xlsx", *arguments)
        assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime) == (before, 1)
    path.chmod(0o400)
    assert finmodel("edits", "model.xlsx", "--answer", f"{LAG}=2.5").code == 0


def test_a_shipped_scenarios_name_is_refused(here: Path, small: Sheet) -> None:
    pack = copied(MICROSOFT, here / "pack")
    (pack / "scenarios").mkdir()
    (pack / "scenarios" / "slower.toml").write_text(SLOWER.format(3), encoding="utf-8")
    written(here, small, {small.override(LAG): 2.5})
    ran = finmodel("edits", "model.xlsx", "--pack", "pack", "-o", "slower.toml")
    assert (ran.code, (here / "slower.toml").exists()) == (2, False)
    assert "the pack has a scenario 'slower'; give the overlay a name of its own" in ran.err
