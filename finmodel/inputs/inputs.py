"""Inputs: everything a case computes from - arrays for the engine, entries for people, and their fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from finmodel.inputs.entry import Entry, Slot
from finmodel.inputs.pack import Pack
from finmodel.inputs.set_change import SetChange, set_changes
from finmodel.inputs.source import Source

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many inputs are written (held points do not count), with a source, and by judgement."""

    inputs: int
    sourced: int
    judgements: int


@dataclass(frozen=True, eq=False)
class Inputs:
    """A case, resolved.

    scenario: "base", or the names of its overlays, sorted and joined with "+".
    as_of:    the knowledge date that was used.
    values:   line -> canonical values: (*members, 1, 1) for a scalar, (*members, P+1, 1) for a series, where column 0
              is the opening column (NaN unless the pack writes a point "opening"). Dates are serials.
    written:  line of a series -> (*members, P+1), true where a point is written, false where it is held or absent.
    entries:  in model order; of a series every written and every held point.
    hash:     SHA-256 in hex over structure and resolved values.
    warnings: sentences.
    other_base: a sentence for each overlay that was made on another base, or of another pack.
    what_if:  an overlay may change periods with reported results too.
    before_set: what stood in each slot that --set, or an overlay made of a workbook, changed; None where a series had no point.
    """

    pack: Pack
    scenario: str
    as_of: date
    values: Mapping[str, Array]
    written: Mapping[str, Flags]
    entries: tuple[Entry, ...]
    hash: str
    warnings: tuple[str, ...]
    what_if: bool = False
    before_set: Mapping[Slot, Entry | None] = field(default_factory=dict)
    other_base: tuple[str, ...] = ()

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.pack.sources

    @property
    def set_changes(self) -> tuple[SetChange, ...]:
        """What --set made of each input that it changed."""
        return set_changes(self.before_set, self.entries)

    @property
    def outside(self) -> tuple[str, ...]:
        """A sentence for each input that --set took outside the 90% range that it had."""
        timeline = self.pack.timeline
        return tuple(says for one in self.set_changes if (says := one.outside(timeline)))

    @property
    def hindsight(self) -> tuple[str, ...]:
        """The paths of inputs that were first known after the as-of date."""
        return tuple(entry.path for entry in self.entries if entry.hindsight and not entry.filled)

    @property
    def counts(self) -> Counts:
        written = [entry for entry in self.entries if not entry.filled]
        judged = sum(entry.confidence == "judgement" for entry in written)
        return Counts(len(written), len(written) - judged, judged)
