"""Reconciliation sheet: the model beside what was reported, in live formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.engine.reconcile import Verdict
from finmodel.inputs.reality import RealityRow
from finmodel.model.item import Kind
from finmodel.workbook.annual_sheet import AnnualSheet
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import HEADER_ROWS, OPENING
from finmodel.workbook.period_sheet import Context, finish_sheet, write_title

RECONCILIATION = "Reconciliation"
LABEL, LINE, MEMBER, PERIOD, KIND, UNIT, FACTOR, MODEL, REPORTED, LOW, HIGH, DIFFERENCE, SHARE, BASE, ALLOWED, MET = range(16)
NOTE, REASON, SOURCE = 16, 17, 18
HEADS = (
    ("What", 46), ("Line", 30), ("Member", 16), ("Period", 16), ("Kind", 12), ("Unit", 16), ("Factor", 12),
    ("Model", 13), ("Reported", 13), ("Low", 12), ("High", 12), ("Difference", 13), ("Tolerance", 10),
    ("Tolerance of", 13), ("Allowed", 12), ("Met", 8), ("What was set with it in view", 80), ("Reason, where not met", 30), ("Source", 30),
)  # fmt: skip
AMOUNT = "#,##0.00;(#,##0.00);-"
SIMULATED_HEADS = {LABEL: "What", LINE: "Line", MEMBER: "Member", PERIOD: "Period", KIND: "Kind", UNIT: "Unit", FACTOR: "Model", MODEL: "Simulated P5",
                   REPORTED: "Simulated median", LOW: "Simulated P95", HIGH: "Low", DIFFERENCE: "Reported", SHARE: "High"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Simulated:
    """A row of the reconciliation with the model's own number and the P5, median and P95 of its samples, canonical."""

    row: RealityRow
    model: float
    percentiles: tuple[float, float, float]


def write_reconciliation(context: Context, annual: AnnualSheet, verdicts: Sequence[Verdict]) -> PlainWorksheet:
    """A row a verdict; amounts in the written unit. "Met" is 1 inside the tolerance or the range."""
    formats = context.formats
    sheet = context.book.sheet(RECONCILIATION)
    write_title(context, sheet, RECONCILIATION, "Anchored rows are inputs, calibrated rows were set; only independent rows are evidence.")
    for column, (head, width) in enumerate(HEADS):
        sheet.write_string(1, column, head, formats.head(right=FACTOR <= column <= MET))
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER_ROWS, 1)
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    for row, verdict in enumerate(verdicts, start=HEADER_ROWS + 1):
        _write_verdict(context, annual, sheet, verdict, row)
    finish_sheet(sheet, HEADER_ROWS + len(verdicts), SOURCE)
    sheet.repeat_columns(LABEL)
    sheet.fit_to_pages(2, 0)
    return sheet


