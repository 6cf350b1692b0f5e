"""Vocabulary: the words in which blocks are written, one function per kind of line and per operator."""

from __future__ import annotations

from finmodel.expr.nodes import Apply, Operand, Pick, Reach, Ref, Running, Spread, Total, apply, as_node, name_of
from finmodel.model.item import Fill, Given, Item, Kind, Line

Over = str | tuple[str, ...]


def _dims(over: Over) -> tuple[str, ...]:
    return (over,) if isinstance(over, str) else over


def _line(
    kind: Kind, unit: str, formula: Operand, note: str, label: str, over: Over, before: Operand, weight: str = ""
) -> Line:
    opening = None if before is None else as_node(before)
    return Line(unit, note, kind, label, as_node(formula), _dims(over), opening, weight=weight)


# --- lines, by kind ---


def flow(unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = (), before: Operand = None) -> Line:
    """An amount per period; years are sums."""
    return _line(Kind.FLOW, unit, formula, note, label, over, before)


def balance(
    unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = (), before: Operand = None
) -> Line:
    """An amount at the end of the period; years are the last quarter."""
    return _line(Kind.BALANCE, unit, formula, note, label, over, before)


def average(unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = ()) -> Line:
    """A level held through the period; years are means weighted by period_years."""
    return _line(Kind.AVERAGE, unit, formula, note, label, over, None)


def rate(
    unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = (), weight: Operand = None,
    before: Operand = None,
) -> Line:  # fmt: skip
    """A price or a share; years are means weighted by a named line, or the last quarter."""
    return _line(Kind.RATE, unit, formula, note, label, over, before, name_of(weight) if weight is not None else "")


def index(unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = (), before: Operand = None) -> Line:
    """A counter or a level without a meaning when summed; years are the last quarter."""
    return _line(Kind.INDEX, unit, formula, note, label, over, before)


def flag(formula: Operand, note: str = "", *, label: str = "", over: Over = (), before: Operand = None) -> Line:
    """1 where something holds, 0 where not."""
    return _line(Kind.FLAG, "flag", formula, note, label, over, before)


def date(formula: Operand, note: str = "", *, label: str = "", over: Over = (), before: Operand = None) -> Line:
    return _line(Kind.DATE, "date", formula, note, label, over, before)


def constant(unit: str, formula: Operand, note: str = "", *, label: str = "", over: Over = ()) -> Line:
    """One value for all periods, calculated from scalars."""
    return _line(Kind.CONSTANT, unit, formula, note, label, over, None)


def ratio(
    unit: str, numerator: Item | str, denominator: Item | str, note: str = "", *, label: str = "", over: Over = ()
) -> Line:
    """A quotient of two lines, n/a where the denominator is zero; years divide the rolled-up lines."""
    above = numerator if isinstance(numerator, str) else name_of(numerator)
    below = denominator if isinstance(denominator, str) else name_of(denominator)
    formula = apply("ratio", Ref(above), Ref(below))
    return Line(unit, note, Kind.RATIO, label, formula, _dims(over), None, above, below)


def check(condition: Operand, note: str = "", *, label: str = "", over: Over = ()) -> Line:
    """A flag that must be 1 in every period and for every member; listed on the Checks sheet."""
    line = _line(Kind.FLAG, "flag", condition, note, label, over, None)
    line.is_check = True
    return line


# --- inputs ---


def scalar(
    unit: str, note: str = "", *, label: str = "", over: Over = (), at_least: float | None = None,
    at_most: float | None = None,
) -> Given:  # fmt: skip
    """An input with one value for all periods."""
    return Given(unit, note, Kind.CONSTANT, label, _dims(over), at_least=at_least, at_most=at_most)


def day(note: str = "", *, label: str = "", over: Over = ()) -> Given:
    """An input that is a date."""
    return Given("date", note, Kind.CONSTANT, label, _dims(over))


