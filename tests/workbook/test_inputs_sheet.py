"""Inputs sheet: a drop-down of all scenarios, an override to type in beside its range, a column a scenario."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.model.timeline import serial
from finmodel.project import Case
from finmodel.workbook.inputs_sheet import AFTER, HEADS
from finmodel.workbook.layout import (
    INPUT_ACTIVE,
    INPUT_BASE,
    INPUT_FACTOR,
    INPUT_HIGH,
    INPUT_LOW,
    INPUT_OVERRIDE,
    INPUT_PICKED,
    LINE,
    UNIT,
)
from tests.packs import MICROSOFT, opened
from tests.workbook.looks import AMBER, BLACK, BLUE, GREY, address, at, colour, fill, stored, validations


@pytest.fixture(scope="module")
def sheet(book: Workbook) -> Any:
    return book["Inputs"]


@pytest.fixture(scope="module")
def rows(case: Case) -> list[tuple[int, Entry]]:
    """The row of every scalar, and its entry in base."""
    layout = case.layout
    return [(layout.row(one.line, one.members), one) for one in case.inputs.entries if not one.period]


def number(value: float | date) -> float:
    return serial(value) if isinstance(value, date) else float(value)


def shown(value: Any) -> float:
    """A number or a date of a cell as a number."""
    return serial(value.date()) if hasattr(value, "date") else float(value)


class TestSelector:
    def test_it_offers_exactly_the_scenarios_at_the_heads_of_the_columns(self, sheet: Any, case: Case) -> None:
        names = [one.name for one in case.scenarios.all]
        last = INPUT_BASE + len(names) - 1
        rule = validations(sheet)["B3"]
        assert rule.type == "list"
        assert rule.formula1 == f"${letters(INPUT_BASE)}$2:${letters(last)}$2"
        assert [at(sheet, 2, column).value for column in range(INPUT_BASE, last + 1)] == names
        assert rule.errorStyle in (None, "stop")
        assert rule.showErrorMessage

    def test_base_stands_in_it_and_its_place_beside(self, sheet: Any) -> None:
        assert (sheet["B3"].value, colour(sheet["B3"]), fill(sheet["B3"])) == ("base", BLUE, AMBER)
        assert str(sheet["B4"].value).startswith("=MATCH(B3,$N$2:$")

    def test_a_case_that_is_not_shipped_is_offered_last_and_picked(self, tmp_path: Path) -> None:
        opened(MICROSOFT).case(sets=["fleet.install_lag=2 quarter"]).write_workbook(tmp_path / "model.xlsx")
        written = openpyxl.load_workbook(tmp_path / "model.xlsx", read_only=True)["Inputs"]
        _, heads, selector = written.iter_rows(max_row=3, values_only=True)
        assert heads[INPUT_BASE : INPUT_BASE + 3] == ("base", "base as run", AFTER[0][0])
        assert selector[UNIT] == "base as run"


class TestOverrides:
    def test_each_has_one_validation_that_warns(self, sheet: Any, rows: list[tuple[int, Entry]]) -> None:
        found = validations(sheet)
        assert set(found) == {"B3", *(address(row, INPUT_OVERRIDE) for row, _ in rows)}
        for row, _ in rows:
            rule = found[address(row, INPUT_OVERRIDE)]
            assert (rule.errorStyle, rule.showErrorMessage, rule.showInputMessage) == ("warning", True, True)
            assert rule.allowBlank
            assert len(rule.prompt) <= 255
            assert len(rule.error) <= 255
            assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32

    def test_the_range_is_that_of_the_source_in_the_unit_as_written(
        self, sheet: Any, rows: list[tuple[int, Entry]]
    ) -> None:
        found, compared = validations(sheet), 0
        for row, entry in rows:
            if entry.low is None or entry.high is None or entry.low == entry.high:
                continue
            rule = found[address(row, INPUT_OVERRIDE)]
            assert rule.operator in (None, "between")
            assert rule.type == ("date" if isinstance(entry.low, date) else "decimal")
            assert [float(rule.formula1), float(rule.formula2)] == stored([number(entry.low), number(entry.high)]), (
                entry.path
            )
            assert "90% range" in rule.prompt
            compared += 1
        assert compared > 30

    def test_a_flag_is_picked_from_one_and_zero(self, sheet: Any, case: Case, rows: list[tuple[int, Entry]]) -> None:
        flags = [row for row, entry in rows if case.model.lines[entry.line].unit == "flag"]
        assert flags
        for row in flags:
            rule = validations(sheet)[address(row, INPUT_OVERRIDE)]
            assert (rule.type, rule.formula1) == ("list", '"1,0"')

    def test_they_are_empty_and_visibly_where_to_type(self, sheet: Any, rows: list[tuple[int, Entry]]) -> None:
        for row, _ in rows:
            cell = at(sheet, row, INPUT_OVERRIDE)
            assert (cell.value, colour(cell), fill(cell), cell.border.left.style) == (None, BLUE, AMBER, "thin")


class TestColumns:
    def test_every_head_stands_over_its_column(self, sheet: Any, case: Case) -> None:
        after = INPUT_BASE + len(case.scenarios.all)
        for column, (head, _) in {**HEADS, **dict(enumerate(AFTER, start=after))}.items():
            assert at(sheet, 2, column).value == head

    def test_a_scenario_is_blue_where_it_changes_an_input_and_follows_base_elsewhere(
        self, sheet: Any, case: Case, rows: list[tuple[int, Entry]]
    ) -> None:
        blue = 0
        for row, base in rows:
            for place, scenario in enumerate(case.scenarios.all):
                cell, entry = at(sheet, row, INPUT_BASE + place), scenario.changed.get(base.slot, base)
                if place and entry.value == base.value:
                    assert (cell.value, colour(cell)) == (f"=${letters(INPUT_BASE)}{row}", BLACK), base.path
                else:
                    assert (shown(cell.value), colour(cell)) == (stored(number(entry.value)), BLUE), base.path
                    blue += place > 0
        assert blue > 15

    def test_what_is_calculated_is_black_and_what_is_only_shown_is_grey(
        self, sheet: Any, rows: list[tuple[int, Entry]]
    ) -> None:
        for row, entry in rows:
            assert colour(at(sheet, row, INPUT_PICKED)) == colour(at(sheet, row, INPUT_ACTIVE)) == BLACK
            assert str(at(sheet, row, INPUT_PICKED).value).startswith(f"=INDEX($N{row}:$")
            assert at(sheet, row, INPUT_ACTIVE).value == f'=IF(G{row}="",H{row},G{row})*I{row}'
            assert at(sheet, row, INPUT_ACTIVE).font.bold
            factor = at(sheet, row, INPUT_FACTOR)
            assert (factor.value, colour(factor)) == (stored(entry.factor), GREY)
            for column, bound in ((INPUT_LOW, entry.low), (INPUT_HIGH, entry.high)):
                cell = at(sheet, row, column)
                assert (
                    cell.value is None
                    if bound is None
                    else (shown(cell.value), colour(cell)) == (stored(number(bound)), GREY)
                )

    def test_path_unit_and_source_stand_beside_each(
        self, sheet: Any, case: Case, rows: list[tuple[int, Entry]]
    ) -> None:
        after = INPUT_BASE + len(case.scenarios.all)
        for row, entry in rows:
            assert (at(sheet, row, LINE).value, at(sheet, row, UNIT).value or "") == (entry.path, entry.unit)
            source, known, confidence, why = (at(sheet, row, after + place).value for place in range(4))
            assert (source or "", known.date(), confidence, why or "") == (
                entry.source,
                entry.as_of,
                entry.confidence,
                entry.note,
            )

    def test_a_factor_is_shown_with_all_its_digits(self, sheet: Any, rows: list[tuple[int, Entry]]) -> None:
        odd = [
            entry.path
            for row, entry in rows
            if "." not in at(sheet, row, INPUT_FACTOR).number_format and entry.factor % 1
        ]
        assert odd == []
