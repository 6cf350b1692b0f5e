"""Model: names, dimensions, members and what a model knows about its lines."""

from __future__ import annotations

import pytest

from finmodel.errors import UnknownNameError
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind, Line, words
from finmodel.model.recipes import corkscrew, window
from finmodel.model.vocabulary import (
    balance,
    check,
    flow,
    index,
    previous,
    rate,
    ratio,
    ref,
    scalar,
    series,
    spread,
    total,
)
from tests.cases import small_model

SITE = Dimension("site", ("north", "south"), labels={"north": "Far North"})
PHASE = Dimension("phase", ("one", "two", "three"), parent="site", parent_of={"one": "north", "two": "north", "three": "south"})
TEAM = Dimension("team", ("core", "edge"))
DIMENSIONS = [SITE, PHASE, TEAM]


def test_a_line_is_named_by_the_attribute_it_is_assigned_to() -> None:
    class FleetPlan(Block):
        delivered_h100e = series(Kind.FLOW, "H100e")
        named = flow("H100e", delivered_h100e * 1, label="By hand")

    assert (FleetPlan.name, FleetPlan.title) == ("fleet_plan", "Fleet Plan")
    assert [item.name for item in FleetPlan.items] == ["delivered_h100e", "named"]
    assert FleetPlan.delivered_h100e.block == "fleet_plan"
    assert FleetPlan.delivered_h100e.label == "Delivered H100e"
    assert FleetPlan.named.label == "By hand"


def test_a_line_without_a_name_cannot_be_mentioned() -> None:
    with pytest.raises(TypeError, match="a line item must be assigned to a name in its block before it is used"):
        flow("USD", 1 * scalar("USD"))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("owned_h100e", "Owned H100e"), ("it_capacity", "IT capacity"), ("headcount", "Headcount"),
        ("ytd", "Year to date"), ("energy_mwh", "Energy MWh"), ("pue", "PUE"),
    ],
)  # fmt: skip
def test_words_make_a_label(name: str, label: str) -> None:
    assert words(name) == label


def test_rows_of_a_recipe_are_named_after_its_main_line_which_comes_last() -> None:
    class Fleet(Block):
        added = series(Kind.FLOW, "chip")
        owned = corkscrew("chip", "chips", additions=[added])
        length = scalar("year")
        recent = window("chip", owned, length)

    model = small_model(Fleet)
    names = [item.name for item in model.in_block("fleet")]
    assert names == [
        "added", "owned_brought_forward", "owned", "length",
        "recent_periods", "recent_whole", "recent_part", "recent_earlier", "recent",
    ]  # fmt: skip
    part = model.lines["owned_brought_forward"]
    assert isinstance(part, Line)
    assert (part.part_of, part.label, part.note) == ("owned", "Owned: brought forward", "closing balance of the period before")


def test_dimensions_come_from_what_a_formula_mentions() -> None:
    class Fleet(Block):
        power = scalar("MW", over="phase")
        share = scalar("share", over="team")
        price = scalar("USD/MW", over="site")
        by_site = balance("MW", total(power, "phase", into="site"))
        cost = balance("USD", by_site * price)
        price_of_phase = rate("USD/MW", spread(price, "site", "phase"))
        phase_and_team = balance("MW", share * power)
        everything = balance("USD", total(cost, "site"))

    dims = small_model(Fleet, dimensions=DIMENSIONS).dims
    assert dims["by_site"] == ("site",)
    assert dims["cost"] == ("site",)
    assert dims["price_of_phase"] == ("phase",)
    assert dims["phase_and_team"] == ("phase", "team")
    assert dims["everything"] == ()


def test_dimensions_settle_through_a_loop_whatever_the_order_of_lines() -> None:
    class Fleet(Block):
        leavers = flow("person", previous(ref("staff")) * ref("leaving"))
        leaving = rate("share", ref("quiet") * 1)
        quiet = scalar("share", over="team")
        hired = series(Kind.FLOW, "person", over="site")
        staff = corkscrew("person", additions=[hired], reductions=[leavers])

    dims = small_model(Fleet, dimensions=DIMENSIONS).dims
    assert dims["staff"] == dims["leavers"] == dims["staff_brought_forward"] == ("site", "team")


def test_an_opening_value_brings_its_dimensions() -> None:
    class Fleet(Block):
        opening = scalar("chip", over="site")
        added = series(Kind.FLOW, "chip")
        owned = corkscrew("chip", additions=[added], opening=opening)

    model = small_model(Fleet, dimensions=DIMENSIONS)
    assert model.dims["owned"] == model.dims["owned_brought_forward"] == ("site",)


def test_members_run_through_the_last_dimension_fastest() -> None:
    class Fleet(Block):
        units = scalar("chip", over=("team", "phase"))

    model = small_model(Fleet, dimensions=DIMENSIONS)
    assert model.dims["units"] == ("phase", "team")
    assert model.members("units") == [
        ("one", "core"), ("one", "edge"), ("two", "core"), ("two", "edge"), ("three", "core"), ("three", "edge"),
    ]  # fmt: skip
    assert model.shape("units") == (3, 2)
    assert model.members("counter") == [()]


def test_a_member_has_a_label() -> None:
    assert SITE.label("north") == "Far North"
    assert Dimension("site", ("far_south",)).label("far_south") == "far south"
    assert len(PHASE) == 3


def test_an_unknown_line_is_asked_for_with_a_hint() -> None:
    with pytest.raises(UnknownNameError) as caught:
        small_model().line("countr")
    assert str(caught.value) == "There is no line 'countr'. Did you mean 'counter'? See `finmodel lines`."


def test_what_a_target_needs_includes_the_parts_and_weights_of_its_years() -> None:
    class Fleet(Block):
        cost = series(Kind.FLOW, "USD")
        units = series(Kind.FLOW, "chip")
        price = rate("USD/chip", ref("list_price") * 1, weight=units)
        list_price = series(Kind.RATE, "USD/chip")
        each = ratio("USD/chip", cost, units)
        unrelated = flow("USD", cost * 2)

    model = small_model(Fleet)
    assert model.needed_for(["each"]) == {"each", "cost", "units"}
    assert model.needed_for(["price"]) == {"price", "list_price", "units"}


def test_givens_checks_and_constants_are_known() -> None:
    class Fleet(Block):
        units = scalar("chip", over="team")
        level = index("chip", previous(ref("level")) + 0, before=0)
        sound = check(level >= 0, "never negative")

    model = small_model(Fleet, dimensions=DIMENSIONS)
    assert model.givens[-1].path(("core",)) == "fleet.core.units"
    assert [line.name for line in model.checks] == ["sound"]
    assert model.timeless("units")
    assert not model.timeless("level")
