"""Sources sheet: every source once, and how many inputs rest on it."""

from __future__ import annotations

from collections import Counter

from finmodel.inputs import Inputs
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import GREY
from finmodel.workbook.layout import HEADER_ROWS
from finmodel.workbook.period_sheet import Context, finish_sheet, write_title

SOURCES = "Sources"
HEADS = (("Source", 34), ("Title", 80), ("Publisher", 44), ("Date", 12), ("Kind", 12), ("Inputs", 9), ("Address", 110))


def write_sources(context: Context, inputs: Inputs) -> PlainWorksheet:
    formats = context.formats
    sheet = context.book.sheet(SOURCES)
    write_title(context, sheet, SOURCES, "")
    sheet.repeat_rows(0, HEADER_ROWS - 1)
    used = Counter(entry.source for entry in inputs.entries if not entry.filled)
    for column, (head, width) in enumerate(HEADS):
        sheet.write_string(1, column, head, formats.head())
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER_ROWS, 1)
    for row, source in enumerate(inputs.sources.values(), start=HEADER_ROWS):
        for column, text in enumerate((source.id, source.title, source.publisher, source.date, source.kind)):
            sheet.write_words(row, column, text, formats.text(wrap=True), HEADS[column][1])
        sheet.write_number(row, 5, used[source.id], formats.get(num_format="0", font_color=GREY, align="center"))
        if source.url.startswith("https://"):
            sheet.write_url(row, 6, source.url, formats.link())
    finish_sheet(sheet, HEADER_ROWS + len(inputs.sources), len(HEADS) - 1)
    return sheet
