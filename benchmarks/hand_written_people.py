"""People, written by hand: the arithmetic of the people block as a modeller would write it straight in NumPy.

The yardstick for the engine: no model, no names, no units, no checks; arrays in, arrays out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LINES = (
    "survival", "headcount", "average_headcount", "person_years", "cash_pay", "sign_on_paid", "sign_on_recovered",
    "stock_expense", "compensation", "hired_staff",
)  # fmt: skip


def people(given: Mapping[str, Array], period_end: Array, quarter: float = 0.25) -> dict[str, Array]:
    """The main lines of the block, each (teams, tiers, periods, samples).

    given:      the block's inputs as the engine takes them: (members..., 1 or periods + 1, samples or 1).
    period_end: last days of the periods as serial numbers, the opening date first: (periods + 1,).
    """
    before, end = period_end[:-1, None], period_end[1:, None]
    counter = np.arange(1.0, len(end) + 1)[:, None]
    hires = given["hires"][..., 1:, :]

    # leaving
    shock = given["reorganisation_date"]
    unsettled = np.maximum(0, np.minimum(end, shock + given["shock_length"]) - np.maximum(before, shock)).sum(axis=0)
    unsettled_years = quarter * np.minimum(1, unsettled / (end - before))
    now = (given["layoff_date"] > before) & (given["layoff_date"] <= end)
    layoffs = (now * -np.log(1 - given["layoff_share"])).sum(axis=1)
    hazard = (
        given["attrition_hazard"] * (quarter + (given["shock_multiplier"] - 1) * unsettled_years) + layoffs[:, None]
    )
    staying = np.maximum(given["survival_floor"], np.exp(-hazard))
    survival = np.cumprod(staying, axis=-2)
    before_survival = _shifted(survival, 1.0)

    # staying
    joined = np.cumsum(hires / survival, axis=-2)
    hired_staff = survival * joined
    headcount = hired_staff + given["opening_staff"] * survival
    earlier_headcount = _shifted(headcount, given["opening_staff"])
    average_headcount = (earlier_headcount + headcount) / 2
    person_years = average_headcount * quarter

    # cash
    cash_pay = person_years * (given["salary"] + given["bonus"] + given["benefits"])
    sign_on_paid = hires * given["sign_on"]
    periods = given["clawback_window"] / quarter
    per_survivor = sign_on_paid / survival
    recent = _last(np.cumsum(per_survivor, axis=-2), periods - 1)
    recent_dated = _last(np.cumsum(per_survivor * counter, axis=-2), periods - 1)
    lost = before_survival - survival
    in_full = lost * _shifted(recent, 0.0)
    in_part = lost * ((periods - counter) * _shifted(recent, 0.0) + _shifted(recent_dated, 0.0)) / periods
    pro_rata = given["clawback_pro_rata"]
    sign_on_recovered = pro_rata * in_part + (1 - pro_rata) * in_full

    # stock
    granted = hires * given["grant"]
    at_once = granted * given["immediate_share"]
    vesting_periods = given["vesting_time"] / quarter
    vesting = survival * _last(np.cumsum((granted - at_once) / survival, axis=-2), vesting_periods)
    in_first_grant = survival * _last(joined, vesting_periods)
    refreshed = (headcount - in_first_grant) * given["refresher"] * quarter
    stock_expense = at_once + vesting * quarter / given["vesting_time"] + refreshed

    compensation = cash_pay + sign_on_paid - sign_on_recovered + stock_expense
    made = (survival, headcount, average_headcount, person_years, cash_pay, sign_on_paid, sign_on_recovered,
            stock_expense, compensation, hired_staff)  # fmt: skip
    return dict(zip(LINES, made, strict=True))


def _shifted(row: Array, opening: Array | float) -> Array:
    """Each period's previous one."""
    first = np.broadcast_to(opening, (*row.shape[:-2], 1, row.shape[-1]))
    return np.concatenate([first, row[..., :-1, :]], axis=-2)


def _last(so_far: Array, periods: Array) -> Array:
    """The sum over the last so many periods, fractions included, from a running sum."""
    padded = np.concatenate([np.zeros((*so_far.shape[:-2], 1, so_far.shape[-1])), so_far], axis=-2)
    full = np.floor(periods)
    part = periods - full
    places = np.arange(1, so_far.shape[-2] + 1)[:, None] - full
    earlier = [
        np.take_along_axis(padded, np.broadcast_to(np.clip(place, 0, None).astype(np.intp), so_far.shape), axis=-2)
        for place in (places, places - 1)
    ]
    return so_far - ((1 - part) * earlier[0] + part * earlier[1])
