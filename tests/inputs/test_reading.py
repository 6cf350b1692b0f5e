"""Reading: what was typed means one thing, several, or nothing; the unit decides what it can."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.inputs.reading import read_typed

DAY = date(2027, 2, 15)


@pytest.mark.parametrize(
    ("typed", "unit", "amounts"),
    [
        (3.5, "USD/W", (3.5,)),
        (0, "USD/W", (0.0,)),
        (True, "flag", (1.0,)),
        ("3.5", "USD/W", (3.5,)),
        (" 3,5 ", "USD/W", (3.5,)),
        ("3.500", "USD/W", (3.5, 3500.0)),
        ("3,500", "USD/W", (3500.0, 3.5)),
        ("3,500.25", "USD/W", (3500.25,)),
        ("3.500,25", "USD/W", (3500.25,)),
        ("3 500,25", "USD/W", (3500.25,)),
        ("3\u202f500", "USD/W", (3500.0,)),
        ("3\u00a0500", "USD/W", (3500.0,)),
        ("3'500.25", "USD/W", (3500.25,)),
        ("3\u2019500", "USD/W", (3500.0,)),
        ("1,234,567", "USD", (1234567.0,)),
        ("1.234.567", "USD", (1234567.0,)),
        ("0,123", "USD/W", (0.123,)),
        (".5", "USD/W", (0.5,)),
        ("5.", "USD/W", (5.0,)),
        ("\u22123.5", "USD/W", (-3.5,)),
        ("(3.5)", "USD/W", (-3.5,)),
        ("+3.5", "USD/W", (3.5,)),
        ("1.5e3", "MW", (1500.0,)),
        ("1,5E3", "MW", (1500.0,)),
        ("1.5 GW", "MW", (1500.0,)),
        ("350 million USD", "USD billion", (0.35,)),
        ("35 thousand USD/chip", "USD/chip", (35000.0,)),
        ("5%", "share", (0.05,)),
        ("5,5 %", "share", (0.055,)),
        ("5%", "%", (5.0,)),
        ("5%", "%/year", (5.0,)),
        ("5%", "1/year", (0.05,)),
        (5, "%", (5.0,)),
        (5, "%/year", (5.0,)),
        (0.05, "share", (0.05,)),
        (5, "share", (5.0, 0.05)),
        ("5", "share", (5.0, 0.05)),
    ],
)
def test_an_amount(typed: object, unit: str, amounts: tuple[float, ...]) -> None:
    assert read_typed(typed, unit, is_date=False).amounts == pytest.approx(amounts, rel=1e-14)


@pytest.mark.parametrize(
    ("shown", "unit", "amounts"),
    [
        (0.05, "share", (0.05,)),
        (0.05, "1/year", (0.05,)),
        (0.05, "ratio", (0.05,)),
        (0.05, "%", (5.0, 0.05)),
        (0.05, "%/year", (5.0, 0.05)),
        (0.05, "MW", ()),
    ],
)
def test_a_number_shown_as_a_percentage(shown: float, unit: str, amounts: tuple[float, ...]) -> None:
    """The workbook computes with 0.05 where the analyst sees 5% beside the unit %: only they can say which is meant."""
    assert read_typed(shown, unit, is_date=False, percent=True).amounts == pytest.approx(amounts)


@pytest.mark.parametrize(
    ("typed", "unit", "note"),
    [
        ("soon", "MW", "it is no number"),
        ("", "MW", "it is no number"),
        ("1 2 3", "MW", "it is no number"),
        ("1 23", "MW", "it is no number"),
        ("1,2,3", "MW", "it is no number"),
        ("12,34,567", "MW", "it is no number"),
        ("3..5", "MW", "it is no number"),
        ("(3", "MW", "it is no number"),
        ("5%", "MW", "'%' is no unit that converts to MW"),
        ("5 chips", "MW", "'chips' is no unit that converts to MW"),
        ("#REF!", "MW", "it is no number"),
        ("1e999", "MW", "it is no number"),
        (True, "MW", "yes or no is no amount"),
        (datetime(2027, 5, 3), "MW", "the program that was typed in took it for a date"),
    ],
)
def test_no_amount(typed: object, unit: str, note: str) -> None:
    found = read_typed(typed, unit, is_date=False)
    assert (found.amounts, found.note) == ((), note)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        (DAY, (DAY,)),
        (datetime(2027, 2, 15), (DAY,)),
        (datetime(2027, 2, 15, 13, 30), ()),
        (46433.0, (DAY,)),
        ("2027-02-15", (DAY,)),
        ("2027/2/15", (DAY,)),
        ("15.02.2027", (DAY,)),
        ("15.2.27", (DAY,)),
        ("15/02/2027", (DAY,)),
        ("02/15/2027", (DAY,)),
        ("15 Feb 2027", (DAY,)),
        ("15 february 2027", (DAY,)),
        ("February 15, 2027", (DAY,)),
        ("15-Feb-27", (DAY,)),
        ("03/02/2027", (date(2027, 2, 3), date(2027, 3, 2))),
        ("02/02/2027", (date(2027, 2, 2),)),
        ("03.02.2027", (date(2027, 2, 3),)),
    ],
)
def test_a_day(typed: object, days: tuple[date, ...]) -> None:
    assert read_typed(typed, "date", is_date=True).amounts == days


@pytest.mark.parametrize("typed", ["2027-02-30", "31/31/2027", "2027", "Feb 2027", "next year", 2027.0, 20270215.0, 46433.5, -3.0, 1e300, float("inf")])
def test_no_day(typed: object) -> None:
    found = read_typed(typed, "date", is_date=True)
    assert found.amounts == ()
    assert "no date" in found.note or "no such day" in found.note


Country = Literal["en", "de", "fr", "ch"]
STYLES: dict[Country, tuple[str, str]] = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "ch": ("\u2019", ".")}
"""Thousands and decimals."""


def in_style(number: float, places: int, country: Country) -> str:
    thousands, decimal = STYLES[country]
    return f"{number:,.{places}f}".replace(",", "T").replace(".", decimal).replace("T", thousands)


@given(
    number=st.floats(-1e12, 1e12, allow_nan=False), places=st.integers(0, 6), country=st.sampled_from(list(STYLES)),
)  # fmt: skip
def test_a_number_in_any_countrys_style_is_among_its_readings(number: float, places: int, country: Country) -> None:
    text = in_style(number, places, country)
    found = read_typed(text, "USD", is_date=False)
    wanted = float(f"{number:.{places}f}")
    assert wanted in found.amounts
    thousands, decimal = STYLES[country]
    if (thousands in text and decimal in text) or thousands not in ".,":
        one_reading = {wanted} if thousands in text or decimal not in text else set(found.amounts)
        assert set(found.amounts) == one_reading
    assert len(found.amounts) <= 2


@given(number=st.floats(-1e15, 1e15, allow_nan=False))
def test_a_number_as_python_writes_it_is_among_its_readings(number: float) -> None:
    assert number in read_typed(repr(number), "USD", is_date=False).amounts


@given(text=st.text(max_size=40), unit=st.sampled_from(["USD", "share", "%", "%/year", "flag", "MW"]), is_date=st.booleans())
def test_no_text_is_too_strange_to_be_read(text: str, unit: str, is_date: bool) -> None:
    found = read_typed(text, unit, is_date=is_date)
    assert found.clear or found.note


@given(day=st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_a_day_as_people_write_it_is_among_its_readings(day: date) -> None:
    for spelling in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%b %d, %Y"):
        assert day in read_typed(day.strftime(spelling), "date", is_date=True).amounts
