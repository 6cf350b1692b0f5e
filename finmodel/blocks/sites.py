"""Sites: where the chips run - capacity switched on, what it costs to build, to power and to keep going.

Watts are IT watts unless a line says facility watts. A phase belongs to one site; what happens to phases is summed
into sites through the pack's mapping.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import PHASE, SITE
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.ramps import ramp, spent_ahead
from finmodel.model.recipes import corkscrew, cumulative, opening_book, window
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
    ref,
    scalar,
    spread,
    switch,
    total,
    where,
)  # fmt: skip

__all__ = ["Sites"]


class Sites(Block):
    """From phases of capacity to energised megawatts, construction, energy and the cost of running sites."""

    # ingredients: the phases
    capacity = scalar("MW", "IT capacity of the phase when complete", over=PHASE, at_least=0)
    first_energised = day("when the first megawatt is switched on", over=PHASE)
    ramp_time = scalar("year", "from first to last megawatt", over=PHASE, at_least=0)
    is_tent = switch("1 if the phase is a tent: quicker, cheaper, without backup generators", over=PHASE)
    facility_cost = scalar("USD/MW", "building, power and cooling if built conventionally", over=PHASE, at_least=0)
    build_lead = scalar("year", "how far spending runs ahead of energisation if built conventionally", over=PHASE, at_least=0)
    owned_until = day("day a joint venture takes the phase over; after the horizon if the company keeps it", over=PHASE)

    # ingredients: what holds for every phase of a kind
    tent_cost = scalar("USD/MW", "building, power and cooling of a tent", at_least=0)
    tent_lead = scalar("year", "how far spending runs ahead of energisation for a tent", at_least=0)
    tent_availability = scalar("share", "share of the year a tent has power")
    availability = scalar("share", "share of the year a conventional building has power")
    facility_life = scalar("year", "accounting life of buildings, power and cooling, blended", at_least=1)
    opening_facility_life = scalar("year", "remaining life of facilities energised before the first period", at_least=1)
    lease_rate = scalar("1/year", "yearly rent of a joint-venture phase over its cost in service", at_least=0)

    # ingredients: running a site
    power_usage_effectiveness = scalar("ratio", "facility energy over IT energy (PUE)", over=SITE, at_least=1)
    power_price = scalar("USD/MWh", "price of electricity delivered to the site", over=SITE, at_least=0)
    average_draw = scalar("share", "average power drawn by running chips over their all-in rating")
    maintenance_rate = scalar("1/year", "yearly maintenance over facility cost", at_least=0)
    labour_cost = scalar("USD/MW/year", "site staff", at_least=0)
    property_tax = scalar("USD/MW/year", "property and other local taxes", at_least=0)
    water_cost = scalar("USD/MW/year", "water", at_least=0)

    # capacity switched on
    ramp_days = constant("day", ramp_time * Timing.days_per_year, "ramp in days")
    energised_share = ramp(first_energised, ramp_days, "share of the phase switched on by the end of the period")
    opening_phase_capacity = constant("MW", capacity * ref("energised_share_opening"), "energised before the first period")
    capacity_added = flow("MW", capacity * (energised_share - previous(energised_share)), "switched on in the period")
    phase_capacity = corkscrew(
        "MW", "energised IT capacity of the phase", additions=[capacity_added], opening=opening_phase_capacity
    )
    site_capacity = balance("MW", total(phase_capacity, PHASE, into=SITE), "energised IT capacity of the site")
    energised_it_capacity = balance("MW", total(site_capacity, SITE), "energised IT capacity of all sites")
    planned_capacity = constant("MW", total(capacity, PHASE), "IT capacity of all phases when complete")
    average_capacity = average(
        "MW", (previous(phase_capacity) + phase_capacity) / 2, "energised IT capacity, mean of opening and closing"
    )

    # building it: spending runs ahead of energisation
    unit_cost = constant("USD/MW", where(is_tent, tent_cost, facility_cost), "facility cost of the phase as it is built")
    budget = constant("USD", capacity * unit_cost, "facility cost of the whole phase")
    lead_days = constant(
        "day", where(is_tent, tent_lead, build_lead) * Timing.days_per_year, "lead of spending over energisation, in days"
    )
    spent_share = spent_ahead(first_energised, ramp_days, lead_days, energised_share, "share of the budget spent so far")
    facility_spending = flow(
        "USD", budget * (spent_share - previous(spent_share)), "spent on the phase, whoever pays", before=0
    )
    owned_flag = flag(Timing.period_end <= owned_until, "1 while the phase is the company's own", before=1)
    phase_capex = flow("USD", facility_spending * owned_flag, "spent by the company on the phase")
    facility_capex = flow("USD", total(phase_capex, PHASE), "facility spending that is the company's capex")
    venture_spending = flow(
        "USD", facility_spending * (1 - owned_flag), "spent by the joint venture: outside capex and outside guidance"
    )

    # in service, or still under construction
    placed_in_service = flow(
        "USD", budget * (energised_share - previous(energised_share)) * owned_flag, "cost of capacity switched on, owned"
    )
    opening_construction = constant(
        "USD", budget * (ref("spent_share_opening") - ref("energised_share_opening")), "spent but not yet energised"
    )
    contributed = flow(
        "USD",
        (previous(owned_flag) - owned_flag) * previous(ref("construction_in_progress")),
        "construction in progress that a joint venture takes over at book value",
    )
    construction_in_progress = corkscrew(
        "USD", "spent on phases that are not yet energised",
        additions=[phase_capex], reductions=[placed_in_service, contributed], opening=opening_construction,
    )  # fmt: skip

    # depreciation of what is in service, straight line over one life
    facility_additions = flow("USD", total(placed_in_service, PHASE), "facilities placed in service")
    facility_rate = flow("USD", facility_additions * Timing.period_years / facility_life, "charge per period of this vintage")
    facility_rates_so_far = cumulative("USD", facility_rate, "charges per period of all vintages so far")
    new_facility_depreciation = window("USD", facility_rates_so_far, facility_life, "facilities placed in service since the start")
    opening_phase_cost = constant("USD", budget * ref("energised_share_opening"), "cost of what was energised before the first period")
    opening_facility_cost = constant("USD", total(opening_phase_cost, PHASE), "the same, all phases")
    opening_facility_depreciation = opening_book(
        "USD", opening_facility_cost, opening_facility_life, "run-off of facilities energised before the first period"
    )
    facility_depreciation = flow(
        "USD", new_facility_depreciation + opening_facility_depreciation, "depreciation of owned AI facilities"
    )
    facility_book_value = corkscrew(
        "USD", "net book value of owned AI facilities in service",
        additions=[facility_additions], reductions=[facility_depreciation], opening=opening_facility_cost,
    )  # fmt: skip

    # rent of joint-venture phases, once energised
    leased_cost = balance("USD", budget * energised_share * (1 - owned_flag), "joint-venture cost in service")
    phase_lease = flow("USD", leased_cost * lease_rate * Timing.period_years, "operating lease of the phase")
    lease_expense = flow("USD", total(phase_lease, PHASE), "operating leases of joint-venture phases")

    # energy: what the chips draw, at the facility's meter
    phase_availability = constant("share", where(is_tent, tent_availability, availability), "share of the year with power")
    phase_usage_effectiveness = constant(
        "ratio", spread(power_usage_effectiveness, SITE, PHASE), "PUE of the site the phase belongs to"
    )
    it_load = average(
        "MW", average_capacity * ref("load_factor") * average_draw * phase_availability, "average IT power drawn"
    )
    phase_energy = flow(
        "MWh", it_load * phase_usage_effectiveness * Timing.period_hours, "electricity at the facility's meter"
    )
    site_energy = flow("MWh", total(phase_energy, PHASE, into=SITE), "electricity used by the site")
    electricity = flow("MWh", total(site_energy, SITE), "electricity used by AI sites")
    site_energy_cost = flow("USD", site_energy * power_price, "electricity bill of the site")
    energy_cost = flow("USD", total(site_energy_cost, SITE), "electricity bill of AI sites")

    # everything else it takes to run a site
    cost_in_service = balance("USD", budget * energised_share, "facility cost in service, owned or leased")
    maintenance = flow("USD", cost_in_service * maintenance_rate * Timing.period_years, "maintenance of the phase")
    upkeep = flow(
        "USD",
        average_capacity * (labour_cost + property_tax + water_cost) * Timing.period_years,
        "staff, taxes and water of the phase",
    )
    phase_operating_cost = flow("USD", maintenance + upkeep, "running cost of the phase without energy")
    site_operating_cost = flow("USD", total(phase_operating_cost, PHASE), "running cost of AI sites without energy")

    # checks
    energised_within_plan = check(
        phase_capacity <= capacity * (1 + Timing.tolerance), "no phase has more energised than planned"
    )
    spending_within_budget = check(spent_share <= 1 + Timing.tolerance, "no phase spends more than its budget")
    construction_not_negative = check(
        construction_in_progress >= -(budget * Timing.tolerance), "construction in progress is never negative"
    )
    facility_book_not_negative = check(
        facility_book_value >= -(most(facility_additions, opening_facility_cost) * Timing.tolerance),
        "facilities are never depreciated below zero",
    )
