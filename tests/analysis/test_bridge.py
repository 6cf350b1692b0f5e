"""Bridge: parts sum to the gap between any two cases, the way back is the way there, and what belongs together stays so."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from finmodel.analysis import bridge as module
from finmodel.analysis.asked_case import open_case
from finmodel.analysis.bridge import Bridge, Group, MixtureError, NoNumberError, bridge
from finmodel.analysis.shapley import everyone
from finmodel.analysis.spot import read_spot
from finmodel.errors import UnknownNameError, UsageError
from finmodel.project import Case, Project
from tests.packs import META, opened

SCENARIOS = ["base", *sorted(path.stem for path in (META / "scenarios").glob("*.toml"))]
PAIRS = list(itertools.combinations(SCENARIOS, 2))
FEW = 100
"""Mixtures: enough for sums and signs, which hold whatever the number of orders."""


@pytest.fixture(scope="module")
def project() -> Project:
    return opened(META)


@pytest.fixture(scope="module")
def cases(project: Project) -> Callable[[str], Case]:
    known: dict[str, Case] = {}
    return lambda name: known.setdefault(name, open_case(project, name))


@pytest.fixture(scope="module")
def between(project: Project, cases: Callable[[str], Case]) -> Callable[..., Bridge]:
    def found(first: str, last: str, line: str = "capex", period: str = "FY2027", **how: Any) -> Bridge:
        return bridge(project, cases(first), cases(last), read_spot(project.model, line, period), **how)

    return found


def parts(found: Bridge) -> dict[str, float]:
    return {part.group.name: part.amount for part in found.parts}


def sums(found: Bridge) -> bool:
    """To 1e-9 of the gap; where there is none, to the rounding of the number itself."""
    total = math.fsum(part.amount for part in found.parts)
    return abs(total - found.gap) <= max(1e-9 * abs(found.gap), 1e-15 * abs(found.start))


def check_both_ways(between: Callable[..., Bridge], first: str, last: str, line: str, period: str) -> None:
    there = between(first, last, line, period, evaluations=FEW)
    back = between(last, first, line, period, evaluations=FEW)
    assert sums(there)
    assert sums(back)
    assert parts(back) == pytest.approx({name: -amount for name, amount in parts(there).items()}, rel=1e-9, abs=1e-12 * abs(there.start))
    errors = [[part.error or 0.0 for part in found.parts] for found in (there, back)]
    assert errors[1] == pytest.approx(errors[0], rel=1e-6, abs=1e-12 * abs(there.start))


class TestSum:
    @pytest.mark.parametrize(("first", "last"), PAIRS)
    def test_of_any_two_scenarios_and_both_ways(self, between: Callable[..., Bridge], first: str, last: str) -> None:
        check_both_ways(between, first, last, "capex", "FY2027")

    @pytest.mark.slow
    @pytest.mark.parametrize("line", ["cost_per_researcher", "compute_per_researcher", "free_cash_flow", "owned_h100e"])
    @pytest.mark.parametrize(("first", "last"), PAIRS)
    def test_of_other_lines(self, between: Callable[..., Bridge], first: str, last: str, line: str) -> None:
        check_both_ways(between, first, last, line, "FY2028")

    def test_the_ends_are_the_numbers_of_the_cases(self, between: Callable[..., Bridge], cases: Callable[[str], Case]) -> None:
        found = between("bear", "bull", "cost_per_researcher", "FY2028", by="block")
        for value, name in ((found.start, "bear"), (found.end, "bull")):
            year = cases(name).model.timeline.years.index(2028)
            assert value == pytest.approx(float(cases(name).years.of("cost_per_researcher")[year, 0]), rel=1e-12)

    def test_a_rest_is_never_put_under_the_carpet(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "bull", by="block")
        less = (*found.parts[:-1], dataclasses.replace(found.parts[-1], amount=found.parts[-1].amount + 1e-6 * found.gap))
        with pytest.raises(AssertionError, match=r"leave .* of"):
            dataclasses.replace(found, parts=less)


class TestMethod:
    def test_few_groups_are_exact_the_mean_over_all_orders(self, between: Callable[..., Bridge]) -> None:
        found = between("bear", "bull", "owned_h100e", "FY2028", by="block")
        names = list(parts(found))
        assert (found.method.name, found.method.evaluations) == ("exact", 2 ** len(names))
        ways = [parts(between("bear", "bull", "owned_h100e", "FY2028", by="block", order=order)) for order in itertools.permutations(names)]
        for name, amount in parts(found).items():
            assert amount == pytest.approx(sum(way[name] for way in ways) / len(ways), rel=1e-9)

    def test_ten_groups_are_exact_whatever_the_budget(self, between: Callable[..., Bridge], monkeypatch: pytest.MonkeyPatch) -> None:
        assert module.ENUMERATED == 10
        assert between("base", "retention_crisis", "cost_per_researcher", evaluations=2).method.name == "exact"

    def test_many_are_sampled_within_their_standard_errors(self, between: Callable[..., Bridge]) -> None:
        exact = between("base", "bull", "capex", "FY2028", evaluations=5000)
        drawn = between("base", "bull", "capex", "FY2028", evaluations=FEW, orders=60)
        assert (exact.method.name, drawn.method.name, drawn.method.orders) == ("exact", "sampled", 60)
        for one, other in zip(exact.parts, drawn.parts, strict=True):
            assert other.error is not None
            assert abs(one.amount - other.amount) <= 4 * other.error + 1e-9 * abs(exact.gap)

    def test_orders_are_even_in_number(self, between: Callable[..., Bridge]) -> None:
        assert between("base", "bull", evaluations=FEW, orders=3).method.orders == 4

    def test_the_same_question_has_the_same_answer(self, between: Callable[..., Bridge]) -> None:
        assert parts(between("bear", "bull", evaluations=FEW)) == parts(between("bear", "bull", evaluations=FEW))

    def test_a_different_mixture_is_evaluated_once(self, between: Callable[..., Bridge]) -> None:
        found = between("bear", "bull", evaluations=FEW)
        assert found.method.evaluations < found.method.orders * len(found.parts)


class TestOrdered:
    def test_changes_are_made_in_the_order_of_the_model(self, between: Callable[..., Bridge]) -> None:
        found = between("bear", "bull", order=())
        assert found.method.evaluations == len(found.parts) + 1
        lines = [given.path(()) for given in found.before.model.givens]
        assert list(parts(found))[-3:] == sorted(list(parts(found))[-3:], key=lines.index)
        assert sums(found)

    def test_a_named_one_goes_first_and_gets_what_it_does_alone(self, between: Callable[..., Bridge], project: Project) -> None:
        found = between("base", "bull", order=("guidance.capex_growth",))
        only = project.case("base", [f"guidance.capex_growth{text}" for text in ("@2027Q1..2027Q4=36%", "@2028Q1..*=1.5")])
        year = project.model.timeline.years.index(2027)
        assert next(iter(parts(found))) == "guidance.capex_growth"
        assert parts(found)["guidance.capex_growth"] == pytest.approx(float(only.years.of("capex")[year, 0]) - found.start, rel=1e-9)

    def test_an_unknown_name_is_told_with_the_known(self, between: Callable[..., Bridge]) -> None:
        with pytest.raises(UnknownNameError, match=r"Did you mean 'guidance\.plan_position'"):
            between("base", "bull", order=("guidance.plan_postion",))


class TestGroups:
    def test_what_does_not_reach_the_line_takes_no_part(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "bull")
        assert "group.revenue_growth" in [change.path for change in found.elsewhere]
        assert not set(parts(found)) & {change.path for change in found.elsewhere}

    def test_blocks_are_their_inputs_together(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "bull", by="block")
        assert list(parts(found)) == ["sites", "fleet", "guidance"]

    def test_results_and_the_boundary_they_move_are_one(self, between: Callable[..., Bridge]) -> None:
        """Apart, a quarter would count as reported and hold nothing, and both parts would be billions of nonsense."""
        found = between("base@2026-04-30", "base", "capex", "FY2026")
        group = next(part.group for part in found.parts if part.group.name == "results of 2026Q2")
        assert [change.path for change in group.changes] == ["timing.last_actual_quarter", "guidance.reported_capex"]
        assert parts(found)["guidance.capex_guidance_low"] == pytest.approx(2.5e9)
        assert parts(between("base@2026-04-30", "base", "capex", "FY2026", by="block"))["results of 2026Q2"] == pytest.approx(0, abs=1)

    def test_both_ends_of_a_range_that_is_new_are_one(self, between: Callable[..., Bridge]) -> None:
        found = between("base@2025-12-31", "base", "capex", "FY2026")
        group = next(part.group for part in found.parts if part.group.name == "guidance first given for FY2026")
        assert [change.line for change in group.changes] == ["capex_guidance_low", "capex_guidance_high"]

    def test_a_group_says_what_changes(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "bull", by="block")
        assert [part.group.says for part in found.parts] == [
            "first energised, ramp time", "unit price", "plan position, capex growth, other capex plan",
        ]  # fmt: skip
        many = found.parts[2].group.changes + found.parts[1].group.changes
        assert Group("", "", many).says == "plan position, capex growth, other capex plan and 1 more"


class TestNothingToExplain:
    def test_equal_cases_have_no_parts(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "base")
        assert (found.gap, found.parts, found.elsewhere) == (0, (), ())

    def test_changes_that_do_not_matter_are_idle(self, between: Callable[..., Bridge]) -> None:
        found = between("base", "hyperion_slips")
        assert (found.gap, found.moving, len(found.idle)) == (0, (), 2)

    def test_an_end_that_is_not_available_is_named(self, between: Callable[..., Bridge]) -> None:
        with pytest.raises(NoNumberError, match="guidance_position FY2030 is n/a in base"):
            between("base", "bull", "guidance_position", "FY2030")

    def test_a_mixture_without_a_value_names_what_was_taken(self, between: Callable[..., Bridge], monkeypatch: pytest.MonkeyPatch) -> None:
        ask = module._Mixtures._variant
        end = everyone(3)

        def broken(self: module._Mixtures, coalition: int) -> object:
            made = dict(ask(self, coalition))
            if coalition not in (0, end) and coalition & 2:
                made["chip_lead"] = np.full_like(self.before.inputs.values["unit_price"], np.nan)
                made["unit_price"] = made.pop("chip_lead")
            return made

        monkeypatch.setattr(module._Mixtures, "_variant", broken)
        with pytest.raises(MixtureError, match=r"where bull is followed in fleet alone: Line 'unit_price'.*is nan.*try --by block"):
            between("base", "bull", by="block")

    def test_a_date_is_no_amount(self, project: Project, cases: Callable[[str], Case]) -> None:
        spot = read_spot(project.model, "first_energised", "FY2027", ["phase=hyperion_2"])
        with pytest.raises(UsageError, match="is a date"):
            bridge(project, cases("base"), cases("bull"), spot)
