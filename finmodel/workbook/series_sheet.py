"""Series sheet: inputs by period - base, what scenarios change, the picked row, an override row, the row in use.

All but the row in use are in the unit as written; the factor to the model's unit stands in its constant column. The
constant column of a scenario's row holds its place in the list of scenarios.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.model.item import Given
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import as_written
from finmodel.workbook.formulas import OWN, in_column
from finmodel.workbook.inputs_sheet import as_number
from finmodel.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    HEADER_ROWS,
    LABEL,
    LINE,
    NOTE,
    OPENING,
    PICKED_NUMBER,
    SERIES,
    TOTAL,
    SeriesRows,
)  # fmt: skip
from finmodel.workbook.period_sheet import (
    WIDTHS,
    Context,
    finish_sheet,
    member_label,
    shade_actuals,
    start_sheet,
    write_heading,
    write_keys,
    write_section,
)
from finmodel.workbook.validation import validate

OVERRIDE_ROLE = "override: type here"
"""What a row to type in is called, after the name of its line."""


def write_series(context: Context) -> PlainWorksheet:
    """Every series; a written point is blue, a held one grey."""
    sheet = start_sheet(context, SERIES, "Type in an override row, in the unit written beside it; the model follows.")
    stack = context.layout.stacks[SERIES]
    for block in context.model.blocks:
        if block.name in stack.sections:
            write_section(context, sheet, block.title, stack.sections[block.name], context.last_column())
    for name in stack.lines:
        item = context.model.lines[name]
        assert isinstance(item, Given)
        write_heading(context, sheet, item, stack.headings[name], context.display(item)[1])
        for place, member in zip(np.ndindex(*context.model.shape(name)), context.model.members(name), strict=True):
            _Member(context, sheet, item, place, member).write()
    shade_actuals(context, sheet, 3, HEADER_ROWS)
    finish_sheet(sheet, stack.next_row - 1, context.last_column(), CONSTANT)
    return sheet


class _Member:
    """The rows of one member of a series."""

    def __init__(
        self, context: Context, sheet: PlainWorksheet, item: Given, place: tuple[int, ...], member: tuple[str, ...]
    ) -> None:
        self.context, self.sheet, self.item, self.place, self.member = context, sheet, item, place, member
        self.rows: SeriesRows = context.layout.series[item.name, member]
        scenarios = context.scenarios
        self.points = {number: scenarios.points(item.name, member, number) for number in (1, *self.rows.scenarios)}
        self.every = [entry for points in self.points.values() for entry in points.values()]
        unit, self.factor = scenarios.written_in(item.name, member)
        self.unit = unit or item.unit
        self.written = as_written(as_number(entry.value) for entry in self.every)

    def write(self) -> None:
        self._write_points(self.rows.base, "base", self.points[1], {})
        for number, row in self.rows.scenarios.items():
            self._write_points(row, self.context.scenarios.all[number - 1].name, self.points[number], self.points[1])
            self.sheet.write_number(row - 1, CONSTANT, number, self.context.formats.documented("0"))
        if self.rows.scenarios:
            self._write_picked()
        self._write_override()
        self._write_active()

    def _write_points(self, row: int, role: str, points: Mapping[str, Entry], base: Mapping[str, Entry]) -> None:
        """A row of numbers: blue where a point is written and is not as in base."""
        formats, sheet = self.context.formats, self.sheet
        self._keys(row, role, self.unit)
        known = list(dict.fromkeys(entry.source for entry in points.values() if entry.source))
        if known:
            sheet.write_words(row - 1, NOTE, f"Sources: {', '.join(known)}", formats.text(grey=True, wrap=True), WIDTHS[NOTE])
        for step, quarter in enumerate(self.context.model.timeline.names, start=1):
            entry = points.get(quarter)
            own = entry is not None and not entry.filled and entry != base.get(quarter)
            style = formats.given(self.written) if own else formats.documented(self.written)
            sheet.write_number(row - 1, OPENING + step, as_number(entry.value) if entry else 0.0, style)

    def _write_picked(self) -> None:
        """The row of the picked scenario where it changes the series, else base."""
        scenarios, rows, context = self.context.scenarios, self.rows, self.context
        self._keys(rows.picked, "picked scenario", self.unit)
        first, last = min(rows.scenarios.values()), max(rows.scenarios.values())
        numbers = f"${letters(CONSTANT)}${first}:${letters(CONSTANT)}${last}"
        formula = (
            f"=IF(COUNTIF({numbers},{PICKED_NUMBER})=0,{OWN}{rows.base},"
            f"SUMIF({numbers},{PICKED_NUMBER},{OWN}${first}:{OWN}${last}))"
        )
        points = self.points.get(scenarios.number, self.points[1])
        style = context.formats.calculated(self.written, cross_sheet=True)
        for step, quarter in enumerate(context.model.timeline.names, start=1):
            value = as_number(points[quarter].value) if quarter in points else 0.0
            self.sheet.put_formula(rows.picked - 1, OPENING + step, in_column(formula, OPENING + step), style, value)

    def _write_override(self) -> None:
        row, context = self.rows.override, self.context
        self._keys(row, OVERRIDE_ROLE, self.unit)
        for step, quarter in enumerate(context.model.timeline.names, start=1):
            typed = context.overrides.get((self.item.name, self.member, quarter))
            if typed is None:
                self.sheet.write_blank(row - 1, OPENING + step, None, context.formats.override())
            else:
                self.sheet.write_number(row - 1, OPENING + step, typed, context.formats.override())
        first, last = letters(FIRST_PERIOD), letters(context.last_column())
        count = sum((self.item.name, self.member, quarter) in context.overrides for quarter in context.model.timeline.names)
        self.sheet.put_formula(row - 1, TOTAL, f"=COUNTA(${first}${row}:${last}${row})", context.formats.calculated("0;-0;"), count)
        base = list(self.points[1].values())
        validate(self.sheet, row - 1, (FIRST_PERIOD, context.last_column()), self.item, base, context.model.timeline)

    def _write_active(self) -> None:
        """The row that the model reads, in the model's unit."""
        rows, context, item = self.rows, self.context, self.item
        number, shown = context.display(item)
        self._keys(rows.active, "used by the model", shown)
        self.sheet.write_string(rows.active - 1, LINE, item.name, context.formats.text(grey=True))
        self.sheet.write_number(rows.active - 1, CONSTANT, self.factor, context.formats.documented(as_written([self.factor])))
        scale = f"${letters(CONSTANT)}{rows.active}"
        formula = f'=IF({OWN}{rows.override}="",{OWN}{rows.picked},{OWN}{rows.override})*{scale}'
        style = context.formats.calculated(number, bold=True)
        for step in range(1, len(context.model.timeline) + 1):
            point = context.quarter(item.name, self.place, step)
            self.sheet.put_formula(rows.active - 1, OPENING + step, in_column(formula, OPENING + step), style, point)

    def _keys(self, row: int, role: str, unit: str) -> None:
        """Label, unit and keys of a row; only the row in use carries the line's bare name."""
        context = self.context
        write_keys(context, self.sheet, self.item, self.member, row, unit, under_heading=True)
        label = f"{member_label(context, self.item, self.member)}: {role}" if self.member else role
        self.sheet.write_string(row - 1, LABEL, label, context.formats.text(indent=1))
        self.sheet.write_string(row - 1, LINE, f"{self.item.name}:{role}", context.formats.text(grey=True))
