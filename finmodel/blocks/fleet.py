"""Fleet: the chips - delivered, installed, running or idle, what they cost and how they wear out in the books.

H100e is 8-bit dense peak over that of one H100 (1,979 TOP/s). The measure flatters newer parts, so units and
megawatts stand beside it.
"""

from __future__ import annotations

from finmodel.blocks.dimensions import CHIP, LIFE_REGIME, VINTAGE
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing
from finmodel.model.block import Block
from finmodel.model.depreciation import straight_line
from finmodel.model.item import Kind
from finmodel.model.recipes import as_of_earlier, corkscrew, cumulative, delay, opening_book
from finmodel.model.vocabulary import (
    absolute,
    balance,
    check,
    constant,
    day,
    flag,
    flow,
    index,
    least,
    month_of,
    most,
    previous,
    rate,
    ratio,
    ratio_or,
    ref,
    running,
    scalar,
    series,
    switch,
    total,
    where,
    whole,
    year_of,
)  # fmt: skip


class Fleet(Block):
    """From deliveries to owned, installed and operating compute, and the depreciation of servers."""

    # ingredients: the chips
    reported_deliveries = series(Kind.FLOW, "chip", "estimated deliveries to the company", over=CHIP, at_least=0)
    unit_price = series(
        Kind.RATE, "USD/chip", "server, network and storage per chip, all in", over=CHIP, fill="hold", at_least=0
    )
    price_decline = scalar("share", "fall of the all-in price per year after the last known deliveries", over=CHIP, at_least=-1, at_most=1)
    server_mix = series(Kind.RATE, "share", "share of server spending by chip", over=CHIP, fill="hold")
    unit_power = scalar("MW/chip", "all-in IT power per chip, network and storage included", over=CHIP, at_least=0)
    power_rank = scalar("count", "order in which chips are given power, incumbents first", over=CHIP)
    h100e_per_unit = scalar("H100e/chip", "H100-equivalents per chip", over=CHIP, at_least=0)
    peak_compute = scalar("FLOP/hour/chip", "dense 8-bit peak of the part deployed", over=CHIP, at_least=0)
    is_nvidia = switch("1 if the chip is Nvidia's, to compare with published counts", over=CHIP)
    opening_units = scalar("chip", "chips owned before the first period", over=CHIP, at_least=0)

    # ingredients: lags and lives
    payment_lag = scalar("year", "from delivery to payment", at_least=0)
    install_lag = scalar("year", "from delivery to running", at_least=0)
    in_service_lag = scalar("year", "from delivery to the start of depreciation", at_least=0)
    economic_life = scalar("year", "how long a chip is kept", at_least=1)
    opening_units_life = scalar("year", "how long chips owned before the first period are kept", at_least=1)
    opening_server_book = scalar("USD", "book value of AI servers before the first period", at_least=0)
    opening_server_life = scalar("year", "remaining accounting life of that book", at_least=1)
    regime_start = day("when an accounting life comes into force", over=LIFE_REGIME)
    regime_life = scalar("year", "accounting life of servers under the regime", over=LIFE_REGIME, at_least=1)

    spare_share = scalar("share", "share of owned chips held as spares; part of what is idle")
    failure_rate = scalar("1/year", "failures per running chip and year", at_least=0)
    network_share = scalar("share", "share of server capex that is network")

    vintage_year = scalar("count", "fiscal year in which the vintage is placed in service", over=VINTAGE)

    # ingredients: measures
    h100_peak_compute = scalar("FLOP/hour/H100e", "dense 8-bit peak of one H100, by which H100e is defined", at_least=0)
    h100e_tolerance = scalar("share", "how far the two definitions of H100e may differ")

    # what was owned before the first period
    opening_power_by_chip = constant("MW", opening_units * unit_power, "IT power of chips owned before the first period")
    opening_power = constant("MW", total(opening_power_by_chip, CHIP), "the same, all chips")

    # delivered: facts up to the boundary, then what the server budget buys
    years_ahead = index(
        "year", most(0, (Timing.period_end - Timing.known_deliveries_end) / Timing.days_per_year),
        "time since the last known deliveries",
    )  # fmt: skip
    all_in_price = rate(
        "USD/chip", unit_price * (1 - price_decline) ** (years_ahead / Timing.one_year), "price paid in the period"
    )
    bought_units = flow("chip", ref("server_capex") * server_mix / all_in_price, "what the server budget buys")
    delivered_units = flow(
        "chip", where(Timing.delivery_flag, reported_deliveries, bought_units), "chips delivered in the period"
    )
    delivered_value = flow("USD", delivered_units * all_in_price, "all-in price of what is delivered")
    reported_value = flow("USD", reported_deliveries * all_in_price, "all-in price of the known deliveries")
    reported_value_of_all = flow("USD", total(reported_value, CHIP), "the same, all chips")
    reported_value_so_far = cumulative("USD", reported_value_of_all, "the same, so far")
    paid_for_deliveries = delay("USD", reported_value_so_far, payment_lag, "payments for the known deliveries")
    delivered_value_of_all = flow("USD", total(delivered_value, CHIP), "all-in price of what is delivered, all chips")
    owed_to_vendors = corkscrew(
        "USD", "delivered and not yet paid for; level once deliveries follow the budget",
        additions=[delivered_value_of_all], reductions=[ref("server_capex")],
    )  # fmt: skip

    # owned: until the end of economic life
    delivered_so_far = cumulative("chip", delivered_units, "chips delivered so far")
    retired_units = delay("chip", delivered_so_far, economic_life, "chips retired at the end of their economic life",
                          lagged=True)  # fmt: skip
    opening_share_left = index(
        "share", 1 - least(1, Timing.counter * Timing.period_years / opening_units_life),
        "share still kept of the chips owned before the first period", before=1,
    )  # fmt: skip
    opening_units_retired = flow(
        "chip", opening_units * (previous(opening_share_left) - opening_share_left), "of those, retired in the period"
    )
    owned_units = corkscrew(
        "chip", "chips owned",
        additions=[delivered_units], reductions=[retired_units, opening_units_retired], opening=opening_units,
    )  # fmt: skip

    # installed: delivered an install lag ago; running: as far as power reaches, incumbents first
    set_up_units = as_of_earlier("chip", delivered_so_far, install_lag, "chips set up so far")
    installed_units = balance(
        "chip", set_up_units - ref("retired_units_earlier") + opening_units * opening_share_left, "set up and not retired"
    )
    power_need = balance("MW", installed_units * unit_power, "IT power that installed chips ask for")
    power_before = balance("MW", running(power_need, before=power_rank), "asked for by chips that come first")
    power_used = balance(
        "MW", most(0, least(power_need, Sites.energised_it_capacity - power_before)), "IT power that chips get"
    )
    power_in_use = balance("MW", total(power_used, CHIP), "IT power in use")
    load_factor = rate(
        "share", ratio_or(power_in_use, Sites.energised_it_capacity, 0), "IT power in use over energised IT capacity"
    )
    operating_units = balance("chip", power_used / unit_power, "chips running")
    idle_units = balance("chip", owned_units - operating_units, "owned, but without power or not yet installed")

    idle_for_power = balance("chip", installed_units - operating_units, "installed, but without power")
    not_yet_installed = balance("chip", owned_units - installed_units, "owned, but not yet installed")
    spare_units = balance("chip", owned_units * spare_share, "chips held as spares; memo")
    failed_units = flow("chip", operating_units * failure_rate * Timing.period_years, "running chips that fail; memo")
    network_capex = flow("USD", ref("server_capex") * network_share, "network part of server capex; memo")

    # under capex policy "power": what energised power can still run, in money
    owned_power = balance("MW", owned_units * unit_power, "IT power that all owned chips would ask for", before=opening_power_by_chip)
    owned_power_of_all = balance("MW", total(owned_power, CHIP), "the same, all chips", before=opening_power)
    retired_power = flow("MW", (retired_units + opening_units_retired) * unit_power, "IT power of chips that retire")
    retired_power_of_all = flow("MW", total(retired_power, CHIP), "the same, all chips")
    power_room = flow(
        "MW", most(0, Sites.energised_it_capacity - previous(owned_power_of_all) + retired_power_of_all),
        "energised power that no owned chip asks for yet",
    )  # fmt: skip
    power_per_dollar = rate("MW/USD", server_mix * unit_power / all_in_price, "IT power bought per dollar, by the mix")
    power_per_dollar_of_all = rate("MW/USD", total(power_per_dollar, CHIP), "the same, all chips")
    servers_by_power = flow("USD", power_room / power_per_dollar_of_all, "spending that fills the room")

    # in H100-equivalents
    owned_h100e_by_chip = balance("H100e", owned_units * h100e_per_unit, "owned compute")
    operating_h100e_by_chip = balance("H100e", operating_units * h100e_per_unit, "compute that runs")
    idle_h100e_by_chip = balance("H100e", idle_units * h100e_per_unit, "compute that stands idle")
    owned_h100e = balance("H100e", total(owned_h100e_by_chip, CHIP), "owned compute, all chips", before=0)
    nvidia_h100e_by_chip = balance("H100e", owned_h100e_by_chip * is_nvidia, "owned compute on Nvidia chips")
    owned_nvidia_h100e = balance("H100e", total(nvidia_h100e_by_chip, CHIP), "owned compute on Nvidia chips, all of them")
    owned_other_h100e = balance("H100e", owned_h100e - owned_nvidia_h100e, "owned compute on other makers' chips")
    operating_h100e = balance("H100e", total(operating_h100e_by_chip, CHIP), "compute that runs, all chips", before=0)
    idle_h100e = balance("H100e", total(idle_h100e_by_chip, CHIP), "compute that stands idle, all chips")

    operating_share = ratio("share", operating_h100e, owned_h100e, "operating over owned compute")

    # accounting lives, each in force from its date
    first_day = constant("date", Timing.opening_date + Timing.one_day, "first day of the first period")
    regime_months = constant(
        "ratio",
        (year_of(regime_start) - year_of(first_day)) * (Timing.months_per_year * Timing.one_year)
        + (month_of(regime_start) - month_of(first_day)),
        "months from the first day to the start of the regime",
    )
    regime_counter = constant(
        "count", 1 - whole(Timing.tolerance - regime_months / Timing.months_per_period), "first period that begins on or after the start"
    )
    vintage_age = index(
        "year", most(0, (regime_counter - Timing.counter) * Timing.period_years),
        "age of this period's purchases when the regime starts",
    )  # fmt: skip
    regime_begun = flag(Timing.counter >= regime_counter, "1 from the first period of the regime", before=0)
    regime_starts = flag(regime_begun - previous(regime_begun), "1 in the first period of the regime")
    regimes_begun = index("count", total(regime_begun, LIFE_REGIME), "regimes begun so far")
    regimes_before = index("count", running(regime_begun, before=regime_start), "of those, begun before this one")
    regime_in_force = flag(
        regime_begun * (1 - least(1, regimes_begun - regimes_before - regime_begun)), "1 while no later regime has begun"
    )

    # depreciation of servers, by vintage
    delivered_value_so_far = cumulative("USD", delivered_value_of_all, "all-in price of deliveries so far")
    servers_in_service = delay("USD", delivered_value_so_far, in_service_lag, "cost of servers placed in service")
    in_vintage = flag(absolute(Timing.fiscal_year - vintage_year) < 1, "1 in the fiscal year of the vintage")
    vintage_cost = flow("USD", servers_in_service * in_vintage, "cost of the vintage placed in service")
    vintage_depreciation = straight_line(
        vintage_cost, lives=regime_life, age_at_change=vintage_age, in_force=regime_in_force,
        starts=regime_starts, economic_life=economic_life, regimes=LIFE_REGIME, note="straight line, by vintage",
    )  # fmt: skip
    opening_server_depreciation = opening_book(
        "USD", opening_server_book, opening_server_life, "run-off of AI servers owned before the first period"
    )
    new_server_depreciation = flow("USD", total(vintage_depreciation, VINTAGE), "servers bought since the first period")
    server_depreciation = flow(
        "USD", new_server_depreciation + opening_server_depreciation, "depreciation of AI servers and their network"
    )
    server_write_off = flow(
        "USD", total(ref("vintage_depreciation_write_off"), VINTAGE),
        "book value of servers retired before the end of their life",
    )  # fmt: skip
    vintage_book_value = corkscrew(
        "USD", "net book value of the vintage",
        additions=[vintage_cost], reductions=[vintage_depreciation, ref("vintage_depreciation_write_off")],
    )  # fmt: skip
    server_book_value = balance(
        "USD", total(vintage_book_value, VINTAGE), "net book value of AI servers bought since the first period"
    )

    # idle, in money: the share of the book that idle chips have of the price of all
    owned_value = balance("USD", owned_units * all_in_price, "owned chips at the price of the day")
    owned_value_of_all = balance("USD", total(owned_value, CHIP), "the same, all chips")
    idle_value = balance("USD", idle_units * all_in_price, "idle chips at the price of the day")
    idle_value_of_all = balance("USD", total(idle_value, CHIP), "the same, all chips")
    idle_book_value = balance(
        "USD", server_book_value * ratio_or(idle_value_of_all, owned_value_of_all, 0), "book value of idle chips"
    )

    # checks
    operating_and_idle_make_owned = check(
        absolute(owned_h100e - operating_h100e - idle_h100e) <= Timing.tolerance * owned_h100e,
        "operating and idle compute add up to owned compute",
    )
    power_within_capacity = check(
        power_in_use <= Sites.energised_it_capacity * (1 + Timing.tolerance), "no more power is used than is energised"
    )
    owned_units_not_negative = check(owned_units >= -(delivered_so_far * Timing.tolerance), "no negative units")
    installed_within_owned = check(
        installed_units <= owned_units + (delivered_so_far + opening_units) * Timing.tolerance, "only owned chips are installed"
    )
    mix_adds_up = check(
        absolute(ref("mix_sum") - 1) <= Timing.tolerance, "the shares of server spending add up to one"
    )
    mix_sum = rate("share", total(server_mix, CHIP), "shares of server spending, summed")
    one_regime_in_force = check(
        absolute(ref("regimes_in_force") - 1) <= Timing.tolerance, "exactly one accounting life is in force"
    )
    regimes_in_force = index("count", total(regime_in_force, LIFE_REGIME), "accounting lives in force")
    vintages_cover = check(
        absolute(ref("vintages_now") - 1) <= Timing.tolerance, "every period belongs to exactly one vintage"
    )
    vintages_now = index("count", total(in_vintage, VINTAGE), "vintages that the period belongs to")
    depreciation_within_cost = check(
        vintage_book_value >= -(delivered_value_so_far * Timing.tolerance), "depreciation never exceeds cost"
    )
    implied_h100e = constant("H100e/chip", peak_compute / h100_peak_compute, "H100e by dense 8-bit peak")
    h100e_definitions_agree = check(
        absolute(implied_h100e - h100e_per_unit) <= h100e_tolerance * h100e_per_unit,
        "H100e of the deliveries file agrees with the peak of the part",
    )
