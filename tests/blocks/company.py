"""Company: a made-up one of two phases, two chips and two teams, with numbers easy enough to check by hand.

It rents no compute, buys no company and burns no gas unless a test says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from finmodel.blocks import BLOCKS, Timing
from finmodel.engine.evaluate import Array, Engine
from finmodel.model.dimension import Dimension
from finmodel.model.model import Model
from finmodel.model.timeline import serial
from tests.cases import given_inputs, small_model

DIMENSIONS = (
    Dimension("site", ("home",)),
    Dimension("phase", ("hall", "venture"), parent="site", parent_of={"hall": "home", "venture": "home"}),
    Dimension("chip", ("old", "new")),
    Dimension("life_regime", ("first",)),
    Dimension("team", ("lab", "office")),
    Dimension("tier", ("top",)),
    Dimension("reorganisation", ("shake",)),
    Dimension("layoff", ("cut",)),
    Dimension("contract", ("cloud",)),
    Dimension("deal", ("stake",)),
    Dimension("licence", ("model",)),
    Dimension("refused_bid", ("dream",)),
    Dimension("vintage", ("v2022", "v2023", "v2024")),
)

NEVER = date(2099, 12, 31)
NOBODY_LEAVES = 1e-9
"""A rate of leaving too small to see; at none at all, the years that a recruit is expected to stay have no number."""
WITHOUT_TIMING = tuple(block for block in BLOCKS if block is not Timing)
MODEL: Model = small_model(*WITHOUT_TIMING, dimensions=DIMENSIONS, last="2024Q4")
ENGINE = Engine(MODEL)
QUARTERS = MODEL.timeline.names


def days(*each: date) -> list[float]:
    return [serial(day) for day in each]


NUMBERS: dict[str, object] = {
    # a year of 365 days, results to 2023Q2, deliveries known to 2022Q4
    "days_per_year": 365, "last_actual_quarter": date(2023, 6, 30), "last_delivery_quarter": date(2022, 12, 31),
    # 100 MW of our own and 40 MW that a joint venture takes over, both switched on in one step on 2022-12-31
    "capacity": [100, 40], "first_energised": days(date(2022, 12, 31), date(2022, 12, 31)), "ramp_time": 0,
    "is_tent": 0, "facility_cost": 10, "build_lead": 1, "owned_until": days(NEVER, date(2022, 6, 30)),
    "tent_cost": 5, "tent_lead": 0.25, "tent_availability": 0.8, "availability": 1, "facility_life": 10,
    "opening_facility_life": 10, "lease_rate": 0.1, "power_usage_effectiveness": 1.2, "power_price": 50,
    "average_draw": 0.5, "announced_energised": days(date(2022, 12, 31), date(2022, 12, 31)), "venture_stake": [0, 0.2],
    "venture_distribution": 0, "venture_call_share": 0, "lease_term": 4, "residual_guarantee": 0, "maintenance_rate": 0.04, "labour_cost": 1, "property_tax": 2, "water_cost": 1,
    # everything from the grid
    "gas_share": 0, "gas_owned": 0, "gas_capex": 1, "gas_overbuild": 1.5, "gas_capacity_charge": 4, "heat_rate": 2,
    "gas_price": 10, "gas_variable_cost": 5, "gas_emissions": 0.2, "generation_life": 10,
    "other_capacity": 0, "other_usage_effectiveness": 1.1,
    # 200 old chips of half a megawatt from the start; 100 new ones of one megawatt in 2022Q4
    "reported_deliveries": [[0] * 12, [0, 0, 0, 100] + [0] * 8], "unit_price": [[20] * 12, [40] * 12], "price_decline": 0,
    "server_mix": [[0] * 12, [1] * 12], "unit_power": [0.5, 1], "power_rank": [1, 2], "h100e_per_unit": [0.5, 2],
    "peak_compute": [5, 20], "opening_units": [200, 0], "payment_lag": 0, "install_lag": 0, "in_service_lag": 0,
    "economic_life": 1_000, "opening_units_life": 1e12, "opening_server_book": 0, "opening_server_life": 5,
    "regime_start": date(2020, 1, 1), "regime_life": 5, "h100_peak_compute": 10, "h100e_tolerance": 0.01,
    "is_nvidia": [1, 0], "network_share": 0.1, "spare_share": 0.02, "failure_rate": 0.08, "vintage_year": [2022, 2023, 2024],
    # nothing rented, and nothing sold on
    "commitment": 0, "signed": NEVER, "service_start": date(2022, 12, 31), "service_ramp": 0,
    "service_end": date(2024, 12, 31), "hourly_price": 2, "resale_share": 0, "resale_price": 1,
    # 100 people in the lab, 50 in the office; nobody joins or leaves, every offer would be accepted
    "opening_staff": [[100], [50]], "offers": np.zeros((2, 1, 12)), "transfers": np.zeros((2, 1, 12)), "base_acceptance": 1,
    "compute_matters": 0, "compute_threshold": 2, "compute_elasticity": 1, "compute_floor": 0.5, "opening_compute_per_head": 2,
    "attrition_hazard": NOBODY_LEAVES, "shock_multiplier": 1,
    "shock_length": 0, "reorganisation_date": NEVER, "layoff_date": NEVER, "layoff_share": 0, "survival_floor": 0.001,
    "salary": 200, "bonus": 40, "benefits": 60, "sign_on": 50, "clawback_window": 1, "clawback_pro_rata": 0,
    "grant": 800, "vesting_time": 1, "cliff": 0.25, "immediate_share": 0, "refresher": 0,
    "guarantee": 0, "recruiting_cost": 0, "severance": 0, "ramp_up_time": 0, "is_newcomer_tier": 0, "pass_through": 0,
    "uplift_cap": 0, "uplift_lag": 0.25, "leaver_sign_on": 100, "leaver_window": 2, "leaver_stay": 0.5,
    # no deal, no licence
    "deal_amount": 0, "deal_stake": 1, "deal_closed": NEVER, "people_joined": 0, "value_kept": 0, "deal_retention": 2,
    "deal_hazard": 0.1, "deal_unwound": NEVER, "recovered_share": 0, "impairment": 0, "bid_amount": 0,
    "licence_fee": 0, "licence_per_head": 0, "licence_start": NEVER,
    # 5,000 reported in the first half of 2023, guidance of 10,000 to 14,000 for the year
    "reported_capex": [5_000, 5_000, 5_000, 9_000, 2_000, 3_000] + [0] * 6,
    "capex_guidance_low": [0] * 4 + [10_000] * 4 + [0] * 4, "capex_guidance_high": [0] * 4 + [14_000] * 4 + [0] * 4,
    "expense_guidance_low": 0, "expense_guidance_high": 0, "plan_position": 0.5, "capex_growth": 0.1,
    "quarter_weight": 0.25, "other_capex_plan": 1_000, "server_share_low": 0, "server_share_high": 1, "capex_follows_power": 0,
    # the lab's people are researchers and use 60% of what runs
    "is_research": [1, 0], "compute_share": [0.75, 0.25], "research_share": 0.6, "rented_research_share": 1, "deal_research_share": 0.5,
    # revenue of 20,000 a quarter, of which 5,000 is the programme's
    "reported_revenue": 20_000, "reported_expenses": 12_000, "reported_depreciation": 2_000,
    "reported_stock_compensation": 1_000, "reported_cash": 50_000, "reported_debt": 10_000, "reality_labs_loss": 0,
    "revenue_growth": 0.2, "other_cost_share": 0.4, "stock_compensation_share": 0.05, "cash_leakage": 0.1, "buybacks": 0,
    "dividends": 0, "minimum_cash": 1_000, "debt_rate": 0.04, "other_servers": 0, "other_server_lag": 0,
    "other_server_life": 1_000, "construction_time": 0, "other_asset_life": 10, "opening_book_servers": 0,
    "opening_book_life": 5, "opening_other_charge": 0, "opening_other_decline": 0, "other_amortisation": 0,
    "programme_share": 0.25, "discount_rate": 0.1, "return_told_from": 0.0, "run_off_middle": 0.25, "horizon_end": date(2024, 12, 31),
    "facility_use": 10, "facility_over_it": 1.25, "rental_price": 2, "cost_per_gigawatt_low": 10, "cost_per_gigawatt_high": 50,
}  # fmt: skip


def company(only: Sequence[str] | None = None, **changes: object) -> Mapping[str, Array]:
    """Every line of the company, or those asked for and what they need, with some of its numbers changed."""
    assert set(changes) <= {given.name for given in MODEL.givens}, changes
    return ENGINE.run(given_inputs(MODEL, {**NUMBERS, **changes}).values, only)


def at(values: Mapping[str, Array], line: str, quarter: str, *place: int) -> float:
    """One value; `place` counts the members of each dimension from 0."""
    array = values[line][place]
    return float(array[0, 0] if array.shape[0] == 1 else array[QUARTERS.index(quarter) + 1, 0])
