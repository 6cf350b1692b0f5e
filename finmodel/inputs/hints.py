"""Hints: how to write what an assignment writes otherwise."""

from __future__ import annotations

import re
from datetime import date

from finmodel.inputs.reading import read_day

_GROUPED = re.compile(r"([+-]?\d{1,3}(?:([,.' \u00a0\u2009\u202f])\d{3})(?:\2\d{3})*)((?:[.,]\d+)?)(?![\d.,])(.*)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+)(?!\d|,)(.*)", re.DOTALL)
_FRACTION = re.compile(r"(\d+)\s*/\s*(\d+)(.*)", re.DOTALL)
_RANGE = re.compile(r"(\d[\d.]*)\s*(?:-|\u2013|\.\.|to)\s*(\d[\d.]*)(.*)", re.DOTALL)
_MONEY = re.compile(r"([$\u20ac\u00a3\u00a5]|USD|EUR|US\$)\s*([+-]?[\d.]+)\s*(.*)", re.DOTALL | re.IGNORECASE)
_PERCENT_WORDS = re.compile(r"([+-]?[\d.]+)\s*(?:%|percent)\s*(higher|more|up|lower|less|down)\b.*", re.DOTALL)
_TIMES = re.compile(r"[*x\u00d7]\s*([\d.]+)(.*)", re.DOTALL)
_QUARTER = re.compile(r"(\d{4})\s*-?\s*Q([1-4])|Q([1-4])\s*-?\s*(\d{4})", re.IGNORECASE)
_NUMERIC_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR = re.compile(r"(?:FY\s*)?(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mm": "million", "mio": "million", "b": "billion", "bn": "billion",
           "bln": "billion", "t": "trillion", "tn": "trillion"}  # fmt: skip
_TRUTH = {"true": "1", "yes": "1", "on": "1", "false": "0", "no": "0", "off": "0"}


def number_reading(text: str) -> tuple[str, str] | None:
    """What was found, and what to do next, for a text that begins like a number and is not one; None where it is one.

    What reads as a date is left to the place it is for.
    """
    if _NUMERIC_DAY.fullmatch(text) or _MONTH.fullmatch(text):
        return None
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        whole, mark, end, rest = grouped.groups()
        plain = whole.replace(mark, "")
        if mark == "." and not end and whole.count(".") == 1:
            return None  # 1.234 is a number with three places
        if mark == "," and not end and whole.count(",") == 1:
            return (f"'{whole}', which reads as {plain} and as {whole.replace(',', '.')}",
                    f"Write {plain}{rest} or {whole.replace(',', '.')}{rest}.")  # fmt: skip
        return f"'{whole}{end}', a number with separators", f"Write {plain}{end.replace(',', '.')}{rest}."
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma:
        return f"'{comma[1]},{comma[2]}', a number with a comma", f"Write {comma[1]}.{comma[2]}{comma[3]}."
    percent = _PERCENT_WORDS.fullmatch(text)
    if percent:
        change = float(percent[1]) / 100 * (1 if percent[2] in ("higher", "more", "up") else -1)
        return f"'{text[:60]}', a change in percent", f"Write *={1 + change:g} to multiply."
    fraction = _FRACTION.fullmatch(text)
    if fraction and int(fraction[2]):
        return f"'{fraction[1]}/{fraction[2]}', a fraction", f"Write {int(fraction[1]) / int(fraction[2]):g}{fraction[3]}."
    between = _RANGE.fullmatch(text)
    if between:
        return f"'{text[:60]}', a range", "Write one value; a range stands in the pack, or as low and high in a scenario file."
    return None


def other_reading(text: str) -> str:
    """What to do next about a text that does not begin like a number."""
    money, times = _MONEY.fullmatch(text), _TIMES.fullmatch(text)
    if money:
        unit = _SCALES.get(money[3].strip().lower(), money[3].strip())
        known = "USD" if money[1].upper() in ("$", "USD", "US$") else ""
        then = f"{money[2]} {' '.join(filter(None, [known, unit]))}".strip()
        return f"Write the unit after the number: {then}." if known else "Amounts of money are in USD; write the unit after the number: 12 USD billion."
    if times:
        return f"To multiply, write *={times[1]}."
    if text.lower() in _TRUTH:
        return f"For yes and no write 1 and 0: ={_TRUTH[text.lower()]}."
    if text.startswith("="):
        return "Write one =."
    if text[:1] in ("~", "\u2248", "<", ">"):
        return "Write the number alone."
    if text[:1] == "\u2212":
        return f"Write the minus sign of the keyboard: -{text[1:]}."
    return date_reading(text)


def date_reading(text: str) -> str:
    """How to write a date that was written otherwise; empty where nothing like a date is seen."""
    quarter, year = _QUARTER.fullmatch(text.strip()), _YEAR.fullmatch(text.strip())
    days = read_day(" ".join(text.split())).amounts
    if quarter:
        number, of = int(quarter[2] or quarter[3]), quarter[1] or quarter[4]
        ends = ("03-31", "06-30", "09-30", "12-31")[number - 1]
        return f"Write its first day, {of}-{3 * number - 2:02}-01, or its last, {of}-{ends}."
    if days:
        return f"Write {' or '.join(str(day) for day in days)}."
    month = _MONTH.fullmatch(text.strip())
    if month:
        written = _iso(month[1], month[2], "1")
        return f"Write {written}." if written else ""
    if year:
        return f"Write a day of it, such as {year[1]}-01-01 or {year[1]}-12-31."
    words = text.lower().replace(",", " ").replace(".", " ").replace("-", " ").split()
    months = [_MONTHS.index(word[:3]) + 1 for word in words if word[:3] in _MONTHS]
    years = [word for word in words if len(word) == 4 and word.isdigit()]
    if months and years:
        written = _iso(years[0], str(months[0]), "1")
        return f"Write {written}." if written else ""
    return f"Write a day, such as {years[0]}-07-01." if years else ""


def unit_reading(unit: str, written_in: str) -> str:
    """What to do next about a unit that does not fit, beside the unit that the pack uses."""
    scale = _SCALES.get(unit.strip().lower())
    if scale and scale in written_in:
        return f"Write {written_in} for {unit.strip()}."
    return f"The pack writes it in {written_in}." if written_in else ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
