"""Scenarios that ship: each runs with every check, leaves actual quarters alone, and its workbook agrees with the engine."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest

from finmodel.engine.tolerance import equal_in_row
from finmodel.errors import InputErrors
from finmodel.model.item import Kind, Line
from finmodel.project import Case, Project
from finmodel.workbook.recalculate import recalculate
from tests.commands.ran import finmodel
from tests.packs import META, copied, opened
from tests.workbook.reading import apart, stale, stored_cells

SCENARIOS = sorted(path.stem for path in (META / "scenarios").glob("*.toml"))
RECALCULATED = ("bear", "power_limited")
"""Recalculated in the default run: the largest overlay with a parent, and the other capex policy."""

EXPECTED = {
    "bear", "bull", "compute_sharing", "guidance_high", "guidance_low", "hyperion_slips", "no_tents", "poach_harder",
    "power_limited", "retention_crisis", "six_year_servers", "three_year_servers",
}  # fmt: skip


def test_the_scenarios_that_the_model_promises_are_there() -> None:
    assert set(SCENARIOS) == EXPECTED


@pytest.mark.parametrize("name", SCENARIOS)
class TestEach:
    def test_every_check_holds_and_actual_quarters_stand(self, project: Project, name: str) -> None:
        assert project.case(name).failures == []

    def test_something_changes_after_the_actual_quarters(self, project: Project, case: Case, name: str) -> None:
        ours = project.case(name).values
        changed = [line for line in ours if not equal_in_row(ours[line], case.values[line]).all()]
        assert len(changed) > 5

    def test_it_says_what_it_says(self, name: str) -> None:
        text = (META / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
        says = next(line for line in text.splitlines() if line.startswith("says = "))
        assert says.endswith('."')
        assert len(says) > 40


def agrees(case: Case, path: Path) -> None:
    """Every formula cell, recalculated from formulas alone, is what the engine says and what was stored (rule 12)."""
    case.write_workbook(path)
    content = path.read_bytes()
    sheets = recalculate(content)
    assert apart(sheets, case.layout, case.values) == []
    assert stale(stored_cells(content), sheets, case.model) == []


@pytest.mark.parametrize("name", RECALCULATED)
def test_the_workbook_recalculates_to_what_the_engine_says(project: Project, name: str, tmp_path: Path) -> None:
    case = project.case(name)
    case.write_workbook(tmp_path / "model.xlsx")
    assert apart(recalculate((tmp_path / "model.xlsx").read_bytes()), case.layout, case.values) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_cell_of_every_workbook_recalculates(project: Project, name: str, tmp_path: Path) -> None:
    agrees(project.case(name), tmp_path / "model.xlsx")


class TestCombined:
    @pytest.mark.parametrize(
        ("one", "other"),
        [("guidance_high", "poach_harder"), ("three_year_servers", "retention_crisis"), ("no_tents", "compute_sharing"),
         ("hyperion_slips", "guidance_low"), ("no_tents", "hyperion_slips")],
    )  # fmt: skip
    def test_scenarios_that_agree_commute(self, project: Project, one: str, other: str) -> None:
        first, second = project.case(f"{one}+{other}"), project.case(f"{other}+{one}")
        for line, ours in first.values.items():
            assert np.array_equal(ours, second.values[line], equal_nan=True), line
        assert first.failures == []

    def test_a_combination_makes_both_changes(self, project: Project) -> None:
        both = project.case("guidance_high+compute_sharing").inputs.values
        assert both["plan_position"].ravel()[0] == project.case("guidance_high").inputs.values["plan_position"].ravel()[0] == 1
        assert np.array_equal(both["research_share"], project.case("compute_sharing").inputs.values["research_share"], equal_nan=True)

    @pytest.mark.parametrize(
        ("one", "other", "path"),
        [("guidance_high", "guidance_low", "guidance.plan_position"),
         ("three_year_servers", "six_year_servers", "fleet.from_2027.regime_life")],
    )  # fmt: skip
    def test_scenarios_that_contradict_are_refused_by_name(self, project: Project, one: str, other: str, path: str) -> None:
        for pair in itertools.permutations((one, other)):
            with pytest.raises(InputErrors) as caught:
                project.case("+".join(pair))
            (error,) = caught.value.errors
            assert path in str(error)
            assert all(f"'{name}'" in str(error) for name in pair)
            assert "Let one overlay name the other as its parent" in str(error)

    def test_a_parent_is_applied_before_its_child(self, project: Project) -> None:
        slips, bear = project.case("hyperion_slips").inputs.values, project.case("bear").inputs.values
        assert np.array_equal(slips["first_energised"], bear["first_energised"])

    def test_an_unknown_scenario_is_refused_with_a_hint(self) -> None:
        ran = finmodel("check", "--pack", str(META), "--scenario", "guidance_hihg")
        assert ran.code == 2
        assert "guidance_high" in ran.err


# --- what may not change ---

CHANGE = """
title = "Rewrites the past"
says = "Changes what holds for all periods."
[[change]]
path = "{path}"
{change}
source = "judgement-fleet"
confidence = "judgement"
note = "To be refused."
"""


def rewriting(tmp_path: Path, path: str, change: str) -> Project:
    folder = copied(META, tmp_path / "mine")
    (folder / "scenarios" / "past.toml").write_text(CHANGE.format(path=path, change=change), encoding="utf-8")
    return Project.open(str(folder))


def test_a_scenario_that_changes_actual_periods_through_a_scalar_fails(tmp_path: Path) -> None:
    """Price per chip and deliveries are facts up to 2025; a life that holds for all periods rewrites their depreciation."""
    case = rewriting(tmp_path, "fleet.to_2024.regime_life", 'set = 3\nunit = "year"').case("past")
    failed = [failure for failure in case.failures if failure["line"] == "scenarios_leave_actuals_alone"]
    assert failed
    assert all(failure["period"] <= "2026Q2" for failure in failed)
    assert any("server_depreciation" in failure["note"] for failure in failed)


def test_check_and_run_end_with_exit_code_4_where_actuals_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rewriting(tmp_path, "fleet.to_2024.regime_life", 'set = 3\nunit = "year"')
    for command in (("check", "--scenario", "past"), ("run", "past", "--no-workbook", "--out", "out")):
        ran = finmodel(*command, "--pack", str(tmp_path / "mine"))
        assert ran.code == 4, command
        assert "scenarios_leave_actuals_alone" in ran.err


def test_a_change_of_an_actual_quarter_is_refused_when_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        rewriting(tmp_path, "outcomes.research_share@2026Q2", 'set = 0.7\nunit = "share"').case("past")
    (error,) = caught.value.errors
    assert "Scenarios change forecast periods only." in str(error)


def test_no_line_with_reported_results_differs_in_any_scenario(project: Project, case: Case) -> None:
    """The same rule without the engine's own comparison: flows, balances and rates of 2022Q1 to 2026Q2, cell by cell."""
    last = case.model.timeline.columns_of("2026Q2").stop
    for name in SCENARIOS:
        ours = project.case(name).values
        for line, item in case.model.lines.items():
            if isinstance(item, Line) and not item.part_of and item.kind in (Kind.FLOW, Kind.BALANCE, Kind.AVERAGE):
                here, there = ours[line][..., 1:last, 0], case.values[line][..., 1:last, 0]
                assert equal_in_row(here, there).all(), (name, line)


