"""Plugs: numbers typed over formulas, told from history that is only not blue."""

from __future__ import annotations

import io

import openpyxl

from finmodel.audit.audit import audit


def findings(row: list[object]) -> list[tuple[str, tuple[str, ...]]]:
    """The hard-coded cells of a sheet whose one row stands under six quarters."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["Sales"], ["Label", "Unit", *[f"2026Q{n}" for n in (1, 2, 3, 4)], "2027Q1", "2027Q2"], ["Revenue", "USD", *row]):
        sheet.append(line)
    saved = io.BytesIO()
    book.save(saved)
    return [(one.cell, one.also) for one in audit(saved.getvalue(), "x.xlsx").findings if one.rule == "hard-coded"]


def test_every_number_typed_over_a_formula_is_named() -> None:
    assert findings(["=1*2", 155, "=D3*2", 160, 170, "=G3*2"]) == [("D3", ("F3", "G3"))]


def test_black_history_does_not_hide_a_plug() -> None:
    assert findings([100, 110, "=D3*2", 155, "=F3*2", "=G3*2"]) == [("F3", ()), ("C3", ("D3",))]
