"""Ours: the workbook that finmodel writes keeps every rule, and a fault planted in it does not go unseen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.audit.audit import Report, audit
from finmodel.audit.grid import Constant
from finmodel.audit.heading import heading_of
from finmodel.project import Case, Project
from finmodel.workbook.layout import FIRST_PERIOD
from tests.packs import META, MICROSOFT, opened
from tests.workbook.reading import rewritten, sheet_parts


@pytest.fixture(scope="module")
def report(workbook_bytes: bytes) -> Report:
    return audit(workbook_bytes, "model.xlsx")


def test_it_breaks_no_rule_and_gives_no_warning(report: Report) -> None:
    assert [finding.sentence for finding in report.findings] == []


def test_its_inputs_and_periods_are_seen(report: Report, case: Case) -> None:
    """No finding means something only where the audit knows inputs by their font and periods by their heading."""
    inputs = report.grid.sheets["Inputs"]
    blue = [cell for cells in inputs.rows.values() for cell in cells.values() if isinstance(cell, Constant) and cell.blue]
    assert len(blue) > 500
    headings = {name: heading for name, sheet in report.grid.sheets.items() if (heading := heading_of(sheet)) is not None}
    assert {block.title for block in case.model.blocks} | {"Series", "Annual"} <= set(headings)
    assert {heading.kind for heading in headings.values()} == {"quarter", "year"}
    assert all(len(one.columns) == len(case.model.timeline) for one in headings.values() if one.kind == "quarter")


def test_every_formula_is_counted(report: Report, workbook_path: Path) -> None:
    with zipfile.ZipFile(workbook_path) as package:
        written = sum(package.read(name).count(b"<f>") for name in package.namelist() if name.startswith("xl/worksheets/sheet"))
    assert report.formulas == written
    assert report.unique_formulas < written / 20


def test_planted_faults_are_found_where_they_are(case: Case, workbook_bytes: bytes) -> None:
    layout = case.layout
    band = layout.bands["cost_per_researcher"]
    at = {name: f"{letters(FIRST_PERIOD + place)}{band.first}" for name, place in (("typed", 3), ("other", 5))}
    part = sheet_parts(workbook_bytes)[band.sheet]
    content = rewritten(workbook_bytes, part, rf'(<c r="{at["typed"]}"[^>]*>)<f>[^<]*</f>'.encode(), rb"\1")
    content = rewritten(content, part, rf'(<c r="{at["other"]}"[^>]*><f>[^<]*)</f>'.encode(), rb"\1*1.5</f>")
    found = {finding.rule: finding.cell for finding in audit(content, "model.xlsx").findings if finding.sheet == band.sheet}
    assert found == {"hard-coded": at["typed"], "row-formula": at["other"], "literal": at["other"]}


@pytest.mark.slow
@pytest.mark.parametrize("name", Project.open(str(META)).pack.scenarios)
def test_the_workbook_of_every_scenario_breaks_no_rule(project: Project, name: str, tmp_path: Path) -> None:
    project.case(name).write_workbook(tmp_path / "model.xlsx")
    report = audit((tmp_path / "model.xlsx").read_bytes(), name)
    assert [finding.sentence for finding in report.findings] == []


def test_the_workbook_of_another_pack_breaks_no_rule(tmp_path: Path) -> None:
    opened(MICROSOFT).case().write_workbook(tmp_path / "model.xlsx")
    report = audit((tmp_path / "model.xlsx").read_bytes(), "microsoft")
    assert [finding.sentence for finding in report.findings] == []
