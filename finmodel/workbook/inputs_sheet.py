"""Inputs sheet: scalars and dates, a row each, with an override cell to type in."""

from __future__ import annotations

from datetime import date

import numpy as np

from finmodel.inputs import Entry
from finmodel.inputs.entry import canonical
from finmodel.model.timeline import serial
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import display
from finmodel.workbook.layout import (
    HEADER_ROWS,
    INPUT_ACTIVE,
    INPUT_FACTOR,
    INPUT_OVERRIDE,
    INPUT_VALUE,
    INPUTS,
    LABEL,
    LINE,
    MEMBER_1,
    MEMBER_2,
    NOTE,
    UNIT,
    letters,
)  # fmt: skip
from finmodel.workbook.period_sheet import Context, write_keys

MODEL_UNIT, LOW, HIGH, SOURCE, AS_OF, CONFIDENCE, LAYER = range(INPUT_ACTIVE + 1, INPUT_ACTIVE + 8)
HEADS = {
    LABEL: ("Label", 46), UNIT: ("Unit as written", 18), NOTE: ("Note", 44), LINE: ("Path", 38),
    MEMBER_1: ("Member 1", 14), MEMBER_2: ("Member 2", 14), INPUT_VALUE: ("Value", 13),
    INPUT_OVERRIDE: ("Override: type here", 13), INPUT_FACTOR: ("Factor to model unit", 12),
    INPUT_ACTIVE: ("Used by the model", 16), MODEL_UNIT: ("Unit shown", 18), LOW: ("Low (5%)", 13), HIGH: ("High (95%)", 13),
    SOURCE: ("Source", 30), AS_OF: ("As of", 11), CONFIDENCE: ("Confidence", 12), LAYER: ("Layer", 10),
}  # fmt: skip
_AS_WRITTEN = "General"
_DATE = "yyyy-mm-dd"


def write_inputs(context: Context, entries: dict[tuple[str, tuple[str, ...]], Entry]) -> PlainWorksheet:
    """Every scalar: value as written, override, factor to the canonical unit, and the value the model uses."""
    formats = context.formats
    sheet = context.book.sheet(INPUTS)
    sheet.write_string(0, 0, INPUTS, formats.title())
    sheet.write_string(0, NOTE, "Type in the override column, in the unit written beside it; the model follows.",
                       formats.text(grey=True))  # fmt: skip
    for column, (head, width) in HEADS.items():
        sheet.write_string(1, column, head, formats.head())
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER_ROWS, INPUT_VALUE)
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    for name in context.layout.sheets[INPUTS]:
        item = context.model.lines[name]
        for place, member in zip(np.ndindex(*context.model.shape(name)), context.model.members(name), strict=True):
            row = context.layout.row(name, member)
            entry = entries[(name, member)]
            write_keys(context, sheet, item, member, row, entry.unit)
            _write_value(context, sheet, entry, display(item), row, context.quarter(name, place, 0))
    return sheet


def _write_value(
    context: Context, sheet: PlainWorksheet, entry: Entry, shown: tuple[str, str], row: int, active: float
) -> None:
    formats = context.formats
    number, unit = shown
    dated = isinstance(entry.value, date)
    written = _DATE if dated else _AS_WRITTEN
    sheet.write_string(row - 1, LINE, entry.path, formats.text(grey=True))
    sheet.write_string(row - 1, NOTE, entry.note or context.model.lines[entry.line].note, formats.text(grey=True))
    sheet.write_number(row - 1, INPUT_VALUE, as_number(entry.value), formats.given(written))
    sheet.write_blank(row - 1, INPUT_OVERRIDE, None, formats.override(written))
    sheet.write_number(row - 1, INPUT_FACTOR, entry.factor, formats.text(grey=True))
    value, override, factor = (letters(column) for column in (INPUT_VALUE, INPUT_OVERRIDE, INPUT_FACTOR))
    formula = f'=IF({override}{row}="",{value}{row},{override}{row})*{factor}{row}'
    sheet.put_formula(row - 1, INPUT_ACTIVE, formula, formats.calculated(number), active)
    sheet.write_string(row - 1, MODEL_UNIT, unit, formats.text(grey=True))
    for column, bound in ((LOW, entry.low), (HIGH, entry.high)):
        if bound is not None:
            sheet.write_number(row - 1, column, as_number(bound), formats.given(written))
    sheet.write_string(row - 1, SOURCE, entry.source, formats.text())
    sheet.write_number(row - 1, AS_OF, serial(entry.as_of), formats.get(num_format=_DATE))
    sheet.write_string(row - 1, CONFIDENCE, entry.confidence, formats.text())
    sheet.write_string(row - 1, LAYER, entry.layer, formats.text())


def as_number(value: float | date) -> float:
    return canonical(value, 1.0)
