"""Deals: companies and licences bought for their people and their technology.

What is paid beyond the investment that is kept is the price of the people: the talent premium. It is recognised
straight line over the retention of those who stay; what leavers had left is recognised when they go.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import DEAL, LICENCE, REFUSED_BID
from finmodel.blocks.people import People
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import corkscrew
from finmodel.model.vocabulary import (
    absolute,
    balance,
    check,
    constant,
    day,
    exp,
    flag,
    flow,
    index,
    least,
    most,
    previous,
    ratio_or,
    ref,
    scalar,
    series,
    total,
)  # fmt: skip


class Deals(Block):
    """Investments, acquisitions and licences: cash, what is kept, the premium for people, buy beside poach."""

    # ingredients: the deals
    deal_amount = scalar("USD", "consideration announced", over=DEAL, at_least=0)
    deal_stake = scalar("share", "share of the company bought", over=DEAL, at_least=0.01)
    deal_closed = day("when it closed", over=DEAL)
    people_joined = scalar("person", "people who came with the deal", over=DEAL, at_least=0)
    value_kept = scalar("USD", "carried as an investment or as technology after the deal", over=DEAL, at_least=0)
    deal_retention = scalar("year", "time over which the people are tied", over=DEAL, at_least=0.25)
    deal_hazard = scalar("1/year", "rate at which the people leave", over=DEAL, at_least=0.001)
    deal_unwound = day("when it was reversed; after the horizon if it stands", over=DEAL)
    recovered_share = scalar("share", "share of the consideration that comes back if it is reversed", over=DEAL)
    impairment = series(Kind.FLOW, "USD", "write-down of the value kept", over=DEAL, may_be_empty=True, at_least=0)
    bid_amount = scalar("USD", "price at which a company was sought and refused; memo", over=REFUSED_BID, at_least=0)

    # ingredients: licences
    licence_fee = scalar("USD/year", "yearly fee", over=LICENCE, at_least=0)
    licence_per_head = scalar("USD/person/year", "yearly cost per head of the effort", over=LICENCE, at_least=0)
    licence_start = day("when the licence starts", over=LICENCE)

    # what a deal says about value
    implied_valuation = constant("USD", deal_amount / deal_stake, "value of the whole company at the price paid")
    talent_premium = constant("USD", deal_amount - value_kept, "paid for the people: amount less value kept")
    premium_per_person = constant("USD/person", ratio_or(talent_premium, people_joined, 0), "premium per person who came")

    # cash
    closed_flag = flag(Timing.period_end >= deal_closed, "1 from the quarter of closing", before=0)
    closing_flag = flag(closed_flag - previous(closed_flag), "1 in the quarter of closing")
    unwound_flag = flag(Timing.period_end >= deal_unwound, "1 from the quarter of reversal", before=0)
    unwinding_flag = flag(unwound_flag - previous(unwound_flag), "1 in the quarter of reversal")
    deal_paid = flow("USD", deal_amount * closing_flag, "consideration paid")
    deal_recovered = flow("USD", deal_amount * recovered_share * unwinding_flag, "consideration that comes back")
    deal_net_paid = flow("USD", deal_paid - deal_recovered, "cash out for the deal, net of what comes back")
    deal_cash = flow("USD", total(deal_net_paid, DEAL), "cash out for deals, net of what comes back")

    # what is kept: measurement alternative, cost less impairment
    kept_added = flow("USD", value_kept * closing_flag, "value kept, at closing")
    kept_reversed = flow(
        "USD", unwinding_flag * previous(ref("carrying_value")), "value kept that a reversal takes off the books"
    )
    impairment_taken = flow(
        "USD", (1 - unwinding_flag) * least(impairment, previous(ref("carrying_value"))), "write-down, at most what is carried"
    )
    carrying_value = corkscrew(
        "USD", "investment carried at cost less impairment",
        additions=[kept_added], reductions=[kept_reversed, impairment_taken],
    )  # fmt: skip
    investments_carried = balance("USD", total(carrying_value, DEAL), "investments carried, all deals")

    # the premium, recognised over the retention of those who stay; what leavers had left, when they go
    years_since_close = index(
        "year", most(0, (Timing.period_end - deal_closed) / Timing.days_per_year), "time since closing"
    )  # fmt: skip
    people_staying = index(
        "share", exp(-(deal_hazard * years_since_close)) * closed_flag * (1 - unwound_flag), "share of the people still there"
    )
    term_left = index("share", most(0, 1 - years_since_close / deal_retention), "share of the retention still to run")
    premium_paid = flow("USD", talent_premium * closing_flag, "premium, at closing")
    premium_unrecognised = balance(
        "USD", talent_premium * people_staying * term_left, "premium still to be recognised", before=0
    )
    premium_recognised = flow(
        "USD", previous(premium_unrecognised) + premium_paid - premium_unrecognised, "premium recognised in the period"
    )
    reversal_loss = flow(
        "USD", kept_reversed - deal_recovered, "what a reversal takes beyond the premium; negative where more comes back"
    )
    premium_and_reversal = flow("USD", premium_recognised + reversal_loss, "premium recognised, net of what comes back")
    deal_premium = flow("USD", total(premium_and_reversal, DEAL), "talent premium recognised, all deals")
    deal_people = balance("person", people_joined * people_staying, "people of the deal still there")

    # licences
    licensed_flag = flag(Timing.period_end >= licence_start, "1 while the licence runs")
    licence_cost = flow(
        "USD",
        licensed_flag * (licence_fee * Timing.period_years + licence_per_head * ref("head_years")),
        "cost of the licence in the period",
    )
    licence_expense = flow("USD", total(licence_cost, LICENCE), "cost of licensed models and technology")

    # buy or poach: what a person-year that is kept costs, by route
    kept_years = constant(
        "year", (1 - exp(-(deal_hazard * deal_retention))) / deal_hazard, "years a person of the deal is expected to stay"
    )
    buy_cost_per_retained_year = constant(
        "USD/person/year", premium_per_person / kept_years, "premium per person-year that the deal keeps; salary aside"
    )
    poach_years = constant(
        "year", (1 - exp(-(People.attrition_hazard * People.vesting_time))) / People.attrition_hazard,
        "years a recruit is expected to stay within the first grant",
    )  # fmt: skip
    poach_cost_per_retained_year = constant(
        "USD/person/year",
        (People.sign_on + People.top_up + People.recruiting_cost + People.grant * People.immediate_share) / poach_years
        + People.grant * (1 - People.immediate_share) / People.vesting_time,
        "sign-on, guarantee, recruiting and stock per person-year that a recruit stays; salary aside, as in the deal",
    )  # fmt: skip
    bids_refused = constant("USD", total(bid_amount, REFUSED_BID), "companies sought and not sold; memo")

    # checks
    deals_close_before_unwinding = check(deal_closed <= deal_unwound, "a deal is reversed after it closes")
    premium_recognised_in_full = check(
        premium_recognised >= -(talent_premium * Timing.tolerance), "the premium is only ever recognised, never added to"
    )
    carrying_value_not_negative = check(
        carrying_value >= -(value_kept * Timing.tolerance), "the investment is never carried below zero"
    )
    value_kept_within_amount = check(value_kept <= deal_amount, "no more is kept than was paid")
    valuation_consistent = check(
        absolute(implied_valuation * deal_stake - deal_amount) <= Timing.tolerance * deal_amount,
        "the implied valuation times the stake is the price",
    )
