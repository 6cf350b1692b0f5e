"""Group: income, cash and funding - what is reported stays reported, and books cannot reach cash."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.project import Case, Project
from tests.blocks.company import QUARTERS, at, company

LINES = (
    "revenue", "other_cash_costs", "ai_running_cost", "stock_compensation", "total_expenses", "operating_income", "leakage",
    "operating_cash_flow", "free_cash_flow", "capex", "cash", "debt", "borrowed", "cash_before_funding", "funding_gap",
    "depreciation_and_amortisation", "interest", "new_debt", "deal_cash", "cash_ties", "expense_gap", "depreciation_gap",
)  # fmt: skip
ACTUAL, FORECAST = QUARTERS[:6], QUARTERS[6:]
"""The made-up company has results to 2023Q2."""


class TestIncome:
    def test_actual_revenue_is_as_reported_and_then_grows_over_the_year_before(self) -> None:
        values = company(LINES)
        # 20,000 x 1.2, and a year later x 1.2 once more
        assert [at(values, "revenue", quarter) for quarter in ("2023Q2", "2023Q3", "2024Q2")] == pytest.approx([20_000, 24_000, 24_000])
        assert at(values, "revenue", "2024Q3") == pytest.approx(28_800)

    def test_costs_are_the_reported_ones_but_for_depreciation(self) -> None:
        values = company(LINES)
        for quarter in ACTUAL:
            modelled = at(values, "depreciation_and_amortisation", quarter)
            # 12,000 reported with 2,000 of depreciation in it
            assert at(values, "total_expenses", quarter) == pytest.approx(12_000 - 2_000 + modelled)
            assert at(values, "expense_gap", quarter) == pytest.approx(at(values, "depreciation_gap", quarter))

    def test_forecast_costs_are_shares_of_revenue_beside_compute(self) -> None:
        values = company(LINES)
        # 0.4 and 0.05 of 24,000
        assert at(values, "other_cash_costs", "2023Q3") == pytest.approx(9_600)
        assert at(values, "stock_compensation", "2023Q3") == pytest.approx(1_200)


class TestCash:
    def test_operating_cash_flow_is_income_with_books_added_back_less_leakage(self) -> None:
        values = company(LINES)
        for quarter in QUARTERS:
            income = at(values, "operating_income", quarter)
            books = at(values, "depreciation_and_amortisation", quarter) + at(values, "stock_compensation", quarter)
            assert at(values, "operating_cash_flow", quarter) == pytest.approx(income * 0.9 + books)

    def test_free_cash_flow_is_less_headline_capex(self) -> None:
        values = company(LINES)
        for quarter in QUARTERS:
            assert at(values, "free_cash_flow", quarter) == pytest.approx(
                at(values, "operating_cash_flow", quarter) - at(values, "capex", quarter)
            )

    def test_closing_cash_is_opening_cash_and_the_quarters_flows(self) -> None:
        values = company(LINES, buybacks=300, dividends=200)
        for before, quarter in zip(QUARTERS[5:], FORECAST, strict=False):
            flows = at(values, "free_cash_flow", quarter) - 300 - 200 - at(values, "interest", quarter)
            assert at(values, "cash", quarter) == pytest.approx(at(values, "cash", before) + flows + at(values, "borrowed", quarter))
            assert at(values, "cash_ties", quarter) == 1


class TestFunding:
    def test_nothing_is_borrowed_while_cash_stays_above_its_minimum(self) -> None:
        values = company(LINES, power_price=0)
        assert [at(values, "borrowed", quarter) for quarter in QUARTERS] == [0] * 12
        assert all(at(values, "cash", quarter) > 1_000 for quarter in FORECAST)

    def test_what_is_missing_to_the_minimum_is_borrowed_and_no_more(self) -> None:
        # buybacks of 30,000 a quarter against 50,000 of cash: the gap opens after the first forecast quarter
        values = company(LINES, power_price=0, buybacks=30_000, minimum_cash=10_000)
        gaps = [at(values, "borrowed", quarter) for quarter in FORECAST]
        assert gaps[0] == 0
        assert max(gaps) > 0
        for quarter, gap in zip(FORECAST, gaps, strict=True):
            before = at(values, "cash_before_funding", quarter)
            assert gap == pytest.approx(max(0, 10_000 - before))
            assert at(values, "cash", quarter) == pytest.approx(max(10_000, before))

    def test_debt_grows_by_what_is_borrowed_and_the_new_debt_bears_interest(self) -> None:
        values = company(LINES, power_price=0, buybacks=30_000, minimum_cash=10_000)
        drawn = 0.0
        for quarter in FORECAST:
            # 4% a year on what was owed at the start of the quarter
            assert at(values, "interest", quarter) == pytest.approx(drawn * 0.04 / 4)
            drawn += at(values, "borrowed", quarter)
            assert at(values, "debt", quarter) == pytest.approx(10_000 + drawn)
        assert drawn > 0

    def test_actual_cash_and_debt_are_as_reported_whatever_the_model_thinks(self) -> None:
        values = company(LINES, buybacks=30_000)
        assert [at(values, "cash", quarter) for quarter in ACTUAL] == [50_000] * 6
        assert [at(values, "borrowed", quarter) for quarter in ACTUAL] == [0] * 6


class TestPack:
    def test_a_wrong_server_life_reaches_past_cash_only_by_the_leakage_on_income(self, project: Project, case: Case) -> None:
        """Over actual quarters costs but for depreciation are as reported: of an error in depreciation, operating income
        takes all, and operating cash flow gives back all but the leakage rate times it."""
        lines = ["operating_cash_flow", "operating_income", "depreciation_and_amortisation", "other_cash_costs", "cash"]
        wrong = {**case.inputs.values, "regime_life": case.inputs.values["regime_life"] / 2}
        values = project.engine.run(wrong, lines)
        last = case.model.timeline.columns_of("2026Q2").stop
        error = {line: (values[line] - case.values[line]).reshape(-1)[1:last] for line in lines}
        rate = case.values["cash_leakage"].reshape(-1)[1:last]
        assert np.abs(error["depreciation_and_amortisation"]).max() > 1e9
        assert error["operating_income"] == pytest.approx(-error["depreciation_and_amortisation"])
        assert error["operating_cash_flow"] == pytest.approx(rate * error["depreciation_and_amortisation"], abs=1)
        assert error["other_cash_costs"] == pytest.approx(0, abs=1e-3)
        assert error["cash"] == pytest.approx(0, abs=1e-3)

    @pytest.mark.parametrize(("year", "reported"), [(2023, 11.178), (2024, 15.44), (2025, 18.616)])
    def test_depreciation_is_within_8_percent_of_what_was_reported(self, case: Case, year: int, reported: float) -> None:
        place = case.model.timeline.years.index(year)
        ours = case.results.years_of("depreciation_and_amortisation")[0][place] / 1e9
        assert ours == pytest.approx(reported, rel=0.08)

    def test_the_wave_of_depreciation_by_vintage_adds_up_and_is_in_the_outputs(self, case: Case) -> None:
        by_vintage = case.results.years_of("vintage_depreciation")
        opening = case.results.years_of("opening_server_depreciation")[0]
        assert by_vintage.sum(axis=0) + opening == pytest.approx(case.results.years_of("server_depreciation")[0])
        years = case.model.timeline.years
        wave = case.results.years_of("server_depreciation")[0][years.index(2026) :]
        assert (np.diff(wave[:3]) > 0).all()
        frame = case.results.frame(["vintage_depreciation"])
        assert {"v2026", "v2030"} <= set(frame["vintage"])
        assert {"FY2026", "FY2030"} <= set(frame["period"])

    def test_no_vintage_is_depreciated_before_it_is_placed_in_service_or_beyond_its_cost(self, case: Case) -> None:
        charged = case.results.quarters_of("vintage_depreciation").cumsum(axis=1)
        cost = case.results.quarters_of("vintage_cost").cumsum(axis=1)
        assert (charged <= cost + 1).all()

    def test_depreciation_is_its_parts(self, case: Case) -> None:
        parts = ("server_and_network_depreciation", "property_depreciation", "other_amortisation")
        total = sum(case.results.years_of(part)[0] for part in parts)
        assert total == pytest.approx(case.results.years_of("depreciation_and_amortisation")[0])
