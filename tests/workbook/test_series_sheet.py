"""Series sheet: base, what scenarios change, the picked row, an override to type in, and the row that the model reads."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.workbook import Workbook
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.project import Case
from finmodel.workbook.layout import CONSTANT, FIRST_PERIOD, LABEL, LINE, UNIT, SeriesRows
from tests.workbook.looks import AMBER, BLACK, BLUE, GREEN, GREY, address, at, colour, fill, stored, validations

Series = dict[tuple[str, tuple[str, ...]], SeriesRows]


@pytest.fixture(scope="module")
def sheet(book: Workbook) -> Any:
    return book["Series"]


@pytest.fixture(scope="module")
def series(case: Case) -> Series:
    return case.layout.series


@pytest.fixture(scope="module")
def last(case: Case) -> int:
    return FIRST_PERIOD + len(case.model.timeline) - 1


class TestRows:
    def test_every_series_has_its_rows_in_order_and_under_one_heading(self, case: Case, series: Series) -> None:
        for rows in series.values():
            own = [*rows.scenarios.values()]
            assert own == list(range(own[0], own[0] + len(own))) if own else rows.picked == rows.base
            assert rows.base < min(own, default=rows.override) <= max(own, default=0) + (not own) * rows.override
            assert rows.base <= rows.picked < rows.override < rows.active
        used = [
            row
            for rows in series.values()
            for row in {rows.base, *rows.scenarios.values(), rows.picked, rows.override, rows.active}
        ]
        assert len(used) == len(set(used))

    def test_a_scenario_has_a_row_exactly_where_it_changes_the_series(self, case: Case, series: Series) -> None:
        for number, scenario in enumerate(case.scenarios.all, start=1):
            changed = {(line, members) for line, members, period in scenario.changed if period}
            assert {key for key, rows in series.items() if number in rows.scenarios} == changed, scenario.name
        assert sum(bool(rows.scenarios) for rows in series.values()) > 5

    def test_each_row_says_what_it_is(self, sheet: Any, case: Case, series: Series) -> None:
        for (line, _), rows in series.items():
            roles = {rows.base: "base", rows.override: "override: type here"}
            roles |= {row: case.scenarios.all[number - 1].name for number, row in rows.scenarios.items()}
            roles |= {rows.picked: "picked scenario"} if rows.scenarios else {}
            for row, role in roles.items():
                assert at(sheet, row, LINE).value == f"{line}:{role}"
                assert str(at(sheet, row, LABEL).value).endswith(role)
            assert at(sheet, rows.active, LINE).value == line
            assert str(at(sheet, rows.active, LABEL).value).endswith("used by the model")

    def test_a_scenarios_row_carries_its_number_and_the_row_in_use_the_factor(
        self, sheet: Any, case: Case, series: Series
    ) -> None:
        for (line, members), rows in series.items():
            assert {number: at(sheet, row, CONSTANT).value for number, row in rows.scenarios.items()} == {
                n: n for n in rows.scenarios
            }
            unit, factor = case.scenarios.written_in(line, members)
            assert at(sheet, rows.active, CONSTANT).value == stored(factor)
            assert (
                at(sheet, rows.override, UNIT).value
                == at(sheet, rows.base, UNIT).value
                == (unit or case.model.lines[line].unit)
            )


class TestPoints:
    def test_written_points_are_blue_and_held_ones_grey(self, sheet: Any, case: Case, series: Series) -> None:
        seen = {BLUE: 0, GREY: 0}
        for (line, members), rows in series.items():
            points = case.scenarios.points(line, members)
            for step, quarter in enumerate(case.model.timeline.names):
                cell, entry = at(sheet, rows.base, FIRST_PERIOD + step), points.get(quarter)
                wanted = BLUE if entry is not None and not entry.filled else GREY
                assert (cell.value, colour(cell)) == (stored(entry.value if entry else 0), wanted), (
                    line,
                    members,
                    quarter,
                )
                seen[wanted] += 1
        assert min(seen.values()) > 100

    def test_a_scenarios_row_is_blue_only_where_it_is_not_as_in_base(
        self, sheet: Any, case: Case, series: Series
    ) -> None:
        blue = 0
        for (line, members), rows in series.items():
            base = case.scenarios.points(line, members)
            for number, row in rows.scenarios.items():
                points = case.scenarios.points(line, members, number)
                for step, quarter in enumerate(case.model.timeline.names):
                    cell, entry = at(sheet, row, FIRST_PERIOD + step), points.get(quarter)
                    own = entry is not None and entry != base.get(quarter) and not entry.filled
                    assert (cell.value, colour(cell)) == (stored(entry.value if entry else 0), BLUE if own else GREY)
                    blue += own
        assert blue > 50

    def test_the_row_in_use_prefers_the_override_to_the_picked_row(self, sheet: Any, series: Series, last: int) -> None:
        for rows in series.values():
            for column in (FIRST_PERIOD, last):
                cell, own = at(sheet, rows.active, column), letters(column)
                factor = f"${letters(CONSTANT)}{rows.active}"
                wanted = f'=IF({own}{rows.override}="",{own}{rows.picked},{own}{rows.override})*{factor}'
                assert (cell.value, colour(cell), cell.font.bold) == (wanted, BLACK, True)

    def test_the_picked_row_looks_for_the_number_of_the_picked_scenario(
        self, sheet: Any, series: Series, last: int
    ) -> None:
        for rows in series.values():
            if rows.scenarios:
                cell = at(sheet, rows.picked, last)
                assert "Inputs!$B$4" in cell.value
                assert f"{letters(last)}{rows.base}," in cell.value
                assert colour(cell) == GREEN


class TestOverrides:
    def test_each_row_has_one_validation_over_all_periods_that_warns(
        self, sheet: Any, series: Series, last: int
    ) -> None:
        found = validations(sheet)
        assert set(found) == {address(rows.override, FIRST_PERIOD, last) for rows in series.values()}
        for rule in found.values():
            assert (rule.errorStyle, rule.showErrorMessage, rule.allowBlank) == ("warning", True, True)
            assert max(len(rule.prompt), len(rule.error)) <= 255

    def test_the_range_spans_those_of_all_points(self, sheet: Any, case: Case, series: Series, last: int) -> None:
        found, compared = validations(sheet), 0
        for (line, members), rows in series.items():
            entries = list(case.scenarios.points(line, members).values())
            lows = [entry.low for entry in entries if entry.low is not None]
            highs = [entry.high for entry in entries if entry.high is not None]
            if not entries or len(lows) != len(entries) or len(highs) != len(entries) or lows == highs:
                continue
            rule = found[address(rows.override, FIRST_PERIOD, last)]
            assert [float(rule.formula1), float(rule.formula2)] == stored([min(lows), max(highs)]), (line, members)
            compared += 1
        assert compared > 10

    def test_they_are_empty_and_visibly_where_to_type(self, sheet: Any, series: Series, last: int) -> None:
        for rows in series.values():
            for column in (FIRST_PERIOD, last):
                cell = at(sheet, rows.override, column)
                assert (cell.value, colour(cell), fill(cell)) == (None, BLUE, AMBER)
