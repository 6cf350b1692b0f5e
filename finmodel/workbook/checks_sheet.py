"""Checks sheet: every check with the number of cells that break it; the master check is 1 if there are none.

A cell that holds an error breaks its check too: what counts is every cell that is not a pass.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import CONSTANT, FIRST_PERIOD, HEADER_ROWS
from finmodel.workbook.period_sheet import MASTER_ROW, Context, finish_sheet, write_title

CHECKS = "Checks"
BREACHES, PASSED = 4, 5
_COUNT = "0;-0;-"
HEADS = ((0, "Check", 52), (1, "What must hold", 100), (2, "Line", 44), (3, "Block", 14), (BREACHES, "Breaches", 10),
         (PASSED, "Passed", 10))  # fmt: skip
MASTER = f"{CHECKS}!${letters(PASSED)}${MASTER_ROW + 1}"


def write_checks(context: Context) -> PlainWorksheet:
    formats, model = context.formats, context.model
    sheet = context.book.sheet(CHECKS)
    write_title(context, sheet, CHECKS, "")
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    for place, head, width in HEADS:
        sheet.write_string(1, place, head, formats.head(right=place >= BREACHES))
        sheet.set_column(place, place, width)
    sheet.freeze_panes(HEADER_ROWS, 0)
    failed = 0
    row = HEADER_ROWS
    for check in model.checks:
        breaches = int((context.values[check.name][..., (0 if model.timeless(check.name) else 1) :, :] < 1).sum())
        failed += breaches
        for place, text in enumerate((check.label, check.note, check.name, check.block)):
            sheet.write_string(row, place, text, formats.text(grey=place > 1))
        cells = _cells(context, check.name)
        counted = f'=COUNTA({cells})-COUNTIF({cells},">=1")'
        sheet.put_formula(row, BREACHES, counted, formats.calculated(_COUNT, cross_sheet=True), breaches)
        cell = f"{letters(BREACHES)}{row + 1}"
        sheet.put_formula(row, PASSED, f"=IF({cell}<1,1,0)", formats.calculated("0"), float(breaches == 0))
        row += 1
    sheet.conditional_format(HEADER_ROWS, BREACHES, max(row, HEADER_ROWS + 1) - 1, BREACHES, {
        "type": "cell", "criteria": ">", "value": 0, "format": formats.breach()})  # fmt: skip
    finish_sheet(sheet, row, PASSED)
    column = letters(BREACHES)
    sheet.write_string(MASTER_ROW, 0, "All checks", formats.get(bold=True))
    everything = f"=SUM({column}{HEADER_ROWS + 1}:{column}{max(row, HEADER_ROWS + 1)})"
    sheet.put_formula(MASTER_ROW, BREACHES, everything, formats.calculated("0", bold=True), float(failed))
    master = f"=IF({column}{MASTER_ROW + 1}<1,1,0)"
    sheet.put_formula(MASTER_ROW, PASSED, master, formats.calculated("0", bold=True), float(failed == 0))
    return sheet


def _cells(context: Context, line: str) -> str:
    band = context.layout.bands[line]
    first, last = CONSTANT, CONSTANT
    if not band.timeless:
        first, last = FIRST_PERIOD, FIRST_PERIOD + len(context.model.timeline) - 1
    return f"{quoted(band.sheet)}!${letters(first)}${band.first}:${letters(last)}${band.last}"
