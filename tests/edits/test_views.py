"""Views: overlays that `edits -o` saved, run elsewhere - on another pack, under a name of their own, on the parent they had."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from finmodel.edits.read import read_edits
from finmodel.edits.save import overlay_of
from finmodel.inputs.reading import read_typed
from finmodel.project import Project
from finmodel.proof_errors import PickedError
from finmodel.workbook.package import read_stamp
from tests.commands.ran import finmodel
from tests.packs import META
from tests.workbook.live import Live

VIEW = """
title = "A view"
says = "Slower."
what_if = true
[origin]
workbook = "model.xlsx"
pack = "microsoft"
base = "0000"
[[change]]
path = "fleet.install_lag"
set = 2
unit = "quarter"
"""


def test_a_view_of_another_pack_runs_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "view.toml").write_text(VIEW, encoding="utf-8")
    ran = finmodel("run", str(tmp_path / "view.toml"), "--pack", str(META), "--no-workbook", "--out", str(tmp_path / "out"))
    assert ran.code == 0
    assert "warning: view.toml was made of pack 'microsoft', and this is 'meta'." in ran.err
    assert "changed: fleet.install_lag 1.28 quarter -> 2 quarter" in ran.out
    assert f"--scenario {tmp_path / 'view.toml'}" in ran.out
    assert (tmp_path / "out" / "view").is_dir()


def test_a_file_may_not_be_called_as_a_scenario_of_the_pack(tmp_path: Path) -> None:
    (tmp_path / "bear.toml").write_text(VIEW, encoding="utf-8")
    ran = finmodel("run", str(tmp_path / "bear.toml"), "--pack", str(META), "--out", str(tmp_path / "out"))
    assert ran.code == 2
    assert "called as the scenario 'bear'" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_day_with_an_hour_is_asked_about() -> None:
    from datetime import datetime

    assert read_typed(datetime(2027, 2, 15), "date", is_date=True).clear
    assert read_typed(datetime(2027, 2, 15, 12), "date", is_date=True).amounts == ()


def test_a_picked_name_with_a_blank_is_refused_as_the_workbook_finds_none(workbook_bytes: bytes) -> None:
    live = Live(workbook_bytes)
    live.type("Inputs", "B3", "bear ")
    with pytest.raises(PickedError, match="'bear '"):
        read_edits(live.saved(), "model.xlsx", str(META))


def test_what_was_run_with_set_keeps_its_parent(tmp_path: Path) -> None:
    project = Project.open(str(META))
    path = tmp_path / "model.xlsx"
    project.case("bear", ["fleet.install_lag=2 quarter"]).write_workbook(path)
    found = read_edits(path.read_bytes(), "model.xlsx", str(META))
    text = overlay_of(found, (), "0")
    assert 'parent = "bear"' in text
    assert text.count("[[change]]") == 1


def test_many_changes_are_stamped_without_a_murmur_and_read_back(tmp_path: Path) -> None:
    sets = [f"people.{team}.star.offers@2027Q{quarter}*=1.1" for team in ("tbd_lab", "fair") for quarter in (1, 2, 3, 4)]
    case = Project.open(str(META)).case("base", sets)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        case.write_workbook(tmp_path / "model.xlsx")
    stamp = read_stamp((tmp_path / "model.xlsx").read_bytes())
    assert stamp is not None
    assert list(stamp.sets) == sets
