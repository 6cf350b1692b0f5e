"""Timeline: quarters, their columns and the dates of spreadsheets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.timeline import Quarter, Timeline, fiscal_years, from_serial, serial

QUARTERS = st.builds(Quarter, st.integers(1901, 2200), st.integers(1, 4))
LINE = Timeline(Quarter(2023, 3), Quarter(2025, 1))


@given(QUARTERS)
def test_a_quarter_reads_back_what_it_writes(quarter: Quarter) -> None:
    assert Quarter.read(str(quarter)) == quarter


@given(QUARTERS, st.integers(-400, 400), st.integers(-400, 400))
def test_steps_of_quarters_add_up(quarter: Quarter, first: int, second: int) -> None:
    assert quarter.plus(first).plus(second) == quarter.plus(first + second)
    assert (quarter.plus(first) > quarter) == (first > 0)


@given(QUARTERS)
def test_a_quarter_ends_the_day_before_the_next_month_of_a_quarter(quarter: Quarter) -> None:
    after = quarter.end + timedelta(days=1)
    assert (after.day, after.month % 3) == (1, 1)
    assert (quarter.end.year, (quarter.end.month + 2) // 3) == (quarter.year, quarter.quarter)


@pytest.mark.parametrize("text", ["2026", "2026Q5", "2026Q0", "26Q1", "2026q1", "2026Q1 "])
def test_other_spellings_of_a_quarter_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is not a quarter such as 2026Q3"):
        Quarter.read(text)


def test_column_zero_is_the_opening_column() -> None:
    assert LINE.names == ("2023Q3", "2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1")
    assert len(LINE) == 7
    assert LINE.opening == date(2023, 6, 30)
    assert LINE.columns_of("2023Q3") == slice(1, 2)
    assert LINE.columns_of("2025Q1") == slice(7, 8)


def test_a_fiscal_year_is_the_columns_of_its_quarters() -> None:
    assert LINE.years == (2023, 2024, 2025)
    assert fiscal_years(LINE.years) == ("FY2023", "FY2024", "FY2025")
    assert [LINE.columns_of(f"FY{year}") for year in LINE.years] == [slice(1, 3), slice(3, 7), slice(7, 8)]


@pytest.mark.parametrize("period", ["2023Q2", "2025Q2", "FY2022", "FY", "2024", "capex"])
def test_a_period_outside_the_timeline_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match=f"'{period}' is not a period between 2023Q3 and 2025Q1"):
        LINE.columns_of(period)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_serial_dates_read_back(day: date) -> None:
    assert from_serial(serial(day)) == day
