"""Proof: the workbook's formulas alone, recalculated by an engine that is not ours, give what finmodel says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD
from finmodel.workbook.recalculate import Cell, recalculate, without_cached_values
from tests.workbook.reading import (
    Stored,
    apart,
    largest_of,
    rewritten,
    same_row,
    sheet_parts,
    stale,
    stored_cells,
    terms,
)

Sheets = Mapping[str, list[list[Cell]]]


def test_every_stored_value_is_what_its_formula_gives(cells: list[Stored], recalculated: Sheets, case: Case) -> None:
    assert stale(cells, recalculated, case.model) == []


def test_every_row_is_what_the_engine_says(recalculated: Sheets, case: Case) -> None:
    assert apart(recalculated, case.layout, case.values) == []


def test_both_hold_in_plain_arithmetic_too(workbook_bytes: bytes, cells: list[Stored], case: Case) -> None:
    sheets = recalculate(workbook_bytes, arithmetic="ieee_754")
    assert stale(cells, sheets, case.model) == []
    assert apart(sheets, case.layout, case.values) == []


def test_every_fiscal_year_is_what_the_engine_says(recalculated: Sheets, case: Case) -> None:
    lines, compared, largest = case.model.lines, 0, largest_of(case.values)
    for row in recalculated["Annual"][6:]:
        name = row[3]
        heading = len(row) <= FIRST_PERIOD or row[FIRST_PERIOD] is None
        if not isinstance(name, str) or name not in lines or heading:
            continue
        member = tuple(str(cell) for cell in row[4:6] if cell)[: len(case.model.dims[name])]
        place = tuple(
            case.model.dimensions[d].members.index(m) for d, m in zip(case.model.dims[name], member, strict=True)
        )
        ours = case.years.of(name)[(*place, slice(None), 0)]
        theirs = np.array(
            [np.nan if cell == "n/a" else cell for cell in row[FIRST_PERIOD : FIRST_PERIOD + len(ours)]], dtype=float
        )
        assert same_row(ours, theirs, terms(name, case.model, largest)), (name, member)
        compared += 1
    assert compared > 500


def test_nothing_is_left_of_the_stored_values_before_recalculating(workbook_bytes: bytes) -> None:
    package = zipfile.ZipFile(io.BytesIO(without_cached_values(workbook_bytes)))
    parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sum(part.count(b"<f>") for part in parts) > 50_000
    assert not [part for part in parts if re.search(rb"</f>\s*<v>", part)]


@pytest.fixture(scope="module")
def capex_cell(case: Case) -> tuple[str, str]:
    """Sheet and address of capex in the tenth quarter."""
    layout = case.layout
    return layout.bands["capex"].sheet, f"{letters(FIRST_PERIOD + 9)}{layout.row('capex', ())}"


def test_a_poisoned_stored_value_is_caught(workbook_bytes: bytes, case: Case, capex_cell: tuple[str, str]) -> None:
    sheet, address = capex_cell
    pattern = rb'(<c r="' + address.encode() + rb'"[^>]*><f>[^<]*</f>)<v>[^<]*</v>'
    poisoned = rewritten(workbook_bytes, sheet_parts(workbook_bytes)[sheet], pattern, rb"\1<v>12345</v>")
    again = recalculate(poisoned)
    caught = stale(stored_cells(poisoned, only=sheet), again, case.model)
    assert len(caught) == 1
    assert "12345.0" in caught[0]
    assert apart(again, case.layout, case.values) == []


def test_a_tampered_formula_is_caught(workbook_bytes: bytes, case: Case, capex_cell: tuple[str, str]) -> None:
    sheet, address = capex_cell
    pattern = rb'(<c r="' + address.encode() + rb'"[^>]*><f>)([^<]*)(</f>)'
    tampered = rewritten(workbook_bytes, sheet_parts(workbook_bytes)[sheet], pattern, rb"\1(\2)*2\3")
    caught = apart(recalculate(tampered), case.layout, case.values)
    assert [entry for entry in caught if re.match(r"capex \(\)", entry)]


def test_a_difference_far_below_sight_is_caught_all_the_same() -> None:
    row = np.array([1e9, 2.0])
    assert same_row(row, row * (1 + 1e-10), 0.0)
    assert not same_row(row, row + np.array([2.0, 0.0]), 0.0)
    assert not same_row(np.array([1.0, np.nan]), np.array([1.0, 0.0]), 0.0)
    assert not same_row(np.array([1e-6]), np.array([0.0]), 0.0)
    assert same_row(np.array([1e-6]), np.array([0.0]), 1e10)
