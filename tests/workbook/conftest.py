"""Fixtures: the cells of the base workbook, and what an independent engine makes of its formulas alone."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from finmodel.workbook.recalculate import Cell, recalculate
from tests.workbook.reading import Stored, stored_cells


@pytest.fixture(scope="session")
def cells(workbook_bytes: bytes) -> list[Stored]:
    return stored_cells(workbook_bytes)


@pytest.fixture(scope="session")
def recalculated(workbook_bytes: bytes) -> Mapping[str, list[list[Cell]]]:
    return recalculate(workbook_bytes)


@pytest.fixture(scope="session")
def book(workbook_bytes: bytes) -> Workbook:
    """The base workbook as openpyxl sees it, with its formats; to be read only."""
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes))
