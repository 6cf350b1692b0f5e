"""Read: tables, chart sheets, names, fonts and other things a workbook from elsewhere may hold."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.styles.colors import Color

from finmodel.audit.audit import audit
from finmodel.audit.finding import Finding
from finmodel.audit.grid import Constant
from finmodel.audit.read import read


def findings(build: Callable[[xlsxwriter.Workbook, Any], object]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.cell) for finding in found(build)]


def found(build: Callable[[xlsxwriter.Workbook, Any], object]) -> tuple[Finding, ...]:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    build(book, book.add_worksheet("Plan"))
    book.close()
    return audit(written.getvalue(), "made.xlsx").findings


def test_a_calculated_column_of_a_table_depends_on_its_row_not_on_itself() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        columns = [{"header": "Price"}, {"header": "Volume"}, {"header": "Sales", "formula": "=[@Price]*[@Volume]"}]
        sheet.add_table("A1:C6", {"name": "Sold", "columns": columns})
        for row in range(1, 6):
            sheet.write_row(row, 0, [3, 4])
        sheet.write_formula("E1", "=SUM(Sold[Sales])")

    assert findings(build) == []


def test_a_column_that_sums_itself_is_a_loop() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        columns = [{"header": "Price"}, {"header": "Share", "formula": "=[@Price]/SUM([Share])"}]
        sheet.add_table("A1:B4", {"name": "Sold", "columns": columns})

    assert {rule for rule, _ in findings(build)} == {"circular"}


def test_a_table_that_is_not_there_does_not_resolve() -> None:
    assert findings(lambda book, sheet: sheet.write_formula("E1", "=SUM(Gone[Sales])")) == [("unresolved", "E1")]


def test_chart_sheets_are_sheets_without_cells() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row("A1", [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$C$1"})
        drawn = book.add_chartsheet("Chart")
        drawn.set_chart(chart)
        drawn.hide()

    assert findings(build) == [("hidden-sheet", "")]


def test_a_name_of_a_sheet_goes_before_that_of_the_workbook() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.define_name("rate", "=Plan!$A$1")
        book.define_name("Plan!rate", "=Plan!$B$1")
        sheet.write_formula("A1", "=rate+1")
        sheet.write_formula("B1", "=1+1")

    assert findings(build) == []


def test_names_are_the_same_in_capitals_and_may_stand_for_names() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.define_name("rate", "=other_rate")
        book.define_name("other_rate", "=Plan!$A$1")
        book.define_name("forever", "=FOREVER")
        sheet.write_formula("A1", "=RATE+Forever+plan!B7")

    assert findings(build) == [("circular", "A1")]


def test_a_reference_through_several_sheets_reaches_the_middle_one() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        book.add_worksheet("Middle").write_number("A1", 3, book.add_format({"font_color": "#0000FF"}))
        book.add_worksheet("Last")
        sheet.write_formula("B1", "=SUM(Plan:Last!A1)")

    assert findings(build) == []


@pytest.mark.parametrize(
    ("color", "blue"),
    [
        ("FF0000FF", True), ("000000FF", True), ("FF0070C0", True), ("FF000000", False), ("FF006100", False), ("FF7F7FFF", False),
        (Color(indexed=12), True), (Color(indexed=8), False), (Color(theme=4), False), (None, False),
    ],
)  # fmt: skip
def test_blue_is_the_font_of_inputs(color: object, blue: bool) -> None:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = 5
    book.active["A1"].font = Font(color=color)
    book.save(written)
    assert read(written.getvalue(), "made.xlsx").sheets["Sheet"].rows[1][1] == Constant(5, blue)


def test_a_cell_far_away_costs_nothing() -> None:
    def build(book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_number(1_048_575, 16_383, 1)
        sheet.write_formula("A1", "=XFD1048576")

    assert findings(build) == []
