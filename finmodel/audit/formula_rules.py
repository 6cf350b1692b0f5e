"""Formula rules: what may stand inside one formula, looked at once for every row that has it."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.utils import FORMULAE

from finmodel.audit.finding import Finding, address
from finmodel.audit.formula import Formula
from finmodel.audit.grid import Grid, Sheet
from finmodel.audit.precedents import name_of, table_of
from finmodel.audit.reference import Operand
from finmodel.audit.rules import AFTER_2007, DYNAMIC, LONGEST, NEW, OUTSIDE, ROUNDING, UNIVERSAL, VOLATILE

_KNOWN = FORMULAE | AFTER_2007 | VOLATILE | DYNAMIC | NEW | OUTSIDE | ROUNDING
_PARAMETERS = ("_xlpm.", "_xlop.")
"""How a file writes the parameters of LET and LAMBDA."""

_LISTS = (
    ("volatile", VOLATILE, "a reference that can be traced, or an input"),
    ("dynamic-array", DYNAMIC, "one formula a cell"),
    ("new-function", NEW, "functions that every spreadsheet knows"),
    ("outside-call", OUTSIDE, "everything the model needs in the workbook"),
    ("rounding", ROUNDING, "unrounded steps and a number format"),
)
Broken = tuple[str, str, str]
"""Rule, found, wanted."""

_SHOWN = 80


def formula_findings(grid: Grid) -> Iterator[Finding]:
    """Every rule on single formulas, a finding for each row and formula that breaks one."""
    for sheet in grid.live():
        cached: dict[str, list[Broken]] = {}
        for row, first, count, formula in _by_row(sheet):
            if formula.r1c1 not in cached:
                cached[formula.r1c1] = list(_broken(grid, sheet, row, first, formula))
            broken = cached[formula.r1c1]
            length = len(formula.text) if len(formula.text) < LONGEST // 2 else len(formula.at(row, first))
            if length > LONGEST:
                broken = [*broken, ("long-formula", f"a formula of {length} characters", f"at most {LONGEST}")]
            for rule, found, wanted in broken:
                said = f", {shown(formula, row, first)}" if rule in ("literal", "unresolved") else ""
                yield Finding(rule, sheet.name, address(row, first), found + said, wanted, count)
        for (row, column), filled in sheet.arrays.items():
            cell = sheet.rows[row][column]
            if isinstance(cell, Formula) and cell.functions & (DYNAMIC | NEW):
                continue  # a file holds every formula with these as an array formula
            yield Finding("array-formula", sheet.name, address(row, column), f"an array formula or data table that fills {filled}", "one formula a cell")


def shown(formula: Formula, row: int, column: int) -> str:
    """The formula as it reads in that cell, cut where it is long."""
    text = formula.at(row, column)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _by_row(sheet: Sheet) -> Iterator[tuple[int, int, int, Formula]]:
    """Row, first column, number of cells and formula, for every formula of a row."""
    for row, cells in sheet.rows.items():
        found: dict[str, tuple[int, int, Formula]] = {}
        for column, cell in cells.items():
            if isinstance(cell, Formula):
                first, count, _ = found.get(cell.r1c1, (column, 0, cell))
                found[cell.r1c1] = (first, count + 1, cell)
        for first, count, formula in found.values():
            yield row, first, count, formula


def _broken(grid: Grid, sheet: Sheet, row: int, column: int, formula: Formula) -> Iterator[Broken]:
    odd = dict.fromkeys(f"{number:g}" for number in formula.literals if number not in UNIVERSAL)
    if odd:
        yield "literal", f"the number{'s' if len(odd) > 1 else ''} {', '.join(odd)}", "an input that the formula refers to"
    for rule, functions, wanted in _LISTS:
        if used := sorted(formula.functions & functions):
            yield rule, ", ".join(used), wanted
    if formula.hides:
        yield "masked-error", ", ".join(dict.fromkeys(formula.hides)), "a test for the case that is expected"
    if formula.nested_if:
        yield "nested-if", "an IF inside an IF", "one condition a formula"
    if whole := [operand.text for operand in formula.operands if operand.whole]:
        yield "whole-column", whole[0], "the rows and columns that hold the data"
    if any(operand.book for operand in formula.operands):
        yield "external-link", next(operand.text for operand in formula.operands if operand.book), "its value as an input, with a source"
    missing = [formula.broken] if formula.broken else []
    missing += [says for operand in formula.operands if not operand.book and (says := _missing(grid, sheet, row, column, operand))]
    missing += [f"the function {name}" for name in sorted(formula.unprefixed) if name not in _KNOWN and "." not in name]
    missing += [f"the function {name}" for name in sorted(formula.functions) if name.startswith(("_XLL", "_XLUDF"))]
    if missing:
        yield "unresolved", missing[0], "something that exists"


def _missing(grid: Grid, sheet: Sheet, row: int, column: int, operand: Operand) -> str:
    """What an operand names that is not in the workbook, or nothing."""
    if operand.sheet and not grid.spanned(operand.sheet):
        return f"the sheet '{operand.sheet}'"
    if operand.ends is not None or operand.name.startswith(_PARAMETERS):
        return ""
    if name_of(grid, sheet.name, operand) is None and table_of(grid, sheet.name, row, column, operand) is None:
        return f"the name '{operand.name}'"
    return ""
