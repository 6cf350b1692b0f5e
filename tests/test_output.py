"""Output: files appear whole or not at all, and nothing of anybody else is replaced."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from finmodel.errors import OutputError
from finmodel.output import MANIFEST, OutputFolder


def writing(text: str) -> object:
    return lambda path: path.write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    made = OutputFolder(tmp_path / "out" / "base")
    made.write("table.csv", writing("old"))
    return made


def names(folder: OutputFolder) -> set[str]:
    return {path.name for path in folder.folder.iterdir()}


class TestWhole:
    def test_a_file_appears_and_its_hash_is_kept(self, folder: OutputFolder) -> None:
        assert (folder.folder / "table.csv").read_text() == "old"
        assert set(json.loads((folder.folder / MANIFEST).read_text())) == {"table.csv"}
        assert names(folder) == {"table.csv", MANIFEST}

    def test_what_the_maker_returns_comes_back(self, folder: OutputFolder) -> None:
        assert folder.write("more.csv", lambda path: path.write_text("12345")) == 5

    @pytest.mark.parametrize("problem", [ValueError("bug"), KeyboardInterrupt(), MemoryError()])
    def test_a_maker_that_fails_halfway_leaves_the_old_file(self, folder: OutputFolder, problem: BaseException) -> None:
        def fails(path: Path) -> None:
            path.write_text("half")
            raise problem

        before = (folder.folder / MANIFEST).read_bytes()
        with pytest.raises(type(problem)):
            folder.write("table.csv", fails)
        assert (folder.folder / "table.csv").read_text() == "old"
        assert (folder.folder / MANIFEST).read_bytes() == before
        assert names(folder) == {"table.csv", MANIFEST}

    def test_a_disk_that_refuses_is_an_output_error_and_leaves_the_old_file(self, folder: OutputFolder) -> None:
        def full(path: Path) -> None:
            path.write_text("half")
            raise OSError(28, "No space left on device")

        with pytest.raises(OutputError, match=r"table\.csv cannot be written: No space left on device"):
            folder.write("table.csv", full)
        assert (folder.folder / "table.csv").read_text() == "old"
        assert names(folder) == {"table.csv", MANIFEST}

    def test_a_file_that_cannot_be_replaced_is_an_output_error(
        self, folder: OutputFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locked(source: object, target: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "replace", locked)
        with pytest.raises(OutputError, match="Close it if it is open elsewhere") as caught:
            folder.write("table.csv", writing("new"))
        assert caught.value.exit_code == 6
        assert (folder.folder / "table.csv").read_text() == "old"
        assert names(folder) == {"table.csv", MANIFEST}

    def test_a_workbook_that_cannot_be_created_is_an_output_error(self, folder: OutputFolder, case: object) -> None:
        folder.folder = folder.folder / "gone"
        with pytest.raises(OutputError):
            folder.write("model.xlsx", case.write_workbook)


class TestOwnership:
    def test_its_own_file_may_be_replaced(self, folder: OutputFolder) -> None:
        again = OutputFolder(folder.folder)
        again.check("table.csv", "not_there_yet.csv")
        again.write("table.csv", writing("new"))
        assert (folder.folder / "table.csv").read_text() == "new"

    def test_a_changed_file_is_refused(self, folder: OutputFolder) -> None:
        (folder.folder / "table.csv").write_text("mine")
        with pytest.raises(OutputError, match=r"table\.csv has changed since finmodel wrote it.*--force") as caught:
            OutputFolder(folder.folder).check("table.csv")
        assert caught.value.exit_code == 6

    def test_a_foreign_file_is_refused(self, folder: OutputFolder) -> None:
        (folder.folder / "model.xlsx").write_text("mine")
        with pytest.raises(OutputError, match=r"model\.xlsx exists and was not written by finmodel.*--force"):
            OutputFolder(folder.folder).check("model.xlsx")

    def test_force_allows_both(self, folder: OutputFolder) -> None:
        (folder.folder / "table.csv").write_text("mine")
        (folder.folder / "model.xlsx").write_text("mine")
        forced = OutputFolder(folder.folder, force=True)
        forced.check("table.csv", "model.xlsx")
        forced.write("table.csv", writing("new"))
        OutputFolder(folder.folder).check("table.csv")

    @pytest.mark.parametrize("content", ["", "not json", "[]", '{"table.csv": 1}', "\x00"])
    def test_a_broken_manifest_protects_every_file(self, folder: OutputFolder, content: str) -> None:
        (folder.folder / MANIFEST).write_text(content)
        with pytest.raises(OutputError):
            OutputFolder(folder.folder).check("table.csv")

    def test_a_file_in_place_of_the_folder_is_an_output_error(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("")
        with pytest.raises(OutputError, match="--out"):
            OutputFolder(tmp_path / "taken" / "base")


def test_results_of_another_pack_are_not_replaced(tmp_path: Path) -> None:
    OutputFolder(tmp_path, owner="one").write("a.txt", lambda path: path.write_text("kept"))
    with pytest.raises(OutputError, match="holds results of another pack, one"):
        OutputFolder(tmp_path, owner="two").check("a.txt")
    OutputFolder(tmp_path, owner="two", force=True).check("a.txt")
    assert (tmp_path / "a.txt").read_text() == "kept"
