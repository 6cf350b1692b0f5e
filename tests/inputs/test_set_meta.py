"""--set on the Meta pack: what analysts ask for, and every input set to itself."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.inputs import Entry, Inputs
from finmodel.project import Project
from tests.packs import META, MICROSOFT, opened


def entry_at(inputs: Inputs, path: str) -> Entry:
    return next(entry for entry in inputs.entries if entry.path == path)


WHAT_IFS: list[tuple[str, str, float | date]] = [
    # scalars, in the unit they are written in, and in others of the same dimension
    ("fleet.install_lag=2", "fleet.install_lag", 2),
    ("fleet.install_lag=2 quarters", "fleet.install_lag", 2),
    ("fleet.install_lag=6 months", "fleet.install_lag", 2),
    ("fleet.install_lag=0.5 year", "fleet.install_lag", 2),
    ("fleet.install_lag = 0.5 years ", "fleet.install_lag", 2),
    ("fleet.install_lag*=1.5", "fleet.install_lag", 1.28 * 1.5),
    ("fleet.install_lag*=150%", "fleet.install_lag", 1.28 * 1.5),
    ("fleet.install_lag+=1 month", "fleet.install_lag", 1.28 + 1 / 3),
    ("fleet.install_lag+=-0.28", "fleet.install_lag", 1.0),
    ("guidance.plan_position=0.9", "guidance.plan_position", 0.9),
    ("guidance.plan_position=90%", "guidance.plan_position", 0.9),
    ("guidance.plan_position=90 percent", "guidance.plan_position", 0.9),
    ("guidance.plan_position+=10%", "guidance.plan_position", 0.6),
    ("guidance.plan_position*=0", "guidance.plan_position", 0.0),
    # members: a phase, a chip, a team and a tier
    ("sites.hyperion_2.capacity=3000 MW", "sites.hyperion_2.capacity", 3000),
    ("sites.hyperion_2.capacity=3 GW", "sites.hyperion_2.capacity", 3000),
    ("sites.hyperion_2.capacity=3e6 kW", "sites.hyperion_2.capacity", 3000),
    ("sites.hyperion_2.capacity+=0.1GW", "sites.hyperion_2.capacity", 3036),
    ("sites.hyperion_2.ramp_time=36 months", "sites.hyperion_2.ramp_time", 3),
    ("sites.unnamed_tents.ramp_time*=0.5", "sites.unnamed_tents.ramp_time", 2.875),
    ("sites.*.ramp_time*=2", "sites.hyperion_1.ramp_time", 32),
    ("sites.hyperion_*.ramp_time*=2", "sites.hyperion_1_last.ramp_time", 16),
    ("people.tbd_lab.star.offers@2027Q1=12", "people.tbd_lab.star.offers@2027Q1", 12),
    ("people.tbd_lab.star.offers@2027Q1=12 people", "people.tbd_lab.star.offers@2027Q1", 12),
    ("people.*.star.offers@2026Q4*=10", "people.tbd_lab.star.offers@2026Q4", 8),
    ("people.star.base_acceptance@2026Q4..=60%", "people.star.base_acceptance@2030Q4", 0.6),
    # dates
    ("sites.hyperion_2.first_energised=2029-01-01", "sites.hyperion_2.first_energised", date(2029, 1, 1)),
    ("sites.hyperion_2.first_energised+=90 days", "sites.hyperion_2.first_energised", date(2029, 12, 30)),
    ("sites.hyperion_2.first_energised+=1 year", "sites.hyperion_2.first_energised", date(2030, 10, 1)),
    ("sites.hyperion_2.first_energised+=-3 quarters", "sites.hyperion_2.first_energised", date(2029, 1, 1)),
    ("sites.hyperion_2.first_energised+=-2 weeks", "sites.hyperion_2.first_energised", date(2029, 9, 17)),
    # series: a quarter, a year, from a quarter on, a span, every forecast quarter
    ("guidance.capex_guidance_low@FY2026*=1.1", "guidance.capex_guidance_low@2026Q1", 143),
    ("guidance.capex_guidance_low@FY2026*=1.1", "guidance.capex_guidance_low@2026Q4", 143),
    ("guidance.capex_guidance_high@FY2026=150 USD billion", "guidance.capex_guidance_high@2026Q3", 150),
    ("guidance.capex_guidance_high@2026=0.15 USD trillion", "guidance.capex_guidance_high@2026Q3", 150),
    ("guidance.capex_guidance_low@FY2027=150", "guidance.capex_guidance_low@2027Q2", 150),
    ("guidance.capex_growth@FY2027=36%", "guidance.capex_growth@2027Q4", 0.36),
    ("guidance.capex_growth@fy2027..fy2028=36%", "guidance.capex_growth@2028Q4", 0.36),
    ("guidance.other_capex_plan@2027Q1..2027Q4*=1.2", "guidance.other_capex_plan@2027Q1", 11.64),
    ("guidance.other_capex_plan@FY2027*=1.2", "guidance.other_capex_plan@2027Q1", 11.64),
    ("guidance.other_capex_plan@2027q1=12e9 USD", "guidance.other_capex_plan@2027Q1", 12),
    ("guidance.other_capex_plan@2027Q1=12 billion USD", "guidance.other_capex_plan@2027Q1", 12),
    ("fleet.b300.unit_price@2026Q4..*=0.93", "fleet.b300.unit_price@2030Q4", 61.38),
    ("fleet.b300.unit_price@2026Q4..=0.06 USD million/chip", "fleet.b300.unit_price@2028Q1", 60),
    ("fleet.*.unit_price@**=0.9", "fleet.vera_rubin.unit_price@2030Q4", 88.2),
    ("group.revenue_growth@*=10%", "group.revenue_growth@2026Q3", 0.1),
    ("guidance.reported_capex@2026Q1*=2", "guidance.reported_capex@2026Q1", 2 * 19.84),
]


@pytest.mark.parametrize(("text", "path", "wanted"), WHAT_IFS, ids=[text for text, _, _ in WHAT_IFS])
def test_what_analysts_ask_for(text: str, path: str, wanted: float | date) -> None:
    entry = entry_at(opened(META).case("base", [text]).inputs, path)
    assert entry.layer == "--set"
    assert entry.value == (wanted if isinstance(wanted, date) else pytest.approx(wanted, rel=1e-12))


def test_every_case_of_the_table_reaches_an_outcome() -> None:
    """The issue's two: a Hyperion phase at 3,000 MW, and the low end of 2026 guidance a tenth higher."""
    project = opened(META)
    base = project.case()
    bigger = project.case("base", ["sites.hyperion_2.capacity=3000 MW"])
    assert bigger.values["energised_it_capacity"][-1, 0] > base.values["energised_it_capacity"][-1, 0]
    higher = project.case("base", ["guidance.capex_guidance_low@FY2026*=1.1"])
    year = project.model.timeline.years.index(2026)
    assert higher.results.years_of("guidance_low")[0, year] == pytest.approx(143e9)
    assert higher.results.years_of("capex")[0, year] > base.results.years_of("capex")[0, year]


