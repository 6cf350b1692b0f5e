"""History: the values of one place by the date on which each was known (rule 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from finmodel.inputs.entry import Entry


def known_on(entries: Sequence[Entry], as_of: date) -> Entry | None:
    """The last entry known on a date; where all are later, the earliest as hindsight, or None for actual results."""
    seen = [entry for entry in entries if entry.as_of <= as_of]
    if seen:
        return max(seen, key=_when)
    if not entries or entries[0].released:
        return None
    return replace(min(entries, key=_when), hindsight=True)


def _when(entry: Entry) -> date:
    return entry.as_of
