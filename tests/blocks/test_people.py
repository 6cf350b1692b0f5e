"""People: who comes, who stays, what each cohort is paid."""

from __future__ import annotations

from datetime import date
from math import exp

import numpy as np
import pytest

from finmodel.model.dimension import Dimension
from finmodel.project import Case
from tests.blocks.company import DIMENSIONS, NUMBERS, WITHOUT_TIMING, at, company
from tests.cases import evaluate, row, small_model

LAB = (0, 0)


def joining(amount: float, *quarters: int) -> np.ndarray:
    """Offers to the lab, all of which are accepted."""
    offers = np.zeros((2, 1, 12))
    offers[0, 0, list(quarters)] = amount
    return offers


class TestBase:
    def test_headcount_is_opening_plus_joiners_less_leavers(self, case: Case) -> None:
        v = case.values
        moved = (v["hires"] + v["transfers"] - v["leavers"])[..., 1:, :].cumsum(axis=-2)
        np.testing.assert_allclose(v["headcount"][..., 1:, :], v["opening_staff"] + moved, rtol=1e-9, atol=1e-9)

    def test_sign_on_is_recruits_times_the_payment_of_their_tier(self, case: Case) -> None:
        v = case.values
        np.testing.assert_allclose(
            v["sign_on_paid"][..., 1:, :], v["hires"][..., 1:, :] * v["sign_on"][None], rtol=1e-12
        )

    def test_compensation_is_the_sum_of_its_parts(self, case: Case) -> None:
        v = case.values
        parts = v["cash_pay"] + v["sign_on_paid"] - v["sign_on_recovered"] + v["top_up_paid"] + v["stock_expense"]
        np.testing.assert_allclose(parts[..., 1:, :], v["compensation"][..., 1:, :], rtol=1e-9)

    def test_grants_are_expensed_vested_or_lost_and_never_more(self, case: Case) -> None:
        v = case.values
        spent = (v["vested_at_once"] + v["vesting_expense"])[..., 1:, :].sum(axis=-2)
        assert (spent <= v["granted"][..., 1:, :].sum(axis=-2) * (1 + 1e-9)).all()

    def test_a_shocked_quarter_loses_a_larger_share(self, case: Case) -> None:
        v = case.values
        staying, shocked = v["staying"][..., 1:, 0], v["unsettled_years"][1:, 0] > 0
        quiet = ~shocked & (v["layoff_hazard"][:, 1:, 0].sum(axis=0) == 0)
        multiplied = v["shock_multiplier"][:, 0, 0] > 1
        assert shocked.any()
        assert quiet.any()
        assert (
            staying[:, multiplied][..., shocked].max(axis=-1) < staying[:, multiplied][..., quiet].min(axis=-1)
        ).all()


class TestLeaving:
    def test_without_a_hazard_nobody_leaves(self) -> None:
        assert row(company(["headcount"], attrition_hazard=0), "headcount", *LAB) == [100] * 12

    def test_a_hazard_leaves_an_exponential(self) -> None:
        """0.4 a year: exp(-0.1) stay through each quarter."""
        values = company(attrition_hazard=0.4)
        assert row(values, "headcount", *LAB) == pytest.approx([100 * exp(-0.1 * n) for n in range(1, 13)])

    def test_nobody_leaves_in_the_quarter_of_joining(self) -> None:
        values = company(attrition_hazard=0.4, opening_staff=0, offers=joining(10, 0))
        assert row(values, "headcount", *LAB)[:3] == pytest.approx([10, 10 * exp(-0.1), 10 * exp(-0.2)])

    def test_a_reorganisation_multiplies_the_hazard_while_it_lasts(self) -> None:
        """Announced on 2022-12-31, 90 days: all of 2023Q1. Hazard 0.4 x (0.25 + (3 - 1) x 0.25) = 0.3, after it 0.1."""
        values = company(
            attrition_hazard=0.4, shock_multiplier=3, shock_length=90, reorganisation_date=date(2022, 12, 31)
        )
        assert row(values, "hazard", *LAB)[3:6] == pytest.approx([0.1, 0.3, 0.1])

    def test_a_shock_that_begins_within_a_quarter_counts_its_days(self) -> None:
        """From 2023-02-14 for 45 days: the 45 days to 2023-03-31, half of the 90 of the quarter."""
        values = company(
            attrition_hazard=0.4, shock_multiplier=3, shock_length=45, reorganisation_date=date(2023, 2, 14)
        )
        assert row(values, "hazard", *LAB)[4] == pytest.approx(0.4 * (0.25 + 2 * 0.125))

    def test_a_layoff_takes_its_share_in_its_quarter(self) -> None:
        values = company(layoff_date=date(2022, 8, 15), layoff_share=[[0.2], [0]])
        assert row(values, "headcount", *LAB)[:4] == pytest.approx([100, 100, 80, 80])
        assert row(values, "headcount", 1, 0)[:4] == pytest.approx([50] * 4)


