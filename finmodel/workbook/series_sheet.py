"""Series sheet: inputs by period - the base points, an override row to type in, and the row the model uses.

Base and override are in the unit as written; the factor to the model's unit stands in the constant column.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from finmodel.inputs import Entry, Inputs
from finmodel.model.item import Item
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import display
from finmodel.workbook.formulas import OWN, in_column
from finmodel.workbook.inputs_sheet import as_number
from finmodel.workbook.layout import CONSTANT, LABEL, LINE, NOTE, OPENING, SERIES, letters
from finmodel.workbook.period_sheet import Context, start_sheet, write_keys


def write_series(context: Context, inputs: Inputs) -> PlainWorksheet:
    """Every series; a held point is grey, a written one blue."""
    sheet = start_sheet(context, SERIES, "Type in an override row, in the unit written beside it.")
    written: dict[tuple[str, tuple[str, ...]], dict[str, Entry]] = {}
    for entry in inputs.entries:
        if entry.period:
            written.setdefault((entry.line, entry.members), {})[entry.period] = entry
    for name in context.layout.sheets[SERIES]:
        item = context.model.lines[name]
        members = context.model.members(name)
        for number, (place, member) in enumerate(zip(np.ndindex(*context.model.shape(name)), members, strict=True)):
            active = context.layout.row(name, member)
            base = context.layout.bands[name].first - 2 * len(members) + number
            points = written.get((name, member), {})
            _write_member(context, sheet, item, place, member, (base, base + len(members), active), points)
    return sheet


def _write_member(
    context: Context, sheet: PlainWorksheet, item: Item, place: tuple[int, ...], member: tuple[str, ...],
    rows: tuple[int, int, int], points: Mapping[str, Entry],
) -> None:  # fmt: skip
    formats = context.formats
    number, unit = display(item)
    base, override, active = rows
    any_point = next(iter(points.values()), None)
    factor, as_written = (any_point.factor, any_point.unit) if any_point else (1.0, item.unit)
    for row, role in ((base, "base"), (override, "override"), (active, "")):
        write_keys(context, sheet, item, member, row, as_written if role else unit)
        if role:
            names = [context.model.dimensions[d].label(m) for d, m in zip(context.model.dims[item.name], member, strict=True)]
            sheet.write_string(row - 1, LABEL, " – ".join([item.label, *names, role]), formats.text(grey=True, indent=2))
            sheet.write_string(row - 1, LINE, f"{item.name}:{role}", formats.text(grey=True))
    sheet.write_string(base - 1, NOTE, _sources(points), formats.text(grey=True))
    sheet.write_number(active - 1, CONSTANT, factor, formats.text(grey=True))
    scale = f"${letters(CONSTANT)}{active}"
    formula = f'=IF({OWN}{override}="",{OWN}{base},{OWN}{override})*{scale}'
    for step, quarter in enumerate(context.model.timeline.names, start=1):
        column = OPENING + step
        entry = points.get(quarter)
        style = formats.given("General") if entry and not entry.filled else formats.get(num_format="General", font_color="#7F7F7F")
        sheet.write_number(base - 1, column, as_number(entry.value) if entry else 0.0, style)
        sheet.write_blank(override - 1, column, None, formats.override("General"))
        point = context.quarter(item.name, place, step)
        sheet.put_formula(active - 1, column, in_column(formula, column), formats.calculated(number), point)


def _sources(points: Mapping[str, Entry]) -> str:
    """The sources that the points of a series rest on."""
    known = list(dict.fromkeys(entry.source for entry in points.values() if entry.source))
    return f"Sources: {', '.join(known)}" if known else ""
