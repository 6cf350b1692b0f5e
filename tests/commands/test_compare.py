"""compare: text that fits, JSON that is complete, CSV that is safe, Markdown that is a table."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.commands.ran import finmodel
from tests.packs import META, copied


def test_text_shows_values_changes_and_percent_and_fits() -> None:
    ran = finmodel("compare", "base", "bull")
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 130
    (capex,) = (line for line in ran.out.splitlines() if line.startswith("Capex, USD billion"))
    assert capex.split()[3:7] == ["137.5", "143.5", "+6.0", "+4.4%"]
    assert "+40.0pp" in ran.out
    assert "n/m: a percentage of" in ran.out
    assert "guidance.plan_position                         0.5 -> 0.9 share" in ran.out
    assert "and 5 more: --json lists all" in ran.out


@pytest.mark.parametrize("columns", ["40", "90", "130", "200"])
@pytest.mark.parametrize("cases", [("base", "bull"), ("base", "bull", "bear", "power_limited", "no_tents", "compute_sharing")])
def test_many_cases_and_narrow_terminals_fold(columns: str, cases: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = finmodel("compare", *cases, "--line", "capex", "--line", "research_h100e")
    assert ran.code == 0
    if columns != "40":
        tables = ran.out.partition("\nInputs of")[0]
        assert max(len(line) for line in tables.splitlines()) <= int(columns)
    heads = [line for line in ran.out.splitlines() if line.endswith("%") and "change" in line]
    assert sum(line.split().count("change") for line in heads) == 3 * (len(cases) - 1)


def test_long_names_are_letters_with_a_key() -> None:
    out = finmodel("compare", "base@2026-04-30", "base").out
    assert "  A  base@2026-04-30  as known on 2026-04-30; " in out
    assert "inputs first known later are used with hindsight" in out
    assert "known on 2026-09-30 and not yet on 2026-04-30:" in out
    assert "guidance.capex_guidance_low@FY2026        125 -> 130 USD billion" in out


def test_set_lies_over_every_case_but_the_one_compared_with() -> None:
    found = finmodel("compare", "base", "bull", "bear", "--set", "fleet.install_lag=2 quarters", "--json").json
    assert [case["set"] for case in found["cases"]] == [[], ["fleet.install_lag=2 quarters"], ["fleet.install_lag=2 quarters"]]
    alone = finmodel("compare", "bull", "--set", "fleet.install_lag=2 quarters", "--json").json
    assert [(case["scenario"], len(case["set"])) for case in alone["cases"]] == [("bull", 0), ("bull", 1)]
    assert [change["path"] for change in alone["inputs"]["bull with --set"]] == ["fleet.install_lag"]


def test_one_case_alone_is_compared_with_base_and_another_with_against() -> None:
    assert finmodel("compare", "bull", "--json").json["against"] == "base"
    found = finmodel("compare", "base", "bull", "bear", "--against", "bear", "--json").json
    assert [case["name"] for case in found["cases"]] == ["bear", "base", "bull"]
    assert finmodel("compare", "base", "bull", "--against", "no_tents", "--json").json["against"] == "no_tents"


def test_a_scenario_file_is_a_case(here: Path) -> None:
    (here / "mine.toml").write_text('title = "Mine"\nsays = "A test."\n[[change]]\npath = "guidance.plan_position"\nset = 0.6\n')
    found = finmodel("compare", "base", "mine.toml", "--json").json
    assert [change["path"] for change in found["inputs"]["mine"]] == ["guidance.plan_position"]


class TestJson:
    def test_it_is_complete_and_adds_up(self) -> None:
        found = finmodel("compare", "base", "bull", "--json").json
        assert found["schema"] == 1
        assert {"against", "cases", "periods", "outcomes", "inputs", "pack", "schema"} == set(found)
        for row in found["outcomes"]:
            values, difference = row["values"], row["differences"]["bull"]
            if None not in values.values():
                assert difference["absolute"] == pytest.approx(values["bull"] - values["base"], abs=1e-6 * abs(values["base"]))
            else:
                assert difference == {"absolute": None, "percent": None, "points": None}
        growth = [change for change in found["inputs"]["bull"] if change["path"] == "group.revenue_growth"]
        assert len(growth[0]["points"]) == 18
        assert growth[0]["layer"] == "bull"
        assert len(found["inputs"]["bull"]) == 17

    def test_the_same_bytes_every_time(self) -> None:
        assert finmodel("compare", "base", "bear", "--json").out == finmodel("compare", "base", "bear", "--json").out


class TestCsv:
    def test_a_row_a_number(self) -> None:
        rows = list(csv.DictReader(io.StringIO(finmodel("compare", "base", "bull", "--csv").out)))
        capex = next(row for row in rows if row["name"] == "capex" and row["period"] == "FY2027")
        assert float(capex["difference"]) == pytest.approx(float(capex["value"]) - float(capex["against_value"]))
        assert capex["unit"] == "USD"
        position = next(row for row in rows if row["name"] == "guidance.plan_position")
        assert (position["what"], position["value"], position["against_value"], position["layer"]) == ("input", "0.9", "0.5", "bull")

    def test_no_cell_reads_as_a_formula(self, here: Path) -> None:
        pack = copied(META, here / "mine")
        shutil.copy(pack / "scenarios" / "bull.toml", pack / "scenarios" / "=cmd.toml")
        text = finmodel("compare", "base", str(pack / "scenarios" / "=cmd.toml"), "--csv").out
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert "'=cmd" in cells
        assert not [cell for cell in cells if cell[:1] in ("=", "@") or (cell[:1] in ("+", "-") and not _is_number(cell))]


def test_markdown_has_one_table_of_outcomes_and_one_of_inputs() -> None:
    lines = finmodel("compare", "base", "bull", "--md", "--period", "FY2027").out.splitlines()
    assert "|  | FY2027E base | FY2027E bull | FY2027E change | FY2027E % |" in lines
    assert "|---|---:|---:|---:|---:|" in lines
    assert "| guidance.plan_position | 0.5 -> 0.9 share | changed by bull |" in lines
    assert sum(line.startswith("|---") for line in lines) == 2


def test_failing_checks_are_told_after_the_numbers() -> None:
    ran = finmodel("compare", "base@2025-06-30", "base", "--json")
    assert ran.code == 4
    assert json.loads(ran.out)["cases"][0]["failed_checks"] == ["server_share_plausible"]
    assert "server_share_plausible" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("base",), "'base' would be compared with itself. Name another case, a date (base@2026-04-30), or --set."),
        (("bull", "--against", "bull"), "Name a case to compare with 'bull'."),
        (("base", "bul"), "There is no scenario 'bul'. Did you mean 'bull'?"),
        (("base", "bull", "--period", "1999"), "'FY1999' is not a period between 2022Q1 and 2030Q4."),
        (("base", "bull", "--line", "capx"), "Did you mean 'capex'?"),
        (("base", "bull", "--json", "--csv"), "Ask for one of --json, --csv and --md"),
        (("base@2026-13-01", "base"), "'2026-13-01' in 'base@2026-13-01' is not a date such as 2026-04-30."),
        ((), "Missing argument 'CASE...'"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(arguments: tuple[str, ...], says: str) -> None:
    ran = finmodel("compare", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert ran.out == ""


def test_quiet_prints_nothing() -> None:
    ran = finmodel("compare", "base", "bull", "-q")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
