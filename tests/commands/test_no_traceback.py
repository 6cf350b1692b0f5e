"""Odd arguments: each ends in a documented exit code and a sentence, never in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.ran import finmodel

LONG = "x" * 5_000
ODD = [
    ("bogus",), ("--nope",), ("run", "--nope"), ("run", ""), ("run", LONG), ("run", "base+"), ("run", "../base"),
    ("run", "--set", ""), ("run", "--set", "="), ("run", "--set", "fleet.install_lag=1e999"),
    ("run", "--set", "fleet.install_lag=nan"), ("run", "--set", "fleet.install_lag=1 year/0"),
    ("run", "--set", "guidance.capex_growth=1"), ("run", "--set", "guidance.capex_growth@1850Q1=1"),
    ("run", "--set", "guidance.reported_capex@FY2024=1"), ("run", "--as-of", "2099-01-01"), ("run", "--set", "timing.opening_date=2020-01-01"),
    ("run", "--set", "timing.opening_date*=2"), ("run", "--set", "fleet.h100.unit_power=0"),
    ("run", "--set", f"{LONG}=1"), ("run", "--set", "fleet.install_lag=1\x1b[31m"), ("run", "--as-of", "2026-02-30"),
    ("run", "--pack", "no_such_pack"), ("run", "--pack", "/dev/null"), ("run", "--out", "/dev/null"),
    ("explain",), ("explain", "", ""), ("explain", "capex", ""), ("explain", "capex", "2026Q9"),
    ("explain", "capex", "FYxxxx"), ("explain", "capex", "FY2026", "--depth", "-1"), ("explain", "capex", "opening"),
    ("explain", "headcount", "FY2026", "--member", "=fair"), ("explain", "headcount", "FY2026", "--member", "=".join("ab")),
    ("bridge",), ("bridge", "", "", "--line", "", "--period", ""), ("bridge", LONG, "base", "--line", "capex", "--period", "FY2027"),
    ("bridge", "base", "bull", "--line", "capex", "--period", "FY2027", "--picture", "/dev/null/x.png"), ("bridge", "base@", "bull", "--line", "capex\x1b[31m", "--period", "FY2027"),
    ("init",), ("init", "/dev/null/x"), ("check", "--scenario", "nope"), ("inputs", "--scenario", "a+b+c"),
    ("run", "--set", "fleet.*.*.*=1"), ("run", "--set", "*=1"), ("run", "--set", "sites.[.ramp_time*=2"), ("run", "--set", "fleet.install_lag=1/0"),
    ("run", "--set", "fleet.install_lag=99/99/9999"), ("run", "--set", "guidance.capex_growth@..=1"), ("run", "--set", f"fleet.install_lag={LONG}"),
    ("compare", ""), ("compare", LONG, "base"), ("compare", "base@", "base"), ("compare", "@2026-04-30", "@x"), ("compare", "base\x1b[31m", "base"),
    ("compare", "base", "bull", "--line", ""), ("compare", "base", "bull", "--period", "opening"), ("compare", "/dev/null", "base"),
    ("history", "", ""), ("history", "capex", "FY2026", "--since", "0001-01-01", "--as-of", "2021-01-01"), ("history", "capex", "opening"),
    ("lines", "--pack", ""), ("sources", "a", "b"), ("audit", ""), ("audit", LONG), ("audit", "a.xlsx\x1b[31m"), ("audit", "/dev/null"),
    ("verify",), ("verify", ""), ("verify", "/dev/null"), ("verify", LONG), ("verify", "."),
]  # fmt: skip


@pytest.mark.parametrize(
    "arguments", ODD, ids=lambda arguments: " ".join(arguments)[:60].encode("unicode_escape").decode()
)
def test_an_odd_argument_is_answered_with_a_sentence(arguments: tuple[str, ...]) -> None:
    more = ("--no-workbook",) if arguments[0] == "run" else ()
    ran = finmodel(*arguments, *more)
    assert ran.code in (2, 3, 6), (ran.code, ran.err)
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert "bug" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    assert len(ran.err) < 4 * len(LONG)


@pytest.mark.parametrize(
    ("typed", "meant"), [("rnu", "run"), ("explian", "explain"), ("source", "sources"), ("inptus", "inputs")]
)
def test_a_misspelt_command_is_answered_with_the_nearest(typed: str, meant: str) -> None:
    ran = finmodel(typed)
    assert ran.code == 2
    assert f"Did you mean '{meant}'?" in ran.err


def test_a_bug_is_reported_as_one_with_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(finmodel_project(), "open", broken)
    ran = finmodel("lines")
    assert ran.code == 1
    assert "finmodel has a bug: ZeroDivisionError" in ran.err
    monkeypatch.setenv("FINMODEL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        finmodel("lines")


def test_an_interruption_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(finmodel_project(), "open", interrupted)
    ran = finmodel("lines")
    assert ran.code == 130
    assert "Interrupted" in ran.err


def finmodel_project() -> type:
    import importlib

    return importlib.import_module("finmodel.project").Project


def test_text_of_a_pack_reaches_a_terminal_that_knows_ascii_only(here: Path) -> None:
    finmodel("init", "mine", "-q")
    path = here / "mine" / "pack.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace('title = "Meta', 'title = "Méta – 株', 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != written
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    ran = subprocess.run(
        [sys.executable, "-m", "finmodel", "run", "--no-workbook", "--pack", "mine"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_terminal_markup_in_a_pack_is_refused(here: Path) -> None:
    finmodel("init", "mine", "-q")
    path = here / "mine" / "pack.toml"
    written = path.read_text()
    path.write_text(written.replace('title = "Meta', 'title = "\\u001b[31mMeta', 1))
    assert path.read_text() != written
    ran = finmodel("run", "--no-workbook", "--pack", "mine")
    assert ran.code == 3
    assert "\x1b" not in ran.out + ran.err
