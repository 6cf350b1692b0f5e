"""Rules: every mistake in a model stops it from building, with the exact words."""

from __future__ import annotations

import pytest

from finmodel.errors import (
    CircularityError,
    DimensionError,
    DuplicateLineError,
    FormulaUnitError,
    KindError,
    LiteralError,
    NestedConditionError,
    OpeningError,
    UnitError,
    UnknownLineError,
    UnknownNameError,
)
from finmodel.expr.nodes import Number
from finmodel.model.block import Block
from finmodel.model.item import Kind, Line
from finmodel.model.recipes import corkscrew
from finmodel.model.vocabulary import (
    ago,
    balance,
    constant,
    flag,
    flow,
    index,
    most,
    pick,
    previous,
    rate,
    ratio,
    ratio_or,
    ref,
    running,
    scalar,
    series,
    spread,
    total,
    where,
)  # fmt: skip
from tests.cases import small_model
from tests.model.refused import SITE, stops


def test_a_number_in_a_formula_is_a_literal_error() -> None:
    with pytest.raises(LiteralError) as caught:
        flow("USD", ref("price") * 35_000)
    assert str(caught.value) == (
        "The number 35000 stands in a formula. Only 0, 1, -1 and 2 may: "
        "make 35000 an input with a unit and a source, and refer to it by name."
    )


def test_a_formula_in_another_unit_is_a_formula_unit_error() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip")
        price = scalar("USD/chip")
        cost = flow("chip", units * price)

    stops(
        FormulaUnitError,
        "Line 'cost' is declared in chip, but its formula gives USD: units * price. Correct the formula or the declared unit.",
        Fleet,
    )


def test_units_that_do_not_add_up_name_the_line_and_the_formula() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip")
        price = scalar("USD/chip")
        cost = flow("USD", units + price)

    stops(UnitError, "Line 'cost' does not add up: sum of chip and USD/chip, in units + price.", Fleet)


def test_a_reach_by_something_with_a_unit_is_a_unit_error() -> None:
    class Fleet(Block):
        units = index("chip", previous(ref("units")) + 0, before=0)
        wait = scalar("year")
        late = index("chip", ago(units, wait))

    stops(
        UnitError,
        "Line 'late' does not add up: a reach counts whole periods: its argument must be a pure number, in ago(units, wait).",
        Fleet,
    )


def test_an_opening_value_in_another_unit_is_a_formula_unit_error() -> None:
    class Fleet(Block):
        opening = scalar("USD")
        units = index("chip", previous(ref("units")), before=opening)

    stops(
        FormulaUnitError,
        "Line 'units' is declared in chip, but its formula gives USD: opening. Correct the formula or the declared unit.",
        Fleet,
    )


def test_one_name_in_two_blocks_is_a_duplicate_line_error() -> None:
    class Fleet(Block):
        units = scalar("chip")

    class Rented(Block):
        units = scalar("chip")

    stops(
        DuplicateLineError,
        "The name 'units' is used twice, in block fleet and in block rented. A line item is defined once: rename one of them.",
        Fleet, Rented,
    )  # fmt: skip


def test_a_row_of_a_recipe_counts_as_a_name() -> None:
    class Fleet(Block):
        owned_brought_forward = scalar("chip")
        owned = corkscrew("chip")

    with pytest.raises(DuplicateLineError, match="'owned_brought_forward' is used twice"):
        small_model(Fleet)


def test_a_line_that_does_not_exist_is_an_unknown_line_error_with_the_nearest_name() -> None:
    class Fleet(Block):
        delivered_units = series(Kind.FLOW, "chip")
        owned = balance("chip", ref("deliverd_units"))

    stops(
        UnknownLineError,
        "Line 'owned' refers to 'deliverd_units', which no block defines. Did you mean 'delivered_units'?",
        Fleet,
    )


def test_an_unknown_opening_value_and_an_unknown_weight_are_unknown_lines() -> None:
    class Opening(Block):
        units = index("chip", previous(ref("units")), before=ref("zzz"))

    class Weight(Block):
        price = series(Kind.RATE, "USD/chip")
        paid = rate("USD/chip", price * 1, weight=ref("zzz"))

    stops(UnknownLineError, "Line 'units' refers to 'zzz', which no block defines.", Opening)
    stops(UnknownLineError, "Line 'paid' refers to 'zzz', which no block defines.", Weight)


