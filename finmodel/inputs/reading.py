"""Reading: what a number or a day that somebody typed can mean - one reading, several between which only they can choose, or none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from finmodel.errors import UnitError
from finmodel.expr.units import NONE, Unit, read_unit
from finmodel.inputs.entry import Amount
from finmodel.model.timeline import from_serial, serial

_SPACES = "\u0020\u00a0\u2009\u202f'\u2019"
"""Between thousands, in one country or another."""
_MINUS = str.maketrans("−–", "--")
_NUMBER = re.compile(rf"(\(?)\s*([+-]?)\s*([\d.,{_SPACES}]*\d[\d.,]*(?:[eE][+-]?\d+)?)\s*(\)?)\s*(.*)", re.DOTALL)
_SPACED = re.compile(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d*)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\.?")
_WORDED = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d. %B %Y", "%d. %b %Y", "%d-%b-%Y", "%d-%b-%y")
_HUNDRED = 100
_EARLIEST, _LATEST = serial(date(1950, 1, 1)), serial(date(2199, 12, 31))


@dataclass(frozen=True, slots=True)
class Readings:
    """What was typed, and the amounts that it can mean in the unit beside the cell; empty where it means nothing.

    note: why there are several, or what to know of the one.
    """

    typed: str
    amounts: tuple[Amount, ...]
    note: str = ""

    @property
    def clear(self) -> bool:
        return len(self.amounts) == 1


def read_typed(value: object, unit: str, *, is_date: bool, percent: bool = False, most: float = 1.0) -> Readings:
    """What a cell means: a number, a day, or a text that was meant as one, in the unit in which the input is written.

    percent: the cell is shown as a percentage, so that 0.05 was typed, or is at least seen, as 5%.
    most: the largest share that surely is one, and no percentage without its sign: 1, or more where the input is known to be.
    """
    if isinstance(value, bool):
        return _flag(value, unit)
    if isinstance(value, datetime):
        if value.time() != time():
            return Readings(f"{value:%Y-%m-%d %H:%M}", (), "it has a time of day, with which the workbook computes; type the day alone")
        value = value.date()
    if isinstance(value, date):
        if is_date:
            return Readings(value.isoformat(), (value,))
        return Readings(value.isoformat(), (), "the program that was typed in took it for a date")
    if isinstance(value, int | float):
        return _number(float(value), unit, most, is_date=is_date, percent=percent)
    text = " ".join(str(value).translate(_MINUS).split())
    return read_day(text) if is_date else _text(text, unit, most)


def _flag(value: bool, unit: str) -> Readings:
    said = str(value).upper()
    return Readings(said, (float(value),)) if unit == "flag" else Readings(said, (), "yes or no is no amount")


def _number(number: float, unit: str, most: float, *, is_date: bool, percent: bool) -> Readings:
    if is_date:
        return _serial(number)
    if percent and _is_percent(unit):
        shown = round(number * _HUNDRED, 12)
        return Readings(f"{shown:.15g}%", (shown, number),
                        f"the cell shows {shown:.10g}%, while the workbook computes with {number:.10g} in {unit}")  # fmt: skip
    if percent and not _is_pure(unit):
        return Readings(f"{number * _HUNDRED:.12g}%", (), f"a percentage is no amount in {unit}")
    if unit == "share" and abs(number) > most:
        return _above_one(f"{number:.15g}", number)
    return Readings(f"{number:.15g}", (number,))


def _serial(number: float) -> Readings:
    """A date whose cell has lost its format; spreadsheets count days, and the model computes with them all the same."""
    if number.is_integer() and _EARLIEST <= number <= _LATEST:
        return Readings(f"{number:.0f}", (from_serial(number),))
    return Readings(f"{number:.15g}", (), "it is no date; write one such as 2027-02-15")


def _above_one(typed: str, number: float) -> Readings:
    percent = number / _HUNDRED
    return Readings(typed, (number, percent), f"{number:.10g} is {number * _HUNDRED:.10g}%, and {number:.10g}% would be {percent:.10g}")


def _text(text: str, unit: str, most: float) -> Readings:
    """A number as a text, in whatever way it is spelt, with or without a unit after it."""
    match = _NUMBER.fullmatch(text)
    if match is None or bool(match[1]) != bool(match[4]):
        return Readings(text, (), "it is no number")
    opened, sign, digits, _, behind = match.groups()
    factor = _factor(behind.strip(), unit)
    if factor is None:
        return Readings(text, (), f"'{behind.strip()[:40]}' is no unit that converts to {unit}")
    signed = -factor if (sign == "-") != bool(opened) else factor
    amounts = tuple(dict.fromkeys(number * signed for number in _spelt(digits)))
    if not amounts or not all(math.isfinite(one) for one in amounts):
        return Readings(text, (), "it is no number")
    if len(amounts) == 1 and unit == "share" and not behind and abs(amounts[0]) > most:
        return _above_one(text, amounts[0])
    return Readings(text, amounts, "" if len(amounts) == 1 else "a comma or a point parts thousands in some countries and decimals in others")


def _factor(behind: str, unit: str) -> float | None:
    """From the unit typed behind a number to the one beside the cell; None where they do not convert."""
    if not behind or behind == unit:
        return 1.0
    try:
        (typed, factor), (wanted, written) = read_unit(behind), read_unit(unit)
    except UnitError:
        return None
    if typed == wanted:
        return factor / written
    if typed == NONE and _is_pure(unit):  # 5% where %/year is written
        return factor / read_unit(_head(unit))[1]
    return None


def _spelt(digits: str) -> Iterator[float]:
    """Every number that digits with points, commas and spaces can stand for."""
    mantissa, _, power = digits.strip().lower().partition("e")
    if any(space in mantissa for space in _SPACES):
        if not _SPACED.fullmatch(mantissa):
            return
        mantissa = re.sub(f"[{_SPACES}]", "", mantissa)
    exponent = f"e{power}" if power else ""
    for decimal, thousands in ((".", ","), (",", ".")):
        whole, _, fraction = mantissa.partition(decimal)
        grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+|\d*", whole)
        if grouped and fraction.isdigit() | (fraction == "") and (whole or fraction):
            yield float(f"{whole.replace(thousands, '') or '0'}.{fraction or '0'}{exponent}")


def read_day(text: str) -> Readings:
    """A day as a text: 2027-02-15, 15.02.2027, 15/02/2027, 15 Feb 2027."""
    if match := _ISO.fullmatch(text):
        return _days(text, [(int(match[1]), int(match[2]), int(match[3]))])
    if match := _DAY.fullmatch(text):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        first, second = int(match[1]), int(match[3])
        orders = [(year, second, first)] + ([] if match[2] == "." else [(year, first, second)])
        return _days(text, orders)
    for spelling in _WORDED:
        try:
            return Readings(text, (datetime.strptime(text, spelling).date(),))
        except ValueError:
            continue
    return Readings(text, (), "it is no date; write one such as 2027-02-15")


def _days(text: str, orders: Iterable[tuple[int, int, int]]) -> Readings:
    found: list[Amount] = []
    for order in orders:
        try:
            found.append(date(*order))
        except ValueError:
            continue
    days = tuple(dict.fromkeys(found))
    if not days:
        return Readings(text, (), "there is no such day")
    return Readings(text, days, "day and month can be read either way" if len(days) > 1 else "")


def _is_percent(unit: str) -> bool:
    return _is_pure(unit) and read_unit(_head(unit))[1] == 1 / _HUNDRED


def _is_pure(unit: str) -> bool:
    """Whether a percentage is an amount in the unit: shares, ratios, growth per year."""
    try:
        found: Unit = read_unit(_head(unit))[0]
    except UnitError:
        return False
    return found == NONE


def _head(unit: str) -> str:
    """What stands above the stroke: % of %/year."""
    return unit.partition("/")[0]
