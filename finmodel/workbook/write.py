"""Write: the whole workbook of one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import CellFormulaTuple

from finmodel.engine.evaluate import Array
from finmodel.engine.reconcile import Verdict
from finmodel.engine.years import Years
from finmodel.inputs import Entry, Inputs
from finmodel.model.model import Model
from finmodel.workbook.about_sheet import write_about
from finmodel.workbook.annual_sheet import AnnualSheet
from finmodel.workbook.block_sheet import write_block
from finmodel.workbook.book import Book, PlainWorksheet
from finmodel.workbook.chart import Chart
from finmodel.workbook.charts_sheet import write_charts
from finmodel.workbook.checks_sheet import MASTER, write_checks
from finmodel.workbook.formats import Formats
from finmodel.workbook.formulas import ExcelCompiler
from finmodel.workbook.inputs_sheet import write_inputs
from finmodel.workbook.layout import Layout
from finmodel.workbook.map_sheet import write_map
from finmodel.workbook.period_sheet import Context, write_master
from finmodel.workbook.reconciliation_sheet import write_reconciliation
from finmodel.workbook.series_sheet import write_series
from finmodel.workbook.sources_sheet import write_sources


def write_workbook(
    path: Path, model: Model, inputs: Inputs, values: Mapping[str, Array], verdicts: Sequence[Verdict] = (),
    headlines: Sequence[str] = (), charts: Sequence[Chart] = (),
) -> int:  # fmt: skip
    """Write a workbook of live formulas with their computed values; returns the number of formulas.

    values: every line of the model as `Engine.run` returns it, of one sample.
    headlines: lines that stand first on Annual. charts: what the Charts sheet draws, as far as the model has the lines.
    The same inputs give the same bytes. The file is written in place; see `finmodel.output` for safe replacing.
    """
    rolled = Years(model, values)
    layout = Layout(model)
    sheet_years = {name: rolled.of(name) for name in model.lines}
    book = Book(path, inputs)
    context = Context(book, Formats(book), layout, model, dict(values), sheet_years)
    compiler = ExcelCompiler(layout)
    scalars: dict[tuple[str, tuple[str, ...]], Entry] = {
        (entry.line, entry.members): entry for entry in inputs.entries if not entry.period
    }
    write_about(context, inputs)
    sheets: list[PlainWorksheet] = [write_inputs(context, scalars), write_series(context, inputs)]
    sheets += [write_block(context, compiler, block) for block in model.blocks]
    annual = AnnualSheet(context, headlines)
    sheets.append(annual.write())
    drawn = write_charts(context, annual, charts)
    sheets += [drawn] if drawn else []
    failed = any((values[check.name] < 1).any() for check in model.checks)
    for sheet in sheets:
        write_master(context, sheet, f"={MASTER}", not failed)
    if verdicts:
        write_reconciliation(context, annual, verdicts)
    write_checks(context)
    write_sources(context, inputs)
    write_map(context)
    book.get_worksheet_by_name("Annual").activate()
    formulas = sum(
        1
        for sheet in book.worksheets()
        for row in sheet.table.values()
        for cell in row.values()
        if isinstance(cell, CellFormulaTuple)
    )
    book.close()
    return formulas

