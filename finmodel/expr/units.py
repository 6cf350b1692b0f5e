"""Unit: what a number is measured in, and the algebra that checks formulas.

One canonical unit per dimension: USD, person, chip, H100e, MW, hour (clock time), year (calendar time), day
(between two dates), FLOP, tonne. MWh is MW hour. Calendar and clock time never convert into each other; the
timing block bridges them. A date is no quantity: it can be compared, and moved by days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from finmodel.errors import UnitError, nearest


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of canonical base units with whole exponents, sorted by name; empty is a pure number."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The unit of a product (sign 1) or of a quotient (sign -1)."""
        if DATE in (self, other):
            raise UnitError("a date cannot be multiplied or divided")
        total = dict(self.powers)
        for base, power in other.powers:
            total[base] = total.get(base, 0) + sign * power
        return Unit(tuple(sorted((base, power) for base, power in total.items() if power)))

    def __str__(self) -> str:
        shown = dict(self.powers)
        if shown.get("MW", 0) and shown.get("MW") == shown.get("hour"):
            power = shown.pop("MW")
            shown.pop("hour")
            shown["MWh"] = power
        above = [f"{base}^{power}" if power > 1 else base for base, power in shown.items() if power > 0]
        below = [f"{base}^{-power}" if power < -1 else base for base, power in shown.items() if power < 0]
        return "/".join(["*".join(above) or "1", *below])


NONE = Unit()
DATE = Unit((("date", 1),))
DAY = Unit((("day", 1),))

_WATT_HOURS = (("MW", 1), ("hour", 1))
_SYMBOLS: dict[str, tuple[float, tuple[tuple[str, int], ...]]] = {
    # pure numbers
    "1": (1.0, ()), "share": (1.0, ()), "ratio": (1.0, ()), "index": (1.0, ()), "flag": (1.0, ()),
    "count": (1.0, ()), "%": (0.01, ()), "percent": (0.01, ()),
    "thousand": (1e3, ()), "million": (1e6, ()), "billion": (1e9, ()), "trillion": (1e12, ()),
    # money, people, chips, compute
    "USD": (1.0, (("USD", 1),)), "person": (1.0, (("person", 1),)), "people": (1.0, (("person", 1),)),
    "chip": (1.0, (("chip", 1),)), "chips": (1.0, (("chip", 1),)), "H100e": (1.0, (("H100e", 1),)),
    "FLOP": (1.0, (("FLOP", 1),)), "TFLOP": (1e12, (("FLOP", 1),)),
    # power and energy
    "W": (1e-6, (("MW", 1),)), "kW": (1e-3, (("MW", 1),)), "MW": (1.0, (("MW", 1),)), "GW": (1e3, (("MW", 1),)),
    "kWh": (1e-3, _WATT_HOURS), "MWh": (1.0, _WATT_HOURS), "GWh": (1e3, _WATT_HOURS), "TWh": (1e6, _WATT_HOURS),
    "MMBtu": (0.29307107, _WATT_HOURS),
    # calendar time, clock time, days between dates
    "year": (1.0, (("year", 1),)), "quarter": (0.25, (("year", 1),)), "month": (1 / 12, (("year", 1),)),
    "hour": (1.0, (("hour", 1),)), "second": (1 / 3600, (("hour", 1),)), "s": (1 / 3600, (("hour", 1),)),
    "day": (1.0, (("day", 1),)), "week": (7.0, (("day", 1),)),
    # mass
    "tonne": (1.0, (("tonne", 1),)), "kg": (1e-3, (("tonne", 1),)),
    # not a quantity
    "date": (1.0, (("date", 1),)),
}  # fmt: skip

_TOKEN = re.compile(r"\s*([/*]|\^-?\d+|[A-Za-z%][A-Za-z0-9]*|1)")


def _plural(symbol: str) -> str:
    return symbol[:-1] if symbol not in _SYMBOLS and symbol.endswith("s") else symbol


@lru_cache(maxsize=1024)
def read_unit(text: str) -> tuple[Unit, float]:
    """Read a written unit such as "USD billion", "USD/person/year" or "MUSD" style products.

    Returns the canonical unit and the factor that turns a written number into a canonical one.
    Factors are separated by spaces or "*"; "/" divides by the one factor after it; "^2" raises.
    Raises UnitError where a symbol is unknown, with the nearest one.
    """
    unit, factor, sign, position, between = NONE, 1.0, 1, 0, False
    stripped = text.strip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise UnitError(f"the unit '{text}' cannot be read at '{stripped[position:]}'")
        token, position = match[1], match.end()
        if token in "/*":
            if not between or position == len(stripped):
                raise UnitError(f"the unit '{text}' has a '{token}' without a unit on each side")
            sign, between = -1 if token == "/" else 1, False
            continue
        symbol = _plural(token)
        if symbol not in _SYMBOLS:
            raise UnitError(f"the unit '{text}' has an unknown part '{token}'.{nearest(token, _SYMBOLS)}")
        scale, powers = _SYMBOLS[symbol]
        exponent = 1
        power = re.compile(r"\^(-?\d+)").match(stripped, position)
        if power:
            exponent, position = int(power[1]), power.end()
        factor *= scale ** (sign * exponent)
        if powers == DATE.powers:
            if stripped != token:
                raise UnitError(f"the unit '{text}' makes a date part of something else; a date stands alone")
            return DATE, 1.0
        unit = unit.times(Unit(tuple((base, count * exponent) for base, count in powers)), sign)
        sign, between = 1, True
    if not stripped:
        raise UnitError("an empty unit; write 'share', 'ratio' or '1' for a pure number")
    return unit, factor


def same(units: Iterable[Unit | None], what: str) -> Unit:
    """The one unit that all parts share; None (a bare zero) fits any. Raises UnitError naming two that differ."""
    known = [unit for unit in units if unit is not None]
    for unit in known[1:]:
        if unit != known[0]:
            raise UnitError(f"{what} of {known[0]} and {unit}")
    return known[0] if known else NONE
