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
INPUT_COLUMNS = ("path", "label", "unit_of_input", "first_period", "last_period", "low", "case", "high", "last_low", "last_case", "last_high")
"""Of an input: its range, of a series that of its first point and of its last."""
COLUMNS = (*INPUT_COLUMNS, "at_low", "at_high", "swing", "unit")


def record(found: Tornado) -> dict[str, Any]:
    """Everything: the question, the case, every input with its values point by point, and the outcome at its ends."""
    return {
        **asked(found.case, found.spot), "method": "tornado", "value": found.value, "evaluations": found.evaluations,
        "inputs": [_swing(one) for one in found.swings],
        "idle": [one.input.path for one in found.idle], "elsewhere": [one.path for one in found.elsewhere],
    }  # fmt: skip


def rows(found: Tornado) -> list[list[object]]:
    """COLUMNS of every input, largest swing first."""
    unit = found.case.model.unit_text(found.spot.line)
    return [[*cells(one.input), known(one.at_low), known(one.at_high), one.size, unit] for one in found.swings]


def cells(one: Ranged) -> list[object]:
    """INPUT_COLUMNS of an input."""
    points = [one.points(end) for end in ENDS]
    periods = (points[0][0][0], points[0][-1][0])
    first = [_plain(several[0][1]) for several in points]
    last = [_plain(several[-1][1]) if periods[0] else None for several in points]
    return [one.path, one.label, one.unit, *(period or None for period in periods), *first, *last]


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