def switch(note: str = "", *, label: str = "", over: Over = ()) -> Given:
    """An input that is 0 or 1."""
    return Given("flag", note, Kind.CONSTANT, label, _dims(over), at_least=0, at_most=1)


def series(
    kind: Kind, unit: str, note: str = "", *, label: str = "", over: Over = (), fill: Fill = "none",
    released: bool = False, complete: bool = False, may_be_empty: bool = False, at_least: float | None = None,
    at_most: float | None = None, weight: Operand = None,
) -> Given:  # fmt: skip
    """An input with a value per period; see `Given` for what the words mean."""
    named = name_of(weight) if weight is not None else ""
    return Given(
        unit, note, kind, label, _dims(over), True, fill, released, complete, may_be_empty, at_least, at_most, weight=named
    )


# --- references ---


def ref(line: str) -> Ref:
    """A line that is defined later, or in a block that may be absent."""
    return Ref(line)


def previous(line: Operand) -> Ref:
    """The line in the period before; in the first period its `before` value."""
    return Ref(name_of(line), 1)


def ago(line: Operand, periods: Operand, *, lagged: bool = False) -> Reach:
    """The line some whole number of periods ago; `lagged` if that is at least one."""
    return Reach(name_of(line), "back", (as_node(periods),), lagged)


def irr(flows: Operand) -> Reach:
    """Internal rate of return per period of the flows so far, the opening column undiscounted."""
    return Reach(name_of(flows), "irr")


def total(line: Operand, over: str, into: str | None = None) -> Total:
    """The sum over a dimension, or into the members of its parent dimension."""
    return Total(name_of(line), over, into)


def spread(line: Operand, parent: str, child: str) -> Spread:
    """A parent's value for each of its children."""
    return Spread(name_of(line), parent, child)


def running(line: Operand, before: Operand) -> Running:
    """The sum over the members that rank before this one."""
    return Running(name_of(line), name_of(before))


def pick(line: Operand, dimension: str, member: str) -> Pick:
    return Pick(name_of(line), dimension, member)


# --- operators ---


def least(*operands: Operand) -> Apply:
    return apply("min", *operands)


def most(*operands: Operand) -> Apply:
    return apply("max", *operands)


def clamp(value: Operand, low: Operand, high: Operand) -> Apply:
    """The value, but not below `low` and not above `high`."""
    return apply("clamp", value, low, high)


def absolute(value: Operand) -> Apply:
    return apply("abs", value)


def exp(value: Operand) -> Apply:
    return apply("exp", value)


def log(value: Operand) -> Apply:
    return apply("log", value)


def sin(value: Operand) -> Apply:
    """The sine of an angle in radians."""
    return apply("sin", value)


def whole(value: Operand) -> Apply:
    """The whole part, rounded down."""
    return apply("whole", value)


def where(condition: Operand, yes: Operand, no: Operand) -> Apply:
    """`yes` where the flag or comparison holds, else `no`."""
    return apply("where", condition, yes, no)


def ratio_or(numerator: Operand, denominator: Operand, otherwise: Operand) -> Apply:
    """A quotient, with a stated value where the denominator is zero."""
    return apply("ratio_or", numerator, denominator, otherwise)


def otherwise(value: Operand, instead: Operand) -> Apply:
    """A line that may be n/a, with a stated value in its place."""
    return apply("otherwise", value, instead)


def if_available(condition: Operand, value: Operand) -> Apply:
    """The value where the condition holds, else n/a."""
    return apply("if_available", condition, value)


def year_of(when: Operand) -> Apply:
    return apply("year_of", when)


def month_of(when: Operand) -> Apply:
    return apply("month_of", when)


def end_of_month(when: Operand, months: Operand) -> Apply:
    """The last day of the month, so many months later."""
    return apply("end_of_month", when, months)


def capital_recovery(rate: Operand, periods: Operand) -> Apply:
    """The payment per period that repays 1 with interest; 1/periods at a zero rate."""
    return apply("capital_recovery", rate, periods)


