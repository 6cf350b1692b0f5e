"""audit: what it prints, its exit codes, and refusals of files that are no workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.audit.rules import RULES
from tests.audit.faults.make import FAULTS, FOLDER
from tests.commands.ran import finmodel

CLEAN = FOLDER / "clean.xlsx"


def test_a_clean_workbook_is_counted_and_passes() -> None:
    ran = finmodel("audit", CLEAN)
    assert ran.code == 0
    assert "clean.xlsx: 5 sheets, 59 formulas, 15 unique; 0 errors, 0 warnings." in ran.out
    assert ran.err == ""


def test_an_error_exits_with_5_and_says_where_what_and_what_was_wanted() -> None:
    ran = finmodel("audit", FOLDER / "hard-coded.xlsx")
    assert ran.code == 5
    assert "error hard-coded: A number typed over a formula (1)" in ran.out
    assert "'Sales of units'!G6: found the number 1234; wanted =G4*G5 as in the rest of the row." in ran.out
    assert "hard-coded.xlsx breaks the rules: 1 error." in ran.err


def test_a_warning_exits_with_0_unless_strict() -> None:
    faulty = FOLDER / "merged-cells.xlsx"
    assert finmodel("audit", faulty).code == 0
    ran = finmodel("audit", faulty, "--strict")
    assert ran.code == 5
    assert "1 warning. With --strict, warnings count." in ran.err


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_severity_of_a_rule_decides_the_exit_code(rule: object) -> None:
    path = next(FOLDER / f"{name}.xlsx" for name in FAULTS if name.split(".")[0] == rule.id)  # type: ignore[attr-defined] # a parameter of pytest is an object to mypy
    assert finmodel("audit", path, "-q").code == (5 if rule.severity == "error" else 0)  # type: ignore[attr-defined] # a parameter of pytest is an object to mypy
    assert finmodel("audit", path, "-q", "--strict").code == 5


def test_json_holds_everything() -> None:
    ran = finmodel("audit", FOLDER / "row-formula.xlsx", "--json")
    assert ran.code == 5
    report = ran.json
    assert report["schema"] == 1
    assert (report["errors"], report["warnings"], report["rules"]) == (1, 0, {"row-formula": 1})
    assert report["formulas"] == sum(sheet["formulas"] for sheet in report["sheets"])
    assert report["unique_formulas"] == sum(sheet["unique_formulas"] for sheet in report["sheets"])
    assert [sheet["name"] for sheet in report["sheets"] if sheet["static"]] == ["Sensitivity"]
    assert report["findings"] == [
        {
            "rule": "row-formula", "severity": "error", "sheet": "Sales of units", "cell": "G6",
            "found": "=G4*G5+F4", "wanted": "=G4*G5 as in the rest of the row", "cells": 1, "also": [],
        }
    ]  # fmt: skip


def test_only_five_places_of_a_rule_are_printed_unless_all_are_asked_for(here: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in range(1, 9):
        book.active.merge_cells(f"A{row}:B{row}")
    book.save(here / "many.xlsx")
    ran = finmodel("audit", "many.xlsx")
    assert ran.out.count("Sheet!A") == 5
    assert "and 3 more (--all prints them)" in ran.out
    assert finmodel("audit", "many.xlsx", "--all").out.count("Sheet!A") == 8
    assert len(finmodel("audit", "many.xlsx", "--json").json["findings"]) == 8


def test_quiet_prints_nothing_but_the_verdict() -> None:
    ran = finmodel("audit", FOLDER / "circular.xlsx", "-q")
    assert (ran.code, ran.out) == (5, "")
    assert "breaks the rules" in ran.err


def test_the_rules_are_listed() -> None:
    ran = finmodel("audit", "--rules")
    assert ran.code == 0
    for rule in RULES:
        assert f"{rule.id} " in ran.out
        assert rule.title in ran.out
        assert rule.why in ran.out
    assert [rule["id"] for rule in finmodel("audit", "--rules", "--json").json["rules"]] == [rule.id for rule in RULES]


def test_without_a_file_the_usage_is_explained() -> None:
    ran = finmodel("audit")
    assert ran.code == 2
    assert "Name the workbook to audit" in ran.err


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(here: Path) -> None:
    clean = CLEAN.read_bytes()
    (here / "text.xlsx").write_text("Label,Unit\n")
    (here / "empty.xlsx").write_bytes(b"")
    (here / "cut.xlsx").write_bytes(clean[: len(clean) // 2])
    (here / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (here / "folder.xlsx").mkdir()
    for name in ("text.xlsx", "empty.xlsx", "cut.xlsx", "old.xls", "folder.xlsx", "missing.xlsx"):
        ran = finmodel("audit", name)
        assert ran.code == 3, name
        assert ran.err.startswith(f"finmodel: {name}: found "), ran.err
        assert ran.err.count("\n") == 1
        assert ran.out == ""


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
def test_a_workbook_with_a_damaged_part_is_refused(here: Path, part: str) -> None:
    import zipfile

    with zipfile.ZipFile(CLEAN) as source, zipfile.ZipFile(here / "damaged.xlsx", "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text[: len(text) // 2] if name == part else text)
    ran = finmodel("audit", "damaged.xlsx")
    assert ran.code == 3
    assert ran.err.startswith("finmodel: damaged.xlsx: found ")


def test_control_characters_of_a_workbook_do_not_reach_the_terminal(here: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "\u202eodd\u200b"
    book.active["A1"] = "=nowhere"
    book.save(here / "odd.xlsx")
    ran = finmodel("audit", "odd.xlsx")
    assert ran.code == 5
    assert "\u202e" not in ran.out + ran.err
    assert "\\u202e" in ran.out
