"""Resolve: a pack made inputs - read, as known on a date, held, overlaid, checked and laid out as arrays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from finmodel.errors import InputErrors
from finmodel.inputs.asked import Asked
from finmodel.inputs.comovement import check_members
from finmodel.inputs.entry import OPENING, Entry, Slot
from finmodel.inputs.fill import check_complete, fill
from finmodel.inputs.fingerprint import fingerprint
from finmodel.inputs.inputs import Array, Flags, Inputs
from finmodel.inputs.layers import Layers
from finmodel.inputs.mistakes import HindsightError, LaterThanPackError
from finmodel.inputs.overlay import Overlay, file_of, read_overlays, scenario_names
from finmodel.inputs.pack import BASE, Pack
from finmodel.inputs.scalars import read_scalars, scalar_histories
from finmodel.inputs.series import read_series, series_histories
from finmodel.inputs.tally import Tally
from finmodel.inputs.target import BOUNDARY, last_actual
from finmodel.model.model import Model


def resolve(
    pack: Pack,
    model: Model,
    scenario: str = BASE,
    sets: Sequence[str] = (),
    as_of: date | None = None,
    strict: bool = False,
) -> Inputs:
    """Every input that the model asks for, under a scenario ("base", NAME or NAME+NAME) and --set strings.

    as_of:  the knowledge date; the pack's own where left out.
    strict: refuse values first known after that date.
    Raises InputErrors with every mistake found, UnknownNameError for a scenario that is not there.
    """
    known, tally, asked = as_of or pack.as_of, Tally(), Asked(model)
    if known > pack.as_of:
        raise InputErrors([LaterThanPackError(known, pack.as_of)])
    names = scenario_names(scenario, pack)
    base = read_base(pack, asked, known, tally)
    check_members(base.values(), pack.correlations, asked, tally)
    overlays = read_overlays(names, pack, tally)
    if strict:
        for entry in base.values():
            if entry.hindsight and not entry.filled:
                tally.add(HindsightError(entry.path, entry.as_of, known))
    tally.stop()
    other = _other_base(pack, overlays, fingerprint(pack, known, tuple(base.values()))) if any(one.base for one in overlays) else ()
    for sentence in other:
        tally.warn(sentence)
    layers = Layers(base, asked, known, tally)
    layers.lay(overlays)
    layers.set(sets)
    layers.check()
    tally.stop()
    entries = _in_order(layers.entries, asked)
    values, written = _arrays(entries, model)
    return Inputs(
        pack, "+".join(_stem(name) for name in names) or BASE, known, values, written, entries,
        fingerprint(pack, known, entries), tuple(tally.warnings), any(overlay.what_if for overlay in overlays), layers.before_set, other,
    )  # fmt: skip


def _other_base(pack: Pack, overlays: Sequence[Overlay], base: str) -> tuple[str, ...]:
    """An overlay that was read out of a workbook belongs to the pack, and the base, that the workbook was written from."""
    said = []
    for overlay in overlays:
        if overlay.base and overlay.base != base:
            what = f"of pack '{overlay.pack}', and this is '{pack.name}'" if overlay.pack != pack.name else (
                f"on another base (inputs hash {overlay.base[:12]}, now {base[:12]}): the pack has moved on, or is known as of another date")  # fmt: skip
            said.append(f"{file_of(overlay.name)} was made {what}. `finmodel edits` on its workbook shows what differs.")
    return tuple(said)


def _stem(name: str) -> str:
    """What a scenario is called: a file of its own goes by its stem, never by its path."""
    return Path(name).stem if name.endswith(".toml") else name


def read_base(pack: Pack, asked: Asked, as_of: date, tally: Tally) -> dict[Slot, Entry]:
    """The entries of the base case as known on a date, held series filled. Mistakes go to the tally."""
    base = read_scalars(pack, asked, as_of, tally)
    points, mistaken = read_series(pack, asked, as_of, tally)
    boundary = base.get((BOUNDARY, (), ""))
    first = boundary.as_of if boundary is not None and boundary.hindsight else None
    check_complete(points, asked, mistaken, last_actual(base), tally, first)
    return base | fill(points, asked, mistaken, tally)


def turning_days(pack: Pack, model: Model, lines: Collection[str]) -> tuple[date, ...]:
    """The days on which a value of one of the lines may have become another: results released, values written anew.

    A value that was written once changes on no day: before its own it is used with hindsight. Raises InputErrors.
    """
    tally, asked = Tally(), Asked(model)
    histories = scalar_histories(pack, asked, tally) | series_histories(pack, asked, tally)
    tally.stop()
    days = {
        entry.as_of for (line, _, _), entries in histories.items() if line in lines
        for entry in entries if entry.released or len(entries) > 1
    }  # fmt: skip
    return tuple(sorted(days))


def _in_order(entries: dict[Slot, Entry], asked: Asked) -> tuple[Entry, ...]:
    """Model order: input by input, member by member, the opening column first and then the quarters."""
    periods = (OPENING, *asked.model.timeline.names)
    slots = [
        (given.name, members, period)
        for given in asked.model.givens
        for members in asked.model.members(given.name)
        for period in (periods if given.series else ("",))
    ]
    return tuple(entries[slot] for slot in slots if slot in entries)


def _arrays(entries: Sequence[Entry], model: Model) -> tuple[dict[str, Array], dict[str, Flags]]:
    """Values (*members, 1 or P+1, 1) in canonical units, and which columns of a series are written (*members, P+1)."""
    columns = {period: column for column, period in enumerate(("", *model.timeline.names))} | {OPENING: 0}
    rows = {
        given.name: {members: row for row, members in enumerate(model.members(given.name))} for given in model.givens
    }
    values: dict[str, Array] = {}
    written: dict[str, Flags] = {}
    for given in model.givens:
        flat = np.zeros((len(rows[given.name]), len(model.timeline) + 1 if given.series else 1))
        if given.series:
            flat[:, 0] = np.nan
            written[given.name] = np.zeros(flat.shape, dtype=bool)
        values[given.name] = flat
    for entry in entries:
        place = rows[entry.line][entry.members], columns[entry.period]
        values[entry.line][place] = entry.canonical
        if entry.period:
            written[entry.line][place] = not entry.filled
    return (
        {name: flat.reshape(*model.shape(name), flat.shape[1], 1) for name, flat in values.items()},
        {name: flat.reshape(*model.shape(name), flat.shape[1]) for name, flat in written.items()},
    )
