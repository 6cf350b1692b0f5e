"""Spread: how an input varies beyond its range - clip, discrete outcomes, the chance of not being zero - read and checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from finmodel.errors import InputError
from finmodel.inputs.amount import check_domain, ordered, read_amount
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Amount, canonical
from finmodel.inputs.mistakes import MissingKeyError, NumberError, SpreadError, TypeMistake, shown
from finmodel.inputs.tally import Tally
from finmodel.inputs.written import Written

_TAIL = 0.05
"""Below low, and above high: the range is the 90% interval."""
_SUM = 1e-9

Outcomes = tuple[tuple[Amount, float], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts as written; outcomes from the least to the greatest, and the low and high that follow from them."""

    low: Amount | None
    high: Amount | None
    clip: tuple[Amount, Amount] | None = None
    outcomes: Outcomes = ()
    chance: float | None = None


def read_spread(
    written: Written, amount: Amount, low: Amount | None, high: Amount | None, factor: float, place: Place, tally: Tally
) -> Spread | None:
    """The spread around a value that has been read, or None after its mistakes have been added to the tally."""
    try:
        _check_together(written, low, high, place)
        outcomes = _outcomes(written, amount, factor, place)
        if outcomes:
            return Spread(_quantile(outcomes, _TAIL), _quantile(outcomes, 1 - _TAIL), outcomes=outcomes)
        return Spread(low, high, _clip(written, low, high, place), (), _chance(written, low, factor, place))
    except InputError as mistake:
        tally.add(mistake)
        return None


def _check_together(written: Written, low: Amount | None, high: Amount | None, place: Place) -> None:
    """Fields that make no distribution together."""
    where, named = written.where, written.distribution
    if written.outcomes is not None and named != "discrete":
        raise SpreadError(where, "outcomes", 'distribution = "discrete" beside them')
    if written.chance is not None and named != "zero-inflated":
        raise SpreadError(where, "a chance", 'distribution = "zero-inflated" beside it')
    if named == "discrete":
        if low is not None:
            raise SpreadError(where, "low and high beside outcomes", "outcomes alone", "The 90% interval follows from them.")
        if written.clip is not None:
            raise SpreadError(where, "a clip beside outcomes", "outcomes alone", "Leave out the outcomes that cannot be.")
        if place.given.unit == "flag":
            raise SpreadError(where, "outcomes of a flag", "a flag that is 0 or 1", "Make each side a scenario: flags are not drawn.")
    elif low is None and (named or written.clip is not None):
        wanted = f"the 90% interval that the distribution '{named}' is drawn from" if named else "the range whose tails the clip cuts"
        raise MissingKeyError(where, "low and high", wanted)
    if named in ("lognormal", "split-lognormal") and low is not None and (place.is_date or canonical(low, 1.0) <= 0):
        then = f'Leave the distribution out, or write "{named.replace("lognormal", "normal")}".'
        raise SpreadError(where, f"a {named} from {shown(low)}", "a low above 0", then)


def _clip(written: Written, low: Amount | None, high: Amount | None, place: Place) -> tuple[Amount, Amount] | None:
    if written.clip is None or low is None or high is None:
        return None
    ends = [read_amount(raw, "clip", written.where, place.is_date) for raw in written.clip]
    if len(ends) != 2 or not ordered(ends[0], ends[0], ends[1]):
        raise TypeMistake(written.where, "clip", written.clip, "two numbers, the least and the greatest")
    if not (ordered(ends[0], low, ends[1]) and ordered(ends[0], high, ends[1])):
        raise SpreadError(
            written.where, f"a clip at {shown(ends[0])} and {shown(ends[1])} inside the range {shown(low)} to {shown(high)}",
            "a clip around the range", "It cuts the tails beyond low and high; to cut more, narrow the range.",
        )  # fmt: skip
    return ends[0], ends[1]


def _outcomes(written: Written, amount: Amount, factor: float, place: Place) -> Outcomes:
    if written.distribution != "discrete":
        return ()
    where, wanted = written.where, "pairs of a value and its chance, such as [[5, 0.4], [6, 0.6]]"
    if not written.outcomes:
        raise MissingKeyError(where, "outcomes", wanted)
    found: dict[Amount, float] = {}
    for raw in written.outcomes:
        if not isinstance(raw, list) or len(raw) != 2:
            raise TypeMistake(where, "an outcome", raw, wanted)
        outcome = read_amount(raw[0], "an outcome", where, place.is_date)
        check_domain(outcome, written.unit, factor, "an outcome", place, where)
        if outcome in found:
            raise SpreadError(where, f"the outcome {shown(outcome)} twice", "each outcome once, with its whole chance")
        found[outcome] = _share(raw[1], f"the chance of {shown(outcome)}", where, most=1.0)
    if abs(math.fsum(found.values()) - 1) > _SUM:
        raise SpreadError(where, f"chances that sum to {math.fsum(found.values()):.10g}", "chances that sum to 1")
    if amount not in found:
        known = ", ".join(shown(outcome) for outcome in found)
        raise SpreadError(where, f"the value {shown(amount)}, which is no outcome", f"one of the outcomes ({known})")
    return tuple(sorted(found.items(), key=lambda pair: canonical(pair[0], 1.0)))


def _chance(written: Written, low: Amount | None, factor: float, place: Place) -> float | None:
    if written.distribution != "zero-inflated":
        return None
    where = written.where
    if written.chance is None:
        raise MissingKeyError(where, "chance", "the chance, between 0 and 1, that it is not zero")
    if place.is_date or low is None or isinstance(low, date) or low < 0:
        raise SpreadError(where, f"a zero-inflated range from {shown(low)}", "a range of numbers from 0 up", "Zero is its least value.")
    check_domain(0.0, written.unit, factor, "the zero of the distribution", place, where)
    return _share(written.chance, "chance", where)


def _share(raw: object, key: str, where: str, most: float = math.inf) -> float:
    """A chance above 0, and below 1 unless `most` lets it be certain."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise NumberError(where, key, raw)
    if not 0 < raw <= min(most, 1.0) or (most > 1 and raw == 1):
        raise TypeMistake(where, key, raw, "a number above 0 and " + ("at most 1" if most == 1 else "below 1"))
    return float(raw)


def _quantile(outcomes: Outcomes, level: float) -> Amount:
    """The least outcome that is reached with a chance of at least `level`."""
    reached = 0.0
    for outcome, chance in outcomes:
        reached += chance
        if reached >= level - _SUM:
            return outcome
    return outcomes[-1][0]
