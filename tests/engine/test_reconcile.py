"""Reconciliation: verdicts on made-up rows by hand, when they are given, and what a broken row does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from finmodel.commands.table import reconciliation_table
from finmodel.engine.reconcile import Verdict, amount
from finmodel.inputs.reality import RealityRow
from finmodel.project import Case, Project
from tests.commands.ran import finmodel
from tests.inputs.test_reality import written
from tests.packs import META, MICROSOFT, copied, opened


def verdict(
    model: float, reported: float | None = None, low: float | None = None, high: float | None = None,
    allowed: float | None = None, reason: str = "", kind: str = "independent",
) -> Verdict:  # fmt: skip
    row = RealityRow(
        "row", "Row", "capex", (), "FY2025", slice(1, 2), 2025, kind, "USD", 1.0, reported, low, high,
        None if allowed is None else 0.1, "", "source", reason, "",
    )  # fmt: skip
    return Verdict(row, model, allowed)


class TestVerdict:
    @pytest.mark.parametrize(("model", "met"), [(90, True), (89.999, False), (110, True), (110.001, False), (100, True)])
    def test_inside_the_tolerance_counts_its_ends(self, model: float, met: bool) -> None:
        # 100 reported, a tenth allowed: 90 to 110
        assert verdict(model, 100, allowed=10).met is met

    @pytest.mark.parametrize(("model", "met"), [(90, True), (89.999, False), (110, True), (110.001, False)])
    def test_inside_the_range_counts_its_ends(self, model: float, met: bool) -> None:
        assert verdict(model, low=90, high=110).met is met

    def test_a_value_beside_a_range_does_not_judge(self) -> None:
        found = verdict(109, 100, 90, 110)
        assert (found.met, found.difference) == (True, 9)

    def test_words(self) -> None:
        assert verdict(100, 100, allowed=10).words == "met"
        assert verdict(200, 100, allowed=10, reason="Bought early.").words == "open, with reason"
        assert verdict(200, 100, allowed=10).words == "BROKEN"
        assert [verdict(200, 100, allowed=10, reason=why).stands for why in ("Bought early.", "")] == [True, False]

    def test_the_summary_counts_independent_rows_apart(self) -> None:
        rows = [verdict(100, 100, allowed=1), verdict(200, 100, allowed=1), verdict(100, 100, allowed=1, kind="anchored"),
                verdict(5, 100, allowed=1, kind="calibrated", reason="Open.")]  # fmt: skip
        assert reconciliation_table(rows)[0] == "Reconciliation: 2 of 4 inside tolerance; of the independent rows 1 of 2."
        assert reconciliation_table([]) == []


def judged(tmp_path: Path, text: str) -> Verdict:
    case = Project.open(str(copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": text}))).case()
    (found,) = case.verdicts
    return found


class TestAmounts:
    def test_quarters_of_a_flow_are_summed(self, tmp_path: Path) -> None:
        capex = opened(MICROSOFT).case().results.quarters_of("capex")[0]
        found = judged(tmp_path, written(period='"2025Q3..2026Q2"'))
        assert found.model == pytest.approx(capex[14:18].sum())

    def test_of_quarters_of_a_balance_the_last_counts(self, tmp_path: Path) -> None:
        owned = opened(MICROSOFT).case().results.quarters_of("owned_h100e")[0]
        found = judged(tmp_path, written(line='"owned_h100e"', unit='"H100e"', period='"2025Q1..2025Q3"'))
        assert found.model == pytest.approx(owned[14])

    def test_a_year_rolls_up_by_kind(self, tmp_path: Path) -> None:
        load = opened(MICROSOFT).case().results.quarters_of("it_load")[0]
        found = judged(tmp_path, written(line='"it_load"', unit='"MW"', members='{ phase = "base_2022" }'))
        assert found.model == pytest.approx(load[12:16].mean())

    def test_a_tolerance_of_another_line_is_a_share_of_it(self, tmp_path: Path) -> None:
        case = opened(MICROSOFT).case()
        year = case.model.timeline.years.index(2025)
        found = judged(tmp_path, written(line='"facility_capex"', tolerance_of='"capex"', tolerance="0.2"))
        assert found.allowed == pytest.approx(0.2 * case.results.years_of("capex")[0][year])

    def test_a_value_that_never_changes_is_the_same_in_any_period(self) -> None:
        case = opened(META).case()
        (row,) = [found.row for found in case.verdicts if found.row.name == "scale_ai_valuation"]
        assert amount(row, row.line, row.member, case.model, case.values, case.years) == pytest.approx(14.3e9 / 0.49)


class TestWhenItIsGiven:
    def test_every_row_of_the_meta_pack_is_met(self, case: Case) -> None:
        assert len(case.verdicts) >= 21
        assert [(found.row.name, found.words) for found in case.verdicts if not found.met] == []
        assert {found.row.kind for found in case.verdicts} == {"anchored", "calibrated", "independent"}

    def test_only_the_unchanged_base_is_judged(self, project: Project) -> None:
        assert project.case().verdicts
        assert project.case("guidance_high").verdicts == []
        assert project.case("base", ["fleet.install_lag=2 quarters"]).verdicts == []
        assert project.case("base", (), date(2026, 4, 30)).verdicts == []

    def test_anchored_rows_meet_what_is_printed_almost_exactly(self, case: Case) -> None:
        for found in case.verdicts:
            if found.row.kind == "anchored" and found.row.line == "capex" and found.allowed is not None:
                assert abs(found.difference or 0) <= 0.0005 * (found.row.reported or 0), found.row.name


class TestCommand:
    BROKEN = written("far", reported="1")
    REASON = written("far", reported="1", reason='"Ordered before the report."')

    def test_a_broken_row_fails_the_check_with_its_name(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": self.BROKEN + written("near", tolerance="9")})
        ran = finmodel("check", "--pack", str(folder))
        assert ran.code == 4
        assert "BROKEN  far: Capex (anchored)" in ran.out
        assert "1 reconciliation row is outside its tolerance without a reason: far." in ran.err

    def test_a_row_that_is_left_open_with_a_reason_does_not(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": self.REASON})
        ran = finmodel("check", "--pack", str(folder))
        assert ran.code == 0
        assert "open, with reason  far: Capex (anchored): Ordered before the report." in ran.out

    def test_json_gives_amounts_in_the_written_unit(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": self.REASON})
        (row,) = finmodel("check", "--pack", str(folder), "--json").json["reconciliation"]
        assert (row["name"], row["unit"], row["reported"], row["verdict"]) == ("far", "USD billion", 1.0, "open, with reason")
        assert row["difference"] == pytest.approx(row["model"] - 1)
        assert row["allowed"] == pytest.approx(0.1)
        assert np.isfinite(row["model"])

    def test_a_changed_case_is_not_judged_and_passes(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": self.BROKEN})
        assert finmodel("check", "--pack", str(folder), "--set", "fleet.install_lag=2 quarters").code == 0
