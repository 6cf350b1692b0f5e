"""Carry: overrides and added sheets in a workbook written anew - from the same pack, and from one that has moved on."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.edits.carry import Carried, read_carried
from finmodel.edits.errors import OtherPackError
from finmodel.edits.read import read_edits
from finmodel.project import Case, Project
from finmodel.workbook.layout import FIRST_PERIOD, INPUT_ACTIVE, INPUT_OVERRIDE
from finmodel.workbook.recalculate import recalculate
from tests.packs import META, MICROSOFT, copied
from tests.workbook.live import Live

PERIOD = "2027Q1"
FASTER = """
title = "Faster"
says = "Capacity outside the named sites grows faster."
[[change]]
path = "{path}@{period}.."
multiply = 1.5
source = "{source}"
"""


def step(case: Case) -> int:
    return case.model.timeline.names.index(PERIOD)


def series(case: Case) -> tuple[str, tuple[str, ...], str]:
    """The last series on the sheet, so that rows that are added above move it: line, members, path."""
    line, member = list(case.layout.series)[-1]
    given = next(one for one in case.model.givens if one.name == line)
    return line, member, given.path(member)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(MICROSOFT, tmp_path_factory.mktemp("pack") / "microsoft")


@pytest.fixture(scope="module")
def case(pack: Path) -> Case:
    return Project.open(str(pack)).case()


@pytest.fixture(scope="module")
def edited(case: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An override of a scalar and one of a series, and a sheet that reads an input, a series and a year."""
    path = tmp_path_factory.mktemp("carry") / "model.xlsx"
    case.write_workbook(path)
    live, layout = Live(path.read_bytes()), case.layout
    line, member, _ = series(case)
    live.type("Inputs", f"{letters(INPUT_OVERRIDE)}{layout.row('install_lag', ())}", 2.0)
    live.type("Series", f"{letters(FIRST_PERIOD + step(case))}{layout.series[line, member].override}", 12.0)
    book = openpyxl.load_workbook(io.BytesIO(live.saved()))
    mine = book.create_sheet("My view")
    mine["A1"], mine["B1"] = "Lag", f"=Inputs!{letters(INPUT_ACTIVE)}{layout.row('install_lag', ())}"
    mine["A2"], mine["B2"] = "By name", "=fleet.install_lag*2"
    mine["A3"], mine["B3"] = "Series", f"=Series!{letters(FIRST_PERIOD + step(case))}{layout.series[line, member].active}"
    mine["B3"].number_format = "0.00"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rebuilt(content: bytes, pack: Path, folder: Path, scenario: str = "base") -> tuple[Carried, Case, bytes]:
    project = Project.open(str(pack))
    carried = read_carried(content, "old.xlsx", project, str(pack))
    case = carried.case(project, scenario, (), None, False)
    carried.write_workbook(case, folder / "new.xlsx")
    return carried, case, (folder / "new.xlsx").read_bytes()


def shown(case: Case, line: str, member: tuple[str, ...]) -> float:
    place = [case.model.dimensions[d].members.index(m) for d, m in zip(case.model.dims[line], member, strict=True)]
    return float(case.values[line][(*place, step(case) + 1, 0)])


def check_mine(case: Case, new: bytes) -> None:
    line, member, _ = series(case)
    mine = recalculate(new)["My view"]
    lag = float(case.values["install_lag"].ravel()[0])
    assert [row[0] for row in mine] == ["Lag", "By name", "Series"]
    assert [row[1] for row in mine] == pytest.approx([lag, 2 * lag, shown(case, line, member)], rel=1e-12)


def test_overrides_and_sheets_stand_in_the_new_workbook(case: Case, edited: bytes, pack: Path, tmp_path: Path) -> None:
    carried, again, new = rebuilt(edited, pack, tmp_path)
    assert carried.lost == []
    assert carried.sheets == ("My view",)
    assert [edit.place for edit in read_edits(new, "new.xlsx", str(pack)).edits] == [edit.place for edit in carried.overrides]
    assert float(again.values["install_lag"].ravel()[0]) == 0.5
    check_mine(again, new)


