"""Ours: the workbook that finmodel writes keeps every rule, and a fault planted in it does not go unseen."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from finmodel.audit.audit import Report, audit
from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD, Layout, letters
from tests.workbook.reading import rewritten, sheet_parts


@pytest.fixture(scope="module")
def report(workbook_bytes: bytes) -> Report:
    return audit(workbook_bytes, "model.xlsx")


def test_it_breaks_no_rule(report: Report) -> None:
    """Low and High of Inputs are documentation in a blue font, which no formula refers to."""
    found = [finding for finding in report.findings if not (finding.rule == "unused-input" and finding.sheet == "Inputs")]
    assert [finding.sentence for finding in found] == []


def test_every_formula_is_counted(report: Report, workbook_path: Path) -> None:
    with zipfile.ZipFile(workbook_path) as package:
        written = sum(package.read(name).count(b"<f>") for name in package.namelist() if name.startswith("xl/worksheets/sheet"))
    assert report.formulas == written
    assert report.unique_formulas < written / 20


def test_planted_faults_are_found_where_they_are(case: Case, workbook_bytes: bytes) -> None:
    layout = Layout(case.model)
    band = layout.bands["cost_per_researcher"]
    at = {name: f"{letters(FIRST_PERIOD + place)}{band.first}" for name, place in (("typed", 3), ("other", 5))}
    part = sheet_parts(workbook_bytes)[band.sheet]
    content = rewritten(workbook_bytes, part, rf'(<c r="{at["typed"]}"[^>]*>)<f>[^<]*</f>'.encode(), rb"\1")
    content = rewritten(content, part, rf'(<c r="{at["other"]}"[^>]*><f>[^<]*)</f>'.encode(), rb"\1*1.5</f>")
    found = {finding.rule: finding.cell for finding in audit(content, "model.xlsx").findings if finding.sheet == band.sheet}
    assert found == {"hard-coded": at["typed"], "row-formula": at["other"], "literal": at["other"]}
