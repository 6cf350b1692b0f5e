"""run: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.ran import Ran, finmodel

REQUIRED = (
    "headcount", "average_headcount", "cost_per_researcher", "compensation_per_researcher", "compute_cost_per_researcher",
    "compute_per_researcher", "compute_per_head", "power_per_researcher", "owned_h100e", "operating_h100e", "idle_h100e",
    "research_h100e", "energised_it_capacity", "capex", "server_capex", "facility_capex", "guidance_low", "guidance_high",
    "guidance_position",
)  # fmt: skip


def values(ran: Ran, line: str, scenario: int = 0) -> dict[str, float | None]:
    """Period -> value of a line without members."""
    rows = ran.json["scenarios"][scenario]["outcomes"]
    return {row["period"]: row["value"] for row in rows if row["line"] == line and not row["members"]}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return finmodel("run", "base", "--json", "--out", str(tmp_path_factory.mktemp("base")))


class TestJson:
    def test_the_report_has_its_documented_keys(self, base: Ran) -> None:
        report = base.json
        assert base.code == 0
        assert list(report) == ["schema", "pack", "as_of", "scenarios"]
        assert (report["schema"], report["pack"]) == (1, "meta")
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", report["as_of"])
        (scenario,) = report["scenarios"]
        assert list(scenario) == ["name", "inputs_hash", "outcomes", "checks", "files", "reconciliation", "changed", "warnings", "carried"]
        assert scenario["name"] == "base"
        assert re.fullmatch(r"[0-9a-f]{64}", scenario["inputs_hash"])
        assert set(scenario["checks"]) == {"passed", "failed", "failures"}
        assert set(scenario["files"]) == {"workbook", "lines", "outcomes"}

    def test_an_outcome_has_its_documented_keys_and_values(self, base: Ran) -> None:
        for row in base.json["scenarios"][0]["outcomes"]:
            assert list(row) == ["line", "members", "period", "value", "unit"]
            assert re.fullmatch(r"FY\d{4}|\d{4}Q[1-4]", row["period"])
            assert row["value"] is None or isinstance(row["value"], float)
            assert row["unit"]

    def test_every_required_line_is_there_for_every_period(self, base: Ran) -> None:
        rows = base.json["scenarios"][0]["outcomes"]
        for line in REQUIRED:
            periods = {row["period"] for row in rows if row["line"] == line}
            assert {"FY2022", "FY2026", "FY2030", "2022Q1", "2026Q3", "2030Q4"} <= periods, line
            assert len(periods) == 9 + 36, line

    def test_members_are_named_by_dimension_and_empty_without_one(self, base: Ran) -> None:
        rows = base.json["scenarios"][0]["outcomes"]
        assert all(row["members"] == {} for row in rows if row["line"] == "capex")
        assert all(set(row["members"]) == {"team", "tier"} for row in rows if row["line"] == "headcount")

    def test_no_place_is_reported_twice(self, base: Ran) -> None:
        rows = base.json["scenarios"][0]["outcomes"]
        places = [(row["line"], row["period"], *sorted(row["members"].items())) for row in rows]
        assert len(places) == len(set(places))

    def test_a_ratio_without_a_denominator_is_null(self, base: Ran) -> None:
        position = values(base, "guidance_position")
        assert position["FY2030"] is None
        assert position["FY2026"] is not None

    def test_quarters_of_a_flow_add_up_to_its_year(self, base: Ran) -> None:
        capex = values(base, "capex")
        for year in range(2022, 2031):
            quarters = sum(capex[f"{year}Q{quarter}"] or 0 for quarter in range(1, 5))
            assert capex[f"FY{year}"] == pytest.approx(quarters, rel=1e-12)

    def test_the_files_named_exist_and_hold_the_same_numbers(self, base: Ran) -> None:
        files = base.json["scenarios"][0]["files"]
        assert all(Path(path).is_file() for path in files.values())
        with open(files["outcomes"], newline="", encoding="utf-8") as opened:
            written = {(row["line"], row["period"]): row["value"] for row in csv.DictReader(opened) if not row["team"]}
        for period, value in values(base, "cost_per_researcher").items():
            assert float(written["cost_per_researcher", period]) == value
        assert written["guidance_position", "FY2030"] == ""

    def test_the_lines_file_holds_every_calculated_line(self, base: Ran, case: Any) -> None:
        import polars as pl

        lines = pl.read_parquet(base.json["scenarios"][0]["files"]["lines"])
        calculated = {name for name, item in case.model.lines.items() if getattr(item, "formula", None) is not None}
        assert set(lines["line"].unique()) == calculated
        assert lines["value"].is_nan().sum() == 0

    def test_json_goes_to_stdout_alone(self, base: Ran) -> None:
        assert base.err == ""


class TestTable:
    def test_the_table_shows_years_checks_files_and_what_to_do_next(self) -> None:
        ran = finmodel("run", "--no-workbook")
        assert ran.code == 0
        for part in (
            "FY2022A",
            "FY2025A",
            "FY2026E",
            "FY2030E",
            "Cost per researcher",
            "Checks:",
            "Wrote",
            "Next: finmodel explain",
            "130.0",
            "145.0",
        ):
            assert part in ran.out

    def test_the_table_is_plain_ascii(self) -> None:
        ran = finmodel("run", "--no-workbook")
        ran.out.encode("ascii")
        assert "\x1b" not in ran.out

    def test_nothing_is_coloured_with_or_without_no_color(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plain = finmodel("run", "--no-workbook", "--out", "a").out
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in plain + finmodel("run", "--no-workbook", "--out", "b").out

    @pytest.mark.parametrize(
        ("columns", "kept"), [("70", ["FY2024A", "FY2025A", "FY2026E"]), ("50", ["FY2024A"]), ("20", ["FY2024A"])]
    )
    def test_a_narrow_terminal_keeps_the_years_around_the_last_actual_one(
        self, monkeypatch: pytest.MonkeyPatch, columns: str, kept: list[str]
    ) -> None:
        monkeypatch.setenv("COLUMNS", columns)
        ran = finmodel("run", "--no-workbook")
        heads = next(line for line in ran.out.splitlines() if "FY2024A" in line)
        assert heads.split() == kept
        assert len(heads) <= max(51, int(columns))
        assert "widen the terminal" in ran.out

    def test_every_cost_is_in_a_total_and_named_in_the_table(self) -> None:
        out = finmodel("run", "--no-workbook").out
        assert "Not in any total yet" not in out
        for part in ("rent", "deals", "recruiting"):
            assert part in out.lower(), part

    def test_the_table_says_what_was_changed(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "guidance.plan_position=0.6")
        assert "  changed: guidance.plan_position" in ran.out
        assert "changed:" not in finmodel("run", "--no-workbook").out


class TestFiles:
    def test_without_a_workbook_none_is_written(self, here: Path) -> None:
        ran = finmodel("run", "--no-workbook", "--json")
        assert ran.json["scenarios"][0]["files"]["workbook"] is None
        assert not list(here.rglob("*.xlsx"))
        assert {path.name for path in (here / "outputs" / "base").iterdir()} == {
            "lines.parquet", "lines.csv", "outcomes.parquet", "outcomes.csv", "reconciliation.csv", ".finmodel.json"
        }  # fmt: skip

    def test_quiet_prints_nothing_on_success(self) -> None:
        ran = finmodel("run", "-q", "--no-workbook")
        assert (ran.code, ran.out, ran.err) == (0, "", "")

    def test_running_twice_writes_the_same_bytes(self, here: Path) -> None:
        finmodel("run", "-q", "--no-workbook", "--out", "a")
        finmodel("run", "-q", "--no-workbook", "--out", "b")
        for name in ("lines.parquet", "lines.csv", "outcomes.parquet", "outcomes.csv"):
            assert (here / "a" / "base" / name).read_bytes() == (here / "b" / "base" / name).read_bytes()

    def test_running_again_replaces_what_finmodel_wrote(self) -> None:
        assert finmodel("run", "-q", "--no-workbook").code == 0
        assert finmodel("run", "-q", "--no-workbook", "--set", "guidance.plan_position=0.6").code == 0

    def test_a_file_of_someone_else_is_refused_and_kept(self, here: Path) -> None:
        mine = here / "outputs" / "base" / "outcomes.csv"
        mine.parent.mkdir(parents=True)
        mine.write_text("mine")
        ran = finmodel("run", "--no-workbook")
        assert ran.code == 6
        assert "was not written by finmodel" in ran.err
        assert "--force" in ran.err
        assert mine.read_text() == "mine"
        assert list(mine.parent.iterdir()) == [mine]
        assert finmodel("run", "-q", "--no-workbook", "--force").code == 0
        assert mine.read_text() != "mine"

    def test_a_file_that_was_edited_is_refused_and_kept(self, here: Path) -> None:
        finmodel("run", "-q", "--no-workbook")
        mine = here / "outputs" / "base" / "outcomes.csv"
        mine.write_text(mine.read_text() + "my note\n")
        before = {path: path.read_bytes() for path in mine.parent.iterdir()}
        ran = finmodel("run", "--no-workbook")
        assert ran.code == 6
        assert "has changed since" in ran.err
        assert {path: path.read_bytes() for path in mine.parent.iterdir()} == before

    @pytest.mark.parametrize("what_if", [("--set", "guidance.plan_position=0.6"), ("--as-of", "2026-05-15")])
    def test_a_what_if_has_a_folder_of_its_own_named_by_its_hash(self, here: Path, what_if: tuple[str, str]) -> None:
        finmodel("run", "-q", "--no-workbook")
        base = {path: path.read_bytes() for path in (here / "outputs" / "base").iterdir()}
        (scenario,) = finmodel("run", "--no-workbook", "--json", *what_if).json["scenarios"]
        own = here / "outputs" / f"base-{scenario['inputs_hash'][:8]}"
        assert {path.name for path in (here / "outputs").iterdir()} == {"base", own.name}
        assert (own / "outcomes.csv").read_bytes() != base[here / "outputs" / "base" / "outcomes.csv"]
        assert {path: path.read_bytes() for path in (here / "outputs" / "base").iterdir()} == base

    def test_another_pack_has_a_folder_of_its_own(self, here: Path) -> None:
        finmodel("init", "mine", "-q")
        assert finmodel("run", "-q", "--no-workbook", "--pack", "mine").code == 0
        assert [path.name for path in (here / "outputs").iterdir()] == ["mine-base"]

    def test_a_folder_where_a_file_belongs_is_an_output_error(self, here: Path) -> None:
        (here / "outputs" / "base" / "lines.csv").mkdir(parents=True)
        assert finmodel("run", "--no-workbook").code == 6
        ran = finmodel("run", "--no-workbook", "--force")
        assert ran.code == 6
        assert "cannot be written" in ran.err
        assert not [path for path in (here / "outputs" / "base").iterdir() if path.name.endswith(".part")]

    def test_a_file_as_output_folder_is_an_output_error(self, here: Path) -> None:
        (here / "taken").write_text("")
        ran = finmodel("run", "--no-workbook", "--out", "taken")
        assert ran.code == 6
        assert "--out" in ran.err


class TestChanges:
    def test_a_set_is_converted_from_its_unit(self) -> None:
        two_quarters = finmodel("run", "--json", "--no-workbook", "--set", "fleet.install_lag=2 quarters")
        half_a_year = finmodel("run", "--json", "--no-workbook", "--set", "fleet.install_lag=0.5 year")
        base = finmodel("run", "--json", "--no-workbook", "--out", "other")
        assert values(two_quarters, "operating_h100e") == pytest.approx(
            values(half_a_year, "operating_h100e"), rel=1e-12
        )
        assert values(two_quarters, "idle_h100e")["2027Q1"] != values(base, "idle_h100e")["2027Q1"]

    def test_sets_apply_left_to_right(self) -> None:
        path = "guidance.plan_position"
        ran = finmodel("run", "--json", "--no-workbook", "--set", f"{path}=0", "--set", f"{path}=1")
        assert values(ran, "capex")["FY2026"] == pytest.approx(values(ran, "guidance_high")["FY2026"], rel=1e-9)

    def test_a_set_moves_the_hash_of_the_inputs(self) -> None:
        changed = finmodel("run", "--json", "--no-workbook", "--set", "guidance.plan_position=0.6")
        base = finmodel("run", "--json", "--no-workbook", "--out", "other")
        assert changed.json["scenarios"][0]["inputs_hash"] != base.json["scenarios"][0]["inputs_hash"]

    def test_an_unknown_path_is_invalid_input_with_a_hint(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "fleet.instal_lag=1")
        assert ran.code == 3
        assert "fleet.install_lag" in ran.err
        assert ran.out == ""

    def test_a_wrong_unit_is_invalid_input(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "fleet.install_lag=3 MW")
        assert ran.code == 3
        assert "MW" in ran.err

    def test_every_mistake_is_reported_at_once(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "fleet.nope=1", "--set", "guidance.plan_position=7")
        assert ran.code == 3
        assert "2 mistakes" in ran.err

    def test_an_unknown_scenario_is_a_usage_error_that_names_those_there_are(self) -> None:
        ran = finmodel("run", "bse")
        assert ran.code == 2
        assert "base" in ran.err

    def test_a_failing_check_exits_with_4_after_the_files_are_written(self, here: Path) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "guidance.other_capex_plan@2026Q4*=10")
        assert ran.code == 4
        assert "no_capex_shortfall" in ran.err
        assert "finmodel explain no_capex_shortfall 2026Q4" in ran.err
        (folder,) = (here / "outputs").iterdir()
        assert folder.name.startswith("base-")
        assert (folder / "outcomes.csv").exists()

    def test_a_reported_quarter_may_be_changed_to_ask_what_if(self) -> None:
        ran = finmodel("run", "--json", "--no-workbook", "--set", "guidance.reported_capex@2024Q4=30 USD billion")
        assert values(ran, "capex")["2024Q4"] == 30e9

    def test_failures_stand_in_the_json_too(self) -> None:
        ran = finmodel("run", "--json", "--no-workbook", "--set", "guidance.other_capex_plan@2026Q4*=10")
        checks = ran.json["scenarios"][0]["checks"]
        assert ran.code == 4
        assert checks["failed"] == len({failure["line"] for failure in checks["failures"]})
        assert {"line", "members", "period", "note"} == set(checks["failures"][0])

    def test_a_number_that_cannot_be_calculated_names_line_and_period(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "timing.period_years=0 year")
        assert ran.code == 3
        assert "periods_per_year" in ran.err


class TestAsOf:
    def test_an_earlier_date_moves_the_boundary_and_the_guidance(self) -> None:
        now = finmodel("run", "--json", "--no-workbook")
        may = finmodel("run", "--json", "--no-workbook", "--out", "may", "--as-of", "2026-05-15")
        assert may.json["as_of"] == "2026-05-15"
        assert values(may, "capex")["2026Q1"] == values(now, "capex")["2026Q1"]
        assert values(may, "capex")["2026Q2"] != values(now, "capex")["2026Q2"]
        assert values(may, "capex")["FY2026"] != values(now, "capex")["FY2026"]
        low, high = values(may, "guidance_low")["FY2026"], values(may, "guidance_high")["FY2026"]
        assert (low, high) != (values(now, "guidance_low")["FY2026"], values(now, "guidance_high")["FY2026"])
        assert low <= values(may, "capex")["FY2026"] <= high

    def test_hindsight_is_counted_and_strict_refuses_it(self) -> None:
        assert "hindsight" in finmodel("run", "--no-workbook", "--as-of", "2026-05-15").out
        ran = finmodel("run", "--no-workbook", "--as-of", "2026-05-15", "--strict")
        assert ran.code == 3
        assert "--strict" in ran.err

    def test_a_date_that_is_none_is_a_usage_error(self) -> None:
        assert finmodel("run", "--as-of", "soon").code == 2


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "finmodel", *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_an_empty_folder_uses_the_bundled_pack(here: Path) -> None:
    ran = in_a_process("run", "-q", "--no-workbook")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (here / "outputs" / "base" / "outcomes.csv").is_file()


def test_a_reader_that_leaves_early_is_no_error() -> None:
    ran = subprocess.run(
        f"{sys.executable} -m finmodel lines | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert ran.stdout.count("\n") == 1
    assert "Traceback" not in ran.stderr
    assert "bug" not in ran.stderr


@pytest.mark.parametrize("command", ["lines", "inputs", "sources", "explain capex FY2026"])
def test_a_terminal_that_knows_ascii_only_can_read_the_text(command: str) -> None:
    ran = in_a_process(*command.split(), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ran.returncode == 0, ran.stderr


class TestWhatIf:
    def test_what_changed_is_printed_with_the_value_before(self) -> None:
        ran = finmodel("run", "--no-workbook", "--set", "fleet.install_lag=2 quarters", "--set", "sites.hyperion_*.capacity*=1.01")
        assert "  changed: fleet.install_lag 1.28 quarter -> 2 quarter\n" in ran.out
        assert ran.out.count("  changed: sites.hyperion_") == 3

    def test_a_value_outside_its_range_is_a_warning(self) -> None:
        ran = finmodel("run", "--no-workbook", "--json", "--set", "fleet.install_lag=9")
        warning = "fleet.install_lag = 9 quarter lies outside the 90% range of the input, 0.5 .. 2 quarter."
        assert ran.json["scenarios"][0]["warnings"][0] == warning
        assert f"warning: {warning}\n" in ran.err
        assert "warning" not in finmodel("run", "--no-workbook", "-q", "--set", "fleet.install_lag=9").err

    @pytest.mark.parametrize(
        ("words", "whole"),
        [
            (("--set", "sites.hyperion_2.capacity=3000", "MW"), "--set 'sites.hyperion_2.capacity=3000 MW'"),
            (("--set", "fleet.install_lag", "*=", "2"), "--set 'fleet.install_lag *= 2'"),
            (("--set", "fleet.install_lag=", "2", "quarters"), "--set 'fleet.install_lag= 2 quarters'"),
        ],
    )
    def test_a_set_that_the_shell_has_cut_is_recognised(self, words: tuple[str, ...], whole: str) -> None:
        ran = finmodel("run", "--no-workbook", *words)
        assert ran.code == 2
        assert f"put all of it in quotes: {whole}." in ran.err

    def test_a_scenario_that_is_not_there_is_no_matter_of_quotes(self) -> None:
        ran = finmodel("run", "--no-workbook", "bul", "--set", "fleet.install_lag=2")
        assert ran.code == 2
        assert "Did you mean 'bull'?" in ran.err
