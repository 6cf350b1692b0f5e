"""Tornado: each end is the case with that input set, by hand as by the batch; what has no effect is told apart."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finmodel.analysis.ranged import Ranged, ranged_inputs
from finmodel.analysis.spot import read_spot
from finmodel.analysis.tornado import NoOutcomeError, Swing, Tornado, tornado
from finmodel.analysis.tornado_words import (
    bound,
    headline,
    measure,
    sentences,
    source,
    swings,
    usual_line,
    usual_period,
)
from finmodel.errors import UsageError
from finmodel.inputs.entry import canonical
from finmodel.project import Case, Project
from tests.packs import MICROSOFT, copied, opened

PACKS = Path(__file__).parent / "packs"


@pytest.fixture(scope="module")
def cost(case: Case) -> Tornado:
    return tornado(case, read_spot(case.model, "cost_per_researcher", "FY2027"))


def swing(found: Tornado, path: str) -> Swing:
    return next(one for one in found.swings if one.input.path == path)


class TestEnds:
    @pytest.mark.parametrize("end", ["low", "high"])
    @pytest.mark.parametrize("path", ["people.core.attrition_hazard", "rented.google_tpu.service_end", "rented.google_tpu.commitment"])
    def test_an_end_of_a_scalar_is_the_case_with_it_set(self, project: Project, cost: Tornado, path: str, end: str) -> None:
        one = swing(cost, path)
        entry = one.input.entries[0]
        amount = entry.low if end == "low" else entry.high
        written = amount.isoformat() if not isinstance(amount, float) else f"{amount!r} {entry.unit}"
        case = project.case("base", [f"{path}={written}"])
        wanted = float(cost.spot.of(case.model, case.values).ravel()[0])
        assert (one.at_low if end == "low" else one.at_high) == pytest.approx(wanted, rel=1e-12)

    @pytest.mark.parametrize("end", ["low", "high"])
    def test_a_series_moves_as_one_path_every_point_to_its_own_end(self, case: Case, cost: Tornado, end: str) -> None:
        one = swing(cost, "outcomes.research_share")
        values = dict(case.inputs.values)
        moved = values["research_share"].copy()
        for entry in case.inputs.entries:
            if entry.line == "research_share" and entry.low is not None and entry.high is not None:
                column = case.model.timeline.columns_of(entry.period).start
                moved[column, 0] = canonical(entry.low if end == "low" else entry.high, entry.factor)
        assert not np.array_equal(moved, values["research_share"], equal_nan=True)
        arrays = case.project.engine.run({**values, "research_share": moved}, {"cost_per_researcher"})
        wanted = float(cost.spot.of(case.model, arrays).ravel()[0])
        assert (one.at_low if end == "low" else one.at_high) == pytest.approx(wanted, rel=1e-12)

    def test_points_held_from_another_follow_it(self, case: Case) -> None:
        held = next(one for one in ranged_inputs(case.model, case.inputs) if any(entry.filled for entry in one.entries))
        moved = held.at(case.inputs.values[held.line], "high")[held.place][:, 0]
        for entry, column in zip(held.entries, held.columns, strict=True):
            assert entry.high is not None
            assert moved[column] == canonical(entry.high, entry.factor)
        assert any(entry.filled for entry in held.entries)

    def test_the_case_itself_is_left_alone(self, case: Case, cost: Tornado) -> None:
        before = {name: array.copy() for name, array in case.inputs.values.items()}
        tornado(case, cost.spot, ["people"])
        assert all(np.array_equal(array, case.inputs.values[name], equal_nan=True) for name, array in before.items())


class TestOrder:
    def test_the_larger_swing_comes_first(self, cost: Tornado) -> None:
        sizes = [one.size for one in cost.swings]
        assert sizes == sorted(sizes, reverse=True)
        assert swing(cost, "people.core.shock_multiplier").size > abs(swing(cost, "people.core.shock_multiplier").at_low - cost.value)

    def test_every_input_with_a_range_stands_somewhere_once(self, case: Case, cost: Tornado) -> None:
        told = [one.input.path for one in (*cost.swings, *cost.idle)] + [one.path for one in cost.elsewhere]
        assert sorted(told) == sorted(one.path for one in ranged_inputs(case.model, case.inputs))
        assert len(set(told)) == len(told)

    def test_what_the_line_does_not_depend_on_is_left_out(self, cost: Tornado) -> None:
        needed = cost.case.model.needed_for({"cost_per_researcher"})
        assert all(one.line not in needed for one in cost.elsewhere)
        assert all(one.input.line in needed for one in (*cost.swings, *cost.idle))

    def test_patterns_choose(self, case: Case, cost: Tornado) -> None:
        found = tornado(case, cost.spot, ["people.core.*", "PLAN_POSITION"])
        paths = {one.input.path for one in (*found.swings, *found.idle)} | {one.path for one in found.elsewhere}
        assert "guidance.plan_position" in paths
        assert all(path.startswith("people.core.") or path == "guidance.plan_position" for path in paths)
        assert {one.input.path: one.at_low for one in found.swings} == {one.input.path: one.at_low for one in cost.swings if one.input.path in paths}

    def test_a_pattern_that_nothing_fits_is_refused(self, case: Case, cost: Tornado) -> None:
        with pytest.raises(UsageError, match="zzz"):
            tornado(case, cost.spot, ["zzz"])


class TestShapes:
    def test_a_valley_has_both_ends_to_one_side(self) -> None:
        # Ishigami: 7 sin^2 x2 is least at x2 = 0, so that both ends lie above it by 7 sin^2(0.9 pi) = 0.66844
        case = opened(PACKS / "ishigami").case()
        found = tornado(case, read_spot(case.model, "f", "2026Q3"))
        valley = swing(found, "own.x2")
        assert (valley.at_low, valley.at_high) == pytest.approx((7 * math.sin(0.9 * math.pi) ** 2,) * 2)
        assert (valley.one_way, swing(found, "own.x1").one_way) == (True, False)
        assert [one.input.path for one in found.idle] == ["own.x3"]  # works only with x1, which is 0
        assert "Both ends move it the same way, so that an extreme lies between them: own.x2." in sentences(found, 5)

    def test_an_end_without_an_outcome_is_told(self, tmp_path: Path) -> None:
        lines = "\n".join([
            '[den]\nkind = "input"\nunit = "ratio"', '[one]\nunit = "ratio"\nkind = "balance"\nformula = "1"',
            '[other]\nunit = "ratio"\nkind = "balance"\nformula = "1 - den"',
            '[share_of]\nunit = "ratio"\nkind = "ratio"\nformula = "ratio(one, other)"',
        ])  # fmt: skip
        own = '[den]\nvalue = 0.5\nlow = 0\nhigh = 1\nunit = "ratio"\nsource = "definitions"\nas_of = 2025-12-31\nconfidence = "official"\n'
        folder = copied(PACKS / "ishigami", tmp_path / "gap", {"lines.toml": lines, "own.toml": own})
        case = Project.open(str(folder)).case()
        found = tornado(case, read_spot(case.model, "share_of", "FY2026"))
        (one,) = found.swings
        assert (one.at_low, one.known, one.size) == (1.0, False, 1.0)  # 1 / (1 - 0) against 1 / (1 - 0.5)
        assert math.isnan(one.at_high)
        assert "n/a, or not to be evaluated, at an end of own.den." in sentences(found, 5)

    def test_a_case_without_an_outcome_is_refused(self, case: Case) -> None:
        spot = read_spot(case.model, "guidance_position", "FY2030")
        with pytest.raises(NoOutcomeError, match="is n/a in base") as caught:
            tornado(case, spot)
        assert caught.value.exit_code == 3

    def test_a_line_of_dates_is_refused(self, case: Case) -> None:
        with pytest.raises(UsageError, match="is a date"):
            tornado(case, read_spot(case.model, "period_end", "2027Q1"))


class TestWords:
    def test_amounts_stand_as_they_are_written(self, cost: Tornado) -> None:
        def says(path: str) -> str:
            one: Ranged = swing(cost, path).input
            return f"{one.says('low')} {one.says('value')} {one.says('high')}{one.measured}"

        assert says("rented.google_tpu.service_end") == "2028-06-30 2030-06-30 2032-06-30"
        assert says("outcomes.research_share") == "25%→35% 50%→55% 81%→80%"
        assert says("rented.google_tpu.commitment") == "1 4 12 USD billion"

    def test_the_headline_says_what_was_asked(self, cost: Tornado) -> None:
        assert headline(cost).startswith("Cost per researcher, FY2027: ")
        assert " in base; one input at a time" in headline(cost)
        only = tornado(cost.case, cost.spot, ["people.core"])
        assert headline(only).endswith("only inputs that fit people.core")

    def test_what_is_not_shown_is_counted(self, cost: Tornado) -> None:
        said = sentences(cost, 3)
        assert said[0] == f"{len(cost.swings) - 3} more inputs move it, by {measure(cost).of(cost.swings[3].size)} at most."
        assert f"{len(cost.idle)} inputs with a range make no difference here." in said
        assert f"{len(cost.elsewhere)} inputs with a range do not reach this line." in said
        assert any(one.startswith(f"{2 * (len(cost.swings) + len(cost.idle)) + 1} runs") for one in said)

    def test_a_case_at_a_bound_is_told_from_one_that_is_free(self, case: Case, cost: Tornado) -> None:
        gap = tornado(case, read_spot(case.model, "funding_gap", "FY2026"))
        at_floor = replace(gap, value=0.0, swings=tuple(replace(one, value=0.0, at_low=0.0, at_high=high) for one, high in zip(cost.swings, (3e9, 2e9, 1e9), strict=False)))
        assert bound(at_floor, 20).startswith("The case stands at a bound, 0.00 USD billion: no end lies below it")
        assert bound(at_floor, 20) in sentences(at_floor, 20)
        reached = replace(at_floor, value=1e9, swings=tuple(replace(one, value=1e9) for one in at_floor.swings))
        assert bound(reached, 20).startswith("At least half of the bars end at a bound, 0.00 USD billion")
        assert not bound(cost, 20)
        assert not bound(at_floor, 2)  # too few to tell

    def test_bars_are_told_by_path_or_by_label(self, cost: Tornado) -> None:
        assert swings(cost, 1).bars[0].name == cost.swings[0].input.path
        assert swings(cost, 1, labels=True).bars[0].name == cost.swings[0].input.label
        assert len(swings(cost, 7).bars) == 7

    def test_the_source_names_pack_case_and_hash(self, cost: Tornado) -> None:
        assert source(cost.case) == f"Source: finmodel, pack meta, base, as known on {cost.case.inputs.as_of}, inputs {cost.case.inputs.hash[:12]}."


class TestUsual:
    def test_the_period_is_the_first_year_without_results(self, project: Project, case: Case) -> None:
        assert usual_period(case) == "FY2027"  # results reach 2026Q2
        assert usual_period(project.case(as_of=case.inputs.as_of.replace(year=2025))) == "FY2026"
        assert usual_period(opened(PACKS / "ishigami").case()) == "FY2026"

    def test_the_line_is_the_one_wanted_or_the_first_headline(self, case: Case) -> None:
        assert usual_line(case.model, "cost_per_researcher") == "cost_per_researcher"
        assert usual_line(opened(MICROSOFT).model, "cost_per_researcher") == "owned_h100e"
        with pytest.raises(UsageError, match="--line"):
            usual_line(opened(PACKS / "ishigami").model, "cost_per_researcher")
