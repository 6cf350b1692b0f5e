"""Sheet rules: errors shown, and things hidden, merged, linked or attached."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from finmodel.audit.finding import Finding, address
from finmodel.audit.grid import Grid, Sheet


def sheet_findings(grid: Grid) -> Iterator[Finding]:
    for sheet in grid.sheets.values():
        yield from _errors(sheet)
        yield from _hidden(sheet)
        for merged in sheet.merges:
            yield Finding("merged-cells", sheet.name, merged, "merged cells", "text centred across the selection")
    for part, target in grid.links.items():
        yield Finding("external-link", "", f"link {part}", f"a link to {target}", "no link to another workbook")
    for part in grid.macros:
        yield Finding("macro", "", part, "macros", "a workbook without code")
    for (on, name), formula in grid.names.items():
        whose = on or ""
        if formula.broken:
            yield Finding("unresolved", whose, f"name {name}", formula.broken, "cells that exist")
        elif any(operand.book for operand in formula.operands):
            yield Finding("external-link", whose, f"name {name}", formula.text, "cells of this workbook")
        elif gone := [operand.sheet for operand in formula.operands if operand.sheet and not grid.spanned(operand.sheet)]:
            yield Finding("unresolved", whose, f"name {name}", f"the sheet '{gone[0]}'", "a sheet that exists")


def _errors(sheet: Sheet) -> Iterator[Finding]:
    """One finding for every row and kind of error."""
    found: dict[tuple[int, str], list[int]] = {}
    for (row, column), error in sheet.errors.items():
        found.setdefault((row, error), []).append(column)
    for (row, error), columns in sorted(found.items()):
        yield Finding("error-value", sheet.name, address(row, min(columns)), error, "a value", len(columns))


def _hidden(sheet: Sheet) -> Iterator[Finding]:
    if sheet.state != "visible":
        found = "a sheet hidden so that the menu does not list it" if sheet.state == "veryHidden" else "a hidden sheet"
        yield Finding("hidden-sheet", sheet.name, "", found, "every sheet visible")
    rows = [row for row in sheet.hidden_rows if row in sheet.rows]
    if rows:
        yield Finding("hidden-rows", sheet.name, f"{rows[0]}:{rows[0]}", "a hidden row", "every row visible", len(rows))
    filled = {column for cells in sheet.rows.values() for column in cells} if sheet.hidden_columns else set()
    columns = [column for column in sheet.hidden_columns if column in filled]
    if columns:
        letters = get_column_letter(columns[0])
        yield Finding("hidden-rows", sheet.name, f"{letters}:{letters}", "a hidden column", "every column visible", len(columns))
