"""Formats: how a number is shown follows from its unit and its magnitude; a number as written keeps its places."""

from __future__ import annotations

import math

import pytest

from finmodel.model.item import Given, Item, Kind
from finmodel.project import Case
from finmodel.workbook.formats import DATE, WHOLE, as_written, display, number_format


def given(unit: str, kind: Kind = Kind.FLOW) -> Given:
    return Given(unit, kind=kind)


class TestNumberFormat:
    @pytest.mark.parametrize(
        ("places", "scale", "text"),
        [(0, "", "#,##0_);(#,##0);-_);@_)"), (2, "", "#,##0.00_);(#,##0.00);-_);@_)"), (1, ",,", "#,##0.0,,_);(#,##0.0,,);-_);@_)")],
    )  # fmt: skip
    def test_negatives_stand_in_parentheses_and_zero_is_a_dash(self, places: int, scale: str, text: str) -> None:
        assert number_format(places, scale) == text


class TestDisplay:
    @pytest.mark.parametrize(
        ("unit", "kind", "shown"),
        [("date", Kind.CONSTANT, (DATE, "date")), ("day", Kind.DATE, (DATE, "date")), ("flag", Kind.FLAG, (WHOLE, "flag")),
         ("count", Kind.CONSTANT, (WHOLE, "count")), ("FLOP", Kind.FLOW, ("0.00E+00", "FLOP")),
         ("FLOP/person", Kind.RATIO, ("0.00E+00", "FLOP/person"))],
    )  # fmt: skip
    def test_some_units_have_one_format_whatever_the_magnitude(
        self, unit: str, kind: Kind, shown: tuple[str, str]
    ) -> None:
        assert {display(given(unit, kind), largest) for largest in (None, 0.0, 0.4, 3e25)} == {shown}

    def test_a_share_is_shown_in_percent(self) -> None:
        assert display(given("share"), 0.4) == ("0.0%_);(0.0%);-_);@_)", "%")

    @pytest.mark.parametrize(
        ("largest", "shown"),
        [(3e10, (number_format(1, ",,"), "USD million")), (1e7, (number_format(1, ",,"), "USD million")),
         (6e5, (number_format(3, ",,"), "USD million")), (1e4, (number_format(3, ",,"), "USD million")),
         (9_999.0, (number_format(2), "USD")), (0.0, (number_format(1, ",,"), "USD million")),
         (None, (number_format(1, ",,"), "USD million"))],
    )  # fmt: skip
    def test_dollars_are_in_millions_unless_all_are_small(self, largest: float | None, shown: tuple[str, str]) -> None:
        assert display(given("USD"), largest) == shown

    @pytest.mark.parametrize(
        ("unit", "largest", "shown"),
        [("USD/chip", 35_000.0, (number_format(1, ","), "USD thousand/chip")), ("USD/MWh", 90.0, (number_format(2), "USD/MWh")),
         ("USD/MW", 1.2e7, (number_format(1, ",,"), "USD million/MW")), ("USD/MW", 6e5, (number_format(3, ",,"), "USD million/MW")),
         ("USD/person", 3e4, (number_format(3, ",,"), "USD million/person")), ("USD/person", 900.0, (number_format(2), "USD/person"))],
    )  # fmt: skip
    def test_dollars_per_something_are_in_the_scale_that_fits(
        self, unit: str, largest: float, shown: tuple[str, str]
    ) -> None:
        assert display(given(unit), largest) == shown

    @pytest.mark.parametrize(
        ("largest", "shown"),
        [(None, (number_format(1), "chip")), (2e8, (number_format(1, ",,"), "million chip")), (2e7, (number_format(0), "chip")),
         (1e4, (number_format(0), "chip")), (9_999.0, (number_format(1), "chip")), (9.9, (number_format(2), "chip")),
         (0.5, (number_format(3), "chip")), (0.05, (number_format(4), "chip")), (1e-3, (number_format(5), "chip")), (9e-4, ("0.00E+00", "chip")),
         (0.0, (number_format(0), "chip"))],
    )  # fmt: skip
    def test_other_units_have_the_more_places_the_smaller_they_are(
        self, largest: float | None, shown: tuple[str, str]
    ) -> None:
        assert display(given("chip"), largest) == shown

    def test_no_line_of_the_model_shows_only_zeros_for_what_is_not_zero(self, case: Case) -> None:
        """The largest value of each line keeps two significant digits at least."""
        blind = []
        for name, item in case.model.lines.items():
            sizes = [abs(value) for value in case.values[name].ravel() if math.isfinite(value) and value]
            if sizes and kept_digits(item, max(sizes)) < 2:
                blind.append(name)
        assert blind == []


def kept_digits(item: Item, largest: float) -> int:
    """How many significant digits of a number its format shows; many where the format is no plain number."""
    number, _ = display(item, largest)
    body = number.partition("_)")[0]
    if number in (DATE, WHOLE) or "E" in body or "%" in body:
        return 9
    scaled = largest / 1000 ** (len(body) - len(body.rstrip(",")))
    places = len(body.rstrip(",").partition(".")[2])
    return math.floor(math.log10(scaled)) + 1 + places


class TestAsWritten:
    @pytest.mark.parametrize(
        ("numbers", "text"),
        [([], "#,##0_);(#,##0);0_)"), ([0.0], "#,##0_);(#,##0);0_)"), ([1500.0], "#,##0_);(#,##0);0_)"),
         ([1.5, 2.0], "#,##0.0_);(#,##0.0);0.0_)"), ([0.35, 0.1], "#,##0.00_);(#,##0.00);0.00_)"),
         ([-0.125], "#,##0.000_);(#,##0.000);0.000_)"), ([1 / 3], "#,##0.000000_);(#,##0.000000);0.000000_)"),
         ([0.1 + 0.2], "#,##0.0_);(#,##0.0);0.0_)"), ([2e15], "0.00E+00"), ([1e-6, 1.0], "0.00E+00"),
         ([math.inf, 1.5], "#,##0.0_);(#,##0.0);0.0_)"), ([1e-5], "#,##0.00000_);(#,##0.00000);0.00000_)")],
    )  # fmt: skip
    def test_each_number_keeps_the_places_it_is_written_with_and_zero_is_a_zero(
        self, numbers: list[float], text: str
    ) -> None:
        assert as_written(numbers) == text
