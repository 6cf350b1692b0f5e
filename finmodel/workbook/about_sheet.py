"""About sheet: what the workbook is, how to use it, its conventions and its stamp."""

from __future__ import annotations

from finmodel import __version__
from finmodel.inputs import Inputs
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.checks_sheet import MASTER
from finmodel.workbook.period_sheet import Context

ABOUT = "About"
SCHEMA = 1
HOW_TO = (
    "Read Annual for the outcomes by fiscal year, Outcomes for the same by quarter.",
    "Every black or green number is a live formula; green ones refer to another sheet.",
    "Type in the amber override cells on Inputs, or the override rows on Series: the whole model follows.",
    "Checks counts what breaks; the master check stands in the heading of every sheet: 1 means that every check passes.",
    "Blue numbers are inputs: Inputs gives the source, date and range of each, Series the sources of each row.",
)
CONVENTIONS = (
    "Costs and capex are positive. Flows are amounts per quarter; money per person is per year.",
    "H100e is 8-bit dense peak over that of one H100. Watts are IT watts unless said otherwise.",
    "n/a stands where a denominator is zero. Parentheses are negative, a dash is zero.",
)


def write_about(context: Context, inputs: Inputs) -> PlainWorksheet:
    formats = context.formats
    sheet = context.book.sheet(ABOUT)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, f"{inputs.pack.title}, {inputs.scenario}", formats.title())
    sheet.write_string(1, 0, inputs.pack.says, formats.text(grey=True))
    row = 3
    sheet.write_string(row, 0, "Master check", formats.get(bold=True))
    failed = any((context.values[check.name] < 1).any() for check in context.model.checks)
    sheet.put_formula(row, 1, f"={MASTER}", formats.get(bold=True, align="left"), float(not failed))
    for title, sentences in (("How to use it", HOW_TO), ("Conventions", CONVENTIONS)):
        row += 2
        sheet.write_string(row, 0, title, formats.get(bold=True))
        for sentence in sentences:
            sheet.write_string(row, 1, sentence, formats.text())
            row += 1
    row += 1
    stamp: tuple[tuple[str, str], ...] = (
        ("finmodel", __version__),
        ("Pack", inputs.pack.name),
        ("Scenario", inputs.scenario),
        ("As known on", inputs.as_of.isoformat()),
        ("Inputs hash", inputs.hash),
        ("Workbook schema", str(SCHEMA)),
    )
    changed = [entry for entry in inputs.entries if entry.layer != "base"]
    if changed:
        paths = list(dict.fromkeys(entry.path.partition("@")[0] for entry in changed))
        stamp = (*stamp, ("Changed from base", ", ".join(paths)))
    for label, text in stamp:
        sheet.write_string(row, 0, label, formats.get(bold=True))
        sheet.write_string(row, 1, text, formats.text())
        row += 1
    return sheet
