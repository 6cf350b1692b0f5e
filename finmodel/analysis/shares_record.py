"""Shares record: shares of a variance as plain values for JSON and for tables, complete and in canonical units."""

from __future__ import annotations

from typing import Any

from finmodel.analysis.sensitivity import Sensitivity
from finmodel.analysis.sensitivity_record import INPUT_COLUMNS, asked, cells, known, told
from finmodel.analysis.variance import CONFIDENCE, Share

COLUMNS = (*INPUT_COLUMNS, "first", "first_error", "total", "total_error", "at_low", "at_high", "unit")


def record(found: Sensitivity) -> dict[str, Any]:
    """Everything: the question, the case, how the shares were found, every input with both shares, and what the others have."""
    tornado, shares = found.tornado, found.shares
    return {
        **asked(tornado.case, tornado.spot), "method": "sobol", "value": tornado.value, "mean": shares.mean, "standard_deviation": shares.deviation,
        "base_points": shares.n, "evaluations": shares.evaluations + found.rest_evaluations, "seed": found.seed, "confidence": CONFIDENCE,
        "defined": shares.defined, "independent": True, "correlation_groups_left_aside": list(found.correlated),
        "inputs": [
            {**told(part.swing.input), **_shares(part.share), "at_low": known(part.swing.at_low), "at_high": known(part.swing.at_high)}
            for part in found.parts
        ],
        "others": {"inputs": found.others, **(_shares(found.rest) if found.rest else {})},
    }  # fmt: skip


def rows(found: Sensitivity) -> list[list[object]]:
    """COLUMNS of every input, largest total share first."""
    unit = found.tornado.case.model.unit_text(found.tornado.spot.line)
    return [
        [*cells(part.swing.input), *_shares(part.share).values(), known(part.swing.at_low), known(part.swing.at_high), unit]
        for part in found.parts
    ]


def _shares(share: Share) -> dict[str, float]:
    return {"first": share.first, "first_error": share.first_error, "total": share.total, "total_error": share.total_error}
