"""Company: a made-up one of two phases, two chips and two teams, with numbers easy enough to check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from finmodel.blocks import Fleet, Guidance, Outcomes, People, Sites
from finmodel.engine.evaluate import Array
from finmodel.model.dimension import Dimension
from finmodel.model.model import Model
from finmodel.model.timeline import serial
from tests.cases import evaluate, small_model

DIMENSIONS = (
    Dimension("site", ("home",)),
    Dimension("phase", ("hall", "venture"), parent="site", parent_of={"hall": "home", "venture": "home"}),
    Dimension("chip", ("old", "new")),
    Dimension("life_regime", ("first",)),
    Dimension("team", ("lab", "office")),
    Dimension("tier", ("top",)),
    Dimension("reorganisation", ("shake",)),
    Dimension("layoff", ("cut",)),
)

NEVER = date(2099, 12, 31)
MODEL: Model = small_model(Sites, Fleet, People, Guidance, Outcomes, dimensions=DIMENSIONS, last="2024Q4")
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
    "average_draw": 0.5, "maintenance_rate": 0.04, "labour_cost": 1, "property_tax": 2, "water_cost": 1,
    # 200 old chips of half a megawatt from the start; 100 new ones of one megawatt in 2022Q4
    "reported_deliveries": [[0] * 12, [0, 0, 0, 100] + [0] * 8], "unit_price": [[20] * 12, [40] * 12], "price_decline": 0,
    "server_mix": [[0] * 12, [1] * 12], "unit_power": [0.5, 1], "power_rank": [1, 2], "h100e_per_unit": [0.5, 2],
    "peak_compute": [5, 20], "opening_units": [200, 0], "payment_lag": 0, "install_lag": 0, "in_service_lag": 0,
    "economic_life": 1_000, "opening_units_life": 1e12, "opening_server_book": 0, "opening_server_life": 5,
    "regime_start": date(2020, 1, 1), "regime_life": 5, "h100_peak_compute": 10, "h100e_tolerance": 0.01,
    # 100 people in the lab, nobody joins or leaves
    "opening_staff": [[100], [50]], "hires": np.zeros((2, 1, 12)), "attrition_hazard": 0, "shock_multiplier": 1,
    "shock_length": 0, "reorganisation_date": NEVER, "layoff_date": NEVER, "layoff_share": 0, "survival_floor": 0.001,
    "salary": 200, "bonus": 40, "benefits": 60, "sign_on": 50, "clawback_window": 1, "clawback_pro_rata": 0,
    "grant": 800, "vesting_time": 1, "immediate_share": 0, "refresher": 0,
    # 5,000 reported in the first half of 2023, guidance of 10,000 to 14,000 for the year
    "reported_capex": [5_000, 5_000, 5_000, 9_000, 2_000, 3_000] + [0] * 6,
    "capex_guidance_low": [0] * 4 + [10_000] * 4 + [0] * 4, "capex_guidance_high": [0] * 4 + [14_000] * 4 + [0] * 4,
    "expense_guidance_low": 0, "expense_guidance_high": 0, "plan_position": 0.5, "capex_growth": 0.1,
    "quarter_weight": 0.25, "other_capex_plan": 1_000, "server_share_low": 0, "server_share_high": 1,
    # the lab's people are researchers and use 60% of what runs
    "is_research": [1, 0], "compute_share": [0.75, 0.25], "research_share": 0.6, "promised_compute": 2,
}  # fmt: skip


def company(**changes: object) -> Mapping[str, Array]:
    """Every line of the company, with some of its numbers changed."""
    assert set(changes) <= set(MODEL.lines), changes
    return evaluate(MODEL, {**NUMBERS, **changes})


def at(values: Mapping[str, Array], line: str, quarter: str, *place: int) -> float:
    """One value; `place` counts the members of each dimension from 0."""
    array = values[line][place]
    return float(array[0, 0] if array.shape[0] == 1 else array[QUARTERS.index(quarter) + 1, 0])
