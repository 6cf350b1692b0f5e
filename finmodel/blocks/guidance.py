"""Guidance: what the company says it will spend, what it has spent, and what that leaves for servers.

Capex is the headline: purchases of property and equipment plus principal payments on finance leases.
"""

from __future__ import annotations

from finmodel.blocks.fleet import Fleet
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import year_to_date
from finmodel.model.vocabulary import (
    absolute,
    ago,
    balance,
    check,
    flag,
    flow,
    if_available,
    index,
    most,
    ratio,
    ratio_or,
    ref,
    scalar,
    series,
    switch,
    where,
)  # fmt: skip


class Guidance(Block):
    """Capex by quarter: as reported, then as guided, then grown; split into servers, facilities and the rest."""

    # ingredients: what was reported and what was said
    reported_capex = series(Kind.FLOW, "USD", "headline capex as reported", released=True, complete=True, at_least=0)
    capex_guidance_low = series(
        Kind.INDEX, "USD", "low end of full-year capex guidance, in every quarter of its year", released=True, at_least=0
    )
    capex_guidance_high = series(
        Kind.INDEX, "USD", "high end of full-year capex guidance, in every quarter of its year", released=True, at_least=0
    )
    expense_guidance_low = series(
        Kind.INDEX, "USD", "low end of full-year total-expense guidance", released=True, at_least=0
    )
    expense_guidance_high = series(
        Kind.INDEX, "USD", "high end of full-year total-expense guidance", released=True, at_least=0
    )

    # ingredients: the plan
    plan_position = scalar("share", "where in the guided range the plan lies: 0 low end, 1 high end")
    capex_growth = series(Kind.RATE, "share", "growth of capex over the year before, beyond guidance", fill="hold",
                          at_least=-1, at_most=4)  # fmt: skip
    quarter_weight = series(Kind.RATE, "share", "share of a year's capex spent in the quarter", fill="hold")
    other_capex_plan = series(
        Kind.FLOW, "USD", "capex on all else than AI servers and AI facilities", fill="hold", at_least=0
    )
    capex_follows_power = switch("capex policy: 0 inside the guidance, 1 whatever energised power can run")
    server_share_low = scalar("share", "low end of a plausible AI-server share of capex")
    server_share_high = scalar("share", "high end of a plausible AI-server share of capex")

    # the plan for the fiscal year: inside the guided range, beyond it the year before grown
    guided_flag = flag(capex_guidance_high > 0, "1 where the fiscal year has guidance")
    guided_capex = index(
        "USD", capex_guidance_low + plan_position * (capex_guidance_high - capex_guidance_low),
        "full-year capex at the chosen place in the range",
    )  # fmt: skip
    grown_capex = index(
        "USD", ago(ref("capex_to_date"), Timing.fiscal_quarter, lagged=True) * (1 + capex_growth),
        "capex of the year before, as it came out, grown",
    )  # fmt: skip
    year_plan = index("USD", where(guided_flag, guided_capex, grown_capex), "planned capex of the fiscal year")

    # the rest of the year after what has been reported
    reported_to_date = year_to_date("USD", reported_capex * Timing.actual_flag, "reported so far in the fiscal year")
    weight_reported = year_to_date("share", quarter_weight * Timing.actual_flag, "weight of the reported quarters")
    capex_remaining = index("USD", year_plan - reported_to_date, "left of the plan after the reported quarters")
    share_of_remaining = index(
        "share", ratio_or(quarter_weight, 1 - weight_reported, 0), "the quarter's share of what is left"
    )
    guided_quarter = index("USD", capex_remaining * share_of_remaining, "capex of a forecast quarter under the plan")
    claims_before_servers = flow(
        "USD", Sites.facility_capex + Sites.generation_capex + other_capex_plan, "claims on capex before servers"
    )
    capex_by_power = index("USD", claims_before_servers + Fleet.servers_by_power, "capex if servers follow power")
    planned_capex = index(
        "USD", where(capex_follows_power, capex_by_power, guided_quarter), "capex of a forecast quarter under the policy"
    )
    capex = flow("USD", where(Timing.actual_flag, reported_capex, planned_capex), "headline capex")

    # the parts: servers are known to the last delivery, afterwards they get what the others leave
    affordable_servers = index("USD", most(0, capex - claims_before_servers), "what the others leave for servers")
    server_capex = flow(
        "USD", where(Timing.delivery_flag, Fleet.paid_for_deliveries, affordable_servers), "AI servers and their network"
    )
    residual_capex = flow("USD", capex - server_capex - Sites.facility_capex - Sites.generation_capex, "capex less AI servers, facilities, generation")
    other_capex = flow(
        "USD", where(Timing.delivery_flag, residual_capex, other_capex_plan),
        "all else: the residual while deliveries are known, then a path in dollars",
    )  # fmt: skip
    capex_shortfall = flow(
        "USD", most(0, claims_before_servers - capex) * (1 - Timing.delivery_flag), "claims that the plan does not cover"
    )
    ai_server_share = ratio("share", server_capex, capex, "AI servers over capex; not identified by any fact")

    # against guidance
    guidance_low = index("USD", if_available(guided_flag, capex_guidance_low), "low end of the full-year range")
    guidance_high = index("USD", if_available(guided_flag, capex_guidance_high), "high end of the full-year range")
    capex_to_date = year_to_date("USD", capex, "capex so far in the fiscal year")
    capex_above_low = balance("USD", capex_to_date - capex_guidance_low, "capex so far less the low end")
    guidance_width = balance("USD", capex_guidance_high - capex_guidance_low, "width of the range")
    guidance_position = ratio(
        "share", capex_above_low, guidance_width, "place of the year's capex in the range: 0 low end, 1 high end"
    )
    room_below_high = balance("USD", capex_guidance_high - capex_to_date, "high end less capex so far")
    guidance_headroom = index("USD", if_available(guided_flag, room_below_high), "room to the high end of the range")

    # checks
    capex_parts_add_up = check(
        absolute(server_capex + Sites.facility_capex + Sites.generation_capex + other_capex - capex_shortfall - capex) <= Timing.tolerance * capex,
        "servers, facilities and the rest make capex",
    )
    other_capex_not_negative = check(other_capex >= 0, "capex on all else is never negative")
    no_capex_shortfall = check(capex_shortfall <= Timing.tolerance * capex, "the plan covers what is claimed from it")
    plan_covers_reported = check(
        capex_remaining * Timing.forecast_flag >= -(Timing.tolerance * year_plan), "the year's plan is at least what is reported"
    )
    guidance_range_ordered = check(capex_guidance_low <= capex_guidance_high, "the low end is below the high end")
    weight_to_date = year_to_date("share", quarter_weight, "weights of the year so far")
    weights_add_up = check(
        absolute((weight_to_date - 1) * Timing.year_end_flag) <= Timing.tolerance, "the weights of a year add up to one"
    )
    year_capex = balance("USD", capex_to_date * Timing.year_end_flag * Timing.forecast_flag, "capex of a year that ends in forecast")
    year_target = balance("USD", year_plan * Timing.year_end_flag * Timing.forecast_flag, "plan of the same year")
    capex_meets_plan = check(
        absolute(year_capex - year_target) * (1 - capex_follows_power) <= Timing.tolerance * year_plan, "the quarters of a year add up to its plan"
    )
    server_share_plausible = check(
        ref("server_share_within") >= 1, "the AI-server share of capex lies in its plausible range in every forecast quarter"
    )
    server_share_within = flag(
        most(
            Timing.delivery_flag,
            capex_follows_power,
            (server_capex >= server_share_low * capex) * (server_capex <= server_share_high * capex),
        ),
        "1 where the AI-server share is plausible, known, or left to power",
    )
