"""Carried: what a run took over from an edited workbook, and what it could not, as text and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from finmodel.commands.options import safe
from finmodel.errors import counts

if TYPE_CHECKING:
    from finmodel.edits.carry import Carried


def carried_lines(carried: Carried, scenario: str, *, workbook: bool) -> Iterator[str]:
    """What was taken over, the conflicts with the pack as it is now, and every loss."""
    from finmodel.commands.edits_table import conflict_words

    edits = carried.edits
    sheets = f" and {counts(len(carried.sheets), 'sheet')} ({', '.join(carried.sheets)})" if carried.sheets else ""
    left = "" if workbook or not carried.sheets else "; sheets are carried into a workbook, which --no-workbook left out"
    yield f"\nCarried over from {edits.where}: {counts(len(carried.overrides), 'override')}{safe(sheets)}{left}."
    conflicts = [edit for edit in carried.overrides if edit.state == "conflict"]
    if conflicts:
        yield f"Carried although the pack has moved on under {'it' if len(conflicts) == 1 else 'them'}; empty the override to take the pack's:"
        yield from (f"  {safe(conflict_words(edit))}" for edit in conflicts)
    if edits.picked != scenario:
        yield f"The file picks the scenario {safe(edits.picked)}; this workbook picks {safe(scenario)}."
    if carried.lost:
        yield f"Not carried as it was ({len(carried.lost)}):"
        yield from (f"  {safe(sentence)}" for sentence in carried.lost)


def carried_record(carried: Carried) -> dict[str, Any]:
    from finmodel.commands.edits_table import plain

    return {
        "from": carried.edits.where,
        "overrides": [
            {"path": edit.path, "period": edit.period or None, "unit": edit.unit, "value": plain(edit.theirs), "then": plain(edit.then),
             "now": plain(edit.now), "state": edit.state}
            for edit in carried.overrides
        ],
        "sheets": list(carried.sheets), "names": list(carried.edits.names), "lost": list(carried.lost),
    }  # fmt: skip
