"""Scenarios sheet: what each scenario says, what it changes, and what that rests on."""

from __future__ import annotations

from finmodel.inputs import Change, Scenario
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.layout import HEADER_ROWS, LABEL, UNIT
from finmodel.workbook.period_sheet import Context, finish_sheet, write_title

SCENARIOS = "Scenarios"
SAYS = f"{SCENARIOS}!$C${HEADER_ROWS + 1}:$C${{last}}"
"""The sentences of the scenarios, in the order of the drop-down; `last` is the row of the last one."""

HEADS = (("Scenario", 30), ("Title, or path of what it changes", 46), ("What it says, or the change", 100), ("Builds on", 18),
         ("Source", 30), ("Confidence", 12), ("Why", 110))  # fmt: skip
SCENARIO, SOURCE, CONFIDENCE, WHY = 0, 4, 5, 6
_SIGNS = {"set": "=", "multiply": "×", "add": "+"}


def write_scenarios(context: Context) -> PlainWorksheet:
    """First a row a scenario, in the order of the drop-down on Inputs, then a row a change."""
    formats = context.formats
    sheet = context.book.sheet(SCENARIOS)
    write_title(context, sheet, SCENARIOS, "")
    for column, (head, width) in enumerate(HEADS):
        sheet.write_string(1, column, head, formats.head())
        sheet.set_column(column, column, width)
    sheet.write_string(2, LABEL, "Pick one on sheet Inputs; a later change by the same path stands on the earlier one.", formats.text(grey=True))
    sheet.freeze_panes(HEADER_ROWS, UNIT)
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    row = HEADER_ROWS
    for scenario in context.scenarios.all:
        for column, text in enumerate((scenario.name, scenario.title, said(scenario), scenario.parent)):
            sheet.write_words(row, column, text, formats.heading() if column == SCENARIO else formats.text(wrap=True), HEADS[column][1])
        row += 1
    for scenario in context.scenarios.all:
        row += 1 if scenario.written else 0
        for change in scenario.written:
            texts = (scenario.name, change.path, _change(change), "", change.source, change.confidence, change.note)
            for column, text in enumerate(texts):
                sheet.write_words(row, column, text, formats.text(grey=column in (SOURCE, CONFIDENCE), wrap=True), HEADS[column][1])
            row += 1
    finish_sheet(sheet, row, WHY)
    return sheet


def said(scenario: Scenario) -> str:
    """What a scenario says, or its title where it says nothing."""
    return scenario.says or scenario.title


def _change(change: Change) -> str:
    """The change as it is written: = 0.1 share, × 0.6, + 548 day."""
    amount = f"{change.amount:g}" if isinstance(change.amount, int | float) else str(change.amount)
    return " ".join(part for part in (_SIGNS[change.operation], amount, change.unit) if part)
