"""Explain: the precedents of a number, for every kind of formula."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.engine.evaluate import Engine
from finmodel.engine.explain import Explainer
from finmodel.engine.years import Years
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.recipes import corkscrew
from finmodel.model.vocabulary import ago, flow, pick, previous, rate, running, scalar, series, spread, total
from finmodel.model.vocabulary import balance as balance_line
from finmodel.project import Project
from tests.cases import given_inputs, small_model

HOUSE = Dimension("house", ("north", "south"))
ROOM = Dimension(
    "room", ("hall", "attic", "shed"), parent="house", parent_of={"hall": "north", "attic": "north", "shed": "south"}
)


class Home(Block):
    """Rooms in houses."""

    lag = scalar("count", "quarters back")
    rank = scalar("count", "order", over="room")
    bought = series(Kind.FLOW, "chip", "bought", over="room")
    tax = series(Kind.RATE, "share", "tax")
    of_house = flow("chip", total(bought, "room", into="house"), "of the house", before=0)
    of_all = flow("chip", total(of_house, "house"), "of all", before=0)
    back_down = flow("chip", spread(of_house, "house", "room"), "of the house a room is in")
    earlier_rooms = flow("chip", running(bought, before=rank), "of rooms that come first")
    in_hall = flow("chip", pick(bought, "room", "hall"), "in the hall")
    a_while_ago = balance_line("chip", ago(of_all, lag), "some quarters ago")
    change = flow("chip", of_all - previous(of_all), "change")
    kept = corkscrew("chip", "kept", additions=[of_all])
    tax_paid = rate("share", tax * 1, "tax", weight=of_all)


MODEL: Model = small_model(Home, dimensions=[HOUSE, ROOM], last="2022Q4")
BOUGHT = [[1, 2, 3, 4], [10, 20, 30, 40], [100, 200, 300, 400]]
NUMBERS = {"lag": 2, "rank": [2, 1, 3], "bought": BOUGHT, "tax": [0.1, 0.2, 0.3, 0.4]}


def explained(line: str, period: str, *member: str, depth: int = 1000) -> dict[str, Any]:
    inputs = given_inputs(MODEL, NUMBERS)
    engine = Engine(MODEL)
    values = engine.run(inputs.values)
    return Explainer(engine, inputs, values, Years(MODEL, values)).explain(line, member, period, depth)


def reached(tree: dict[str, Any]) -> list[tuple[str, tuple[str, ...], str, float]]:
    return [(p["line"], tuple(p["members"].values()), p["period"], p["value"]) for p in tree["precedents"]]


class TestReach:
    def test_a_total_into_houses_reaches_the_rooms_of_the_house(self) -> None:
        assert reached(explained("of_house", "2022Q2", "north")) == [
            ("bought", ("hall",), "2022Q2", 2), ("bought", ("attic",), "2022Q2", 20)
        ]  # fmt: skip

    def test_a_spread_reaches_the_parent(self) -> None:
        assert reached(explained("back_down", "2022Q2", "shed")) == [("of_house", ("south",), "2022Q2", 200)]

    def test_a_running_sum_reaches_the_members_ranked_before(self) -> None:
        assert reached(explained("earlier_rooms", "2022Q1", "shed")) == [
            ("bought", ("hall",), "2022Q1", 1), ("bought", ("attic",), "2022Q1", 10)
        ]  # fmt: skip
        assert reached(explained("earlier_rooms", "2022Q1", "attic")) == []

    def test_a_pick_reaches_its_member(self) -> None:
        assert reached(explained("in_hall", "2022Q3")) == [("bought", ("hall",), "2022Q3", 3)]

    def test_a_reach_back_lands_on_the_period_it_counts_to_and_on_the_opening_before_all(self) -> None:
        assert ("of_all", (), "2022Q2", 222.0) in reached(explained("a_while_ago", "2022Q4"))
        assert ("of_all", (), "opening", 0.0) in reached(explained("a_while_ago", "2022Q1"))

    def test_a_lag_reaches_the_period_before(self) -> None:
        assert reached(explained("change", "2022Q3")) == [("of_all", (), "2022Q3", 333), ("of_all", (), "2022Q2", 222)]

    def test_a_corkscrew_leads_back_to_its_opening_value(self) -> None:
        tree = explained("kept", "2022Q3")
        while tree["formula"] != "0":
            tree = next(p for p in tree["precedents"] if p["line"].startswith("kept"))
        assert (tree["period"], tree["value"]) == ("opening", 0.0)


class TestYears:
    def test_a_flow_opens_its_four_quarters(self) -> None:
        tree = explained("of_all", "FY2022")
        assert (tree["value"], tree["formula"]) == (1110, "sum of the quarters")
        assert [value for *_, value in reached(tree)] == [111, 222, 333, 444]

    def test_a_weighted_rate_opens_its_quarters_and_their_weights(self) -> None:
        """(0.1 x 111 + 0.2 x 222 + 0.3 x 333 + 0.4 x 444) / 1110 = 0.3."""
        tree = explained("tax_paid", "FY2022")
        assert tree["value"] == pytest.approx(0.3)
        assert tree["formula"] == "mean of the quarters, weighted by of_all"
        assert [(line, period) for line, _, period, _ in reached(tree)] == [
            *(("tax_paid", f"2022Q{q}") for q in (1, 2, 3, 4)), *(("of_all", f"2022Q{q}") for q in (1, 2, 3, 4))
        ]  # fmt: skip

    def test_a_balance_opens_its_last_quarter(self) -> None:
        tree = explained("kept", "FY2022")
        assert tree["formula"] == "last quarter"
        assert reached(tree) == [("kept", (), "2022Q4", 1110)]

    def test_a_constant_is_the_same_in_every_year(self) -> None:
        assert explained("lag", "FY2022")["period"] == "all periods"


class TestCut:
    @pytest.mark.parametrize("period", ["2022Q3", "FY2022"])
    def test_a_spent_depth_is_marked(self, period: str) -> None:
        tree = explained("of_all", period, depth=0)
        assert tree["cut"] is True
        assert tree["precedents"] == []

    def test_a_period_outside_the_timeline_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2022Q1 and 2022Q4"):
            explained("of_all", "2031Q1")


def test_every_headline_is_explained_without_a_gap(project: Project) -> None:
    """Every line of the model, last year and last quarter: no number is without a formula or an origin."""
    case = project.case()
    explainer = Explainer(project.engine, case.inputs, case.values, case.years)
    for line in case.model.lines:
        member = case.model.members(line)[-1]
        for period in ("2030Q4", "FY2024"):
            waiting = [explainer.explain(line, member, period)]
            while waiting:
                node = waiting.pop()
                assert node["formula"], node
                waiting += node["precedents"]
