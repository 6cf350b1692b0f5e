"""Scalars: the value tables of <block>.toml, one for each path that the model asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.document import read_toml
from finmodel.inputs.entry import Entry, Slot
from finmodel.inputs.history import known_on
from finmodel.inputs.mistakes import (
    DuplicatePointError,
    MissingValueError,
    TypeMistake,
    UnknownBlockError,
    UnknownPathError,
)
from finmodel.inputs.pack import Pack
from finmodel.inputs.schema import ValueTable, read_table
from finmodel.inputs.tally import Tally
from finmodel.inputs.value import read_entry
from finmodel.inputs.written import Written

_STRUCTURE = ("pack.toml", "sources.toml", "lines.toml", "reconciliation.toml", "correlations.toml")


def read_scalars(pack: Pack, asked: Asked, as_of: date, tally: Tally) -> dict[Slot, Entry]:
    """One entry per scalar, as known on a date. Mistakes, and values that are missing, go to the tally."""
    found: dict[Slot, Entry] = {}
    histories, unread = _read_histories(pack, asked, tally)
    for entries in histories.values():
        entry = known_on(entries, as_of)
        if entry is not None:
            found[entry.slot] = entry
    for name, place in asked.scalars.items():
        if name not in histories and place.given.block not in unread:
            tally.add(MissingValueError(f"{place.given.block}.toml: {name}", place.given.unit))
    return found


def scalar_histories(pack: Pack, asked: Asked, tally: Tally) -> dict[Slot, list[Entry]]:
    """Every entry that was ever written for a scalar, whenever it became known."""
    return {entries[0].slot: entries for entries in _read_histories(pack, asked, tally)[0].values() if entries}


def _read_histories(pack: Pack, asked: Asked, tally: Tally) -> tuple[dict[str, list[Entry]], set[str]]:
    """Path -> its entries, and the blocks whose file is broken: what it would have held is not missing."""
    found: dict[str, list[Entry]] = {}
    unread: set[str] = set()
    for path in sorted(pack.folder.glob("*.toml")):
        if path.name in _STRUCTURE:
            continue
        if path.stem not in asked.blocks:
            tally.add(UnknownBlockError(path.name, path.stem, asked.blocks))
            continue
        tables: dict[str, Any] | None = None
        with tally.catch():
            tables = read_toml(pack.folder, path)
        if tables is None:
            unread.add(path.stem)
            continue
        for place, raw in _tables(tables, path.stem, path.name, asked, tally):
            found[place.path] = _history(raw, f"{path.name}: {place.path}", place, pack, tally)
    return found, unread


def _tables(
    tables: dict[str, Any], path: str, file: str, asked: Asked, tally: Tally
) -> list[tuple[Place, dict[str, Any]]]:
    """The value tables below a path with their places; tables at unknown paths go to the tally."""
    found: list[tuple[Place, dict[str, Any]]] = []
    for key, raw in tables.items():
        inner = f"{path}.{key}"
        if inner in asked.scalars:
            if isinstance(raw, dict):
                found.append((asked.scalars[inner], raw))
            else:
                wanted = "a table with value, unit, source, as_of and confidence"
                tally.add(TypeMistake(f"{file}: {path}", key, raw, wanted))
        elif isinstance(raw, dict) and (inner in asked.prefixes or _holds_tables(raw)):
            found += _tables(raw, inner, file, asked, tally)
        else:
            series = f"It is a series: write its points in {file.removesuffix('.toml')}.csv."
            then = series if inner in asked.series else ""
            tally.add(UnknownPathError(f"{file}: {inner}", inner, asked.scalars, then))
    return found


def _holds_tables(raw: dict[str, Any]) -> bool:
    return bool(raw) and all(isinstance(below, dict) for below in raw.values())


def _history(raw: dict[str, Any], where: str, place: Place, pack: Pack, tally: Tally) -> list[Entry]:
    """Every entry of a value table: its own value, and what its history adds."""
    table = read_table(ValueTable, raw, where, tally)
    if table is None:
        return []
    shared = (table.distribution, table.correlation, table.clip, table.outcomes, table.chance)
    rows: list[Written] = []
    if table.value is not None or table.low is not None or table.high is not None or not table.history:
        rows.append(
            Written(where, table.value, table.unit, table.low, table.high, table.source, table.as_of, table.confidence,
                    table.note, *shared)
        )  # fmt: skip
    for row in table.history:
        rows.append(
            Written(f"{where} as of {row.as_of}", row.value, table.unit, row.low, row.high, row.source or table.source,
                    row.as_of, row.confidence or table.confidence, row.note or table.note, *shared)
        )  # fmt: skip
    days = [row.as_of for row in rows if row.as_of is not None]
    for day in sorted({day for day in days if days.count(day) > 1}):
        tally.add(DuplicatePointError(where, place.path, str(day), "in the same table"))
    return [entry for row in rows if (entry := read_entry(row, place, "", pack, tally)) is not None]
