"""simulate: what it prints, what it writes, what it refuses - on samples made here, and on those of the engine."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from finmodel.analysis.spot import Spot
from finmodel.project import Case
from tests.commands.ran import Ran, finmodel
from tests.packs import MICROSOFT
from tests.simulated import Simulation, simulated

ENGINE = "finmodel.analysis.simulate"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Samples made in memory in place of the engine's; what it was asked for."""
    asked: list[dict[str, Any]] = []

    def simulate(case: Case, spots: Sequence[Spot], n: int, **options: Any) -> Simulation:
        asked.append({"n": n, **options})
        return simulated(case, spots, n, options["seed"])

    module = ModuleType(ENGINE)
    module.simulate = simulate  # type: ignore[attr-defined] # a module made for the test
    monkeypatch.setitem(sys.modules, ENGINE, module)
    return asked


@pytest.mark.usefixtures("quick")
class TestText:
    def test_a_block_a_line_and_a_row_a_year(self) -> None:
        ran = finmodel("simulate", "--lines", "capex")
        assert ran.code == 0
        lines = ran.out.splitlines()
        assert lines[0] == "Meta, base, as known on 2026-09-30: 10,000 samples, sobol, seed 0"
        start = lines.index("Capex, USD billion")
        assert lines[start + 1].split()[:7] == ["P5", "P25", "median", "P75", "P95", "mean", "base"]
        assert lines[start + 3].split()[:3] == ["FY2025A", "72.2", "reported"]
        row = lines[start + 4]
        assert row.split()[0] == "FY2026E"
        assert "137.5" in row
        assert "=|=" in row
        assert "the P95 of a total is not the sum of the P95s of its parts" in ran.out
        assert "Capex lands inside guidance" in ran.out
        assert "Capex FY2026 inside the guidance of July 2026" in ran.out
        assert ran.err == "Wrote outputs/base/simulation.parquet.\n"

    @pytest.mark.parametrize("width", ["60", "80", "100"])
    def test_it_fits_the_terminal(self, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", width)
        blocks = finmodel("simulate", "--lines", "capex,free_cash_flow").out.split("\n\n")
        assert max(len(line) for block in blocks[1:3] for line in block.splitlines()) <= int(width)

    def test_quiet_prints_nothing_and_writes(self) -> None:
        ran = finmodel("simulate", "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert Path("outputs/base/simulation.parquet").exists()

    def test_named_periods_are_all_told(self) -> None:
        out = finmodel("simulate", "--lines", "capex", "--period", "FY2024", "--period", "2027Q1").out
        assert "FY2024A" in out
        assert "2027Q1E" in out
        assert "FY2026E" not in out

    def test_a_line_that_nothing_reaches_is_told_where_it_is_named(self) -> None:
        out = finmodel("simulate", "--lines", "capex,period_years,guidance_position").out
        assert "Capex, USD billion" in out
        assert "fixed" in out
        assert "n/a" in out
        assert "Nothing that varies reaches" not in out

    def test_odds_of_a_named_year_are_told_alone_and_a_year_without_an_answer_has_a_dash(self) -> None:
        heads = next(line for line in finmodel("simulate", "--period", "FY2027").out.splitlines() if line.startswith("Probability"))
        assert heads.split()[-1] == "FY2027"
        assert "FY2028" not in heads
        guided = next(line for line in finmodel("simulate").out.splitlines() if line.startswith("Capex lands inside guidance"))
        assert guided.split()[-1] == "-"

    def test_markdown_and_csv(self) -> None:
        told = finmodel("simulate", "--lines", "capex", "--md").out
        assert "| Line | Period | P5 | P25 | Median | P75 | P95 | Mean | base |" in told
        rows = list(csv.DictReader(io.StringIO(finmodel("simulate", "--lines", "capex", "--csv").out)))
        assert len(rows) == 9
        assert float(rows[5]["p5"]) < float(rows[5]["p50"]) < float(rows[5]["p95"])


class TestAsked:
    def test_options_reach_the_engine(self, quick: list[dict[str, Any]]) -> None:
        finmodel("simulate", "bull", "-n", "500", "--seed", "7", "--method", "lhs", "--only", "guidance.*", "--only", "fleet.*", "--workers", "2", "--fix", "fleet.h100", "-q")
        (asked,) = quick
        assert callable(asked.pop("points"))  # drawn while the pack is read
        assert asked == {"n": 500, "seed": 7, "method": "lhs", "only": ("guidance.*", "fleet.*"), "fixed": ("fleet.h100",), "workers": 2, "progress": None, "checks": ()}

    def test_a_dated_case_and_a_what_if_have_folders_of_their_own(self, quick: list[dict[str, Any]], here: Path) -> None:
        finmodel("simulate", "base@2026-04-30", "-q")
        finmodel("simulate", "--set", "guidance.plan_position=0.8", "-q", "--output", "elsewhere")
        assert [path.name.startswith("base-") for path in (here / "outputs").iterdir()] == [True]
        assert len(list((here / "elsewhere").iterdir())) == 1


@pytest.mark.usefixtures("quick")
class TestFiles:
    def test_the_report_names_its_files(self, here: Path) -> None:
        found = finmodel("simulate", "--lines", "capex", "--json", "--keep-samples", "--picture", "fan.svg").json
        assert list(found)[-1] == "files"
        assert found["schema"] == 1
        assert found["files"] == {"summary": "outputs/base/simulation.parquet", "samples": "outputs/base/samples.parquet",
                                  "picture": "fan.svg", "workbook": None}  # fmt: skip
        table = pl.read_parquet(found["files"]["samples"])
        assert table.height == found["n"]
        assert "capex FY2027" in table.columns
        assert (here / "fan.svg").read_text(encoding="utf-8").startswith("<?xml")

    def test_files_of_one_folder_are_kept_in_one_account(self) -> None:
        for _ in range(2):
            assert finmodel("simulate", "--lines", "capex", "--picture", "outputs/base/fan.png", "-q").code == 0

    def test_what_finmodel_did_not_write_is_left_alone(self, here: Path) -> None:
        (here / "fan.png").write_text("mine", encoding="utf-8")
        ran = finmodel("simulate", "--picture", "fan.png")
        assert ran.code == 6
        assert "was not written by finmodel" in ran.err
        assert finmodel("simulate", "--picture", "fan.png", "--force", "-q").code == 0

    @pytest.mark.parametrize(("arguments", "says"), [
        (("--picture", "fan.pdf"), "must end in .png or .svg"),
        (("--workbook", "book.xls"), "must end in .xlsx"),
        (("--picture", "fan.png", "--lines", "team_*"), "a panel a line, 12 at most"),
        (("--lines", "capexx"), "Did you mean 'capex'?"),
        (("--quarters", "--period", "FY2027"), "--quarters asks for every quarter"),
        (("--json", "--csv"), "Ask for one of --json, --csv and --md"),
        (("-n", "3"), "100"),
        (("nobody",), "There is no scenario 'nobody'"),
    ])  # fmt: skip
    def test_what_cannot_be_asked_is_refused_before_any_work(self, here: Path, arguments: tuple[str, ...], says: str) -> None:
        ran = finmodel("simulate", *arguments)
        assert ran.code == 2
        assert says in ran.err
        assert not list(here.rglob("*.parquet"))


class TestEngine:
    """The smaller pack stands for both."""

    ARGUMENTS = ("simulate", "--pack", str(MICROSOFT), "-n", "512", "--workers", "1")

    def test_samples_lie_around_the_case(self) -> None:
        found: Ran = finmodel(*self.ARGUMENTS, "--json")
        assert found.code == 0, found.err
        capex = next(one for one in found.json["ranges"] if (one["line"], one["period"]) == ("capex", "FY2028"))
        assert capex["p5"] < capex["p50"] < capex["p95"]
        assert found.json["inputs"]["vary"] > 10

    def test_the_same_seed_gives_the_same_bytes_with_one_worker_and_two(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("finmodel.analysis.workers.available", lambda: 2)
        for name, crew in (("one", "1"), ("two", "2")):
            asked = (*self.ARGUMENTS[:-1], crew, "-n", "5000", "--keep-samples", "-q", "--out", name)
            assert finmodel(*asked).code == 0
        for name in ("simulation.parquet", "samples.parquet"):
            first, second = (here / folder / "microsoft-base" / name for folder in ("one", "two"))
            assert first.read_bytes() == second.read_bytes()

    def test_an_interrupt_leaves_no_half_file(self, here: Path) -> None:
        running = subprocess.Popen(
            [sys.executable, "-m", "finmodel", "simulate", "-n", "3000000", "--keep-samples"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here,
        )  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline().startswith("Meta, base")  # at once
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
        assert running.returncode == 130
        assert said.endswith("finmodel: Interrupted.\n")
        assert "Traceback" not in said
        assert not [path for path in here.rglob("*") if path.is_file()]
