"""Map sheet: which block feeds which, and how many of its lines do."""

from __future__ import annotations

from collections import defaultdict

from finmodel.model.block import BlockType
from finmodel.model.item import Given, Line
from finmodel.model.model import Model
from finmodel.workbook.book import PlainWorksheet
from finmodel.workbook.formats import DARK
from finmodel.workbook.formulas import quoted
from finmodel.workbook.layout import HEADER_ROWS
from finmodel.workbook.palette import PAPER
from finmodel.workbook.period_sheet import Context

MAP = "Map"
BLOCK, SAYS, CALCULATED, GIVEN, CHECKS, FIRST_READER = range(6)
HEADS = ((BLOCK, "Block", 34), (SAYS, "What it says", 42), (CALCULATED, "Calcu-\nlated", 8), (GIVEN, "Inputs", 8),
         (CHECKS, "Checks", 8))  # fmt: skip
MAP_MASTER_ROW = 3
"""Row, counted from 0, above the heads of the matrix."""
READER_WIDTH, TEXT_WIDTH, TWO_LINES, THREE_LINES = 11, 34, 30, 44
FEED, FED_BACK = "#DDEBF7", "#FCE4D6"
HOW_TO_READ = (
    "Each number counts the lines of the block at the left, inputs included, that formulas of the block at the top read.",
    "Blank: none. Right of the diagonal (blue) a block feeds a later one; left of it (orange, in italics) it feeds an earlier one. "
    "No line depends on itself within a period.",
)


def feeds(model: Model) -> dict[tuple[str, str], int]:
    """(block, reader) -> the number of lines of the block that lines of the reader mention."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, edges in model.edges.items():
        reader = model.lines[name].block
        for edge in edges:
            found[model.lines[edge.line].block, reader].add(edge.line)
    return {pair: len(lines) for pair, lines in found.items()}


def write_map(context: Context) -> PlainWorksheet:
    """A row a block: what it says, how large it is, how many of its lines each other block reads, and both in words."""
    formats, blocks = context.formats, context.model.blocks
    sheet = context.book.sheet(MAP)
    sheet.write_string(0, BLOCK, MAP, formats.title())
    for row, sentence in enumerate(HOW_TO_READ, start=1):
        sheet.write_string(row, BLOCK, sentence, formats.text(grey=True))
    reads, read_by = FIRST_READER + len(blocks), FIRST_READER + len(blocks) + 1
    texts = ((reads, "Reads from", TEXT_WIDTH), (read_by, "Is read by", TEXT_WIDTH))
    readers = tuple((FIRST_READER + place, f"feeds\n{block.title}", READER_WIDTH) for place, block in enumerate(blocks))
    for column, head, width in (*HEADS, *readers, *texts):
        align = "center" if CALCULATED <= column < reads else "left"
        style = formats.get(bold=True, font_color=PAPER, bg_color=DARK, text_wrap=True, valign="vcenter", align=align)
        sheet.write_string(HEADER_ROWS - 1, column, head, style)
        sheet.set_column(column, column, width)
    sheet.set_row(HEADER_ROWS - 1, TWO_LINES)
    sheet.freeze_panes(HEADER_ROWS, SAYS)
    counts = feeds(context.model)
    for place, block in enumerate(blocks):
        _write_block(context, sheet, block, HEADER_ROWS + place)
        for other, reader in enumerate(blocks):
            _write_count(context, sheet, counts.get((block.name, reader.name), 0), HEADER_ROWS + place, other, place)
        titles = {b.title: b.name for b in blocks if b is not block}
        wrapped = formats.get(text_wrap=True, valign="vcenter")
        sources = [title for title, name in titles.items() if (name, block.name) in counts]
        users = [title for title, name in titles.items() if (block.name, name) in counts]
        sheet.write_string(HEADER_ROWS + place, reads, ", ".join(sources) or "inputs alone", wrapped)
        sheet.write_string(HEADER_ROWS + place, read_by, ", ".join(users) or "no other block", wrapped)
    sheet.print_area(0, 0, HEADER_ROWS + len(blocks) - 1, read_by)
    sheet.fit_to_pages(1, 1)
    return sheet


def _write_block(context: Context, sheet: PlainWorksheet, block: BlockType, row: int) -> None:
    """Name with a link to the sheet, the first line of the block's own words, and its size."""
    formats, items = context.formats, context.model.in_block(block.name)
    link = formats.get(font_color="#0563C1", underline=1, valign="vcenter")
    sheet.set_row(row, THREE_LINES)
    sheet.write_url(row, BLOCK, f"internal:{quoted(block.title)}!A1", link, block.title)
    says = (block.__doc__ or "").strip().partition("\n")[0]
    sheet.write_string(row, SAYS, says, formats.get(text_wrap=True, valign="vcenter"))
    given = sum(isinstance(item, Given) for item in items)
    checks = sum(isinstance(item, Line) and item.is_check for item in items)
    for column, count in ((CALCULATED, len(items) - given), (GIVEN, given), (CHECKS, checks)):
        sheet.write_number(row, column, count, formats.get(num_format="0", valign="vcenter", align="center"))


def _write_count(context: Context, sheet: PlainWorksheet, count: int, row: int, other: int, own: int) -> None:
    formats = context.formats
    if other == own:
        sheet.write_string(row, FIRST_READER + other, "–", formats.get(font_color="#7F7F7F", align="center", valign="vcenter"))
    elif count:
        back = other < own
        style = formats.get(num_format="0", bg_color=FED_BACK if back else FEED, italic=back, align="center", valign="vcenter",
                            left=1, right=1, left_color=PAPER, right_color=PAPER)  # fmt: skip
        sheet.write_number(row, FIRST_READER + other, count, style)
