"""History record: a history as plain values for JSON and for tables, complete and in canonical units."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from finmodel.analysis.history import History, Moment, Part, Step
from finmodel.analysis.input_changes import InputChange
from finmodel.model.model import Model

SCHEMA = 1
COLUMNS = ("known_on", "value", "change", "part", "amount", "standard_error", "unit", "changed", "sources", "hindsight")


def record(found: History) -> dict[str, Any]:
    """Every date, those on which nothing moved included, and every change of an input with its source."""
    model, inputs = found.first.case.model, found.last.case.inputs
    return {
        "schema": SCHEMA, "pack": inputs.pack.name, "scenario": inputs.scenario, "set": list(found.first.case.sets),
        "line": found.spot.line, "members": dict(zip(model.dims[found.spot.line], found.spot.member, strict=True)),
        "period": found.spot.period, "unit": found.unit, "as_of": found.until.isoformat(), "first": _moment(found.first),
        "steps": [_step(step, model) for step in found.steps],
        "change": _number(found.last.value - found.first.value), "stopped": found.stopped or None,
    }  # fmt: skip


def rows(found: History) -> list[list[object]]:
    """COLUMNS: the first date, then a row for each part of each step; parts of a date sum to its change."""
    model, first = found.first.case.model, found.first
    made: list[list[object]] = [
        [first.date.isoformat(), _number(first.value), None, "", None, None, found.unit, "", "", first.hindsight]
    ]
    for step in found.steps:
        after = step.after
        for part in step.parts:
            changed = "; ".join(_words(change, model) for change in part.changes)
            sources = "; ".join(dict.fromkeys(change.source for change in part.changes))
            made.append([after.date.isoformat(), _number(after.value), _number(step.amount), part.name, part.amount, part.error,
                         found.unit, changed, sources, after.hindsight])  # fmt: skip
    return made


def _moment(one: Moment) -> dict[str, Any]:
    return {"known_on": one.date.isoformat(), "value": _number(one.value), "inputs": one.inputs, "hindsight": one.hindsight,
            "failed_checks": list(one.failed_checks), "inputs_hash": one.case.inputs.hash}  # fmt: skip


def _step(step: Step, model: Model) -> dict[str, Any]:
    return {**_moment(step.after), "change": _number(step.amount), "moves": step.moves, "why_not_apart": step.why or None,
            "parts": [_part(part, model) for part in step.parts]}  # fmt: skip


def _part(part: Part, model: Model) -> dict[str, Any]:
    return {"name": part.name, "amount": part.amount, "standard_error": part.error,
            "changes": [_change(change, model) for change in part.changes]}  # fmt: skip


def _change(change: InputChange, model: Model) -> dict[str, Any]:
    return {
        "path": change.path, "periods": change.spans(model).partition("@")[2], "unit": change.unit, "source": change.source,
        "as_of": change.as_of.isoformat(), "confidence": change.confidence, "note": change.note,
        "points": [{"period": p.period, "before": _plain(p.before), "after": _plain(p.after)} for p in change.points],
    }  # fmt: skip


def _words(change: InputChange, model: Model) -> str:
    before, after = (_plain(getattr(change.points[0], side)) for side in ("before", "after"))
    return f"{change.spans(model)}: {'' if before is None else before} -> {'' if after is None else after} {change.unit}"


def _number(number: float) -> float | None:
    return None if math.isnan(number) else number


def _plain(amount: float | date | None) -> float | str | None:
    return amount.isoformat() if isinstance(amount, date) else amount
