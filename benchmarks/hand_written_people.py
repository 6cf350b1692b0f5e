"""People, written by hand: the arithmetic of the people block as a modeller would write it straight in NumPy.

The yardstick for the engine: no model, no names, no units, no checks; arrays in, arrays out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LINES = (
    "acceptance", "hires", "joiners", "survival", "leavers", "laid_off", "headcount", "average_headcount", "person_years",
    "retained_years", "veteran_uplift", "cash_pay", "sign_on_paid", "sign_on_recovered", "top_up_paid", "stock_expense",
    "unvested_overhang", "stock_forfeited", "cost_of_churn", "churn_expense", "leaver_kept", "leaver_repaid",
    "leaver_repaid_in_full", "compensation", "joined_staff", "granted_to_date", "sign_on_net_to_date",
)  # fmt: skip


def people(given: Mapping[str, Array], period_end: Array, quarter: float = 0.25) -> dict[str, Array]:
    """The lines of the block that are read elsewhere, each (teams, tiers, periods, samples) or fewer.

    given:      the block's inputs as the engine takes them: (members..., 1 or periods + 1, samples or 1), and
                `team_h100e`, the compute of each team at the end of each period.
    period_end: last days of the periods as serial numbers, the opening date first: (periods + 1,).
    """
    before, end = period_end[:-1, None], period_end[1:, None]
    counter = np.arange(1.0, len(end) + 1)[:, None]
    close = given["tolerance"]

    # leaving
    shock = given["reorganisation_date"]
    unsettled = np.maximum(0, np.minimum(end, shock + given["shock_length"]) - np.maximum(before, shock)).sum(axis=0)
    unsettled_years = quarter * np.minimum(1, unsettled / (end - before))
    now = (given["layoff_date"] > before) & (given["layoff_date"] <= end)
    layoffs = (now * -np.log(1 - given["layoff_share"])).sum(axis=1)[:, None]
    hazard = given["attrition_hazard"] * (quarter + (given["shock_multiplier"] - 1) * unsettled_years) + layoffs
    staying = np.maximum(given["survival_floor"], np.exp(-hazard))
    survival = np.cumprod(staying, axis=-2)
    before_survival = _shifted(survival, 1.0)

    # joining and staying, a period at a time: acceptance follows the compute per head of the quarter before
    acceptance, hires, headcount = _joining(given, staying)
    joiners = hires + given["transfers"][..., 1:, :]
    earlier_headcount = _shifted(headcount, given["opening_staff"])
    leavers = earlier_headcount * (1 - staying)
    laid_off = leavers * np.divide(layoffs, hazard, out=np.zeros_like(hazard), where=hazard != 0)
    joined_staff = survival * np.cumsum(joiners / survival, axis=-2)
    average_headcount = (earlier_headcount + headcount) / 2
    person_years = average_headcount * quarter
    retained_years = (earlier_headcount * staying + joiners / 2) * quarter

    # two-tier pay
    cash_rate = given["salary"] + given["bonus"] + given["benefits"]
    package = cash_rate + given["grant"] / given["vesting_time"]
    of_tier = headcount.sum(axis=0)
    newcomers = of_tier * given["is_newcomer_tier"]
    newcomer_pay, veteran_pay = _mean_pay(newcomers, package), _mean_pay(of_tier - newcomers, package)
    gap = np.divide(newcomer_pay, veteran_pay, out=np.zeros_like(newcomer_pay), where=veteran_pay != 0)
    gap_then = _ago(gap, np.floor(given["uplift_lag"] / quarter + close))
    won = np.minimum(given["uplift_cap"], given["pass_through"] * np.maximum(0, gap_then - 1))
    veteran_uplift = won * (1 - given["is_newcomer_tier"])

    # cash
    cash_pay = person_years * cash_rate * (1 + veteran_uplift)
    sign_on_paid = hires * given["sign_on"]
    periods = given["clawback_window"] / quarter
    per_survivor = sign_on_paid / survival
    recent = _last(np.cumsum(per_survivor, axis=-2), periods - 1, close)
    recent_dated = _last(np.cumsum(per_survivor * counter, axis=-2), periods - 1, close)
    lost = before_survival - survival
    in_full = lost * _shifted(recent, 0.0)
    in_part = lost * ((periods - counter) * _shifted(recent, 0.0) + _shifted(recent_dated, 0.0)) / periods
    pro_rata = given["clawback_pro_rata"]
    sign_on_recovered = pro_rata * in_part + (1 - pro_rata) * in_full
    first_year = given["grant"] * (given["immediate_share"] + (1 - given["immediate_share"]) / given["vesting_time"])
    top_up = np.maximum(0, given["guarantee"] - given["salary"] - given["bonus"] - given["sign_on"] - first_year)
    top_up_paid = survival * _last(np.cumsum(hires * top_up / survival, axis=-2), np.array([[1 / quarter]]), close) * quarter

    # stock
    granted = hires * given["grant"]
    at_once = granted * given["immediate_share"]
    to_vest = granted - at_once
    vesting_periods = given["vesting_time"] / quarter
    each = to_vest / survival
    so_far, dated_so_far = np.cumsum(each, axis=-2), np.cumsum(each * counter, axis=-2)
    vesting = survival * _last(so_far, vesting_periods, close) * quarter / given["vesting_time"]
    cliff_periods = given["cliff"] / quarter - 1
    granted_lately = _shifted(_last(so_far, cliff_periods, close), 0.0)
    dated_lately = _shifted(_last(dated_so_far, cliff_periods, close), 0.0)
    taken_back = lost * (counter * granted_lately - dated_lately) * quarter / given["vesting_time"]
    whole = np.floor(vesting_periods + close)
    unearned = _last(so_far, whole, close) * (vesting_periods - counter - 1)
    unearned = unearned + _last(dated_so_far, whole, close)
    unvested_overhang = survival * unearned / vesting_periods
    stock_forfeited = _shifted(unvested_overhang, 0.0) + to_vest - vesting - unvested_overhang
    in_first_grant = survival * _last(np.cumsum(hires / survival, axis=-2), vesting_periods, close)
    past_it = np.maximum(0, headcount - in_first_grant)
    stock_expense = at_once + vesting - taken_back + past_it * given["refresher"] * (1 + veteran_uplift) * quarter

    # churn
    severance_paid = laid_off * given["severance"]
    churn_expense = hires * given["recruiting_cost"] + severance_paid
    cost_of_churn = (
        leavers * (given["recruiting_cost"] + given["ramp_up_time"] * cash_rate) + in_full - sign_on_recovered + severance_paid
    )

    # the leaver people talk about
    paid, stay, window = given["leaver_sign_on"], given["leaver_stay"], given["leaver_window"]
    leaver_kept = paid * np.minimum(1, stay / window)

    compensation = cash_pay + sign_on_paid - sign_on_recovered + top_up_paid + stock_expense
    made = (
        acceptance, hires, joiners, survival, leavers, laid_off, headcount, average_headcount, person_years,
        retained_years, veteran_uplift, cash_pay, sign_on_paid, sign_on_recovered, top_up_paid, stock_expense,
        unvested_overhang, stock_forfeited, cost_of_churn, churn_expense, leaver_kept, paid - leaver_kept,
        paid * (stay < window), compensation, joined_staff, np.cumsum(granted, axis=-2),
        np.cumsum(sign_on_paid - sign_on_recovered, axis=-2),
    )  # fmt: skip
    return dict(zip(LINES, made, strict=True))


def _joining(given: Mapping[str, Array], staying: Array) -> tuple[Array, Array, Array]:
    """Acceptance, hires and headcount of every period."""
    offers, transfers, base = (given[line][..., 1:, :] for line in ("offers", "transfers", "base_acceptance"))
    compute = given["team_h100e"][:, None, 1:, :]
    people_now = np.broadcast_to(given["opening_staff"], (*given["opening_staff"].shape[:-1], staying.shape[-1]))[..., 0, :]
    samples = max(array.shape[-1] for array in (offers, transfers, base, compute, staying, people_now))
    acceptance, hires, headcount = (np.empty((*staying.shape[:-1], samples)) for _ in range(3))
    alone = given["opening_compute_per_head"]
    in_hand: Array = alone
    for step in range(staying.shape[-2]):
        pull = (np.maximum(0, in_hand) / given["compute_threshold"]) ** given["compute_elasticity"]
        pull = np.maximum(given["compute_floor"], np.minimum(pull, 1))
        acceptance[..., step, :] = base[..., step, :] * (1 - given["compute_matters"] * (1 - pull))
        hires[..., step, :] = offers[..., step, :] * acceptance[..., step, :]
        people_now = people_now * staying[..., step, :] + hires[..., step, :] + transfers[..., step, :]
        headcount[..., step, :] = people_now
        of_team = people_now.sum(axis=1, keepdims=True)
        share = compute[..., step, :] / np.where(of_team == 0, 1, of_team)
        in_hand = np.where(of_team == 0, alone, share)
    return acceptance, hires, headcount


def _mean_pay(heads: Array, package: Array) -> Array:
    """Pay per person over all tiers; 0 where there is nobody."""
    bill, count = (heads * package).sum(axis=0), heads.sum(axis=0)
    return np.divide(bill, count, out=np.zeros_like(bill), where=count != 0)


def _ago(row: Array, periods: Array) -> Array:
    """The value so many whole periods earlier; 0 before the first."""
    padded = np.concatenate([np.zeros((1, row.shape[-1])), row])
    places = np.clip(np.arange(1, row.shape[-2] + 1)[:, None] - periods, 0, None)
    return np.take_along_axis(padded, np.broadcast_to(places.astype(np.intp), row.shape), axis=-2)


def _shifted(row: Array, opening: Array | float) -> Array:
    """Each period's previous one."""
    first = np.broadcast_to(opening, (*row.shape[:-2], 1, row.shape[-1]))
    return np.concatenate([first, row[..., :-1, :]], axis=-2)


def _last(so_far: Array, periods: Array, close: Array) -> Array:
    """The sum over the last so many periods, fractions included, from a running sum; within `close` of a whole is whole."""
    padded = np.concatenate([np.zeros((*so_far.shape[:-2], 1, so_far.shape[-1])), so_far], axis=-2)
    full = np.floor(periods + close)
    part = periods - full
    places = np.arange(1, so_far.shape[-2] + 1)[:, None] - full
    earlier = [
        np.take_along_axis(padded, np.broadcast_to(np.clip(place, 0, None).astype(np.intp), so_far.shape), axis=-2)
        for place in (places, places - 1)
    ]
    return so_far - ((1 - part) * earlier[0] + part * earlier[1])
