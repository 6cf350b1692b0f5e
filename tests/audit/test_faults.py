"""Faults: each planted fault trips its rule and no other, every rule has one, and the clean model trips none."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.audit.audit import audit
from finmodel.audit.rules import BY_ID
from tests.audit.faults.make import FAULTS, FOLDER

PLANTED = sorted(path for path in FOLDER.glob("*.xlsx") if path.name != "clean.xlsx")


def rule_of(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
def test_a_planted_fault_trips_its_rule_and_no_other(path: Path) -> None:
    findings = audit(path.read_bytes(), path.name).findings
    assert {finding.rule for finding in findings} == {rule_of(path)}, [finding.sentence for finding in findings]
    assert len(findings) == 1, [finding.sentence for finding in findings]


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule_of(path) for path in PLANTED} == set(BY_ID)


def test_the_clean_model_trips_none() -> None:
    path = FOLDER / "clean.xlsx"
    report = audit(path.read_bytes(), path.name)
    assert [finding.sentence for finding in report.findings] == []
    assert report.formulas > 50
    assert 10 < report.unique_formulas < report.formulas


def test_the_folder_holds_what_make_writes() -> None:
    assert {path.stem for path in FOLDER.glob("*.xlsx")} == set(FAULTS)
