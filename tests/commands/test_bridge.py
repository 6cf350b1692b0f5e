"""bridge: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest

from tests.commands.ran import Ran, finmodel

CAPEX = ("--line", "capex", "--period", "FY2027")
PARTS = ("guidance.capex_growth", "guidance.plan_position")


@pytest.fixture(scope="module")
def bull() -> Ran:
    return finmodel("bridge", "base", "bull", *CAPEX, "--json")


class TestText:
    def test_it_leads_from_one_case_to_the_other_largest_part_first(self) -> None:
        ran = finmodel("bridge", "base", "bull", *CAPEX)
        assert (ran.code, ran.err) == (0, "")
        lines = ran.out.splitlines()
        assert lines[0] == "Capex, FY2027, USD billion: 170.0 in base, 195.2 in bull, +25.2"
        assert [line.split()[0] for line in lines[2:6]] == ["base", *PARTS, "bull"]
        assert "+17.4" in lines[3]
        assert "The parts sum to +25.2 USD billion." in lines
        assert "10 more changes make no difference here" in ran.out
        assert "4 changed inputs do not reach this line: people.star.base_acceptance" in ran.out

    def test_direction_does_not_rest_on_colour(self) -> None:
        up, down = (finmodel("bridge", *pair, *CAPEX, "--by", "block").out for pair in (("base", "bull"), ("bull", "base")))
        assert (">>>" in up, "<<<" in up) == (True, False)
        assert (">>>" in down, "<<<" in down) == (False, True)
        assert "\x1b" not in up

    def test_a_narrow_terminal_gets_narrow_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        table = finmodel("bridge", "base", "bull", *CAPEX).out.split("\n\n")[1]
        assert max(map(len, table.splitlines())) <= 80

    def test_small_parts_stand_together(self) -> None:
        out = finmodel("bridge", "base", "bull", "--line", "owned_h100e", "--period", "FY2028", "--top", "2").out
        assert "others" in out

    def test_sampled_parts_carry_their_standard_error(self) -> None:
        out = finmodel("bridge", "bear", "bull", "--line", "cost_per_researcher", "--period", "FY2027", "--permutations", "2").out
        assert "sampled: means over 2 orders" in out
        out = finmodel("bridge", "bear", "bull", "--line", "cost_per_researcher", "--period", "FY2027", "--permutations", "4").out
        assert "± 0." in out
        assert "standard errors of at most 0.08" in out

    def test_markdown_and_csv_are_printed(self) -> None:
        told = finmodel("bridge", "base", "bull", *CAPEX, "--md").out
        assert "| Capex growth | 2027Q1..2030Q4: first 23.64% → 36%, last 5% → 7.5% | +17.4 |" in told
        rows = list(csv.DictReader(io.StringIO(finmodel("bridge", "base", "bull", *CAPEX, "--csv").out)))
        assert math.fsum(float(row["amount"]) for row in rows) == pytest.approx(25_155_000_000, rel=1e-9)

    def test_quiet_prints_nothing(self) -> None:
        ran = finmodel("bridge", "base", "bull", *CAPEX, "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")


class TestJson:
    def test_the_report_has_its_documented_keys(self, bull: Ran) -> None:
        assert list(bull.json) == [
            "schema", "pack", "line", "members", "period", "unit", "from", "to", "gap", "by", "method", "parts", "rest", "elsewhere",
        ]  # fmt: skip
        assert bull.json["schema"] == 1
        assert list(bull.json["from"]) == ["case", "scenario", "set", "as_of", "inputs_hash", "value"]
        assert bull.json["method"] == {"name": "exact", "orders": 0, "evaluations": 4096}
        for part in bull.json["parts"]:
            assert list(part) == ["name", "label", "amount", "standard_error", "changes"]
            assert all(list(change) == ["path", "unit", "points"] for change in part["changes"])

    def test_it_is_complete_and_sums_to_the_gap(self, bull: Ran) -> None:
        found = bull.json
        assert len(found["parts"]) == 12
        assert found["gap"] == found["to"]["value"] - found["from"]["value"]
        assert math.fsum(part["amount"] for part in found["parts"]) == pytest.approx(found["gap"], rel=1e-9)
        assert found["parts"][-2]["changes"][0]["points"][0] == {"period": "2027Q1", "from": pytest.approx(0.2364, abs=1e-3), "to": 0.36}

    def test_the_same_question_prints_the_same(self, bull: Ran) -> None:
        assert finmodel("bridge", "base", "bull", *CAPEX, "--json").out == bull.out


class TestCases:
    def test_one_case_is_bridged_to_itself_with_set(self) -> None:
        found = finmodel("bridge", "bull", "--set", "guidance.plan_position=0.5", *CAPEX, "--json").json
        assert (found["from"]["set"], found["to"]["set"]) == ([], ["guidance.plan_position=0.5"])
        assert found["to"]["scenario"] == "bull"
        assert [part["name"] for part in found["parts"]] == ["guidance.plan_position"]

    def test_set_lies_over_the_second_case(self) -> None:
        found = finmodel("bridge", "base", "bull", "--set", "guidance.plan_position=0.5", *CAPEX, "--json").json
        assert "guidance.plan_position" not in [part["name"] for part in found["parts"]]

    def test_what_was_learned_between_two_dates(self) -> None:
        ran = finmodel("bridge", "base@2026-04-30", "base", "--line", "capex", "--period", "FY2026")
        assert ran.code == 0
        assert "FY2026: 125 → 130 USD billion" in ran.out
        assert "One change makes the whole difference" in ran.out

    def test_a_case_whose_checks_fail_is_shown_and_not_trusted(self) -> None:
        ran = finmodel("bridge", "base@2025-12-31", "base", *CAPEX)
        assert ran.code == 4
        assert "guidance first given for FY2026" in ran.out
        assert "server_share_plausible" in ran.err


class TestNothing:
    def test_equal_cases(self) -> None:
        ran = finmodel("bridge", "base", "base", *CAPEX)
        assert ran.code == 0
        assert "The two cases have the same inputs: there is nothing to explain." in ran.out

    def test_changes_that_do_not_reach_the_line(self) -> None:
        out = finmodel("bridge", "base", "retention_crisis", *CAPEX).out
        assert "None of the changes makes a difference here." in out
        assert "8 changed inputs do not reach this line" in out


class TestFiles:
    def test_a_picture_is_written_whole_and_again(self, here: Path) -> None:
        for _ in range(2):
            ran = finmodel("bridge", "base", "bull", *CAPEX, "--picture", "out/bridge.svg")
            assert (ran.code, ran.err) == (0, "Wrote out/bridge.svg.\n")
        assert [path.name for path in sorted((here / "out").iterdir())] == [".finmodel.json", "bridge.svg"]

    def test_a_file_of_somebody_else_is_left_alone(self, here: Path) -> None:
        (here / "bridge.png").write_text("mine")
        ran = finmodel("bridge", "base", "bull", *CAPEX, "--picture", "bridge.png")
        assert ran.code == 6
        assert "--picture" in ran.err
        assert ran.out == ""
        assert (here / "bridge.png").read_text() == "mine"
        assert finmodel("bridge", "base", "bull", *CAPEX, "--picture", "bridge.png", "--force", "-q").code == 0
        assert (here / "bridge.png").read_bytes().startswith(b"\x89PNG")

    @pytest.mark.parametrize(("option", "name"), [("--picture", "bridge.jpg"), ("--workbook", "bridge.xls"), ("--picture", "bridge")])
    def test_a_kind_that_is_not_written_is_refused(self, option: str, name: str) -> None:
        ran = finmodel("bridge", "base", "bull", *CAPEX, option, name)
        assert ran.code == 2
        assert "must end in" in ran.err

    def test_a_workbook_beside_a_picture(self, here: Path) -> None:
        asked = ("base", "--pack", "microsoft", "--set", "guidance.plan_position=0.9", *CAPEX, "--picture", "a.png", "--workbook", "a.xlsx", "-q")
        for _ in range(2):  # one account of the folder, so that the second time both are known
            ran = finmodel("bridge", *asked)
            assert (ran.code, ran.err) == (0, "")
        assert (here / "a.xlsx").read_bytes().startswith(b"PK")


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "code", "hint"),
        [
            (("base", *CAPEX), 2, "--set"),
            (("base", "bul", *CAPEX), 2, "Did you mean 'bull'"),
            (("base", "bull", "--line", "capx", "--period", "FY2027"), 2, "capex"),
            (("base", "bull", "--line", "capex", "--period", "FY2050"), 2, "2030Q4"),
            (("base", "bull", "--line", "capex"), 2, "--period"),
            (("base", "bull", *CAPEX, "--order", "guidance.nope"), 2, "guidance.nope"),
            (("base", "bull", *CAPEX, "--json", "--csv"), 2, "--csv"),
            (("base", "bull", "--line", "guidance_position", "--period", "FY2030"), 3, "n/a in base"),
            (("base@2026-13-01", "bull", *CAPEX), 2, "2026-13-01"),
            (("base", "bull", *CAPEX, "--permutations", "1"), 2, "--permutations"),
        ],
    )
    def test_each_has_its_sentence_and_code(self, arguments: tuple[str, ...], code: int, hint: str) -> None:
        ran = finmodel("bridge", *arguments)
        assert (ran.code, ran.out) == (code, "")
        assert hint in ran.err
