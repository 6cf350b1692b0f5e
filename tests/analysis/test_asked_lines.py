"""Asked lines: names, patterns and paths; years, quarters and named periods."""

from __future__ import annotations

import pytest

from finmodel.analysis.asked_lines import asked_lines, asked_periods
from finmodel.errors import UnknownNameError, UsageError
from finmodel.headlines import RANGED
from finmodel.model.item import Kind
from finmodel.project import Case
from tests.packs import MICROSOFT, opened


def test_the_marked_headlines_where_nothing_is_asked(case: Case) -> None:
    assert [line for line, _ in asked_lines(case.model)] == list(RANGED)
    assert len(RANGED) == 12
    assert [line for line, _ in asked_lines(opened(MICROSOFT).model)] == ["owned_h100e", "operating_h100e", "energised_it_capacity", "capex"]


def test_names_paths_and_commas(case: Case) -> None:
    found = asked_lines(case.model, ["capex, free_cash_flow", "people.tbd_lab.star.headcount", "guidance.capex"])
    assert found == (("capex", ()), ("free_cash_flow", ()), ("headcount", ("tbd_lab", "star")))


def test_a_name_stands_for_every_member(case: Case) -> None:
    assert asked_lines(case.model, ["team_headcount"]) == tuple(("team_headcount", member) for member in case.model.members("team_headcount"))


def test_a_pattern_stands_for_calculated_amounts(case: Case) -> None:
    names = [line for line, _ in asked_lines(case.model, ["*capex*"])]
    assert "server_capex" in names
    assert all(not getattr(case.model.lines[name], "part_of", "") and case.model.lines[name].kind is not Kind.FLAG for name in names)


@pytest.mark.parametrize(("text", "says"), [
    ("capexx", "There is no line 'capexx'. Did you mean 'capex'?"),
    ("zzz*", "'zzz*': no calculated amount fits"),
    ("capex,,capex", "names an empty line"),
    ("layoff_date", "is a date"),
])  # fmt: skip
def test_a_line_that_is_none_is_refused(case: Case, text: str, says: str) -> None:
    with pytest.raises((UsageError, UnknownNameError)) as refused:
        asked_lines(case.model, [text])
    assert says in str(refused.value)


def test_periods(case: Case) -> None:
    assert asked_periods(case.model)[0] == "FY2022"
    assert asked_periods(case.model, quarters=True)[-1] == "2030Q4"
    assert asked_periods(case.model, ["FY2027", "2026q3", "2027", "2026Q4"]) == ("2026Q3", "2026Q4", "FY2027")
    with pytest.raises(UsageError, match="--quarters asks for every quarter"):
        asked_periods(case.model, ["FY2027"], quarters=True)
