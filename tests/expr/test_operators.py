"""Operators: every row of the table against plain Python, its unit rule and its number of arguments."""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import LiteralError, UnitError
from finmodel.expr.nodes import Number, Ref, apply, as_node, name_of
from finmodel.expr.operators import OPERATORS
from finmodel.expr.units import DATE, NONE, read_unit
from finmodel.model.timeline import EPOCH, from_serial, serial

NAN = math.nan


def months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, calendar.monthrange(number // 12, number % 12 + 1)[1])


MEANING: dict[str, Callable[..., float]] = {
    "ge": lambda a, b: float(a >= b), "gt": lambda a, b: float(a > b),
    "le": lambda a, b: float(a <= b), "lt": lambda a, b: float(a < b),
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "neg": lambda a: -a,
    "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "pow": lambda a, b: a**b,
    "min": lambda *many: min(many), "max": lambda *many: max(many),
    "clamp": lambda x, low, high: max(low, min(high, x)), "abs": lambda a: abs(a),
    "exp": lambda a: math.exp(a), "log": lambda a: math.log(a), "whole": lambda a: float(math.floor(a)),
    "sin": lambda a: math.sin(a),
    "where": lambda flag, yes, no: yes if flag else no,
    "ratio": lambda a, b: a / b if b else NAN, "ratio_or": lambda a, b, c: a / b if b else c,
    "otherwise": lambda a, b: b if math.isnan(a) else a, "if_available": lambda flag, a: a if flag else NAN,
    "year_of": lambda d: float(from_serial(d).year), "month_of": lambda d: float(from_serial(d).month),
    "end_of_month": lambda d, months: serial(months_later(from_serial(d), int(months))),
    "capital_recovery": lambda r, n: 1 / n if r == 0 else 1 / sum((1 + r) ** -k for k in range(1, int(n) + 1)),
}  # fmt: skip

ANY = st.floats(-1000, 1000)
POSITIVE = st.floats(0.01, 100)
FLAG = st.sampled_from([0.0, 1.0])
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31)).map(serial)
ARGUMENTS = {
    "div": (ANY, POSITIVE), "pow": (POSITIVE, st.floats(-3, 3)), "exp": (st.floats(-20, 20),), "log": (POSITIVE,),
    "where": (FLAG, ANY, ANY), "ratio": (ANY, st.sampled_from([0.0, 1.5, -4.0])), "if_available": (FLAG, ANY),
    "ratio_or": (ANY, st.sampled_from([0.0, 1.5, -4.0]), ANY), "otherwise": (st.sampled_from([NAN, 2.5, 0.0]), ANY),
    "year_of": (DAYS,), "month_of": (DAYS,), "end_of_month": (DAYS, st.integers(-40, 40).map(float)),
    "capital_recovery": (st.sampled_from([0.0, 0.02, 0.08]), st.integers(1, 60).map(float)),
}  # fmt: skip


def test_the_meanings_below_cover_the_whole_table() -> None:
    assert set(MEANING) == set(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
@given(data=st.data())
def test_numpy_means_what_plain_python_means(name: str, data: st.DataObject) -> None:
    least, most = OPERATORS[name].arity
    count = data.draw(st.integers(least, most))
    columns = [[data.draw(ARGUMENTS.get(name, (ANY,) * count)[place]) for _ in range(3)] for place in range(count)]
    ours = np.asarray(OPERATORS[name].numpy(*(np.array(column) for column in columns)), dtype=float)
    theirs = np.array([MEANING[name](*(column[row] for column in columns)) for row in range(3)])
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=0, equal_nan=True)


@pytest.mark.parametrize("name", OPERATORS)
def test_templates_use_exactly_the_arguments_of_the_operator(name: str) -> None:
    operator = OPERATORS[name]
    least, most = operator.arity
    for template in (operator.plain, operator.excel):
        places = [place for place in range(10) if f"{{{place}}}" in template or f"{{{place}b}}" in template]
        if operator.infix:
            assert "{" not in template
            assert least == most <= 2
        elif "{all}" in template:
            assert not places
        else:
            assert places == list(range(most))


