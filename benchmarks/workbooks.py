"""Workbooks: the time and memory of writing one, beside plain XlsxWriter and openpyxl on the same cells.

Each writer runs in a process of its own, so that the peak memory is its own: `python benchmarks/workbooks.py WRITER CELLS OUT`.
The plain writers get every cell that finmodel writes - labels, notes, numbers, formulas - and no format, name or chart.
"""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from finmodel.project import Case, Project

PACK = Path(__file__).parent.parent / "assumptions" / "meta"
WRITERS = ("finmodel", "XlsxWriter", "openpyxl")
Cells = dict[str, list[tuple[int, int, object, object]]]
"""Sheet -> row and column counted from 0, what is written ("=..." is a formula), and the value stored with a formula."""


def measured(writer: str, cells: Path, out: Path) -> dict[str, float]:
    """Seconds of writing and peak memory in MB, of a new process."""
    words = [sys.executable, __file__, writer, str(cells), str(out)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def all_cells(path: Path) -> Cells:
    """Every cell of a workbook, formulas with the values stored beside them."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value, values[sheet.title].cell(cell.row, cell.column).value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in formulas
    }


def write_with_xlsxwriter(cells: Cells, out: Path) -> None:
    book = xlsxwriter.Workbook(str(out))
    for name, rows in cells.items():
        sheet = book.add_worksheet(name)
        for row, column, content, value in rows:
            if isinstance(content, str) and content.startswith("="):
                sheet.write_formula(row, column, content, None, value if isinstance(value, int | float | str) else 0)
            elif isinstance(content, str):
                sheet.write_string(row, column, content)
            elif isinstance(content, int | float):
                sheet.write_number(row, column, content)
    book.close()


def write_with_openpyxl(cells: Cells, out: Path) -> None:
    """openpyxl stores no computed values: what it writes shows nothing until it is recalculated."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in cells.items():
        sheet = book.create_sheet(name)
        lines: dict[int, list[Any]] = {}
        for row, column, content, _ in rows:
            line = lines.setdefault(row, [])
            line += [None] * (column - len(line)) + [content]
        for row in range(max(lines, default=-1) + 1):
            sheet.append(lines.get(row, []))
    book.save(out)


def main(writer: str, cells: Path, out: Path) -> None:
    case: Case | None = None
    stored: Cells = {}
    if writer == "finmodel":
        case = Project.open(str(PACK)).case()
        _ = case.values, case.scenarios, case.verdicts
    else:
        stored = pickle.loads(cells.read_bytes())
    before = _peak()
    started = time.perf_counter()
    if case is not None:
        case.write_workbook(out)
    elif writer == "openpyxl":
        write_with_openpyxl(stored, out)
    else:
        write_with_xlsxwriter(stored, out)
    print(json.dumps({"seconds": time.perf_counter() - started, "peak": _peak(), "before": before}))


def _peak() -> float:
    """Peak memory of this process, MB. Where Linux tells, without what it had before it became this program."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e3
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
