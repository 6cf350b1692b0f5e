"""Sensitivity record: a tornado as plain values for JSON and for tables, complete and in canonical units."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.ranged import ENDS, Ranged
from finmodel.analysis.spot import Spot
from finmodel.analysis.tornado import Swing, Tornado
from finmodel.inputs.entry import Amount
from finmodel.project import Case

SCHEMA = 1
COLUMNS = ("path", "label", "unit_of_input", "low", "case", "high", "at_low", "at_high", "swing", "unit")


def record(found: Tornado) -> dict[str, Any]:
    """Everything: the question, the case, every input with its values point by point, and the outcome at its ends."""
    return {
        **asked(found.case, found.spot), "method": "tornado", "value": found.value, "evaluations": found.evaluations,
        "inputs": [_swing(one) for one in found.swings],
        "idle": [one.input.path for one in found.idle], "elsewhere": [one.path for one in found.elsewhere],
    }  # fmt: skip


def rows(found: Tornado) -> list[list[object]]:
    """COLUMNS of every input, largest swing first; a series is told by its first and last point."""
    unit = found.case.model.unit_text(found.spot.line)
    return [
        [one.input.path, one.input.label, one.input.unit, *(one.input.says(end) for end in ENDS),
         known(one.at_low), known(one.at_high), one.size, unit]
        for one in found.swings
    ]  # fmt: skip


def asked(case: Case, spot: Spot) -> dict[str, Any]:
    """The question, and the case it was asked of."""
    inputs = case.inputs
    return {
        "schema": SCHEMA, "pack": inputs.pack.name, "case": title_of(case), "scenario": inputs.scenario, "set": list(case.sets),
        "as_of": inputs.as_of.isoformat(), "inputs_hash": inputs.hash, "line": spot.line,
        "members": dict(zip(case.model.dims[spot.line], spot.member, strict=True)), "period": spot.period,
        "unit": case.model.unit_text(spot.line),
    }  # fmt: skip


def told(one: Ranged) -> dict[str, Any]:
    """An input with its range, point by point."""
    ends = {end: [_plain(amount) for _, amount in one.points(end)] for end in ENDS}
    points = [
        {"period": period or None, **{"case" if end == "value" else end: ends[end][place] for end in ENDS}}
        for place, (period, _) in enumerate(one.points("value"))
    ]
    return {"path": one.path, "label": one.label, "unit": one.unit, "points": points}


def known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _swing(one: Swing) -> dict[str, Any]:
    return {**told(one.input), "at_low": known(one.at_low), "at_high": known(one.at_high), "swing": one.size}


def _plain(amount: Amount) -> float | str:
    return amount.isoformat() if isinstance(amount, date) else amount
