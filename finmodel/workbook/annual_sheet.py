"""Annual sheet: every line by fiscal year, rolled up by formula as its kind demands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.model.item import Item, Kind, Line
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import WHOLE
from finmodel.workbook.formulas import OWN, in_column, quoted
from finmodel.workbook.layout import (
    CONSTANT,
    FIRST_PERIOD,
    LABEL,
    LINE,
    MEMBER_1,
    MEMBER_2,
    NOTE,
    UNIT,
    Stack,
)  # fmt: skip
from finmodel.workbook.period_sheet import (
    ACTUAL_ROW,
    HEADS,
    WIDTHS,
    Context,
    finish_sheet,
    freeze,
    write_heading,
    write_keys,
    write_section,
    write_title,
)

ANNUAL = "Annual"
HEADLINES = "Headlines"
YEAR_ROW = 2
READ_FIRST = ("outcomes", "guidance", "group")
_SKIPPED = (Kind.FLAG, Kind.DATE, Kind.CONSTANT, Kind.INDEX)


class AnnualSheet:
    """Headlines first, then outcomes, guidance, group and the other blocks; parts of ratios have rows too."""

    def __init__(self, context: Context, headlines: Sequence[str] = ()) -> None:
        self.context = context
        self.headlines = [name for name in headlines if name in context.model.lines]
        self.rows: dict[tuple[str, tuple[str, ...]], int] = {}
        self.stack = Stack()
        for name in self._lines():
            self._place(name)

    def _place(self, name: str) -> None:
        """A section for the headlines and for each block, a heading above members, a row a member."""
        stack, model = self.stack, self.context.model
        section = HEADLINES if name in self.headlines else self._title(model.lines[name].block)
        if section not in stack.sections:
            stack.sections[section] = stack.take()
        if model.dims[name]:
            stack.headings[name] = stack.take()
        stack.lines.append(name)
        for member in model.members(name):
            self.rows[(name, member)] = stack.take()

    def _title(self, block: str) -> str:
        return next(one.title for one in self.context.model.blocks if one.name == block)

    def _lines(self) -> list[str]:
        lines = self.context.model.lines
        parts = {
            part for item in lines.values() if isinstance(item, Line) for part in (item.numerator, item.denominator) if part
        }
        blocks = [block.name for block in self.context.model.blocks]
        ordered = [*(b for b in READ_FIRST if b in blocks), *(b for b in blocks if b not in READ_FIRST)]
        chosen = [name for name, item in lines.items() if name in parts or self._wanted(item)]
        rest = [name for name in chosen if name not in self.headlines]
        return [*self.headlines, *sorted(rest, key=lambda name: ordered.index(lines[name].block))]

    def _wanted(self, item: Item) -> bool:
        if not isinstance(item, Line) or item.part_of:
            return False
        return item.kind not in _SKIPPED or item.name in self.context.model.optional

    def write(self) -> PlainWorksheet:
        context, formats, stack = self.context, self.context.formats, self.stack
        years = context.model.timeline.years
        last = FIRST_PERIOD + len(years) - 1
        sheet = context.book.sheet(ANNUAL)
        write_title(context, sheet, ANNUAL, "Fiscal years are calendar years; ratios are recomputed, never averaged.")
        for column in (LABEL, UNIT, NOTE, LINE, MEMBER_1, MEMBER_2):
            sheet.write_string(1, column, HEADS[column], formats.head())
            sheet.set_column(column, column, WIDTHS[column])
        sheet.set_column(CONSTANT, FIRST_PERIOD - 1, 2)
        for column in range(CONSTANT, FIRST_PERIOD):
            sheet.write_blank(1, column, None, formats.head())
        for step, year in enumerate(years):
            sheet.write_string(1, FIRST_PERIOD + step, f"FY{year}", formats.head(right=True))
            sheet.write_number(YEAR_ROW, FIRST_PERIOD + step, year, formats.documented(WHOLE))
        sheet.set_column(FIRST_PERIOD, last, 12)
        sheet.write_string(YEAR_ROW, LABEL, "Fiscal year", formats.text(grey=True))
        sheet.write_string(YEAR_ROW, UNIT, "count", formats.text(grey=True))
        self._write_actual(sheet)
        freeze(sheet, FIRST_PERIOD)
        for title, row in stack.sections.items():
            write_section(context, sheet, title, row, last)
        for name, row in stack.headings.items():
            write_heading(context, sheet, context.model.lines[name], row, context.display(context.model.lines[name])[1])
        places = {name: dict(zip(context.model.members(name), np.ndindex(*context.model.shape(name)), strict=True))
                  for name, _member in self.rows}  # fmt: skip
        for (name, member), row in self.rows.items():
            self._write_row(sheet, context.model.lines[name], member, places[name][member], row)
        finish_sheet(sheet, stack.next_row - 1, last, CONSTANT)
        return sheet

    def _write_actual(self, sheet: PlainWorksheet) -> None:
        """1 for a year all of whose quarters are reported, and the shade of its column."""
        context = self.context
        if "actual_flag" not in context.model.lines:
            return
        item, formats = context.model.lines["actual_flag"], context.formats
        band, years_band = context.layout.bands["actual_flag"], context.layout.bands["fiscal_year"]
        year = f"{OWN}${YEAR_ROW + 1}"
        quarters, years = self._quarters(band.sheet, band.first), self._quarters(years_band.sheet, years_band.first)
        formula = f"=IF(SUMIF({years},{year},{quarters})=COUNTIF({years},{year}),1,0)"
        sheet.write_string(ACTUAL_ROW, LABEL, item.label, formats.text(grey=True))
        sheet.write_string(ACTUAL_ROW, UNIT, item.unit, formats.text(grey=True))
        columns = context.model.timeline.years
        for step, one in enumerate(columns):
            column = FIRST_PERIOD + step
            reported = context.values["actual_flag"][context.model.timeline.year_columns(one), 0].min()
            sheet.put_formula(ACTUAL_ROW, column, in_column(formula, column), formats.calculated(WHOLE, cross_sheet=True), reported)
        rule = {"type": "formula", "criteria": f"={letters(FIRST_PERIOD)}${ACTUAL_ROW + 1}=1", "format": formats.actual()}
        sheet.conditional_format(YEAR_ROW, FIRST_PERIOD, self.stack.next_row - 2, FIRST_PERIOD + len(columns) - 1, rule)

    def _write_row(
        self, sheet: PlainWorksheet, item: Item, member: tuple[str, ...], place: tuple[int, ...], row: int
    ) -> None:
        context = self.context
        number, unit = context.display(item)
        write_keys(context, sheet, item, member, row, unit)
        formula = self.formula(item, member)
        style = context.formats.calculated(number, cross_sheet="!" in formula, bold=item.kind is Kind.RATIO)
        for step in range(len(context.model.timeline.years)):
            column = FIRST_PERIOD + step
            cached = float(context.years[item.name][(*place, step, 0)])
            sheet.put_formula(row - 1, column, in_column(formula, column), style, cached)

    def formula(self, item: Item, member: tuple[str, ...]) -> str:
        """How this line's quarters become a year, with OWN for the column."""
        context = self.context
        layout, year = context.layout, f"{OWN}${YEAR_ROW + 1}"
        if isinstance(item, Line) and item.kind is Kind.RATIO:
            above, below = self._part(item, member, item.numerator), self._part(item, member, item.denominator)
            return f'=IF({below}=0,"n/a",{above}/{below})'
        band = layout.bands[item.name]
        quarters = self._quarters(band.sheet, layout.row(item.name, member))
        if band.timeless:
            return f"={quoted(band.sheet)}!${letters(band.value_column)}${layout.row(item.name, member)}"
        years_band = layout.bands["fiscal_year"]
        years = self._quarters(years_band.sheet, years_band.first)
        weight = getattr(item, "weight", "")
        match item.kind:
            case Kind.FLOW:
                return f"=SUMIF({years},{year},{quarters})"
            case Kind.AVERAGE:
                return f"=SUMIF({years},{year},{quarters})/COUNTIF({years},{year})"
            case Kind.RATE if weight:
                by = layout.bands[weight]
                weights = self._quarters(by.sheet, layout.row(weight, self._members_of(item, member, weight)))
                total = f"SUMIF({years},{year},{weights})"
                return f'=IF({total}=0,"n/a",SUMPRODUCT(({years}={year})*{quarters}*{weights})/{total})'
            case _:
                return f"=INDEX({quarters},MATCH({year},{years},0)+COUNTIF({years},{year})-1)"

    def cell(self, line: str, member: tuple[str, ...], year: int) -> str:
        """The address of a line's fiscal year, from another sheet."""
        column = FIRST_PERIOD + self.context.model.timeline.years.index(year)
        return f"{ANNUAL}!${letters(column)}${self.rows[(line, member)]}"

    def _part(self, whole: Item, member: tuple[str, ...], part: str) -> str:
        return f"{OWN}{self.rows[(part, self._members_of(whole, member, part))]}"

    def _members_of(self, whole: Item, member: tuple[str, ...], part: str) -> tuple[str, ...]:
        model = self.context.model
        own = dict(zip(model.dims[whole.name], member, strict=True))
        return tuple(own[dimension] for dimension in model.dims[part])

    def _quarters(self, sheet: str, row: int) -> str:
        last = FIRST_PERIOD + len(self.context.model.timeline) - 1
        return f"{quoted(sheet)}!${letters(FIRST_PERIOD)}${row}:${letters(last)}${row}"
