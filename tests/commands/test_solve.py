"""solve: the answer says how it was understood, how to repeat it, and what it would break."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import pytest

from tests.commands.ran import Ran, finmodel
from tests.packs import MICROSOFT

SHARE = ("--target", "cost_per_researcher@FY2027=60 USD million/person/year", "--by", "outcomes.research_share@2026Q4..")
CAPACITY = ("--target", "energised_it_capacity@FY2028=12 GW", "--grid", "sites.unnamed_leased.capacity=1.8:7.8:7 GW")
KEYS = {
    "schema", "pack", "scenario", "as_of", "inputs_hash", "target", "by", "depends", "tried", "solutions", "jumps", "gaps", "closest",
    "outside", "verdict",
}  # fmt: skip


def solve(*arguments: str) -> Ran:
    return finmodel("solve", *arguments)


class TestAnswer:
    def test_the_question_is_told_back_with_units(self) -> None:
        ran = solve(*SHARE)
        assert (ran.code, ran.err) == (0, "")
        assert "Target    cost_per_researcher FY2027 = 60 USD million/person/year; in this case it is 68.9" in ran.out
        assert "Searched  0.35 to 0.8 share, its 90% range" in ran.out
        assert "against the 90% ranges of its 17 periods: 17 inside" in ran.out
        assert "checks of the model hold" in ran.out
        assert "may be missed" in ran.out

    def test_the_printed_command_repeats_it(self) -> None:
        command = next(line.strip() for line in solve(*SHARE).out.splitlines() if line.strip().startswith("finmodel run"))
        ran = finmodel(*shlex.split(command)[1:], "--no-workbook", "--json")
        assert ran.code == 0
        (value,) = [
            row["value"] for row in ran.json["scenarios"][0]["outcomes"]
            if (row["line"], row["period"]) == ("cost_per_researcher", "FY2027")
        ]  # fmt: skip
        assert value == pytest.approx(60e6, rel=1e-9)

    def test_the_command_repeats_the_case_it_was_asked_of(self) -> None:
        ran = solve("--target", "capex@FY2027=180 USD billion", "--by", "guidance.capex_growth@FY2027", "--between", "0", "60%",
                    "--scenario", "bull", "--set", "fleet.install_lag=2 quarters", "--as-of", "2026-08-31")  # fmt: skip
        assert ran.code == 0, ran.err
        assert "finmodel run bull --set 'fleet.install_lag=2 quarters' --set 'guidance.capex_growth@FY2027=" in ran.out
        assert ran.out.rstrip().count("--as-of 2026-08-31") == 1

    def test_json_holds_all_of_it(self) -> None:
        ran = solve(*SHARE, "--json")
        assert set(ran.json) == KEYS
        assert ran.json["schema"] == 1
        (one,) = ran.json["solutions"]
        assert one["kind"] == "value"
        assert abs(one["off"]) <= ran.json["target"]["tolerance"]
        assert one["range"] == {"inside": 17, "below": 0, "above": 0, "without": 0}
        assert one["command"] == f"finmodel run --set 'outcomes.research_share@2026Q4..={one['value']!r} share'"

    def test_a_day_is_told_with_its_neighbour(self) -> None:
        ran = solve("--target", "energised_it_capacity@2027Q4=6.6 GW", "--by", "sites.unnamed_leased.first_energised")
        assert ran.code == 0
        assert "1 day comes nearest to the target" in ran.out
        assert "the target lies between that and 2026-08-26" in ran.out
        assert "All 275 values were tried." in ran.out

    def test_a_value_outside_its_range_says_what_that_means(self) -> None:
        ran = solve("--target", "energised_it_capacity@FY2028=15 GW", "--by", "sites.unnamed_leased.capacity", "--between", "1 GW", "40 GW")
        assert "above its 90% range, 1,200 to 12,000 MW: the pack gives values above that less than 1 chance in 20" in ran.out

    def test_quiet_prints_nothing(self) -> None:
        assert solve(*SHARE, "-q") == Ran(0, "", "")


class TestNoAnswer:
    def test_it_exits_with_4_and_says_how_close_it_gets(self) -> None:
        ran = solve("--target", "capex@FY2026=144.7 USD billion", "--by", "guidance.plan_position")
        assert ran.code == 4
        assert "The closest is 144.25 USD billion at 0.95 share, -0.45 USD billion off the target." in ran.err
        assert "Outside, about 0.98 share would do: --between '0.05 share' '0.983 share'." in ran.err

    def test_the_advice_works(self) -> None:
        ran = solve("--target", "capex@FY2026=144.7 USD billion", "--by", "guidance.plan_position", "--between", "0.05 share", "0.983 share")
        assert ran.code == 0

    def test_json_is_printed_all_the_same(self) -> None:
        ran = solve("--target", "capex@FY2026=150 USD billion", "--by", "guidance.plan_position", "--json")
        assert ran.code == 4
        assert ran.json["solutions"] == []
        assert ran.json["closest"]["value"] == 0.95
        assert ran.json["verdict"] in ran.err

    def test_an_input_without_effect(self) -> None:
        ran = solve("--target", "capex@FY2025=80 USD billion", "--by", "guidance.plan_position")
        assert ran.code == 4
        assert "does not depend on guidance.plan_position from 0.05 to 0.95 share" in ran.err
        assert "`finmodel explain capex FY2025` shows what it depends on" in ran.err
        assert "does not depend on people.compute_elasticity: it stays" in solve(
            "--target", "capex@FY2026=80 USD billion", "--by", "people.compute_elasticity"
        ).err

    def test_a_jump_is_told_as_one(self) -> None:
        ran = solve("--target", "operating_h100e@2027Q4=9.5 million H100e", "--by", "timing.last_delivery_quarter",
                    "--between", "2025-11-01", "2026-02-28")  # fmt: skip
        assert ran.code == 4
        assert "It jumps over the target between 2025-12-30 and 2025-12-31: from 9.4" in ran.out

    def test_a_solution_that_breaks_a_check_is_told_and_counts_as_none(self) -> None:
        ran = solve("--target", "operating_h100e@2027Q4=11 million H100e", "--by", "sites.unnamed_leased.first_energised",
                    "--between", "2025-12-12", "2027-04-01")  # fmt: skip
        assert ran.code == 4
        assert "but the check 'server_share_plausible' fails in 2026Q1" in ran.out
        assert "breaks the model: takeover_before_energised, server_share_plausible." in ran.err

    def test_nowhere_a_value(self) -> None:
        ran = solve("--target", "guidance_position@FY2028=0.5", "--by", "guidance.plan_position")
        assert ran.code == 4
        assert "No value from 0.05 to 0.95 share: guidance_position FY2028 is n/a" in ran.out


class TestGrid:
    def test_one_way(self) -> None:
        ran = solve(*CAPACITY)
        assert ran.code == 0
        table = [line.split() for line in ran.out.splitlines() if "," in line and line.startswith(" ")]
        assert table[3] == ["4,800", "*", "10.76", "0.00", "-1.24"]
        assert table[-1] == ["7,800", "12.01", "+1.25", "+0.01", ">"]
        assert "* the case's own value." in ran.out
        assert "> above the target of 12 GW" in ran.out

    def test_two_way_json(self) -> None:
        ran = solve("--target", "capex@FY2026", "--grid", "guidance.plan_position=0:1:3", "--grid", "fleet.install_lag+=-1:1:3", "--json")
        assert ran.json["schema"] == 1
        assert ran.json["values"] == [[130e9] * 3, [137.5e9] * 3, [145e9] * 3]
        assert [axis["case_at"] for axis in ran.json["axes"]] == [1, 1]
        assert [axis["reaches"] for axis in ran.json["axes"]] == [True, False]
        assert ran.json["meets"] is None

    def test_not_available_is_null_and_says_so(self) -> None:
        arguments = ("--target", "guidance_position@FY2028", "--grid", "guidance.plan_position=0:1:2")
        assert solve(*arguments, "--json").json["values"] == [None, None]
        assert "n/a: the line is n/a there" in solve(*arguments).out

    def test_csv_has_a_row_a_cell(self, here: Path) -> None:
        ran = solve(*CAPACITY, "--csv", "grid.csv", "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        rows = list(csv.DictReader((here / "grid.csv").read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 7
        assert rows[3]["input_1"] == "sites.unnamed_leased.capacity"
        assert (rows[3]["value_1"], rows[3]["unit_1"], float(rows[3]["difference"])) == ("4800.0", "MW", 0.0)
        assert [row["to_target"] for row in rows] == ["below"] * 6 + ["above"]
        before = (here / "grid.csv").read_bytes()
        assert solve(*CAPACITY, "--csv", "grid.csv", "-q").code == 0
        assert (here / "grid.csv").read_bytes() == before

    def test_what_finmodel_did_not_write_is_left_alone(self, here: Path) -> None:
        (here / "grid.csv").write_text("mine", encoding="utf-8")
        ran = solve(*CAPACITY, "--csv", "grid.csv")
        assert ran.code == 6
        assert ran.out == ""
        assert (here / "grid.csv").read_text(encoding="utf-8") == "mine"
        assert solve(*CAPACITY, "--csv", "grid.csv", "--force").code == 0

    def test_the_files_of_one_run_know_of_each_other(self) -> None:
        arguments = ("--pack", str(MICROSOFT), "--target", "capex@FY2027=100 USD billion", "--grid", "guidance.plan_position=0:1:3",
                     "--csv", "grid.csv", "--workbook", "grid.xlsx", "-q")  # fmt: skip
        assert solve(*arguments).code == 0
        assert solve(*arguments).code == 0


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("--target", "capex@FY2026=140 USD billion"), 2, "either --by PATH, or --grid"),
            ((*SHARE, "--grid", "fleet.install_lag=1:2:3"), 2, "either --by PATH, or --grid"),
            ((*CAPACITY, "--between", "1", "2"), 2, "--between goes with --by"),
            ((*SHARE, "--csv", "x.csv"), 2, "--csv goes with --grid"),
            ((*CAPACITY, "--workbook", "x.xls"), 2, "ends in .xlsx"),
            (("--target", "capex@FY2026=140", "--by", "guidance.plan_position"), 2, "whichever is meant"),
            (("--target", "capex@FY2026", "--by", "guidance.plan_position"), 2, "names no value"),
            (("--target", "capex@FY2026=140 USD billion", "--by", "guidance.plan_positio"), 3, "guidance.plan_position"),
            ((*SHARE, "--between", "20%", "120%"), 3, "at most 1 share"),
            ((*SHARE, "--between", "x", "1"), 3, "the value 'x'"),
            ((*SHARE, "--scenario", "bul"), 2, "bull"),
            (("--by", "guidance.plan_position"), 2, "--target"),
        ],
    )
    def test_a_mistake_says_what_to_do(self, arguments: tuple[str, ...], code: int, says: str) -> None:
        ran = solve(*arguments)
        assert (ran.code, ran.out) == (code, "")
        assert says in ran.err
