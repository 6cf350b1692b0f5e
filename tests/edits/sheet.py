"""Sheet: a workbook as written, its input cells by path, and the book that files are held against."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from finmodel.edits.ours import Ours
from finmodel.edits.read import Edits, read_edits
from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD, INPUT_BASE, INPUT_OVERRIDE
from tests.edits.typing import Cells, typed

NAME = "model.xlsx"


class Sheet:
    """A workbook as written, and where its input cells stand."""

    def __init__(self, case: Case, content: bytes) -> None:
        self.case, self.content = case, content
        self.folder = str(case.project.pack.folder)
        self.ours = Ours.read(content, NAME, str(case.project.pack.folder))

    def override(self, path: str, period: str = "") -> tuple[str, str]:
        """Sheet and address of the cell to type in."""
        place = self.ours.asked[path]
        if not period:
            return "Inputs", xl_rowcol_to_cell(self.case.layout.row(place.given.name, place.members) - 1, INPUT_OVERRIDE)
        row = self.case.layout.series[place.given.name, place.members].override
        return "Series", xl_rowcol_to_cell(row - 1, self._column(period))

    def base(self, path: str, period: str = "", scenario: int = 1) -> tuple[str, str]:
        """Sheet and address of what finmodel wrote for a scenario, by its place in the list."""
        place = self.ours.asked[path]
        if not period:
            return "Inputs", xl_rowcol_to_cell(self.case.layout.row(place.given.name, place.members) - 1, INPUT_BASE + scenario - 1)
        rows = self.case.layout.series[place.given.name, place.members]
        return "Series", xl_rowcol_to_cell(rows.scenarios.get(scenario, rows.base) - 1, self._column(period))

    def line(self, path: str, period: str) -> tuple[str, str]:
        """Sheet and address of a calculated cell."""
        sheet, (row, _) = self.ours.names[path]
        return sheet, xl_rowcol_to_cell(row - 1, self._column(period))

    def _column(self, period: str) -> int:
        return FIRST_PERIOD + self.case.model.timeline.names.index(period)

    def read(self, cells: Cells, answers: dict[str, str] | None = None) -> Edits:
        """What is read from the file with these cells typed in."""
        return self.read_file(typed(self.content, cells) if cells else self.content, answers)

    def read_file(self, content: bytes, answers: dict[str, str] | None = None) -> Edits:
        return read_edits(content, NAME, answers=answers, ours=self.ours)


def sheet_of(case: Case, folder: Path) -> Sheet:
    case.write_workbook(folder / NAME)
    return Sheet(case, (folder / NAME).read_bytes())
