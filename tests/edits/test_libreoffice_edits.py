"""LibreOffice edits: files typed in, rearranged and saved by LibreOffice, in a German one too, give the numbers that it shows."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from finmodel.edits.edit import Edit
from finmodel.edits.read import Edits
from finmodel.workbook.libreoffice import find_soffice
from finmodel.workbook.recalculate import Cell, stored_values
from tests.edits.sheet import Sheet
from tests.workbook.reading import apart

TYPIST = Path(__file__).with_name("typist.py")
PYTHON = "/usr/bin/python3"
"""LibreOffice's `uno` is a module of the system's Python."""

Step = Sequence[str | int | float]


def _has_uno() -> bool:
    return Path(PYTHON).exists() and subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_soffice() is None or not _has_uno(), reason="LibreOffice, or its module for Python, is not installed"),
]


@dataclass(frozen=True)
class Job:
    """steps: what is done in the file. found: place -> what is to be read from it."""

    steps: tuple[Step, ...]
    found: Mapping[str, float | date]
    asked: tuple[str, ...] = ()


def jobs(sheet: Sheet) -> dict[str, Job]:
    """Inputs of the small pack, typed as people do in a German LibreOffice."""
    lag, position = sheet.override("fleet.install_lag"), sheet.override("guidance.plan_position")
    plan = [sheet.override("guidance.other_capex_plan", f"2027Q{quarter}") for quarter in (1, 2, 3)]
    row = {name: int("".join(char for char in place[1] if char.isdigit())) for name, place in
           (("lag", lag), ("position", position), ("plan", plan[0]))}  # fmt: skip
    day = next(entry for entry in sheet.case.inputs.entries if isinstance(entry.value, date) and entry.path.endswith("first_energised"))
    energised = sheet.override(day.path)
    return {
        "decimals": Job((("typed", *lag, "2,5"), ("typed", *plan[0], "1.234,5"), ("typed", *plan[1], "7")),
                        {"fleet.install_lag": 2.5, "guidance.other_capex_plan@2027Q1": 1234.5, "guidance.other_capex_plan@2027Q2": 7.0}),
        "percent": Job((("typed", *position, "80%"),), {"guidance.plan_position": 0.8}),
        "date": Job((("typed", *energised, "15.02.2027"),), {day.path: date(2027, 2, 15)}),
        "iso date": Job((("typed", *energised, "2027-02-15"),), {day.path: date(2027, 2, 15)}),
        "texts": Job((("text", *lag, "2,5"), ("text", *energised, "15 Feb 2027"), ("text", *position, "80 %")),
                     {"fleet.install_lag": 2.5, day.path: date(2027, 2, 15), "guidance.plan_position": 0.8}),
        "doubtful": Job((("text", *plan[0], "1.234"), ("text", *energised, "03/02/2027")), {},
                        ("guidance.other_capex_plan@2027Q1", day.path)),
        "formula": Job((("typed", *lag, "=1+1,5"),), {"fleet.install_lag": 2.5}),
        "rows": Job((("insert_rows", "Inputs", row["lag"], 2), ("insert_rows", "Inputs", 8, 1), ("insert_rows", "Series", row["plan"], 3),
                     ("insert_rows", "Fleet", 9, 2), ("insert_column", "Inputs", 3), ("insert_column", "Fleet", 2),
                     ("text", "Inputs", f"A{row['lag'] + 1}", "my note"),
                     ("number", "Inputs", f"H{row['lag'] + 3}", 2.5), ("number", "Series", f"{plan[0][1].rstrip('0123456789')}{row['plan'] + 3}", 4.5)),
                    {"fleet.install_lag": 2.5, "guidance.other_capex_plan@2027Q1": 4.5}),
        "sheets": Job((("number", *lag, 2.5), ("rename", "Inputs", "What we put in"), ("rename", "Series", "Reihen"), ("rename", "Fleet", "Chips & co"),
                       ("move", "Reihen", 0), ("move", "What we put in", 7), ("add", "Mine", 2), ("typed", "Mine", "A1", "='Chips & co'.J12*2")),
                      {"fleet.install_lag": 2.5}),
        "nothing": Job((), {}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def saved(small: Sheet, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small pack's workbook as LibreOffice saves it after each job, all in one process."""
    folder = tmp_path_factory.mktemp("typist")
    (folder / "model.xlsx").write_bytes(small.content)
    wanted = jobs(small)
    orders = [
        {"open": str(folder / "model.xlsx"), "save": str(folder / f"{place}.xlsx"), "steps": [list(step) for step in job.steps]}
        for place, job in enumerate(wanted.values())
    ]
    with typing_office(folder) as pipe:
        subprocess.run([PYTHON, str(TYPIST), pipe], input=json.dumps(orders), text=True, check=True, timeout=400, env={"PATH": os.environ["PATH"]})
    return {name: (folder / f"{place}.xlsx").read_bytes() for place, name in enumerate(wanted)}