def test_references_follow_rows_that_the_pack_has_moved(case: Case, edited: bytes, pack: Path, tmp_path: Path) -> None:
    moved = copied(pack, tmp_path / "microsoft")
    first, member = next(iter(case.layout.series))
    given = next(one for one in case.model.givens if one.name == first)
    source = next(iter(case.inputs.sources))
    (moved / "scenarios").mkdir(exist_ok=True)
    text = FASTER.format(path=given.path(member), period=PERIOD, source=source)
    (moved / "scenarios" / "faster.toml").write_text(text, encoding="utf-8")
    carried, again, new = rebuilt(edited, moved, tmp_path)
    line, own, _ = series(case)
    assert again.layout.series[line, own].active > case.layout.series[line, own].active
    assert carried.edits.origin.moved_on
    assert carried.lost == []
    check_mine(again, new)


def test_an_input_that_is_gone_is_listed_and_the_value_of_a_broken_reference_kept(
    case: Case, edited: bytes, pack: Path, tmp_path: Path
) -> None:
    file = openpyxl.load_workbook(io.BytesIO(edited))
    file["Inputs"].cell(row=case.layout.row("install_lag", ()), column=4).value = "fleet.something_else"
    del file.defined_names["fleet.install_lag"]
    content = io.BytesIO()
    file.save(content)
    carried, _, new = rebuilt(content.getvalue(), pack, tmp_path)
    mine = openpyxl.load_workbook(io.BytesIO(new))["My view"]
    assert mine["B3"].value.startswith("=Series!")
    assert not str(mine["B1"].value).startswith("=")
    assert any("My view" in sentence for sentence in carried.lost)


def test_a_workbook_of_another_pack_is_refused(edited: bytes, pack: Path) -> None:
    with pytest.raises(OtherPackError, match="pack 'microsoft'"):
        read_carried(edited, "old.xlsx", Project.open(str(META)), str(pack))


def test_the_old_file_gives_the_same_bytes_each_time(edited: bytes, pack: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert rebuilt(edited, pack, tmp_path / "one")[2] == rebuilt(edited, pack, tmp_path / "two")[2]


def test_a_base_case_keeps_its_reconciliation_so_that_it_can_be_verified(case: Case, edited: bytes, pack: Path, tmp_path: Path) -> None:
    from finmodel.proof import prove

    _, _, new = rebuilt(edited, pack, tmp_path)
    assert "Reconciliation" in openpyxl.load_workbook(io.BytesIO(new), read_only=True).sheetnames
    assert prove(new, "new.xlsx", str(pack)).holds
    assert read_edits(new, "new.xlsx", str(pack)).gone == ()


def test_an_override_gives_way_to_set_and_that_is_said(edited: bytes, pack: Path) -> None:
    project = Project.open(str(pack))
    carried = read_carried(edited, "old.xlsx", project, str(pack))
    case = carried.case(project, "base", ("fleet.install_lag=3 quarter",), None, False)
    assert float(case.values["install_lag"].ravel()[0]) == 0.75
    assert [edit.path for edit in carried.overrides] == [series(case)[2]]
    assert any("fleet.install_lag = 2 quarter gives way to --set" in sentence for sentence in carried.lost)


def test_what_else_was_changed_is_listed(case: Case, edited: bytes, pack: Path) -> None:
    live, layout = Live(edited), case.layout
    row = layout.row("install_lag", ())
    live.type("Inputs", f"I{row}", 2.0)
    live.type("Inputs", f"A{row}", "Another label")
    lost = read_carried(live.saved(), "old.xlsx", Project.open(str(pack)), str(pack)).lost
    assert lost == [f"Numbers and texts of finmodel's that were changed stand as finmodel writes them: Inputs!I{row}, Inputs!A{row}."]
