"""Outcomes: what one researcher costs, how much compute each one has, and per head of the whole effort.

Researchers are the people of the research teams (a flag per team); heads are everyone in the effort. The two are
never mixed. Research compute is the compute of the whole effort: per researcher, all of it is divided by the people of
the research teams; the lines that begin with "own" count their teams' share alone. Rented compute and its rent are
research's.
"""

from __future__ import annotations

from finmodel.blocks.deals import Deals
from finmodel.blocks.dimensions import TEAM, TIER
from finmodel.blocks.fleet import Fleet
from finmodel.blocks.guidance import Guidance
from finmodel.blocks.people import People
from finmodel.blocks.rented import Rented
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.vocabulary import (
    absolute,
    average,
    balance,
    check,
    constant,
    flow,
    previous,
    rate,
    ratio,
    ratio_or,
    ref,
    scalar,
    series,
    switch,
    total,
)  # fmt: skip


class Outcomes(Block):
    """Cost and compute per researcher and per head, per quarter and fiscal year."""

    # ingredients
    is_research = switch("1 if the team's people count as researchers", over=TEAM)
    compute_share = scalar("share", "share of the effort's compute used by the team", over=TEAM)
    research_share = series(
        Kind.RATE, "share", "share of operating compute that the effort uses for research", fill="hold"
    )
    rented_research_share = scalar("share", "share of rented compute, and of its rent, that is research's")
    deal_research_share = scalar("share", "share of the talent premium of deals that is for researchers")

    # people, two denominators
    team_headcount = balance("person", total(People.headcount, TIER), "people of the team")
    team_person_years = flow("person*year", total(People.person_years, TIER), "time worked by the team")
    team_compensation = flow("USD", total(People.compensation, TIER), "cash and stock cost of the team")
    team_researchers = balance("person", team_headcount * is_research, "people of the team who count as researchers")
    team_researcher_years = flow("person*year", team_person_years * is_research, "time worked by researchers of the team")
    team_research_pay = flow("USD", team_compensation * is_research, "cost of researchers of the team")
    researchers = balance("person", total(team_researchers, TEAM), "researchers at the end of the period")
    researcher_years = flow("person*year", total(team_researcher_years, TEAM), "time worked by researchers")
    average_researchers = average("person", researcher_years / Timing.period_years, "researchers, mean over the period")
    heads = balance("person", total(team_headcount, TEAM), "everyone in the effort at the end of the period")
    head_years = flow("person*year", total(team_person_years, TEAM), "time worked by everyone in the effort")
    average_heads = average("person", head_years / Timing.period_years, "everyone in the effort, mean over the period")

    team_retained_years = flow("person*year", total(People.retained_years, TIER), "time worked by those of the team who stay")
    team_research_retained = flow("person*year", team_retained_years * is_research, "the same, of researchers")
    retained_researcher_years = flow("person*year", total(team_research_retained, TEAM), "researcher-years that are kept")

    # pay, by part
    research_compensation = flow("USD", total(team_research_pay, TEAM), "cash and stock cost of researchers")
    team_stock = flow("USD", total(People.stock_expense, TIER), "stock cost of the team")
    team_research_stock = flow("USD", team_stock * is_research, "stock cost of researchers of the team")
    research_stock = flow("USD", total(team_research_stock, TEAM), "stock cost of researchers")
    research_cash = flow("USD", research_compensation - research_stock, "cash cost of researchers")
    effort_compensation = flow("USD", total(team_compensation, TEAM), "cash and stock cost of everyone in the effort")
    compensation_per_researcher = ratio(
        "USD/person/year", research_compensation, researcher_years, "cash and stock per researcher-year"
    )
    cash_per_researcher = ratio("USD/person/year", research_cash, researcher_years, "cash pay per researcher-year")
    stock_per_researcher = ratio("USD/person/year", research_stock, researcher_years, "stock per researcher-year")
    compensation_per_head = ratio("USD/person/year", effort_compensation, head_years, "cash and stock per head-year")
    team_compensation_per_head = ratio(
        "USD/person/year", team_compensation, team_person_years, "cash and stock per person-year of the team"
    )
    tier_compensation_per_head = ratio(
        "USD/person/year", People.compensation, People.person_years, "cash and stock per person-year, by team and tier"
    )

    # churn, recruiting and deals
    team_churn = flow("USD", total(People.churn_expense, TIER), "recruiting and severance of the team")
    team_research_churn = flow("USD", team_churn * is_research, "recruiting and severance of researchers of the team")
    research_churn = flow("USD", total(team_research_churn, TEAM), "recruiting and severance of researchers")
    effort_churn = flow("USD", total(team_churn, TEAM), "recruiting and severance of the effort")
    research_deals = flow("USD", Deals.deal_premium * deal_research_share, "talent premium of deals, for researchers")
    churn_per_researcher = ratio("USD/person/year", research_churn, researcher_years, "recruiting and severance per researcher-year")
    deals_per_researcher = ratio("USD/person/year", research_deals, researcher_years, "talent premium per researcher-year")

    # the cost of compute, at the share of operating compute that is research's
    compute_depreciation = flow(
        "USD", Fleet.server_depreciation + Fleet.server_write_off + Sites.facility_depreciation + Sites.generation_depreciation,
        "depreciation of AI servers, facilities and owned generation",
    )  # fmt: skip
    compute_running_cost = flow(
        "USD", Sites.energy_cost + Sites.lease_expense + Sites.site_operating_cost, "energy, leases and running of sites"
    )
    compute_cost = flow("USD", compute_depreciation + compute_running_cost, "cost of all owned AI compute")
    research_depreciation = flow("USD", compute_depreciation * research_share, "research's share of depreciation")
    research_running_cost = flow("USD", compute_running_cost * research_share, "research's share of energy, leases, running")
    research_compute_cost = flow(
        "USD", research_depreciation + research_running_cost + ref("research_rent"), "cost of research's compute, rent included"
    )
    compute_cost_per_researcher = ratio(
        "USD/person/year", research_compute_cost, researcher_years, "cost of research's compute per researcher-year"
    )
    depreciation_per_researcher = ratio(
        "USD/person/year", research_depreciation, researcher_years, "depreciation part of the compute cost"
    )
    running_cost_per_researcher = ratio(
        "USD/person/year", research_running_cost, researcher_years, "energy, lease and running part of the compute cost"
    )

    research_rent = flow("USD", Rented.rent * rented_research_share, "research's part of the rent")
    rent_per_researcher = ratio("USD/person/year", research_rent, researcher_years, "rent part of the compute cost")

    # total cost
    research_people_cost = flow(
        "USD", research_compensation + research_churn + research_deals, "researchers: pay, recruiting, severance, deals"
    )
    effort_people_cost = flow(
        "USD", effort_compensation + effort_churn + Deals.deal_premium + Deals.licence_expense,
        "the whole effort: pay, recruiting, severance, deals, licences",
    )  # fmt: skip
    research_cost = flow("USD", research_people_cost + research_compute_cost, "researchers and their compute")
    effort_cost = flow("USD", effort_people_cost + research_compute_cost, "the whole effort and its compute")
    cost_per_researcher = ratio("USD/person/year", research_cost, researcher_years, "all of it per researcher-year")
    cost_per_retained_researcher = ratio(
        "USD/person/year", research_cost, retained_researcher_years, "all of it per researcher-year that is kept"
    )
    cost_per_head = ratio("USD/person/year", effort_cost, head_years, "all of it per head-year")
    capex_per_researcher = ratio("USD/person/year", Guidance.capex, researcher_years, "the company's capex per researcher-year")
    compute_to_pay = ratio("ratio", research_compute_cost, research_compensation, "compute dollars per dollar of pay")

    # compute
    research_h100e = balance(
        "H100e", ref("owned_research_h100e") + ref("rented_research_h100e"), "compute that the effort uses, rented compute included",
        before=0,
    )  # fmt: skip
    owned_research_h100e = balance("H100e", Fleet.operating_h100e * research_share, "the owned part of it")
    rented_research_h100e = average("H100e", Rented.rented_h100e * rented_research_share, "the rented part, mean over the period")
    rented_share = ratio("share", rented_research_h100e, research_h100e, "rented part of research compute")
    research_h100e_years = flow(
        "H100e*year", (previous(research_h100e) + research_h100e) / 2 * Timing.period_years, "the same, over time"
    )
    compute_per_researcher = ratio(
        "H100e/person", research_h100e_years, researcher_years, "research compute per researcher, mean over the period"
    )
    compute_share_sum = constant("share", total(compute_share, TEAM), "shares of the effort's compute as given, summed")
    team_compute_share = constant(
        "share", compute_share / compute_share_sum, "the team's share of that sum: one team's more is the others' less, also in draws"
    )
    own_share = constant("share", total(ref("own_team_share"), TEAM), "share of the effort's compute used by research teams")
    own_team_share = constant("share", team_compute_share * is_research, "the same, by team")
    own_h100e_years = flow("H100e*year", research_h100e_years * own_share, "compute that researchers' own teams use")
    own_compute_per_researcher = ratio(
        "H100e/person", own_h100e_years, researcher_years, "compute of the research teams alone per researcher"
    )
    own_compute_cost = flow("USD", research_compute_cost * own_share, "cost of the research teams' own compute")
    own_cost = flow("USD", research_people_cost + own_compute_cost, "researchers and their own teams' compute")
    own_cost_per_researcher = ratio(
        "USD/person/year", own_cost, researcher_years, "per researcher-year, if only their own teams' compute counts"
    )
    compute_per_head = ratio(
        "H100e/person", research_h100e_years, head_years, "research compute per head of the effort, mean over the period"
    )
    compute_per_researcher_at_end = ratio(
        "H100e/person", research_h100e, researchers, "research compute per researcher at the end of the period"
    )
    compute_per_head_at_end = ratio(
        "H100e/person", research_h100e, heads, "research compute per head at the end of the period"
    )
    team_h100e = balance("H100e", research_h100e * team_compute_share, "research compute of the team")
    team_compute_per_head = ratio(
        "H100e/person", team_h100e, team_headcount, "research compute per person of the team at the end of the period"
    )
    owned_h100e_years = flow(
        "H100e*year", (previous(Fleet.owned_h100e) + Fleet.owned_h100e) / 2 * Timing.period_years, "owned compute over time"
    )
    owned_compute_per_head = ratio(
        "H100e/person", owned_h100e_years, head_years, "all owned compute per head of the effort, whatever it is used for"
    )
    compute_per_watt = rate(
        "H100e/MW", ratio_or(Fleet.operating_h100e, Fleet.power_in_use, 0), "running compute per IT watt in use"
    )
    promised_h100e = balance(
        "H100e", Sites.announced_it_capacity * compute_per_watt, "compute if capacity had come as first announced"
    )
    promised_compute_per_head = ratio("H100e/person", promised_h100e, heads, "the same per head, at the end of the period")
    people_served_at_promise = balance(
        "person", research_h100e / People.compute_threshold, "people who could each have the promised compute"
    )
    research_power = balance("MW", Fleet.power_in_use * research_share, "IT power of research's owned compute", before=0)
    research_power_years = flow(
        "MW*year", (previous(research_power) + research_power) / 2 * Timing.period_years, "the same, over time"
    )
    power_per_researcher = ratio(
        "MW/person", research_power_years, researcher_years, "IT power of research's compute per researcher"
    )
    research_flops = balance(
        "FLOP/hour", research_h100e * Fleet.h100_peak_compute, "peak 8-bit operations of research's compute"
    )
    flops_per_researcher = ratio("FLOP/hour/person", research_flops, researchers, "peak 8-bit operations per researcher")

    effort_h100e_years = flow(
        "H100e*year", (previous(Fleet.operating_h100e) + Fleet.operating_h100e) / 2 * Timing.period_years,
        "all operating compute over time",
    )  # fmt: skip
    all_compute_per_researcher = ratio(
        "H100e/person", effort_h100e_years, researcher_years, "all operating compute per researcher; memo"
    )

    # checks
    compute_shares_add_up = check(
        absolute(compute_share_sum - 1) <= Timing.tolerance, "the teams' shares of compute, as given, add up to one; the model divides them by their sum"
    )
    research_within_operating = check(
        owned_research_h100e <= Fleet.operating_h100e * (1 + Timing.tolerance), "research uses no more than runs"
    )
