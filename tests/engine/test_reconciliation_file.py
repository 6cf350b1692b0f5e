"""reconciliation.csv: the rows of a run as a table, safe to open in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from finmodel.cli import cli
from finmodel.engine.results import neutral, reconciliation_frame
from finmodel.project import Case
from tests.conftest import PACK


def test_every_row_is_written_with_its_verdict(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    reconciliation_frame(case.verdicts).write_csv(path)
    rows = pl.read_csv(path)
    assert rows["name"].to_list() == [verdict.row.name for verdict in case.verdicts]
    assert set(rows["verdict"]) == {"met"}
    capex = rows.filter(pl.col("name") == "capex_fy2024").row(0, named=True)
    assert capex["model"] == pytest.approx(39.23)
    assert capex["unit"] == "USD billion"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@x", "\tx", "\rx"])
def test_a_text_that_reads_as_a_formula_is_quoted(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("cell", ["plain", "", -1.5, None, True])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert neutral(cell) == cell


def test_a_run_writes_the_file_for_base_and_not_for_a_what_if(tmp_path: Path) -> None:
    for options, written in (((), True), (("--set", "guidance.plan_position=0.6"), False)):
        out = tmp_path / ("base" if written else "changed")
        ran = CliRunner().invoke(cli, ["run", "--pack", str(PACK), "--no-workbook", "--out", str(out), *options])
        assert ran.exit_code == 0, ran.output
        assert bool(list(out.glob("*/reconciliation.csv"))) is written
