"""Simulation record: a report as plain values for JSON, CSV and Parquet - complete, canonical, n/a as null."""

from __future__ import annotations

import math
from typing import Any

from finmodel.analysis.odds import Odds
from finmodel.analysis.ranges import Range
from finmodel.analysis.simulation_report import Report
from finmodel.analysis.simulation_words import sentences

SCHEMA = 1
COLUMNS = ("line", "members", "period", "unit", "n", "defined", "base", "mean", "p5", "p25", "p50", "p75", "p95", "se_p5",
           "se_p50", "se_p95", "share_below_base", "share_equal_base", "status", "seed", "method", "scenario",
           "as_of", "inputs_hash", "only", "fixed")  # fmt: skip


def record(found: Report) -> dict[str, Any]:
    """Everything: the case, the run, every line in every period, odds, published ranges, sentences."""
    case, simulation = found.case, found.simulation
    inputs = case.inputs
    return {
        "schema": SCHEMA, "pack": inputs.pack.name, "scenario": inputs.scenario, "set": list(case.sets), "as_of": inputs.as_of.isoformat(),
        "inputs_hash": inputs.hash, "n": simulation.n, "method": simulation.method, "seed": simulation.seed,
        "only": list(simulation.only), "fixed": list(simulation.fixed),
        "inputs": {"vary": found.inputs, "judgements": found.judgements, "groups": found.groups, "lost_range": list(simulation.draws.lost)},
        "ranges": [
            {"line": line.line, "members": dict(zip(case.model.dims[line.line], line.member, strict=True)), "label": line.label,
             "unit": case.model.unit_text(line.line), "period": one.spot.period, **_amounts(one, actual)}
            for line in found.lines for one, actual in zip(line.ranges, line.actual, strict=True)
        ],
        "probabilities": [_odds(one) for one in found.odds],
        "reconciliation": [one.record() for one in found.published],
        "checks": [{"check": name, "broken": simulation.broken.get(name, 0), "n": simulation.n} for name in simulation.checks],
        "notes": sentences(found),
    }  # fmt: skip


def rows(found: Report) -> list[tuple[object, ...]]:
    """COLUMNS of every line in every period; members and patterns joined with ';'."""
    simulation, model, inputs = found.simulation, found.case.model, found.case.inputs
    made_from = inputs.scenario, inputs.as_of.isoformat(), inputs.hash, ";".join(simulation.only) or None, ";".join(simulation.fixed) or None
    return [
        (line.line, ";".join(line.member) or None, one.spot.period, model.unit_text(line.line), one.n,
         *list(_amounts(one, actual).values())[1:], simulation.seed, simulation.method, *made_from)
        for line in found.lines for one, actual in zip(line.ranges, line.actual, strict=True)
    ]  # fmt: skip


def _amounts(one: Range, actual: bool) -> dict[str, Any]:
    """From n to status, in the order of COLUMNS."""
    amounts = {"base": one.base, "mean": one.mean, "p5": one.p5, "p25": one.p25, "p50": one.p50, "p75": one.p75, "p95": one.p95,
               "se_p5": one.errors[0], "se_p50": one.errors[1], "se_p95": one.errors[2], "share_below_base": one.below, "share_equal_base": one.equal}  # fmt: skip
    shown = {key: None if math.isnan(amount) else amount for key, amount in amounts.items()}
    return {"n": one.n, "defined": one.defined, **shown, "status": _status(one, actual)}


def _status(one: Range, actual: bool) -> str:
    """varies; reported or fixed, where every sample has the same number; n/a, where none has one."""
    if one.varies:
        return "varies"
    if not one.defined:
        return "n/a"
    return "reported" if actual else "fixed"


def _odds(one: Odds) -> dict[str, Any]:
    return {"question": one.question, "says": one.says, "period": one.period, "n": one.n, "defined": one.defined, "yes": one.yes,
            "probability": one.share, "low": one.low, "high": one.high, "base": one.base}  # fmt: skip
