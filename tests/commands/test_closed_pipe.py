"""Closed pipe: a reader that goes away early, as `head -1` does, gets its lines; the files asked for are written all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packs import MICROSOFT

ISHIGAMI = ("--pack", str(Path(__file__).parent.parent / "analysis" / "packs" / "ishigami"))
SMALLER = ("--pack", str(MICROSOFT))
CHANGED = ("--set", "own.x1=1")

SIMULATE = ("simulate", *SMALLER, "-n", "128", "--lines", "capex", "--workers", "1")
TORNADO = ("sensitivity", *ISHIGAMI, "--line", "f")
BRIDGE = ("bridge", "base", *ISHIGAMI, *CHANGED, "--line", "f", "--period", "FY2026")
GRID = ("solve", *ISHIGAMI, "--target", "f@FY2026", "--grid", "own.x1=0:1:3")


@pytest.mark.parametrize(("arguments", "files"), [
    ((*SIMULATE, "--picture", "a.svg", "--keep-samples"), ("a.svg", "outputs/microsoft-base/simulation.parquet", "outputs/microsoft-base/samples.parquet")),
    ((*SIMULATE, "--picture", "a.svg", "--json"), ("a.svg", "outputs/microsoft-base/simulation.parquet")),
    ((*TORNADO, "--picture", "a.svg", "--workbook", "a.xlsx"), ("a.svg", "a.xlsx")),
    ((*TORNADO, "--csv", "--picture", "a.svg"), ("a.svg",)),
    ((*BRIDGE, "--picture", "a.svg", "--md"), ("a.svg",)),
    ((*GRID, "--csv", "a.csv", "--workbook", "a.xlsx"), ("a.csv", "a.xlsx")),
    (("run", "base", *ISHIGAMI, "--no-workbook"), ("outputs/ishigami-base/lines.parquet",)),
])  # fmt: skip
def test_files_are_written_without_a_reader(here: Path, arguments: tuple[str, ...], files: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # gone before the first word
    try:
        ran = subprocess.run([sys.executable, "-m", "finmodel", *arguments], stdout=writing, stderr=subprocess.PIPE, text=True, cwd=here, timeout=120)
    finally:
        os.close(writing)
    assert ran.returncode == 0, ran.stderr
    assert "Broken" not in ran.stderr
    assert all((here / name).stat().st_size for name in files)


def test_a_reader_of_one_line_gets_it_and_the_files(here: Path) -> None:
    running = subprocess.Popen([sys.executable, "-m", "finmodel", *SIMULATE, "--picture", "a.svg"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here)
    assert running.stdout is not None
    assert running.stderr is not None
    assert "128 samples, sobol, seed 0" in running.stdout.readline()
    running.stdout.close()
    assert "a.svg" in running.stderr.read()
    assert running.wait(timeout=60) == 0
    running.stderr.close()
    assert (here / "a.svg").stat().st_size
