"""Readers: programs that do not calculate find every number in the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars

from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD, LINE, MEMBER_1, MEMBER_2

HEADLINES = ("capex", "cost_per_researcher", "compute_per_head", "owned_h100e", "energised_it_capacity")


def read(path: Path, sheets: list[str]) -> dict[str, list[tuple[object, ...]]]:
    tables = polars.read_excel(path, sheet_name=sheets, engine="openpyxl", has_header=False, drop_empty_rows=False,
                               drop_empty_cols=False, infer_schema_length=0)  # fmt: skip
    return {name: table.rows() for name, table in tables.items()}


def numbers(cells: tuple[object, ...]) -> np.ndarray:
    return np.array([np.nan if cell == "n/a" else float(str(cell)) for cell in cells])


def test_polars_reads_every_quarter_without_recalculating(case: Case, workbook_path: Path) -> None:
    compared = 0
    for rows in read(workbook_path, [block.title for block in case.model.blocks]).values():
        for cells in rows[6:]:
            name = cells[LINE]
            if name not in case.model.lines or case.model.timeless(str(name)) or cells[FIRST_PERIOD] is None:
                continue
            members = [str(key) for key in (cells[MEMBER_1], cells[MEMBER_2]) if key][: len(case.model.dims[str(name)])]
            place = tuple(
                case.model.dimensions[dimension].members.index(member)
                for dimension, member in zip(case.model.dims[str(name)], members, strict=True)
            )
            ours = case.values[str(name)][place][1:, 0]
            if case.model.lines[str(name)].unit == "date":
                continue  # dates come as dates
            assert np.allclose(ours, numbers(cells[FIRST_PERIOD:]), rtol=1e-12, equal_nan=True), (name, members)
            compared += 1
    assert compared > 3_000


def test_polars_reads_the_headlines_by_fiscal_year(case: Case, workbook_path: Path) -> None:
    rows = {cells[LINE]: cells for cells in reversed(read(workbook_path, ["Annual"])["Annual"])}
    for name in HEADLINES:
        assert np.allclose(case.years.of(name)[:, 0], numbers(rows[name][FIRST_PERIOD:]), rtol=1e-12, equal_nan=True)
