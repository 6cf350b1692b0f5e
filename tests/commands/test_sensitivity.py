"""sensitivity: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import pytest

from finmodel.cli import main
from tests.commands.ran import Ran, finmodel

PACKS = Path(__file__).parent.parent / "analysis" / "packs"
ISHIGAMI = ("--pack", str(PACKS / "ishigami"), "--line", "f")
SHARES = (*ISHIGAMI, "--variance", "-n", "256")
CAPEX = ("--line", "capex", "--period", "FY2027")


@pytest.fixture(scope="module")
def plain() -> Ran:
    return finmodel("sensitivity")


@pytest.fixture(scope="module")
def capex() -> Ran:
    return finmodel("sensitivity", *CAPEX, "--json")


class TestTornado:
    def test_alone_it_tells_what_a_researcher_costs_in_the_first_year_without_results(self, plain: Ran) -> None:
        assert (plain.code, plain.err) == (0, "")
        lines = plain.out.splitlines()
        assert lines[0].startswith("Cost per researcher, FY2027: ")
        assert "in base; one input at a time at the low and the high end of its 90% range" in " ".join(lines[:2])
        assert sum("│" in line for line in lines) == 21  # 20 bars, and what the line is
        assert "more inputs move it, by" in plain.out
        assert "\x1b" not in plain.out

    def test_ends_are_told_apart_by_their_ink(self, plain: Ran) -> None:
        assert "░" in plain.out
        assert "█" in plain.out
        assert "░ the input at its low, █ at its high; │ " in plain.out

    def test_an_encoding_without_blocks_gets_plain_ones(self) -> None:
        class Plain(io.StringIO):
            encoding = "ascii"

        out = Plain()
        with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
            main(["sensitivity", *CAPEX])
        assert out.getvalue().isascii()
        assert "- the input at its low, # at its high; |" in out.getvalue()

    def test_a_narrow_terminal_gets_narrow_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for width in (80, 100, 140):
            monkeypatch.setenv("COLUMNS", str(width))
            assert max(map(len, finmodel("sensitivity").out.splitlines())) <= width

    def test_what_was_changed_stands_above(self) -> None:
        out = finmodel("sensitivity", *CAPEX, "--set", "guidance.plan_position=60%", "--top", "1").out
        assert out.startswith("changed: guidance.plan_position")

    def test_a_case_known_on_another_date(self) -> None:
        found = finmodel("sensitivity", "base@2026-04-30", "--line", "capex", "--only", "guidance", "--json").json
        assert (found["case"], found["as_of"], found["period"]) == ("base@2026-04-30", "2026-04-30", "FY2027")

    def test_nothing_that_moves_it(self) -> None:
        out = finmodel("sensitivity", *CAPEX, "--only", "people.core.attrition_hazard").out
        assert "No input with a range moves it." in out


class TestVariance:
    def test_shares_with_intervals_and_what_they_rest_on(self) -> None:
        ran = finmodel("sensitivity", *SHARES)
        assert (ran.code, ran.err) == (0, "")
        assert "shares of its variance" in ran.out
        assert ran.out.count(" ± ") >= 6
        assert "256 base points, 1,280 runs of the whole model, seed 0; ± is a 90% confidence" in ran.out
        assert "Inputs vary independently" in ran.out
        assert "Varied: all 3 inputs with a range that it depends on." in ran.out

    def test_correlation_groups_are_named_as_left_aside(self) -> None:
        ran = finmodel("sensitivity", "--variance", "-n", "16", "--only", "sites.unnamed", "--line", "energised_it_capacity", "--period", "FY2028")
        assert "Left aside: the correlation group" in " ".join(ran.out.split())
        assert "have a part in" in ran.out
        assert finmodel("sensitivity", *SHARES, "--picture", "a.png").code == 0

    def test_the_wider_of_both_intervals_is_told(self) -> None:
        found = finmodel("sensitivity", *ISHIGAMI, "--variance", "-n", "16", "--json").json
        widest = max(max(one["first_error"], one["total_error"]) for one in found["inputs"])
        assert f"Intervals reach {widest:.1%} to either side" in " ".join(finmodel("sensitivity", *ISHIGAMI, "--variance", "-n", "16").out.split())

    def test_the_same_seed_prints_the_same(self) -> None:
        one, two, other = (finmodel("sensitivity", *SHARES, "--json", *seed).out for seed in ((), (), ("--seed", "7")))
        assert one == two
        assert one != other

    def test_how_many_inputs_is_chosen(self) -> None:
        found = finmodel("sensitivity", *SHARES, "--inputs", "1", "--json").json
        assert [one["path"] for one in found["inputs"]] == ["own.x2"]
        assert found["others"]["inputs"] == 2
        assert found["others"]["total"] == pytest.approx(1 - 0.4424, abs=0.1)
        assert len(finmodel("sensitivity", *SHARES, "--inputs", "0", "--json").json["inputs"]) == 3


class TestRecord:
    def test_the_keys_are_the_documented_ones(self, capex: Ran) -> None:
        asked = ["schema", "pack", "case", "scenario", "set", "as_of", "inputs_hash", "line", "members", "period", "unit", "method", "value"]
        found = capex.json
        assert list(found) == [*asked, "evaluations", "inputs", "idle", "elsewhere"]
        assert (found["schema"], found["method"]) == (1, "tornado")
        for one in found["inputs"]:
            assert list(one) == ["path", "label", "unit", "points", "at_low", "at_high", "swing"]
            assert all(list(point) == ["period", "low", "case", "high"] for point in one["points"])
        shares = finmodel("sensitivity", *SHARES, "--json").json
        assert list(shares)[:13] == asked
        assert (shares["method"], shares["independent"], shares["confidence"], shares["defined"]) == ("sobol", True, 0.9, 1.0)
        assert list(shares["inputs"][0]) == ["path", "label", "unit", "points", "first", "first_error", "total", "total_error", "at_low", "at_high"]

    def test_every_input_is_a_row_of_csv(self, capex: Ran) -> None:
        rows = list(csv.DictReader(io.StringIO(finmodel("sensitivity", *CAPEX, "--csv", "--top", "1").out)))
        assert [row["path"] for row in rows] == [one["path"] for one in capex.json["inputs"]]
        series = next(row for row in rows if row["path"] == "guidance.capex_growth")
        assert (series["first_period"], series["last_period"]) == ("2027Q1", "2030Q4")
        assert float(series["low"]) < float(series["case"]) < float(series["high"])
        assert next(csv.DictReader(io.StringIO(finmodel("sensitivity", *SHARES, "--csv").out)))["first_error"]

    def test_markdown_is_printed(self) -> None:
        assert "| Plan position | 5% | 50% | 95% |" in finmodel("sensitivity", *CAPEX, "--md").out
        assert "| Input | Low | Case | High | Alone | ± | In all | ± |" in finmodel("sensitivity", *SHARES, "--md").out


class TestFiles:
    def test_picture_and_workbook_are_written_whole_and_again(self, here: Path) -> None:
        for extra in ((), ("--variance", "-n", "16")):
            asked = (*ISHIGAMI, *extra, "--picture", "out/a.svg", "--workbook", "out/a.xlsx")
            for _ in range(2):
                ran = finmodel("sensitivity", *asked)
                assert (ran.code, ran.err) == (0, "Wrote out/a.svg.\nWrote out/a.xlsx.\n")
        assert [path.name for path in sorted((here / "out").iterdir())] == [".finmodel.json", "a.svg", "a.xlsx"]
        assert finmodel("audit", "out/a.xlsx").code == 0
        assert finmodel("verify", "out/a.xlsx", "--pack", str(PACKS / "ishigami")).code == 0

    def test_a_file_of_somebody_else_is_left_alone(self, here: Path) -> None:
        (here / "a.png").write_text("mine")
        ran = finmodel("sensitivity", *ISHIGAMI, "--picture", "a.png")
        assert (ran.code, ran.out) == (6, "")
        assert (here / "a.png").read_text() == "mine"
        assert finmodel("sensitivity", *ISHIGAMI, "--picture", "a.png", "--force", "-q").out == ""
        assert (here / "a.png").read_bytes().startswith(b"\x89PNG")


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "code", "hint"),
        [
            (("bul",), 2, "Did you mean 'bull'"),
            (("--line", "capx"), 2, "capex"),
            (("--line", "capex", "--period", "FY2050"), 2, "2030Q4"),
            (("--line", "headcount"), 2, "--member"),
            (("--only", "people.cor.*"), 2, "people.cor"),
            (("--seed", "3"), 2, "--variance"),
            (("-n", "64", "--inputs", "3"), 2, "-n and --inputs are about shares"),
            (("--json", "--csv"), 2, "--csv"),
            (("--line", "period_end"), 2, "is a date"),
            (("--line", "guidance_position", "--period", "FY2030"), 3, "n/a in base"),
            (("--picture", "a.jpg"), 2, "must end in"),
            (("base@2026-13-01",), 2, "2026-13-01"),
            ((*ISHIGAMI[:2],), 2, "--line"),
            ((*CAPEX, "--variance", "--only", "people.core.attrition_hazard"), 3, "No input with a 90% range moves capex FY2027"),
        ],
    )
    def test_each_has_its_sentence_and_code(self, arguments: tuple[str, ...], code: int, hint: str) -> None:
        ran = finmodel("sensitivity", *arguments)
        assert (ran.code, ran.out) == (code, "")
        assert hint in ran.err
