"""Wordings: a formula of ours in a file whose rows have moved reads by its present addresses, and only by them."""

from __future__ import annotations

import pytest

from finmodel.edits.wordings import Wordings
from finmodel.workbook.alignment import Alignment, Moved

MOVED = Alignment({
    "Fleet": Moved("Fleet", {1: 1, 188: 191, 200: 203}, {column: column for column in range(40)}),
    "Inputs": Moved("My inputs", {295: 297}, {9: 9}),
})  # fmt: skip


def test_a_formula_is_told_by_its_present_addresses() -> None:
    assert Wordings(MOVED).told("Fleet", "AD188*Inputs!$J$295") == "=AD191*'My inputs'!$J$297"


@pytest.mark.parametrize(
    ("found", "same"),
    [("=AD191*'My inputs'!$J$297", True), ("=AD188*Inputs!$J$295", False), ("=AD191*'My inputs'!$J$298", False)],
)
def test_only_the_moved_wording_is_ours(found: str, same: bool) -> None:
    assert Wordings(MOVED).same("Fleet", "AD188*Inputs!$J$295", found) is same


def test_a_formula_that_reads_a_row_that_is_gone_is_told_as_written() -> None:
    assert Wordings(MOVED).told("Fleet", "AD7*2") == "=AD7*2"
