"""Table: the outcomes per fiscal year, as text of fixed width."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from finmodel.headlines import TABLE, Headline
from finmodel.model.timeline import fiscal_years

if TYPE_CHECKING:
    from finmodel.engine.reconcile import Verdict
    from finmodel.project import Case

LABEL_WIDTH, COLUMN_WIDTH = 42, 9
WIDE = 130
"""Assumed where the output is no terminal."""


def outcome_table(case: Case) -> list[str]:
    """Heading and rows. A marks a year of reported results, E one with forecast quarters.

    Where the terminal is narrow, the years around the last actual one stay.
    """
    years = case.model.timeline.years
    shown = _window(case)
    heads = "".join(f"{head:>{COLUMN_WIDTH}}" for head in _heads(case)[shown])
    lines = [f"{'':{LABEL_WIDTH}}{heads}"]
    for row in TABLE:
        if row.line not in case.model.lines:
            continue
        numbers = case.years.of(row.line)[..., 0].ravel()[shown]
        label = f"  {row.label}" if row.part else row.label
        cells = "".join(f"{_shown(number, row):>{COLUMN_WIDTH}}" for number in numbers)
        lines.append(f"{label:{LABEL_WIDTH}}{cells}")
    if shown.stop - shown.start < len(years):
        lines.append("The other years are in outcomes.csv; widen the terminal to see them here.")
    return lines


def _heads(case: Case) -> list[str]:
    flags = case.values["actual_flag"][1:, 0] if "actual_flag" in case.values else np.zeros(len(case.model.timeline))
    actual = [bool(flags[case.model.timeline.year_columns(year).stop - 2]) for year in case.model.timeline.years]
    return [f"{name}{'A' if known else 'E'}" for name, known in zip(fiscal_years(case.model.timeline.years), actual, strict=True)]


def _window(case: Case) -> slice:
    """As many years as fit, starting one before the last actual year."""
    heads = _heads(case)
    count = min(_columns(), len(heads))
    last_actual = sum(head.endswith("A") for head in heads) - 1
    start = max(0, min(last_actual - 1, len(heads) - count)) if count < len(heads) else 0
    return slice(start, start + count)


def printed_width() -> int:
    """Columns of the terminal, or of COLUMNS; WIDE where there is neither."""
    return shutil.get_terminal_size((WIDE, 24)).columns if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE


def _columns() -> int:
    return max(1, (printed_width() - LABEL_WIDTH) // COLUMN_WIDTH)


def _shown(number: float, row: Headline) -> str:
    return "n/a" if np.isnan(number) else f"{number / row.scale:,.{row.places}f}"


def reconciliation_table(verdicts: Sequence[Verdict]) -> list[str]:
    """A summary and one short line a row; independent rows, the only evidence, are counted apart."""
    if not verdicts:
        return []
    met = sum(verdict.met for verdict in verdicts)
    independent = [verdict for verdict in verdicts if verdict.row.kind == "independent"]
    lines = [
        f"Reconciliation: {met} of {len(verdicts)} inside tolerance; of the independent rows "
        f"{sum(verdict.met for verdict in independent)} of {len(independent)}."
    ]
    lines.append(f"  {'':{LABEL_WIDTH + 4}}{'model':>10}  reported [range], kind, verdict")
    for verdict in verdicts:
        record = verdict.record()
        reported = "" if record["reported"] is None else f"{record['reported']:,.2f}"
        between = "" if record["low"] is None else f" [{record['low']:,.2f} .. {record['high']:,.2f}]"
        lines.append(
            f"  {record['label']:{LABEL_WIDTH + 4}}{record['model']:>10,.2f}  {reported}{between} {record['unit']}"
            f"  {record['kind']}, {record['verdict']}"
        )
    return lines
