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


COLUMNS = ("part", "label", "changed", "amount", "standard_error", "unit")


def rows(bridge: Bridge) -> list[list[object]]:
    """COLUMNS of every part, for a table."""
    return [[one.group.name, one.group.label, one.group.says, one.amount, one.error, bridge.unit] for one in bridge.parts]


def _end(case: Case, name: str, value: float) -> dict[str, Any]:
    inputs = case.inputs
    return {"case": name, "scenario": inputs.scenario, "set": list(case.sets), "as_of": inputs.as_of.isoformat(),
            "inputs_hash": inputs.hash, "value": value}  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    points = [{"period": one.period or None, "from": _plain(one.before), "to": _plain(one.after)} for one in change.points]
    return {"path": change.path, "unit": change.unit, "points": points}


def _plain(amount: Amount | None) -> float | str | None:
    return amount.isoformat() if isinstance(amount, date) else amount
