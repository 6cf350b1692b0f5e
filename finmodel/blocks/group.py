"""Group: the company around the effort - income, cash, debt, the funding gap, and what the programme is worth.

Cash costs are built without depreciation and stock compensation, so that an error in either cannot reach cash.
"""

from __future__ import annotations

from finmodel.blocks.deals import Deals
from finmodel.blocks.dimensions import LIFE_REGIME
from finmodel.blocks.fleet import Fleet
from finmodel.blocks.guidance import Guidance
from finmodel.blocks.rented import Rented
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.depreciation import straight_line
from finmodel.model.item import Kind
from finmodel.model.recipes import corkscrew, cumulative, delay, opening_book, window, year_to_date
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
    previous,
    ratio,
    ref,
    scalar,
    series,
    where,
)  # fmt: skip


class Group(Block):
    """Income statement, cash flow and funding of the whole company."""

    # ingredients: results as reported
    reported_revenue = series(Kind.FLOW, "USD", "revenue as reported", released=True, complete=True, at_least=0)
    reported_expenses = series(Kind.FLOW, "USD", "total costs and expenses as reported", released=True, complete=True, at_least=0)
    reported_depreciation = series(Kind.FLOW, "USD", "depreciation and amortisation as reported", released=True, complete=True, at_least=0)
    reported_stock_compensation = series(Kind.FLOW, "USD", "stock compensation as reported", released=True, complete=True, at_least=0)
    reported_cash = series(
        Kind.BALANCE, "USD", "cash and marketable securities as reported", released=True, at_least=0
    )
    reported_debt = series(Kind.BALANCE, "USD", "long-term debt as reported", released=True, at_least=0)
    reality_labs_loss = series(Kind.FLOW, "USD", "operating loss of Reality Labs, inside the group's income", fill="hold")

    # ingredients: the forecast
    revenue_growth = series(Kind.RATE, "share", "growth of revenue over a year", fill="hold", at_least=-1, at_most=4)
    other_cost_share = series(Kind.RATE, "share", "cash costs other than AI compute, over revenue", fill="hold")
    stock_compensation_share = series(Kind.RATE, "share", "stock compensation over revenue", fill="hold")
    cash_leakage = series(
        Kind.RATE, "share", "cash tax, working capital and the rest, over operating income", fill="hold", at_least=-1, at_most=1
    )
    buybacks = series(Kind.FLOW, "USD", "shares bought back", fill="hold", at_least=0)
    dividends = series(Kind.FLOW, "USD", "dividends paid", fill="hold", at_least=0)
    minimum_cash = scalar("USD", "cash below which the company borrows", at_least=0)
    debt_rate = scalar("1/year", "interest on debt", at_least=0)

    # ingredients: assets that are not AI
    other_servers = series(Kind.FLOW, "USD", "servers and network that are not AI", fill="hold", at_least=0)
    other_server_lag = scalar("year", "from payment to the start of depreciation", at_least=0)
    other_server_life = scalar("year", "how long such a server is kept", at_least=1)
    construction_time = scalar("year", "how long other assets are under construction", at_least=0)
    other_asset_life = scalar("year", "accounting life of other assets, blended", at_least=1)
    opening_book_servers = scalar("USD", "book value of all servers before the first period", at_least=0)
    opening_book_life = scalar("year", "remaining accounting life of that book", at_least=1)
    opening_other_charge = scalar("USD/year", "yearly depreciation of other assets before the first period", at_least=0)
    opening_other_decline = scalar("share", "fall per year of that charge", at_most=1)
    other_amortisation = series(Kind.FLOW, "USD", "amortisation outside property and equipment", fill="hold", at_least=0)

    # depreciation and amortisation: modelled vintages and the run-off of what was there
    other_servers_so_far = cumulative("USD", other_servers, "servers that are not AI, so far")
    other_servers_in_service = delay("USD", other_servers_so_far, other_server_lag, "the same, placed in service")
    other_server_depreciation = straight_line(
        other_servers_in_service, lives=Fleet.regime_life, age_at_change=Fleet.vintage_age,
        in_force=Fleet.regime_in_force, starts=Fleet.regime_starts, economic_life=other_server_life,
        regimes=LIFE_REGIME, note="servers that are not AI, straight line by vintage",
    )  # fmt: skip
    opening_book_run_off = opening_book(
        "USD", opening_book_servers, opening_book_life, "run-off of servers bought before the first period"
    )
    other_building = flow("USD", Guidance.other_capex - other_servers, "capex on everything but AI and servers")
    other_building_so_far = cumulative("USD", other_building, "the same, so far")
    other_assets_in_service = delay("USD", other_building_so_far, construction_time, "the same, once built")
    other_asset_rate = flow(
        "USD", other_assets_in_service * Timing.period_years / other_asset_life, "charge per period of this vintage"
    )
    other_asset_rates_so_far = cumulative("USD", other_asset_rate, "charges per period of all vintages so far")
    other_asset_depreciation = window("USD", other_asset_rates_so_far, other_asset_life, "depreciation of other assets")
    years_run = index("year", Timing.counter * Timing.period_years, "years since the opening date")
    opening_other_run_off = flow(
        "USD",
        opening_other_charge * Timing.period_years * (1 - opening_other_decline) ** (years_run / Timing.one_year),
        "depreciation of other assets from before the first period",
    )
    server_and_network_depreciation = flow(
        "USD",
        Fleet.server_depreciation + Fleet.server_write_off + other_server_depreciation
        + ref("other_server_depreciation_write_off") + opening_book_run_off,
        "depreciation of all servers and network",
    )  # fmt: skip
    property_depreciation = flow(
        "USD",
        Sites.facility_depreciation + Sites.generation_depreciation + other_asset_depreciation + opening_other_run_off,
        "depreciation of buildings, power and everything else",
    )
    depreciation_and_amortisation = flow(
        "USD", server_and_network_depreciation + property_depreciation + other_amortisation, "depreciation and amortisation"
    )

    # income
    grown_revenue = index(
        "USD", ago(ref("revenue"), Timing.periods_per_year, lagged=True) * (1 + revenue_growth), "revenue a year ago, grown"
    )
    revenue = flow("USD", where(Timing.actual_flag, reported_revenue, grown_revenue), "revenue", before=0)
    ai_running_cost = flow(
        "USD", ref("compute_running_cost") + Rented.rent - Rented.resale_revenue, "energy, leases, running and rent of AI compute"
    )
    reported_cash_costs = flow(
        "USD", reported_expenses - reported_depreciation - reported_stock_compensation, "costs without depreciation and stock"
    )
    other_cash_costs = flow(
        "USD",
        where(Timing.actual_flag, reported_cash_costs - ai_running_cost, revenue * other_cost_share),
        "cash costs other than AI compute",
    )
    stock_compensation = flow(
        "USD",
        where(Timing.actual_flag, reported_stock_compensation, revenue * stock_compensation_share),
        "stock compensation of the whole company",
    )
    total_expenses = flow(
        "USD", other_cash_costs + ai_running_cost + stock_compensation + depreciation_and_amortisation, "costs and expenses"
    )
    operating_income = flow("USD", revenue - total_expenses, "income from operations")

    # cash flow
    leakage = flow("USD", operating_income * cash_leakage, "cash tax, working capital and the rest")
    operating_cash_flow = flow(
        "USD", operating_income + depreciation_and_amortisation + stock_compensation - leakage, "net cash from operations"
    )
    free_cash_flow = flow("USD", operating_cash_flow - Guidance.capex, "operating cash flow less headline capex")
    interest = flow(
        "USD", previous(ref("new_debt")) * debt_rate * Timing.period_years,
        "interest on new borrowing; that on old debt and on cash is inside the leakage",
    )  # fmt: skip
    investing_other = flow(
        "USD", Deals.deal_cash + Sites.capital_calls - Sites.venture_distributions, "deals and ventures, net cash out"
    )
    cash_before_funding = balance(
        "USD", previous(ref("cash")) + free_cash_flow - buybacks - dividends - interest - investing_other,
        "cash if nothing is borrowed",
    )  # fmt: skip
    borrowed = flow(
        "USD", most(0, minimum_cash - cash_before_funding) * ref("funding_known"), "borrowed to keep the minimum cash"
    )
    new_debt = corkscrew("USD", "borrowed since the last report", additions=[borrowed])
    cash = balance(
        "USD", where(Timing.actual_flag, reported_cash, cash_before_funding + borrowed),
        "cash and marketable securities, where a report was found", before=0,
    )  # fmt: skip
    debt = balance(
        "USD", where(Timing.actual_flag, reported_debt, previous(ref("debt")) + borrowed),
        "long-term debt, where a report was found", before=0,
    )  # fmt: skip

    # without a report of the last actual quarter there is nothing to start from: n/a, not zero
    cash_known = flag(
        where(Timing.actual_flag, ref("cash_reported"), previous(ref("cash_known"))), "1 where cash is reported or follows",
        before=0,
    )  # fmt: skip
    cash_reported = flag(reported_cash > 0, "1 where cash is reported")
    debt_known = flag(
        where(Timing.actual_flag, ref("debt_reported"), previous(ref("debt_known"))), "1 where debt is reported or follows",
        before=0,
    )  # fmt: skip
    debt_reported = flag(reported_debt > 0, "1 where debt is reported")
    funding_known = flag(cash_known * Timing.forecast_flag, "1 where funding can be forecast")
    cash_position = index("USD", if_available(cash_known, cash), "cash and marketable securities")
    debt_position = index("USD", if_available(debt_known, debt), "long-term debt")
    gap_known = index("ratio", cash_known * 1, "1 where the gap can be told, for the year's roll-up")
    funding_gap = ratio("USD", borrowed, gap_known, "borrowed to keep the minimum cash")

    # measures
    expenses_to_date = year_to_date("USD", total_expenses, "costs and expenses so far in the fiscal year")
    expenses_guided = flag(Guidance.expense_guidance_high > 0, "1 where the fiscal year has expense guidance")
    room_below_expense_high = balance("USD", Guidance.expense_guidance_high - expenses_to_date, "high end less expenses so far")
    expense_headroom = index(
        "USD", if_available(expenses_guided, room_below_expense_high), "room to the high end of expense guidance"
    )
    expenses_above_low = balance("USD", expenses_to_date - Guidance.expense_guidance_low, "expenses so far less low end")
    expense_guidance_width = balance(
        "USD", Guidance.expense_guidance_high - Guidance.expense_guidance_low, "width of the expense guidance"
    )
    expense_position = ratio(
        "share", expenses_above_low, expense_guidance_width, "place of the year's expenses in the range: 0 low end, 1 high end"
    )
    income_without_reality_labs = flow("USD", operating_income + reality_labs_loss, "income from operations but for Reality Labs")
    capital_intensity = ratio("share", Guidance.capex, revenue, "capex over revenue")
    depreciation_share = ratio("share", depreciation_and_amortisation, revenue, "depreciation and amortisation over revenue")
    commitments = balance(
        "USD", Rented.rent_commitments + Sites.off_balance_sheet, "rent, leases and guarantees off the balance sheet; memo"
    )

    # checks
    expenses_as_reported = check(
        absolute(ref("expense_gap") - ref("depreciation_gap")) <= Timing.tolerance * total_expenses,
        "over actual quarters, expenses differ from the report by depreciation alone",
    )
    expense_gap = flow("USD", (total_expenses - reported_expenses) * Timing.actual_flag, "modelled less reported expenses")
    depreciation_gap = flow(
        "USD", (depreciation_and_amortisation - reported_depreciation) * Timing.actual_flag,
        "modelled less reported depreciation",
    )  # fmt: skip
    cash_at_least_minimum = check(
        cash * funding_known >= minimum_cash * funding_known * (1 - Timing.tolerance), "cash is never forecast below its minimum"
    )
    cash_change = flow("USD", (cash - previous(cash)) * funding_known, "change of cash in a forecast quarter")
    cash_flows = flow(
        "USD",
        (operating_cash_flow - Guidance.capex - buybacks - dividends - interest - investing_other + debt - previous(debt))
        * funding_known,
        "flows that should make it",
    )
    cash_ties = check(
        absolute(cash_change - cash_flows) <= Timing.tolerance * most(cash, revenue), "cash flow and new debt make the change of cash"
    )
    other_building_not_negative = check(
        ref("other_building_to_date") >= 0, "capex on all else covers the servers that are not AI"
    )
    other_building_to_date = cumulative("USD", other_building, "capex on everything but AI and servers, so far")
