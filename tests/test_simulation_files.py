"""Simulation files: the same bytes for the same samples, in memory that does not grow with them, and a workbook that stays provable."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from openpyxl.utils import range_boundaries

from finmodel import simulation_files
from finmodel.analysis.asked_lines import asked_lines, asked_periods
from finmodel.analysis.simulation_record import COLUMNS
from finmodel.analysis.simulation_report import Report, report, wanted_spots
from finmodel.audit.audit import audit
from finmodel.edits.read import read_edits
from finmodel.project import Case
from finmodel.proof import prove
from finmodel.simulation_files import draw, write_samples, write_summary, write_workbook
from finmodel.simulation_tab import NAME
from finmodel.workbook.reconciliation_sheet import RECONCILIATION
from tests.packs import MICROSOFT, opened
from tests.simulated import Simulation, simulated


def made(case: Case, *lines: str) -> tuple[Simulation, Report]:
    asked, periods = asked_lines(case.model, lines), asked_periods(case.model)
    simulation = simulated(case, wanted_spots(case, asked, periods))
    for place, spot in enumerate(simulation.spots):
        if "Q" in spot.period:  # published ranges of actual quarters
            simulation.columns[place] *= np.exp(0.2 * np.random.default_rng(place).standard_normal(simulation.n))
    return simulation, report(simulation, asked, periods)


class TestParquet:
    def test_the_summary_has_a_row_a_line_and_period(self, case: Case, tmp_path: Path) -> None:
        _, found = made(case, "capex", "team_headcount")
        for name in ("one", "two"):
            write_summary(found, tmp_path / name)
        table = pl.read_parquet(tmp_path / "one")
        assert table.columns == list(COLUMNS)
        assert table.filter(line="capex", period="FY2027")["p50"].item() == found.lines[0].ranges[5].p50
        assert table["members"].unique().drop_nulls().sort().to_list() == sorted(member for (member,) in case.model.members("team_headcount"))
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    @pytest.mark.parametrize("values", [7, 4_000_000])
    def test_samples_stand_in_their_order_whatever_the_groups(
        self, case: Case, tmp_path: Path, values: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(simulation_files, "_VALUES", values * 100)
        simulation, _ = made(case, "capex")
        simulation.columns[5, 3] = math.nan
        write_samples(simulation, tmp_path / "one")
        table = pl.read_parquet(tmp_path / "one")
        assert table.columns == [spot.title for spot in simulation.spots]
        assert table.height == simulation.n
        assert table.to_series(5)[3] is None
        assert np.array_equal(table.to_series(4).to_numpy(), simulation.column(4))
        write_samples(simulation, tmp_path / "two")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_picture_names_its_source(case: Case, tmp_path: Path) -> None:
    _, found = made(case, "capex")
    assert found.source.endswith("1,000 samples, sobol, seed 0")
    draw(found, tmp_path / "aside", ".png")
    assert (tmp_path / "aside").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smaller bundled pack stands for both."""
    written = tmp_path_factory.mktemp("simulated") / "model.xlsx"
    write_workbook(made(opened(MICROSOFT).case())[1], written)
    return written


class TestWorkbook:
    def test_it_stays_a_workbook_that_passes_every_rule_and_proof(self, path: Path) -> None:
        assert not audit(path.read_bytes(), str(path)).findings
        proof = prove(path.read_bytes(), str(path), str(MICROSOFT))
        assert proof.holds
        assert proof.not_ours == 0

    def test_the_ranges_are_its_last_sheet_with_charts(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[-1] == NAME
        sheet = book[NAME]
        assert "(static, run of pack microsoft, base" in sheet["A1"].value
        assert sheet["A2"].value.startswith("1,000 samples, sobol, seed 0; 8 inputs vary")
        assert [cell.value for cell in sheet[4]][:8] == ["Line", "Period", "Status", "P5", "P25", "Median", "P75", "P95"]
        assert len(sheet._charts) == 4

    def test_its_pages_hold_the_table_and_the_charts_and_not_what_these_are_drawn_from(self, path: Path) -> None:
        sheet = openpyxl.load_workbook(path)[NAME]
        heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
        _, last, _ = range_boundaries(sheet.print_area.rpartition("!")[2])[1:]
        assert heads["Name of the line"] < last < heads["Chart: to P5"]
        assert [one.id for one in sheet.col_breaks.brk] == [heads["Name of the line"] + 1]
        assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage

    def test_published_ranges_stand_below_the_live_rows_and_are_nobodys_edits(self, case: Case, tmp_path: Path) -> None:
        path = tmp_path / "model.xlsx"
        write_workbook(made(case, "capex")[1], path)
        odds = next(cells for cells in openpyxl.load_workbook(path)[NAME].iter_rows() if cells[0].value == "Probability")
        assert [(cell.value, cell.alignment.horizontal) for cell in odds[1:4]] == [("Period", "left"), ("Case itself", "left"), ("Of samples", "right")]
        cells = list(openpyxl.load_workbook(path)[RECONCILIATION].iter_rows(values_only=True))
        first = next(place for place, row in enumerate(cells) if "(static" in str(row[0]))
        heads, rows = cells[first + 1], {row[0]: row for row in cells[first + 2 :]}
        found = dict(zip(heads, rows["Research compute, end 2025"], strict=True))
        assert (found["Low"], found["High"]) == (606.301, 1637.713)
        assert found["Simulated P5"] < found["Simulated median"] < found["Simulated P95"]
        assert not read_edits(path.read_bytes(), str(path), str(case.project.pack.folder)).beside


INTERRUPTED = """
from functools import partial
from pathlib import Path
from types import SimpleNamespace
import numpy as np
from finmodel.output import OutputFolder
from finmodel.simulation_files import write_samples

numbers = np.random.default_rng(0).standard_normal(400_000)
spots = [SimpleNamespace(title=f"line {number}") for number in range(120)]
samples = SimpleNamespace(n=len(numbers), spots=spots, column=lambda place, start, stop: numbers[start:stop])
folder = OutputFolder(Path("there"))
print("begins", flush=True)
try:
    folder.write("samples.parquet", partial(write_samples, samples))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_leaves_no_part_of_the_samples(tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert running.stdout is not None
    assert running.stdout.readline() == "begins\n"
    time.sleep(0.4)
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=60)[0] == "interrupted\n"
    assert list((tmp_path / "there").iterdir()) == []
