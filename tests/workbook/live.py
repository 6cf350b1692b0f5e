"""Live: a workbook held open in cellrune, in which a scenario is picked and cells are typed, as an analyst does."""

from __future__ import annotations

from typing import Any

import cellrune

from finmodel.workbook.recalculate import Cell, without_cached_values


class Live:
    """The formulas of a workbook without their stored values; every sheet follows what is typed."""

    def __init__(self, content: bytes) -> None:
        self.book: Any = cellrune.Workbook.from_bytes(without_cached_values(content))

    def type(self, sheet: str, address: str, typed: float | str | None) -> None:
        if typed is None:
            self.book.set_blank(sheet, address)
        elif isinstance(typed, str):
            self.book.set_text(sheet, address, typed)
        else:
            self.book.set_number(sheet, address, typed)

    def pick(self, scenario: str) -> dict[str, list[list[Cell]]]:
        """Every sheet's values, rows of cells from A1, with a scenario picked in the drop-down."""
        self.type("Inputs", "B3", scenario)
        return self.sheets()

    def sheets(self) -> dict[str, list[list[Cell]]]:
        """Every sheet's values after calculating in plain arithmetic."""
        self.book.calculate(arithmetic_semantics="ieee_754")
        return {sheet["name"]: self._rows(sheet) for sheet in self.book.summary()["sheets"]}

    def saved(self) -> bytes:
        """The file with what was typed."""
        saved: bytes = self.book.edits_to_bytes()
        return saved

    def _rows(self, sheet: Any) -> list[list[Cell]]:
        last = sheet["used_range"].split(":")[-1]
        return [[self._cell(found) for found in row] for row in self.book.read_values(sheet["name"], "A1", last)]

    @staticmethod
    def _cell(found: Any) -> Cell:
        assert found["kind"] != "unavailable", found
        shown: Cell = found.get("value")
        return float(shown) if isinstance(shown, int | float) and not isinstance(shown, bool) else shown
