"""Inputs sheet: scalars and dates, a row each - an override cell to type in, and a column for every scenario."""

from __future__ import annotations

from datetime import date

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.inputs.entry import canonical
from finmodel.model.item import Given
from finmodel.model.timeline import serial
from finmodel.workbook.book import LINE_HEIGHT, PlainWorksheet
from finmodel.workbook.formats import DATE, as_written
from finmodel.workbook.layout import (
    HEADER_ROWS,
    INPUT_ACTIVE,
    INPUT_BASE,
    INPUT_FACTOR,
    INPUT_HIGH,
    INPUT_LOW,
    INPUT_OVERRIDE,
    INPUT_PICKED,
    INPUT_SHOWN,
    INPUTS,
    LABEL,
    LINE,
    MEMBER_1,
    MEMBER_2,
    NOTE,
    NUMBER_ROW,
    PICKED_NUMBER,
    SCENARIO_ROW,
    SERIES,
    TOTAL,
    TYPED_ROW,
    UNIT,
)  # fmt: skip
from finmodel.workbook.period_sheet import (
    PAGES_WIDE,
    Context,
    finish_sheet,
    freeze,
    write_heading,
    write_keys,
    write_section,
    write_title,
)
from finmodel.workbook.scenarios_sheet import SAYS, said
from finmodel.workbook.validation import validate

HEADS = {
    LABEL: ("Label", 50), UNIT: ("Unit as written", 22), NOTE: ("What it is", 110), LINE: ("Path", 46),
    MEMBER_1: ("Member 1", 18), MEMBER_2: ("Member 2", 18), INPUT_OVERRIDE: ("Override: type here", 14),
    INPUT_PICKED: ("Picked scenario", 14), INPUT_FACTOR: ("Factor to model unit", 12), INPUT_ACTIVE: ("Used by the model", 16),
    INPUT_SHOWN: ("Unit shown", 20), INPUT_LOW: ("Low (5%)", 13), INPUT_HIGH: ("High (95%)", 13),
}  # fmt: skip
SCENARIO_WIDTH = 18
AFTER = (("Source", 34), ("As of", 12), ("Confidence", 14), ("Why this value", 150))
"""Heads and widths of the columns after the scenarios."""


def write_inputs(context: Context) -> PlainWorksheet:
    """Every scalar: override, the picked scenario's value, factor, the value the model uses, range, scenarios, source."""
    formats, scenarios, layout = context.formats, context.scenarios, context.layout
    sheet = context.book.sheet(INPUTS)
    write_title(context, sheet, INPUTS, "Type in the override column, in the unit written beside it; the model follows.")
    after = INPUT_BASE + len(scenarios.all)
    heads = {**HEADS, **{INPUT_BASE + place: (one.name, SCENARIO_WIDTH) for place, one in enumerate(scenarios.all)},
             **dict(enumerate(AFTER, start=after))}  # fmt: skip
    for column, (head, width) in heads.items():
        sheet.write_string(1, column, head, formats.head(right=INPUT_OVERRIDE <= column < after and column != INPUT_SHOWN))
        sheet.set_column(column, column, width)
    sheet.set_row(1, 2 * LINE_HEIGHT + 2)
    _write_selector(context, sheet)
    freeze(sheet, INPUT_OVERRIDE)
    last = after + len(AFTER) - 1
    stack = layout.stacks[INPUTS]
    for block in context.model.blocks:
        if block.name in stack.sections:
            write_section(context, sheet, block.title, stack.sections[block.name], last)
    for name in stack.lines:
        item = context.model.lines[name]
        assert isinstance(item, Given)
        if name in stack.headings:
            write_heading(context, sheet, item, stack.headings[name], "")
        for place, member in zip(np.ndindex(*context.model.shape(name)), context.model.members(name), strict=True):
            _write_input(context, sheet, item, member, layout.row(name, member), context.quarter(name, place, 0))
    finish_sheet(sheet, stack.next_row - 1, last, INPUT_OVERRIDE)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    return sheet