class typing_office:
    """One German LibreOffice with a profile of its own, listening on a pipe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pipe = f"finmodel{uuid.uuid4().hex}"

    def __enter__(self) -> str:
        user = self.folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
            '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item>'
            "</oor:items>",
            encoding="utf-8",
        )
        program = find_soffice()
        assert program is not None
        self.running = subprocess.Popen(
            [str(program), f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
             f"--accept=pipe,name={self.pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "HOME": str(self.folder)},
        )  # fmt: skip
        return self.pipe

    def __exit__(self, *_: object) -> None:
        try:
            self.running.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
        shutil.rmtree(self.folder / "profile", ignore_errors=True)


def in_our_places(found: Edits, content: bytes) -> dict[str, list[list[Cell]]]:
    """What the file shows, every cell put where finmodel wrote it."""
    shown = stored_values(content)
    grids: dict[str, list[list[Cell]]] = {}
    for sheet, moved in found.alignment.sheets.items():
        there = shown[moved.title]
        grids[sheet] = [
            [_at(there, moved.rows.get(row), moved.columns.get(column)) for column in range(max(moved.columns) + 1)]
            for row in range(1, max(moved.rows) + 1)
        ]
    return grids


def _at(grid: Sequence[Sequence[Cell]], row: int | None, column: int | None) -> Cell:
    if row is None or column is None or row > len(grid) or column >= len(grid[row - 1]):
        return None
    return grid[row - 1][column]


def amounts(edits: Sequence[Edit]) -> dict[str, object]:
    return {edit.place: edit.theirs for edit in edits}


@pytest.mark.parametrize("name", ["decimals", "percent", "date", "iso date", "texts", "doubtful", "formula", "rows", "sheets", "nothing"])
def test_what_was_typed_is_read_and_gives_the_numbers_that_are_shown(name: str, saved: dict[str, bytes], small: Sheet) -> None:
    job = jobs(small)[name]
    found = small.read_file(saved[name])
    assert amounts(found.edits) == job.found
    assert {question.place for question in found.questions} == set(job.asked)
    assert (found.typed_over, found.reworded, found.retold, found.gone, found.doubted, found.elsewhere) == ((), (), (), (), (), ())
    if name not in ("texts", "doubtful"):  # a text in an override is no number to a spreadsheet
        assert apart(in_our_places(found, saved[name]), small.case.layout, found.after().values) == []


def test_what_was_added_is_told(saved: dict[str, bytes], small: Sheet) -> None:
    assert small.read_file(saved["sheets"]).sheets == ("Mine",)
    beside = small.read_file(saved["rows"]).beside
    assert len(beside) == 1
    assert beside[0].startswith("Inputs!A")
    nothing = small.read_file(saved["nothing"])
    assert (nothing.sheets, nothing.names, nothing.beside) == ((), (), ())
