"""Units: reading, converting, combining, and what does not convert."""

from __future__ import annotations

import pytest

from finmodel.errors import UnitError
from finmodel.expr.derive import unit_of
from finmodel.expr.nodes import Number, Ref, apply
from finmodel.expr.units import DATE, DAY, NONE, Unit, read_unit


@pytest.mark.parametrize(
    ("written", "canonical", "factor"),
    [
        ("1", "1", 1), ("share", "1", 1), ("%", "1", 0.01), ("percent", "1", 0.01), ("million", "1", 1e6),
        ("USD billion", "USD", 1e9), ("USD trillion", "USD", 1e12), ("thousand USD", "USD", 1e3),
        ("people", "person", 1), ("chips", "chip", 1), ("H100e", "H100e", 1), ("TFLOP", "FLOP", 1e12),
        ("W", "MW", 1e-6), ("kW", "MW", 1e-3), ("GW", "MW", 1e3), ("kWh", "MWh", 1e-3), ("TWh", "MWh", 1e6),
        ("MW hour", "MWh", 1), ("MMBtu", "MWh", 0.29307107), ("quarters", "year", 0.25), ("months", "year", 1 / 12),
        ("seconds", "hour", 1 / 3600), ("week", "day", 7), ("kg", "tonne", 1e-3), ("date", "date", 1),
        ("USD/person/year", "USD/person/year", 1), ("USD/kWh", "USD/MWh", 1e3), ("USD million/MW", "USD/MW", 1e6),
        ("TFLOP/s", "FLOP/hour", 3.6e15), ("1/month", "1/year", 12), ("MW^2", "MW^2", 1), ("kW^2", "MW^2", 1e-6),
        ("USD/quarter^2", "USD/year^2", 16), ("chip*year", "chip*year", 1), ("USD*person^-1", "USD/person", 1),
    ],
)  # fmt: skip
def test_a_written_unit_becomes_canonical_with_its_factor(written: str, canonical: str, factor: float) -> None:
    unit, read = read_unit(written)
    assert str(unit) == canonical
    assert read == pytest.approx(factor, rel=1e-15)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("UDS", "the unit 'UDS' has an unknown part 'UDS'. Did you mean 'USD'?"),
        ("chip/yaer", "the unit 'chip/yaer' has an unknown part 'yaer'. Did you mean 'year'?"),
        ("qqq", "the unit 'qqq' has an unknown part 'qqq'."),
        ("", "an empty unit; write 'share', 'ratio' or '1' for a pure number"),
        ("USD & chip", "the unit 'USD & chip' cannot be read at ' & chip'"),
        ("USD/", "the unit 'USD/' has a '/' without a unit on each side"),
        ("USD//year", "the unit 'USD//year' has a '/' without a unit on each side"),
        ("*USD", "the unit '*USD' has a '*' without a unit on each side"),
        ("USD/date", "the unit 'USD/date' makes a date part of something else; a date stands alone"),
    ],
)
def test_a_unit_that_cannot_be_read_says_why(written: str, says: str) -> None:
    with pytest.raises(UnitError) as error:
        read_unit(written)
    assert str(error.value) == says


@pytest.mark.parametrize("calendar", ["year", "quarter", "month"])
@pytest.mark.parametrize("other", ["hour", "second", "day", "week"])
def test_calendar_time_never_becomes_clock_time_or_days(calendar: str, other: str) -> None:
    units = {"a": read_unit(calendar)[0], "b": read_unit(other)[0]}
    with pytest.raises(UnitError, match=f"sum of {units['a']} and {units['b']}"):
        unit_of(apply("add", Ref("a"), Ref("b")), units.__getitem__)


@pytest.mark.parametrize("clock", ["hour", "second"])
@pytest.mark.parametrize("days", ["day", "week"])
def test_clock_time_never_becomes_days(clock: str, days: str) -> None:
    assert read_unit(clock)[0] != read_unit(days)[0]


def test_products_and_quotients_are_inverse() -> None:
    power, price = read_unit("MW hour")[0], read_unit("USD/MWh")[0]
    assert str(power.times(price)) == "USD"
    assert power.times(power, -1) == NONE
    assert str(NONE.times(power, -1)) == "1/MWh"


def test_a_date_cannot_be_multiplied() -> None:
    with pytest.raises(UnitError, match="a date cannot be multiplied or divided"):
        DATE.times(Unit((("USD", 1),)))


UNITS = {"start": DATE, "end": DATE, "days": DAY, "years": read_unit("year")[0], "share": NONE}


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        (Ref("end") - Ref("start"), DAY), (Ref("start") + Ref("days"), DATE), (Ref("days") + Ref("start"), DATE),
        (Ref("start") - Ref("days"), DATE), (Ref("start") >= Ref("end"), NONE), (apply("max", Ref("start"), Ref("end")), DATE),
        (apply("year_of", Ref("start")), NONE), (apply("end_of_month", Ref("start"), Number(1)), DATE),
    ],
)  # fmt: skip
def test_dates_are_moved_by_days_and_compared(formula: object, unit: Unit) -> None:
    assert unit_of(formula, UNITS.__getitem__) == unit


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (Ref("start") + Ref("end"), "only days can be added to a date"),
        (Ref("start") + Ref("years"), "only days can be added to a date"),
        (Ref("start") - Ref("years"), "only a date or days can be taken from a date"),
        (Ref("days") - Ref("start"), "a date can be taken only from a date"),
        (0 - Ref("start"), "a date can be taken only from a date"),
        (-Ref("start"), "a date has no sign and no size"),
        (apply("abs", Ref("start")), "a date has no sign and no size"),
        (Ref("start") * Ref("share"), "a date cannot be multiplied or divided"),
        (Ref("start") >= Ref("days"), "comparison of date and day"),
        (apply("year_of", Ref("days")), "a date is needed here"),
    ],
)
def test_other_arithmetic_on_dates_is_refused(formula: object, says: str) -> None:
    with pytest.raises(UnitError) as error:
        unit_of(formula, UNITS.__getitem__)
    assert str(error.value) == says


def test_a_bare_zero_takes_any_unit_and_one_does_not() -> None:
    assert unit_of(apply("max", 0, Ref("years")), UNITS.__getitem__) == UNITS["years"]
    assert unit_of(Number(0.0), UNITS.__getitem__) is None
    with pytest.raises(UnitError, match="sum of year and 1"):
        unit_of(Ref("years") + 1, UNITS.__getitem__)
