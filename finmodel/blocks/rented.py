"""Rented: compute bought by the hour - what each contract costs, how much it brings, and idle compute sold on.

A contract's spending follows its service: a ramp from the start, full service to the end, the whole commitment spent
over the term. It is an expense, not capex.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import CONTRACT
from finmodel.blocks.fleet import Fleet
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.ramps import term_share
from finmodel.model.recipes import corkscrew
from finmodel.model.vocabulary import (
    average,
    balance,
    check,
    constant,
    day,
    flag,
    flow,
    most,
    previous,
    scalar,
    series,
    total,
)  # fmt: skip


class Rented(Block):
    """Commitments to cloud providers, the compute they bring, and the resale of surplus."""

    # ingredients: the contracts
    commitment = scalar("USD", "what the contract commits to spend over its term", over=CONTRACT, at_least=0)
    signed = day("when the contract was signed", over=CONTRACT)
    service_start = day("when service starts", over=CONTRACT)
    service_ramp = scalar("year", "from first to full service", over=CONTRACT, at_least=0)
    service_end = day("when the term ends", over=CONTRACT)
    hourly_price = scalar("USD/H100e/hour", "price of an H100e-hour", over=CONTRACT, at_least=0.01)

    # ingredients: resale
    resale_share = series(Kind.RATE, "share", "share of idle compute that is sold on", fill="hold")
    resale_price = scalar("USD/H100e/hour", "price at which an H100e-hour is sold on", at_least=0)

    # spending follows service
    service_ramp_days = constant("day", service_ramp * Timing.days_per_year, "ramp in days")
    service_given = term_share(service_start, service_ramp_days, service_end, "share of the contract's service given so far")
    contract_spending = flow("USD", commitment * (service_given - previous(service_given)), "spent under the contract")
    rent = flow("USD", total(contract_spending, CONTRACT), "spent on rented compute")

    # what it brings
    contract_h100e = average(
        "H100e", contract_spending / (hourly_price * Timing.period_hours), "compute rented under the contract"
    )
    rented_h100e = average("H100e", total(contract_h100e, CONTRACT), "rented compute, mean over the period")

    # what is still owed
    signed_by_now = flag(Timing.period_end >= signed, "1 once the contract is signed", before=0)
    contract_signed = flow(
        "USD", commitment * (signed_by_now - previous(signed_by_now)), "commitment entered into in the period"
    )
    commitment_outstanding = corkscrew(
        "USD", "committed and not yet spent", additions=[contract_signed], reductions=[contract_spending],
    )  # fmt: skip
    rent_commitments = balance("USD", total(commitment_outstanding, CONTRACT), "committed and not yet spent, all contracts")

    # surplus
    resold_h100e = average("H100e", Fleet.idle_h100e * resale_share, "idle compute that is sold on")
    resale_revenue = flow("USD", resold_h100e * resale_price * Timing.period_hours, "revenue from surplus compute")

    # checks
    rent_within_commitment = check(
        commitment_outstanding >= -(commitment * Timing.tolerance), "no contract spends more than it commits"
    )
    resale_within_idle = check(resold_h100e <= most(0, Fleet.idle_h100e) * (1 + Timing.tolerance), "only idle compute is sold on")