class TestPay:
    def test_cash_is_person_years_times_pay(self) -> None:
        """100 people x 0.25 years x (200 + 40 + 60) = 7,500."""
        assert at(company(), "cash_pay", "2022Q2", *LAB) == pytest.approx(7_500)

    def test_joiners_count_half_a_quarter(self) -> None:
        values = company(offers=joining(10, 3))
        assert at(values, "person_years", "2022Q4", *LAB) == pytest.approx(105 / 4)

    def test_sign_on_is_paid_on_joining(self) -> None:
        assert row(company(offers=joining(10, 3)), "sign_on_paid", *LAB) == [0, 0, 0, 500] + [0] * 8

    def test_a_grant_vests_evenly_over_its_time(self) -> None:
        """10 x 800 over a year: 2,000 in each of four quarters, the first that of joining."""
        values = company(offers=joining(10, 3))
        assert row(values, "vesting_expense", *LAB) == pytest.approx([0] * 3 + [2_000] * 4 + [0] * 5)

    def test_what_vests_at_once_is_expensed_on_joining(self) -> None:
        """A quarter of 8,000 at once, 6,000 over the year."""
        values = company(offers=joining(10, 3), immediate_share=0.25)
        assert row(values, "stock_expense", *LAB)[3:8] == pytest.approx([2_000 + 1_500, 1_500, 1_500, 1_500, 0])

    def test_leavers_stop_vesting(self) -> None:
        values = company(offers=joining(10, 3), layoff_date=date(2023, 2, 15), layoff_share=[[0.5], [0]])
        assert row(values, "vesting_expense", *LAB)[3:5] == pytest.approx([2_000, 1_000])

    def test_refreshers_go_to_those_past_their_first_grant(self) -> None:
        """100 people from before have 40 a year each; the 10 joiners only after their first year."""
        values = company(offers=joining(10, 3), refresher=40)
        assert row(values, "refresher_expense", *LAB)[2:8] == pytest.approx([1_000] * 5 + [1_100])


class TestClawback:
    @pytest.mark.parametrize(("stay", "kept", "in_full"), [(0.5, 25, 100), (2, 100, 0), (3, 100, 0)])
    def test_the_leaver_of_the_worked_example(self, stay: float, kept: float, in_full: float) -> None:
        """100 with a window of 2 years: after half a year a quarter is served; from the window on all is kept."""
        values = company(["leaver_kept", "leaver_repaid", "leaver_repaid_in_full"], leaver_stay=stay)
        assert values["leaver_kept"].item() == pytest.approx(kept)
        assert values["leaver_repaid"].item() == pytest.approx(100 - kept)
        assert values["leaver_repaid_in_full"].item() == pytest.approx(in_full)

    def test_the_whole_sign_on_comes_back_inside_the_window(self) -> None:
        """500 paid in 2022Q4; half of the joiners leave a quarter later: 250, whatever they have served."""
        values = company(
            offers=joining(10, 3), opening_staff=0, layoff_date=date(2023, 2, 15), layoff_share=[[0.5], [0]]
        )
        assert row(values, "sign_on_recovered", *LAB)[4] == pytest.approx(250)

    def test_pro_rata_only_the_unserved_part_comes_back(self) -> None:
        """One of four quarters is served: three quarters of 250."""
        values = company(
            offers=joining(10, 3),
            opening_staff=0,
            clawback_pro_rata=1,
            layoff_date=date(2023, 2, 15),
            layoff_share=[[0.5], [0]],
        )
        assert row(values, "sign_on_recovered", *LAB)[4] == pytest.approx(250 * 3 / 4)

    def test_nothing_comes_back_after_the_window(self) -> None:
        values = company(
            ["sign_on_recovered"], attrition_hazard=0, offers=joining(10, 3), opening_staff=0,
            layoff_date=date(2023, 11, 15), layoff_share=[[0.5], [0]],
        )  # fmt: skip
        assert row(values, "sign_on_recovered", *LAB) == pytest.approx([0] * 12)


class TestComing:
    def test_compute_of_the_quarter_before_moves_acceptance(self) -> None:
        """0.81 H100e a head at the end of 2022Q4 (see outcomes) of the 2 that are enough: 0.405 of ten offers accept."""
        values = company(offers=joining(10, 4), compute_matters=1, compute_floor=0.2)
        assert at(values, "acceptance", "2023Q1", *LAB) == pytest.approx(0.405)
        assert at(values, "hires", "2023Q1", *LAB) == pytest.approx(4.05)
        assert at(company(offers=joining(10, 4)), "hires", "2023Q1", *LAB) == 10

    def test_acceptance_never_falls_below_its_floor_nor_rises_above_its_base(self) -> None:
        """Nothing runs before 2022Q4; in the first quarter a team counts on the 2 H100e it is promised."""
        values = company(compute_matters=1, base_acceptance=0.8)
        assert row(values, "acceptance", *LAB)[:3] == pytest.approx([0.8, 0.4, 0.4])

    def test_transfers_move_people_without_a_package(self) -> None:
        moved = np.zeros((2, 1, 12))
        moved[:, 0, 1] = [5, -5]
        values = company(transfers=moved)
        assert at(values, "headcount", "2022Q2", *LAB) == pytest.approx(105)
        assert at(values, "headcount", "2022Q2", 1, 0) == pytest.approx(45)
        assert at(values, "sign_on_paid", "2022Q2", *LAB) == 0
        assert at(values, "transfers_add_up", "2022Q2") == 1


