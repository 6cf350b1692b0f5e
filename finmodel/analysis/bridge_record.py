"""Bridge record: a bridge as plain values for JSON and for tables, complete and in canonical units."""

from __future__ import annotations

from datetime import date
from typing import Any

from finmodel.analysis.bridge import Bridge
from finmodel.analysis.bridge_words import names
from finmodel.analysis.changes import Change
from finmodel.inputs.entry import Amount
from finmodel.project import Case

SCHEMA = 1


def record(bridge: Bridge) -> dict[str, Any]:
    """Everything: the two cases, how the parts were found, every part with its changes point by point."""
    first, last = names(bridge)
    dims = bridge.before.model.dims[bridge.spot.line]
    method = bridge.method
    return {
        "schema": SCHEMA, "pack": bridge.before.inputs.pack.name, "line": bridge.spot.line,
        "members": dict(zip(dims, bridge.spot.member, strict=True)), "period": bridge.spot.period, "unit": bridge.unit,
        "from": _end(bridge.before, first, bridge.start), "to": _end(bridge.after, last, bridge.end), "gap": bridge.gap, "by": bridge.by,
        "method": {"name": method.name, "orders": method.orders, "evaluations": method.evaluations},
        "parts": [
            {"name": part.group.name, "label": part.group.label, "amount": part.amount, "standard_error": part.error,
             "changes": [_change(change) for change in part.group.changes]}
            for part in bridge.parts
        ],
        "rest": bridge.rest, "elsewhere": [change.path for change in bridge.elsewhere],
    }  # fmt: skip


def rows(bridge: Bridge) -> list[dict[str, Any]]:
    """A row a part, for a table."""
    return [
        {"part": part.group.name, "label": part.group.label, "changed": part.group.says, "amount": part.amount,
         "standard_error": part.error, "unit": bridge.unit}
        for part in bridge.parts
    ]  # fmt: skip


def _end(case: Case, name: str, value: float) -> dict[str, Any]:
    inputs = case.inputs
    return {"case": name, "scenario": inputs.scenario, "set": list(case.sets), "as_of": inputs.as_of.isoformat(),
            "inputs_hash": inputs.hash, "value": value}  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    points = zip(change.periods, change.before, change.after, strict=True)
    return {"path": change.path, "unit": change.unit,
            "points": [{"period": period or None, "from": _plain(one), "to": _plain(two)} for period, one, two in points]}  # fmt: skip


def _plain(amount: Amount | None) -> float | str | None:
    return amount.isoformat() if isinstance(amount, date) else amount
