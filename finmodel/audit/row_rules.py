"""Row rules: one formula a row, nothing typed over it, no number that is text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from finmodel.audit.finding import Finding, address, written
from finmodel.audit.formula import Formula
from finmodel.audit.formula_rules import shown
from finmodel.audit.grid import Cell, Constant, Grid, Sheet
from finmodel.audit.heading import Heading

RUN = 4
"""So many formulas side by side make a run, on sheets or in columns without a heading of periods."""

_NUMBER = re.compile(r"\(?[-+]?[$€£]?\s*\d[\d,' ]*(\.\d+)?([eE][-+]?\d+)?\s*%?\)?")


def row_findings(grid: Grid, headings: Mapping[str, Heading]) -> Iterator[Finding]:
    for sheet in grid.live():
        heading = headings.get(sheet.name)
        if heading is None:
            yield from _without_heading(sheet)
        else:
            yield from _with_heading(sheet, heading)


def _with_heading(sheet: Sheet, heading: Heading) -> Iterator[Finding]:
    within = set(heading.columns)
    for row, cells in sheet.rows.items():
        yield from _runs(sheet, row, {column: cell for column, cell in cells.items() if column not in within})
        if row == heading.row:
            continue
        over = {column: cells[column] for column in heading.columns if column in cells}
        yield from _one_formula(sheet, row, heading.columns, over)
        yield from _nothing_typed(sheet, row, over)
        if row > heading.row:
            yield from _no_text(sheet, row, over)


def _one_formula(sheet: Sheet, row: int, columns: Sequence[int], over: Mapping[int, Cell]) -> Iterator[Finding]:
    formulas = {column: cell for column, cell in over.items() if isinstance(cell, Formula)}
    if len(formulas) < 2:
        return
    usual = _usual(list(formulas.values()))
    odd = [column for column, formula in formulas.items() if formula.r1c1 != usual.r1c1]
    gaps = [column for column in columns if min(formulas) < column < max(formulas) and column not in over]
    if not odd and not gaps:
        return
    first, *others = sorted(odd + gaps)
    also = tuple(address(row, column) for column in others)
    found = shown(formulas[first], row, first) if first in formulas else "nothing"
    yield Finding("row-formula", sheet.name, address(row, first), found, f"{shown(usual, row, first)} as in the rest of the row", len(odd + gaps), also)


def _nothing_typed(sheet: Sheet, row: int, over: Mapping[int, Cell]) -> Iterator[Finding]:
    """A blue number before the first formula is an input of history, not typed over anything."""
    formulas = {column: cell for column, cell in over.items() if isinstance(cell, Formula)}
    if not formulas:
        return
    start = min(formulas)
    typed = [
        column for column, cell in over.items()
        if isinstance(cell, Constant) and cell.number and not (cell.blue and column < start)
    ]  # fmt: skip
    over_formulas = [column for column in typed if column > start]
    history = [column for column in typed if column < start]
    if over_formulas:
        yield _typed(sheet, row, over_formulas, f"{shown(_usual(list(formulas.values())), row, over_formulas[0])} as in the rest of the row")
    if history:
        yield _typed(sheet, row, history, "a blue font, if it is history, or the formula of the row")


def _typed(sheet: Sheet, row: int, columns: Sequence[int], wanted: str) -> Finding:
    """Numbers where formulas are expected: the first of a row, and where the others stand."""
    first, *others = columns
    found = f"the number {written(sheet.value(row, first))}"
    also = tuple(address(row, column) for column in others)
    return Finding("hard-coded", sheet.name, address(row, first), found, wanted, len(columns), also)


def _no_text(sheet: Sheet, row: int, over: Mapping[int, Cell]) -> Iterator[Finding]:
    texts = [
        column for column, cell in over.items()
        if isinstance(cell, Constant) and isinstance(cell.value, str) and _NUMBER.fullmatch(cell.value.strip())
    ]  # fmt: skip
    if texts:
        yield Finding("text-number", sheet.name, address(row, texts[0]), f"the text '{sheet.value(row, texts[0])}'", "a number", len(texts))


def _without_heading(sheet: Sheet) -> Iterator[Finding]:
    """Runs along rows; then runs down columns, where a row has no run of its own."""
    columns: dict[int, dict[int, Cell]] = {}
    for row, cells in sheet.rows.items():
        yield from _runs(sheet, row, cells)
        for stretch in _stretches(cells):
            if len(stretch) < RUN:
                for column in stretch:
                    columns.setdefault(column, {})[row] = cells[column]
    for column in sorted(columns):
        yield from _runs(sheet, column, columns[column], down=True)


def _stretches(cells: Mapping[int, Cell]) -> Iterator[list[int]]:
    """Adjacent places that hold a formula or a number."""
    run: list[int] = []
    for place, cell in cells.items():
        counts = isinstance(cell, Formula) or cell.number
        if run and (not counts or place != run[-1] + 1):
            yield run
            run = []
        if counts:
            run.append(place)
    if run:
        yield run


def _runs(sheet: Sheet, line: int, cells: Mapping[int, Cell], *, down: bool = False) -> Iterator[Finding]:
    """Odd cells inside runs of one formula: those between two neighbours that both have it. A blue number is an input."""
    for run in _stretches(cells):
        formulas = [cell for place in run if isinstance(cell := cells[place], Formula)]
        if len(run) < RUN or len(formulas) < RUN - 1:
            continue
        usual = _usual(formulas)
        same = {place for place in run if isinstance(cell := cells[place], Formula) and cell.r1c1 == usual.r1c1}
        if 2 * len(same) <= len(run):
            continue
        odd = [place for place in run if place not in same and {place - 1, place + 1} <= same]
        for place in odd:
            row, column = (place, line) if down else (line, place)
            along = "column" if down else "row"
            cell = cells[place]
            if isinstance(cell, Constant):
                if not cell.blue:
                    yield _typed(sheet, row, [column], f"{shown(usual, row, column)} as in the rest of the {along}")
            else:
                yield Finding(
                    "row-formula", sheet.name, address(row, column), shown(cell, row, column),
                    f"{shown(usual, row, column)} as in the rest of the {along}",
                )  # fmt: skip


def _usual(formulas: Sequence[Formula]) -> Formula:
    """The formula that most cells have, the first of several."""
    most = Counter(formula.r1c1 for formula in formulas).most_common(1)[0][0]
    return next(formula for formula in formulas if formula.r1c1 == most)
