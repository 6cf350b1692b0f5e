"""Reconciliation sheet: its verdicts are live - recalculated they equal ours, and turn when an input is overridden."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.project import Case, Project
from finmodel.workbook.layout import HEADER_ROWS, INPUT_OVERRIDE, INPUTS, OPENING, SERIES
from finmodel.workbook.recalculate import Cell, recalculate
from finmodel.workbook.reconciliation_sheet import ALLOWED, DIFFERENCE, MET, MODEL, REASON, RECONCILIATION, SOURCE
from tests.inputs.test_reality import written
from tests.packs import MICROSOFT, copied

ROWS = "".join([
    written("year"),
    written("year_of_an_input", line='"reported_capex"', reported="100"),
    written("year_of_an_index", line='"year_plan"', reported="1", reason='"Not a flow."'),
    written("quarters", period='"2025Q3..2026Q2"', reported="115.948", tolerance="0.0005"),
    written("balance", line='"owned_h100e"', unit='"thousand H100e"', period='"2025Q1..2025Q4"', tolerance=None, reported=None,
            low="0", high="9e9"),
    written("of_another", line='"facility_capex"', tolerance_of='"capex"', tolerance="0.9", reported="1"),
    written("broken", reported="1"),
    written("one_member", line='"delivered_units"', unit='"chip"', members='{ chip = "h100" }', reported="0", tolerance="0",
            reason='"None reported."'),
])  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = copied(MICROSOFT, tmp_path_factory.mktemp("judged") / "mine", {"reconciliation.toml": ROWS})
    return Project.open(str(folder)).case()


@pytest.fixture(scope="module")
def content(judged: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    judged.write_workbook(path)
    return path.read_bytes()


def shown(sheets: Mapping[str, list[list[Cell]]], column: int, count: int) -> list[Cell]:
    return [sheets[RECONCILIATION][HEADER_ROWS + row][column] for row in range(count)]


def test_recalculated_amounts_and_verdicts_are_ours(judged: Case, content: bytes) -> None:
    sheets = recalculate(content)
    ours = judged.verdicts
    assert shown(sheets, MET, len(ours)) == [float(found.met) for found in ours]
    assert {found.met for found in ours} == {True, False}
    for row, found in enumerate(ours):
        record = found.record()
        for column, key in ((MODEL, "model"), (DIFFERENCE, "difference"), (ALLOWED, "allowed")):
            cell = sheets[RECONCILIATION][HEADER_ROWS + row][column]
            assert cell == (None if record[key] is None else pytest.approx(record[key], rel=1e-9, abs=1e-9)), (key, found)


def test_the_rows_of_the_meta_pack_recalculate_to_met(case: Case, recalculated: Mapping[str, list[list[Cell]]]) -> None:
    assert shown(recalculated, MET, len(case.verdicts)) == [1.0] * len(case.verdicts)


def test_a_verdict_turns_when_an_input_is_overridden(judged: Case, content: bytes) -> None:
    """The quarters' capex is as reported; another 10 billion in one of them is far outside half a thousandth."""
    layout, names = judged.layout, [found.row.name for found in judged.verdicts]
    sheet = openpyxl.load_workbook(io.BytesIO(content))[SERIES]
    column = letters(layout_column(judged, "2025Q4"))
    override = (SERIES, f"{column}{layout.series['reported_capex', ()].override}")
    assert sheet[override[1]].value is None
    before, after = recalculate(content), recalculate(content, {override: 40e9})
    row = names.index("quarters")
    assert (shown(before, MET, len(names))[row], shown(after, MET, len(names))[row]) == (1.0, 0.0)
    assert shown(after, MODEL, len(names))[row] != shown(before, MODEL, len(names))[row]


def layout_column(case: Case, quarter: str) -> int:
    return OPENING + case.model.timeline.columns_of(quarter).start


def test_an_override_of_a_scalar_turns_a_verdict_too(judged: Case, content: bytes) -> None:
    """Facilities that cost nothing need no capex: 0 in the model where there was some."""
    layout, names = judged.layout, [found.row.name for found in judged.verdicts]
    row = names.index("of_another")
    members = judged.model.members("facility_cost")
    changes = {(INPUTS, f"{letters(INPUT_OVERRIDE)}{layout.row('facility_cost', member)}"): 0.0 for member in members}
    assert shown(recalculate(content, changes), MODEL, len(names))[row] == 0.0


def test_the_sheet_is_left_out_where_nothing_is_judged(judged: Case, tmp_path: Path) -> None:
    changed = judged.project.case("base", ["fleet.install_lag=2 quarters"])
    changed.write_workbook(tmp_path / "model.xlsx")
    assert RECONCILIATION not in openpyxl.load_workbook(tmp_path / "model.xlsx", read_only=True).sheetnames


def test_reasons_and_sources_stand_beside_the_verdict(judged: Case, content: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[RECONCILIATION]
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=HEADER_ROWS + 1)]
    assert [row[REASON] for row in rows if row[REASON]] == ["Not a flow.", "None reported."]
    assert {row[SOURCE] for row in rows} == {"edgar-facts"}
