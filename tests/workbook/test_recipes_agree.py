"""Recipes agree: every recipe and primitive in one workbook, recalculated elsewhere, is what the engine says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from finmodel.model.block import Block
from finmodel.model.depreciation import straight_line
from finmodel.model.item import Kind
from finmodel.model.timeline import serial
from finmodel.model.vocabulary import (
    absolute,
    average,
    balance,
    check,
    clamp,
    constant,
    end_of_month,
    exp,
    flag,
    flow,
    if_available,
    index,
    irr,
    log,
    month_of,
    otherwise,
    rate,
    ratio,
    ref,
    series,
    sin,
    total,
    where,
    whole,
    year_of,
)  # fmt: skip
from finmodel.model.vocabulary import date as date_line
from tests.cases import differences, given_inputs, small_model, workbook_of
from tests.engine.drawn import PERIODS
from tests.engine.test_clawback import Leaver, Leaving
from tests.engine.test_delay import Moves
from tests.engine.test_loops import Acceptance, Growth, YearAgo
from tests.engine.test_members import HALL, MACHINE, PLACE, Waterfall
from tests.engine.test_opening_book import OldBook
from tests.engine.test_ramp import Building
from tests.engine.test_straight_line import Servers, regimes_dimension
from tests.engine.test_survival import EVENTS, Cohorts, Shocks
from tests.engine.test_worth import Deal
from tests.engine.test_year_to_date import Plan


class Rest(Block):
    """What the other blocks leave out: life regimes by machine, what may be missing, dates and functions."""

    spent_on = series(Kind.FLOW, "USD", over="machine")
    machine_wear = straight_line(
        spent_on, lives=Servers.accounting_life, age_at_change=Servers.age_then, in_force=Servers.in_force,
        starts=Servers.begins, economic_life=Servers.kept_for, regimes="life_regime",
    )  # fmt: skip
    all_wear = flow("USD", total(machine_wear, "machine"))
    perhaps = series(Kind.FLOW, "USD")
    each_machine = ratio("USD/chip", spent_on, Waterfall.machines)
    each_perhaps = ratio("USD", all_wear, ref("some_or_none"))
    some_or_none = index("count", (perhaps > 0) + (perhaps < 0))
    filled = rate("USD", otherwise(each_perhaps, perhaps), weight=perhaps)
    known_only = index("USD", if_available(perhaps > 0, perhaps))
    known_or_nought = index("USD", otherwise(known_only, 0))
    month_after = date_line(end_of_month(ref("period_end"), ref("months_per_period")))
    month_number = index("count", month_of(month_after) + year_of(month_after))
    squeezed = rate("share", clamp(exp(-(perhaps / Deal.put_in)), 0, 1))
    rounded_down = index("USD", whole(perhaps))
    size = index("USD", absolute(perhaps) + 1 / (1 + log(1 + squeezed)) * perhaps)
    swing = index("share", sin(squeezed) * sin(2 * squeezed))
    mean_perhaps = average("USD", where(perhaps > 0, perhaps, -perhaps))
    quarterly_return = index("share", irr(Deal.deal_flow))
    both_flags = flag((perhaps > 0) * (size >= perhaps), before=0)
    twice = constant("share", Deal.rate_a_year * 2)
    per_machine = balance("chip", total(Waterfall.at_work, "machine"))
    sound = check(size >= perhaps * 0, "never negative")


BLOCKS = [
    Moves, Servers, OldBook, Building, Shocks, Cohorts, Leaving, Leaver, Waterfall, Growth, Acceptance, YearAgo, Plan, Deal, Rest,
]  # fmt: skip
MODEL = small_model(*BLOCKS, dimensions=[PLACE, HALL, MACHINE, EVENTS, regimes_dimension(3)])

amounts = st.integers(1, 64_000).map(lambda number: number / 64)
rows = arrays(float, PERIODS, elements=amounts)
shares = st.integers(0, 64).map(lambda number: number / 64)
lengths = st.integers(16, 200).map(lambda number: number / 64)
dates = st.dates(date(2020, 6, 1), date(2026, 6, 30)).map(serial)
switches = st.sampled_from([0.0, 1.0])
signed = arrays(float, PERIODS, elements=st.integers(-3, 3).map(float))

# Returns stay between about -20% and 100% a period: from its default guess of 10%, IRR of a spreadsheet may find nothing
# (#NUM!) far below that, where the engine still does.
INPUTS = st.fixed_dictionaries({
    "sent": rows, "travel": st.one_of(st.just(0.0), lengths), "stock_before": amounts,
    "bought": rows, "begins_in": st.sampled_from([[0, 5, 8], [0, 2, 12], [-3, 7, 20]]), "kept_for": lengths,
    "accounting_life": arrays(float, 3, elements=lengths), "old_book": amounts, "old_life": lengths,
    "switched_on": dates, "takes": st.one_of(st.just(0.0), st.floats(1, 900)), "ahead": st.one_of(st.just(0.0), st.floats(1, 700)),
    "quiet_hazard": shares, "multiplier": st.integers(1, 8), "unrest": st.integers(0, 300), "event_date": arrays(float, 2, elements=dates),
    "joiners": rows, "stay_share": arrays(float, PERIODS, elements=st.integers(20, 64).map(lambda n: n / 64)), "vest_time": lengths,
    "paid_at_joining": rows, "stock_at_joining": rows,
    "share_staying": arrays(float, PERIODS, elements=st.integers(20, 64).map(lambda n: n / 64)),
    "bound_for": lengths, "cliff_after": lengths, "vests_over": lengths, "only_unserved": switches,
    "joined": dates, "promised_money": amounts, "left": dates, "bound": lengths, "unserved_only": switches,
    "hall_power": arrays(float, (3, PERIODS), elements=amounts), "place_price": arrays(float, 2, elements=amounts),
    "machines": arrays(float, (3, PERIODS), elements=amounts), "machine_power": arrays(float, 3, elements=amounts),
    "machine_rank": st.permutations([1, 2, 3]), "gains": rows, "losses": rows,
    "factor": arrays(float, PERIODS, elements=shares), "begin_with": amounts, "compute": rows, "offers": rows, "promised": amounts,
    "per_head_before": amounts, "crowd_before": amounts, "leave_share": shares, "away_for": lengths,
    "growth": arrays(float, PERIODS, elements=shares), "reach": st.integers(1, 6), "start_level": amounts,
    "reported": rows, "point": rows, "quarter_share": st.permutations([0.125, 0.25, 0.375, 0.25]).map(lambda w: w * 3),
    "coming_in": arrays(float, PERIODS, elements=st.integers(500, 900).map(float)), "put_in": st.integers(-600, -500), "rate_a_year": shares, "rate_a_period": shares,
    "payments": st.integers(1, 40), "rent_rate": shares, "placed": rows,
    "spent_on": arrays(float, (3, PERIODS), elements=amounts), "perhaps": signed,
})  # fmt: skip


def check_agreement(numbers: dict[str, object]) -> None:
    starts = list(numbers["begins_in"])
    inputs = given_inputs(MODEL, {**numbers, "ends_before": [*starts[1:], 1000]})
    with TemporaryDirectory() as folder:
        content, values = workbook_of(Path(folder), MODEL, inputs)
    assert differences(content, MODEL, values) == []
    assert differences(content, MODEL, values, arithmetic="ieee_754") == []


QUIET = {"deadline": None, "phases": (Phase.explicit, Phase.generate), "suppress_health_check": list(HealthCheck)}


@settings(max_examples=12, **QUIET)
@given(INPUTS)
def test_the_recalculated_workbook_is_the_engine(numbers: dict[str, object]) -> None:
    check_agreement(numbers)


@pytest.mark.slow
@settings(max_examples=150, **QUIET)
@given(INPUTS)
def test_the_recalculated_workbook_is_the_engine_many_times(numbers: dict[str, object]) -> None:
    check_agreement(numbers)


def test_every_word_of_the_vocabulary_stands_in_the_model() -> None:
    from finmodel.expr.nodes import Apply, Node, Reach, children
    from finmodel.expr.operators import OPERATORS
    from finmodel.model.item import Line

    seen: set[str] = set()

    def visit(node: Node) -> None:
        seen.add(node.op if isinstance(node, Apply | Reach) else type(node).__name__)
        for child in children(node):
            visit(child)

    for item in MODEL.lines.values():
        if isinstance(item, Line) and item.formula is not None:
            visit(item.formula)
    assert set(OPERATORS) - seen == set()
    assert {"back", "irr", "Total", "Spread", "Running", "Pick", "Ref", "Number"} <= seen
