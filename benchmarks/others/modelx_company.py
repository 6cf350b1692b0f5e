"""Small company as the formulas of modelx cells: each function is a cells, other names are cells or references.

An input is its draws, and `scenario`, the parameter of the space, picks one.
"""

# ruff: noqa: F821  names are looked up in the space that reads this module


def hires(t):
    return hiring_plan[t - 1] * hiring_success[scenario]


def leavers(t):
    return headcount(t - 1) * attrition[scenario] * quarter


def headcount(t):
    return headcount(t - 1) + hires(t) - leavers(t) if t > 0 else opening_headcount[scenario]


def average_headcount(t):
    return (headcount(t - 1) + headcount(t)) / 2


def pay(t):
    return average_headcount(t) * salary[scenario] * quarter * (1 + pay_growth[scenario]) ** (t * quarter)


def chips_wanted(t):
    return headcount(t) * chips_per_person[scenario] * (1 + compute_growth[scenario]) ** (t * quarter)


def chips(t):
    return larger(chips(t - 1), chips_wanted(t)) if t > 0 else opening_chips[scenario]


def chips_bought(t):
    return chips(t) - chips(t - 1)


def chip_price(t):
    return opening_chip_price[scenario] * (1 - price_decline[scenario]) ** (t * quarter)


def capex(t):
    return chips_bought(t) * chip_price(t) * (1 + build_share[scenario])


def capex_to_date(t):
    return capex_to_date(t - 1) + capex(t) if t > 0 else nothing


def capex_written_off(t):
    return capex_to_date(max(0, t - int(life[scenario] // quarter)))


def depreciation(t):
    return (capex_to_date(t) - capex_written_off(t)) / (life[scenario] // quarter)


def book_value_brought_forward(t):
    return book_value(t - 1)


def book_value(t):
    return book_value_brought_forward(t) + capex(t) - depreciation(t) if t > 0 else nothing


def power_cost(t):
    return chips(t) * chip_power[scenario] * power_price[scenario] * hours[t - 1]


def revenue(t):
    return chips(t) * utilisation[scenario] * hour_price[scenario] * hours[t - 1]


def operating_profit(t):
    return revenue(t) - pay(t) - power_cost(t) - depreciation(t)


def tax(t):
    return larger(operating_profit(t), nothing) * tax_rate[scenario]


def cash_brought_forward(t):
    return cash(t - 1)


def interest(t):
    return cash_brought_forward(t) * interest_rate[scenario] * quarter


def cash_before_funding(t):
    return cash_brought_forward(t) + interest(t) + revenue(t) - pay(t) - power_cost(t) - tax(t) - capex(t)


def funding(t):
    return larger(minimum_cash[scenario] - cash_before_funding(t), nothing)


def cash(t):
    return cash_before_funding(t) + funding(t) if t > 0 else opening_cash[scenario]
