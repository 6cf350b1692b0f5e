"""Charts: the pictures of the workbook, in the order in which they are read."""

from __future__ import annotations

from finmodel.workbook.chart import Chart, Drawn, Mark

_BILLIONS = "#,##0,,,"
_MILLIONS = "#,##0,,"
_BILLIONS_OR_BLANK = "#,##0,,,;-#,##0,,,;"
_FINE_BILLIONS = "[<9950000000]0.0,,,;#,##0,,,"
_FINE_MILLIONS = "[<9950000]0.0,,;#,##0,,"
"""Fine: amounts below ten with a decimal. Blank: nothing where there is nothing."""

CHARTS = (
    Chart(
        "Cost per researcher by part", "USD million a year", _MILLIONS,
        (
            Drawn("cash_per_researcher", label="Cash pay"),
            Drawn("stock_per_researcher", label="Stock"),
            Drawn("churn_per_researcher", label="Recruiting, severance"),
            Drawn("deals_per_researcher", label="Premium of deals"),
            Drawn("depreciation_per_researcher", label="Compute: depreciation"),
            Drawn("running_cost_per_researcher", label="Compute: running"),
            Drawn("rent_per_researcher", label="Compute: rent"),
            Drawn("cost_per_researcher", Mark.TOTAL),
        ),
        "All of the effort's compute is divided by the people of its research teams.",
        amounts=_FINE_MILLIONS,
    ),
    Chart(
        "Compute per researcher and per head", "H100e, log scale", "#,##0",
        (
            Drawn("compute_per_researcher", Mark.LINE, "Effort's compute per researcher"),
            Drawn("own_compute_per_researcher", Mark.LINE, "Own teams' compute per researcher"),
            Drawn("owned_compute_per_head", Mark.LINE, "All owned compute per head"),
            Drawn("compute_per_head", Mark.LINE, "Effort's compute per head"),
        ),
        "Each step up the scale is ten times as much. Researchers are the research teams; heads are everyone in the effort.",
        log=True,
    ),
    Chart(
        "People of the effort by team", "persons at year-end", "#,##0",
        (Drawn("team_headcount"), Drawn("heads", Mark.TOTAL)),
        "What costs and compute are divided by; averages over the year serve there, year-ends here.",
    ),
    Chart(
        "Owned compute, running and idle", "million H100e", _MILLIONS,
        (Drawn("operating_h100e", label="Operating"), Drawn("idle_h100e", label="Idle"), Drawn("owned_h100e", Mark.LINE, "Owned")),
        "Idle: owned, but not yet installed or without power.",
        quarterly=True,
    ),
    Chart(
        "Energised AI capacity by site", "IT MW", "#,##0",
        (Drawn("site_capacity"),),
        "Switched on at the end of the quarter, the phases of a site summed.",
        quarterly=True,
    ),
    Chart(
        "Depreciation of servers by vintage", "USD billion a year", _BILLIONS,
        (Drawn("vintage_depreciation"), Drawn("new_server_depreciation", Mark.TOTAL)),
        "A vintage is what is placed in service in one fiscal year; darker is later.",
        amounts=_FINE_BILLIONS,
        ordered=True,
    ),
    Chart(
        "Capex against the guided range", "USD billion a year", _BILLIONS,
        (Drawn("guidance_low", Mark.BASE), Drawn("guidance_width", Mark.BAND, "Guided range"), Drawn("capex", Mark.LINE), Drawn("capex", Mark.TOTAL)),
        "Bars reach from the low to the high end of guidance; a year without a bar has no guidance.",
    ),
    Chart(
        "Where capex goes", "USD billion a year", _BILLIONS,
        (
            Drawn("server_capex", label="AI servers"),
            Drawn("facility_capex", label="AI facilities"),
            Drawn("generation_capex", label="Own power plants"),
            Drawn("other_capex", label="All else"),
            Drawn("capex", Mark.TOTAL),
        ),
        "AI servers include their network; joint ventures' own spending is outside capex.",
    ),
    Chart(
        "Free cash flow and funding gap", "USD billion a year", _BILLIONS,
        (Drawn("free_cash_flow"), Drawn("funding_gap")),
        "Funding gap: what is borrowed to keep the minimum cash; no bar where it is nil or cannot be told.",
        beside=True, amounts=_BILLIONS_OR_BLANK,
    ),
)  # fmt: skip
