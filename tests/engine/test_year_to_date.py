"""Year to date, and the rest of a plan spread over the quarters that are left (primitives 14 and 15)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.recipes import year_to_date
from finmodel.model.vocabulary import balance, flow, index, ratio_or, ref, series, where
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, agree, flows


class Plan(Block):
    """A full-year plan of which some quarters are reported."""

    reported = series(Kind.FLOW, "USD")
    point = series(Kind.INDEX, "USD")
    quarter_share = series(Kind.RATE, "share")
    spent_to_date = year_to_date("USD", reported * ref("actual_flag"))
    share_to_date = year_to_date("share", quarter_share * ref("actual_flag"))
    remaining = balance("USD", point - spent_to_date)
    share_of_rest = index("share", ratio_or(quarter_share, 1 - share_to_date, 0))
    projected = flow("USD", where(ref("actual_flag"), reported, remaining * share_of_rest))


MODEL = small_model(Plan)


@FEW
@given(flows, st.lists(st.floats(5000, 9000), min_size=3, max_size=3), st.integers(0, 12), st.permutations([0.1, 0.2, 0.3, 0.4]))
def test_reported_quarters_stand_and_the_others_share_the_rest(
    reported: list[float], points: list[float], actual: int, weights: list[float]
) -> None:
    ends = [MODEL.timeline.opening, *(quarter.end for quarter in MODEL.timeline.quarters)]
    values = evaluate(
        MODEL,
        {"reported": reported, "point": [points[period // 4] for period in range(PERIODS)], "quarter_share": weights * 3,
         "last_actual_quarter": ends[actual]},
    )  # fmt: skip
    projected = []
    for year in range(3):
        quarters = range(4 * year, 4 * year + 4)
        known = [period for period in quarters if period < actual]
        rest = points[year] - sum(reported[period] for period in known)
        open_weight = sum(weights[period % 4] for period in quarters if period >= actual)
        for period in quarters:
            projected.append(reported[period] if period < actual else rest * weights[period % 4] / open_weight)
        if len(known) < 4:
            agree([sum(row(values, "projected")[4 * year : 4 * year + 4])], [points[year]])
    agree(row(values, "projected"), projected)


def test_the_year_to_date_starts_again_each_year() -> None:
    flow_of = [float(number) for number in range(1, 13)]
    values = evaluate(
        MODEL, {"reported": flow_of, "point": 0, "quarter_share": 0.25, "last_actual_quarter": date(2024, 12, 31)}
    )
    assert row(values, "spent_to_date") == [1, 3, 6, 10, 5, 11, 18, 26, 9, 19, 30, 42]
