"""Layers: overlays and --set laid over the base, so that overlays commute or fail (rule 9)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from finmodel.errors import InputError
from finmodel.inputs.amount import read_factor
from finmodel.inputs.asked import Asked, Place
from finmodel.inputs.change import Change, check_changed
from finmodel.inputs.entry import Entry, Slot
from finmodel.inputs.mistakes import ConflictError, YearOfFlowError
from finmodel.inputs.overlay import Overlay
from finmodel.inputs.set_text import read_set
from finmodel.inputs.tally import Tally
from finmodel.inputs.target import Target, find_targets, last_actual
from finmodel.model.item import Kind
from finmodel.model.timeline import from_serial

_WORDS = {"set": "set by", "multiply": "multiplied by", "add": "added to by"}


class Layers:
    """The entries of a case while layers are laid over them; a change reaches exactly the periods it names."""

    def __init__(self, base: dict[Slot, Entry], asked: Asked, as_of: date, tally: Tally) -> None:
        self.entries = dict(base)
        self.asked, self.as_of, self.tally = asked, as_of, tally
        self.boundary = last_actual(base)
        self.touched: dict[Slot, tuple[Place, str]] = {}
        self.before_set: dict[Slot, Entry | None] = {}
        """What stood where --set changed something; None where a series had no point."""

    def lay(self, overlays: Sequence[Overlay]) -> None:
        """Apply overlays, ancestors first as they come. Conflicts and mistakes go to the tally."""
        changes: dict[Slot, list[tuple[Overlay, Change, Place]]] = defaultdict(list)
        for overlay in overlays:
            for change in overlay.changes:
                with self.tally.catch():
                    for target in find_targets(change.path, self.asked, self.boundary, change.where, actual_too=overlay.what_if):
                        check_year(change, target)
                        for slot in target.slots:
                            changes[slot].append((overlay, change, target.place))
        conflicts: set[str] = set()
        for slot, several in changes.items():
            place = several[0][2]
            conflict = self._conflict(slot, several)
            if conflict is not None and place.path not in conflicts:  # one of a series speaks for its periods
                conflicts.add(place.path)
                self.tally.add(conflict)
            if conflict is None:
                with self.tally.catch():
                    for overlay, change, _ in several:
                        if overlay.what_if:
                            self.before_set.setdefault(slot, self.entries.get(slot))
                        self._apply(change, slot, place)

    def set(self, assignments: Iterable[str]) -> None:
        """Apply --set strings left to right. A what-if may reach any period, as an override cell may."""
        for text in assignments:
            with self.tally.catch():
                change = read_set(text)
                for target in find_targets(change.path, self.asked, self.boundary, change.where, actual_too=True):
                    check_year(change, target)
                    for slot in target.slots:
                        self.before_set.setdefault(slot, self.entries.get(slot))
                        self._apply(change, slot, target.place)

    def check(self) -> None:
        """Check every changed value against its domain, once all layers are laid."""
        for slot, (place, where) in self.touched.items():
            with self.tally.catch():
                check_changed(self.entries[slot], place, where)

    def _apply(self, change: Change, slot: Slot, place: Place) -> None:
        self.entries[slot] = change.apply(self.entry(slot, place), place, self.as_of)
        self.touched[slot] = (place, change.where)

    def entry(self, slot: Slot, place: Place) -> Entry:
        """The entry that a change starts from; nothing happened where a series has no point."""
        if slot in self.entries:
            return self.entries[slot]
        line, members, period = slot
        like = [entry for (name, same, _), entry in self.entries.items() if name == line and same == members]
        unit, factor = (like[0].unit, like[0].factor) if like else _canonical_unit(place)
        nothing = from_serial(0) if place.is_date else 0.0
        path = f"{place.path}@{period}"
        return Entry(path, line, members, period, nothing, unit, factor, None, None, "", self.as_of, "judgement", "")

    def _conflict(self, slot: Slot, several: Sequence[tuple[Overlay, Change, Place]]) -> ConflictError | None:
        """Two changes without an order between them that do not commute, or None."""
        for later, (second, change, place) in enumerate(several):
            for first, other, _ in several[:later]:
                ordered = first.name in second.ancestors or second.name in first.ancestors
                if not ordered and not self._commute(slot, change, other, place):
                    words = [f"{_WORDS[one.operation]} '{one.layer}'" for one in (other, change)]
                    return ConflictError(self.entry(slot, place).path, *words)
        return None

    def _commute(self, slot: Slot, one: Change, other: Change, place: Place) -> bool:
        if one.operation != other.operation:
            return False
        if one.operation != "set":
            return True
        entry = self.entry(slot, place)
        try:
            return math.isclose(one.comparable(entry, place), other.comparable(entry, place), rel_tol=1e-12)
        except InputError:  # an unreadable value is reported when it is applied
            return True


def check_year(change: Change, target: Target) -> None:
    """An amount for whole years of a flow is ambiguous. Raises YearOfFlowError."""
    if "FY" in target.written and change.operation != "multiply" and target.place.given.kind is Kind.FLOW:
        one_year = change.operation == "set" and isinstance(change.amount, float | int) and ".." not in target.written
        each = change.amount / len(target.periods) if one_year and isinstance(change.amount, float | int) else None
        quarters = f"{target.periods[0]}..{target.periods[-1]}"
        raise YearOfFlowError(change.where, target.place.path, target.written, quarters, change.amount, each)


def _canonical_unit(place: Place) -> tuple[str, float]:
    return place.given.unit, read_factor(place.given.unit, place, place.path)
