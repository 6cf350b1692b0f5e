"""Reality: what the base case must meet, row by row; only independent rows are evidence."""

from __future__ import annotations

import pytest

from finmodel.project import Case

BILLION = 1e9


def year(case: Case, line: str, fiscal: int, *place: int) -> float:
    return float(case.years.of(line)[(*place, case.model.timeline.years.index(fiscal), 0)])


def quarter(case: Case, line: str, name: str, *place: int) -> float:
    return float(case.values[line][(*place, case.model.timeline.names.index(name) + 1, 0)])


class TestAnchored:
    @pytest.mark.parametrize(("fiscal", "printed"), [(2024, 39.23), (2025, 72.22)])
    def test_capex_of_a_reported_year(self, case: Case, fiscal: int, printed: float) -> None:
        """39.23 and 72.22 USD billion, headline basis (purchases plus finance-lease principal): results for the year.

        Tolerance: the rounding of four printed quarters and of the printed year, 5 x 0.005.
        """
        assert year(case, "capex", fiscal) / BILLION == pytest.approx(printed, abs=0.025 + 1e-9)

    def test_capex_of_the_first_half_of_2026(self, case: Case) -> None:
        """50.92 USD billion: results for 2026Q1 and 2026Q2. Tolerance: rounding of two printed figures."""
        half = quarter(case, "capex", "2026Q1") + quarter(case, "capex", "2026Q2")
        assert half / BILLION == pytest.approx(50.92, abs=0.01 + 1e-9)

    def test_capex_of_2026_lies_in_the_guided_range(self, case: Case) -> None:
        """130 to 145 USD billion, guidance of 2026-07-29. Inside."""
        assert 130 <= year(case, "capex", 2026) / BILLION <= 145
        assert quarter(case, "guidance_low", "2026Q4") == 130 * BILLION
        assert quarter(case, "guidance_high", "2026Q4") == 145 * BILLION

    @pytest.mark.parametrize(("name", "reported"), [("2024Q4", 606e3), ("2025Q4", 1.84e6)])
    def test_owned_nvidia_compute(self, case: Case, name: str, reported: float) -> None:
        """606k H100e at the end of 2024 and 1.84M at the end of 2025: Epoch AI chip owners. Within 2%."""
        chips = case.model.dimensions["chip"].members
        nvidia = [place for place, chip in enumerate(chips) if chip in ("a100", "h100", "b200", "b300")]
        assert len(nvidia) == 4
        owned = sum(quarter(case, "owned_h100e_by_chip", name, place) for place in nvidia)
        assert owned == pytest.approx(reported, rel=0.02)


class TestCalibrated:
    @pytest.mark.parametrize(("name", "low", "high"), [("2024Q4", 124e3, 480e3), ("2025Q4", 606e3, 1.64e6)])
    def test_research_compute(self, case: Case, name: str, low: float, high: float) -> None:
        """124k-480k H100e at the end of 2024, 606k-1.64M at the end of 2025: Epoch AI on MSL. Inside."""
        assert low <= quarter(case, "research_h100e", name) <= high

    def test_headcount_of_the_effort(self, case: Case) -> None:
        """Just under 3,000 people at the end of 2025, as reported after the October layoff. Within 5%."""
        assert quarter(case, "heads", "2025Q4") == pytest.approx(3_000, rel=0.05)

    def test_headcount_of_tbd_lab(self, case: Case) -> None:
        """About 50 people at the end of 2025, as reported. Within 5%."""
        lab = case.model.dimensions["team"].members.index("tbd_lab")
        assert quarter(case, "team_headcount", "2025Q4", lab) == pytest.approx(50, rel=0.05)


class TestIndependent:
    def test_share_of_owned_compute_that_runs(self, case: Case) -> None:
        """0.74 [0.62-0.91] at the end of 2025: Epoch AI, operating over owned. Inside."""
        share = quarter(case, "operating_h100e", "2025Q4") / quarter(case, "owned_h100e", "2025Q4")
        assert 0.62 <= share <= 0.91

    def test_prometheus_is_energised_as_seen_from_above(self, case: Case) -> None:
        """496 MW of IT in 2026Q2: Epoch AI satellite data. Within 15%."""
        site = case.model.dimensions["site"].members.index("prometheus")
        assert quarter(case, "site_capacity", "2026Q2", site) == pytest.approx(496, rel=0.15)
