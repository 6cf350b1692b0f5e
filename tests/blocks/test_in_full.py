"""In full: numbers of the Meta pack that people ask about lead to a sourced row, and stay inside published ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from finmodel.engine.explain import Explainer
from finmodel.project import Case, Project
from tests.commands.ran import finmodel
from tests.packs import META


def leaves(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not tree["precedents"]:
        yield tree
    for precedent in tree["precedents"]:
        yield from leaves(precedent)


def sourced(case: Case, line: str, member: tuple[str, ...], period: str) -> dict[str, set[str]]:
    """Input line -> identifiers of the sources that the number rests on."""
    tree = Explainer(case.project.engine, case.inputs, case.values, case.years).explain(line, member, period)
    found: dict[str, set[str]] = {}
    for leaf in leaves(tree):
        if "source" in leaf:
            found.setdefault(leaf["line"], set()).add(leaf["source"]["id"])
    return found


class TestExplained:
    def test_lease_payments_of_hyperion_rest_on_sourced_rows(self, case: Case) -> None:
        found = sourced(case, "phase_lease", ("hyperion_1",), "2029Q4")
        assert {"lease_rate", "owned_until", "capacity", "first_energised"} <= set(found)
        assert all(not source.startswith("judgement") for source in found["owned_until"])

    def test_the_amd_fleet_rests_on_the_deliveries_file(self, case: Case) -> None:
        found = sourced(case, "owned_h100e_by_chip", ("mi300x",), "2025Q4")
        assert found["reported_deliveries"] == {"epoch-chip-owners-2026-04"}
        assert "h100e_per_unit" in found

    def test_the_leaver_with_100_million_is_explained_down_to_sourced_rows(self) -> None:
        # 100 million, twelve months, gone after one: 8.33 kept, 91.67 repaid; all 100 if the whole is due
        ran = finmodel("explain", "leaver_repaid", "FY2025", "--pack", str(META), "--json")
        assert ran.code == 0
        tree = ran.json
        assert tree["value"] == pytest.approx(100e6 * 11 / 12)
        written = {leaf["line"]: leaf for leaf in leaves(tree) if "source" in leaf}
        assert {"leaver_sign_on", "leaver_window", "leaver_stay"} <= set(written)
        assert all(leaf["source"]["title"] for leaf in written.values())
        full = finmodel("explain", "leaver_repaid_in_full", "FY2025", "--pack", str(META), "--json").json
        assert full["value"] == pytest.approx(100e6)

    @pytest.mark.parametrize("line", ["cost_per_researcher", "cost_per_retained_researcher", "compute_per_researcher"])
    def test_every_leaf_of_a_headline_is_sourced(self, case: Case, line: str) -> None:
        tree = Explainer(case.project.engine, case.inputs, case.values, case.years).explain(line, (), "FY2025")
        for leaf in leaves(tree):
            known = "source" in leaf or leaf.get("repeated") or leaf["formula"] == "no point in the pack: none happened"
            first_in_rank = leaf["formula"].startswith("running(") and leaf["value"] == 0
            assert known or first_in_rank or leaf["period"] == "opening", leaf


@pytest.fixture(scope="module")
def ends(case: Case, project: Project) -> dict[str, dict[str, np.ndarray]]:
    """The fleet with the deliveries of every row at their low end, and at their high end."""
    chips, columns_of = case.model.dimensions["chip"].members, case.model.timeline.columns_of
    found = {}
    for end in ("low", "high"):
        deliveries = case.inputs.values["reported_deliveries"].copy()
        for entry in case.inputs.entries:
            if entry.line == "reported_deliveries" and entry.low is not None:
                place = (chips.index(entry.members[0]), columns_of(entry.period).start, 0)
                deliveries[place] = float(getattr(entry, end)) * entry.factor
        values = {**case.inputs.values, "reported_deliveries": deliveries}
        found[end] = project.engine.run(values, ["owned_h100e", "operating_h100e"])
    return found


class TestInsideEpochsRange:
    """Owned and operating compute beside the 5th and 95th percentile of every row of deliveries."""

    QUARTERS = [f"{year}Q{quarter}" for year in range(2022, 2026) for quarter in range(1, 5)]

    def test_owned_compute_lies_between_the_ends_in_every_quarter(self, case: Case, ends: Any) -> None:
        for quarter in self.QUARTERS:
            column = case.model.timeline.columns_of(quarter).start
            low, ours, high = (v["owned_h100e"].reshape(-1)[column] for v in (ends["low"], case.values, ends["high"]))
            assert low <= ours <= high, quarter

    def test_operating_compute_lies_between_the_ends_in_every_quarter(self, case: Case, ends: Any) -> None:
        """At most what is owned at the high end; at least the low end of what is owned at the lowest share of it that
        Epoch's users file finds running (0.466, end 2024). Fewer deliveries need not run less: incumbents, which bring
        less per watt, come first, so that the model at the low end of deliveries is no floor. The first two quarters
        are left out: the file begins with them, and what was delivered is still being installed."""
        for quarter in self.QUARTERS[2:]:
            column = case.model.timeline.columns_of(quarter).start
            low, high = (ends[end]["owned_h100e"].reshape(-1)[column] for end in ("low", "high"))
            assert 0.466 * low <= case.values["operating_h100e"].reshape(-1)[column] <= high, quarter

    def test_at_the_end_of_2024_and_2025_the_share_that_runs_is_the_published_one(self, case: Case) -> None:
        # epoch-compute-users-2026-09: 0.466 to 0.839 at the end of 2024, 0.62 to 0.91 at the end of 2025
        for quarter, low, high in (("2024Q4", 0.466, 0.839), ("2025Q4", 0.62, 0.91)):
            column = case.model.timeline.columns_of(quarter).start
            assert low <= case.values["operating_share"].reshape(-1)[column] <= high

    def test_the_range_is_wide_for_what_is_owned(self, case: Case, ends: Any) -> None:
        column = case.model.timeline.columns_of("2025Q4").start
        low, high = (ends[end]["owned_h100e"].reshape(-1)[column] for end in ("low", "high"))
        assert high / low > 1.3


class TestPowerPolicy:
    def test_capex_is_the_sum_of_its_parts_in_every_forecast_quarter(self, project: Project) -> None:
        limited = project.case("power_limited")
        parts = ("server_capex", "facility_capex", "generation_capex", "other_capex")
        first = limited.model.timeline.columns_of("2026Q3").start - 1
        total = sum(limited.results.quarters_of(part)[0] for part in parts)
        assert total[first:] == pytest.approx(limited.results.quarters_of("capex")[0][first:])

    def test_deliveries_fill_the_power_that_no_owned_chip_asks_for(self, project: Project) -> None:
        limited = project.case("power_limited")
        results = limited.results
        first = limited.model.timeline.columns_of("2026Q3").start - 1
        bought = (results.quarters_of("delivered_units") * limited.values["unit_power"][:, 0, :]).sum(axis=0)
        energised = results.quarters_of("energised_it_capacity")[0]
        owned = results.quarters_of("owned_power_of_all")[0]
        room = np.maximum(0, energised[1:] - owned[:-1] + results.quarters_of("retired_power_of_all")[0][1:])
        assert bought[first:] == pytest.approx(room[first - 1 :], rel=1e-9, abs=1e-6)
        assert (owned[first + 4 :] <= np.maximum.accumulate(energised)[first + 4 :] * (1 + 1e-9)).all()

    def test_less_stands_idle_for_power_than_under_the_guidance(self, project: Project, case: Case) -> None:
        year = case.model.timeline.years.index(2028)
        ours, theirs = (each.results.years_of("idle_for_power").sum(axis=0)[year] for each in (project.case("power_limited"), case))
        assert ours < theirs


class TestPeople:
    def test_without_the_switch_compute_does_not_move_acceptance(self, project: Project, case: Case) -> None:
        values = project.engine.run({**case.inputs.values, "compute_matters": np.zeros_like(case.inputs.values["compute_matters"])},
                                    ["acceptance", "base_acceptance"])  # fmt: skip
        off = np.broadcast_to(values["base_acceptance"][:, 1:], values["acceptance"][:, :, 1:].shape)
        assert values["acceptance"][:, :, 1:] == pytest.approx(off)

    def test_with_it_acceptance_is_base_times_a_clamped_power_of_last_quarters_compute(self, project: Project, case: Case) -> None:
        on = {**case.inputs.values, "compute_matters": np.ones_like(case.inputs.values["compute_matters"])}
        values = project.engine.run(on, ["acceptance", "compute_in_hand"])
        scalars = {name: float(on[name].ravel()[0]) for name in ("compute_threshold", "compute_elasticity", "compute_floor")}
        had = values["compute_in_hand"][:, :-1, 0]
        pull = np.clip((had / scalars["compute_threshold"]) ** scalars["compute_elasticity"], scalars["compute_floor"], 1)
        base = on["base_acceptance"][:, 1:, 0]
        assert values["acceptance"][:, :, 1:, 0] == pytest.approx(base[None] * pull[:, None])
        assert pull.min() < 1

    def test_the_unvested_overhang_is_that_of_a_loop_over_cohorts(self, case: Case) -> None:
        model, values = case.model, case.values
        tiers = model.dimensions["tier"].members
        team = model.dimensions["team"].members.index("tbd_lab")
        for tier in range(len(tiers)):
            granted = values["stock_to_vest"][team, tier, :, 0]
            survival = values["survival"][team, tier, :, 0]
            life = float(values["vesting_time"][tier, 0, 0]) / 0.25
            for now in (16, 20, 28, 36):
                left = 0.0
                for hired in range(1, now + 1):
                    if now - hired < int(life):
                        left += granted[hired] * survival[now] / survival[hired] * (1 - (now - hired + 1) / life)
                assert values["unvested_overhang"][team, tier, now, 0] == pytest.approx(left, rel=1e-9, abs=1e-3)

    def test_a_retained_researcher_costs_more_than_a_researcher(self, case: Case) -> None:
        for year in (2025, 2026, 2030):
            place = case.model.timeline.years.index(year)
            each, kept = (case.results.years_of(line)[0][place] for line in ("cost_per_researcher", "cost_per_retained_researcher"))
            assert kept > each


class TestSites:
    def test_a_ventures_spending_is_neither_capex_nor_in_guidance(self, case: Case) -> None:
        values = case.values
        spent, owned = values["facility_spending"][:, 1:, 0], values["owned_flag"][:, 1:, 0]
        assert values["facility_capex"].reshape(-1)[1:] == pytest.approx((spent * owned).sum(axis=0))
        assert values["venture_spending"][:, 1:, 0] == pytest.approx(spent * (1 - owned))
        assert (spent * (1 - owned)).sum() > 1e9

    def test_capital_calls_are_a_line_of_their_own(self, case: Case) -> None:
        values = case.values
        calls = values["venture_spending"][:, 1:, 0] * values["venture_call_share"][:, 0] * values["venture_stake"][:, 0]
        assert values["capital_calls"].reshape(-1)[1:] == pytest.approx(calls.sum(axis=0))

    def test_rent_begins_with_energisation(self, case: Case) -> None:
        for place in range(len(case.model.dimensions["phase"].members)):
            rent, share = case.values["phase_lease"][place, 1:, 0], case.values["energised_share"][place, 1:, 0]
            assert (rent[share == 0] == 0).all()

    def test_a_tent_has_less_power_over_the_year(self, case: Case) -> None:
        tents = case.values["is_tent"][:, 0, 0] == 1
        share = case.values["phase_availability"][:, 0, 0]
        assert tents.any()
        assert share[tents].max() < share[~tents].min()
        assert (share[tents] == case.values["tent_availability"].ravel()[0]).all()
