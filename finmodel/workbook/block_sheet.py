"""Block sheet: the calculated lines of one block, a row per member, one formula per row."""

from __future__ import annotations

import numpy as np

from finmodel.expr.nodes import Number, Ref
from finmodel.model.block import BlockType
from finmodel.model.item import Given, Kind, Line
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formulas import ExcelCompiler, in_column
from finmodel.workbook.layout import CONSTANT, OPENING, TOTAL
from finmodel.workbook.period_sheet import (
    Context,
    finish_sheet,
    first_to_last,
    shade_actuals,
    start_sheet,
    write_heading,
    write_keys,
)


def write_block(context: Context, compiler: ExcelCompiler, block: BlockType) -> PlainWorksheet:
    """Every calculated line of a block, with the value of each formula stored beside it."""
    sheet = start_sheet(context, block.title, says_of(block))
    stack = context.layout.stacks[block.title]
    for item in context.model.in_block(block.name):
        if isinstance(item, Given):
            continue
        assert isinstance(item, Line)
        assert item.formula is not None
        if item.name in stack.headings:
            write_heading(context, sheet, item, stack.headings[item.name], context.display(item)[1])
        for place, member in zip(np.ndindex(*context.model.shape(item.name)), context.model.members(item.name), strict=True):
            row = context.layout.row(item.name, member)
            formula = compiler.row(item.name, member, item.formula)
            _write_row(context, compiler, sheet, item, place, member, row, formula)
    shade_actuals(context, sheet, 3, stack.next_row - 1)
    finish_sheet(sheet, stack.next_row - 1, context.last_column(), CONSTANT)
    return sheet


def says_of(block: BlockType) -> str:
    """The sentence of a block."""
    return (block.__doc__ or "").strip().splitlines()[0]


def _write_row(
    context: Context, compiler: ExcelCompiler, sheet: PlainWorksheet, item: Line, place: tuple[int, ...],
    member: tuple[str, ...], row: int, formula: str,
) -> None:  # fmt: skip
    number, unit = context.display(item)
    write_keys(context, sheet, item, member, row, unit)
    style = context.formats.calculated(number, cross_sheet="!" in formula, bold=not item.part_of and item.kind is Kind.RATIO)
    if context.model.timeless(item.name):
        sheet.put_formula(row - 1, CONSTANT, formula, style, context.quarter(item.name, place, 0))
        return
    _write_opening(context, compiler, sheet, item, place, member, row, number)
    for step in range(1, len(context.model.timeline) + 1):
        column = OPENING + step
        sheet.put_formula(row - 1, column, in_column(formula, column), style, context.quarter(item.name, place, step))
    if item.kind is Kind.FLOW and item.name not in context.model.optional:
        total = float(context.values[item.name][place][1:, 0].sum())
        summed = context.formats.calculated(number)
        sheet.put_formula(row - 1, TOTAL, f"=SUM({first_to_last(context, row)})", summed, total)


def _write_opening(
    context: Context, compiler: ExcelCompiler, sheet: PlainWorksheet, item: Line, place: tuple[int, ...],
    member: tuple[str, ...], row: int, number: str,
) -> None:  # fmt: skip
    """The value before the first period: a universal constant, or a reference."""
    if isinstance(item.before, Number):
        sheet.write_number(row - 1, OPENING, item.before.value, context.formats.calculated(number))
    elif isinstance(item.before, Ref):
        formula = compiler.row(item.name, member, item.before)
        style = context.formats.calculated(number, cross_sheet="!" in formula)
        sheet.put_formula(row - 1, OPENING, formula, style, context.quarter(item.name, place, 0))
