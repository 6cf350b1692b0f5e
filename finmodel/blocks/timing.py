"""Timing: what a period is, and where the actual results end.

The bridges between calendar time, clock time and days stand here as lines, so that no formula converts units.
"""

from __future__ import annotations

from finmodel.model.block import Block
from finmodel.model.vocabulary import (
    constant,
    date,
    day,
    end_of_month,
    flag,
    flow,
    index,
    least,
    month_of,
    previous,
    ref,
    scalar,
    year_of,
)  # fmt: skip


class Timing(Block):
    """Periods, their length in every measure of time, and the boundaries of what is known."""

    # ingredients: the calendar
    period_years = scalar("year", "length of a period: one quarter")
    one_year = scalar("year", "one year, to turn calendar time into a pure number")
    one_day = scalar("day", "one day, to step from one period to the next")
    months_per_year = scalar("1/year", "months in a year")
    days_per_year = scalar("day/year", "average length of a year in days")
    hours_per_day = scalar("hour/day", "clock hours in a day")
    opening_date = day("the last day before the first period")
    tolerance = scalar("share", "relative difference below which two amounts count as equal in the checks")

    # ingredients: how far the facts reach
    last_actual_quarter = day("last day of the last quarter with reported results")
    last_delivery_quarter = day("last day of the last quarter with complete chip deliveries")

    # periods
    counter = index("count", previous(ref("counter")) + 1, "number of the period; 0 in the opening column", before=0)
    months_per_period = constant("ratio", period_years * months_per_year, "months in a period")
    periods_per_year = constant("ratio", one_year / period_years, "periods in a year")
    period_end = date(
        end_of_month(previous(ref("period_end")), months_per_period), "last day of the period", before=opening_date
    )
    period_start = date(previous(period_end) + one_day, "first day of the period")
    days = flow("day", period_end - previous(period_end), "days in the period")
    period_hours = flow("hour", days * hours_per_day, "clock hours in the period")

    # fiscal years are calendar years
    opening_year = constant("count", year_of(opening_date), "year of the opening column")
    fiscal_year = index("count", year_of(period_end), "fiscal year", before=opening_year)
    fiscal_quarter = index("count", month_of(period_end) / months_per_period, "quarter of the fiscal year")
    first_quarter_flag = flag(fiscal_year > previous(fiscal_year), "1 in the first quarter of a fiscal year")
    year_end_flag = flag(fiscal_quarter >= periods_per_year, "1 in the last quarter of a fiscal year")

    # actual or forecast
    actual_flag = flag(period_end <= last_actual_quarter, "1 where results are reported", before=1)
    forecast_flag = flag(1 - actual_flag, "1 where results are forecast")
    known_deliveries_end = constant(
        "date", least(last_actual_quarter, last_delivery_quarter), "end of deliveries and payments that are both known"
    )
    delivery_flag = flag(period_end <= known_deliveries_end, "1 where chip deliveries are facts", before=1)
