"""Names: every input and every row of a line is to be found by its path, at the cells that the model reads."""

from __future__ import annotations

import re

import pytest
from openpyxl.workbook import Workbook
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.model.item import Given
from finmodel.project import Case
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import FIRST_PERIOD

CELL = re.compile(r"[A-Za-z]{1,3}\$?\d+|[Rr]\d*[Cc]\d*|[RrCc]\d*")
ALLOWED = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]*")


@pytest.fixture(scope="module")
def names(book: Workbook) -> dict[str, str]:
    """Name -> the cells it stands for."""
    return {name: found.attr_text for name, found in book.defined_names.items()}


def test_the_picked_scenario_and_its_number_have_names(names: dict[str, str]) -> None:
    assert names["picked_scenario"] == "Inputs!$B$3"
    assert names["picked_scenario_number"] == "Inputs!$B$4"


def test_every_row_has_one_name_that_leads_to_the_cells_that_the_model_reads(names: dict[str, str], case: Case) -> None:
    layout, last = case.layout, letters(FIRST_PERIOD + len(case.model.timeline) - 1)
    wanted = {}
    for line, band in layout.bands.items():
        for member in band.members:
            row = layout.row(line, member)
            first = f"${letters(band.value_column if band.timeless else FIRST_PERIOD)}${row}"
            cells = first if band.timeless else f"{first}:${last}${row}"
            wanted[".".join([case.model.lines[line].block, *member, line])] = f"{quoted(band.sheet)}!{cells}"
    assert {name: cells for name, cells in names.items() if not name.startswith("picked_")} == wanted
    assert len(wanted) > 2000


def test_the_name_of_an_input_is_its_path(names: dict[str, str], case: Case) -> None:
    for given in case.model.givens:
        assert isinstance(given, Given)
        for member in case.model.members(given.name):
            sheet = "Series" if given.series else "Inputs"
            assert names[given.path(member)].startswith(f"{sheet}!$")


def test_none_collides_with_another_ignoring_case(names: dict[str, str]) -> None:
    assert len({name.lower() for name in names}) == len(names)


def test_none_reads_as_a_cell_and_all_are_allowed(names: dict[str, str]) -> None:
    assert not [name for name in names if CELL.fullmatch(name)]
    assert not [name for name in names if not ALLOWED.fullmatch(name) or len(name) > 255]
