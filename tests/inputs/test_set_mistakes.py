"""Mistakes in --set: each with the exact sentence it gives - what was found, what was wanted, what to do next."""

from __future__ import annotations

import pytest

from finmodel.errors import InputErrors
from tests.packs import META, opened

MISTAKES = [
    ("fleet.install_lag",
     "found no assignment; wanted path=value, path*=value or path+=value. If there was a value, the shell has taken it: put all of it in quotes, as in --set 'fleet.install_lag=2' or --set 'fleet.install_lag*=1.1'."),
    ("fleet.install_lag>2",
     "found no assignment; wanted path=value, path*=value or path+=value. Write = instead of '>': fleet.install_lag=2."),
    ("fleet.install_lag:2",
     "found no assignment; wanted path=value, path*=value or path+=value. Write = instead of ':': fleet.install_lag=2."),
    ("--set fleet.install_lag=2",
     "found no assignment; wanted path=value, path*=value or path+=value. Write --set once: fleet.install_lag=2."),
    ("fleet.install_lag=",
     "found no value; wanted a number, with or without a unit, or a date such as 2027-01-01. If there was a value, the shell has taken it: put all of it in quotes, as in --set 'fleet.install_lag=2' or --set 'fleet.install_lag*=1.1'."),
    ("fleet.install_lag==2",
     "found the value '=2'; wanted a number, with or without a unit, or a date such as 2027-01-01. Write one =."),
    ("fleet.install_lag-=1",
     "found '-='; wanted =, *= or +=. To subtract, write += and a negative number."),
    ("fleet.install_lag/=2",
     "found '/='; wanted =, *= or +=. To divide, write *= and one over the number."),
    ("fleet.install_lag=3,000",
     "found '3,000', which reads as 3000 and as 3.000; wanted a number, with or without a unit, or a date such as 2027-01-01. Write 3000 or 3.000."),
    ("fleet.install_lag=1,5",
     "found '1,5', a number with a comma; wanted a number, with or without a unit, or a date such as 2027-01-01. Write 1.5."),
    ("fleet.install_lag=1,234.5",
     "found '1,234.5', a number with separators; wanted a number, with or without a unit, or a date such as 2027-01-01. Write 1234.5."),
    ("fleet.install_lag=3 000 quarters",
     "found '3 000', a number with separators; wanted a number, with or without a unit, or a date such as 2027-01-01. Write 3000 quarters."),
    ("fleet.install_lag=1/2",
     "found '1/2', a fraction; wanted a number, with or without a unit, or a date such as 2027-01-01. Write 0.5."),
    ("fleet.install_lag=1-2",
     "found '1-2', a range; wanted a number, with or without a unit, or a date such as 2027-01-01. Write one value; a range stands in the pack, or as low and high in a scenario file."),
    ("fleet.install_lag=50% higher",
     "found '50% higher', a change in percent; wanted a number, with or without a unit, or a date such as 2027-01-01. Write *=1.5 to multiply."),
    ("fleet.install_lag=x2",
     "found the value 'x2'; wanted a number, with or without a unit, or a date such as 2027-01-01. To multiply, write *=2."),
    ("fleet.install_lag=~2",
     "found the value '~2'; wanted a number, with or without a unit, or a date such as 2027-01-01. Write the number alone."),
    ("fleet.install_lag=true",
     "found the value 'true'; wanted a number, with or without a unit, or a date such as 2027-01-01. For yes and no write 1 and 0: =1."),
    ("fleet.install_lag=inf",
     "found the value 'inf'; wanted a number, with or without a unit, or a date such as 2027-01-01."),
    ("fleet.install_lag=2 fortnights",
     "found the unit 'fortnights'; wanted a unit that converts to year. The pack writes it in quarter."),
    ("fleet.install_lag=2 MW",
     "found the unit 'MW'; wanted a unit that converts to year. The pack writes it in quarter."),
    ("fleet.install_lag*=2 quarters",
     "found the unit 'quarters'; wanted a unit that converts to a pure number. A factor has no unit: *=1.1."),
    ("fleet.install_lag+=10%",
     "found the unit '%'; wanted a unit that converts to year. To raise it by 10%, write *=1.1."),
    ("fleet.install_lag=-1",
     "found value = -1 quarter; wanted at least 0 year."),
    ("fleet.install_lag=2027-01-01",
     "found the date 2027-01-01; wanted a number in quarter."),
    ("fleet.install_lag=2, guidance.plan_position=0.6",
     "found two assignments; wanted one. Write --set once for each."),
    ("fleet.install_lag@2027Q1=2",
     "found a period ('2027Q1') of fleet.install_lag; wanted the path alone. It has one value for all."),
    ("fleet.install_lag.low=1",
     "found the low of fleet.install_lag; wanted the path of a value (fleet.install_lag). The other fields of an input stand in the pack; a scenario file may bring a range with its change."),
    ("fleet.instal_lag=2",
     "found the path 'fleet.instal_lag'; wanted an input that the model asks for. Did you mean 'fleet.install_lag'?"),
    ("guidance.plan_position=60",
     "found value = 60 share; wanted at least 0 and at most 1 share. For 60 percent write 60% or 0.6."),
    ("guidance.capex_growth=10%",
     "found the series guidance.capex_growth without a period; wanted guidance.capex_growth@2027Q1, @FY2027, @2027Q1..2028Q4 or @* (every forecast)."),
    ("guidance.capex_growth@2031Q1=10%",
     "found the period '2031Q1'; wanted a quarter such as 2022Q1, a year such as FY2022 (both from 2022Q1 to 2030Q4) or opening."),
    ("guidance.capex_growth@2028Q1..2027Q1=10%",
     "found the periods '2028Q1..2027Q1'; wanted a first period that is not after the last."),
    ("guidance.other_capex_plan@FY2027=50",
     "found an amount for FY2027; wanted an amount per quarter, since it is a flow. Write guidance.other_capex_plan@2027Q1..2027Q4 for the same amount in each quarter. With 12.5 there, FY2027 sums to 50. To scale what is there, multiply guidance.other_capex_plan@FY2027."),
    ("guidance.other_capex_plan@FY2027..FY2028=50",
     "found an amount for FY2027..FY2028; wanted an amount per quarter, since it is a flow. Write guidance.other_capex_plan@2027Q1..2028Q4 for the same amount in each quarter. To scale what is there, multiply guidance.other_capex_plan@FY2027..FY2028."),
    ("guidance.other_capex_plan@2027Q1=$12bn",
     "found the value '$12bn'; wanted a number, with or without a unit, or a date such as 2027-01-01. Write the unit after the number: 12 USD billion."),
    ("guidance.other_capex_plan@2027Q1=12bn",
     "found the unit 'bn'; wanted a unit that converts to USD. Write USD billion for bn."),
    ("guidance.other_capex_plan@2027Q1=€12 billion",
     "found the value '€12 billion'; wanted a number, with or without a unit, or a date such as 2027-01-01. Amounts of money are in USD; write the unit after the number: 12 USD billion."),
    ("guidance.capex@FY2027=150",
     "found 'guidance.capex', which is calculated; wanted an input. `finmodel explain capex PERIOD` shows the inputs it rests on."),
    ("capex=150",
     "found 'capex', which is calculated; wanted an input. `finmodel explain capex PERIOD` shows the inputs it rests on."),
    ("sites.hyperion_2.first_energised=2027Q1",
     "found '2027Q1'; wanted a date such as 2027-01-01. Write its first day, 2027-01-01, or its last, 2027-03-31."),
    ("sites.hyperion_2.first_energised=mid 2027",
     "found the value 'mid 2027'; wanted a number, with or without a unit, or a date such as 2027-01-01. Write a day, such as 2027-07-01."),
    ("sites.hyperion_2.first_energised=1 March 2027",
     "found '1 March 2027'; wanted a date such as 2027-01-01. Write 2027-03-01."),
    ("sites.hyperion_2.first_energised=01/02/2027",
     "found '01/02/2027'; wanted a date such as 2027-01-01. Write 2027-02-01 or 2027-01-02."),
    ("sites.hyperion_2.first_energised=2027-01",
     "found '2027-01'; wanted a date such as 2027-01-01. Write 2027-01-01."),
    ("sites.hyperion_2.first_energised=2027",
     "found '2027'; wanted a date such as 2027-01-01. Write a day of it, such as 2027-01-01 or 2027-12-31."),
    ("sites.hyperion_2.first_energised=2027-02-30",
     "found set = '2027-02-30'; wanted a date such as 2026-09-30."),
    ("sites.hyperion_2.first_energised*=2",
     "found a multiplication of a date; wanted = with a date, or += with days."),
    ("sites.hyperion_2.first_energised+=1.5 months",
     "found the unit 'months'; wanted a unit that converts to days. Write +=46 days, or the date itself."),
    ("sites.hyprion_2.ramp_time*=2",
     "found 'hyprion_2'; wanted a member of phase (base_2022, base_2023, base_2024, base_2025, prometheus_tents, prometheus_halls, hyperion_1, hyperion_1_last, hyperion_2, el_paso_1, lebanon_1, unnamed and 3 more). Did you mean 'hyperion_2'?"),
    ("sites.ramp_time*=2",
     "found the path 'sites.ramp_time'; wanted a phase between block and line, as in sites.base_2022.ramp_time. For all of them write sites.*.ramp_time. Members of phase: base_2022, base_2023, base_2024, base_2025 and 11 more."),
    ("ramp_time*=2",
     "found the path 'ramp_time'; wanted a phase between block and line, as in sites.base_2022.ramp_time. For all of them write sites.*.ramp_time. Members of phase: base_2022, base_2023, base_2024, base_2025 and 11 more."),
    ("sites.hyperio_*.ramp_time*=2",
     "found 'hyperio_*'; wanted a member of phase (base_2022, base_2023, base_2024, base_2025, prometheus_tents, prometheus_halls, hyperion_1, hyperion_1_last, hyperion_2, el_paso_1, lebanon_1, unnamed and 3 more). Did you mean 'hyperion_2'?"),
    ("sites.*.ramptime*=2",
     "found the path 'sites.*.ramptime'; wanted an input that the model asks for. Did you mean 'sites.*.ramp_time'?"),
    ("people.star.tbd_lab.offers@2027Q1=12",
     "found the path 'people.star.tbd_lab.offers'; wanted an input that the model asks for. Did you mean 'people.tbd_lab.star.offers'?"),
    ("people.tbd_lab.offers@2027Q1=12",
     "found the path 'people.tbd_lab.offers'; wanted a team and a tier between block and line, as in people.tbd_lab.star.offers. For all of them write people.*.*.offers. Members of team: tbd_lab, fair, products, infrastructure; tier: star, poached, senior, core."),
    ("fleet.H100.unit_price@2027Q1=30",
     "found 'H100'; wanted a member of chip (a100, h100, b200, b300, mi300x, mi325x, mi350x, mi355x, mtia, mi450 or vera_rubin). Did you mean 'h100'?"),
    ("fleet.h100.unit_price@2027Q1=30 EUR",
     "found the unit 'EUR'; wanted a unit that converts to USD/chip. The pack writes it in thousand USD/chip."),
    ("sites.*=2",
     "found the path 'sites.'; wanted an input that the model asks for. `finmodel inputs PATTERN` lists paths."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_a_mistake_is_explained(text: str, says: str) -> None:
    with pytest.raises(InputErrors) as raised:
        opened(META).case("base", [text])
    assert raised.value.exit_code == 3
    assert [str(error) for error in raised.value.errors] == [f"--set '{text}': {says}"]


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(InputErrors) as raised:
        opened(META).case("base", [text for text, _ in MISTAKES])
    assert len(raised.value.errors) == len(MISTAKES)


@pytest.mark.parametrize("text", ["fleet.install_lag=2", "fleet.install_lag=2,5", "fleet.install_lag=01/02/2027", "fleet.install_lag=2-3"])
def test_what_is_advised_can_be_typed(text: str) -> None:
    """Every "Write X." of a number is itself a value that --set takes."""
    try:
        opened(META).case("base", [text])
    except InputErrors as mistakes:
        advice = str(mistakes.errors[0]).rpartition("Write ")[2]
        if advice[:1].isdigit():
            opened(META).case("base", [f"fleet.install_lag={advice.rstrip('.')}"])
