"""Every input of both packs is drawn so that P5, P50 and P95 are its low, value and high, inside its domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from finmodel.inputs.amount import bounds
from finmodel.inputs.comovement import varies
from finmodel.model.item import Given
from finmodel.model.timeline import serial
from finmodel.project import Case
from finmodel.sampling.draws import Draws
from tests.packs import META, MICROSOFT, opened
from tests.sampling.drawn import Drawn, faults


@pytest.fixture(scope="module", params=[META, MICROSOFT], ids=["meta", "microsoft"])
def case(request: pytest.FixtureRequest) -> Case:
    pack: Path = request.param
    return opened(pack).case()


@pytest.fixture(scope="module")
def drawn(case: Case) -> Drawn:
    return Drawn(case, Draws(case.inputs, case.model))


def test_every_range_is_drawn(case: Case, drawn: Drawn) -> None:
    assert [entry for entry, _ in drawn.each()] == [entry for entry in case.inputs.entries if varies(entry)]


def test_quantiles_are_those_declared(drawn: Drawn) -> None:
    assert faults(drawn) == []


def test_the_check_of_quantiles_can_fail(case: Case) -> None:
    wider, higher = Draws(case.inputs, case.model), Draws(case.inputs, case.model)
    wider._stack.up *= 1.25
    higher._stack.median[: higher._stack.logs] *= 1.05
    assert any("wanted 0.95" in fault for fault in faults(Drawn(case, wider)))
    assert any("wanted 0.5" in fault for fault in faults(Drawn(case, higher)))


def test_no_draw_leaves_its_domain(case: Case, drawn: Drawn) -> None:
    for entry, numbers in drawn.each():
        given = case.model.lines[entry.line]
        assert isinstance(given, Given)
        least, most = bounds(given)
        assert least is None or numbers.min() >= least, entry.path
        assert most is None or numbers.max() <= most, entry.path
        if isinstance(entry.value, date):
            assert isinstance(entry.low, date)
            assert isinstance(entry.high, date)
            timeline = case.model.timeline
            assert np.array_equal(numbers, np.rint(numbers)), entry.path
            assert numbers.min() >= min(serial(timeline.opening), serial(entry.low)), entry.path
            assert numbers.max() <= max(serial(timeline.last.end), serial(entry.high)), entry.path
        elif isinstance(entry.low, float) and entry.low >= 0 and not (entry.distribution == "split-normal" and least is not None and least < 0):
            assert numbers.min() >= 0, entry.path


def test_growth_may_be_negative_where_its_line_goes_there(case: Case, drawn: Drawn) -> None:
    growth = [numbers for entry, numbers in drawn.each() if entry.path == "guidance.capex_growth@2028Q1"]
    assert 0.01 < np.mean(growth[0] < 0) < 0.05


def test_no_draw_of_what_is_kept_of_a_deal_exceeds_its_price(case: Case, drawn: Drawn) -> None:
    if case.project.pack.name == "meta":
        assert (drawn.lines["value_kept"] <= drawn.lines["deal_amount"]).all()


def test_no_range_of_the_packs_has_a_tail_to_warn_of(case: Case) -> None:
    assert [warning for warning in case.inputs.warnings if "one draw in a thousand" in warning] == []


def test_an_end_of_the_range_on_the_domain_holds_five_percent(case: Case, drawn: Drawn) -> None:
    if case.project.pack.name == "meta":
        assert np.mean(drawn.row("outcomes.rented_research_share") == 1) == pytest.approx(0.05, abs=0.001)
        assert np.mean(drawn.row("fleet.a100.opening_units") == 0) == pytest.approx(0.5, abs=0.001)


def test_shares_of_compute_add_up_in_every_draw(case: Case, drawn: Drawn) -> None:
    if case.project.pack.name == "meta":
        assert np.ptp(drawn.lines["compute_share"].sum(axis=0)) > 0.1
        values = case.project.engine.run({**case.inputs.values, **{"compute_share": drawn.lines["compute_share"]}}, ["team_compute_share"])
        np.testing.assert_allclose(values["team_compute_share"].sum(axis=0), 1, rtol=1e-12)
