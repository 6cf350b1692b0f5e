"""Headlines: the lines of the outcome table, in the order in which it is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Headline:
    """One row of the outcome table. `scale` divides the canonical value for display; a `part` is indented.

    ranged: its range is told by every simulation that is not asked for other lines.
    """

    line: str
    label: str
    scale: float = 1.0
    places: int = 1
    part: bool = False
    ranged: bool = False


TABLE = (
    Headline("average_researchers", "Researchers, average", places=0, ranged=True),
    Headline("average_heads", "Heads of the whole effort, average", places=0),
    Headline("cost_per_researcher", "Cost per researcher, USD million/year", 1e6, ranged=True),
    Headline("cash_per_researcher", "cash pay", 1e6, part=True),
    Headline("stock_per_researcher", "stock", 1e6, part=True),
    Headline("churn_per_researcher", "recruiting and severance", 1e6, part=True),
    Headline("deals_per_researcher", "talent premium of deals", 1e6, part=True),
    Headline("depreciation_per_researcher", "compute: depreciation", 1e6, part=True),
    Headline("running_cost_per_researcher", "compute: energy, leases, running", 1e6, part=True),
    Headline("rent_per_researcher", "compute: rent", 1e6, part=True),
    Headline("own_cost_per_researcher", "the same with own teams' compute only", 1e6, part=True),
    Headline("cost_per_retained_researcher", "Cost per retained researcher, USD million", 1e6),
    Headline("cost_per_head", "Cost per head, USD million/year", 1e6, ranged=True),
    Headline("compute_per_researcher", "Effort's compute per researcher, H100e", places=0, ranged=True),
    Headline("own_compute_per_researcher", "of it used by their own teams", places=0, part=True),
    Headline("compute_per_head", "Effort's compute per head, H100e", places=0, ranged=True),
    Headline("owned_compute_per_head", "All owned compute per head, H100e", places=0),
    Headline("power_per_researcher", "IT power per researcher, MW"),
    Headline("owned_h100e", "Owned compute, million H100e", 1e6, 2, ranged=True),
    Headline("operating_h100e", "operating", 1e6, 2, part=True, ranged=True),
    Headline("idle_h100e", "idle", 1e6, 2, part=True),
    Headline("research_h100e", "Research compute, million H100e", 1e6, 2, ranged=True),
    Headline("rented_h100e", "rented", 1e6, 2, part=True),
    Headline("energised_it_capacity", "Energised AI capacity, IT MW", places=0, ranged=True),
    Headline("capex", "Capex, USD billion", 1e9, ranged=True),
    Headline("capex_per_researcher", "per researcher, USD million/year", 1e6, part=True),
    Headline("server_capex", "AI servers", 1e9, part=True),
    Headline("facility_capex", "AI facilities", 1e9, part=True),
    Headline("other_capex", "all else", 1e9, part=True),
    Headline("guidance_low", "Guidance, low end, USD billion", 1e9),
    Headline("guidance_high", "Guidance, high end, USD billion", 1e9),
    Headline("guidance_position", "Place in guidance (0 low, 1 high)", places=2),
    Headline("guidance_headroom", "Room to the high end, USD billion", 1e9),
    Headline("depreciation_and_amortisation", "Depreciation and amortisation, USD billion", 1e9),
    Headline("stock_compensation", "Stock compensation, USD billion", 1e9),
    Headline("free_cash_flow", "Free cash flow, USD billion", 1e9, ranged=True),
    Headline("funding_gap", "Funding gap, USD billion", 1e9, ranged=True),
)

RANGED = tuple(row.line for row in TABLE if row.ranged)

MEMBER_LINES = ("headcount", "average_headcount", "team_headcount", "team_compute_per_head", "team_compensation_per_head",
                "tier_compensation_per_head", "vintage_depreciation", "implied_valuation", "buy_cost_per_retained_year",
                "poach_cost_per_retained_year")
"""Outcomes by team, or by team and tier: in the files and in --json, not in the printed table."""

OTHER_LINES = ("compensation_per_researcher", "compute_cost_per_researcher", "compensation_per_head", "compute_per_researcher_at_end",
               "compute_per_head_at_end", "people_served_at_promise", "compute_to_pay", "flops_per_researcher",
               "ai_server_share", "server_depreciation", "idle_book_value", "operating_cash_flow", "cash_position", "debt_position",
               "capital_intensity", "levelised_cost", "programme_value", "break_even_revenue", "off_balance_sheet",
               "commitments", "company_electricity",
               "server_and_network_depreciation", "property_depreciation", "promised_compute_per_head", "expense_headroom", "expense_position")  # fmt: skip

OUTCOMES = (*(row.line for row in TABLE), *OTHER_LINES, *MEMBER_LINES)
