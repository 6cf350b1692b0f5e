"""About sheet: what the workbook is, how to use it, where things stand, its conventions and its stamp."""

from __future__ import annotations

from collections.abc import Sequence

from finmodel.inputs import Inputs
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.checks_sheet import MASTER
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import SHOWN_SCENARIO
from finmodel.workbook.period_sheet import Context, finish_sheet
from finmodel.workbook.stamp import Stamp

ABOUT = "About"
WIDTH = 140
HOW_TO = (
    "1. Read Annual for the outcomes by fiscal year, Outcomes for the same by quarter, Charts for the picture.",
    "2. Pick a scenario in the amber cell at the top of Inputs: the whole model follows.",
    "3. Or type in an amber override cell, on Inputs or Series, in the unit beside it; empty it to go back.",
    "4. Look at the master check, here and at the top of every sheet: 1 means that every check passes. Checks says which fail.",
    "5. `finmodel verify` recalculates this file with an engine that is not ours; `finmodel audit` holds it to the modelling rules.",
)
CONVENTIONS = (
    "Costs and capex are positive. Flows are amounts per quarter; money per person is per year.",
    "H100e is 8-bit dense peak over that of one H100. Watts are IT watts unless said otherwise.",
    "n/a stands where a denominator is zero. Parentheses are negative, a dash is zero. Periods with reported results are shaded (on Series in the heading alone).",
    "Blue: a number that was put in. Black: a formula, or the 0 or 1 that a row starts from. Green: a formula that reads another sheet.",
    "Grey: kept beside the numbers and not to be typed over - factors, points that are held from an earlier one, ranges, dates. "
    "Amber cell with a border: type here.",
    "Every row has one formula, the same in all periods. Units stand beside every row; millions and billions are number formats.",
)
SHEETS = {
    "Inputs": "scalars and dates: override, scenarios, range, source of each", "Series": "inputs by period",
    "Scenarios": "what each scenario says and changes", "Annual": "every outcome by fiscal year, headlines first",
    "Charts": "the outcomes as pictures", "Reconciliation": "the model beside what was reported",
    "Checks": "what must hold, and where it does not", "Sources": "where the inputs come from",
    "Map": "which block feeds which",
}  # fmt: skip


def write_about(context: Context, inputs: Inputs, stamp: Stamp) -> PlainWorksheet:
    """The first page; `link_sheets` adds the list of sheets once all are there."""
    formats = context.formats
    sheet = context.book.sheet(ABOUT)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, WIDTH)
    sheet.write_string(0, 0, inputs.pack.title, formats.title())
    sheet.write_string(1, 0, inputs.pack.says, formats.text(grey=True))
    row = 3
    sheet.write_string(row, 0, "Scenario picked", formats.heading())
    sheet.put_formula(row, 1, f"={SHOWN_SCENARIO}", formats.get(bold=True, font_color="#006100"), context.shown_scenario)
    row += 1
    sheet.write_string(row, 0, "Master check", formats.heading())
    failed = any((context.values[check.name] < 1).any() for check in context.model.checks)
    style = formats.get(bold=True, align="left", font_color="#006100", num_format=MASTER_FORMAT)
    sheet.put_formula(row, 1, f"={MASTER}", style, float(not failed))
    row += 1
    for title, sentences in (("How to use it", HOW_TO), ("Conventions", CONVENTIONS)):
        row += 1
        sheet.write_string(row, 0, title, formats.heading())
        for sentence in sentences:
            sheet.write_words(row, 1, sentence, formats.text(wrap=True), WIDTH)
            row += 1
    row += 1
    sheet.write_string(row, 0, "Made from", formats.heading())
    for label, text in stamp.shown:
        sheet.write_words(row, 1, f"{label}: {text}", formats.text(wrap=True), WIDTH)
        row += 1
    context.about_row = row + 1
    return sheet


MASTER_FORMAT = '"1: every check passes";;"0: a check fails, see Checks"'
"""How the master check reads: as the number, with words."""


def link_sheets(context: Context, sheet: PlainWorksheet, says: Sequence[tuple[str, str]]) -> None:
    """A link to every other sheet, with what it holds: `says` for the sheets of blocks."""
    formats, row = context.formats, context.about_row
    sheet.write_string(row, 0, "Sheets", formats.heading())
    known = {**SHEETS, **dict(says)}
    for other in context.book.worksheets():
        if other.name != ABOUT:
            row += 1
            sheet.write_url(row, 0, f"internal:{quoted(other.name)}!A1", formats.link(), other.name)
            sheet.write_string(row, 1, known.get(other.name, ""), formats.text())
    finish_sheet(sheet, row + 1, 1)
