"""Edits table: what was changed in a workbook, as text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from finmodel.analysis.input_changes import folded
from finmodel.commands.compare_table import outcome_lines
from finmodel.commands.options import safe
from finmodel.commands.scale import written
from finmodel.errors import counts

if TYPE_CHECKING:
    from finmodel.analysis.compare import Comparison
    from finmodel.edits.edit import Edit, Moved
    from finmodel.edits.read import Edits

SHOWN = 12
WIDE = 130


def report(found: Edits, kept: Sequence[Edit], effect: Comparison | None) -> Iterator[str]:
    """What the file is, what was changed, what cannot be used, and what the edits do to the outcomes."""
    yield from _heading(found)
    conflicts = [edit for edit in found.edits if edit.state in ("conflict", "gone")]
    plain_edits = [edit for edit in found.edits if edit.state == "edited"]
    agreed = [edit for edit in found.edits if edit.state == "agrees"]
    yield from _section("Changed inputs", [_edit_words(run, found) for run in _runs(plain_edits)])
    yield from _section("In conflict: the pack has changed them since, too", [conflict_words(edit) for edit in conflicts])
    yield from _section("No longer a change: the pack has come to the same", [_edit_words(run, found) for run in _runs(agreed)])
    yield from _section("To be asked about", [question.sentence for question in found.questions])
    yield from _section("Typed over a formula; what is calculated has to be changed through its inputs", _typed_over(found))
    yield from _section("Typed over, and not what the picked scenario computes with", [_edit_words(run, found) for run in _runs(found.elsewhere)])
    yield from _section("Rows that are gone", found.gone)
    yield from _section("Rows whose key and defined name disagree; look at them before you trust the above", found.doubted)
    yield from _section("Changed in the pack since the file was written, and not in the file", [_moved_words(run, found) for run in _moved_runs(found.moved)])
    yield from _added(found)
    if not (found.edits or found.questions or found.typed_over or found.elsewhere or found.sheets or found.names or found.beside or found.gone):
        yield "Nothing was changed in it."
    if effect is not None:
        count = counts(len(kept), "edit")
        yield f"\nOutcomes, {safe(found.picked)} without and with {'them' if len(kept) == len(found.edits) else f'the {count} that can be used'}:"
        yield from outcome_lines(effect, WIDE) if effect.rows else ["  no headline outcome changes."]


def _heading(found: Edits) -> Iterator[str]:
    stamp, file = found.origin.stamp, found.file
    saved = f", saved {file.saved}" + (f" by {safe(file.author)}" if file.author else "") if file.saved else ""
    yield f"{found.where}: pack {safe(stamp.pack)}, scenario {safe(found.written)}, as known on {stamp.as_of}, inputs {stamp.hash[:12]}{saved}."
    if found.picked != found.written:
        yield f"Scenario picked in it: {safe(found.picked)}."
    if found.origin.moved_on:
        count = len({one.path for one in found.moved})
        yield (f"The pack has moved on since (inputs {found.origin.case.inputs.hash[:12]} now): {counts(count, 'input')} changed there that the "
               f"file leaves alone, {counts(len(found.conflicts), 'conflict')}.")  # fmt: skip


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f"\n{title} ({len(rows)})"
        yield from (f"  {safe(row)}" for row in rows[:SHOWN])
        if len(rows) > SHOWN:
            yield f"  and {len(rows) - SHOWN} more: --json has all"


def _runs(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Edits of one input that go from one amount to another, whatever the periods."""
    for _, run in groupby(edits, lambda edit: (edit.path, edit.how, edit.then, edit.theirs)):
        yield list(run)


def _moved_runs(moved: Sequence[Moved]) -> Iterator[list[Moved]]:
    for _, run in groupby(moved, lambda one: (one.path, one.then, one.now)):
        yield list(run)


def _place(path: str, periods: Sequence[str], found: Edits) -> str:
    if periods == [""]:
        return path
    names = found.origin.case.model.timeline
    return f"{path}@{folded(periods, names) if all(period in names.names for period in periods) else ','.join(periods)}"


def _edit_words(run: Sequence[Edit], found: Edits) -> str:
    one = run[0]
    cells = one.cell + (f" to {run[-1].cell.partition('!')[2]}" if len(run) > 1 else "")
    how = "" if one.how == "override" else f", typed over in the numbers of {one.how}"
    return f"{_place(one.path, [edit.period for edit in run], found)}: {written(one.then)} -> {_amount(one.theirs, one.unit)}  [{cells}{how}]"


def _moved_words(run: Sequence[Moved], found: Edits) -> str:
    one = run[0]
    return f"{_place(one.path, [each.period for each in run], found)}: {written(one.then)} -> {written(one.now)}{_unit(one.now, one.unit)}"


def conflict_words(edit: Edit) -> str:
    """The three states of an input: when the file was written, in the pack now, in the file."""
    now = "no longer there, so it cannot be used" if edit.now is None else _amount(edit.now, edit.unit)
    return f"{edit.place}: was {written(edit.then)}; the pack now has {now}; the file has {_amount(edit.theirs, edit.unit)}  [{edit.cell}]"


def _typed_over(found: Edits) -> list[str]:
    rows = []
    for one in found.typed_over:
        stands = "nothing" if one.found is None else f"{one.found}"
        instead = f"; change {' or '.join(one.instead)}" if one.instead else ""
        rows.append(f"{one.cell} ({one.line or 'heading'}) holds {stands} where {one.formula[:80]} stood{instead}")
    return rows


def _added(found: Edits) -> Iterator[str]:
    added = [(f"sheets {', '.join(found.sheets)}" if found.sheets else ""), (f"names {', '.join(found.names[:SHOWN])}" if found.names else "")]
    if found.beside:
        more = f" and {len(found.beside) - SHOWN} more" if len(found.beside) > SHOWN else ""
        added.append(f"cells beside finmodel's: {', '.join(found.beside[:SHOWN])}{more}")
    told = [text for text in added if text]
    if told:
        yield f"\nAdded: {safe('; '.join(told))}. `finmodel run --carry {found.where}` takes overrides and sheets over into a new workbook."


def _amount(amount: float | date, unit: str) -> str:
    return f"{written(amount)}{_unit(amount, unit)}"


def _unit(amount: float | date | None, unit: str) -> str:
    return "" if amount is None or isinstance(amount, date) else f" {unit}"


def plain(amount: object) -> object:
    """An amount for JSON."""
    if isinstance(amount, date):
        return amount.isoformat()
    if isinstance(amount, float) and not math.isfinite(amount):
        return None
    return amount if isinstance(amount, str | int | float | None) else str(amount)
