"""Portions: shares of a variance with their confidence intervals, as a terminal, a picture and a workbook draw them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portion:
    """An input, its values in words, and its shares: alone, and with the inputs that it acts together with.

    unit: as it follows a value, with a blank before it. path: where the pack has it. Errors are half-widths of 90% confidence
    intervals.
    """

    name: str
    low: str
    own: str
    high: str
    unit: str
    first: float
    first_error: float
    total: float
    total_error: float
    path: str = ""


def percent(share: float) -> str:
    """A share as people read it, never -0.0%."""
    return f"{round(share * 100, 1) + 0.0:.1f}%"
