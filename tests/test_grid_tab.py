"""Grid tab: a static sheet at the end of a live workbook, which stays provable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from finmodel.analysis.goal import read_goal
from finmodel.analysis.grid import Grid, fill_grid, read_axis
from finmodel.audit.audit import audit
from finmodel.grid_tab import grid_tab
from finmodel.project import Case
from finmodel.proof import prove
from finmodel.workbook.static_sheet import FIRST_ROW
from tests.packs import MICROSOFT, opened


def grid_of(case: Case, target: str, *axes: str) -> Grid:
    return fill_grid(case, read_goal(case, target, valued=False), [read_axis(case, text) for text in axes])


class TestTab:
    def test_values_stand_in_the_printed_unit_beside_the_inputs(self, case: Case) -> None:
        tab = grid_tab(case, grid_of(case, "capex@FY2026=140 USD billion", "guidance.plan_position=0:1:3"))
        assert tab.rows == ((0.0, None, 130.0, -7.5), (0.5, "case", 137.5, 0.0), (1.0, None, 145.0, 7.5))
        assert tab.columns[0].head == "guidance.plan_position, share"
        assert tab.columns[2].number.startswith("[>=139.99")
        assert "at or above the target of 140 USD billion" in " ".join(tab.says)

    def test_two_ways_the_second_input_heads_the_columns(self, case: Case) -> None:
        tab = grid_tab(case, grid_of(case, "capex@FY2026", "guidance.plan_position=0:1:3", "fleet.install_lag+=-1:1:3"))
        assert [column.head for column in tab.columns[2:]] == ["- 1 quarter", "+ 0 quarter (case)", "+ 1 quarter"]
        assert tab.rows[1] == (0.5, "case", 137.5, 137.5, 137.5)

    def test_a_missing_value_stays_missing(self, case: Case) -> None:
        tab = grid_tab(case, grid_of(case, "guidance_position@FY2028", "guidance.plan_position=0:1:2"))
        assert all(isinstance(row[2], float) and np.isnan(row[2]) for row in tab.rows)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smaller bundled pack stands for both."""
    case = opened(MICROSOFT).case()
    tab = grid_tab(case, grid_of(case, "capex@FY2027=100 USD billion", "guidance.plan_position=0:1:3", "fleet.install_lag=1:2:2"))
    written = tmp_path_factory.mktemp("grid") / "model.xlsx"
    case.write_workbook(written, tabs=[tab])
    return written


class TestInTheWorkbook:
    def test_it_is_the_last_sheet_and_says_that_it_is_static(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[-1] == "Grid"
        sheet = book["Grid"]
        assert "(static, run of pack" in str(sheet["A1"].value)
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert [sheet.cell(FIRST_ROW + 1 + row, 1).value for row in range(3)] == [0, 0.5, 1]

    def test_the_workbook_is_still_proved_and_keeps_the_rules(self, path: Path) -> None:
        assert prove(path.read_bytes(), str(path), str(MICROSOFT)).holds
        assert not audit(path.read_bytes(), str(path)).findings

    def test_the_same_grid_gives_the_same_bytes(self, path: Path, tmp_path: Path) -> None:
        case = opened(MICROSOFT).case()
        tab = grid_tab(case, grid_of(case, "capex@FY2027=100 USD billion", "guidance.plan_position=0:1:3", "fleet.install_lag=1:2:2"))
        case.write_workbook(tmp_path / "again.xlsx", tabs=[tab])
        assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
