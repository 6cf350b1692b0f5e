"""Programme: what the AI programme is worth - present value, return, break-even, and the cost of an H100e-hour."""

from __future__ import annotations

from finmodel.blocks.dimensions import CHIP
from finmodel.blocks.fleet import Fleet
from finmodel.blocks.group import Group
from finmodel.blocks.guidance import Guidance
from finmodel.blocks.outcomes import Outcomes
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import year_to_date
from finmodel.model.vocabulary import (
    capital_recovery,
    constant,
    day,
    flag,
    flow,
    if_available,
    index,
    rate,
    ratio,
    ratio_or,
    ref,
    scalar,
    series,
    total,
)  # fmt: skip
from finmodel.model.worth import net_present_value, return_to_date


class Programme(Block):
    """Value of the AI programme under an assumption on the revenue it brings."""

    # ingredients
    programme_share = series(Kind.RATE, "share", "share of the group's revenue that the programme brings", fill="hold")
    return_told_from = scalar("share", "share of what was paid that must have come back before a return is told")
    discount_rate = scalar("share", "yearly rate at which the programme is discounted")
    run_off_middle = scalar("share", "where the middle of a use that falls evenly to zero lies in its time")
    horizon_end = day("last day of the last period")
    facility_use = scalar("year", "years over which a facility is recovered", at_least=1)
    facility_over_it = scalar("ratio", "facility watts built per IT watt", at_least=1)
    rental_price = scalar("USD/H100e/hour", "price of an H100e-hour on the market, for comparison; memo", at_least=0)
    cost_per_gigawatt_low = scalar("USD/MW", "published all-in cost per facility watt, low; memo", at_least=0)
    cost_per_gigawatt_high = scalar("USD/MW", "published all-in cost per facility watt, high; memo", at_least=0)

    # money in and out
    programme_revenue = flow("USD", Group.revenue * programme_share, "revenue that the programme brings")
    programme_margin = flow(
        "USD", programme_revenue - Group.ai_running_cost - Outcomes.effort_people_cost,
        "revenue less running cost and people, before tax",
    )  # fmt: skip
    programme_capex = flow(
        "USD", Guidance.server_capex + Sites.facility_capex + Sites.generation_capex, "capex of the programme"
    )
    last_period_flag = flag(Timing.period_end >= horizon_end, "1 in the last period")
    run_off_years = constant("year", Fleet.economic_life / 2, "years of full use left in a fleet whose ages are spread evenly")
    run_off_periods = constant("ratio", run_off_years / Timing.period_years, "the same in periods")
    run_off_discount = constant(
        "ratio", 1 / (1 + discount_rate) ** (Fleet.economic_life * run_off_middle / Timing.one_year),
        "discount to the middle of the run-off",
    )  # fmt: skip
    terminal_value = flow(
        "USD", programme_margin * run_off_periods * run_off_discount * last_period_flag,
        "margin of the installed fleet, run off to the end of its life",
    )  # fmt: skip
    programme_costs = flow(
        "USD", programme_revenue - programme_margin + programme_capex, "running cost, people and capex"
    )
    programme_flow = flow(
        "USD", programme_margin - programme_capex + terminal_value, "cash flow of the programme", before=0
    )

    # what it is worth
    programme_value = net_present_value("USD", programme_flow, discount_rate, note="present value at the opening date, so far")
    programme_return = return_to_date(
        programme_flow, note="internal rate of return per year, so far", told_from=return_told_from
    )
    revenue_flow = flow(
        "USD", programme_revenue * (1 + run_off_periods * run_off_discount * last_period_flag), "revenue with its run-off"
    )
    revenue_value = net_present_value("USD", revenue_flow, discount_rate, note="present value of that revenue, so far")
    value_over_revenue = index("ratio", ratio_or(programme_value, revenue_value, 0), "present value over that of the revenue")
    break_even_multiple = index(
        "ratio", if_available(last_period_flag, 1 - value_over_revenue),
        "multiple of the assumed revenue, in all years, at which the programme is worth nothing; at the horizon",
    )  # fmt: skip
    revenue_to_date = year_to_date("USD", programme_revenue, "revenue of the fiscal year so far")
    needed_revenue = index("USD", revenue_to_date * (1 - value_over_revenue), "the same, if the programme is to break even")
    break_even_revenue = index(
        "USD", if_available(last_period_flag, needed_revenue), "revenue of the last year at which the programme breaks even"
    )

    # the cost of an H100e-hour
    delivered_h100e_by_chip = flow("H100e", Fleet.delivered_units * Fleet.h100e_per_unit, "compute delivered")
    delivered_h100e = flow("H100e", total(delivered_h100e_by_chip, CHIP), "compute delivered, all chips")
    delivered_power_by_chip = flow("MW", Fleet.delivered_units * Fleet.unit_power, "IT power delivered")
    delivered_power = flow("MW", total(delivered_power_by_chip, CHIP), "IT power delivered, all chips")
    mean_facility_cost = rate(
        "USD/MW", ratio_or(Sites.facility_cost_in_service, Sites.energised_it_capacity, 0), "facility cost per IT watt in service"
    )
    server_recovery = constant(
        "1/year", capital_recovery(discount_rate, Fleet.economic_life / Timing.one_year) / Timing.one_year,
        "yearly payment per dollar of servers",
    )  # fmt: skip
    facility_recovery = constant(
        "1/year", capital_recovery(discount_rate, facility_use / Timing.one_year) / Timing.one_year,
        "yearly payment per dollar of facility",
    )  # fmt: skip
    yearly_recovery = flow(
        "USD/year",
        Fleet.delivered_value_of_all * server_recovery + delivered_power * mean_facility_cost * facility_recovery,
        "yearly payments on what is delivered",
    )
    hours_per_year = constant("hour/year", Timing.days_per_year * Timing.hours_per_day, "hours in a year")
    capital_cost_per_hour = rate(
        "USD/H100e/hour",
        ratio_or(yearly_recovery, delivered_h100e, 0) / hours_per_year * ref("owned_per_operating"),
        "capital part of an H100e-hour that runs",
    )
    owned_per_operating = rate(
        "ratio", ratio_or(Fleet.owned_h100e, Fleet.operating_h100e, 0), "owned compute for each unit that runs"
    )
    operating_hours = flow("H100e*hour", Fleet.operating_h100e * Timing.period_hours, "H100e-hours that run")
    running_cost_per_hour = rate(
        "USD/H100e/hour", ratio_or(Outcomes.compute_running_cost, operating_hours, 0), "energy and operation of an H100e-hour"
    )
    levelised_cost = rate(
        "USD/H100e/hour", capital_cost_per_hour + running_cost_per_hour, "levelised cost of an H100e-hour of new compute"
    )
    rental_markup = rate("ratio", ratio_or(rental_price, levelised_cost, 0), "market rental price over levelised cost")

    # capex per watt
    server_cost_per_watt = rate("USD/MW", 1 / Fleet.power_per_dollar_of_all, "servers per IT watt, by the mix")
    all_in_cost_per_it_watt = rate("USD/MW", server_cost_per_watt + mean_facility_cost, "servers and facility per IT watt")
    all_in_cost_per_facility_watt = rate("USD/MW", all_in_cost_per_it_watt / facility_over_it, "the same per facility watt")
    cost_over_published_low = rate("ratio", all_in_cost_per_facility_watt / cost_per_gigawatt_low, "over the low published cost")
    cost_over_published_high = rate("ratio", all_in_cost_per_facility_watt / cost_per_gigawatt_high, "over the high published cost")

    # electricity of the whole company
    company_electricity = flow("MWh", Sites.electricity + Sites.other_electricity, "electricity used by all data centres")
    emissions_per_head = ratio("tonne/person/year", Sites.emissions, Outcomes.head_years, "CO2 from on-site gas per head-year")
