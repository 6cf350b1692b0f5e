"""Fixtures: the cells of the base workbook, and what an independent engine makes of its formulas alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from finmodel.workbook.recalculate import Cell, recalculate
from tests.workbook.reading import Stored, stored_cells


@pytest.fixture(scope="session")
def cells(workbook_bytes: bytes) -> list[Stored]:
    return stored_cells(workbook_bytes)


@pytest.fixture(scope="session")
def recalculated(workbook_bytes: bytes) -> Mapping[str, list[list[Cell]]]:
    return recalculate(workbook_bytes)
