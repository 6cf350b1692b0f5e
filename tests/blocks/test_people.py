"""People: who comes, who stays, what each cohort is paid."""

from __future__ import annotations

from datetime import date
from math import exp

import numpy as np
import pytest

from finmodel.project import Case
from tests.blocks.company import at, company
from tests.cases import row

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
