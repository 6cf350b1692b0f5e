"""Lever: a number makes of an input exactly what --set would; ranges and limits are in the unit that is written."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finmodel.analysis.lever import Lever, open_lever
from finmodel.errors import InputError, UsageError
from finmodel.project import Case, Project

MOVES = [
    ("guidance.plan_position", 0.3), ("fleet.install_lag", 1.7), ("fleet.install_lag*=", 1.1), ("fleet.install_lag+=", -0.25),
    ("sites.hyperion_1.first_energised", 46800.0), ("sites.hyperion_1.first_energised+=", -40.0),
    ("guidance.other_capex_plan@2027Q1..2027Q4", 9.25), ("guidance.other_capex_plan@FY2028*=", 1.3),
    ("guidance.capex_growth@*", 0.125), ("people.tbd_lab.senior.offers@2026Q4..2027Q2+=", 12.0), ("sites.hyperion_1.is_tent", 1.0),
    ("sites.lease_rate", 7.1),
]  # fmt: skip


class TestAsSetWould:
    @pytest.mark.parametrize(("path", "number"), MOVES, ids=[path for path, _ in MOVES])
    def test_a_number_laid_is_what_the_assignment_resolves_to(self, project: Project, case: Case, path: str, number: float) -> None:
        lever = open_lever(case, path)
        ours = lever.lay(case.inputs.values, number)[lever.line]
        theirs = project.case("base", (lever.assignment(number),)).inputs.values[lever.line]
        assert np.array_equal(ours, theirs, equal_nan=True)
        assert not np.array_equal(ours, case.inputs.values[lever.line], equal_nan=True)

    @pytest.mark.parametrize("path", [path for path, _ in MOVES])
    def test_its_own_number_leaves_the_case_as_it_is(self, case: Case, path: str) -> None:
        lever = open_lever(case, path)
        if lever.own is not None:
            ours = lever.lay(case.inputs.values, lever.own)[lever.line]
            assert np.array_equal(ours, case.inputs.values[lever.line], equal_nan=True)

    def test_earlier_changes_are_what_it_starts_from(self, project: Project) -> None:
        lever = open_lever(project.case("base", ("fleet.install_lag=2 quarters",)), "fleet.install_lag*=")
        (entry,) = lever.entries
        assert (entry.value, entry.unit) == (2.0, "quarter")

    def test_every_forecast_means_those_after_the_boundary_of_base(self, project: Project, case: Case) -> None:
        moved = project.case("base", ("timing.last_actual_quarter=2026-03-31",))
        own, other = (open_lever(one, "guidance.capex_growth@*").columns for one in (case, moved))
        assert own == other


class TestReading:
    def test_units_are_converted_to_the_written_one(self, case: Case) -> None:
        assert open_lever(case, "fleet.install_lag").read("1 year", "--between") == 4.0
        assert open_lever(case, "guidance.plan_position").read("35%", "--between") == pytest.approx(0.35)
        assert open_lever(case, "sites.hyperion_1.first_energised+=").read("2 weeks", "--between") == 14.0
        assert open_lever(case, "fleet.install_lag*=").read("1.2", "--between") == 1.2

    def test_a_date_is_a_serial_and_reads_back(self, case: Case) -> None:
        lever = open_lever(case, "sites.hyperion_1.first_energised")
        assert lever.words(lever.read("2027-10-01", "--between")) == "2027-10-01"
        assert lever.own == lever.read("2027-10-01", "--between")

    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("guidance.plan_positon", "Did you mean 'guidance.plan_position'?"),
            ("guidance.capex_growth", "@2027Q1"),
            ("guidance.plan_position@2027Q1", "It has one value for all."),
            ("sites.hyperion_1.first_energised*=", "a multiplication of a date"),
            ("guidance.other_capex_plan@FY2027", "amount per quarter"),
            ("fleet.install_lag=2", "holds a value"),
        ],
    )
    def test_what_cannot_be_moved_says_why(self, case: Case, path: str, says: str) -> None:
        with pytest.raises((InputError, UsageError), match=says.replace("?", r"\?")):
            open_lever(case, path)


class TestRangesAndLimits:
    def test_the_range_is_the_one_of_the_input(self, case: Case) -> None:
        assert open_lever(case, "fleet.install_lag").likely == (0.5, 2.0)
        assert open_lever(case, "fleet.install_lag*=").likely == pytest.approx((0.5 / 1.28, 2 / 1.28))
        assert open_lever(case, "fleet.install_lag+=").likely == pytest.approx((0.5 - 1.28, 2 - 1.28))
        assert open_lever(case, "fleet.h100.h100e_per_unit").likely is None

    def test_of_several_periods_it_is_the_widest(self, case: Case) -> None:
        assert open_lever(case, "guidance.other_capex_plan@2027Q1..2027Q2").likely == (4.7, 18.0)

    def test_a_share_stays_a_share(self, case: Case) -> None:
        assert open_lever(case, "guidance.plan_position").limits == (0.0, 1.0)
        assert open_lever(case, "guidance.plan_position*=").limits == (0.0, 2.0)
        assert open_lever(case, "guidance.plan_position+=").limits == (-0.5, 0.5)

    def test_a_number_beyond_them_is_refused_as_set_refuses_it(self, case: Case) -> None:
        with pytest.raises(InputError, match="at most 1 share"):
            open_lever(case, "guidance.plan_position").check(1.5)

    def test_no_limit_is_infinite(self, case: Case) -> None:
        assert open_lever(case, "sites.hyperion_1.first_energised").limits == (-math.inf, math.inf)


def test_a_number_is_told_with_what_the_input_becomes(case: Case) -> None:
    def told(path: str, number: float) -> str:
        lever: Lever = open_lever(case, path)
        return lever.told(number)

    assert told("fleet.install_lag", 1.5) == "fleet.install_lag = 1.5 quarter"
    assert told("fleet.install_lag*=", 1.25) == "fleet.install_lag x 1.25 = 1.6 quarter"
    assert told("fleet.install_lag+=", -0.28) == "fleet.install_lag - 0.28 quarter = 1 quarter"
    assert told("sites.hyperion_1.first_energised+=", 31.0) == "sites.hyperion_1.first_energised + 31 day = 2027-11-01"
