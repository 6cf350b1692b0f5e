"""Edits table: what was changed in a workbook, as text."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_cell_to_rowcol

from finmodel.analysis.input_changes import folded
from finmodel.commands.compare_table import outcome_lines
from finmodel.commands.options import safe
from finmodel.commands.scale import written
from finmodel.edits.edit import said
from finmodel.errors import counts

if TYPE_CHECKING:
    from finmodel.analysis.compare import Comparison
    from finmodel.edits.beside import Retold
    from finmodel.edits.edit import Edit, Moved, TypedOver
    from finmodel.edits.read import Edits

SHOWN = 12
WIDE = 130
LONGEST = 80
"""Letters of a formula that are shown."""
LARGE = 1e6


def report(found: Edits, kept: Sequence[Edit], effect: Comparison | None, typed: str = "") -> Iterator[str]:
    """What the file is, what was changed, what cannot be used, and what the edits do to the outcomes.

    typed: the options of the command, for one that goes further.
    """
    yield from _heading(found)
    conflicts = [edit for edit in found.edits if edit.state == "conflict"]
    lost = [edit for edit in found.edits if edit.state == "gone"]
    plain_edits = [edit for edit in found.edits if edit.state == "edited"]
    agreed = [edit for edit in found.edits if edit.state == "agrees"]
    numbers = [one for one in found.retold if isinstance(one.stood, float)]
    texts = [one.cell for one in found.retold if isinstance(one.stood, str)]
    yield from _section("Changed inputs", [_edit_words(run, found) for run in _runs(plain_edits)])
    yield from _section("In conflict: the pack has changed them since, too", [conflict_words(edit) for edit in conflicts])
    yield from _section("Typed for what the pack no longer has, so they cannot be used", [_lost_words(run) for run in _runs(lost)])
    yield from _section("No longer a change: the pack has come to the same", [_edit_words(run, found) for run in _runs(agreed)])
    yield from _section("To be asked about", [question.sentence for question in found.questions])
    yield from _section("Calculated cells typed over: change the inputs instead", formula_words(found.typed_over, "holds", "hold"))
    yield from _section("Formulas worded otherwise: change the inputs instead", formula_words(found.reworded, "says", "say"))
    yield from _section("Numbers of finmodel's that are no inputs, changed", [_retold_words(one) for one in numbers])
    yield from _section("Typed over, and not what the picked scenario computes with", [_edit_words(run, found) for run in _runs(found.elsewhere)])
    yield from _section("Sheets, columns and rows that are gone", found.gone)
    yield from _section("Rows whose key and defined name disagree; look at them before you trust the above", found.doubted)
    yield from _section("Changed in the pack since the file was written, and not in the file", [_moved_words(run, found) for run in _moved_runs(found.moved)])
    yield from _added(found, texts, typed)
    if not _anything(found):
        yield "Nothing was changed in it."
    if effect is not None:
        yield from _effect(found, kept, effect)


def _anything(found: Edits) -> bool:
    return bool(found.edits or found.questions or found.typed_over or found.reworded or found.retold or found.elsewhere or found.sheets
                or found.names or found.beside or found.gone or found.doubted or found.picked != found.written)  # fmt: skip


def _effect(found: Edits, kept: Sequence[Edit], effect: Comparison) -> Iterator[str]:
    whole = len(kept) == len(found.edits)
    yield f"\nOutcomes, {safe(found.picked)} without and with {'them' if whole else 'the ' + counts(len(kept), 'edit') + ' that can be used'}:"
    left = [what for what, there in (("cells to be asked about", found.questions), ("calculated cells typed over", found.typed_over),
                                     ("formulas worded otherwise", found.reworded),
                                     ("numbers that are no inputs", [one for one in found.retold if isinstance(one.stood, float)])) if there]  # fmt: skip
    if any(edit in kept for edit in found.edits if edit.state == "conflict"):
        yield "Where the pack has moved on under an edit, the file's amount counts here."
    if left:
        yield from _wrapped(f"The {', '.join(left[:-1]) + ' and ' if len(left) > 1 else ''}{left[-1]} are left out, so the file itself may show other numbers.")
    yield from outcome_lines(effect, WIDE) if effect.rows else ["  no headline outcome changes."]


def _heading(found: Edits) -> Iterator[str]:
    stamp, file = found.origin.stamp, found.file
    saved = f", saved {file.saved}" + (f" by {safe(file.author)}" if file.author else "") if file.saved else ""
    yield f"{safe(found.where)}: pack {safe(stamp.pack)}, scenario {safe(found.written)}, as known on {stamp.as_of}, inputs {stamp.hash[:12]}{saved}."
    if found.picked != found.written:
        yield f"Scenario picked in it: {safe(found.picked)}."
    if found.origin.moved_on:
        count = len({one.path for one in found.moved})
        conflicts = counts(sum(edit.state == "conflict" for edit in found.edits), "conflict")
        yield (f"The pack has moved on since (inputs {found.origin.case.inputs.hash[:12]} now): {counts(count, 'input')} changed there that the "
               f"file leaves alone, {conflicts}.")  # fmt: skip


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f"\n{title} ({len(rows)})"
        for row in rows[:SHOWN]:
            yield from _wrapped(safe(row))
        if len(rows) > SHOWN:
            yield f"  and {len(rows) - SHOWN} more: --json has all"


def _wrapped(text: str) -> list[str]:
    """Lines no wider than the table, those after the first further in."""
    return wrap(text, WIDE, initial_indent="  ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)


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
    how = "" if one.how == "override" else f", over the number of {one.how}"
    then, theirs = written(one.then), _amount(one.theirs, one.unit)
    if then == written(one.theirs):  # they differ in later digits
        then, theirs = said(one.then), f"{said(one.theirs)}{_unit(one.theirs, one.unit)}"
    return f"{_place(one.path, [edit.period for edit in run], found)}: {then} -> {theirs}  [{_cells(run)}{how}]"


def _lost_words(run: Sequence[Edit]) -> str:
    one = run[0]
    periods = f"@{one.period}" + (f"..{run[-1].period}" if len(run) > 1 else "") if one.period else ""
    return f"{one.path}{periods}: {written(one.then)} -> {_amount(one.theirs, one.unit)}  [{_cells(run)}]"


def _cells(run: Sequence[Edit | TypedOver]) -> str:
    """The first cell of a run and the last."""
    return run[0].cell + (f" to {run[-1].cell.rpartition('!')[2]}" if len(run) > 1 else "")


def _moved_words(run: Sequence[Moved], found: Edits) -> str:
    one = run[0]
    return f"{_place(one.path, [each.period for each in run], found)}: {written(one.then)} -> {written(one.now)}{_unit(one.now, one.unit)}"


def conflict_words(edit: Edit) -> str:
    """The three states of an input: when the file was written, in the pack now, in the file."""
    now = "no longer there, so it cannot be used" if edit.now is None else _amount(edit.now, edit.unit)
    return f"{edit.place}: was {written(edit.then)}; the pack now has {now}; the file has {_amount(edit.theirs, edit.unit)}  [{edit.cell}]"


def formula_words(cells: Sequence[TypedOver], one: str, several: str) -> list[str]:
    """A sentence for each run of neighbours: what stands there, what stood there, and what to change instead."""
    told = []
    for run in _neighbours(cells):
        first = run[0]
        values = list(dict.fromkeys(_stands(cell.found) for cell in run)) if several == "hold" else [_stands(first.found)]
        stands = values[0] if len(values) == 1 else f"{values[0]} to {values[-1]}"
        count = f"{len(run)} cells {several}" if len(run) > 1 else one
        instead = f" Change {_either(first.instead)}." if first.instead else ""
        told.append(f"{_cells(run)} ({first.line or 'no line'}): {count} {stands} where {_short(first.formula)} stood.{instead}")
    return told


def _neighbours(cells: Sequence[TypedOver]) -> Iterator[list[TypedOver]]:
    """Cells of one row that stand side by side."""
    run: list[TypedOver] = []
    for cell in cells:
        if run and not (_beside(run[-1].cell, cell.cell) and run[-1].line == cell.line):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _beside(one: str, other: str) -> bool:
    (sheet, _, here), (title, _, there) = one.rpartition("!"), other.rpartition("!")
    (row, column), (below, right) = xl_cell_to_rowcol(here), xl_cell_to_rowcol(there)
    return (sheet, row, column + 1) == (title, below, right)


def _stands(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.10g}" if abs(value) < LARGE else f"{value:,.0f}"
    return _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST - 3]}..."


def _either(paths: Sequence[str]) -> str:
    return f"{', '.join(paths[:-1])} or {paths[-1]}" if len(paths) > 1 else paths[0]


def _retold_words(one: Retold) -> str:
    of = ", ".join(text for text in (one.line, one.column.lower()) if text)
    return f"{one.cell}{f' ({of})' if of else ''}: {_stands(one.stood)} -> {_stands(plain(one.found))}"


def _added(found: Edits, texts: Sequence[str], typed: str) -> Iterator[str]:
    added = [
        (f"sheets {', '.join(found.sheets)}" if found.sheets else ""),
        (f"names {_first(found.names)}" if found.names else ""),
        (f"cells beside finmodel's: {_first(found.beside)}" if found.beside else ""),
    ]
    told = [text for text in added if text]
    if told:
        yield ""
        yield from (line[2:] for line in _wrapped(f"Added: {safe('; '.join(told))}."))
        if found.sheets:
            yield f"`finmodel run --carry {safe(shlex.quote(found.where))}{typed}` takes overrides and added sheets over into a new workbook."
    if texts:
        yield ""
        yield from (line[2:] for line in _wrapped(f"Labels, keys and notes of finmodel's that were changed: {counts(len(texts), 'cell')}, {_first(texts)}."))


def _first(cells: Sequence[str]) -> str:
    return ", ".join(cells[:SHOWN]) + (f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else "")


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