@pytest.mark.parametrize("pack", [META, MICROSOFT], ids=["meta", "microsoft"])
def test_every_input_times_one_gives_the_same_results(pack: object) -> None:
    """Every scalar, and every point of every series, by its own path; dates are moved by no day."""
    project: Project = opened(META if pack == META else MICROSOFT)
    base = project.case()
    sets = [f"{entry.path}{'+=0' if isinstance(entry.value, date) else '*=1'}" for entry in base.inputs.entries]
    assert len(sets) > 400
    same = project.case("base", sets)
    assert {entry.layer for entry in same.inputs.entries} == {"--set"}
    for name, values in base.values.items():
        np.testing.assert_array_equal(same.values[name], values, err_msg=name)
    assert len(same.changes) == len({entry.path.partition("@")[0] for entry in base.inputs.entries})
    assert same.inputs.outside == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fleet.install_lag=9", "fleet.install_lag = 9 quarter lies outside the 90% range of the input, 0.5 .. 2 quarter."),
        ("fleet.install_lag=9 months", "fleet.install_lag = 3 quarter lies outside the 90% range of the input, 0.5 .. 2 quarter."),
        ("fleet.install_lag=2", ""),  # on the end
        ("fleet.install_lag=6 months", ""),
        ("guidance.capex_guidance_low@FY2026*=9", ""),  # has no range
        ("sites.hyperion_2.first_energised=2027-01-01",
         "sites.hyperion_2.first_energised = 2027-01-01 lies outside the 90% range of the input, 2028-10-01 .. 2030-10-01."),
        ("guidance.capex_growth@FY2027=60%",
         "guidance.capex_growth@2027Q1 = 0.6 share lies outside the 90% range of the input, 0.0909 .. 0.4545 share (and in 3 more periods)."),
    ],
)  # fmt: skip
def test_a_value_outside_its_range_is_told(text: str, says: str) -> None:
    assert "".join(opened(META).case("base", [text]).inputs.outside) == says


@pytest.mark.parametrize(
    ("sets", "says"),
    [
        (["fleet.install_lag=2 quarters"], "fleet.install_lag 1.28 quarter -> 2 quarter"),
        (["fleet.install_lag=2", "fleet.install_lag*=2"], "fleet.install_lag 1.28 quarter -> 4 quarter"),
        (["sites.hyperion_2.first_energised+=31"], "sites.hyperion_2.first_energised 2029-10-01 -> 2029-11-01"),
        (["guidance.capex_guidance_low@FY2027=150"], "guidance.capex_guidance_low@2027Q1..2027Q4 no point -> 150 USD billion"),
        (["guidance.capex_growth@2027Q4..2028Q1*=2"],
         "guidance.capex_growth@2027Q4..2028Q1 0.2364 .. 0.12 share -> 0.4728 .. 0.24 share"),
    ],
)  # fmt: skip
def test_what_changed_is_said_with_the_value_before(sets: list[str], says: str) -> None:
    assert opened(META).case("base", sets).changes == (says,)


def test_the_value_before_is_that_of_the_scenario() -> None:
    assert opened(META).case("bull", ["guidance.plan_position=0.7"]).changes == ("guidance.plan_position 0.9 share -> 0.7 share",)
