"""Goal: a target is read with its unit, told back in it, and refused where it was surely meant otherwise."""

from __future__ import annotations

import pytest

from finmodel.analysis.goal import Goal, read_goal
from finmodel.errors import UnknownNameError, UsageError
from finmodel.project import Case


def told(goal: Goal) -> str:
    assert goal.value is not None
    return goal.stated.words(goal.value)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("capex@FY2027=150 USD billion", 150e9, "150 USD billion"),
        ("capex@FY2027=150000 USD million", 150e9, "150,000 USD million"),
        ("capex@2027=150e9", 150e9, "150 USD billion"),
        ("guidance.capex@FY2027 = 150e9 USD", 150e9, "150,000,000,000 USD"),
        ("cost_per_researcher@FY2027=60 million USD/person/year", 60e6, "60 million USD/person/year"),
        ("cost_per_researcher@fy2027=60e6", 60e6, "60 USD million/person/year"),
        ("ai_server_share@2027Q1=0.5", 0.5, "50%"),
        ("ai_server_share@2027Q1=55%", 0.55, "55%"),
        ("energised_it_capacity@2027Q4=7 GW", 7000.0, "7 GW"),
        ("people.tbd_lab.senior.headcount@2027Q4=60", 60.0, "60 person"),
        ("funding_gap@FY2028=0", 0.0, "0 USD billion"),
        ("first_energised@FY2027=2027-06-01", 46539.0, "2027-06-01"),
    ],
)
def test_a_value_is_read_and_told_back(case: Case, text: str, value: float, words: str) -> None:
    goal = read_goal(case, text, ["phase=hyperion_1"] if text.startswith("first") else ())
    assert goal.value == pytest.approx(value)
    assert told(goal) == words


def test_what_is_near_is_near_on_the_scale_of_the_row(case: Case) -> None:
    goal = read_goal(case, "funding_gap@FY2028=0")
    assert goal.near == pytest.approx(1e-9 * goal.largest)
    assert goal.largest == pytest.approx(31.9e9, rel=0.01)


def test_a_value_may_be_left_out_where_none_is_needed(case: Case) -> None:
    assert read_goal(case, "capex@FY2027", valued=False).value is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("capex@FY2027", "Write for example 'capex@FY2027=170 USD billion'"),
        ("capex=150", "is not LINE@PERIOD=VALUE"),
        ("capex@FY2027=150", "Write '150 USD billion' or '150 USD', whichever is meant"),
        ("cost_per_researcher@FY2027=75", "Write '75 USD million/person/year'"),
        ("capex@FY2027=150 MW", "is no unit of capex, which is in USD"),
        ("capex@FY2027=150 USDb", "unknown part 'USDb'"),
        ("capex@FY2027=lots", "the value 'lots'"),
        ("capex@FY2027=2027-01-01", "takes a number in USD"),
        ("capex@FY2050=1 USD billion", "2022Q1 and 2030Q4"),
        ("headcount@2027Q4=60", "--member team=one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(case: Case, text: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_goal(case, text)
    assert says in str(refused.value)


def test_a_misspelt_line_has_a_hint(case: Case) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'capex'"):
        read_goal(case, "capx@FY2027=1")
