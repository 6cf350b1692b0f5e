"""Small company in plain Python: one scenario, a quarter at a time, as one writes a function for a package that samples."""

from __future__ import annotations

import math
from collections.abc import Sequence

from exchange import OUTCOMES, YEAR_ENDS

QUARTER = 0.25


def small_company(scalars: dict[str, float], plan: Sequence[float], hours: Sequence[float]) -> list[float]:
    """The outcomes in the last quarter of each year. Plain numbers beat arrays where there is one scenario at a time."""
    leaving = scalars["attrition"] * QUARTER
    quarterly_salary = scalars["salary"] * QUARTER
    pay_growth, compute_growth = 1 + scalars["pay_growth"], 1 + scalars["compute_growth"]
    price_fall, per_chip = 1 - scalars["price_decline"], 1 + scalars["build_share"]
    success, per_person, first_price = scalars["hiring_success"], scalars["chips_per_person"], scalars["opening_chip_price"]
    power, price = scalars["chip_power"] * scalars["power_price"], scalars["utilisation"] * scalars["hour_price"]
    tax_rate, interest_rate, minimum = scalars["tax_rate"], scalars["interest_rate"] * QUARTER, scalars["minimum_cash"]
    life = math.floor(scalars["life"] / QUARTER)
    headcount, chips, book_value, cash = scalars["opening_headcount"], scalars["opening_chips"], 0.0, scalars["opening_cash"]
    capex_to_date = [0.0]
    rows: dict[str, list[float]] = {outcome: [] for outcome in OUTCOMES}
    for step, (planned, open_hours) in enumerate(zip(plan, hours, strict=True)):
        years = (step + 1) * QUARTER

        # people
        hires, leavers, before = planned * success, headcount * leaving, headcount
        headcount = before + hires - leavers
        pay = (before + headcount) / 2 * quarterly_salary * pay_growth**years

        # chips
        chips_wanted, owned = headcount * per_person * compute_growth**years, chips
        chips = max(owned, chips_wanted)
        chip_price = first_price * price_fall**years
        capex = (chips - owned) * chip_price * per_chip
        capex_to_date.append(capex_to_date[-1] + capex)
        capex_written_off = capex_to_date[max(0, step + 1 - life)]
        depreciation = (capex_to_date[-1] - capex_written_off) / life
        book_value = book_value + capex - depreciation

        # money
        power_cost, revenue = chips * power * open_hours, chips * price * open_hours
        operating_profit = revenue - pay - power_cost - depreciation
        tax = max(0.0, operating_profit) * tax_rate
        interest = cash * interest_rate
        cash_before_funding = cash + interest + revenue - pay - power_cost - tax - capex
        funding = max(0.0, minimum - cash_before_funding)
        cash = cash_before_funding + funding

        for row, amount in zip(rows.values(), (headcount, chips, book_value, operating_profit, funding, cash), strict=True):
            row.append(amount)
    return [row[quarter - 1] for row in rows.values() for quarter in YEAR_ENDS]
