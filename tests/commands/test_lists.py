"""lines, inputs, sources, check, init: what the model contains, and a pack of one's own."""

from __future__ import annotations

import re
from pathlib import Path

from finmodel.project import Project
from tests.commands.ran import finmodel


class TestLines:
    def test_every_line_of_the_model_is_listed_once_with_its_documented_keys(self, project: Project) -> None:
        rows = finmodel("lines", "--json").json
        assert [row["name"] for row in rows] == list(project.model.lines)
        for row in rows:
            assert list(row) == ["name", "block", "label", "unit", "kind", "dims", "formula", "note"]
            assert row["label"]
            assert row["unit"]
            assert row["formula"]
            assert row["note"], row["name"]

    def test_an_input_has_no_formula_and_a_line_names_its_precedents(self) -> None:
        rows = {row["name"]: row for row in finmodel("lines", "--json").json}
        assert rows["unit_power"]["formula"] == "input"
        assert rows["unit_power"]["dims"] == ["chip"]
        assert rows["power_need"]["formula"] == "installed_units * unit_power"

    def test_a_pure_number_has_the_unit_it_is_written_in(self) -> None:
        units = {row["name"]: row["unit"] for row in finmodel("lines", "--json").json}
        assert (units["research_share"], units["compute_to_pay"]) == ("share", "ratio")
        assert (units["actual_flag"], units["fiscal_year"]) == ("flag", "count")

    def test_a_pattern_filters_whatever_its_case(self) -> None:
        names = {row["name"] for row in finmodel("lines", "H100E", "--json").json}
        assert "owned_h100e" in names
        assert "headcount" not in names

    def test_text_and_count_go_to_different_streams(self) -> None:
        ran = finmodel("lines", "guidance_low")
        assert "guidance_low  [USD, index]  guidance" in ran.out
        assert re.search(r"^\d+ lines\.$", ran.err.strip())
        assert finmodel("lines", "no such line").out == ""


class TestInputs:
    def test_every_input_has_its_documented_keys_unit_source_and_date(self) -> None:
        rows = finmodel("inputs", "--json").json
        assert len(rows) > 500
        for row in rows:
            assert list(row) == ["path", "value", "unit", "low", "high", "source", "as_of", "confidence", "layer", "distribution", "correlation"]
            assert row["unit"]
            assert row["source"]
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["as_of"])
            assert row["layer"] == "base"
            assert (row["low"] is None) == (row["high"] is None)
            if isinstance(row["value"], str):
                assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["value"])
            elif row["low"] is not None:
                assert row["low"] <= row["value"] <= row["high"]

    def test_no_path_is_listed_twice(self) -> None:
        paths = [row["path"] for row in finmodel("inputs", "--json").json]
        assert len(paths) == len(set(paths))

    def test_a_pattern_filters_by_path_source_or_confidence(self) -> None:
        assert {row["confidence"] for row in finmodel("inputs", "official", "--json").json} >= {"official"}
        assert all(
            "h100" in row["path"] or "h100" in row["source"] for row in finmodel("inputs", "h100", "--json").json
        )

    def test_a_set_shows_its_layer_and_value_in_the_written_unit(self) -> None:
        (row,) = finmodel("inputs", "guidance.plan_position", "--set", "guidance.plan_position=60%", "--json").json
        assert (row["value"], row["unit"], row["layer"]) == (0.6, "share", "--set")

    def test_a_set_that_names_no_source_says_so(self) -> None:
        out = finmodel("inputs", "guidance.plan_position", "--set", "guidance.plan_position=60%").out
        assert "judgement, no source named, as of" in out

    def test_an_earlier_date_shows_what_was_known_then(self) -> None:
        def boundary(*more: str) -> str:
            return str(finmodel("inputs", "timing.last_actual_quarter", "--json", *more).json[0]["value"])

        assert boundary("--as-of", "2026-05-15") == "2026-03-31"
        assert boundary("--as-of", "2026-08-01") == "2026-06-30"


