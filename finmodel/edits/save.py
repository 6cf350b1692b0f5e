"""Save: the edits of a workbook as an overlay that runs like any other scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from finmodel.edits.edit import Edit
from finmodel.edits.read import Edits
from finmodel.inputs import BASE
from finmodel.inputs.entry import Amount


def overlay_of(edits: Edits, kept: Sequence[Edit], base: str, author: str = "", note: str = "") -> str:
    """The text of a .toml file: the picked scenario as parent, where it is one of the pack's, and a change for each edit.

    base: the hash of the base that the changes belong to. author: in place of the one whom the file names.
    """
    import tomlkit

    name = Path(edits.where).name
    document = tomlkit.document()
    document.add("title", tomlkit.string(f"Edits of {name}"))
    document.add("says", tomlkit.string(note or f"What was changed in {name}."))
    if edits.picked in edits.origin.project.pack.scenarios and edits.picked != BASE:
        document.add("parent", tomlkit.string(edits.picked))
    document.add("what_if", tomlkit.item(True))
    document.add(tomlkit.nl())
    origin = tomlkit.table()
    origin.add("workbook", name)
    origin.add("base", base)
    origin.add("author", author or edits.file.author)
    origin.add("note", note)
    if edits.file.saved is not None:
        origin.add("saved", edits.file.saved)
    document.add("origin", origin)
    changes = tomlkit.aot()
    for path, amount, unit, why in (*_as_run(edits, kept), *_folded(edits, kept)):
        changes.append(_change(path, amount, unit, why))
    if len(changes):
        document.add("change", changes)
    return tomlkit.dumps(document)


def _change(path: str, amount: Amount, unit: str, why: str) -> Any:
    import tomlkit

    table = tomlkit.table()
    table.add("path", path)
    table.add("set", _short(amount))
    if not isinstance(amount, date):
        table.add("unit", unit)
    table.add("confidence", "judgement")
    table.add("note", why)
    return table


def _short(amount: Amount) -> Amount | int:
    """A whole number without its point."""
    return int(amount) if isinstance(amount, float) and amount.is_integer() and abs(amount) < 1e15 else amount


def _folded(edits: Edits, kept: Sequence[Edit]) -> Iterator[tuple[str, Amount, str, str]]:
    """One change for a run of periods with the same amount."""
    names = edits.origin.project.pack.timeline.names
    for path, group in groupby(kept, lambda edit: edit.path):
        own = list(group)
        places = [names.index(edit.period) if edit.period else -2 for edit in own]
        start = 0
        for end in range(1, len(own) + 1):
            if end < len(own) and places[end] == places[end - 1] + 1 and own[end].theirs == own[start].theirs:
                continue
            first, last = own[start], own[end - 1]
            periods = "" if not first.period else f"@{first.period}" + (f"..{last.period}" if last is not first else "")
            cells = first.cell + (f" to {last.cell.partition('!')[2]}" if last is not first else "")
            yield f"{path}{periods}", first.theirs, first.unit, f"Typed in {cells}."
            start = end


def _as_run(edits: Edits, kept: Sequence[Edit]) -> Iterator[tuple[str, Amount, str, str]]:
    """What a case that is no scenario of the pack - a combination, a file, one with --set - changes already."""
    if edits.picked in edits.origin.project.pack.scenarios:
        return
    typed = {edit.place for edit in kept}
    for entry in edits.before.inputs.entries:
        if entry.layer != BASE and entry.path not in typed:
            value = entry.value if isinstance(entry.value, date) else float(entry.value)
            yield entry.path, value, entry.unit, f"As in '{edits.picked}'."


