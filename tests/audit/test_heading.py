"""Heading: what counts as a period, and which row says which period each column is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from finmodel.audit.grid import Constant, Sheet
from finmodel.audit.heading import heading_of
from finmodel.audit.period import Period, period, regular
from finmodel.audit.read import read


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2022Q1", Period("quarter", 2022 * 4)), ("Q1 2022", Period("quarter", 2022 * 4)), ("1Q22", Period("quarter", 2022 * 4)),
        ("Q4-23A", Period("quarter", 2023 * 4 + 3)), ("FY2026", Period("year", 2026)), ("FY26E", Period("year", 2026)),
        ("2026", Period("year", 2026)), (2026, Period("year", 2026)), (2026.0, Period("year", 2026)), ("2026 (F)", Period("year", 2026)),
        ("H2 2022", Period("half", 2022 * 2 + 1)), ("Jan-22", Period("month", 2022 * 12)), ("December 2022", Period("month", 2022 * 12 + 11)),
        ("2022-02", Period("month", 2022 * 12 + 1)), (datetime(2022, 3, 31), Period("day", date(2022, 3, 31).toordinal())),
        ("2022-03-31", Period("day", date(2022, 3, 31).toordinal())),
        ("Q5 2022", None), ("H3 2022", None), ("2022-13", None), ("Total", None), (1640, None), (2026.5, None), (True, None), (None, None),
        ("Mar", None), ("Xyz 22", None), (float("nan"), None), (1e300, None), ("", None),
    ],
)  # fmt: skip
def test_periods(value: object, found: Period | None) -> None:
    assert period(value) == found


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        ([date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31)], "month"),
        ([date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30)], "quarter"),
        ([date(2022, 6, 30), date(2022, 12, 31), date(2023, 6, 30)], "half"),
        ([date(2022, 6, 30), date(2023, 6, 30), date(2024, 6, 30)], "year"),
        ([date(2022, 6, 1), date(2022, 6, 8), date(2022, 6, 15)], "day"),
    ],
)
def test_dates_are_what_their_distance_says(days: list[date], kind: str) -> None:
    found = regular([day.toordinal() for day in days])
    assert {one.kind for one in found} == {kind}
    if kind != "day":
        assert [one.number - found[0].number for one in found] == [0, 1, 2]


def sheet_of(*rows: tuple[object, ...], frozen: int = 0) -> Sheet:
    cells = {
        number: {place: Constant(value) for place, value in enumerate(row, start=1) if value is not None}
        for number, row in enumerate(rows, start=1)
    }
    return Sheet("S", rows=cells, frozen_rows=frozen)  # type: ignore[arg-type] # formulas and constants are mixed freely here


def columns_of(sheet: Sheet) -> tuple[int, tuple[int, ...]] | None:
    heading = heading_of(sheet)
    return None if heading is None else (heading.row, heading.columns)


def test_three_periods_side_by_side_make_a_heading() -> None:
    assert columns_of(sheet_of(("Plan",), ("Label", "2022", "2023"))) is None
    assert columns_of(sheet_of(("Plan",), ("Label", "2022", "2023", "2024"))) == (2, (2, 3, 4))


def test_a_row_of_numbers_that_look_like_years_is_none() -> None:
    assert columns_of(sheet_of(("Pages", 1999, 2005, 2020))) is None


def test_annual_columns_between_quarters_are_left_out() -> None:
    row = ("", "Q1 22", "Q2 22", "Q3 22", "Q4 22", "FY22", "Q1 23", "Q2 23", "Q3 23", "Q4 23", "FY23")
    assert columns_of(sheet_of(row)) == (1, (2, 3, 4, 5, 7, 8, 9, 10))


def test_names_go_before_dates_that_start_with_the_opening_one() -> None:
    dates = (datetime(2021, 12, 31), datetime(2022, 3, 31), datetime(2022, 6, 30), datetime(2022, 9, 30), datetime(2022, 12, 31))
    names = (None, "Q1 22", "Q2 22", "Q3 22", "Q4 22")
    assert columns_of(sheet_of(dates, names)) == (2, (2, 3, 4, 5))
    assert columns_of(sheet_of(dates)) == (1, (1, 2, 3, 4, 5))


def test_the_frozen_rows_are_looked_at_first() -> None:
    long = ("2020", "2021", "2022", "2023", "2024")
    assert columns_of(sheet_of((None, "2022", "2023", "2024"), long, frozen=1)) == (1, (2, 3, 4))
    assert columns_of(sheet_of((None, "2022", "2023", "2024"), long)) == (2, (1, 2, 3, 4, 5))


def test_rows_above_the_pane_are_headings_wherever_the_sheet_is_scrolled_to(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.freeze_panes = "D4"
    book.active.sheet_view.pane.topLeftCell = "K90"
    book.save(tmp_path / "scrolled.xlsx")
    content = (tmp_path / "scrolled.xlsx").read_bytes()
    assert read(content, "scrolled.xlsx").sheets["Sheet"].frozen_rows == 3
