"""Guidance: capex as reported, as planned inside the range, then grown; and its parts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.project import Case
from tests.blocks.company import at, company
from tests.cases import row

BILLION = 1e9


class TestBase:
    def test_the_year_in_progress_is_what_was_reported_plus_the_rest_of_the_plan(self, case: Case) -> None:
        v, column = case.values, case.model.timeline.names.index("2026Q4") + 1
        reported = v["reported_capex"][column - 3 : column - 1, 0].sum()
        planned = v["planned_capex"][column - 1 : column + 1, 0].sum()
        assert case.years.of("capex")[4, 0] == pytest.approx(reported + planned, rel=1e-12)
        assert case.years.of("capex")[4, 0] == pytest.approx(v["year_plan"][column, 0], rel=1e-9)

    def test_parts_make_capex(self, case: Case) -> None:
        v = case.values
        parts = v["server_capex"] + v["facility_capex"] + v["other_capex"] - v["capex_shortfall"]
        np.testing.assert_allclose(parts[1:], v["capex"][1:], rtol=1e-9)

    def test_actual_quarters_are_as_reported(self, case: Case) -> None:
        v = case.values
        actual = v["actual_flag"][1:, 0] == 1
        assert v["capex"][1:, 0][actual].tolist() == v["reported_capex"][1:, 0][actual].tolist()

    def test_years_without_guidance_have_no_place_in_it(self, case: Case) -> None:
        guided = [year <= 2026 for year in case.model.timeline.years]
        for line in ("guidance_low", "guidance_high", "guidance_position", "guidance_headroom"):
            assert (~np.isnan(case.years.of(line)[:, 0])).tolist() == guided, line

    @pytest.mark.parametrize("place", [0.0, 0.25, 1.0])
    def test_the_place_asked_for_is_the_place_reached(self, case: Case, place: float) -> None:
        changed = case.project.case(sets=[f"guidance.plan_position={place}"])
        assert changed.years.of("guidance_position")[4, 0] == pytest.approx(place, abs=1e-9)

    def test_headroom_is_the_high_end_less_capex(self, case: Case) -> None:
        room = case.years.of("guidance_high") - case.years.of("capex")
        np.testing.assert_allclose(case.years.of("guidance_headroom")[:5], room[:5], rtol=1e-9, atol=1)


class TestPlan:
    def test_what_is_left_of_the_plan_is_spent_by_weight(self) -> None:
        """Plan 12,000, reported 2,000 + 3,000: 7,000 are left, half in each of two quarters of equal weight."""
        values = company()
        assert row(values, "capex")[4:8] == pytest.approx([2_000, 3_000, 3_500, 3_500])
        assert at(values, "guidance_position", "2023Q4") == pytest.approx(0.5)

    def test_unequal_weights_share_out_the_same_rest(self) -> None:
        values = company(quarter_weight=[0.2, 0.2, 0.2, 0.4] * 3)
        assert row(values, "capex")[6:8] == pytest.approx([7_000 / 3, 14_000 / 3])

    @pytest.mark.parametrize(("place", "plan"), [(0, 10_000), (1, 14_000)])
    def test_at_the_ends_of_the_range_the_plan_is_its_end(self, place: float, plan: float) -> None:
        values = company(plan_position=place)
        assert sum(row(values, "capex")[4:8]) == pytest.approx(plan)
        assert at(values, "guidance_position", "2023Q4") == pytest.approx(place, abs=1e-12)

    def test_beyond_guidance_the_plan_grows(self) -> None:
        """12,000 x 1.1 = 13,200, a quarter of it each quarter; no place in a range."""
        values = company()
        assert row(values, "capex")[8:] == pytest.approx([3_300] * 4)
        assert np.isnan(at(values, "guidance_position", "2024Q4"))
        assert np.isnan(at(values, "guidance_low", "2024Q4"))

    def test_the_plan_grows_from_what_was_spent_and_not_from_what_was_planned(self) -> None:
        """20,000 reported for 2023 where 12,000 lay in the middle of the range: 22,000 in 2024."""
        values = company(last_actual_quarter=date(2023, 12, 31), reported_capex=5_000)
        assert row(values, "capex")[8:] == pytest.approx([5_500] * 4)
        assert at(values, "year_plan", "2024Q1") == pytest.approx(22_000)

    def test_under_the_power_policy_servers_fill_what_is_energised(self) -> None:
        """1,040 MW, 200 owned and 75 bought in the first half of 2023: 765 MW at 40 each, then nothing more fits."""
        values = company(capex_follows_power=1, capacity=[1_000, 40], facility_cost=1)
        assert row(values, "server_capex")[6:8] == pytest.approx([30_600, 0], abs=1e-6)
        assert row(values, "capex")[6:8] == pytest.approx([31_600, 1_000])
        assert at(values, "capex_meets_plan", "2023Q4") == 1

    def test_a_later_boundary_moves_no_total(self) -> None:
        later = company(
            last_actual_quarter=date(2023, 9, 30), reported_capex=[5_000] * 3 + [9_000, 2_000, 3_000, 4_000] + [0] * 5
        )
        assert row(later, "capex")[4:8] == pytest.approx([2_000, 3_000, 4_000, 3_000])


class TestParts:
    def test_to_the_last_delivery_the_rest_is_what_is_left(self) -> None:
        """2022Q4: 9,000 capex, servers 100 x 40 = 4,000, facilities 1,000 x 92/365."""
        values = company()
        assert at(values, "server_capex", "2022Q4") == pytest.approx(4_000)
        assert at(values, "other_capex", "2022Q4") == pytest.approx(9_000 - 4_000 - 1_000 * 92 / 365)
        assert at(values, "capex_shortfall", "2022Q4") == pytest.approx(0, abs=1e-9)

    def test_afterwards_servers_get_what_the_others_leave(self) -> None:
        """2023Q3: 3,500 less 1,000 for all else; the facilities are built."""
        values = company()
        assert at(values, "server_capex", "2023Q3") == pytest.approx(2_500)
        assert at(values, "delivered_units", "2023Q3", 1) == pytest.approx(2_500 / 40)

    def test_claims_beyond_the_plan_are_a_shortfall_and_never_negative_servers(self) -> None:
        values = company(other_capex_plan=5_000)
        assert at(values, "server_capex", "2023Q3") == 0
        assert at(values, "capex_shortfall", "2023Q3") == pytest.approx(1_500)
        assert at(values, "no_capex_shortfall", "2023Q3") == 0

    def test_the_share_of_servers_is_servers_over_capex(self) -> None:
        assert at(company(), "ai_server_share", "2023Q3") == pytest.approx(2_500 / 3_500)