def _write_verdict(context: Context, annual: AnnualSheet, sheet: PlainWorksheet, verdict: Verdict, row: int) -> None:
    formats, reality = context.formats, verdict.row
    texts = {LABEL: reality.label, LINE: reality.line, MEMBER: ", ".join(reality.member), PERIOD: reality.period,
             KIND: reality.kind, UNIT: reality.unit, NOTE: reality.note, REASON: reality.reason, SOURCE: reality.source}  # fmt: skip
    for column, text in texts.items():
        style = formats.text(grey=column in (LINE, MEMBER), wrap=column in (LABEL, NOTE, REASON))
        sheet.write_words(row - 1, column, text, style, HEADS[column][1])
    sheet.write_number(row - 1, FACTOR, reality.factor, formats.documented("#,##0"))
    for column, amount in ((REPORTED, reality.reported), (LOW, reality.low), (HIGH, reality.high)):
        if amount is not None:
            sheet.write_number(row - 1, column, amount / reality.factor, formats.given(AMOUNT))
    at = {column: f"{letters(column)}{row}" for column in (FACTOR, MODEL, REPORTED, LOW, HIGH, DIFFERENCE, SHARE, BASE, ALLOWED)}
    style = formats.calculated(AMOUNT, cross_sheet=True)
    found = verdict.model / reality.factor
    sheet.put_formula(row - 1, MODEL, f"={_reference(context, annual, reality, reality.line, reality.member)}/{at[FACTOR]}", style, found)
    plain = formats.calculated(AMOUNT)
    if reality.reported is not None:
        difference = found - reality.reported / reality.factor
        sheet.put_formula(row - 1, DIFFERENCE, f"={at[MODEL]}-{at[REPORTED]}", plain, difference)
    flag = formats.get(num_format="0", bold=True, align="center")
    if reality.tolerance is not None and verdict.allowed is not None:
        sheet.write_number(row - 1, SHARE, reality.tolerance, formats.given("0.00%"))
        base = verdict.allowed / reality.tolerance / reality.factor if reality.tolerance else 0.0
        source = at[REPORTED]
        if reality.tolerance_of:
            source = f"{_reference(context, annual, reality, reality.tolerance_of, ())}/{at[FACTOR]}"
        sheet.put_formula(row - 1, BASE, f"=ABS({source})", formats.calculated(AMOUNT, cross_sheet="!" in source), base)
        sheet.put_formula(row - 1, ALLOWED, f"={at[SHARE]}*{at[BASE]}", plain, verdict.allowed / reality.factor)
        met = f"=IF(ABS({at[DIFFERENCE]})<={at[ALLOWED]},1,0)"
    else:
        met = f"=IF({at[MODEL]}<{at[LOW]},0,1)*IF({at[MODEL]}>{at[HIGH]},0,1)"
    sheet.put_formula(row - 1, MET, met, flag, float(verdict.met))


def write_simulated(context: Context, rows: Sequence[Simulated], title: str) -> None:
    """Below the live rows: published ranges beside those of a simulation, as values; the title tells that they are static."""
    formats, sheet = context.formats, context.book.get_worksheet_by_name(RECONCILIATION)
    if sheet is None or not rows:
        return
    top = int(sheet.dim_rowmax) + 2
    sheet.write_string(top, LABEL, title, formats.heading())
    for column, head in SIMULATED_HEADS.items():
        sheet.write_words(top + 1, column, head, formats.head(right=column >= FACTOR), HEADS[column][1])
    for place, one in enumerate(rows, start=top + 2):
        reality = one.row
        texts = {LABEL: reality.label, LINE: reality.line, MEMBER: ", ".join(reality.member), PERIOD: reality.period,
                 KIND: reality.kind, UNIT: reality.unit}  # fmt: skip
        for column, text in texts.items():
            sheet.write_words(place, column, text, formats.text(grey=column in (LINE, MEMBER), wrap=column == LABEL), HEADS[column][1])
        columns = (FACTOR, MODEL, REPORTED, LOW, HIGH, DIFFERENCE, SHARE)
        amounts = dict(zip(columns, (one.model, *one.percentiles, reality.low, reality.reported, reality.high), strict=True))
        for column, amount in amounts.items():
            if amount is not None:
                sheet.write_number(place, column, amount / reality.factor, formats.documented(AMOUNT))
    sheet.print_area(0, 0, top + 1 + len(rows), SOURCE)


def _reference(
    context: Context, annual: AnnualSheet, reality: RealityRow, line: str, member: tuple[str, ...]
) -> str:
    """Where the model's value stands: Annual for a year of a line that it shows, else the sheet of the line."""
    band = context.layout.bands[line]
    row = context.layout.row(line, member)
    if band.timeless:
        return f"{quoted(band.sheet)}!${letters(band.value_column)}${row}"
    if reality.year is not None and (line, member) in annual.rows:
        return annual.cell(line, member, reality.year)
    first, last = OPENING + reality.columns.start, OPENING + reality.columns.stop - 1
    rolled = {Kind.FLOW: "SUM", Kind.AVERAGE: "AVERAGE" if reality.year is not None else ""}.get(context.model.lines[line].kind)
    if rolled and first != last:
        return f"{rolled}({quoted(band.sheet)}!${letters(first)}${row}:${letters(last)}${row})"
    return f"{quoted(band.sheet)}!${letters(last)}${row}"
