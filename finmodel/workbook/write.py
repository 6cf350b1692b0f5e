"""Write: the whole workbook of one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from finmodel.engine.evaluate import Array
from finmodel.engine.reconcile import Verdict
from finmodel.engine.years import Years
from finmodel.inputs import Inputs, Scenarios
from finmodel.inputs.entry import Slot
from finmodel.model.model import Model
from finmodel.workbook.about_sheet import link_sheets, write_about
from finmodel.workbook.annual_sheet import AnnualSheet
from finmodel.workbook.block_sheet import says_of, write_block
from finmodel.workbook.book import Book, PlainWorksheet
from finmodel.workbook.chart import Chart
from finmodel.workbook.charts_sheet import write_charts
from finmodel.workbook.checks_sheet import MASTER, write_checks
from finmodel.workbook.formats import Formats
from finmodel.workbook.formulas import ExcelCompiler
from finmodel.workbook.inputs_sheet import write_inputs
from finmodel.workbook.layout import Layout
from finmodel.workbook.map_sheet import MAP_MASTER_ROW, write_map
from finmodel.workbook.names import define_names
from finmodel.workbook.period_sheet import Context, write_master
from finmodel.workbook.reconciliation_sheet import write_reconciliation
from finmodel.workbook.record import Record
from finmodel.workbook.scenarios_sheet import write_scenarios
from finmodel.workbook.series_sheet import write_series
from finmodel.workbook.sources_sheet import write_sources
from finmodel.workbook.stamp import Stamp
from finmodel.workbook.static_sheet import StaticTab, write_static

LAST_BLOCK = "outcomes"
"""The block whose sheet stands after Annual, with what is read first."""


def build_workbook(
    path: Path, model: Model, inputs: Inputs, values: Mapping[str, Array], verdicts: Sequence[Verdict] = (),
    headlines: Sequence[str] = (), charts: Sequence[Chart] = (), scenarios: Scenarios | None = None, sets: Sequence[str] = (),
    tabs: Sequence[StaticTab] = (), overrides: Mapping[Slot, float] | None = None,
) -> Book:  # fmt: skip
    """A workbook of live formulas with their computed values; `Book.write` puts it on disk.

    The same inputs give the same bytes.

    values: every line of the model as `Engine.run` returns it, of one sample.
    headlines: lines that stand first on Annual.
    charts: what the Charts sheet draws, as far as the model has the lines.
    scenarios: what the drop-down on Inputs can pick; the case is the picked one.
    sets: the --set strings of the case, for the stamp.
    tabs: results that cannot be live, at the end.
    overrides: what is typed in override cells, in the unit as written, dates as serials; `values` are those that it leads to.
    """
    rolled = Years(model, values)
    scenarios = scenarios or Scenarios.alone(inputs)
    layout = Layout(model, scenarios.of_series)
    sheet_years = {name: rolled.of(name) for name in model.lines}
    book = Book(path, inputs)
    context = Context(book, Formats(book), layout, model, dict(values), sheet_years, scenarios, dict(overrides or {}))
    compiler = ExcelCompiler(layout)
    stamp = Stamp.of(inputs, scenarios, sets)
    stamp.write(book)
    Record.of(scenarios, model).write(book)
    about = write_about(context, inputs, stamp)
    sheets: list[PlainWorksheet] = [write_inputs(context), write_series(context)]
    sheets.append(write_scenarios(context))
    sheets += [write_block(context, compiler, block) for block in model.blocks if block.name != LAST_BLOCK]
    annual = AnnualSheet(context, headlines)
    sheets.append(annual.write())
    sheets += [write_block(context, compiler, block) for block in model.blocks if block.name == LAST_BLOCK]
    drawn = write_charts(context, annual, charts)
    sheets += [drawn] if drawn else []
    failed = any((values[check.name] < 1).any() for check in model.checks)
    if verdicts:
        sheets.append(write_reconciliation(context, annual, verdicts))
    write_checks(context)
    sheets.append(write_sources(context, inputs))
    for sheet in sheets:
        write_master(context, sheet, f"={MASTER}", not failed)
    write_master(context, write_map(context), f"={MASTER}", not failed, MAP_MASTER_ROW)
    link_sheets(context, about, [(block.title, says_of(block)) for block in model.blocks])
    define_names(book, layout, model)
    for tab in tabs:
        write_static(context, tab, stamp)
    book.get_worksheet_by_name("Annual").activate()
    return book
