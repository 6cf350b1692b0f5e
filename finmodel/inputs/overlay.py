"""Overlay: a scenario file - changes by path over the pack, and the overlay it builds on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import UnknownNameError
from finmodel.inputs.change import Change, Operation
from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import (
    ChangeError,
    ChoiceError,
    ParentLoopError,
    ReferenceMistake,
)
from finmodel.inputs.pack import BASE, Pack
from finmodel.inputs.schema import CONFIDENCES, ChangeTable, OverlayTable, read_table
from finmodel.inputs.tally import Tally


@dataclass(frozen=True, slots=True)
class Overlay:
    """A scenario. `ancestors` are the overlays applied before it, nearest first.

    what_if: it may change any period, as --set may. base, pack: the hash of the base that it belongs to, and the name of its pack; "" for
    any.
    """

    name: str
    title: str
    says: str
    ancestors: tuple[str, ...]
    changes: tuple[Change, ...]
    what_if: bool = False
    base: str = ""
    pack: str = ""


def scenario_names(scenario: str, pack: Pack) -> tuple[str, ...]:
    """The overlays in NAME+NAME, sorted, without base. A name that ends in .toml is a file of its own.

    Raises UnknownNameError with the nearest name.
    """
    names = {name.strip() for name in scenario.split("+")}
    for name in sorted(names):
        if name not in pack.scenarios and not name.endswith(".toml"):
            raise UnknownNameError("scenario", name, pack.scenarios, _instead(name, pack))
    return tuple(sorted(names - {BASE}))


def _instead(name: str, pack: Pack) -> str:
    """What to do about a name that is no scenario."""
    if name.endswith(".xlsx"):
        return f"`finmodel edits {name} -o my_view.toml` makes one of a workbook."
    scenario, at, _ = name.partition("@")
    if at and scenario in pack.scenarios:
        return f"A date after @ is written as in {scenario}@2026-04-30."
    return f"The pack has {', '.join(pack.scenarios)}."


def read_overlay(pack: Pack, name: str) -> Overlay:
    """One scenario of a pack, or of a file. Raises InputErrors, UnknownNameError."""
    tally = Tally()
    found = read_overlays(scenario_names(name, pack), pack, tally)
    tally.stop()
    return found[-1]


def read_overlays(names: Iterable[str], pack: Pack, tally: Tally) -> list[Overlay]:
    """The named overlays and their ancestors, ancestors first and otherwise by name. Mistakes go to the tally."""
    tables: dict[str, OverlayTable] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in tables:
            continue
        table = _read(name, pack, tally)
        if table is not None:
            tables[name] = table
            waiting += [table.parent] if table.parent not in ("", BASE) else []
    overlays: list[Overlay] = []
    for name, table in tables.items():
        with tally.catch():
            ancestors = _ancestors(name, tables)
            base, made_of = (table.origin.base, table.origin.pack) if table.origin else ("", "")
            changes = _changes(name, table, pack, tally)
            overlays.append(Overlay(name, table.title, table.says, ancestors, changes, table.what_if, base, made_of))
    return sorted(overlays, key=lambda overlay: (len(overlay.ancestors), overlay.name))


def file_of(name: str) -> str:
    """The file of an overlay as messages name it."""
    return Path(name).name if name.endswith(".toml") else f"scenarios/{name}.toml"


def _read(name: str, pack: Pack, tally: Tally) -> OverlayTable | None:
    with tally.catch():
        path = Path(name) if name.endswith(".toml") else pack.folder / file_of(name)
        folder = path.parent if name.endswith(".toml") else pack.folder
        table = read_table(OverlayTable, read_toml(folder, path), file_of(name), tally)
        if table is not None and table.parent and table.parent not in pack.scenarios:
            raise ReferenceMistake(file_of(name), "parent", table.parent, pack.scenarios, "scenarios/")
        return table
    return None


def _ancestors(name: str, tables: dict[str, OverlayTable]) -> tuple[str, ...]:
    chain = [name]
    while (parent := tables[chain[-1]].parent) in tables:
        if parent in chain:
            raise ParentLoopError(file_of(name), [*chain, parent])
        chain.append(parent)
    return tuple(chain[1:])


def _changes(name: str, table: OverlayTable, pack: Pack, tally: Tally) -> tuple[Change, ...]:
    found: list[Change] = []
    for row in table.change:
        with tally.catch():
            found.append(_change(name, row, pack))
    return tuple(found)


def _change(name: str, row: ChangeTable, pack: Pack) -> Change:
    where = f"{file_of(name)}: {row.path}"
    written: list[tuple[Operation, object]] = [("set", row.assigned), ("multiply", row.multiply), ("add", row.add)]
    given = [(operation, amount) for operation, amount in written if amount is not None]
    if len(given) != 1:
        found = " and ".join(operation for operation, _ in given) or "no change"
        raise ChangeError(where, found, "exactly one of set, multiply and add")
    if row.source and row.source not in pack.sources:
        raise ReferenceMistake(where, "source", row.source, pack.sources, "sources.toml")
    if row.confidence and row.confidence not in CONFIDENCES:
        raise ChoiceError(where, "the confidence", row.confidence, CONFIDENCES)
    operation, amount = given[0]
    layer = Path(name).stem if name.endswith(".toml") else name
    note = " ".join(row.note.split())
    return Change(
        layer,
        where,
        row.path,
        operation,
        amount,
        row.unit,
        row.low,
        row.high,
        row.source,
        row.as_of,
        row.confidence,
        note,
    )
