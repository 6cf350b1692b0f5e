"""Set change: what --set made of each input, and which values lie outside the 90% range that the input had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from finmodel.inputs.entry import Amount, Entry, Slot, canonical
from finmodel.inputs.spans import folded
from finmodel.model.timeline import Timeline

_SLACK = 1e-9
"""Relative rounding that a conversion of units may leave at an end of a range."""


@dataclass(frozen=True, slots=True)
class SetChange:
    """One input that --set changed: in each of the periods, the entry before (None where there was no point) and after."""

    path: str
    pairs: tuple[tuple[Entry | None, Entry], ...]

    def spans(self, timeline: Timeline) -> str:
        """The path, with the periods of a series."""
        return _spans(self.path, [after.period for _, after in self.pairs], timeline)

    def says(self, timeline: Timeline) -> str:
        """fleet.install_lag 1.28 quarter -> 2 quarter"""
        after = _between([entry.value for _, entry in self.pairs], self.pairs[0][1].unit)
        before = _between([was.value if was else None for was, _ in self.pairs], self.pairs[0][1].unit)
        return f"{self.spans(timeline)} {before} -> {after}"

    def outside(self, timeline: Timeline) -> str:
        """A sentence where a value lies outside the range its input had before, or an empty text."""
        beyond = [(was, entry) for was, entry in self.pairs if was is not None and _is_outside(was, entry)]
        if not beyond:
            return ""
        was, entry = beyond[0]
        more = f" (and in {len(beyond) - 1} more periods)" if len(beyond) > 1 else ""
        path = _spans(self.path, [entry.period], timeline)
        return (
            f"{path} = {written(entry.value)}{_unit(entry.unit)} lies outside the 90% range of the input, "
            f"{written(was.low)} .. {written(was.high)}{_unit(entry.unit)}{more}."
        )


def set_changes(before: Mapping[Slot, Entry | None], entries: Sequence[Entry]) -> tuple[SetChange, ...]:
    """The inputs that --set changed, in model order; before: what stood in the slots that it reached."""
    found: dict[str, list[tuple[Entry | None, Entry]]] = {}
    for entry in entries:
        if entry.slot in before:
            found.setdefault(entry.path.partition("@")[0], []).append((before[entry.slot], entry))
    return tuple(SetChange(path, tuple(pairs)) for path, pairs in found.items())


def written(amount: Amount | None) -> str:
    """An amount of an input, in at most six digits; "no point" where there is none."""
    if amount is None:
        return "no point"
    if isinstance(amount, date):
        return amount.isoformat()
    return f"{amount:,.6g}" if abs(amount) < 1e6 else f"{amount:,.0f}"


def _is_outside(was: Entry, entry: Entry) -> bool:
    if was.low is None or was.high is None:
        return False
    low, high = canonical(was.low, was.factor), canonical(was.high, was.factor)
    slack = _SLACK * max(abs(low), abs(high))
    return not low - slack <= entry.canonical <= high + slack


def _between(amounts: Sequence[Amount | None], unit: str) -> str:
    texts = [written(amount) for amount in amounts]
    return f"{texts[0] if len(set(texts)) == 1 else f'{texts[0]} .. {texts[-1]}'}{_unit(unit) if texts[0] != 'no point' else ''}"


def _unit(unit: str) -> str:
    return "" if unit == "date" else f" {unit}"


def _spans(path: str, periods: Sequence[str], timeline: Timeline) -> str:
    return path if periods == [""] else f"{path}@{folded(periods, timeline, years=False)}"
