"""Results: tidy rows of quarters and years, and the failures of checks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from finmodel.engine.evaluate import Array
from finmodel.engine.results import Results
from finmodel.engine.years import Years
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.vocabulary import average, balance, check, constant, flow, rate, ratio, scalar, series, total
from tests.cases import evaluate, small_model

FRUIT = Dimension("fruit", ("apple", "pear"), {"apple": "Apple"})


class Shop(Block):
    """A shop with two fruits."""

    price = scalar("USD/chip", "price", over="fruit")
    most_sold = scalar("chip", "most that can be sold in a quarter")
    sold = series(Kind.FLOW, "chip", "sold", over="fruit")
    margin = series(Kind.RATE, "share", "margin")
    sold_in_all = flow("chip", total(sold, "fruit"), "sold, both")
    takings = flow("USD", sold * price, "takings")
    stock = balance("chip", sold * 2, "stock")
    shelf = average("chip", sold / 2, "shelf")
    doubled = constant("USD/chip", price * 2, "doubled")
    per_unit = ratio("USD/chip", takings, sold, "takings per unit")
    kept = rate("share", margin * 1, "margin kept", weight=sold_in_all)
    last_kept = rate("share", margin * 1, "margin kept, unweighted")
    few = check(sold <= most_sold, "never more than four")


MODEL: Model = small_model(Shop, dimensions=[FRUIT], last="2023Q4")
SOLD = [[1, 2, 3, 4, 5, 0, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1]]
MARGIN = [0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5]


@pytest.fixture(scope="module")
def values() -> Mapping[str, Array]:
    return evaluate(MODEL, {"price": [10, 20], "sold": SOLD, "margin": MARGIN, "most_sold": 4})


@pytest.fixture(scope="module")
def results(values: Mapping[str, Array]) -> Results:
    return Results(MODEL, dict(values), Years(MODEL, values))


class TestYears:
    """Apples: 1, 2, 3, 4 in 2022 at 10 each; no pears in 2022."""

    def test_a_flow_is_summed(self, results: Results) -> None:
        assert results.years_of("takings").tolist() == [[100, 60], [0, 80]]

    def test_a_balance_is_the_last_quarter(self, results: Results) -> None:
        assert results.years_of("stock").tolist() == [[8, 2], [0, 2]]

    def test_an_average_is_the_mean(self, results: Results) -> None:
        assert results.years_of("shelf").tolist() == [[1.25, 0.75], [0, 0.5]]

    def test_a_ratio_is_divided_again_and_not_available_without_a_denominator(self, results: Results) -> None:
        assert results.years_of("per_unit")[0].tolist() == [10, 10]
        assert np.isnan(results.years_of("per_unit")[1, 0])

    def test_a_rate_is_weighted_where_a_weight_is_named(self, results: Results) -> None:
        """(0.1 x 1 + 0.2 x 2 + 0.3 x 3 + 0.4 x 4) / 10 = 0.3; without a weight the last quarter, 0.4."""
        assert results.years_of("kept")[0, 0] == pytest.approx(0.3)
        assert results.years_of("last_kept")[0, 0] == 0.4

    def test_a_weighted_rate_without_weight_is_not_available(self) -> None:
        nothing_in_2023 = [[1, 2, 3, 4, 0, 0, 0, 0], [0] * 8]
        values = evaluate(MODEL, {"price": [10, 20], "sold": nothing_in_2023, "margin": MARGIN, "most_sold": 4})
        kept = Years(MODEL, values).of("kept")[:, 0]
        assert kept[0] == pytest.approx(0.3)
        assert np.isnan(kept[1])

    def test_a_constant_repeats(self, results: Results) -> None:
        assert results.years_of("doubled").tolist() == [[20, 20], [40, 40]]
        assert results.quarters_of("doubled").shape == (2, 8)


class TestTables:
    def test_the_frame_has_one_row_a_line_member_and_period(self, results: Results) -> None:
        frame = results.frame(["takings", "kept"])
        assert frame.columns == ["line", "fruit", "period", "value", "unit", "kind"]
        assert frame.height == (2 + 1) * (8 + 2)
        assert frame.select("line", "fruit", "period").is_duplicated().sum() == 0

    def test_a_frame_without_years_has_quarters_only(self, results: Results) -> None:
        periods = set(results.frame(["takings"], with_years=False)["period"])
        assert periods == set(MODEL.timeline.names)

    def test_what_is_not_available_is_null_and_never_nan(self, results: Results) -> None:
        frame = results.frame(["per_unit"])
        assert frame["value"].is_nan().sum() == 0
        assert frame["value"].null_count() == 4 + 2 + 1  # pears in 2022 and apples twice in 2023, and pears' FY2022

    def test_a_line_without_dimensions_has_null_members(self, results: Results) -> None:
        assert set(results.frame(["kept"])["fruit"]) == {None}

    def test_an_empty_list_of_lines_is_an_empty_frame(self, results: Results) -> None:
        assert results.frame([]).height == 0

    def test_records_say_the_same_as_the_frame(self, results: Results) -> None:
        records = {
            (r["line"], r["members"].get("fruit"), r["period"]): r["value"]
            for r in results.records(["takings", "per_unit"])
        }
        frame = results.frame(["takings", "per_unit"])
        assert records == {(line, fruit, period): value for line, fruit, period, value, *_ in frame.rows()}
        assert len(records) == frame.height


class TestFailures:
    def test_a_failure_names_line_member_period_and_what_should_hold(self, results: Results) -> None:
        assert results.failures() == [
            {"line": "few", "members": {"fruit": "apple"}, "period": "2023Q1", "note": "never more than four"}
        ]

    def test_without_a_failure_there_is_none(self) -> None:
        values = evaluate(MODEL, {"price": [10, 20], "sold": 1, "margin": MARGIN, "most_sold": 4})
        assert Results(MODEL, values, Years(MODEL, values)).failures() == []
