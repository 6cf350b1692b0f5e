"""pyproforma: line items over periods, an instance of the model for each scenario.

A line's own seed for the first period belongs to the class, and opening balances differ between scenarios here: the
formulas look at the opening input in the first period instead. Otherwise every line is one line item.
"""

from __future__ import annotations

import math

import numpy as np
from exchange import OUTCOMES, QUARTERS, YEAR_ENDS, Draws, Outcomes, measure
from pyproforma import FormulaLine, InputLine, ProformaModel, ScalarInputLine, ScalarLine


class SmallCompany(ProformaModel):
    default_periods = list(range(1, QUARTERS + 1))

    hiring_plan = InputLine()
    hours = InputLine()
    quarter = ScalarLine(value=0.25)
    opening_headcount = ScalarInputLine()
    hiring_success = ScalarInputLine()
    attrition = ScalarInputLine()
    salary = ScalarInputLine()
    pay_growth = ScalarInputLine()
    chips_per_person = ScalarInputLine()
    compute_growth = ScalarInputLine()
    opening_chips = ScalarInputLine()
    opening_chip_price = ScalarInputLine()
    price_decline = ScalarInputLine()
    build_share = ScalarInputLine()
    life = ScalarInputLine()
    chip_power = ScalarInputLine()
    power_price = ScalarInputLine()
    utilisation = ScalarInputLine()
    hour_price = ScalarInputLine()
    tax_rate = ScalarInputLine()
    interest_rate = ScalarInputLine()
    minimum_cash = ScalarInputLine()
    opening_cash = ScalarInputLine()

    hires = FormulaLine(lambda li, t: li.hiring_plan[t] * li.hiring_success)
    leavers = FormulaLine(
        lambda li, t: (li.headcount[t - 1] if t > 1 else li.opening_headcount) * li.attrition * li.quarter
    )
    headcount = FormulaLine(
        lambda li, t: (li.headcount[t - 1] if t > 1 else li.opening_headcount) + li.hires[t] - li.leavers[t]
    )
    average_headcount = FormulaLine(
        lambda li, t: ((li.headcount[t - 1] if t > 1 else li.opening_headcount) + li.headcount[t]) / 2
    )
    pay = FormulaLine(
        lambda li, t: li.average_headcount[t] * li.salary * li.quarter * (1 + li.pay_growth) ** (t * li.quarter)
    )
    chips_wanted = FormulaLine(
        lambda li, t: li.headcount[t] * li.chips_per_person * (1 + li.compute_growth) ** (t * li.quarter)
    )
    chips = FormulaLine(lambda li, t: max(li.chips[t - 1] if t > 1 else li.opening_chips, li.chips_wanted[t]))
    chips_bought = FormulaLine(lambda li, t: li.chips[t] - (li.chips[t - 1] if t > 1 else li.opening_chips))
    chip_price = FormulaLine(lambda li, t: li.opening_chip_price * (1 - li.price_decline) ** (t * li.quarter))
    capex = FormulaLine(lambda li, t: li.chips_bought[t] * li.chip_price[t] * (1 + li.build_share))
    capex_to_date = FormulaLine(lambda li, t: (li.capex_to_date[t - 1] if t > 1 else 0) + li.capex[t])
    capex_written_off = FormulaLine(
        lambda li, t: (
            li.capex_to_date[t - math.floor(li.life / li.quarter)] if t > math.floor(li.life / li.quarter) else 0
        )
    )
    depreciation = FormulaLine(
        lambda li, t: (li.capex_to_date[t] - li.capex_written_off[t]) / math.floor(li.life / li.quarter)
    )
    book_value_brought_forward = FormulaLine(lambda li, t: li.book_value[t - 1] if t > 1 else 0)
    book_value = FormulaLine(lambda li, t: li.book_value_brought_forward[t] + li.capex[t] - li.depreciation[t])
    power_cost = FormulaLine(lambda li, t: li.chips[t] * li.chip_power * li.power_price * li.hours[t])
    revenue = FormulaLine(lambda li, t: li.chips[t] * li.utilisation * li.hour_price * li.hours[t])
    operating_profit = FormulaLine(lambda li, t: li.revenue[t] - li.pay[t] - li.power_cost[t] - li.depreciation[t])
    tax = FormulaLine(lambda li, t: max(0, li.operating_profit[t]) * li.tax_rate)
    cash_brought_forward = FormulaLine(lambda li, t: li.cash[t - 1] if t > 1 else li.opening_cash)
    interest = FormulaLine(lambda li, t: li.cash_brought_forward[t] * li.interest_rate * li.quarter)
    cash_before_funding = FormulaLine(
        lambda li, t: (
            li.cash_brought_forward[t] + li.interest[t] + li.revenue[t] - li.pay[t] - li.power_cost[t] - li.tax[t] - li.capex[t]
        )
    )
    funding = FormulaLine(lambda li, t: max(0, li.minimum_cash - li.cash_before_funding[t]))
    cash = FormulaLine(lambda li, t: li.cash_before_funding[t] + li.funding[t])


def by_instance(draws: Draws) -> Outcomes:
    plan, hours = dict(enumerate(draws.plan, 1)), dict(enumerate(draws.hours, 1))
    found = []
    for scenario in range(draws.count):
        company = SmallCompany(hiring_plan=plan, hours=hours, **draws.of(scenario))
        found.append([company[outcome][quarter] for outcome in OUTCOMES for quarter in YEAR_ENDS])
    return np.array(found)


if __name__ == "__main__":
    measure(by_instance=by_instance)