@pytest.mark.parametrize("name", OPERATORS)
def test_too_few_or_too_many_formulas_are_refused(name: str) -> None:
    least, most = OPERATORS[name].arity
    for count in (least - 1, most + 1):
        with pytest.raises(TypeError, match=f"{name} takes .* formulas, not {count}"):
            apply(name, *[Ref("x")] * count)


USD, CHIP = read_unit("USD")[0], read_unit("chip")[0]


@pytest.mark.parametrize(
    ("name", "given_units", "unit"),
    [
        ("ge", [USD, USD], NONE), ("lt", [USD, None], NONE), ("add", [USD, USD], USD), ("sub", [None, USD], USD),
        ("neg", [USD], USD), ("mul", [USD, CHIP], USD.times(CHIP)), ("div", [USD, CHIP], USD.times(CHIP, -1)),
        ("div", [None, CHIP], NONE.times(CHIP, -1)), ("pow", [NONE, NONE], NONE), ("min", [USD, None, USD], USD),
        ("clamp", [USD, None, USD], USD), ("abs", [USD], USD), ("exp", [NONE], NONE), ("log", [NONE], NONE),
        ("whole", [CHIP], CHIP), ("where", [NONE, USD, None], USD), ("ratio", [USD, CHIP], USD.times(CHIP, -1)),
        ("ratio_or", [USD, USD, NONE], NONE), ("otherwise", [USD, None], USD), ("if_available", [NONE, USD], USD),
        ("month_of", [DATE], NONE), ("end_of_month", [DATE, NONE], DATE), ("capital_recovery", [NONE, NONE], NONE),
    ],
)  # fmt: skip
def test_units_combine(name: str, given_units: list[object], unit: object) -> None:
    assert OPERATORS[name].unit(given_units) == unit


@pytest.mark.parametrize(
    ("name", "given_units", "says"),
    [
        ("ge", [USD, CHIP], "comparison of USD and chip"), ("add", [USD, CHIP], "sum of USD and chip"),
        ("sub", [USD, CHIP], "difference of USD and chip"), ("max", [USD, CHIP], "comparison of USD and chip"),
        ("pow", [USD, NONE], "a pure number is needed here, not USD"), ("exp", [USD], "a pure number is needed here, not USD"),
        ("where", [USD, USD, USD], "a pure number is needed here, not USD"), ("where", [NONE, USD, CHIP], "choice of USD and chip"),
        ("ratio_or", [USD, CHIP, USD], "ratio and its replacement of USD/chip and USD"),
        ("end_of_month", [DATE, USD], "a pure number is needed here, not USD"), ("month_of", [None], "a date is needed here"),
    ],
)  # fmt: skip
def test_units_that_do_not_combine_are_named(name: str, given_units: list[object], says: str) -> None:
    with pytest.raises(UnitError) as error:
        OPERATORS[name].unit(given_units)
    assert str(error.value) == says


@pytest.mark.parametrize("number", [0, 1, -1, 2, 0.0, 2.0])
def test_four_literals_may_stand_in_a_formula(number: float) -> None:
    assert as_node(number) == Number(float(number))


@pytest.mark.parametrize("number", [3, 0.25, -2, 1e9])
def test_any_other_number_is_an_input(number: float) -> None:
    with pytest.raises(LiteralError) as error:
        Ref("x") * number
    assert str(error.value) == (
        f"The number {number:g} stands in a formula. Only 0, 1, -1 and 2 may: "
        f"make {number:g} an input with a unit and a source, and refer to it by name."
    )


@pytest.mark.parametrize("thing", [True, "capex", None, [1]])
def test_what_is_no_formula_is_refused(thing: object) -> None:
    with pytest.raises(TypeError, match="cannot stand in a formula"):
        as_node(thing)


def test_a_formula_cannot_stand_where_a_line_is_needed() -> None:
    assert name_of(Ref("x")) == "x"
    for formula in (Ref("x", 1), Ref("x") + 1):
        with pytest.raises(TypeError, match="this needs a line item, not a formula"):
            name_of(formula)


def test_serial_dates_count_days_from_the_epoch_of_spreadsheets() -> None:
    assert serial(date(1900, 3, 1)) == 61
    assert from_serial(serial(date(2026, 9, 30))) == date(2026, 9, 30)
    assert timedelta(days=1) + EPOCH == date(1899, 12, 31)