class TestSources:
    def test_every_source_has_its_documented_keys(self) -> None:
        rows = finmodel("sources", "--json").json
        assert rows
        for row in rows:
            assert list(row) == ["id", "title", "publisher", "date", "url", "kind", "inputs"]
            assert row["url"] == "" or row["url"].startswith("https://")

    def test_the_counts_add_up_to_the_inputs(self) -> None:
        assert sum(row["inputs"] for row in finmodel("sources", "--json").json) == len(
            finmodel("inputs", "--json").json
        )

    def test_a_pattern_filters(self) -> None:
        every, some = finmodel("sources", "--json").json, finmodel("sources", "epoch", "--json").json
        assert 0 < len(some) < len(every)


class TestCheck:
    def test_the_base_case_passes_every_check(self, project: Project) -> None:
        ran = finmodel("check", "--json")
        assert ran.code == 0
        assert ran.json["checks"] == {"passed": len(project.model.checks), "failed": 0, "failures": []}

    def test_the_text_names_every_check(self, project: Project) -> None:
        out = finmodel("check").out
        for one in project.model.checks:
            assert f"holds  {one.name}: " in out

    def test_a_failing_check_exits_with_4_and_is_named(self) -> None:
        ran = finmodel("check", "--set", "guidance.other_capex_plan@2026Q4*=10")
        assert ran.code == 4
        assert "FAILS  no_capex_shortfall" in ran.out
        assert "no_capex_shortfall" in ran.err

    def test_quiet_says_nothing_when_all_is_well(self) -> None:
        ran = finmodel("check", "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")

    def test_a_broken_pack_is_invalid_input_with_every_mistake(self, here: Path) -> None:
        finmodel("init", "mine", "-q")
        text = (here / "mine" / "guidance.toml").read_text()
        (here / "mine" / "guidance.toml").write_text(text.replace('unit = "share"', 'unit = "MW"'))
        ran = finmodel("check", "--pack", "mine")
        assert ran.code == 3
        assert "3 mistakes" in ran.err
        assert "guidance.toml: guidance.plan_position" in ran.err


class TestInit:
    def test_a_copied_pack_runs_and_gives_the_same_numbers_under_its_own_name(self) -> None:
        ran = finmodel("init", "assumptions/mine")
        assert ran.code == 0
        assert "finmodel run --pack assumptions/mine" in ran.out
        mine = finmodel("run", "--pack", "assumptions/mine", "--json", "--no-workbook", "--out", "a").json
        base = finmodel("run", "--pack", "meta", "--json", "--no-workbook", "--out", "b").json
        assert (mine["pack"], base["pack"]) == ("mine", "meta")
        assert mine["scenarios"][0]["outcomes"] == base["scenarios"][0]["outcomes"]
        assert mine["scenarios"][0]["inputs_hash"] != base["scenarios"][0]["inputs_hash"]
        again = finmodel("run", "--pack", "assumptions/mine", "--json", "--no-workbook", "--out", "c").json
        assert mine["scenarios"][0]["inputs_hash"] == again["scenarios"][0]["inputs_hash"]

    def test_a_pack_in_the_working_folder_comes_before_the_bundled_one(self, here: Path) -> None:
        finmodel("init", "assumptions/meta", "-q")
        changed = here / "assumptions" / "meta" / "guidance.toml"
        changed.write_text(changed.read_text().replace("value = 0.5\n", "value = 0.25\n"))
        (row,) = finmodel("inputs", "guidance.plan_position", "--json").json
        assert row["value"] == 0.25

    def test_a_folder_that_holds_something_is_left_alone(self, here: Path) -> None:
        (here / "mine").mkdir()
        (here / "mine" / "note.txt").write_text("mine")
        ran = finmodel("init", "mine")
        assert ran.code == 6
        assert [path.name for path in (here / "mine").iterdir()] == ["note.txt"]

    def test_an_unknown_pack_is_a_usage_error(self) -> None:
        assert finmodel("init", "mine", "--pack", "mta").code == 2
