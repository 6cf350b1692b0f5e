"""Timing: quarters of the calendar, and where the facts end."""

from __future__ import annotations

from datetime import date

import numpy as np

from finmodel.model.timeline import from_serial
from finmodel.project import Case
from tests.blocks.company import QUARTERS, at, company
from tests.cases import row


def test_periods_follow_each_other_without_a_gap(case: Case) -> None:
    ends, starts = row(case.values, "period_end"), row(case.values, "period_start")
    assert starts[1:] == [end + 1 for end in ends[:-1]]
    assert [from_serial(end) for end in ends] == [quarter.end for quarter in case.model.timeline.quarters]


def test_days_of_a_year_are_365_or_366(case: Case) -> None:
    by_year = np.array(row(case.values, "days")).reshape(-1, 4).sum(axis=1)
    assert by_year.tolist() == [366 if year % 4 == 0 else 365 for year in case.model.timeline.years]


def test_hours_are_days_times_24(case: Case) -> None:
    assert row(case.values, "period_hours") == [24 * days for days in row(case.values, "days")]


def test_fiscal_years_and_quarters_are_those_of_the_calendar(case: Case) -> None:
    said = [
        f"{year:.0f}Q{quarter:.0f}"
        for year, quarter in zip(row(case.values, "fiscal_year"), row(case.values, "fiscal_quarter"), strict=True)
    ]
    assert said == list(case.model.timeline.names)
    assert row(case.values, "first_quarter_flag") == [1, 0, 0, 0] * 9
    assert row(case.values, "year_end_flag") == [0, 0, 0, 1] * 9


def test_actual_ends_with_the_last_reported_quarter() -> None:
    values = company(last_actual_quarter=date(2022, 9, 30), last_delivery_quarter=date(2022, 6, 30))
    assert row(values, "actual_flag") == [1, 1, 1] + [0] * 9
    assert row(values, "forecast_flag") == [0, 0, 0] + [1] * 9
    assert row(values, "delivery_flag") == [1, 1] + [0] * 10
    assert at(values, "counter", QUARTERS[0]) == 1
