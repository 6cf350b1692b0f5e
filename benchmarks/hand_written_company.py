"""Small company, written by hand: the 24 lines of `small_company.py` as a modeller would write them straight in NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
QUARTER = 0.25


def small_company(given: Mapping[str, Array], hours: Array) -> dict[str, Array]:
    """The lines of the company, (periods, samples) each.

    given: the inputs as the engine takes them: (1 or periods + 1, samples or 1).
    hours: clock hours of each period, (periods, 1).
    """
    years = np.arange(1.0, len(hours) + 1)[:, None] * QUARTER
    samples = max(array.shape[-1] for array in given.values())

    # people
    hires = given["hiring_plan"][1:] * given["hiring_success"]
    leavers, headcount = np.empty((2, len(hours), samples))
    people = given["opening_headcount"][0]
    leaving = given["attrition"][0] * QUARTER
    for step in range(len(hours)):
        leavers[step] = people * leaving
        headcount[step] = people + hires[step] - leavers[step]
        people = headcount[step]
    average_headcount = (_previous(headcount, given["opening_headcount"]) + headcount) / 2
    pay = average_headcount * (given["salary"] * QUARTER) * (1 + given["pay_growth"]) ** years

    # chips
    chips_wanted = headcount * given["chips_per_person"] * (1 + given["compute_growth"]) ** years
    chips = np.maximum(np.maximum.accumulate(chips_wanted), given["opening_chips"])
    chips_bought = chips - _previous(chips, given["opening_chips"])
    chip_price = given["opening_chip_price"] * (1 - given["price_decline"]) ** years
    capex = chips_bought * chip_price * (1 + given["build_share"])
    capex_to_date = np.cumsum(capex, axis=0)
    life = np.floor(given["life"] / QUARTER)
    written_off = np.concatenate([np.zeros((1, samples)), capex_to_date])
    places = np.maximum(0, np.arange(1, len(hours) + 1)[:, None] - life).astype(np.intp)
    capex_written_off = np.take_along_axis(written_off, np.broadcast_to(places, capex_to_date.shape), axis=0)
    depreciation = (capex_to_date - capex_written_off) / life
    book_value = np.cumsum(capex - depreciation, axis=0)

    # money
    power_cost = chips * (given["chip_power"] * given["power_price"]) * hours
    revenue = chips * (given["utilisation"] * given["hour_price"]) * hours
    operating_profit = revenue - pay - power_cost - depreciation
    tax = np.maximum(0, operating_profit) * given["tax_rate"]
    earned = revenue - pay - power_cost - tax - capex
    interest, cash_before_funding, funding, cash = np.empty((4, len(hours), samples))
    money = given["opening_cash"][0]
    interest_rate, minimum = given["interest_rate"][0] * QUARTER, given["minimum_cash"][0]
    for step in range(len(hours)):
        interest[step] = money * interest_rate
        cash_before_funding[step] = money + interest[step] + earned[step]
        funding[step] = np.maximum(0, minimum - cash_before_funding[step])
        cash[step] = cash_before_funding[step] + funding[step]
        money = cash[step]

    return {
        "hires": hires, "leavers": leavers, "headcount": headcount, "average_headcount": average_headcount, "pay": pay,
        "chips_wanted": chips_wanted, "chips": chips, "chips_bought": chips_bought, "chip_price": chip_price,
        "capex": capex, "capex_to_date": capex_to_date, "capex_written_off": capex_written_off,
        "depreciation": depreciation, "book_value_brought_forward": _previous(book_value, 0.0), "book_value": book_value,
        "power_cost": power_cost, "revenue": revenue, "operating_profit": operating_profit, "tax": tax,
        "cash_brought_forward": _previous(cash, given["opening_cash"]), "interest": interest,
        "cash_before_funding": cash_before_funding, "funding": funding, "cash": cash,
    }  # fmt: skip


def _previous(row: Array, opening: Array | float) -> Array:
    """Each period's previous one."""
    return np.concatenate([np.broadcast_to(opening, (1, row.shape[-1])), row[:-1]])
