"""history: text that names what moved the number, and complete JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest

from tests.commands.ran import finmodel

SPAN = ("capex_per_researcher", "FY2026", "--since", "2026-01-01")


def test_text_shows_dates_numbers_steps_and_what_moved_them() -> None:
    ran = finmodel("history", *SPAN)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("Capex per researcher, FY2026, USD million/person/year: 201.3 as known on 2026-01-01, 315.3 on 2026-09-30, +114.0")
    assert max(len(line) for line in lines) <= 130
    assert "2026-07-29   315.3    +5.7  guidance.capex_guidance_low@FY2026: 125 -> 130 USD billion [results-2026q2]" in lines
    assert "                      none  results of 2026Q2 released" in lines
    assert "                     +83.6  guidance first given for FY2026:" in lines
    assert "On 2 more dates an input that it rests on changed and the number did not: --json lists them." in lines
    assert "Hindsight: of the " in ran.out
    assert "  results-2026q2: Meta second quarter 2026 results" in ran.out
    assert "4nownews" not in ran.out  # moved nothing


def test_a_narrow_terminal_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    table = finmodel("history", *SPAN).out.partition("Sources:")[0].splitlines()[2:]
    assert max(len(line) for line in table) <= 80


class TestJson:
    def test_every_date_and_every_change_is_there(self) -> None:
        found = finmodel("history", *SPAN, "--json").json
        assert found["schema"] == 1
        assert sum(step["change"] for step in found["steps"]) == pytest.approx(found["change"])
        assert {step["moves"] for step in found["steps"]} == {True, False}
        for step in found["steps"]:
            assert sum(part["amount"] for part in step["parts"]) == pytest.approx(step["change"], abs=1e-3)
            assert all(change["source"] and change["points"] for part in step["parts"] for change in part["changes"])

    def test_the_same_bytes_every_time(self) -> None:
        assert finmodel("history", *SPAN, "--json").out == finmodel("history", *SPAN, "--json").out


def test_csv_has_a_row_a_part() -> None:
    rows = list(csv.DictReader(io.StringIO(finmodel("history", *SPAN, "--csv").out)))
    assert rows[0]["known_on"] == "2026-01-01"
    parts: dict[str, list[float]] = defaultdict(list)
    for row in rows[1:]:
        parts[row["known_on"]].append(float(row["amount"]))
    for row in rows[1:]:
        assert sum(parts[row["known_on"]]) == pytest.approx(float(row["change"]), abs=1e-3)


def test_markdown_is_a_table() -> None:
    lines = finmodel("history", *SPAN, "--md").out.splitlines()
    assert lines[2] == "| known on | number | change | what moved it |"
    assert any(line.startswith("| 2026-07-29 | 315.3 | +5.7 | guidance.capex_guidance_low@FY2026: 125 -> 130") for line in lines)


def test_members_and_scenarios() -> None:
    assert finmodel("history", "headcount", "FY2026", "--since", "2026-07-01", "--member", "team=fair", "--member", "tier=core").code == 0
    ran = finmodel("history", "capex", "FY2026", "--since", "2026-07-01", "--scenario", "bull", "--set", "guidance.plan_position=0.7")
    assert "140.50 on 2026-09-30" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("capx", "FY2026"), "Did you mean 'capex'?"),
        (("capex", "FY2050"), "is not a period between"),
        (("headcount", "FY2026"), "Say which: --member team="),
        (("capex", "FY2026", "--since", "2027-01-01"), "is after 2026-09-30"),
        (("capex", "FY2026", "--since", "soon"), "'soon' is not a date such as 2026-04-30."),
        (("capex", "FY2026", "--json", "--md"), "Ask for one of"),
        (("capex",), "PERIOD"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], says: str) -> None:
    ran = finmodel("history", *arguments)
    assert ran.code == 2
    assert says in ran.err
