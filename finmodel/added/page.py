"""Added page: widths, heights, merged cells, frozen panes, protection and print set-up of an analyst's sheet."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.utils import column_index_from_string, range_boundaries
from xlsxwriter.exceptions import OverlappingRange

from finmodel.added.formula import LAST_COLUMN
from finmodel.added.report import Report
from finmodel.added.style import Styles
from finmodel.workbook.book import PlainWorksheet

_DIGIT = 7
"""Pixels of a digit in Calibri 11, of which a file counts the width of a column."""
_USUAL_WIDTH, _USUAL_HEIGHT, _HIGHEST = 64, 15.0, 409.0
_PROTECTED = {
    "objects": "objects", "scenarios": "scenarios", "formatCells": "format_cells", "formatColumns": "format_columns",
    "formatRows": "format_rows", "insertColumns": "insert_columns", "insertRows": "insert_rows",
    "insertHyperlinks": "insert_hyperlinks", "deleteColumns": "delete_columns", "deleteRows": "delete_rows",
    "selectLockedCells": "select_locked_cells", "selectUnlockedCells": "select_unlocked_cells", "sort": "sort",
    "autoFilter": "autofilter", "pivotTables": "pivot_tables",
}  # fmt: skip
"""openpyxl's word for what is forbidden -> XlsxWriter's word for what is allowed."""


def set_page(source: Any, sheet: PlainWorksheet, styles: Styles, title: str, report: Report) -> None:
    """Everything about an openpyxl worksheet but its cells and its rules."""
    _columns(source, sheet, styles)
    _rows(source, sheet, styles)
    _view(source, sheet)
    _print(source, sheet)
    _filter(source, sheet, title, report)
    if source.protection.sheet:
        allowed = {ours: not getattr(source.protection, theirs) for theirs, ours in _PROTECTED.items()}
        allowed |= {name: not allowed[name] for name in ("objects", "scenarios")}
        sheet.protect("", allowed)
        if source.protection.password or source.protection.hashValue:
            report.say(title, "the sheet stays protected, without its password")


def merge(source: Any, sheet: PlainWorksheet, styles: Styles, title: str, report: Report) -> None:
    """The merged cells; what stands in them is written afterwards."""
    for area in sorted(source.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col)):
        if area.size["rows"] * area.size["columns"] < 2:
            continue
        corner = source.cell(area.min_row, area.min_col)
        try:
            sheet.merge_range(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1, "", styles.of(corner))
        except OverlappingRange:
            report.add(title, "the merged cells overlap others and are not merged", area.min_row, area.min_col)


def _columns(source: Any, sheet: PlainWorksheet, styles: Styles) -> None:
    """Runs of columns may reach the last one; XlsxWriter, which looks at every cell of the used area, must not count them."""
    used = sheet.dim_colmin, sheet.dim_colmax
    usual = source.sheet_format.defaultColWidth
    pixels = _pixels(usual) if usual else _USUAL_WIDTH
    if pixels != _USUAL_WIDTH:
        sheet.set_column_pixels(0, max(source.max_column, 26) - 1, pixels)
    for letters, column in source.column_dimensions.items():
        first = int(column.min or column_index_from_string(letters))
        last = max(int(column.max or first), first)
        options = {"hidden": bool(column.hidden), "level": int(column.outlineLevel or 0), "collapsed": bool(column.collapsed)}
        style = styles.of(column) if column.has_style else None
        sheet.set_column_pixels(first - 1, min(last, LAST_COLUMN) - 1, _pixels(column.width), style, options)
    sheet.dim_colmin, sheet.dim_colmax = used


def _rows(source: Any, sheet: PlainWorksheet, styles: Styles) -> None:
    usual = _within(source.sheet_format.defaultRowHeight, 0.0, _HIGHEST) or _USUAL_HEIGHT
    if abs(usual - _USUAL_HEIGHT) > 0.5 or source.sheet_format.zeroHeight:
        sheet.set_default_row(usual, bool(source.sheet_format.zeroHeight))
    for number, row in sorted(source.row_dimensions.items()):
        height = _within(row.height, 0.0, _HIGHEST) or None
        options = {"hidden": bool(row.hidden), "level": int(row.outlineLevel or 0), "collapsed": bool(row.collapsed)}
        if any(options.values()) or row.has_style or (height is not None and abs(height - usual) > 0.2):
            sheet.set_row(number - 1, height or usual, styles.of(row) if row.has_style else None, options)


def _pixels(width: float) -> int:
    """Of a width as the file has it, as far as a column may be wide."""
    return int(_within(width, 0.0, 255.0) * _DIGIT + 0.5)


def _within(number: float | None, least: float, most: float) -> float:
    """A measure from the file, where it is one; else the least."""
    return min(max(float(number), least), most) if number is not None and math.isfinite(number) else least


def _view(source: Any, sheet: PlainWorksheet) -> None:
    view = source.sheet_view
    pane = view.pane
    if pane is not None and pane.state in ("frozen", "frozenSplit"):
        sheet.freeze_panes(int(pane.ySplit or 0), int(pane.xSplit or 0))
    if view.showGridLines is False:
        sheet.hide_gridlines(2)
    if view.showZeros is False:
        sheet.hide_zero()
    if view.rightToLeft:
        sheet.right_to_left()
    if view.showRowColHeaders is False:
        sheet.hide_row_col_headers()
    if view.zoomScale and 10 <= view.zoomScale <= 400:
        sheet.set_zoom(int(view.zoomScale))
    outline = source.sheet_properties.outlinePr
    if outline is not None and (outline.summaryBelow is False or outline.summaryRight is False):
        sheet.outline_settings(True, outline.summaryBelow is not False, outline.summaryRight is not False, False)


def _print(source: Any, sheet: PlainWorksheet) -> None:
    page = source.page_setup
    if page.orientation == "landscape":
        sheet.set_landscape()
    if page.paperSize:
        sheet.set_paper(int(page.paperSize))
    fitted = source.sheet_properties.pageSetUpPr
    if fitted is not None and fitted.fitToPage:
        sheet.fit_to_pages(_count(page.fitToWidth), _count(page.fitToHeight))
    elif page.scale and 10 <= page.scale <= 400:
        sheet.set_print_scale(int(page.scale))
    margins = source.page_margins
    sheet.set_margins(*(_within(side, 0.0, 20.0) for side in (margins.left, margins.right, margins.top, margins.bottom)))
    for set_text, found in ((sheet.set_header, source.oddHeader), (sheet.set_footer, source.oddFooter)):
        text = "".join(f"&{mark}{part.text}" for mark, part in zip("LCR", (found.left, found.center, found.right), strict=True) if part.text)
        if text and len(text) < 255 and "&G" not in text:
            set_text(text)
    rows, columns = source.print_title_rows, source.print_title_cols
    if rows:
        first, last = (int(part.strip("$")) for part in str(rows).split(":"))
        sheet.repeat_rows(first - 1, last - 1)
    if columns:
        first, last = (int(column_index_from_string(part.strip("$"))) for part in str(columns).split(":"))
        sheet.repeat_columns(first - 1, last - 1)
    areas = list(getattr(source._print_area, "ranges", ()) or ())
    if len(areas) == 1:
        sheet.print_area(areas[0].min_row - 1, areas[0].min_col - 1, areas[0].max_row - 1, areas[0].max_col - 1)


def _filter(source: Any, sheet: PlainWorksheet, title: str, report: Report) -> None:
    if not source.auto_filter.ref:
        return
    left, top, right, bottom = range_boundaries(str(source.auto_filter.ref))
    if None in (left, top, right, bottom):
        report.say(title, "the filter over whole columns or rows is not carried")
        return
    sheet.autofilter(top - 1, left - 1, bottom - 1, right - 1)
    if source.auto_filter.filterColumn:
        report.say(title, "the filter is carried without what it was set to; rows that it hid stay hidden")


def _count(pages: int | None) -> int:
    """So many pages across or down; 0 stands for as many as it takes."""
    return 1 if pages is None else int(pages)
