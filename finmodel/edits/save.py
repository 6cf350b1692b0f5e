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

    name, author, note = (_plain(text) for text in (Path(edits.where).name, author or edits.file.author, note))
    parent = _parent(edits)
    document = tomlkit.document()
    document.add("title", tomlkit.string(f"Edits of {name}"))
    document.add("says", tomlkit.string(note or f"What was changed in {name}."))
    if parent not in ("", BASE):
        document.add("parent", tomlkit.string(parent))
    document.add("what_if", tomlkit.item(True))
    document.add(tomlkit.nl())
    origin = tomlkit.table()
    origin.add("workbook", name)
    origin.add("pack", edits.origin.project.pack.name)
    origin.add("base", base)
    origin.add("author", author)
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


def _plain(text: str) -> str:
    """Without characters that a pack may not have."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


def _parent(edits: Edits) -> str:
    """The scenario of the pack that the picked case stands on; "" where it stands on several, or on a file."""
    scenarios, stamp = edits.origin.project.pack.scenarios, edits.origin.stamp
    if edits.picked in scenarios:
        return edits.picked
    return stamp.scenario if stamp.scenario in scenarios and edits.origin.named is None else ""


Point = tuple[str, str, Amount, str, str]
"""Path, period, amount, unit, and where it comes from."""


def _folded(edits: Edits, kept: Sequence[Edit]) -> Iterator[tuple[str, Amount, str, str]]:
    """One change for a run of periods with the same amount."""
    for run in _runs(edits, [(edit.path, edit.period, edit.theirs, edit.unit, edit.cell) for edit in kept]):
        cells = run[0][4] + (f" to {run[-1][4].partition('!')[2]}" if len(run) > 1 else "")
        yield (*_written(run), f"Typed in {cells}.")


def _as_run(edits: Edits, kept: Sequence[Edit]) -> Iterator[tuple[str, Amount, str, str]]:
    """What a case that is no scenario of the pack - a combination, a file, one with --set - changes beyond its parent."""
    if edits.picked in edits.origin.project.pack.scenarios:
        return
    typed, inputs, parent = {edit.place for edit in kept}, edits.before.inputs, _parent(edits)
    own: list[Point] = []
    for entry in inputs.entries:
        if entry.path not in typed and (entry.slot in inputs.before_set if parent else entry.layer != BASE):
            own.append((entry.path.partition("@")[0], entry.period, entry.value, entry.unit, ""))
    for run in _runs(edits, own):
        yield (*_written(run), f"As in '{edits.picked}'.")


def _runs(edits: Edits, points: Sequence[Point]) -> Iterator[list[Point]]:
    """Points of one input in periods that follow each other, with one amount."""
    names = edits.origin.project.pack.timeline.names
    for _, group in groupby(points, lambda point: point[0]):
        run: list[Point] = []
        for point in group:
            if run and not (run[-1][2] == point[2] and names.index(point[1]) == names.index(run[-1][1]) + 1):
                yield run
                run = []
            run.append(point)
        yield run


def _written(run: Sequence[Point]) -> tuple[str, Amount, str]:
    path, first, amount, unit, _ = run[0]
    last = run[-1][1]
    return (f"{path}@{first}" if first else path) + (f"..{last}" if last != first else ""), amount, unit
