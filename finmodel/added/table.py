"""Added table: a table of an analyst's sheet, with its name, its columns and its look."""

from __future__ import annotations

import warnings
from typing import Any

from openpyxl.utils import range_boundaries
from xlsxwriter.exceptions import OverlappingRange

from finmodel.added.report import Report
from finmodel.added.style import Styles
from finmodel.workbook.book import PlainWorksheet

_TOTALS = frozenset(("average", "countNums", "count", "max", "min", "stdDev", "sum", "var"))

_MOST_CELLS = 1_000_000
"""Of a table, blanks counted: XlsxWriter looks at each."""

Heads = dict[tuple[int, int], str]


def add_tables(source: Any, sheet: PlainWorksheet, styles: Styles, title: str, report: Report) -> Heads:
    """Add the tables of an openpyxl worksheet; what stands in their cells is written afterwards.

    Returns the row and column, counted from 1, of each head -> its text, which must be the name of its column.
    """
    heads: Heads = {}
    for table in source.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        columns = [_column(column) for column in table.tableColumns]
        if any(column.calculatedColumnFormula is not None for column in table.tableColumns):
            report.add(title, f"the table {table.displayName} does not fill new rows with its formulas any more", top, left)
        if table.autoFilter is not None and table.autoFilter.filterColumn:
            report.add(title, f"the filter of the table {table.displayName} is carried without what it was set to", top, left)
        headed = table.headerRowCount != 0
        for place, column in enumerate(columns if headed else ()):
            column["header_format"] = styles.of(source.cell(top, left + place))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fits = (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS and len(columns) == right - left + 1
                added = sheet.add_table(top - 1, left - 1, bottom - 1, right - 1, _options(table, columns)) if fits else -1
            except OverlappingRange:
                added = -1
        if added != 0:
            report.add(title, f"the table {table.displayName} is carried as plain cells", top, left)
        elif headed:
            heads |= {(top, left + place): column["header"] for place, column in enumerate(columns)}
    return heads


def _options(table: Any, columns: list[dict[str, Any]]) -> dict[str, Any]:
    look = table.tableStyleInfo
    return {
        "name": table.displayName, "columns": columns, "header_row": table.headerRowCount != 0,
        "total_row": bool(table.totalsRowCount), "autofilter": table.autoFilter is not None,
        "style": look.name if look is not None else None,
        "banded_rows": bool(look is not None and look.showRowStripes), "banded_columns": bool(look is not None and look.showColumnStripes),
        "first_column": bool(look is not None and look.showFirstColumn), "last_column": bool(look is not None and look.showLastColumn),
    }  # fmt: skip


def _column(column: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"header": str(column.name)}
    if column.totalsRowFunction in _TOTALS:
        found["total_function"] = column.totalsRowFunction
    elif column.totalsRowLabel:
        found["total_string"] = str(column.totalsRowLabel)
    return found
