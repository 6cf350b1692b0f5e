"""Compare table: cases side by side as text of limited width, or as Markdown; and the inputs in which they differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from finmodel.commands.scale import Scale, label_of, scale_of, written

if TYPE_CHECKING:
    from finmodel.analysis.compare import Comparison, Difference
    from finmodel.analysis.input_changes import InputChange

NAME_WIDTH = 10
"""Names of cases stand over their columns where none is longer; letters do otherwise, as listed above the table."""
SHOWN = 12
"""Inputs shown of each layer."""
GAP, PANEL_GAP = 1, 3
MISLEADING = "n/m"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of the table: its two heads and a cell a row. `opens` a period or a case: a wider gap stands before it."""

    period: str
    head: str
    cells: tuple[str, ...]
    opens: bool
    wrap: bool

    @property
    def width(self) -> int:
        return max(len(self.head), *(len(cell) for cell in self.cells)) + (PANEL_GAP if self.opens else GAP)


def letters(comparison: Comparison) -> tuple[str, ...]:
    """What the cases are called over their columns: names that are short, or else letters."""
    names = comparison.names
    if all(len(name) <= NAME_WIDTH for name in names):
        return names
    return tuple(chr(ord("A") + place) if place < 26 else str(place + 1) for place in range(len(names)))


def outcome_lines(comparison: Comparison, width: int) -> list[str]:
    """The table, in as many parts below each other as the width asks for; periods, or cases, fold into the next part."""
    labels = row_labels(comparison)
    label_width = max(len(label) for label in labels)
    lines: list[str] = []
    columns = _columns(comparison, letters(comparison))
    for part in _parts(columns, width - label_width):
        lines += ["", *_part(part, labels, label_width)]
    if any(MISLEADING in column.cells for column in columns):
        lines += ["", f"{MISLEADING}: a percentage of a number that is negative or zero, or changes its sign, says nothing."]
    return lines


