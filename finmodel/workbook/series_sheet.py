"""Series sheet: inputs by period - the base points, an override row to type in, and the row the model uses."""

from __future__ import annotations

import numpy as np

from finmodel.inputs import Inputs
from finmodel.model.item import Item
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import display
from finmodel.workbook.formulas import OWN, in_column
from finmodel.workbook.layout import LABEL, LINE, OPENING, SERIES
from finmodel.workbook.period_sheet import Context, start_sheet, write_keys


def write_series(context: Context, inputs: Inputs) -> PlainWorksheet:
    """Every series in the model's unit; a held point is grey, a written one blue."""
    sheet = start_sheet(context, SERIES, "Type in an override row, in the model's own unit (USD, not millions).")
    for name in context.layout.sheets[SERIES]:
        item = context.model.lines[name]
        members = context.model.members(name)
        for number, (place, member) in enumerate(zip(np.ndindex(*context.model.shape(name)), members, strict=True)):
            active = context.layout.row(name, member)
            base = context.layout.bands[name].first - 2 * len(members) + number
            _write_member(context, sheet, item, place, member, (base, base + len(members), active), inputs)
    return sheet


def _write_member(
    context: Context, sheet: PlainWorksheet, item: Item, place: tuple[int, ...], member: tuple[str, ...],
    rows: tuple[int, int, int], inputs: Inputs,
) -> None:  # fmt: skip
    formats = context.formats
    number, unit = display(item)
    base, override, active = rows
    for row, role in zip(rows, ("base", "override", ""), strict=True):
        write_keys(context, sheet, item, member, row, unit if role != "override" else item.unit)
        if role:
            names = [context.model.dimensions[d].label(m) for d, m in zip(context.model.dims[item.name], member, strict=True)]
            sheet.write_string(row - 1, LABEL, " – ".join([item.label, *names, role]), formats.text(grey=True, indent=2))
            sheet.write_string(row - 1, LINE, f"{item.name}:{role}", formats.text(grey=True))
    formula = f'=IF({OWN}{override}="",{OWN}{base},{OWN}{override})'
    written = inputs.written[item.name][place]
    for step in range(1, len(context.model.timeline) + 1):
        column = OPENING + step
        point = context.quarter(item.name, place, step)
        style = formats.given(number) if written[step] else formats.get(num_format=number, font_color="#7F7F7F")
        sheet.write_number(base - 1, column, point, style)
        sheet.write_blank(override - 1, column, None, formats.override("General"))
        sheet.put_formula(active - 1, column, in_column(formula, column), formats.calculated(number), point)
