"""Charts sheet: every chart is there, reads the rows it names, carries their numbers, and is left out where they lack."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.charts import CHARTS
from finmodel.engine.tolerance import equal_in_row
from finmodel.project import Case
from finmodel.workbook import palette
from finmodel.workbook.chart import Chart, Drawn, Mark
from finmodel.workbook.charts_sheet import CHARTS as SHEET
from finmodel.workbook.layout import FIRST_PERIOD, LINE, MEMBER_1, MEMBER_2
from finmodel.workbook.write import build_workbook
from tests.cases import given_inputs, small_model, workbook_of
from tests.packs import MICROSOFT, opened
from tests.workbook.drawn import Picture, Series, pictures
from tests.workbook.reading import Stored, stored_cells
from tests.workbook.test_rules import Stock

AS_WIDE_AS_A_CHART = 120
"""Characters of a note that fit under a chart without running into the next one's."""

KEYS = (LINE + 1, MEMBER_1 + 1, MEMBER_2 + 1)


@pytest.fixture(scope="module")
def drawn(workbook_bytes: bytes) -> list[Picture]:
    return pictures(workbook_bytes)


@pytest.fixture(scope="module")
def keys(cells: list[Stored]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Sheet and row -> line and members, as the key columns of the row say."""
    found: dict[tuple[str, int], list[str]] = {}
    for cell in cells:
        if cell.column in KEYS and isinstance(cell.value, str):
            found.setdefault((cell.sheet, cell.row), []).append(cell.value)
    return {place: tuple(texts) for place, texts in found.items()}


def wanted(chart: Chart, case: Case) -> list[tuple[Drawn, tuple[str, ...]]]:
    """What a chart draws, columns before lines, each member of a line."""
    after = (Mark.LINE, Mark.TOTAL)
    ordered = sorted(chart.drawn, key=lambda one: one.mark in after)
    return [(one, member) for one in ordered for member in case.model.members(one.line)]


class TestMeta:
    def test_every_chart_is_there_in_order_with_its_unit_in_the_title(self, drawn: list[Picture]) -> None:
        assert [picture.title for picture in drawn] == [f"{chart.subject}, {chart.unit}" for chart in CHARTS]

    @pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.subject)
    def test_its_series_read_the_rows_of_its_lines(
        self, chart: Chart, drawn: list[Picture], keys: dict[tuple[str, int], tuple[str, ...]], case: Case
    ) -> None:
        (picture,) = (one for one in drawn if one.title == chart.title)
        for series, (line, member) in zip(picture.series, wanted(chart, case), strict=True):
            assert keys[series.sheet, series.row][: 1 + len(member)] == (line.line, *member)
            assert (series.sheet != "Annual") == chart.quarterly
            labels = [case.model.dimensions[d].label(m) for d, m in zip(case.model.dims[line.line], member, strict=True)]
            assert series.label == (", ".join(labels) or line.label or case.model.lines[line.line].label)

    @pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.subject)
    def test_its_stored_numbers_are_those_of_the_engine(self, chart: Chart, drawn: list[Picture], case: Case) -> None:
        (picture,) = (one for one in drawn if one.title == chart.title)
        timeline = case.model.timeline
        for series, (line, member) in zip(picture.series, wanted(chart, case), strict=True):
            place = case.model.members(line.line).index(member)
            rows = case.values[line.line][..., 1:, 0] if chart.quarterly else case.years.of(line.line)[..., 0]
            ours = rows.reshape(-1, rows.shape[-1])[place]
            assert equal_in_row(np.nan_to_num(ours), np.array(series.numbers)).all()
            assert series.names == (list(timeline.names) if chart.quarterly else [f"FY{year}" for year in timeline.years])
            assert series.columns == (letters(FIRST_PERIOD), letters(FIRST_PERIOD + len(series.names) - 1))

    def test_stacked_parts_add_up_to_the_total_written_above_them(self, case: Case, drawn: list[Picture]) -> None:
        stacks = [(picture, chart) for picture, chart in zip(drawn, CHARTS, strict=True)
                  if any(one.mark is Mark.TOTAL for one in chart.drawn) and Mark.BASE not in {one.mark for one in chart.drawn}]  # fmt: skip
        assert len(stacks) == 4
        for picture, chart in stacks:
            (*parts, total) = picture.series
            summed = np.sum([series.numbers for series in parts], axis=0)
            assert np.allclose(summed, total.numbers, rtol=1e-9), chart.subject

    def test_colours_come_from_the_palette(self, drawn: list[Picture]) -> None:
        known = {*palette.CATEGORIES, *palette.SEQUENCE, palette.INK, palette.BAND, palette.EDGE, palette.GRID, palette.PAPER}
        for picture in drawn:
            assert picture.colours <= known
            assert picture.colours & {*palette.CATEGORIES, *palette.SEQUENCE}

    def test_scale_is_a_number_format_and_no_line_is_smoothed(self, drawn: list[Picture]) -> None:
        for picture, chart in zip(drawn, CHARTS, strict=True):
            assert picture.axis == chart.axis
            assert {"million": 2, "billion": 3}.get((re.findall("million|billion", chart.unit) or [""])[0], 0) == (
                len(chart.axis) - len(chart.axis.rstrip(","))
            )
            assert '<c:smooth val="1"/>' not in picture.xml
            assert '<c:tickLblPos val="low"/>' in picture.xml

    def test_under_each_chart_stand_a_note_and_the_rows_it_reads(self, cells: list[Stored], drawn: list[Picture]) -> None:
        texts = [str(cell.value) for cell in cells if cell.sheet == SHEET]
        for picture, chart in zip(drawn, CHARTS, strict=True):
            assert chart.note in texts
            assert len(chart.note) <= AS_WIDE_AS_A_CHART
            source = texts[texts.index(chart.note) :]
            sentence = next(text for text in source if text.startswith("Reads") and set(mentioned(text)) == read(picture.series))
            assert picture.series[0].sheet in sentence

    def test_the_boundary_of_reported_results_is_live(self, cells: list[Stored], case: Case) -> None:
        (boundary,) = (cell for cell in cells if cell.sheet == SHEET and cell.row > 1 and cell.formula.startswith("=Inputs!"))
        assert f"{boundary.value:%Y-%m-%d}" == "2026-06-30"

    def test_the_sheet_prints_on_one_page(self, workbook_path: Path) -> None:
        sheet = openpyxl.load_workbook(workbook_path)[SHEET]
        assert sheet["A1"].value == SHEET
        assert sheet.print_area
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight or 1) == ("landscape", 1)
        assert len(sheet._charts) == len(CHARTS)


def read(series: list[Series]) -> set[int]:
    return {one.row for one in series}


def mentioned(text: str) -> list[int]:
    """The rows of "Reads Annual, rows 3–5, 9."."""
    spans = [[int(number) for number in span.split("–")] for span in re.findall(r"\d+(?:–\d+)?", text)]
    return [row for span in spans for row in range(span[0], span[-1] + 1)]


class TestOtherPacks:
    def test_charts_whose_lines_a_pack_lacks_or_never_has_are_left_out(self, tmp_path: Path) -> None:
        opened(MICROSOFT).case().write_workbook(tmp_path / "model.xlsx")
        titles = [picture.title for picture in pictures((tmp_path / "model.xlsx").read_bytes())]
        assert titles == [
            "Owned compute, running and idle, million H100e", "Energised AI capacity by site, IT MW",
            "Depreciation of servers by vintage, USD billion a year", "Where capex goes, USD billion a year",
        ]  # fmt: skip

    def test_without_any_chart_there_is_no_sheet(self, tmp_path: Path) -> None:
        model = small_model(Stock, last="2022Q4")
        content, values = workbook_of(tmp_path, model, given_inputs(model, {"level": 3.0}))
        assert SHEET not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames
        build_workbook(tmp_path / "other.xlsx", model, given_inputs(model, {"level": 3.0}), values, charts=CHARTS).write()
        assert SHEET not in openpyxl.load_workbook(tmp_path / "other.xlsx").sheetnames

    def test_a_chart_of_any_line_can_be_drawn(self, tmp_path: Path) -> None:
        model = small_model(Stock, last="2022Q4")
        chart = Chart("Stock", "USD", "#,##0", (Drawn("stock", Mark.LINE),), "A note.", quarterly=True)
        inputs = given_inputs(model, {"level": [3.0, 4.0, 5.0, 6.0]})
        _, values = workbook_of(tmp_path, model, inputs)
        build_workbook(tmp_path / "other.xlsx", model, inputs, values, charts=[chart]).write()
        content = (tmp_path / "other.xlsx").read_bytes()
        (picture,) = pictures(content)
        assert [(one.label, one.numbers) for one in picture.series] == [("Stock", [3.0, 4.0, 5.0, 6.0])]
        assert "Reads Stock, row" in " ".join(str(cell.value) for cell in stored_cells(content, SHEET))


class TestPalette:
    def test_more_members_than_categories_get_steps_of_the_sequence(self) -> None:
        assert palette.colours(2) == list(palette.CATEGORIES[:2])
        assert len(set(palette.colours(11))) == 11
        assert palette.colours(3, ordered=True) == [palette.SEQUENCE[0], palette.SEQUENCE[9], palette.SEQUENCE[-1]]

    def test_the_sequence_darkens_so_that_grey_print_keeps_the_order(self) -> None:
        shades = [grey(colour) for colour in palette.SEQUENCE]
        assert shades == sorted(shades, reverse=True)

    def test_neighbouring_categories_differ_in_grey_print(self) -> None:
        shades = [grey(colour) for colour in palette.CATEGORIES]
        assert all(abs(one - other) > 20 for one, other in pairwise(shades))


def grey(colour: str) -> float:
    """0 to 255, by the weights of ITU-R BT.601."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