def outcome_markdown(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of one table with every period and case."""
    columns = _columns(comparison, comparison.names)
    heads = ["", *(f"{column.period} {column.head}" for column in columns)]
    labels = row_labels(comparison)
    return heads, [[label, *(column.cells[row] for column in columns)] for row, label in enumerate(labels)]


def row_labels(comparison: Comparison) -> list[str]:
    """Those of the outcome table, or, for lines that were chosen, label, members and unit."""
    return [
        label_of(comparison.model, row.line, row.member, "" if comparison.headlines else _scale(comparison, row.line).unit)
        for row in comparison.rows
    ]


def input_lines(comparison: Comparison, case: int, width: int) -> list[str]:
    """The inputs of one case that differ, by the layers that make them differ; long lists are cut."""
    changes = comparison.inputs[case - 1]
    if not changes:
        return ["  none"]
    lines: list[str] = []
    for why, group in groupby(sorted(changes, key=lambda one: one.layers), key=lambda one: one.layers):
        found = list(group)
        lines.append(f"  {layer_words(comparison, case, why)}:")
        paths = [change.spans(comparison.model) for change in found[:SHOWN]]
        path_width = min(max(len(path) for path in paths), width // 2)
        lines += [f"    {path:{path_width}}  {change_words(change)}" for path, change in zip(paths, found, strict=False)]
        lines += [f"    and {len(found) - SHOWN} more: --json lists all"] if len(found) > SHOWN else []
    return lines


def layer_words(comparison: Comparison, case: int, layers: tuple[str, str]) -> str:
    """Why inputs differ: which layer set them, or which date they became known on."""
    before, after = layers
    ours, theirs = comparison.cases[case].inputs, comparison.against.inputs
    if before == after:
        later, earlier = max(ours.as_of, theirs.as_of), min(ours.as_of, theirs.as_of)
        of = "" if after == "base" else f", under {after}"
        return f"known on {later} and not yet on {earlier}{of}"
    if before == "base":
        return f"changed by {after}"
    if after == "base":
        return f"changed by {before}, which only {comparison.names[0]} has"
    return f"changed by {after}, where {comparison.names[0]} has {before}"


def change_words(change: InputChange) -> str:
    """Before and after with the unit: "0.12 .. 0.05 -> 0.18 .. 0.075 share (x 1.5)"; dates need no unit."""
    before, after = (_between([getattr(point, side) for point in change.points]) for side in ("before", "after"))
    unit = "" if change.unit == "date" else f" {change.unit}"
    factor = _common_factor(change) if ".." in before else None
    return f"{before} -> {after}{unit}{f' (x {factor:.6g})' if factor is not None else ''}"


def _between(amounts: Sequence[float | date | None]) -> str:
    first, last = written(amounts[0]), written(amounts[-1])
    return first if len({written(amount) for amount in amounts}) == 1 else f"{first} .. {last}"


def _common_factor(change: InputChange) -> float | None:
    """What every point was multiplied by, where that is one number."""
    found: list[float] = []
    for point in change.points:
        if not isinstance(point.before, float | int) or not isinstance(point.after, float | int) or point.before == 0:
            return None
        found.append(point.after / point.before)
    return found[0] if all(math.isclose(factor, found[0], rel_tol=1e-9) for factor in found) else None


def _columns(comparison: Comparison, called: Sequence[str]) -> list[Cells]:
    made: list[Cells] = []
    for place, period in enumerate(comparison.periods):
        title = f"{period}{('A' if comparison.is_actual(period) else 'E') if period.startswith('FY') else ''}"
        scales = [_scale(comparison, row.line) for row in comparison.rows]
        base = tuple(scale.shown(row.numbers[0][place]) for row, scale in zip(comparison.rows, scales, strict=True))
        made.append(Cells(title, called[0], base, True, True))
        for case in range(1, len(comparison.cases)):
            pairs = [(row.difference(case, place), scale) for row, scale in zip(comparison.rows, scales, strict=True)]
            made.append(Cells(title, called[case], tuple(scale.shown(one.value) for one, scale in pairs), case > 1, case > 1))
            made.append(Cells(title, "change", tuple(_change(one, scale) for one, scale in pairs), False, False))
            made.append(Cells(title, "%", tuple(_percent(one) for one, _ in pairs), False, False))
    return made


def _scale(comparison: Comparison, line: str) -> Scale:
    numbers = [number for row in comparison.rows if row.line == line for case in row.numbers for number in case]
    return scale_of(comparison.model, line, numbers)


def _change(one: Difference, scale: Scale) -> str:
    """Blank where nothing changes, so that what does stands out."""
    if one.same:
        return ""
    if one.points is not None:
        return f"{one.points:+,.1f}pp"
    return scale.shown(one.absolute, sign=True)


def _percent(one: Difference) -> str:
    if one.same or one.unit in ("share", "date", "flag") or math.isnan(one.absolute):
        return ""
    if one.percent is None:
        return MISLEADING
    return f"{one.percent:+,.{0 if abs(one.percent) >= 9.95 else 1}f}%"


def _parts(columns: Sequence[Cells], room: int) -> Iterator[list[Cells]]:
    """Columns that fit beside each other. A part begins with a period, or, where one does not fit, with a case of it."""
    part: list[Cells] = []
    for panel in _panels(columns, room):
        if part and sum(column.width for column in (*part, *panel)) > room:
            yield part
            part = []
        part = part + panel
    if part:
        yield part


def _panels(columns: Sequence[Cells], room: int) -> Iterator[list[Cells]]:
    """The columns of one period, cut before a case where they are too wide; the case compared with is then repeated."""
    for _, group in groupby(columns, key=lambda column: column.period):
        own = list(group)
        panel = [own[0]]
        for first in range(1, len(own), 3):
            triple = own[first : first + 3]
            if len(panel) > 1 and sum(column.width for column in (*panel, *triple)) > room:
                yield panel
                panel = [own[0]]
            panel = panel + triple
        yield panel


def _part(columns: Sequence[Cells], labels: Sequence[str], label_width: int) -> list[str]:
    periods = " " * label_width
    for period, group in groupby(columns, key=lambda column: column.period):
        panel = sum(column.width for column in group)
        periods += " " * PANEL_GAP + f" {period} ".center(panel - PANEL_GAP, "-")
    heads = " " * label_width + "".join(f"{column.head:>{column.width}}" for column in columns)
    body = [
        f"{label:{label_width}}" + "".join(f"{column.cells[row]:>{column.width}}" for column in columns)
        for row, label in enumerate(labels)
    ]
    return [line.rstrip() for line in (periods, heads, *body)]
