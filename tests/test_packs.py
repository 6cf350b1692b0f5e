"""Packs: another company is TOML and CSV alone, blocks that it leaves out are absent, and init starts one that runs."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from finmodel.blocks import BLOCKS
from finmodel.project import Case, Project
from finmodel.workbook.recalculate import recalculate
from tests.commands.ran import finmodel
from tests.packs import META, MICROSOFT, copied, mistakes
from tests.workbook.reading import apart, stale, stored_cells

ABSENT = ("rented", "people", "deals", "outcomes", "group", "programme")
"""Blocks of the Meta model that the Microsoft pack does not ask for."""


@pytest.fixture(scope="module")
def microsoft() -> Case:
    return Project.open(str(MICROSOFT)).case()


@pytest.fixture(scope="module")
def content(microsoft: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("microsoft") / "model.xlsx"
    microsoft.write_workbook(path)
    return path.read_bytes()


class TestMicrosoft:
    def test_it_is_text_alone(self) -> None:
        assert {path.suffix for path in MICROSOFT.rglob("*") if path.is_file()} == {".toml", ".csv", ".md"}

    def test_every_check_and_every_reality_row_holds(self, microsoft: Case) -> None:
        assert microsoft.failures == []
        assert [verdict.words for verdict in microsoft.verdicts] == ["met"] * 2

    def test_its_workbook_recalculates_to_what_the_engine_says(self, microsoft: Case, content: bytes) -> None:
        sheets = recalculate(content)
        assert apart(sheets, microsoft.layout, microsoft.values) == []
        assert stale(stored_cells(content), sheets, microsoft.model) == []

    def test_blocks_that_it_leaves_out_are_absent_from_lines_and_sheets(self, microsoft: Case, content: bytes) -> None:
        assert [block.name for block in microsoft.model.blocks] == ["timing", "sites", "fleet", "guidance", "own"]
        assert not {item.block for item in microsoft.model.lines.values()} & set(ABSENT)
        sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames
        titles = {block.name: block.title for block in BLOCKS}
        assert not {titles[name] for name in ABSENT} & set(sheets)
        assert {"Timing", "Sites", "Fleet", "Guidance", "Own", "Annual", "Checks", "Reconciliation"} <= set(sheets)

    def test_outcomes_hold_only_lines_that_are_there(self, tmp_path: Path) -> None:
        ran = finmodel("run", "--pack", str(MICROSOFT), "--json", "--no-workbook", "--out", str(tmp_path))
        assert ran.code == 0
        lines = {row["line"] for row in ran.json["scenarios"][0]["outcomes"]}
        assert {"capex", "owned_h100e", "operating_h100e", "energised_it_capacity"} <= lines
        assert not {"headcount", "cost_per_researcher", "compute_per_researcher", "research_h100e"} & lines

    @pytest.mark.parametrize("command", [["run", "--no-workbook"], ["check"], ["lines"], ["inputs"], ["sources"],
                                         ["explain", "owned_h100e", "FY2025"]])  # fmt: skip
    def test_every_command_takes_it(self, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        ran = finmodel(*command, "--pack", str(MICROSOFT))
        assert (ran.code, ran.err.count("Traceback")) == (0, 0)
        assert "Microsoft" in ran.out or command[0] != "run"

    def test_capex_of_a_fiscal_year_that_ends_in_june_is_the_sum_of_its_quarters(self, microsoft: Case) -> None:
        # edgar-facts: 64.551 billion from July 2024 to June 2025, quarters 11 to 14 of a timeline from 2022Q1
        quarters = microsoft.results.quarters_of("capex")[0][10:14]
        assert quarters.sum() / 1e9 == pytest.approx(64.551, rel=0.0005)


class TestBlocks:
    def test_an_unknown_block_is_refused_with_a_hint(self, tmp_path: Path) -> None:
        text = (MICROSOFT / "pack.toml").read_text(encoding="utf-8").replace('"fleet"', '"flete"')
        found = mistakes(copied(MICROSOFT, tmp_path / "mine", {"pack.toml": text}))
        assert found[0] == (
            "pack.toml: blocks: found the block 'flete'; wanted one of timing, sites, fleet, rented, people, deals, "
            "guidance, outcomes, group, programme. Did you mean 'fleet'?"
        )

    def test_a_block_without_the_one_it_stands_on_is_refused(self, tmp_path: Path) -> None:
        text = (MICROSOFT / "pack.toml").read_text(encoding="utf-8").replace('"sites", ', "")
        folder = copied(MICROSOFT, tmp_path / "mine", {"pack.toml": text})
        ran = finmodel("check", "--pack", str(folder))
        assert ran.code == 3
        assert "which no block defines" in ran.err
        assert "Traceback" not in ran.err

    def test_a_pack_that_names_no_block_gets_all_of_them(self) -> None:
        model = Project.open(str(META)).model
        assert [block.name for block in model.blocks][: len(BLOCKS)] == [block.name for block in BLOCKS]


class TestInit:
    @pytest.mark.parametrize("pack", [META, MICROSOFT], ids=["meta", "microsoft"])
    def test_it_starts_a_pack_that_runs_and_gives_the_same(
        self, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert finmodel("init", "mine", "--pack", str(pack)).code == 0
        ours = Project.open(str(tmp_path / "mine")).case()
        theirs = Project.open(str(pack)).case()
        assert ours.failures == []
        assert all(np.array_equal(ours.values[line], theirs.values[line], equal_nan=True) for line in theirs.values)
        assert finmodel("run", "--pack", "mine", "--no-workbook", "--out", "out").code == 0
        assert (tmp_path / "mine" / "reconciliation.toml").exists()

    def test_a_folder_that_holds_something_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "notes.txt").write_text("mine")
        assert finmodel("init", str(tmp_path / "mine")).code == 6
        assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
