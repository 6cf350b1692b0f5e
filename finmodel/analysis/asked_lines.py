"""Asked lines: which lines, members and periods a simulation is asked about - by name, pattern, path, year or quarter."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from finmodel.analysis.spot import Spot, read_period, read_spot
from finmodel.errors import UsageError
from finmodel.expr.units import DATE
from finmodel.headlines import RANGED
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model
from finmodel.model.timeline import fiscal_years

_WILD = set("*?[")

LineMember = tuple[str, tuple[str, ...]]


def asked_lines(model: Model, asked: Sequence[str] = ()) -> tuple[LineMember, ...]:
    """Line and member of every row: those marked in the outcome table, or names, patterns and paths, several joined by commas.

    A name or a pattern (* and ?) stands for every member, a path for one; a pattern for calculated amounts only. Raises UnknownNameError, UsageError.
    """
    if not asked:
        marked = tuple((line, ()) for line in RANGED if line in model.lines and not model.dims[line])
        if not marked:
            raise UsageError("The pack has none of the headline lines. Name lines with --lines; `finmodel lines` lists them.")
        return marked
    found: dict[LineMember, None] = {}
    for text in (part.strip() for one in asked for part in one.split(",")):
        found |= dict.fromkeys(_fitting(model, text))
    return tuple(found)


def _fitting(model: Model, text: str) -> list[LineMember]:
    if not text:
        raise UsageError("--lines names an empty line. Write names with commas between them: --lines capex,free_cash_flow.")
    if _WILD & set(text):
        names = [name for name in model.lines if fnmatchcase(name, text) and _told(model, name)]
        if not names:
            raise UsageError(f"--lines '{text}': no calculated amount fits. `finmodel lines` lists every line; inputs are asked for by name.")
    elif text in model.lines:
        names = [text]
    else:
        *above, name = text.split(".")
        if name in model.lines and len(above) <= 1:
            names = [name]
        else:
            spot = read_spot(model, text, model.timeline.names[0])
            return [(spot.line, spot.member)]
    dates = [name for name in names if model.units[name] == DATE]
    if dates:
        raise UsageError(f"'{dates[0]}' is a date; ranges are told of lines that are numbers.")
    return [(name, member) for name in names for member in model.members(name)]


def _told(model: Model, name: str) -> bool:
    """Whether a pattern stands for a line: for amounts that are calculated, not for dates, flags and the steps of a recipe."""
    item = model.lines[name]
    return isinstance(item, Line) and not item.part_of and item.kind is not Kind.FLAG and model.units[name] != DATE


def asked_periods(model: Model, periods: Sequence[str] = (), *, quarters: bool = False) -> tuple[str, ...]:
    """Every fiscal year, or every quarter, or the periods that are named, in the order of time. Raises UsageError."""
    if periods and quarters:
        raise UsageError("--quarters asks for every quarter; leave it out to name periods with --period.")
    if not periods:
        return model.timeline.names if quarters else fiscal_years(model.timeline.years)
    named = {read_period(model, period) for period in periods}
    return tuple(sorted(named, key=lambda period: (model.timeline.columns_of(period).stop, period.startswith("FY"))))


def asked_spots(lines: Sequence[LineMember], periods: Sequence[str]) -> list[Spot]:
    """Every line in every period."""
    return [Spot(line, member, period) for line, member in lines for period in periods]
