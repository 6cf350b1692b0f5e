"""Spans: periods that follow each other, folded as people write them."""

from __future__ import annotations

from collections.abc import Sequence

from finmodel.inputs.entry import OPENING
from finmodel.model.timeline import Timeline


def folded(periods: Sequence[str], timeline: Timeline, *, years: bool = True) -> str:
    """Periods in order as people write them: 2027Q1..2028Q4, FY2026 for one whole year, several runs joined by "," ."""
    names = (OPENING, *timeline.names)
    runs: list[list[str]] = []
    for period in periods:
        if runs and names.index(period) == names.index(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ",".join(_run(run, timeline, years) for run in runs)


def _run(run: list[str], timeline: Timeline, years: bool) -> str:
    if len(run) == 1:
        return run[0]
    year = run[-1][:4]
    if years and run[0] != OPENING and tuple(run) == timeline.names[timeline.year_columns(int(year)).start - 1 :][: len(run)]:
        columns = timeline.year_columns(int(year))
        if len(run) == columns.stop - columns.start:
            return f"FY{year}"
    return f"{run[0]}..{run[-1]}"
