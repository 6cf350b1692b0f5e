"""Small company: a model of 24 lines by 24 quarters, small enough to be written again by hand and in other packages.

People are hired, chips are bought for them, depreciated and let by the hour; money is raised where cash would run out.
Two loops over periods (staff, cash), a running sum, a corkscrew and a look back of a sampled length are among the lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finmodel.analysis.spot import Spot
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.recipes import corkscrew, cumulative
from finmodel.model.timeline import Quarter, Timeline, serial
from finmodel.model.vocabulary import (
    ago,
    average,
    balance,
    flow,
    index,
    most,
    previous,
    rate,
    ref,
    scalar,
    series,
    whole,
)  # fmt: skip

Array = NDArray[np.float64]
INPUTS = Path(__file__).with_suffix(".toml")
CALENDAR = {
    "period_years": 0.25, "one_year": 1, "one_day": 1, "months_per_year": 12, "days_per_year": 365.25,
    "hours_per_day": 24, "opening_date": serial(date(2024, 12, 31)), "tolerance": 1e-6,
    "last_actual_quarter": serial(date(2024, 12, 31)), "last_delivery_quarter": serial(date(2024, 12, 31)),
}  # fmt: skip


class SmallCompany(Block):
    """A company that lets compute by the hour and keeps some for its people."""

    # ingredients
    hiring_plan = series(Kind.FLOW, "person", "people to be hired in the quarter")
    opening_headcount = scalar("person", "people before the first quarter")
    hiring_success = scalar("share", "share of the planned hires who come")
    attrition = scalar("1/year", "share of the people who leave in a year")
    salary = scalar("USD/person/year", "pay of a person in the opening year")
    pay_growth = scalar("share", "yearly growth of pay")
    chips_per_person = scalar("chip/person", "chips wanted for each person at the start")
    compute_growth = scalar("share", "yearly growth of that")
    opening_chips = scalar("chip", "chips before the first quarter; leased, so in no book")
    opening_chip_price = scalar("USD/chip", "price of a chip at the start")
    price_decline = scalar("share", "yearly fall of that price")
    build_share = scalar("share", "network and building, relative to the chip")
    life = scalar("year", "accounting life of chips and building; whole quarters of it count")
    chip_power = scalar("MW/chip", "power of a chip with what it needs around it")
    power_price = scalar("USD/MWh", "price of power")
    utilisation = scalar("share", "share of the hours that are let")
    hour_price = scalar("USD/chip/hour", "price of an hour of a chip")
    tax_rate = scalar("share", "tax on operating profit")
    interest_rate = scalar("1/year", "interest on cash")
    minimum_cash = scalar("USD", "cash below which money is raised")
    opening_cash = scalar("USD", "cash before the first quarter")

    # people
    hires = flow("person", hiring_plan * hiring_success, "people hired")
    leavers = flow("person", previous(ref("headcount")) * attrition * Timing.period_years, "people who leave")
    headcount = balance("person", previous(ref("headcount")) + hires - leavers, "people", before=opening_headcount)
    average_headcount = average("person", (previous(headcount) + headcount) / 2, "people, average")
    pay = flow(
        "USD", average_headcount * salary * Timing.period_years * (1 + pay_growth) ** (Timing.counter / Timing.periods_per_year),
        "pay of everyone",
    )  # fmt: skip

    # chips
    chips_wanted = balance(
        "chip", headcount * chips_per_person * (1 + compute_growth) ** (Timing.counter / Timing.periods_per_year),
        "chips that the people want",
    )  # fmt: skip
    chips = balance("chip", most(previous(ref("chips")), chips_wanted), "chips; none is given away", before=opening_chips)
    chips_bought = flow("chip", chips - previous(chips), "chips bought")
    chip_price = rate(
        "USD/chip", opening_chip_price * (1 - price_decline) ** (Timing.counter / Timing.periods_per_year), "price of a chip"
    )
    capex = flow("USD", chips_bought * chip_price * (1 + build_share), "chips, network and building")
    capex_to_date = cumulative("USD", capex, "capex so far")
    capex_written_off = balance("USD", ago(capex_to_date, whole(life / Timing.period_years)), "capex past its life")
    depreciation = flow("USD", (capex_to_date - capex_written_off) / whole(life / Timing.period_years), "straight line")
    book_value = corkscrew("USD", "book value", additions=[capex], reductions=[depreciation])

    # money
    power_cost = flow("USD", chips * chip_power * power_price * Timing.period_hours, "power")
    revenue = flow("USD", chips * utilisation * hour_price * Timing.period_hours, "hours let")
    operating_profit = flow("USD", revenue - pay - power_cost - depreciation, "profit before interest and tax")
    tax = flow("USD", most(0, operating_profit) * tax_rate, "tax")
    cash_brought_forward = index("USD", previous(ref("cash")), "cash at the start of the quarter")
    interest = flow("USD", cash_brought_forward * interest_rate * Timing.period_years, "interest on cash")
    cash_before_funding = balance(
        "USD", cash_brought_forward + interest + revenue - pay - power_cost - tax - capex, "cash if no money is raised"
    )
    funding = flow("USD", most(0, minimum_cash - cash_before_funding), "money raised")
    cash = balance("USD", cash_before_funding + funding, "cash", before=opening_cash)


QUARTERS = Timeline(Quarter(2025, 1), Quarter(2030, 4))
MODEL = Model((Timing, SmallCompany), (), QUARTERS)
LINES = tuple(item.name for item in MODEL.in_block("small_company") if item not in MODEL.givens)
OUTCOMES = ("headcount", "chips", "book_value", "operating_profit", "funding", "cash")
"""Between them they need every line."""

SPOTS = tuple(Spot(line, (), quarter) for line in OUTCOMES for quarter in QUARTERS.names[3::4])
"""The outcomes in the last quarter of each year."""


def base_inputs() -> dict[str, Array]:
    """The inputs as an engine takes them: (1 or periods + 1, 1)."""
    written = tomllib.loads(INPUTS.read_text(encoding="utf-8"))
    numbers = {**CALENDAR, **{name: given["value"] for name, given in written["scalars"].items()}}
    plan = np.array([np.nan, *written["hiring_plan"]])
    return {**{name: np.full((1, 1), float(number)) for name, number in numbers.items()}, "hiring_plan": plan[:, None]}


def intervals() -> Mapping[str, tuple[float, float]]:
    """The interval that each scalar is drawn from, evenly."""
    written = tomllib.loads(INPUTS.read_text(encoding="utf-8"))["scalars"]
    return {name: (float(given["low"]), float(given["high"])) for name, given in written.items()}


def drawn_inputs(count: int, seed: int = 7) -> dict[str, Array]:
    """Every scalar drawn from its interval: name -> (1, samples)."""
    numbers = np.random.default_rng(seed)
    return {name: numbers.uniform(low, high, (1, count)) for name, (low, high) in intervals().items()}