@pytest.mark.parametrize(
    ("name", "line", "year", "sign"),
    [("bull", "capex", 2028, 1), ("bear", "capex", 2028, -1), ("guidance_high", "capex", 2026, 1), ("guidance_low", "capex", 2026, -1),
     ("three_year_servers", "server_depreciation", 2027, 1), ("six_year_servers", "server_depreciation", 2027, -1),
     ("no_tents", "energised_it_capacity", 2027, -1), ("hyperion_slips", "energised_it_capacity", 2029, -1),
     ("retention_crisis", "heads", 2027, -1), ("poach_harder", "research_compensation", 2027, 1),
     ("compute_sharing", "compute_per_researcher", 2028, 1), ("power_limited", "idle_h100e", 2027, -1)],
)  # fmt: skip
def test_the_outcome_that_a_scenario_is_about_moves_its_way(
    project: Project, case: Case, name: str, line: str, year: int, sign: int
) -> None:
    place = case.model.timeline.years.index(year)
    ours, base = (each.results.years_of(line)[0][place] for each in (project.case(name), case))
    assert (ours - base) * sign > 0


def test_a_copy_of_the_pack_without_scenarios_still_runs(tmp_path: Path) -> None:
    folder = copied(META, tmp_path / "mine")
    shutil.rmtree(folder / "scenarios")
    ours, theirs = Project.open(str(folder)).case().values, opened(META).case().values
    assert all(np.array_equal(ours[line], theirs[line], equal_nan=True) for line in theirs)
