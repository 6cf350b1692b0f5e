"""Heading rules: a label and a unit for every row of periods, and every period in its own column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from finmodel.audit.finding import Finding, address, written
from finmodel.audit.formula import Formula
from finmodel.audit.grid import Constant, Grid, Sheet
from finmodel.audit.heading import Heading
from finmodel.audit.period import period

_UNIT = re.compile(r"(?:\w+ )?\(?(?:units?|uom)\b.{0,20}", re.IGNORECASE)
"""Unit, Units, Unit shown, Unit as written, (units), Base unit: a head, not a sentence."""


def heading_findings(grid: Grid, headings: Mapping[str, Heading]) -> Iterator[Finding]:
    live = {sheet.name: headings[sheet.name] for sheet in grid.live() if sheet.name in headings}
    for name, heading in live.items():
        yield from _labels(grid.sheets[name], heading)
        yield from _units(grid.sheets[name], heading)
    yield from _periods(grid, live)


def _rows(sheet: Sheet, heading: Heading) -> list[int]:
    """Rows below the heading, and below the frozen rows, with a formula or a number in a period."""
    top = max(heading.row, sheet.frozen_rows)
    return [
        row for row, cells in sheet.rows.items()
        if row > top and any(
            isinstance(cell := cells.get(column), Formula) or (isinstance(cell, Constant) and cell.number)
            for column in heading.columns
        )
    ]  # fmt: skip


def _says(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the cell holds a text, or a formula, which may give one."""
    cell = sheet.rows.get(row, {}).get(column)
    return isinstance(cell, Formula) or (isinstance(cell, Constant) and isinstance(cell.value, str) and bool(cell.value.strip()))


def _only_periods(sheet: Sheet, row: int, heading: Heading) -> bool:
    """Whether a row is a heading too: dates or years, which have no unit."""
    return all(period(sheet.value(row, column)) is not None for column in heading.columns)


def _unit_column(sheet: Sheet, heading: Heading) -> int | None:
    """The column before the periods that is headed as one of units, by the heading's own row or another at the top."""
    top = range(1, max(heading.row, sheet.frozen_rows) + 1)
    for row in sorted(top, key=lambda row: row != heading.row):
        for column, cell in sheet.rows.get(row, {}).items():
            if column < heading.first and isinstance(cell, Constant) and isinstance(cell.value, str) and _UNIT.fullmatch(cell.value.strip()):
                return column
    return None


def _labels(sheet: Sheet, heading: Heading) -> Iterator[Finding]:
    """The label may stand in any column up to the one where most labels are: labels are often indented."""
    rows = _rows(sheet, heading)
    units = _unit_column(sheet, heading)
    columns = [column for column in range(1, heading.first) if column != units]
    counts = {column: sum(_says(sheet, row, column) for row in rows) for column in columns}
    usual = next((column for column in columns if 2 * counts[column] >= len(rows)), None)
    if usual is None:
        usual = next((column for column in columns if counts[column]), 1)
    for row in rows:
        if not any(_says(sheet, row, column) for column in columns if column <= usual):
            yield Finding("missing-label", sheet.name, address(row, usual), "no label", "the name of the line")


def _units(sheet: Sheet, heading: Heading) -> Iterator[Finding]:
    rows = _rows(sheet, heading)
    column = _unit_column(sheet, heading)
    if column is None:
        if rows:
            yield Finding("missing-unit", sheet.name, "", "no column of units", "a column headed Unit")
        return
    for row in rows:
        if not _says(sheet, row, column) and not _only_periods(sheet, row, heading):
            yield Finding("missing-unit", sheet.name, address(row, column), "no unit", "the unit of the row")


def _periods(grid: Grid, headings: Mapping[str, Heading]) -> Iterator[Finding]:
    by_kind: dict[str, list[str]] = {}
    for name, heading in headings.items():
        if heading.kind == "day":
            continue
        if (broken := _broken_step(grid.sheets[name], heading)) is not None:
            yield broken
        else:
            by_kind.setdefault(heading.kind, []).append(name)
    for names in by_kind.values():
        usual = Counter(_offset(headings[name]) for name in names).most_common(1)[0][0]
        model = next(name for name in names if _offset(headings[name]) == usual)
        for name in names:
            if _offset(headings[name]) != usual:
                yield _moved(grid.sheets[name], headings[name], usual, model)


def _offset(heading: Heading) -> int:
    """The same for headings that have the same period in the same column."""
    return heading.first - heading.periods[0].number


def _broken_step(sheet: Sheet, heading: Heading) -> Finding | None:
    for place in range(1, len(heading.columns)):
        if heading.periods[place].number != heading.periods[place - 1].number + 1:
            before, here = (address(heading.row, heading.columns[at]) for at in (place - 1, place))
            found = f"{_said(sheet, heading, place)} after {_said(sheet, heading, place - 1)} in {before}"
            return Finding("header-mismatch", sheet.name, here, found, f"the {heading.kind} that follows")
    return None


def _said(sheet: Sheet, heading: Heading, place: int) -> str:
    return written(sheet.value(heading.row, heading.columns[place]))


def _moved(sheet: Sheet, heading: Heading, usual: int, model: str) -> Finding:
    wanted = heading.periods[0].number + usual
    where = f"column {address(1, wanted)[:-1]}" if wanted > 0 else "another column"
    return Finding(
        "header-mismatch", sheet.name, address(heading.row, heading.first), f"{_said(sheet, heading, 0)} in this column",
        f"it in {where}, as the {heading.kind}s of sheet {model} go",
    )  # fmt: skip
