"""Fingerprint: a hash of what a case computes from, the same for the same content in any order (rule 11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from finmodel.inputs.entry import Amount, Entry
from finmodel.inputs.pack import Pack


def fingerprint(pack: Pack, as_of: date, entries: Sequence[Entry]) -> str:
    """SHA-256 in hex over structure and resolved values; titles, labels and notes do not count."""
    content = {
        "pack": pack.name,
        "as_of": as_of.isoformat(),
        "timeline": [str(pack.timeline.first), str(pack.timeline.last)],
        "dimensions": [[one.name, one.members, one.parent, dict(one.parent_of)] for one in pack.dimensions],
        "entries": sorted(_content(entry) for entry in entries if not entry.filled),
    }
    if pack.correlations.groups or pack.correlations.paths:
        content["correlations"] = [
            *([name, group.rank.hex()] for name, group in sorted(pack.correlations.groups.items())),
            *([path, one.rank.hex()] for path, one in sorted(pack.correlations.paths.items())),
        ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(entry: Entry) -> list[str]:
    clip = [_exact(end) for end in entry.clip or ()]
    outcomes = [_exact(part) for outcome in entry.outcomes for part in outcome]
    chance = [] if entry.chance is None else [_exact(entry.chance)]
    return [
        entry.path, _exact(entry.canonical), entry.unit, _exact(entry.value), _exact(entry.low), _exact(entry.high),
        entry.source, entry.as_of.isoformat(), entry.confidence, entry.distribution, entry.correlation, *clip, *outcomes, *chance,
    ]  # fmt: skip


def _exact(amount: Amount | None) -> str:
    if amount is None:
        return ""
    return amount.isoformat() if isinstance(amount, date) else float(amount).hex()
