"""Chart: which lines are drawn together, how, and in what unit; the writer needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """How a line is drawn."""

    COLUMN = "column"  # stacked on those before it, or beside them
    BASE = "base"  # a column without ink: what stands on it floats
    BAND = "band"  # a grey column: a range behind a line
    LINE = "line"  # points joined by straight lines
    TOTAL = "total"  # its amount, written above the columns


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the model in a chart, every member of it. `label` stands in the legend in place of the line's own."""

    line: str
    mark: Mark = Mark.COLUMN
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    subject, unit: make the title; the unit stands at the axis too.
    axis:          number format of the axis: the scale of the unit is a number format, never a conversion.
    amounts:       number format of the amounts that are written out, if not that of the axis.
    note:          what a reader must know beyond the title.
    quarterly:     drawn by quarter, else by fiscal year.
    beside:        columns stand side by side with their amounts written out, else on top of each other.
    ordered:       members have an order, which the colours show.
    log:           equal distances are equal ratios.
    """

    subject: str
    unit: str
    axis: str
    drawn: tuple[Drawn, ...]
    note: str
    amounts: str = ""
    quarterly: bool = False
    beside: bool = False
    ordered: bool = False
    log: bool = False

    @property
    def title(self) -> str:
        return f"{self.subject}, {self.unit}"
