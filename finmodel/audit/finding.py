"""Finding: one place where a workbook breaks a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from openpyxl.utils import get_column_letter

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def address(row: int, column: int) -> str:
    """The address of a cell: row 7, column 10 is J7."""
    return f"{get_column_letter(column)}{row}"


def place(sheet: str, cell: str) -> str:
    """Sheet and cell as a formula would write them; without a cell the sheet alone, without both the workbook."""
    if not sheet:
        return cell or "workbook"
    shown = sheet if _PLAIN.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{shown}!{cell}" if cell else shown


def written(value: object) -> str:
    """A value of a cell as a message says it: a date as 2026-03-31, a whole number without decimals."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found and what was wanted, at the first of so many cells; `also` are the others, where they are few."""

    rule: str
    sheet: str
    cell: str
    found: str
    wanted: str
    cells: int = 1
    also: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return place(self.sheet, self.cell)

    @property
    def sentence(self) -> str:
        count = f"{self.cells - 1} more cell{'s' if self.cells > 2 else ''}"
        more = f" (and {', '.join(self.also) or count})" if self.cells > 1 else ""
        return f"{self.place}{more}: found {self.found}; wanted {self.wanted}."

    def record(self) -> dict[str, object]:
        return {
            "rule": self.rule, "sheet": self.sheet, "cell": self.cell,
            "found": self.found, "wanted": self.wanted, "cells": self.cells, "also": list(self.also),
        }  # fmt: skip