class TestPromises:
    def test_a_guarantee_tops_up_the_first_year(self) -> None:
        """1,490 promised; 240 in cash, 50 at signing, 800 of stock: 400 missing for each of ten, 1,000 a quarter."""
        values = company(offers=joining(10, 3), guarantee=1_490)
        assert row(values, "top_up_paid", *LAB)[2:8] == pytest.approx([0, 1_000, 1_000, 1_000, 1_000, 0], abs=1e-3)

    def test_a_guarantee_that_the_package_meets_costs_nothing(self) -> None:
        assert row(company(offers=joining(10, 3), guarantee=1_000), "top_up_paid", *LAB) == [0] * 12

    def test_what_is_granted_is_earned_or_still_to_be_earned(self) -> None:
        """8,000 over four quarters, the first that of joining."""
        values = company(offers=joining(10, 3))
        assert row(values, "unvested_overhang", *LAB)[2:8] == pytest.approx([0, 6_000, 4_000, 2_000, 0, 0], abs=1e-3)
        assert row(values, "stock_forfeited", *LAB) == pytest.approx([0] * 12, abs=1e-3)

    def test_leavers_give_up_what_they_have_not_earned(self) -> None:
        """6,000 unearned; half leave in 2023Q1: 1,000 is earned, 2,000 still to be earned, 3,000 given up."""
        values = company(offers=joining(10, 3), layoff_date=date(2023, 2, 15), layoff_share=[[0.5], [0]])
        assert at(values, "unvested_overhang", "2023Q1", *LAB) == pytest.approx(2_000)
        assert at(values, "stock_forfeited", "2023Q1", *LAB) == pytest.approx(3_000)


    def test_who_leaves_before_the_cliff_takes_nothing_along(self) -> None:
        """Half of ten leave a quarter after joining: of the 2,000 charged, their 1,000 is taken back."""
        leaving = {"layoff_date": date(2023, 2, 15), "layoff_share": [[0.5], [0]], "offers": joining(10, 3)}
        values = company(cliff=1, **leaving)
        assert row(values, "cliff_forfeits", *LAB)[3:6] == pytest.approx([0, 1_000, 0], abs=1e-3)
        assert at(values, "stock_expense", "2023Q1", *LAB) == pytest.approx(1_000 - 1_000, abs=1e-3)
        assert at(company(**leaving), "stock_expense", "2023Q1", *LAB) == pytest.approx(1_000)


class TestChurn:
    def test_those_laid_off_have_severance(self) -> None:
        """A fifth of 100, at 30 each."""
        values = company(layoff_date=date(2022, 8, 15), layoff_share=[[0.2], [0]], severance=30)
        assert row(values, "laid_off", *LAB)[1:4] == pytest.approx([0, 20, 0], abs=1e-6)
        assert at(values, "severance_paid", "2022Q3", *LAB) == pytest.approx(600)
        assert at(values, "churn_expense", "2022Q3", *LAB) == pytest.approx(600)

    def test_those_who_leave_by_themselves_have_none(self) -> None:
        values = company(attrition_hazard=0.4, severance=30)
        assert at(values, "leavers", "2022Q3", *LAB) > 5
        assert row(values, "severance_paid", *LAB) == [0] * 12

    def test_replacing_a_leaver_costs_a_search_and_a_learning_time(self) -> None:
        """20 leave: 10 each for a search, half a year of 300 each until a recruit is productive."""
        values = company(
            layoff_date=date(2022, 8, 15), layoff_share=[[0.2], [0]], recruiting_cost=10, ramp_up_time=0.5
        )
        assert at(values, "cost_of_churn", "2022Q3", *LAB) == pytest.approx(20 * (10 + 150))


class TestTwoTiers:
    @pytest.mark.parametrize(("cap", "won"), [(1, 0.1), (0.05, 0.05)])
    def test_veterans_win_part_of_the_gap_a_quarter_later_up_to_a_cap(self, cap: float, won: float) -> None:
        """Packages of 1,100 and 2,200: the gap over one is 1, a tenth of it is won; newcomers win nothing."""
        tiers = [Dimension("tier", ("veteran", "newcomer")) if d.name == "tier" else d for d in DIMENSIONS]
        model = small_model(*WITHOUT_TIMING, dimensions=tiers)
        changes = {"is_newcomer_tier": [0, 1], "salary": [200, 1_300], "pass_through": 0.1, "uplift_cap": cap}
        values = evaluate(model, {**NUMBERS, **changes})
        assert row(values, "veteran_uplift", 0) == pytest.approx([0] + [won] * 11)
        assert row(values, "veteran_uplift", 1) == [0] * 12
        assert at(values, "cash_pay", "2022Q2", 0, 0) == pytest.approx(7_500 * (1 + won))
