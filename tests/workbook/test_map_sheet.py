"""Map sheet: its numbers are the model's edges, and every block is there with its size and a link."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from finmodel.model.block import Block
from finmodel.model.item import Given
from finmodel.model.vocabulary import balance, check, flow, scalar
from finmodel.project import Case
from finmodel.workbook.map_sheet import BLOCK, CALCULATED, CHECKS, FIRST_READER, GIVEN, MAP, SAYS, feeds
from tests.cases import small_model


class Wheat(Block):
    """Feeds bread."""

    price = scalar("USD", "price")
    grown = flow("USD", price * 2, "grown")


class Bread(Block):
    """Eats wheat."""

    baked = flow("USD", Wheat.grown + Wheat.price, "baked")
    kept = balance("USD", baked - Wheat.grown, "kept")
    enough = check(kept >= 0, "never negative")


def test_a_line_read_twice_counts_once() -> None:
    counts = feeds(small_model(Wheat, Bread))
    assert counts["wheat", "bread"] == 2
    assert counts["wheat", "wheat"] == 1
    assert ("bread", "wheat") not in counts


@pytest.fixture(scope="module")
def rows(workbook_path: Path, case: Case) -> dict[str, tuple[object, ...]]:
    """Block -> its row."""
    sheet = openpyxl.load_workbook(workbook_path, read_only=True)[MAP]
    titles = {block.title: block.name for block in case.model.blocks}
    return {titles[row[BLOCK]]: row for row in sheet.iter_rows(values_only=True) if row[BLOCK] in titles}


def test_every_block_is_there_with_its_words_and_its_size(rows: dict[str, tuple[object, ...]], case: Case) -> None:
    assert list(rows) == [block.name for block in case.model.blocks]
    for block in case.model.blocks:
        items = case.model.in_block(block.name)
        given = [item for item in items if isinstance(item, Given)]
        checks = [item for item in case.model.checks if item.block == block.name]
        row = rows[block.name]
        assert row[SAYS] == (block.__doc__ or "").splitlines()[0]
        assert (row[CALCULATED], row[GIVEN], row[CHECKS]) == (len(items) - len(given), len(given), len(checks))


def test_the_counts_are_those_of_the_model(rows: dict[str, tuple[object, ...]], case: Case) -> None:
    blocks = [block.name for block in case.model.blocks]
    lines = case.model.lines
    seen = 0
    for source in blocks:
        for place, reader in enumerate(blocks):
            read = {
                edge.line
                for name, edges in case.model.edges.items() if lines[name].block == reader
                for edge in edges if lines[edge.line].block == source
            }  # fmt: skip
            shown = rows[source][FIRST_READER + place]
            assert shown == ("–" if source == reader else len(read) or None)
            seen += source != reader and bool(read)
    assert seen > 25


def test_the_words_say_what_the_numbers_say(rows: dict[str, tuple[object, ...]], case: Case) -> None:
    blocks = case.model.blocks
    for place, block in enumerate(blocks):
        readers = [reader.title for other, reader in enumerate(blocks) if isinstance(rows[block.name][FIRST_READER + other], int)]
        sources = [source.title for source in blocks if isinstance(rows[source.name][FIRST_READER + place], int)]
        reads, read_by = rows[block.name][FIRST_READER + len(blocks) :][:2]
        assert reads == (", ".join(sources) or "inputs alone")
        assert read_by == (", ".join(readers) or "no other block")


def test_each_block_links_to_its_sheet_and_the_page_prints(workbook_path: Path, case: Case) -> None:
    book = openpyxl.load_workbook(workbook_path)
    sheet = book[MAP]
    links = {row[BLOCK].hyperlink.location for row in sheet.iter_rows() if row[BLOCK].hyperlink}
    assert links == {f"{block.title}!A1" for block in case.model.blocks}
    assert {location.partition("!")[0] for location in links} <= set(book.sheetnames)
    assert sheet["A1"].value == MAP
    assert sheet.print_area
    assert sheet.page_setup.orientation == "landscape"
