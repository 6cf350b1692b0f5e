"""Period sheet: heading, panes, groups and print set-up are alike on every sheet with rows of lines."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.workbook import Workbook
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD, HEADER_ROWS, INPUTS, SERIES, TOTAL


@pytest.fixture(scope="module")
def with_rows(book: Workbook, case: Case) -> dict[str, Any]:
    """The sheets that have rows of lines."""
    return {name: book[name] for name in (*case.layout.stacks, "Annual")}


def test_the_heading_names_the_picked_scenario_and_has_the_master_check(with_rows: dict[str, Any]) -> None:
    for name, sheet in with_rows.items():
        assert (sheet["A1"].value, sheet["B1"].value) == (name, "=Inputs!$C$3"), name
        assert sheet["B1"].number_format == '"Scenario: "@'
        assert (sheet["A6"].value, sheet["B6"].value) == ("Master check: 1 if every check passes", "=Checks!$F$6"), name


def test_label_unit_and_heading_stay_in_sight(with_rows: dict[str, Any]) -> None:
    for name, sheet in with_rows.items():
        pane = sheet.sheet_view.pane
        assert (pane.state, pane.xSplit, pane.ySplit) == ("frozen", 2, HEADER_ROWS), name


def test_the_same_period_stands_in_the_same_column_everywhere(with_rows: dict[str, Any], case: Case) -> None:
    for name, sheet in with_rows.items():
        if name not in (INPUTS, "Annual"):
            heads = [sheet.cell(2, FIRST_PERIOD + 1 + step).value for step in range(len(case.model.timeline))]
            assert heads == list(case.model.timeline.names), name


def test_rows_of_members_are_grouped_under_their_heading_and_in_sight(book: Workbook, case: Case) -> None:
    layout = case.layout
    grouped = 0
    for line, band in layout.bands.items():
        sheet = book[band.sheet]
        for row in range(band.first, band.last + 1):
            under = bool(case.model.dims[line]) or band.sheet == "Series"
            assert sheet.row_dimensions[row].outlineLevel == (1 if under else 0), (line, row)
            grouped += under
        if line in layout.stacks[band.sheet].headings:
            heading = layout.stacks[band.sheet].headings[line]
            assert sheet.row_dimensions[heading].outlineLevel == 0
            assert sheet.cell(heading, 4).value == line
    assert grouped > 1000


def test_no_row_column_or_sheet_is_hidden_and_groups_open_from_above(book: Workbook) -> None:
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not [row for row, found in sheet.row_dimensions.items() if found.hidden], sheet.title
        assert not [column for column, found in sheet.column_dimensions.items() if found.hidden], sheet.title
        assert not sheet.sheet_properties.outlinePr.summaryBelow, sheet.title


def test_every_sheet_has_a_print_area_that_reaches_its_last_row(book: Workbook) -> None:
    for sheet in book:
        assert sheet.print_area, sheet.title
        last = int(sheet.print_area.rpartition("$")[2])
        assert last >= sheet.max_row or sheet.title == "Charts", sheet.title


def test_heading_label_and_unit_are_repeated_on_every_page(with_rows: dict[str, Any]) -> None:
    for name, sheet in with_rows.items():
        assert (sheet.print_title_rows, sheet.print_title_cols) == (f"$1:${HEADER_ROWS}", "$A:$B"), name
        assert sheet.page_setup.orientation == "landscape"


def test_the_longer_sheets_without_periods_repeat_their_heading(book: Workbook) -> None:
    for name in ("Scenarios", "Checks", "Sources"):
        assert book[name].print_title_rows, name


def test_totals_below_each_other_do_not_read_alike(book: Workbook, case: Case) -> None:
    """Each names its own row: LibreOffice 7.4 holds totals that read alike as one, and crashed where a scenario was picked."""
    first, last = (letters(FIRST_PERIOD + step) for step in (0, len(case.model.timeline) - 1))
    totals = 0
    for name in case.layout.stacks.keys() - {INPUTS, SERIES}:
        for row in range(HEADER_ROWS + 1, book[name].max_row + 1):
            said = book[name].cell(row, TOTAL + 1).value
            assert said in (None, f"=SUM(${first}${row}:${last}${row})"), (name, row)
            totals += said is not None
    assert totals > 1000
