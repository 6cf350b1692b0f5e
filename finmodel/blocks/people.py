"""People: who works on the effort, what they are paid, and who stays.

One survival row per team and tier serves every cohort: people who join in period v are still there in period t at the
share survival[t] / survival[v]. There is no attrition in the quarter of joining.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import LAYOFF, REORGANISATION, TEAM, TIER
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import clawback, cliff_reversal, corkscrew, surviving, unearned
from finmodel.model.vocabulary import (
    absolute,
    ago,
    average,
    balance,
    check,
    clamp,
    constant,
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
    ratio_or,
    ref,
    scalar,
    series,
    switch,
    total,
    whole,
)  # fmt: skip


class People(Block):
    """Headcount by team and tier, and its cash, sign-on, stock and churn cost by hire cohort."""

    # ingredients: coming
    opening_staff = scalar("person", "people before the first period", over=(TEAM, TIER), at_least=0)
    offers = series(Kind.FLOW, "person", "offers made in the quarter", over=(TEAM, TIER), at_least=0)
    base_acceptance = series(Kind.RATE, "share", "share of offers accepted, compute aside", over=TIER, fill="hold")
    compute_matters = switch("1 if compute per head moves acceptance")
    compute_threshold = scalar("H100e/person", "compute per head at which it no longer holds anyone back", at_least=1)
    compute_elasticity = scalar("ratio", "how strongly acceptance follows compute below the threshold", at_least=0)
    compute_floor = scalar("share", "least acceptance, relative to its base, however little compute there is")
    opening_compute_per_head = scalar("H100e/person", "compute per head of a team without people yet", at_least=0)
    transfers = series(
        Kind.FLOW, "person", "people who move in from another team (negative: who move out)", over=(TEAM, TIER),
        may_be_empty=True, at_least=-100_000,
    )  # fmt: skip

    # ingredients: going
    attrition_hazard = scalar("1/year", "rate of leaving in quiet times", over=TIER, at_least=0.001)
    shock_multiplier = scalar(
        "ratio", "rate of leaving after a reorganisation over that in quiet times", over=TIER, at_least=0
    )
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
    cliff = scalar("year", "time before which a leaver forfeits all of the grant", over=TIER, at_least=0.25)
    immediate_share = scalar("share", "share of the grant that vests at once", over=TIER)
    guarantee = scalar("USD/person", "first-year pay guaranteed, stock included", over=TIER, at_least=0)
    refresher = scalar("USD/person/year", "yearly stock of those past their first grant", over=TIER, at_least=0)
    recruiting_cost = scalar("USD/person", "search, agency and relocation per recruit", over=TIER, at_least=0)
    severance = scalar("USD/person", "paid to a person who is laid off", over=TIER, at_least=0)
    ramp_up_time = scalar("year", "working time lost until a recruit is productive", over=TIER, at_least=0)

    # ingredients: the leaver people talk about
    leaver_sign_on = scalar("USD/person", "sign-on of the leaver in the worked example", at_least=0)
    leaver_window = scalar("year", "clawback window in the worked example", at_least=0.01)
    leaver_stay = scalar("year", "how long the leaver of the worked example stays", at_least=0)

    # ingredients: two-tier pay
    is_newcomer_tier = switch("1 if the tier's pay is what veterans compare themselves with", over=TIER)
    pass_through = scalar("share", "part of the pay gap over one that veterans win", at_most=1)
    uplift_cap = scalar("share", "most that veterans win", at_most=1)
    uplift_lag = scalar("year", "how long that takes", at_least=0.25)

    # joining: offers accepted, and transfers
    compute_in_hand = index(
        "H100e/person", ratio_or(ref("team_h100e"), ref("team_headcount"), opening_compute_per_head),
        "research compute per person of the team", before=opening_compute_per_head,
    )  # fmt: skip
    compute_pull = rate(
        "share",
        clamp((most(0, previous(compute_in_hand)) / compute_threshold) ** compute_elasticity, compute_floor, 1),
        "acceptance relative to its base, by last quarter's compute per head",
    )
    acceptance = rate(
        "share", base_acceptance * (1 - compute_matters * (1 - compute_pull)), "share of offers accepted"
    )
    hires = flow("person", offers * acceptance, "people who are hired in the quarter")
    joiners = flow("person", hires + transfers, "people who join the team, from outside or from another team")

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
    laid_off = flow("person", leavers * ratio_or(layoff_hazard, hazard, 0), "of those, laid off")
    headcount = corkscrew(
        "person", "people at the end of the period", additions=[joiners], reductions=[leavers], opening=opening_staff
    )
    average_headcount = average("person", (previous(headcount) + headcount) / 2, "people, mean of opening and closing")
    person_years = flow("person*year", average_headcount * Timing.period_years, "time worked")
    retained_years = flow(
        "person*year", (previous(headcount) * staying + joiners / 2) * Timing.period_years,
        "time worked by those who stay to the end; who joins works half the quarter",
    )  # fmt: skip

    # two-tier pay: what newcomers earn over what veterans earn, some quarters ago, raises the veterans
    package = constant(
        "USD/person/year", salary + bonus + benefits + grant / vesting_time, "yearly package of the tier, without one-offs"
    )
    tier_headcount = balance("person", total(headcount, TEAM), "people of the tier, all teams")
    newcomers = balance("person", tier_headcount * is_newcomer_tier, "people of the tiers veterans look at")
    newcomers_of_all = balance("person", total(newcomers, TIER), "the same, all tiers")
    newcomer_bill = index("USD/year", newcomers * package, "yearly packages of newcomers")
    newcomer_bill_of_all = index("USD/year", total(newcomer_bill, TIER), "the same, all tiers")
    veteran_bill = index("USD/year", (tier_headcount - newcomers) * package, "yearly packages of veterans")
    veteran_bill_of_all = index("USD/year", total(veteran_bill, TIER), "the same, all tiers")
    veterans = balance("person", tier_headcount - newcomers, "people of the other tiers")
    veterans_of_all = balance("person", total(veterans, TIER), "the same, all tiers")
    newcomer_pay = index("USD/person/year", ratio_or(newcomer_bill_of_all, newcomers_of_all, 0), "mean package of newcomers")
    veteran_pay = index("USD/person/year", ratio_or(veteran_bill_of_all, veterans_of_all, 0), "mean package of veterans")
    pay_gap = index("ratio", ratio_or(newcomer_pay, veteran_pay, 0), "newcomers' package over veterans'", before=0)
    uplift_periods = constant("ratio", whole(uplift_lag / Timing.period_years + Timing.tolerance), "periods until the gap is felt")
    uplift_won = rate(
        "share", least(uplift_cap, pass_through * most(0, ago(pay_gap, uplift_periods) - 1)), "raise that veterans have won"
    )
    veteran_uplift = rate("share", uplift_won * (1 - is_newcomer_tier), "raise of the tier")

    # cash
    cash_pay = flow(
        "USD", person_years * (salary + bonus + benefits) * (1 + veteran_uplift), "salary, bonus, benefits and overhead"
    )
    sign_on_paid = flow("USD", hires * sign_on, "sign-on payments")
    sign_on_recovered = clawback(
        "USD", sign_on_paid, survival, clawback_window, clawback_pro_rata, "sign-on repaid by leavers"
    )
    first_year_vest = constant(
        "USD/person", grant * (immediate_share + (1 - immediate_share) * Timing.one_year / vesting_time),
        "stock of the first year, at grant value",
    )  # fmt: skip
    top_up = constant(
        "USD/person",
        most(0, guarantee - (salary + bonus) * Timing.one_year - sign_on - first_year_vest),
        "what the guarantee adds to the first year",
    )
    top_up_promised = flow("USD", hires * top_up, "top-up promised to the quarter's recruits")
    top_up_base = surviving(
        "USD", top_up_promised, survival, "top-up being earned, of people who stay", within=Timing.one_year
    )
    top_up_paid = flow("USD", top_up_base * Timing.period_years / Timing.one_year, "top-up to first-year guarantees")

    # stock, by hire cohort
    granted = flow("USD", hires * grant, "stock granted to recruits")
    vested_at_once = flow("USD", granted * immediate_share, "expensed in the quarter of hiring, never forfeited")
    stock_to_vest = flow("USD", granted * (1 - immediate_share), "granted and still to be earned")
    vesting_base = surviving(
        "USD", stock_to_vest, survival, "grants that are vesting, of people who stay", within=vesting_time
    )
    vesting_expense = flow(
        "USD", vesting_base * Timing.period_years / vesting_time, "straight-line expense of vesting grants"
    )
    cliff_forfeits = cliff_reversal(
        "USD", stock_to_vest, survival, cliff, vesting_time, "accrued expense taken back from leavers before the cliff"
    )
    unvested_overhang = unearned(
        "USD", stock_to_vest, survival, vesting_time, "grants not yet earned, of people still there"
    )
    overhang_added = flow("USD", stock_to_vest - vesting_expense, "granted less earned in the quarter")
    stock_forfeited = flow(
        "USD", previous(unvested_overhang) + overhang_added - unvested_overhang, "unearned stock that leavers give up"
    )
    in_first_grant = surviving("person", hires, survival, "people whose first grant is vesting", within=vesting_time)
    refresher_expense = flow(
        "USD",
        most(0, headcount - in_first_grant) * refresher * (1 + veteran_uplift) * Timing.period_years,
        "stock of people past their first grant",
    )
    stock_expense = flow("USD", vested_at_once + vesting_expense - cliff_forfeits + refresher_expense, "stock compensation expense")

    # churn
    recruiting_expense = flow("USD", hires * recruiting_cost, "cost of recruiting")
    severance_paid = flow("USD", laid_off * severance, "paid to people who are laid off")
    sign_on_lost = flow(
        "USD", ref("sign_on_recovered_in_full") - sign_on_recovered, "sign-on that recent recruits keep when they leave"
    )
    ramp_up_lost = flow("USD", leavers * ramp_up_time * (salary + bonus + benefits), "pay while replacements learn")
    cost_of_churn = flow(
        "USD", leavers * recruiting_cost + sign_on_lost + severance_paid + ramp_up_lost,
        "what leaving costs: replacing, sign-on kept, severance, ramp-up; memo, parts of it are in pay already",
    )  # fmt: skip
    churn_expense = flow("USD", recruiting_expense + severance_paid, "recruiting and severance")

    # worked example: what one leaver keeps of a sign-on
    leaver_kept = constant(
        "USD/person", leaver_sign_on * least(1, leaver_stay / leaver_window), "kept if the unserved part is repaid"
    )
    leaver_repaid = constant("USD/person", leaver_sign_on - leaver_kept, "repaid if the unserved part is due")
    leaver_inside = constant("flag", leaver_stay < leaver_window, "1 if the leaver goes inside the window")
    leaver_repaid_in_full = constant(
        "USD/person", leaver_sign_on * leaver_inside, "repaid if the whole amount is due inside the window"
    )

    # all of it
    compensation = flow(
        "USD", cash_pay + sign_on_paid - sign_on_recovered + top_up_paid + stock_expense, "cash and stock cost of the people"
    )

    # checks
    joined_staff = surviving("person", joiners, survival, "people who joined since the first period and are still there")
    staff_from_opening = index("person", opening_staff * survival, "people from before the first period, still there")
    cohorts_tie_to_headcount = check(
        absolute(joined_staff + staff_from_opening - headcount) <= Timing.tolerance * most(headcount, opening_staff),
        "the cohorts add up to the headcount",
    )
    headcount_not_negative = check(headcount >= -(Timing.tolerance * opening_staff), "no negative headcount")
    moved_out = flow("person", total(transfers, TEAM), "transfers, all teams")
    moved_of_all = flow("person", total(moved_out, TIER), "transfers, all teams and tiers")
    transfers_add_up = check(absolute(moved_of_all) <= Timing.tolerance * ref("heads"), "who moves in has moved out elsewhere")
    forfeited_not_negative = check(
        stock_forfeited >= -(Timing.tolerance * ref("granted_to_date")), "nobody forfeits less than nothing"
    )
    granted_to_date = corkscrew("USD", "stock granted so far", additions=[granted])
    recovery_within_paid = check(
        ref("sign_on_net_to_date") >= -(Timing.tolerance * ref("sign_on_to_date")), "no more sign-on is repaid than was paid"
    )
    sign_on_to_date = corkscrew("USD", "sign-on paid so far", additions=[sign_on_paid])
    sign_on_net_to_date = corkscrew(
        "USD", "sign-on paid less repaid so far", additions=[sign_on_paid], reductions=[sign_on_recovered]
    )