def test_a_dimension_that_the_pack_lacks_is_a_dimension_error() -> None:
    class Fleet(Block):
        units = scalar("chip", over="planet")

    class Mapped(Block):
        units = scalar("chip", over="site")
        there = constant("chip", spread(units, "site", "planet"))

    stops(DimensionError, "Line 'units' spans 'planet', which the pack does not define.", Fleet)
    stops(DimensionError, "Line 'there' mentions the dimension 'planet', which the pack does not define.", Mapped)


def test_a_total_over_a_dimension_that_the_line_lacks_is_a_dimension_error() -> None:
    class Fleet(Block):
        units = scalar("chip", over="site")
        all_units = constant("chip", total(units, "team"))

    stops(DimensionError, "Line 'all_units' asks 'units' for 'team', but it spans ('site',).", Fleet)


def test_a_mapping_that_the_pack_lacks_is_a_dimension_error() -> None:
    class Fleet(Block):
        units = scalar("chip", over="team")
        by_site = constant("chip", total(units, "team", into="site"))

    stops(DimensionError, "Line 'by_site' maps team to site, but the pack maps no team to a site.", Fleet)


def test_three_dimensions_are_a_dimension_error() -> None:
    class Fleet(Block):
        units = scalar("chip", over=("phase", "team"))
        share = scalar("share", over="site")
        product = constant("chip", units * share)

    stops(
        DimensionError,
        "Line 'product' spans phase, site, team: two dimensions fit the key columns of a sheet, three do not. "
        "Total over one of them first.",
        Fleet,
    )


def test_ranking_by_a_line_of_another_dimension_is_a_dimension_error() -> None:
    class Fleet(Block):
        need = scalar("MW", over="site")
        rank = scalar("count", over="team")
        earlier = constant("MW", running(need, before=rank))

    stops(DimensionError, "Line 'earlier' ranks 'need' by 'rank', but they do not share one dimension.", Fleet)


def test_a_weight_with_more_dimensions_is_a_dimension_error() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip", over="site")
        price = series(Kind.RATE, "USD/chip")
        paid = rate("USD/chip", price * 1, weight=units)

    stops(
        DimensionError,
        "Line 'paid' is weighted by 'units', which spans site: a weight spans no more than the line. Total it first.",
        Fleet,
    )


def test_picking_an_unknown_member_names_the_nearest() -> None:
    class Fleet(Block):
        units = scalar("chip", over="site")
        chosen = constant("chip", pick(units, "site", "nort"))

    with pytest.raises(UnknownNameError) as caught:
        small_model(Fleet, dimensions=[SITE])
    assert str(caught.value) == "There is no member of site 'nort'. Did you mean 'north'?"


def test_a_ratio_without_parts_is_a_kind_error() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip")
        bare = Line("chip", kind=Kind.RATIO, formula=units.node)

    stops(KindError, "Line 'bare' is a ratio without numerator and denominator: write ratio(unit, num, den).", Fleet)


def test_a_ratio_of_what_cannot_be_rolled_up_is_a_kind_error() -> None:
    class Fleet(Block):
        price = series(Kind.RATE, "USD/chip")
        units = series(Kind.FLOW, "chip")
        odd = ratio("USD/chip^2", price, units)

    stops(
        KindError,
        "Line 'odd' divides by years what cannot be rolled up: 'price' is a rate. "
        "Use a flow, a balance, an average, an index or a constant.",
        Fleet,
    )


def test_a_constant_that_changes_is_a_kind_error() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip")
        fixed = constant("chip", units + units)

    stops(KindError, "Line 'fixed' is declared a constant, but 'units' changes from period to period.", Fleet)


def test_lagging_a_constant_is_a_kind_error() -> None:
    class Fleet(Block):
        units = scalar("chip")
        before_that = flow("chip", previous(units))

    stops(KindError, "Line 'before_that' lags 'units', which is the same in every period.", Fleet)


