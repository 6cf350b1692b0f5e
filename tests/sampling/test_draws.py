"""Draws: the same however they are cut, only what is asked for, and one input moved alone."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from finmodel.errors import UsageError
from finmodel.project import Case
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import Points
from tests.packs import META, opened
from tests.sampling.drawn import Drawn


@pytest.fixture(scope="module")
def case() -> Case:
    return opened(META).case()


@pytest.fixture(scope="module")
def draws(case: Case) -> Draws:
    return Draws(case.inputs, case.model)


@pytest.mark.parametrize("cut", [1, 3, 7, 200, 513])
def test_a_draw_is_the_same_to_the_bit_however_many_are_asked_for(draws: Draws, cut: int) -> None:
    points = Points("random", draws.dims, 1200, seed=1).rows(0, 1200)
    whole, part = draws.buffers(1200), draws.buffers(cut)
    draws.fill(points, whole)
    draws.fill(points[600 : 600 + cut], part)
    assert all(np.array_equal(part[line], whole[line][..., 600 : 600 + cut], equal_nan=True) for line in draws.lines)


def test_they_travel_to_other_processes(draws: Draws) -> None:
    points = Points("random", draws.dims, 9, seed=1).rows(0, 9)
    here, there, sent = draws.buffers(9), draws.buffers(9), pickle.loads(pickle.dumps(draws))
    draws.fill(points, here)
    sent.fill(points, there)
    assert all(np.array_equal(here[line], there[line], equal_nan=True) for line in draws.lines)


def test_the_middle_of_the_cube_is_the_base_case(case: Case, draws: Draws) -> None:
    into = draws.buffers(1)
    draws.fill(np.full((1, draws.dims), 0.5), into)
    for line in draws.lines:
        np.testing.assert_allclose(into[line], case.inputs.values[line], rtol=1e-12)


def test_only_cells_that_vary_are_written(case: Case, draws: Draws) -> None:
    into = {line: np.full((*case.inputs.values[line].shape[:-1], 2), -7.0) for line in draws.lines}
    draws.fill(np.full((2, draws.dims), 0.3), into)
    written = sum(int((array[..., 0] != -7).sum()) for array in into.values())
    assert written == sum(len(one.entries) for one in draws.uncertain)


def test_one_input_alone_at_the_ends_of_its_range(case: Case, draws: Draws) -> None:
    by_path = {one.path: one for one in draws.uncertain}
    one = by_path["sites.average_draw"]
    assert draws.at(one, 0.05)["average_draw"].item() == pytest.approx(0.6)
    assert draws.at(one, 0.95)["average_draw"].item() == pytest.approx(0.8)
    price = draws.at(by_path["fleet.h100.unit_price"], 0.05)["unit_price"]
    column = case.model.timeline.columns_of("2030Q4").start
    chips = case.model.dimensions["chip"].members
    assert price[chips.index("h100"), column, 0] == pytest.approx(26_000)  # held from 2025Q1
    assert price[chips.index("b200"), column, 0] == case.inputs.values["unit_price"][chips.index("b200"), column, 0]


def test_a_series_shifts_whole_and_one_that_wanders_does_not(case: Case, draws: Draws) -> None:
    by_path = {one.path: one for one in draws.uncertain}
    assert len(by_path["fleet.h100.unit_price"].columns) == 1
    share = by_path["outcomes.research_share"]
    assert len(share.columns) == sum(not entry.filled for entry in share.entries)
    drawn = Drawn(case, draws)
    rows = drawn.lines["research_share"]
    columns = {name: case.model.timeline.columns_of(name).start for name in ("2022Q1", "2024Q4", "2025Q4", "2027Q4", "2030Q4")}
    assert np.array_equal(rows[columns["2022Q1"]], rows[columns["2024Q4"]])  # held back from the first point
    assert np.array_equal(rows[columns["2030Q4"]], rows[columns["2027Q4"]])
    assert not np.array_equal(rows[columns["2025Q4"]], rows[columns["2024Q4"]])


def test_a_row_of_a_year_is_one_point_of_a_path_that_wanders(case: Case, draws: Draws) -> None:
    growth = next(one for one in draws.uncertain if one.path == "guidance.capex_growth")
    assert len(growth.columns) == len({entry.period[:4] for entry in growth.entries if not entry.filled}) == 4
    drawn = Drawn(case, draws, samples=64).lines["capex_growth"]
    columns = case.model.timeline.year_columns(2028)
    assert (np.ptp(drawn[columns], axis=0) == 0).all()
    assert not np.array_equal(drawn[columns.start], drawn[columns.start - 1])


def test_only_what_is_asked_for(case: Case) -> None:
    draws = Draws(case.inputs, case.model, ["PRICE_DECLINE", "sites.*.power_price"])
    assert {one.line for one in draws.uncertain} == {"price_decline", "power_price"}
    assert draws.lines == ("power_price", "price_decline")
    assert draws.dims == len(draws.uncertain) == 17
    assert draws.uncertain[0].label == "Power price, Installed base"
    assert draws.uncertain[0].distribution == "split lognormal"
    assert draws.uncertain[0].correlation == "power_prices"


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("powr_price", "No input that varies fits 'powr_price'. Did you mean 'sites.installed_base.power_price'?"),
        ("guidance.capex_grwth", "No input that varies fits 'guidance.capex_grwth'. Did you mean 'guidance.capex_growth'?"),
        ("people.cor.*", "No input that varies fits 'people.cor.*'. Did you mean 'people.cor"),
        ("zzz*", "No input that varies fits 'zzz*'. `finmodel inputs` lists them, with their ranges."),
        ("", "The pattern of the inputs to draw is empty."),
        (" ", "The pattern of the inputs to draw is empty."),
        ("cost_per_researcher", "which is calculated; wanted an input. `finmodel explain cost_per_researcher PERIOD`"),
        ("timing.tolerance", "timing.tolerance has no range, so nothing is drawn. Give low and high in the pack, or name an input"),
        ("outcomes.research_share@2027Q4", "is drawn as one path. Name the series: outcomes.research_share."),
    ],
)
def test_a_pattern_that_matches_nothing(case: Case, pattern: str, says: str) -> None:
    with pytest.raises(UsageError) as raised:
        Draws(case.inputs, case.model, [pattern])
    assert says in str(raised.value)


def test_a_switch_is_never_drawn(draws: Draws, case: Case) -> None:
    assert not {one.line for one in draws.uncertain} & {name for name, item in case.model.lines.items() if item.unit == "flag"}
