"""Value: one value as written, made an entry after every field is checked against what the model asks for."""

from __future__ import annotations

from finmodel.inputs.amount import check_domain, check_range, read_amount, read_factor
from finmodel.inputs.asked import Place
from finmodel.inputs.entry import Amount, Entry
from finmodel.inputs.mistakes import ChoiceError, MissingKeyError, RangeWithoutValueError, ReferenceMistake, shown
from finmodel.inputs.pack import Pack
from finmodel.inputs.schema import DISTRIBUTIONS
from finmodel.inputs.source import check_source
from finmodel.inputs.spread import read_spread
from finmodel.inputs.tails import tail_warning
from finmodel.inputs.tally import Tally
from finmodel.inputs.written import Written


def read_entry(written: Written, place: Place, period: str, pack: Pack, tally: Tally) -> Entry | None:
    """The entry, or None after its mistakes have been added to the tally."""
    where, before = written.where, len(tally.errors)
    check_source(written.source, written.confidence, pack.sources, where, tally)
    if written.as_of is None:
        tally.add(MissingKeyError(where, "as_of", "the date on which the value was known"))
    if written.distribution and written.distribution not in DISTRIBUTIONS:
        tally.add(ChoiceError(where, "the distribution", written.distribution, DISTRIBUTIONS))
    group = written.correlation.removeprefix("-")
    if written.correlation and group not in pack.correlations.groups:
        tally.add(ReferenceMistake(where, "correlation group", group, pack.correlations.groups, "correlations.toml"))
    factor = 1.0
    with tally.catch():
        factor = read_factor(written.unit, place, where)
    amounts: dict[str, Amount] = {}
    for key in ("value", "low", "high"):
        raw = getattr(written, key)
        if raw is not None:
            with tally.catch():
                amounts[key] = read_amount(raw, key, where, place.is_date)
    if written.value is None:
        empty = written.low is None and written.high is None
        tally.add(MissingKeyError(where, "value") if empty else RangeWithoutValueError(where))
    if len(tally.errors) > before or written.as_of is None:
        return None
    amount, low, high = amounts["value"], amounts.get("low"), amounts.get("high")
    for key, checked in amounts.items():
        with tally.catch():
            check_domain(checked, written.unit, factor, key, place, where)
    with tally.catch():
        check_range(low, amount, high, where)
    if len(tally.errors) > before:
        return None
    spread = read_spread(written, amount, low, high, factor, place, tally)
    if len(tally.errors) > before or spread is None:
        return None
    if not spread.outcomes and low != high and amount in (low, high):
        end = "low" if amount == low else "high"
        tally.warn(f"{where}: the value {shown(amount)} stands on the {end} end of its range.")
    path = f"{place.path}@{period}" if period else place.path
    entry = Entry(
        path, place.given.name, place.members, period, amount, written.unit, factor, spread.low, spread.high, written.source,
        written.as_of, written.confidence, " ".join(written.note.split()), released=place.given.released,
        distribution=written.distribution, correlation=written.correlation, clip=spread.clip,
        outcomes=spread.outcomes, chance=spread.chance,
    )  # fmt: skip
    long_tail = tail_warning(entry, place, where)
    if long_tail:
        tally.warn(long_tail)
    return entry