def test_an_opening_value_that_is_a_formula_or_changes_is_a_kind_error() -> None:
    class Formula(Block):
        opening = scalar("chip")
        units = index("chip", previous(ref("units")), before=opening + opening)

    class Changing(Block):
        added = series(Kind.FLOW, "chip")
        units = index("chip", previous(ref("units")), before=added)

    stops(KindError, "The opening value of 'units' must be 0, 1 or another line, not a formula.", Formula)
    stops(
        KindError,
        "The opening value of 'units' must not change over time, but 'added' does. Use a scalar or a constant.",
        Changing,
    )


def test_a_rank_that_changes_is_a_kind_error() -> None:
    class Fleet(Block):
        need = series(Kind.BALANCE, "MW", over="site")
        rank = series(Kind.INDEX, "count", over="site")
        earlier = balance("MW", running(need, before=rank))

    stops(KindError, "Line 'earlier' ranks by 'rank', which changes from period to period; use a constant.", Fleet)


def test_a_weight_that_never_changes_is_a_kind_error() -> None:
    class Fleet(Block):
        units = scalar("chip")
        price = series(Kind.RATE, "USD/chip")
        paid = rate("USD/chip", price * 1, weight=units)

    stops(KindError, "Line 'paid' is weighted by 'units', which is the same in every period: leave it out.", Fleet)


def test_reaching_back_without_an_opening_value_is_an_opening_error() -> None:
    class Fleet(Block):
        units = series(Kind.FLOW, "chip")
        before_that = flow("chip", previous(units))

    stops(
        OpeningError,
        "Line 'before_that' reaches back to 'units', which declares no value before the first period. "
        "Give 'units' a before= value; a pack can carry it in a line of its own that has one.",
        Fleet,
    )


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (where(ref("a") > 0, where(ref("b") > 0, 1, 0), 0), "where(a > 0, where(b > 0, 1, 0), 0)"),
        (where(ref("a") > 0, ref("b") > 0, 0), "where(a > 0, b > 0, 0)"),
        (where((ref("a") > 0) * (ref("b") > 0), 1, 0), "where((a > 0) * (b > 0), 1, 0)"),
        (where(ref("a") > 0, 1, 0) > 0, "where(a > 0, 1, 0) > 0"),
        ((ref("a") > 0) > (ref("b") > 0), "(a > 0) > (b > 0)"),
        (ratio_or(ref("a"), most(0, ref("b") > 0), 0), "ratio(a, max(0, b > 0), otherwise=0)"),
    ],
)
def test_a_condition_inside_a_condition_is_a_nested_condition_error(formula: object, printed: str) -> None:
    class Fleet(Block):
        a = scalar("share")
        b = scalar("share")
        nested = flag(formula)

    stops(
        NestedConditionError,
        f"Line 'nested' puts a condition inside a condition: {printed}. Split it into two lines.",
        Fleet,
    )


def test_conditions_side_by_side_are_fine() -> None:
    class Fleet(Block):
        a = scalar("share")
        b = scalar("share")
        both = flag((a > 0) * (b > 0) + where(a >= b, 1, 0))

    assert "both" in small_model(Fleet).lines


def test_a_loop_without_a_lag_is_a_circularity_error() -> None:
    class Fleet(Block):
        budget = flow("USD", ref("spent") + 0)
        spent = flow("USD", budget * 1)

    stops(
        CircularityError,
        "These lines depend on each other within one period: budget -> spent -> budget. "
        "Lag one of them with previous(...) or remove the loop.",
        Fleet,
    )


def test_the_opening_value_of_a_line_does_not_lag_it() -> None:
    class Fleet(Block):
        start = constant("chip", ref("start") + 0)
        units = index("chip", previous(ref("units")), before=start)

    with pytest.raises(CircularityError, match="start -> start"):
        small_model(Fleet)


def test_a_literal_opening_value_is_a_number() -> None:
    class Fleet(Block):
        survival = index("share", previous(ref("survival")), before=1)

    item = small_model(Fleet).lines["survival"]
    assert isinstance(item, Line)
    assert item.before == Number(1.0)


def test_a_line_in_a_scaled_unit_is_refused_with_its_canonical_one() -> None:
    class Scaled(Block):
        spent = flow("USD", 0)
        shown = flow("USD billion", ref("spent"))

    with pytest.raises(UnitError) as caught:
        small_model(Scaled)
    assert str(caught.value) == (
        "Line 'shown' is declared in USD billion, but lines are in canonical units. "
        "Declare it in USD; the scale is a matter of display."
    )