def _write_selector(context: Context, sheet: PlainWorksheet) -> None:
    """The drop-down that picks the scenario, its place in the list, and what it says."""
    formats, scenarios = context.formats, context.scenarios
    names = f"${letters(INPUT_BASE)}$2:${letters(INPUT_BASE + len(scenarios.all) - 1)}$2"
    sheet.write_string(SCENARIO_ROW - 1, LABEL, "Scenario: pick one here", formats.get(bold=True))
    sheet.write_string(SCENARIO_ROW - 1, UNIT, scenarios.picked, formats.picker())
    sheet.data_validation(SCENARIO_ROW - 1, UNIT, SCENARIO_ROW - 1, UNIT, {
        "validate": "list", "source": f"={names}", "error_title": "No such scenario",
        "error_message": "Pick one of the scenarios in the columns of this sheet.",
        "input_title": "Scenario", "input_message": "The whole model follows the scenario picked here.",
    })  # fmt: skip
    sheet.write_string(NUMBER_ROW - 1, LABEL, "Its place among the scenarios", formats.text(grey=True))
    place = f"=MATCH({letters(UNIT)}{SCENARIO_ROW},{names},0)"
    sheet.put_formula(NUMBER_ROW - 1, UNIT, place, formats.get(num_format="0", align="left"), scenarios.number)
    sheet.write_string(TYPED_ROW - 1, LABEL, "Overrides typed in, here and on Series", formats.text(grey=True))
    column = letters(INPUT_OVERRIDE)
    cells = f"{column}{HEADER_ROWS + 1}:{column}{context.layout.stacks[INPUTS].next_row}"
    series = context.layout.stacks[SERIES]
    counts = f"{SERIES}!${letters(TOTAL)}${HEADER_ROWS + 1}:${letters(TOTAL)}${series.next_row}"
    typed = f"=COUNTA({cells})" + (f"+SUM({counts})" if series.lines else "")
    sheet.put_formula(TYPED_ROW - 1, UNIT, typed, formats.get(num_format="0", align="left"), len(context.overrides))
    picker, count = f"{letters(UNIT)}{SCENARIO_ROW}", f"{letters(UNIT)}{TYPED_ROW}"
    shown = f'=IF({count}=0,{picker},{picker}&" + "&{count}&" typed in")'
    sheet.put_formula(SCENARIO_ROW - 1, NOTE, shown, formats.text(grey=True), context.shown_scenario)
    says = f"=INDEX({SAYS.format(last=HEADER_ROWS + len(scenarios.all))},{letters(UNIT)}{NUMBER_ROW})"
    sheet.put_formula(SCENARIO_ROW - 1, INPUT_OVERRIDE, says, formats.get(italic=True, font_color="#006100"), said(scenarios.chosen))


def _write_input(
    context: Context, sheet: PlainWorksheet, item: Given, member: tuple[str, ...], row: int, active: float
) -> None:
    formats, scenarios = context.formats, context.scenarios
    base = scenarios.points(item.name, member)[""]
    entries = [scenarios.points(item.name, member, number)[""] for number in range(1, len(scenarios.all) + 1)]
    own = entries[scenarios.number - 1]
    written = DATE if isinstance(base.value, date) else as_written(as_number(entry.value) for entry in entries)
    number, shown = context.display(item)
    write_keys(context, sheet, item, member, row, base.unit)
    sheet.write_string(row - 1, LINE, base.path, formats.text(grey=True))
    style = formats.override(DATE if written == DATE else "General")
    typed = context.overrides.get((item.name, member, ""))
    if typed is None:
        sheet.write_blank(row - 1, INPUT_OVERRIDE, None, style)
    else:
        sheet.write_number(row - 1, INPUT_OVERRIDE, typed, style)
    validate(sheet, row - 1, (INPUT_OVERRIDE, INPUT_OVERRIDE), item, [base], context.model.timeline)
    first, last = letters(INPUT_BASE), letters(INPUT_BASE + len(entries) - 1)
    picked, override, factor = (letters(column) for column in (INPUT_PICKED, INPUT_OVERRIDE, INPUT_FACTOR))
    pick = f"=INDEX(${first}{row}:${last}{row},{PICKED_NUMBER.partition('!')[2]})"
    sheet.put_formula(row - 1, INPUT_PICKED, pick, formats.calculated(written), as_number(own.value))
    sheet.write_number(row - 1, INPUT_FACTOR, base.factor, formats.documented(as_written([base.factor])))
    formula = f'=IF({override}{row}="",{picked}{row},{override}{row})*{factor}{row}'
    sheet.put_formula(row - 1, INPUT_ACTIVE, formula, formats.calculated(number, bold=True), active)
    sheet.write_string(row - 1, INPUT_SHOWN, shown, formats.text(grey=True, indent=1))
    for column, bound in ((INPUT_LOW, base.low), (INPUT_HIGH, base.high)):
        if bound is not None:
            sheet.write_number(row - 1, column, as_number(bound), formats.documented(_bound_format(bound)))
    for place, entry in enumerate(entries):
        column = INPUT_BASE + place
        if place == 0 or entry.value != base.value:
            sheet.write_number(row - 1, column, as_number(entry.value), formats.given(written))
        else:
            sheet.put_formula(row - 1, column, f"=${first}{row}", formats.as_base(written), as_number(base.value))
    _write_source(context, sheet, base, row, INPUT_BASE + len(entries))


def _write_source(context: Context, sheet: PlainWorksheet, entry: Entry, row: int, column: int) -> None:
    """Where the base value comes from; the sources of what scenarios change stand on Scenarios."""
    formats = context.formats
    sheet.write_string(row - 1, column, entry.source, formats.text(grey=True, indent=1))
    sheet.write_number(row - 1, column + 1, serial(entry.as_of), formats.documented(DATE))
    sheet.write_string(row - 1, column + 2, entry.confidence, formats.text(grey=True, indent=1))
    sheet.write_words(row - 1, column + 3, entry.note, formats.text(grey=True, wrap=True), AFTER[-1][1])


def _bound_format(bound: float | date) -> str:
    return DATE if isinstance(bound, date) else as_written([bound])


def as_number(value: float | date) -> float:
    return canonical(value, 1.0)
