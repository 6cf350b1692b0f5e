"""Waterfall chart: stacked levels give back the bars, above zero and below, and the sheet says what it holds."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from finmodel.analysis.spot import read_spot
from finmodel.audit.audit import audit
from finmodel.bridge_files import write_workbook
from finmodel.proof import prove
from finmodel.waterfall import Step, waterfall_of
from finmodel.workbook.screen import screened
from finmodel.workbook.waterfall_chart import HEADS, levels, waterfall_tab
from tests.packs import META, opened

STEPS = waterfall_of("one", -24.8, [Step("a", 47.9), Step("b", -24.7), Step("c", 7.0)], "two", 5.4, most=9)


def test_what_is_stacked_gives_back_every_bar() -> None:
    for bar, row in zip(STEPS.bars, levels(STEPS), strict=True):
        unseen, *above_and_below = row
        above, below = above_and_below[:3], above_and_below[3:]
        assert sum(above) - sum(below) == pytest.approx(bar.high - bar.low)
        assert max(unseen, 0) + sum(above) == pytest.approx(max(bar.high, 0))
        assert min(unseen, 0) + sum(below) == pytest.approx(min(bar.low, 0))


def test_a_rise_and_a_fall_stand_in_columns_of_their_own() -> None:
    kinds = [{head.split()[0] for head, number in zip(HEADS[1:], row[1:], strict=True) if number} for row in levels(STEPS)]
    assert kinds == [{"Total"}, {"Rise"}, {"Fall"}, {"Rise"}, {"Total"}]


def test_steps_that_the_chart_shows_as_one_are_listed_below() -> None:
    small = waterfall_of("one", 10.0, [Step("a", 5.0), Step("b", 0.1), Step("c", 0.2)], "two", 15.3, most=1)
    tab = waterfall_tab("Bridge", "Bridge", (), small, "USD", "0.0", ("A note.",))
    assert [row[0] for row in tab.rows] == ["one", "a", "2 others", "two", None, "The 2 others", "b", "c", None, "A note."]
    assert all(len(row) == len(tab.columns) for row in tab.rows)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from finmodel.analysis.bridge import bridge

    project = opened(META)
    found = bridge(project, project.case(), project.case("guidance_high"), read_spot(project.model, "capex", "FY2027"))
    path = tmp_path_factory.mktemp("bridge") / "bridge.xlsx"
    write_workbook(found, path, 12)
    return path


@pytest.mark.slow
class TestFile:
    def test_the_bridge_is_its_last_sheet_with_a_chart(self, written: Path) -> None:
        book = openpyxl.load_workbook(written)
        sheet = book.worksheets[-1]
        assert sheet.title == "Bridge"
        assert "(static" in sheet["A1"].value
        assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == ["base", "Plan position", "guidance_high"]
        assert sheet["D5"].value + sheet["C6"].value == pytest.approx(sheet["D7"].value, rel=1e-12)

    def test_the_file_is_what_the_engine_says_and_keeps_the_rules(self, written: Path) -> None:
        assert prove(screened(written), str(written), str(META)).holds
        assert not audit(written.read_bytes(), str(written)).findings
