"""Not available: a line that may be n/a enters no arithmetic, except through otherwise(...)."""

from __future__ import annotations

import pytest

from finmodel.errors import (
    NotAvailableError,
)
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.vocabulary import (
    flow,
    if_available,
    otherwise,
    rate,
    ratio,
    ref,
    series,
    switch,
    total,
)  # fmt: skip
from tests.cases import small_model
from tests.model.refused import SITE, stops


def test_arithmetic_on_what_may_be_missing_is_a_not_available_error() -> None:
    class Parts(Block):
        cost = series(Kind.FLOW, "USD")
        people = series(Kind.BALANCE, "person")
        each = ratio("USD/person", cost, people)

    class Arithmetic(Block):
        double = flow("USD/person", ref("each") * 2)

    stops(
        NotAvailableError,
        "Line 'double' calculates with 'each', which may be n/a. Say what stands in its place: otherwise(each, ...).",
        Parts, Arithmetic,
    )  # fmt: skip


def test_what_may_be_missing_inside_a_formula_is_a_not_available_error() -> None:
    class Fleet(Block):
        known = switch()
        units = series(Kind.FLOW, "chip")
        more = flow("chip", units + if_available(known, units))

    stops(
        NotAvailableError,
        "Line 'more' calculates with 'if_available(known, units)', which may be n/a. "
        "Say what stands in its place: otherwise(if_available(known, units), ...).",
        Fleet,
    )


def test_a_total_of_what_may_be_missing_is_a_not_available_error() -> None:
    class Fleet(Block):
        cost = series(Kind.FLOW, "USD", over="site")
        units = series(Kind.FLOW, "chip", over="site")
        each = ratio("USD/chip", cost, units)
        all_of_them = rate("USD/chip", total(each, "site"))

    with pytest.raises(NotAvailableError, match="Line 'all_of_them' calculates with 'each'"):
        small_model(Fleet, dimensions=[SITE])


def test_otherwise_makes_what_may_be_missing_usable() -> None:
    class Fleet(Block):
        cost = series(Kind.FLOW, "USD")
        units = series(Kind.FLOW, "chip")
        each = ratio("USD/chip", cost, units)
        filled = rate("USD/chip", otherwise(each, 0))
        double = rate("USD/chip", filled * 2)

    assert small_model(Fleet).optional == {"each"}
