"""Deals: the price of people - premium, recognition over those who stay, reversal, and buying beside poaching."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from finmodel.engine.explain import Explainer
from finmodel.project import Case
from tests.blocks.company import NEVER, QUARTERS, at, company
from tests.commands.ran import finmodel
from tests.packs import META

STAKE = {
    "deal_amount": 1_000, "deal_stake": 0.5, "value_kept": 400, "people_joined": 20, "deal_closed": date(2022, 3, 31),
    "deal_retention": 2, "deal_hazard": 0.1,
}  # fmt: skip
LINES = (
    "implied_valuation", "talent_premium", "premium_per_person", "deal_paid", "deal_recovered", "deal_cash", "carrying_value",
    "premium_recognised", "premium_unrecognised", "deal_premium", "reversal_loss", "people_staying", "deal_people", "kept_years",
    "buy_cost_per_retained_year", "poach_years", "poach_cost_per_retained_year", "kept_reversed", "impairment_taken",
)  # fmt: skip
UNWOUND = {**STAKE, "deal_unwound": date(2023, 3, 31), "recovered_share": 0.7}


def deal(**changes: object):
    return company(LINES, **{**STAKE, **changes})


class TestValue:
    def test_premium_and_valuation(self) -> None:
        # 1,000 for half: 2,000 for the whole. 1,000 - 400 kept = 600 for 20 people: 30 each
        values = deal()
        assert at(values, "implied_valuation", "", 0) == 2_000
        assert (at(values, "talent_premium", "", 0), at(values, "premium_per_person", "", 0)) == (600, 30)

    def test_scale_ai_is_valued_at_29_18_billion(self, case: Case) -> None:
        # 14.3 / 0.49 = 29.18, printed as 29.2
        place = case.model.dimensions["deal"].members.index("scale_ai")
        assert case.values["implied_valuation"][place, 0, 0] / 1e9 == pytest.approx(29.18, abs=0.005)

    def test_explain_leads_from_the_valuation_to_its_two_sourced_rows(self, case: Case) -> None:
        tree = Explainer(case.project.engine, case.inputs, case.values, case.years).explain("implied_valuation", ("scale_ai",), "2025Q4")
        found = {leaf["line"]: leaf for leaf in tree["precedents"]}
        assert tree["formula"] == "deal_amount / deal_stake"
        assert found["deal_amount"]["written"] == "14.3 USD billion"
        assert found["deal_stake"]["written"] == "49.0 %"
        assert {leaf["source"]["id"] for leaf in found.values()} == {"stockburger-2025-06"}
        assert all(leaf["source"]["url"].startswith("https://") for leaf in found.values())

    def test_the_command_explains_it_too(self) -> None:
        ran = finmodel("explain", "implied_valuation", "2025Q4", "--member", "deal=scale_ai", "--pack", str(META))
        assert ran.code == 0
        assert "14.3" in ran.out


class TestRecognition:
    def test_at_closing_the_premium_is_owed_but_not_recognised(self) -> None:
        values = deal()
        # closed on the last day of the quarter: nothing of the two years has passed
        assert at(values, "premium_recognised", "2022Q1", 0) == pytest.approx(0)
        assert at(values, "premium_unrecognised", "2022Q1", 0) == pytest.approx(600)

    def test_a_quarter_later_time_and_leavers_are_recognised(self) -> None:
        # 91 of 730 days: term left 1 - 91/730; staying exp(-0.1 x 91/365)
        left = 600 * (1 - 91 / 730) * np.exp(-0.1 * 91 / 365)
        assert at(deal(), "premium_recognised", "2022Q2", 0) == pytest.approx(600 - left)

    @pytest.mark.parametrize("hazard", [0.001, 0.1, 2])
    @pytest.mark.parametrize("retention", [0.25, 1, 2, 2.5])
    def test_over_the_retention_all_of_it_is(self, hazard: float, retention: float) -> None:
        values = deal(deal_hazard=hazard, deal_retention=retention)
        assert values["premium_recognised"][0, 1:].sum() == pytest.approx(600)
        assert (values["premium_recognised"][0, 1:] >= -1e-9).all()

    def test_all_deals_of_the_pack_are_recognised_or_still_owed(self, case: Case) -> None:
        values = case.values
        standing = values["deal_unwound"][:, 0, 0] > values["period_end"][-1, 0]
        closed = values["closed_flag"][:, -1, 0] == 1
        paid = values["talent_premium"][:, 0, 0] * closed
        total = values["premium_recognised"][:, 1:, 0].sum(axis=1) + values["premium_unrecognised"][:, -1, 0]
        assert (standing | closed).any()
        assert total == pytest.approx(paid)


class TestReversal:
    def test_part_of_the_price_comes_back(self) -> None:
        values = deal(**UNWOUND)
        # 0.7 of 1,000 in the quarter of reversal
        assert at(values, "deal_recovered", "2023Q1", 0) == pytest.approx(700)
        assert at(values, "deal_cash", "2023Q1") == pytest.approx(-700)
        assert sum(at(values, "deal_cash", quarter) for quarter in QUARTERS) == pytest.approx(300)

    def test_what_is_kept_leaves_the_books_and_nobody_is_left(self) -> None:
        values = deal(**UNWOUND)
        assert [at(values, "carrying_value", quarter, 0) for quarter in ("2022Q4", "2023Q1")] == [400, 0]
        assert at(values, "deal_people", "2023Q1", 0) == 0

    def test_in_the_end_the_cost_is_the_cash_that_did_not_come_back(self) -> None:
        # premium 600 + 400 kept off the books - 700 back = 300, which is 1,000 paid less 700
        values = deal(**UNWOUND)
        assert sum(at(values, "deal_premium", quarter) for quarter in QUARTERS) == pytest.approx(300)
        assert at(values, "reversal_loss", "2023Q1", 0) == pytest.approx(-300)

    def test_an_impairment_takes_at_most_what_is_carried(self) -> None:
        written = np.zeros((1, 12))
        written[0, 4], written[0, 6] = 150, 900
        values = deal(impairment=written)
        # 400 - 150 = 250, and of the next 900 only 250
        assert [at(values, "carrying_value", quarter, 0) for quarter in ("2023Q1", "2023Q3", "2024Q4")] == [250, 0, 0]
        assert at(values, "impairment_taken", "2023Q3", 0) == 250


class TestBuyOrPoach:
    def test_a_person_of_the_deal_stays_so_many_years(self) -> None:
        # (1 - exp(-0.1 x 2)) / 0.1 = 1.8127 years of two; 30 / 1.8127 = 16.55 a year
        values = deal()
        assert at(values, "kept_years", "", 0) == pytest.approx((1 - np.exp(-0.2)) / 0.1)
        assert at(values, "buy_cost_per_retained_year", "", 0) == pytest.approx(30 / 1.81269, rel=1e-5)

    def test_a_recruit_costs_one_offs_over_the_stay_and_vesting(self) -> None:
        # hazard 0.5, vesting 4 years: stays (1 - exp(-2)) / 0.5 = 1.7293. (50 sign-on + 10 recruiting + 800 x 0.25) / 1.7293
        # + 800 x 0.75 / 4 = 150.35 + 150; salary aside on both routes
        values = deal(attrition_hazard=0.5, vesting_time=4, immediate_share=0.25, recruiting_cost=10)
        assert at(values, "poach_years", "", 0) == pytest.approx(1.72933, rel=1e-5)
        assert at(values, "poach_cost_per_retained_year", "", 0) == pytest.approx(260 / 1.72933 + 150, rel=1e-5)

    def test_both_routes_stand_side_by_side_in_the_pack(self, case: Case) -> None:
        assert (case.values["buy_cost_per_retained_year"][:, 0, 0] > 0).any()
        assert (case.values["poach_cost_per_retained_year"][:, 0, 0] > 0).all()


class TestMemo:
    def test_a_refused_bid_changes_nothing(self) -> None:
        lines = ("deal_cash", "cash", "cost_per_head", "commitments")
        ours, theirs = (company(lines, bid_amount=amount) for amount in (0, 1e9))
        for line in lines:
            assert np.array_equal(ours[line], theirs[line], equal_nan=True), line

    def test_the_pack_names_three_refused_bids(self, case: Case) -> None:
        assert case.model.dimensions["refused_bid"].members == ("ssi", "thinking_machines", "furiosa")
        assert (case.values["bid_amount"] > 0).all()

    def test_a_licence_is_a_fee_and_a_cost_per_head_from_its_start(self) -> None:
        # 150 people: 40 / 4 + 2 x 150 / 4 = 85 a quarter, from the third
        values = company(("licence_expense",), licence_fee=40, licence_per_head=2, licence_start=date(2022, 9, 30))
        assert [at(values, "licence_expense", quarter) for quarter in ("2022Q2", "2022Q3")] == pytest.approx([0, 85])


def test_a_deal_that_never_closes_costs_nothing() -> None:
    values = deal(deal_closed=NEVER)
    assert values["deal_cash"][1:].sum() == values["deal_premium"][1:].sum() == 0
