"""Grid: every cell is the case run with those inputs, and nothing is estimated between them."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel.analysis.goal import read_goal
from finmodel.analysis.grid import Grid, fill_grid, read_axis
from finmodel.errors import InputError, UsageError
from finmodel.project import Case, Project


def filled(case: Case, target: str, *axes: str) -> Grid:
    return fill_grid(case, read_goal(case, target, valued=False), [read_axis(case, text) for text in axes])


def run_anew(project: Project, grid: Grid, *numbers: float) -> float:
    sets = tuple(axis.lever.assignment(number) for axis, number in zip(grid.axes, numbers, strict=True))
    return float(grid.goal.spot.of(project.model, project.case("base", sets).values)[0])


class TestCells:
    def test_one_way_every_cell_is_the_case_run_anew(self, project: Project, case: Case) -> None:
        grid = filled(case, "cost_per_researcher@FY2027", "outcomes.research_share@2026Q4..=20:80:3 %")
        assert grid.values.shape == (3,)
        for number, value in zip(grid.axes[0].numbers, grid.values, strict=True):
            assert run_anew(project, grid, number) == pytest.approx(value, rel=1e-12)

    def test_two_way_rows_are_the_first(self, project: Project, case: Case) -> None:
        grid = filled(
            case, "energised_it_capacity@FY2028", "sites.unnamed_leased.capacity*=0.5:1.5:3",
            "sites.unnamed_leased.first_energised=2026-03-01:2027-03-01:2",
        )  # fmt: skip
        assert grid.values.shape == (3, 2)
        rows, columns = (axis.numbers for axis in grid.axes)
        for place in np.ndindex(3, 2):
            assert run_anew(project, grid, rows[place[0]], columns[place[1]]) == pytest.approx(grid.values[place], rel=1e-12)

    def test_two_members_of_one_series_can_be_crossed(self, project: Project, case: Case) -> None:
        grid = filled(
            case, "average_researchers@FY2027", "people.tbd_lab.senior.offers@2026Q4=0:20:2", "people.tbd_lab.core.offers@2026Q4=0:20:2"
        )
        assert run_anew(project, grid, 20.0, 20.0) == pytest.approx(grid.values[1, 1], rel=1e-12)
        assert len(set(grid.values.ravel().tolist())) == 4

    def test_the_place_of_the_case_is_marked(self, case: Case) -> None:
        grid = filled(case, "capex@FY2026", "guidance.plan_position=0:1:5", "fleet.install_lag+=-1:1:3")
        assert [axis.own for axis in grid.axes] == [2, 1]
        assert grid.values[2, 1] == grid.goal.own
        assert grid.reaches == (True, False)

    def test_where_the_line_is_not_available_so_is_the_cell(self, case: Case) -> None:
        assert np.isnan(filled(case, "guidance_position@FY2028", "guidance.plan_position=0:1:3").values).all()

    def test_a_cell_that_cannot_be_evaluated_leaves_the_others(self, case: Case) -> None:
        grid = filled(case, "average_researchers@FY2027", "people.tbd_lab.core.offers@2026Q4=0:1e308:3")
        assert np.isfinite(grid.values[0])
        assert np.isnan(grid.values[2])


class TestMarks:
    def test_above_below_and_meets(self, case: Case) -> None:
        grid = filled(case, "capex@FY2026=137.5 USD billion", "guidance.plan_position=0:1:3")
        assert [grid.mark(value) for value in grid.values] == ["below", "meets", "above"]
        assert grid.mark(np.nan) == ""
        assert filled(case, "capex@FY2026", "guidance.plan_position=0:1:3").mark(1.0) == ""

    def test_places_tell_the_values_apart(self, case: Case) -> None:
        assert filled(case, "capex@FY2026", "guidance.plan_position=0:1:3").places == 1
        assert filled(case, "capex@FY2026", "guidance.plan_position=0.5:0.501:3").places == 4


class TestAxes:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("fleet.install_lag=1:2:3", (1.0, 1.5, 2.0)),
            ("fleet.install_lag=1:2:3 years", (4.0, 6.0, 8.0)),
            ("fleet.install_lag=1 quarter:1 year:4", (1.0, 2.0, 3.0, 4.0)),
            ("fleet.install_lag*=0.8:1.2:5", (0.8, 0.9, 1.0, 1.1, 1.2)),
            ("guidance.plan_position=0:30:4 %", (0.0, 0.1, 0.2, 0.3)),
            ("guidance.plan_position=1:0:3", (1.0, 0.5, 0.0)),
            ("sites.hyperion_1.is_tent=0:1:2", (0.0, 1.0)),
            ("sites.hyperion_1.is_tent=0:1:5", (0.0, 1.0)),
        ],
    )
    def test_values_are_evenly_spread_in_the_written_unit(self, case: Case, text: str, numbers: tuple[float, ...]) -> None:
        assert read_axis(case, text).numbers == pytest.approx(numbers)

    def test_dates_are_whole_days(self, case: Case) -> None:
        axis = read_axis(case, "sites.hyperion_1.first_energised=2027-01-01:2027-12-31:4")
        assert [axis.lever.words(number) for number in axis.numbers] == ["2027-01-01", "2027-05-02", "2027-09-01", "2027-12-31"]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("fleet.install_lag", "is not PATH=FROM:TO:STEPS"),
            ("fleet.install_lag=1:2", "is not PATH=FROM:TO:STEPS"),
            ("fleet.install_lag=1:2:1", "wanted 2 to 1,000"),
            ("fleet.install_lag=2:2:3", "wanted two different values"),
            ("fleet.install_lag=1:2:3 MW", "converts to year"),
            ("guidance.plan_position=0:2:3", "at most 1 share"),
            ("fleet.instal_lag=1:2:3", "Did you mean 'fleet.install_lag'"),
        ],
    )
    def test_what_is_no_axis_says_why(self, case: Case, text: str, says: str) -> None:
        with pytest.raises((UsageError, InputError)) as refused:
            read_axis(case, text)
        assert says in str(refused.value)

    def test_one_input_is_not_crossed_with_itself(self, case: Case) -> None:
        with pytest.raises(UsageError, match="Both --grid move"):
            filled(case, "capex@FY2026", "guidance.plan_position=0:1:3", "guidance.plan_position*=0:1:3")

    def test_too_many_cells_are_refused(self, case: Case) -> None:
        with pytest.raises(UsageError, match="250,000 cells"):
            filled(case, "capex@FY2026", "guidance.plan_position=0:1:500", "fleet.install_lag=1:2:500")
