"""Golden: what a line of the bundled pack is, as a small text that a person can review."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from finmodel.expr.text import plain
from finmodel.model.item import Line
from finmodel.model.model import Model
from finmodel.project import Project
from finmodel.workbook.formulas import ExcelCompiler, in_column
from finmodel.workbook.layout import CONSTANT, FIRST_PERIOD, Layout

FOLDER = Path(__file__).parent
PACK = FOLDER.parent.parent / "assumptions" / "meta"
LINES = (
    "headcount", "average_headcount", "cost_per_researcher", "compensation_per_researcher", "compute_cost_per_researcher",
    "compute_per_researcher", "compute_per_head", "power_per_researcher", "owned_h100e", "operating_h100e", "idle_h100e",
    "research_h100e", "energised_it_capacity", "capex", "server_capex", "facility_capex", "guidance_low", "guidance_high",
    "guidance_position",
)  # fmt: skip


@lru_cache(maxsize=1)
def model() -> Model:
    return Project.open(str(PACK)).model


def describe(name: str) -> str:
    """Name, block, unit, kind, dimensions, formula, and the Excel formula of the first row in the first period.

    Rows are named, not numbered: J[capex] is the row of capex, so that a file changes only when its own line does.
    """
    item = model().lines[name]
    assert isinstance(item, Line)
    assert item.formula is not None
    column = CONSTANT if model().timeless(name) else FIRST_PERIOD
    excel = in_column(ExcelCompiler(Layout(model())).row(name, model().members(name)[0], item.formula), column)
    rows = {
        "name": name, "block": item.block, "unit": str(model().units[name]), "kind": item.kind.value,
        "over": ", ".join(model().dims[name]) or "-", "note": item.note, "formula": plain(item.formula),
        "excel": _with_names(excel, item.name),
    }  # fmt: skip
    return "".join(f"{key:8} {text}\n" for key, text in rows.items())


def _with_names(formula: str, name: str) -> str:
    layout = Layout(model())
    names = {(band.sheet, row): line for line, band in layout.bands.items() for row in range(band.first, band.last + 1)}
    sheet = layout.bands[name].sheet

    def named(found: re.Match[str]) -> str:
        nonlocal sheet
        before, quoted, column, row = found.groups()
        if before != ":":
            sheet = (quoted or "").strip("'!") or layout.bands[name].sheet
        return f"{before or ''}{quoted or ''}{column}[{names[sheet, int(row)]}]"

    return re.sub(r"(:)?('[^']+'!|[A-Za-z]+!)?(\$?[A-Z]{1,3})\$?(\d+)\b", named, formula)


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"
