"""Published: ranges that others have published, beside those that the model simulates for the same quantity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from finmodel.analysis.ranges import Range, Samples, ranges
from finmodel.analysis.spot import Spot
from finmodel.inputs.reality import RealityRow
from finmodel.project import Case


@dataclass(frozen=True, slots=True)
class Published:
    """A row of the reconciliation that has a range, and the model's own range. Amounts are canonical."""

    row: RealityRow
    range: Range

    @property
    def overlap(self) -> str:
        """Whether the published centre, or else the published range, is inside the model's P5..P95."""
        low, high = self.row.low, self.row.high
        assert low is not None
        assert high is not None
        if self.range.p95 < low:
            return "model's range lies below"
        if self.range.p5 > high:
            return "model's range lies above"
        if self.row.reported is None:
            return "ranges overlap"
        return "reported value inside model's range" if self.range.p5 <= self.row.reported <= self.range.p95 else "ranges overlap"

    def record(self) -> dict[str, Any]:
        """Amounts in the row's written unit."""
        row, factor = self.row, self.row.factor
        amounts = (("reported", row.reported), ("low", row.low), ("high", row.high), ("base", self.range.base),
                   ("p5", self.range.p5), ("p50", self.range.p50), ("p95", self.range.p95))  # fmt: skip
        return {"name": row.name, "label": row.label, "kind": row.kind, "line": row.line, "period": row.period, "unit": row.unit,
                **{key: None if one is None or one != one else one / factor for key, one in amounts},
                "overlap": self.overlap, "source": row.source}  # fmt: skip


def published_rows(case: Case) -> list[tuple[RealityRow, Spot]]:
    """Rows with a range, of one quarter or one year; none but for base as the pack has it."""
    rows = [verdict.row for verdict in case.verdicts]
    return [
        (row, Spot(row.line, row.member, row.period))
        for row in rows if row.low is not None and row.high is not None and ".." not in row.period
    ]  # fmt: skip


def published(simulation: Samples, case: Case) -> Iterator[Published]:
    """Each such row with what the samples say; rows that do not vary are left out."""
    rows = published_rows(case)
    for (row, _), found in zip(rows, ranges(simulation, [spot for _, spot in rows]), strict=True):
        if found.varies and found.defined:
            yield Published(row, found)
