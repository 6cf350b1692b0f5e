"""Sites: where the chips run - capacity switched on, what it costs to build, to power and to keep going.

Watts are IT watts unless a line says facility watts. A phase belongs to one site; what happens to phases is summed
into sites through the pack's mapping.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import PHASE, SITE
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.ramps import ramp, spent_ahead
from finmodel.model.recipes import corkscrew, cumulative, opening_book, window
from finmodel.model.vocabulary import (
    average,
    balance,
    check,
    clamp,
    constant,
    day,
    flag,
    flow,
    index,
    most,
    previous,
    ref,
    scalar,
    series,
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

    announced_energised = day("first energisation as it was first announced", over=PHASE)
    venture_stake = scalar("share", "share of the joint venture that the company keeps", over=PHASE)
    venture_distribution = scalar("USD", "paid to the company when the venture takes over", over=PHASE, at_least=0)
    venture_call_share = scalar("share", "share of the venture's spending called from its owners as equity", over=PHASE)
    lease_term = scalar("year", "first term of the lease, from the start of energisation", over=PHASE, at_least=0)
    residual_guarantee = scalar("USD", "most the company pays if it does not renew the lease", over=PHASE, at_least=0)

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
    gas_share = scalar("share", "share of the site's energy made on site from gas", over=SITE)
    gas_owned = switch("1 if the company owns the gas plant, 0 if it contracts the capacity", over=SITE)
    gas_capex = scalar("USD/MW", "cost of an installed MW of on-site generation", at_least=0)
    gas_overbuild = scalar("ratio", "installed over delivered generating capacity", at_least=1)
    gas_capacity_charge = scalar("USD/MW/year", "yearly charge for contracted generating capacity", at_least=0)
    heat_rate = scalar("ratio", "gas energy burned per unit of electricity made", at_least=1)
    gas_price = scalar("USD/MWh", "price of gas, per unit of its energy", at_least=0)
    gas_variable_cost = scalar("USD/MWh", "variable operation and maintenance of generation", at_least=0)
    gas_emissions = scalar("tonne/MWh", "CO2 per unit of gas energy", at_least=0)
    generation_life = scalar("year", "accounting life of owned generation", at_least=1)
    average_draw = scalar("share", "average power drawn by running chips over their all-in rating")
    other_capacity = series(Kind.AVERAGE, "MW", "IT capacity of data centres that are not AI's", fill="hold", at_least=0)
    other_usage_effectiveness = scalar("ratio", "PUE of data centres that are not AI's", at_least=1)
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
    announced_share = ramp(announced_energised, ramp_days, "share of the phase that was first announced for now")
    announced_capacity = balance("MW", capacity * announced_share, "IT capacity of the phase as first announced")
    announced_it_capacity = balance("MW", total(announced_capacity, PHASE), "IT capacity of all phases as first announced")
    capacity_slippage = balance("MW", announced_it_capacity - energised_it_capacity, "announced and not yet energised")
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

    # joint ventures: not consolidated; the distribution is an investing inflow, the stake an investment
    takeover_flag = flag(previous(owned_flag) - owned_flag, "1 in the quarter the venture takes over")
    phase_distribution = flow("USD", venture_distribution * takeover_flag, "paid to the company at takeover")
    venture_distributions = flow("USD", total(phase_distribution, PHASE), "distributions from ventures")
    capital_call = flow("USD", venture_spending * venture_call_share * venture_stake, "the company's share of equity called")
    capital_calls = flow("USD", total(capital_call, PHASE), "equity paid into ventures")
    venture_investment = corkscrew(
        "USD", "book value of the stake: what was contributed less distributed, plus capital calls",
        additions=[contributed, capital_call], reductions=[phase_distribution],
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

    lease_days_left = constant("day", lease_term * Timing.days_per_year, "first term in days")
    lease_years_left = index(
        "year",
        clamp((first_energised + lease_days_left - Timing.period_end) / Timing.days_per_year, 0, lease_term),
        "what is left of the first term",
    )
    committed_lease = balance(
        "USD", budget * (1 - owned_flag) * lease_rate * lease_years_left, "fixed payments of the first term still to come; memo"
    )
    lease_commitments = balance("USD", total(committed_lease, PHASE), "the same, all phases")
    guarantee_exposure = balance("USD", residual_guarantee * (1 - owned_flag), "residual value guarantee; memo")
    guarantees = balance("USD", total(guarantee_exposure, PHASE), "residual value guarantees, all phases; memo")
    off_balance_sheet = balance("USD", lease_commitments + guarantees, "fixed lease payments and guarantees; memo")

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
    gas_energy = flow("MWh", site_energy * gas_share, "electricity made on site from gas")
    gas_burned = flow("MWh", gas_energy * heat_rate, "gas burned, as energy")
    gas_cost = flow("USD", gas_burned * gas_price + gas_energy * gas_variable_cost, "fuel and variable cost of generation")
    grid_cost = flow("USD", (site_energy - gas_energy) * power_price, "electricity bought from the grid")
    gas_capacity = balance(
        "MW", site_capacity * power_usage_effectiveness * gas_share, "generating capacity delivered to the site", before=0
    )
    gas_capacity_cost = flow(
        "USD", gas_capacity * (1 - gas_owned) * gas_capacity_charge * Timing.period_years, "charge for contracted capacity"
    )
    other_electricity = flow(
        "MWh",
        other_capacity * average_draw * other_usage_effectiveness * Timing.period_hours,
        "electricity of data centres that are not AI's",
    )
    site_energy_cost = flow("USD", grid_cost + gas_cost + gas_capacity_cost, "energy bill of the site")
    energy_cost = flow("USD", total(site_energy_cost, SITE), "energy bill of AI sites")
    site_emissions = flow("tonne", gas_burned * gas_emissions, "CO2 from on-site gas")
    emissions = flow("tonne", total(site_emissions, SITE), "CO2 from on-site gas, all sites")

    # on-site generation that the company owns
    site_generation = flow(
        "USD", (gas_capacity - previous(gas_capacity)) * gas_owned * gas_overbuild * gas_capex, "spent on owned generation"
    )
    generation_capex = flow("USD", total(site_generation, SITE), "spent on owned generation, all sites")
    generation_rate = flow("USD", generation_capex * Timing.period_years / generation_life, "charge per period of this vintage")
    generation_rates_so_far = cumulative("USD", generation_rate, "charges per period of all vintages so far")
    generation_depreciation = window("USD", generation_rates_so_far, generation_life, "depreciation of owned generation")

    # everything else it takes to run a site
    cost_in_service = balance("USD", budget * energised_share, "facility cost in service, owned or leased")
    facility_cost_in_service = balance("USD", total(cost_in_service, PHASE), "facility cost in service, all phases")
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
    takeover_before_energised = check(
        takeover_flag * previous(energised_share) <= Timing.tolerance,
        "a venture takes a phase over before any of it is energised",
    )
    construction_not_negative = check(
        construction_in_progress >= -(budget * Timing.tolerance), "construction in progress is never negative"
    )
    facility_book_not_negative = check(
        facility_book_value >= -(most(facility_additions, opening_facility_cost) * Timing.tolerance),
        "facilities are never depreciated below zero",
    )
