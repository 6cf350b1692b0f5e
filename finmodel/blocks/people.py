"""People: who works on the effort, what they are paid, and who stays.

One survival row per team and tier serves every cohort: people hired in period v are still there in period t at the
share survival[t] / survival[v]. There is no attrition in the quarter of hiring.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import LAYOFF, REORGANISATION, TEAM, TIER
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import clawback, corkscrew, surviving
from finmodel.model.vocabulary import (
    absolute,
    average,
    check,
    day,
    exp,
    flag,
    flow,
    index,
    least,
    log,
    most,
    previous,
    rate,
    ref,
    scalar,
    series,
    switch,
    total,
)  # fmt: skip


class People(Block):
    """Headcount by team and tier, and its cash, sign-on and stock cost by hire cohort."""

    # ingredients: coming and going
    opening_staff = scalar("person", "people before the first period", over=(TEAM, TIER), at_least=0)
    hires = series(Kind.FLOW, "person", "people who join in the quarter", over=(TEAM, TIER), at_least=0)
    attrition_hazard = scalar("1/year", "rate of leaving in quiet times", over=TIER, at_least=0)
    shock_multiplier = scalar("ratio", "rate of leaving after a reorganisation over that in quiet times", over=TIER, at_least=0)
    shock_length = scalar("day", "how long a reorganisation unsettles people", at_least=0)
    reorganisation_date = day("when the reorganisation was announced", over=REORGANISATION)
    layoff_date = day("when the layoff took effect", over=LAYOFF)
    layoff_share = scalar("share", "share of the team laid off", over=(TEAM, LAYOFF), at_most=0.99)
    survival_floor = scalar("share", "least share of a cohort that stays in a period, so that cohorts can be divided by it")

    # ingredients: the package of a tier
    salary = scalar("USD/person/year", "base salary", over=TIER, at_least=0)
    bonus = scalar("USD/person/year", "yearly cash bonus", over=TIER, at_least=0)
    benefits = scalar("USD/person/year", "benefits, payroll taxes and overhead", over=TIER, at_least=0)
    sign_on = scalar("USD/person", "sign-on payment", over=TIER, at_least=0)
    clawback_window = scalar("year", "time after which the sign-on is kept", over=TIER, at_least=0.25)
    clawback_pro_rata = switch("1 if leavers repay the unserved part, 0 if they repay all", over=TIER)
    grant = scalar("USD/person", "stock granted at hiring, at grant value", over=TIER, at_least=0)
    vesting_time = scalar("year", "time over which the grant vests", over=TIER, at_least=0.25)
    immediate_share = scalar("share", "share of the grant that vests at once", over=TIER)
    refresher = scalar("USD/person/year", "yearly stock of those past their first grant", over=TIER, at_least=0)

    # leaving: a hazard, multiplied in the months after a reorganisation, plus dated layoffs
    unsettled_days = flow(
        "day",
        most(
            0,
            least(Timing.period_end, reorganisation_date + shock_length)
            - most(previous(Timing.period_end), reorganisation_date),
        ),
        "days of the period that the reorganisation unsettles",
    )
    unsettled_days_of_all = flow("day", total(unsettled_days, REORGANISATION), "the same, all reorganisations")
    unsettled_years = flow(
        "year", Timing.period_years * least(1, unsettled_days_of_all / Timing.days), "unsettled part of the period"
    )
    layoff_now = flag(
        (layoff_date > previous(Timing.period_end)) * (layoff_date <= Timing.period_end), "1 in the period of the layoff"
    )
    layoff_force = flow("ratio", layoff_now * -log(1 - layoff_share), "hazard of the layoff")
    layoff_hazard = flow("ratio", total(layoff_force, LAYOFF), "hazard of all layoffs in the period")
    hazard = flow(
        "ratio",
        attrition_hazard * (Timing.period_years + (shock_multiplier - 1) * unsettled_years) + layoff_hazard,
        "hazard of leaving in the period",
    )
    staying = rate("share", most(survival_floor, exp(-hazard)), "share of a cohort that stays through the period")
    survival = index("share", previous(ref("survival")) * staying, "share of an opening cohort still there", before=1)

    # headcount
    leavers = flow("person", previous(ref("headcount")) * (1 - staying), "people who leave in the quarter")
    headcount = corkscrew(
        "person", "people at the end of the period", additions=[hires], reductions=[leavers], opening=opening_staff
    )
    average_headcount = average("person", (previous(headcount) + headcount) / 2, "people, mean of opening and closing")
    person_years = flow("person*year", average_headcount * Timing.period_years, "time worked")

    # cash
    cash_pay = flow("USD", person_years * (salary + bonus + benefits), "salary, bonus, benefits and overhead")
    sign_on_paid = flow("USD", hires * sign_on, "sign-on payments")
    sign_on_recovered = clawback(
        "USD", sign_on_paid, survival, clawback_window, clawback_pro_rata, "sign-on repaid by leavers"
    )

    # stock, by hire cohort
    granted = flow("USD", hires * grant, "stock granted to joiners")
    vested_at_once = flow("USD", granted * immediate_share, "expensed in the quarter of hiring, never forfeited")
    stock_to_vest = flow("USD", granted * (1 - immediate_share), "granted and still to be earned")
    vesting_base = surviving(
        "USD", stock_to_vest, survival, "grants that are vesting, of people who stay", within=vesting_time
    )
    vesting_expense = flow(
        "USD", vesting_base * Timing.period_years / vesting_time, "straight-line expense of vesting grants"
    )
    in_first_grant = surviving("person", hires, survival, "people whose first grant is vesting", within=vesting_time)
    refresher_expense = flow(
        "USD", (headcount - in_first_grant) * refresher * Timing.period_years, "stock of people past their first grant"
    )
    stock_expense = flow("USD", vested_at_once + vesting_expense + refresher_expense, "stock compensation expense")

    # all of it
    compensation = flow(
        "USD", cash_pay + sign_on_paid - sign_on_recovered + stock_expense, "cash and stock cost of the people"
    )

    # checks
    hired_staff = surviving("person", hires, survival, "people hired since the first period and still there")
    staff_from_opening = index("person", opening_staff * survival, "people from before the first period, still there")
    cohorts_tie_to_headcount = check(
        absolute(hired_staff + staff_from_opening - headcount) <= Timing.tolerance * headcount,
        "the cohorts add up to the headcount",
    )
    headcount_not_negative = check(headcount >= 0, "no negative headcount")
    recovery_within_paid = check(
        ref("sign_on_net_to_date") >= -(Timing.tolerance * ref("sign_on_to_date")), "no more sign-on is repaid than was paid"
    )
    sign_on_to_date = corkscrew("USD", "sign-on paid so far", additions=[sign_on_paid])
    sign_on_net_to_date = corkscrew(
        "USD", "sign-on paid less repaid so far", additions=[sign_on_paid], reductions=[sign_on_recovered]
    )
