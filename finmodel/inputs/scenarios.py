"""Scenarios: every shipped scenario of a pack beside its base, so that a workbook can pick one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from finmodel.inputs.asked import Asked
from finmodel.inputs.change import Change
from finmodel.inputs.entry import Entry, Slot
from finmodel.inputs.inputs import Inputs
from finmodel.inputs.layers import Layers
from finmodel.inputs.overlay import read_overlays, scenario_names
from finmodel.inputs.pack import BASE, Pack
from finmodel.inputs.resolve import read_base
from finmodel.inputs.set_text import read_set
from finmodel.inputs.tally import Tally
from finmodel.model.model import Model

AS_RUN = "as run"
"""Follows the name of a column that no shipped scenario has: a combination, a file, or a what-if."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one scenario changes: `changed` has the entry of each slot that is not as in base, `written` the changes."""

    name: str
    title: str
    says: str
    parent: str = ""
    changed: Mapping[Slot, Entry] = field(default_factory=dict)
    written: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Scenarios:
    """The base entries, the scenarios that can be picked - base is the first - and the one that is."""

    base: Mapping[Slot, Entry]
    all: tuple[Scenario, ...]
    picked: str

    @classmethod
    def alone(cls, inputs: Inputs) -> Scenarios:
        """One case, and nothing else to pick."""
        return cls({entry.slot: entry for entry in inputs.entries}, (_base(inputs.pack),), BASE)

    @cached_property
    def hash(self) -> str:
        """SHA-256 in hex over every scenario: its words, its changes as written, and the values they lead to."""
        told = [
            (one.name, one.title, one.says, one.parent, [repr(change) for change in one.written],
             [(slot, repr(entry.value), entry.unit, entry.factor) for slot, entry in sorted(one.changed.items())])
            for one in self.all
        ]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def number(self) -> int:
        """The place of the picked scenario, counted from 1."""
        return next(number for number, scenario in enumerate(self.all, start=1) if scenario.name == self.picked)

    @property
    def chosen(self) -> Scenario:
        return self.all[self.number - 1]

    @cached_property
    def of_series(self) -> dict[tuple[str, tuple[str, ...]], tuple[int, ...]]:
        """Line and members of a series -> the numbers of the scenarios that change it."""
        found: dict[tuple[str, tuple[str, ...]], dict[int, None]] = {}
        for number, scenario in enumerate(self.all, start=1):
            for line, members, period in scenario.changed:
                if period:
                    found.setdefault((line, members), {})[number] = None
        return {series: tuple(numbers) for series, numbers in found.items()}

    def points(self, line: str, members: tuple[str, ...], number: int = 1) -> dict[str, Entry]:
        """The entries of one input under a scenario, by period; "" is the period of a scalar."""
        return self._by_input[number - 1].get((line, members), {})

    def written_in(self, line: str, members: tuple[str, ...]) -> tuple[str, float]:
        """The unit in which an input is written and the factor to the canonical one; ("", 1) where no point is."""
        every = (entry for table in self._by_input for entry in table.get((line, members), {}).values())
        first = next(every, None)
        return (first.unit, first.factor) if first else ("", 1.0)

    @cached_property
    def _by_input(self) -> list[dict[tuple[str, tuple[str, ...]], dict[str, Entry]]]:
        tables = []
        for scenario in self.all:
            table: dict[tuple[str, tuple[str, ...]], dict[str, Entry]] = {}
            for (line, members, period), entry in {**self.base, **scenario.changed}.items():
                table.setdefault((line, members), {})[period] = entry
            tables.append(table)
        return tables


def read_scenarios(pack: Pack, model: Model, inputs: Inputs, scenario: str = BASE, sets: Sequence[str] = ()) -> Scenarios:
    """All shipped scenarios as known on the date of a case; the case itself is picked.

    scenario, sets: what the case was asked for as.
    A case that is no shipped scenario - a combination, a file, or one with --set - has a column of its own at the end.
    Raises InputErrors with every mistake of every scenario.
    """
    asked = Asked(model)
    base, found = _shipped(pack, asked, inputs.as_of)
    own = {entry.slot: entry for entry in inputs.entries if base.get(entry.slot) != entry}
    same = next((one for one in found if one.name == inputs.scenario and one.changed == own), None)
    if same is None:
        same = _as_run(pack, f"{inputs.scenario} {AS_RUN}", own, scenario, sets)
        found.append(same)
    return Scenarios(base, tuple(found), same.name)


def _shipped(pack: Pack, asked: Asked, as_of: date) -> tuple[dict[Slot, Entry], list[Scenario]]:
    tally = Tally()
    base = read_base(pack, asked, as_of, tally)
    found = [_base(pack)]
    for name in pack.scenarios:
        if name == BASE:
            continue
        overlays = read_overlays([name], pack, tally)
        layers = Layers(base, asked, as_of, tally)
        layers.lay(overlays)
        layers.check()
        changed = {slot: entry for slot, entry in layers.entries.items() if base.get(slot) != entry}
        for overlay in overlays:
            if overlay.name == name:
                parent = overlay.ancestors[0] if overlay.ancestors else ""
                found.append(Scenario(name, overlay.title, overlay.says, parent, changed, overlay.changes))
    tally.stop()
    return base, found


def _as_run(pack: Pack, name: str, own: Mapping[Slot, Entry], scenario: str, sets: Sequence[str]) -> Scenario:
    tally = Tally()
    overlays = read_overlays(scenario_names(scenario, pack), pack, tally)
    tally.stop()
    written = [change for overlay in overlays for change in overlay.changes] + [read_set(text) for text in sets]
    says = "; ".join([overlay.says for overlay in overlays] + (["with --set " + ", ".join(sets)] if sets else []))
    return Scenario(name, "The case that this file was written for", says, "", own, tuple(written))


def _base(pack: Pack) -> Scenario:
    return Scenario(BASE, "Base", f"{pack.title} as the pack has it.")
