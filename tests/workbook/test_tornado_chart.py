"""Tornado chart and shares chart: what is stacked gives back every end, and the sheet is the last of a workbook that proves clean."""

from __future__ import annotations

import math
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from finmodel.analysis.spot import read_spot
from finmodel.audit.audit import audit
from finmodel.portions import Portion
from finmodel.proof import prove
from finmodel.sensitivity_files import write_workbook
from finmodel.swings import Swings, Swung
from finmodel.workbook.screen import screened
from finmodel.workbook.shares_chart import shares_tab
from finmodel.workbook.tornado_chart import HEADS, levels, tornado_tab
from tests.packs import opened

PACKS = Path(__file__).parent.parent / "analysis" / "packs"
BARS = (
    Swung("apart", "1", "2", "3", " MW", 90, 130), Swung("up", "1", "2", "3", "", 110, 130), Swung("down", "1", "2", "3", "", 95, 80),
    Swung("gap", "1", "2", "3", "", math.nan, 120),
)  # fmt: skip
SWINGS = Swings(100.0, BARS)


def test_what_is_stacked_gives_back_every_end() -> None:
    assert levels(SWINGS) == [(-10, 30, 0, 0), (10, 0, 0, 20), (-5, 0, 0, -15), (0, 20, 0, 0)]
    assert HEADS[2:] == ("Input at its low, beyond its high", "Input at its high, beyond its low")


def test_the_table_tells_every_bar_and_the_notes() -> None:
    tab = tornado_tab("Sensitivity", "Sensitivity", (), SWINGS, "USD", "0.0", ("A note.",))
    assert [row[0] for row in tab.rows] == ["apart", "up", "down", "gap", None, "A note."]
    assert tab.rows[0][1:9] == ("1", "2", "3", "MW", 90, 130, -10, 30)
    assert math.isnan(tab.rows[3][5])  # type: ignore[arg-type] # a cell may be a text; this one is not
    assert all(len(row) == len(tab.columns) for row in tab.rows)
    portions = [Portion("apart", "1", "2", "3", " MW", 0.5, 0.1, 0.6, 0.1)]
    tab = shares_tab("Sensitivity", "Variance", (), portions, ("A note.",))
    assert [row[:9] for row in tab.rows[:1]] == [("apart", "1", "2", "3", "MW", 0.5, 0.1, 0.6, 0.1)]
    assert all(len(row) == len(tab.columns) for row in tab.rows)


@pytest.fixture(scope="module", params=["tornado", "shares"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from finmodel.analysis.sensitivity import sensitivity
    from finmodel.analysis.tornado import tornado

    case = opened(PACKS / "ishigami").case("base", ["own.x1=1"])
    found = tornado(case, read_spot(case.model, "f", "FY2026"))
    path = tmp_path_factory.mktemp(request.param) / "model.xlsx"
    write_workbook(found if request.param == "tornado" else sensitivity(found, 64), path, 12)
    return path


class TestFile:
    def test_it_is_the_last_sheet_with_a_chart(self, book: Path) -> None:
        sheet = openpyxl.load_workbook(book).worksheets[-1]
        assert sheet.title == "Sensitivity"
        assert "F, FY2026 (static, run of pack ishigami" in sheet["A1"].value
        with ZipFile(book) as parts:
            chart = parts.read("xl/charts/chart1.xml").decode()
        assert "<c:barChart>" in chart
        assert "pattFill" in chart
        assert ("<c:errBars>" in chart) == ("Variance" in sheet["A1"].value)

    def test_the_workbook_keeps_every_rule_and_proves_clean(self, book: Path) -> None:
        assert not audit(book.read_bytes(), str(book)).findings
        assert prove(screened(book), str(book), str(PACKS / "ishigami")).holds

    def test_it_is_written_again_byte_by_byte(self, book: Path, tmp_path: Path) -> None:
        from finmodel.analysis.tornado import tornado

        case = opened(PACKS / "ishigami").case()
        found = tornado(case, read_spot(case.model, "f", "FY2026"))
        for name in ("a", "b"):
            write_workbook(found, tmp_path / name, 12)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
