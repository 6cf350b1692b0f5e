"""Checks: each one holds on the base case, and each one can fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from finmodel.engine.columns import AllPeriods
from finmodel.engine.evaluate import Array, Engine
from finmodel.model.timeline import serial
from finmodel.project import Case, Project

NEVER = serial(date(2099, 12, 31))
Inputs = dict[str, Array]
Change = Callable[[Array], Array]


def times(factor: float) -> Change:
    return lambda array: array * factor


def plus(amount: float) -> Change:
    return lambda array: array + amount


def becomes(number: float) -> Change:
    return lambda array: np.where(np.isnan(array), array, number)


BY_INPUT: dict[str, tuple[str, Change]] = {
    "mix_adds_up": ("server_mix", times(1.1)),
    "one_regime_in_force": ("regime_start", becomes(serial(date(2025, 1, 1)))),
    "h100e_definitions_agree": ("h100e_per_unit", times(1.5)),
    "owned_units_not_negative": ("reported_deliveries", times(-1)),
    "headcount_not_negative": ("transfers", plus(-1_000)),
    "other_capex_not_negative": ("reported_capex", times(0.1)),
    "no_capex_shortfall": ("other_capex_plan", times(10)),
    "plan_covers_reported": ("reported_capex", times(4)),
    "guidance_range_ordered": ("capex_guidance_low", times(2)),
    "weights_add_up": ("quarter_weight", times(0.9)),
    "server_share_plausible": ("server_share_low", becomes(0.99)),
    "compute_shares_add_up": ("compute_share", times(0.9)),
    "research_within_operating": ("research_share", becomes(1.2)),
    "capex_meets_plan": ("quarter_weight", times(0.5)),
    "construction_not_negative": ("facility_cost", times(-1)),
    "facility_book_not_negative": ("facility_cost", times(-1)),
    "vintages_cover": ("vintage_year", plus(1)),
    "rent_within_commitment": ("signed", becomes(NEVER)),
    "resale_within_idle": ("resale_share", becomes(1.5)),
    "transfers_add_up": ("transfers", plus(1)),
    "forfeited_not_negative": ("offers", times(-1)),
    "deals_close_before_unwinding": ("deal_unwound", becomes(serial(date(2020, 1, 1)))),
    "premium_recognised_in_full": ("deal_hazard", becomes(-0.5)),
    "carrying_value_not_negative": ("value_kept", times(-1)),
    "value_kept_within_amount": ("value_kept", plus(1e12)),
    "takeover_before_energised": ("owned_until", becomes(serial(date(2028, 12, 31)))),
    "other_building_not_negative": ("other_servers", times(10)),
}
"""Check -> an input and a change of it, past the bounds that a pack may not leave."""

BY_LINE: dict[str, tuple[str, Change]] = {
    "energised_within_plan": ("phase_capacity", times(1.01)),
    "spending_within_budget": ("spent_share", times(1.01)),
    "operating_and_idle_make_owned": ("idle_h100e", plus(1_000)),
    "power_within_capacity": ("power_in_use", times(1.5)),
    "installed_within_owned": ("installed_units", plus(1_000)),
    "depreciation_within_cost": ("vintage_book_value", times(-1)),
    "cohorts_tie_to_headcount": ("joined_staff", plus(1)),
    "recovery_within_paid": ("sign_on_net_to_date", plus(-1e12)),
    "capex_parts_add_up": ("other_capex", times(1.01)),
    "valuation_consistent": ("implied_valuation", times(1.01)),
    "expenses_as_reported": ("expense_gap", plus(1e9)),
    "cash_ties": ("cash_flows", plus(1e9)),
    "cash_at_least_minimum": ("cash", plus(-1e12)),
}
"""Identities, which no input can break: check -> a line on which it stands, and a change that stands for a broken formula."""


def test_every_check_is_tripped_below(project: Project) -> None:
    assert {check.name for check in project.model.checks} == set(BY_INPUT) | set(BY_LINE)


def test_every_check_holds_on_the_base_case(case: Case) -> None:
    for check in case.model.checks:
        assert (case.values[check.name][..., 1:, :] == 1).all() or case.model.timeless(check.name), check.name
        assert (case.values[check.name][..., -1:, :] == 1).all(), check.name


@pytest.mark.parametrize("check", sorted(BY_INPUT))
def test_an_input_can_trip_the_check(project: Project, case: Case, check: str) -> None:
    line, change = BY_INPUT[check]
    inputs = {**case.inputs.values, line: change(case.inputs.values[line])}
    values = project.engine.run(inputs, [check])
    assert (values[check] < 1).any()


@pytest.mark.parametrize("check", sorted(BY_LINE))
def test_a_broken_formula_would_trip_the_check(project: Project, case: Case, check: str) -> None:
    line, change = BY_LINE[check]
    engine: Engine = project.engine
    assert any(edge.line == line for edge in project.model.edges[check])
    arrays = {**case.values, line: change(case.values[line])}
    again = engine.compiler.evaluate(
        engine.formulas[check], project.model.dims[check], AllPeriods(arrays, project.model.dims)
    )
    assert (again < 1).any()
    untouched = AllPeriods(case.values, project.model.dims)
    assert not (engine.compiler.evaluate(engine.formulas[check], project.model.dims[check], untouched) < 1).any()
