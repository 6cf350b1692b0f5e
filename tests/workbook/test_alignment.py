"""Alignment: every cell of ours is found where an analyst has moved it, by keys, by headings, and by names where keys are gone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.workbook.alignment import Alignment, Names, Place, Texts, align
from tests.edits.sheet import Sheet

HEADS = ("Label", "Unit", "Note", "Line", "Member 1", "Member 2", "Constant", "2026Q1", "2026Q2", "2026Q3")
LINES = tuple(f"line_{number}" for number in range(20))
FIRST = 7
"""Row of the first line; above stand a title, the headings and two rows without a text."""


def sheet(title: str = "Fleet", lines: Sequence[str] = LINES) -> dict[Place, str]:
    texts: dict[Place, str] = {(1, 0): title, **{(2, column): head for column, head in enumerate(HEADS)}}
    for row, line in enumerate(lines, start=FIRST):
        texts |= {(row, 0): line.replace("_", " "), (row, 1): "MW", (row, 3): line, (row, 4): f"site_{row % 3}"}
    return texts


def names(title: str = "Fleet", lines: Sequence[str] = LINES) -> dict[str, tuple[str, Place]]:
    return {f"fleet.{line}": (title, (row, 7)) for row, line in enumerate(lines, start=FIRST)}


OURS = {"Fleet": sheet(), "People": sheet("People", [f"person_{number}" for number in range(12)])}
NAMES = names()


def inserted(texts: Texts, rows: Sequence[int] = (), columns: Sequence[int] = ()) -> dict[Place, str]:
    """Rows and columns inserted before the ones named."""
    return {(after(row, rows), after(column, columns)): text for (row, column), text in texts.items()}


def after(place: int, before: Sequence[int]) -> int:
    return place + sum(one <= place for one in before)


def led(found: Names, rows: Sequence[int] = (), columns: Sequence[int] = (), title: str = "") -> dict[str, tuple[str, Place]]:
    return {name: (title or sheet, (after(row, rows), after(column, columns))) for name, (sheet, (row, column)) in found.items()}


def places(found: Alignment, title: str = "Fleet") -> list[tuple[str, int, int] | None]:
    return [found.at(title, row, column) for row in range(1, FIRST + len(LINES)) for column in range(len(HEADS))]


def test_an_untouched_book_stands_where_it_was() -> None:
    found = align(OURS, OURS, NAMES, NAMES)
    assert found.in_place
    assert found.doubted == ()
    assert places(found) == [("Fleet", row, column) for row in range(1, FIRST + len(LINES)) for column in range(len(HEADS))]


def test_an_untouched_file_stands_where_it_was(small: Sheet) -> None:
    found = small.read({})
    assert found.alignment.in_place
    assert found.doubted == ()
    assert set(found.alignment.sheets) == {title for title in small.ours.texts if small.ours.texts[title]}


@given(
    rows=st.lists(st.integers(2, FIRST + len(LINES)), max_size=6), columns=st.lists(st.integers(0, len(HEADS)), max_size=4),
    renamed=st.booleans(), named=st.booleans(),
)  # fmt: skip
def test_rows_and_columns_inserted_anywhere_are_followed(rows: list[int], columns: list[int], renamed: bool, named: bool) -> None:
    """Cells with a text of their own are found exactly, and so is every cell in a row and a column that have one."""
    title = "Mine" if renamed else "Fleet"
    theirs = {title: inserted(OURS["Fleet"], rows, columns), "People": OURS["People"]}
    found = align(OURS, theirs, NAMES, led(NAMES, rows, columns, title) if named else {})
    for row in (1, 2, *range(FIRST, FIRST + len(LINES))):
        for column in range(len(HEADS)):
            if row > 1:
                assert found.at("Fleet", row, column) == (title, after(row, rows), after(column, columns))
    assert found.doubted == ()
    back = found.back()
    assert back.at(title, after(FIRST + 3, rows), after(8, columns)) == ("Fleet", FIRST + 3, 8)
    assert found.at("People", FIRST, 7) == ("People", FIRST, 7)


@given(order=st.permutations(LINES))
def test_sorted_rows_are_followed_by_their_keys(order: list[str]) -> None:
    ours = {"Fleet": {place: text for place, text in sheet().items() if place[1] != 4}}
    theirs = {"Fleet": {place: text for place, text in sheet("Fleet", order).items() if place[1] != 4}}
    found = align(ours, theirs, {}, {})
    for row, line in enumerate(LINES, start=FIRST):
        assert found.at("Fleet", row, 7) == ("Fleet", FIRST + order.index(line), 7)


def test_a_row_that_was_removed_is_gone_and_the_others_are_found() -> None:
    theirs = {(row - (row > 10), column): text for (row, column), text in OURS["Fleet"].items() if row != 10}
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": theirs}, {}, {})
    assert found.at("Fleet", 10, 7) is None
    assert found.at("Fleet", 9, 7) == ("Fleet", 9, 7)
    assert found.at("Fleet", 11, 7) == ("Fleet", 10, 7)


def test_a_column_that_was_removed_is_gone() -> None:
    theirs = {(row, column - (column > 8)): text for (row, column), text in OURS["Fleet"].items() if column != 8}
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": theirs}, {}, {})
    assert found.at("Fleet", FIRST, 8) is None
    assert found.at("Fleet", FIRST, 9) == ("Fleet", FIRST, 8)


def test_renamed_and_reordered_sheets_are_found_by_names_and_by_what_stands_on_them() -> None:
    theirs = {"b": OURS["People"], "Notes": {(1, 0): "mine"}, "a": OURS["Fleet"]}
    for known in (led(NAMES, title="a"), {}):
        found = align(OURS, theirs, NAMES, known)
        assert {title: moved.title for title, moved in found.sheets.items()} == {"Fleet": "a", "People": "b"}


def test_sheets_whose_titles_were_swapped_are_found_by_what_stands_on_them() -> None:
    theirs = {"Fleet": OURS["People"], "People": OURS["Fleet"]}
    swapped = {name: ("People", place) for name, (_, place) in NAMES.items()}
    found = align(OURS, theirs, NAMES, swapped)
    assert {title: moved.title for title, moved in found.sheets.items()} == {"Fleet": "People", "People": "Fleet"}


def test_a_sheet_of_another_kind_with_the_title_of_ours_is_not_ours() -> None:
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": {(1, 0): "shopping", (2, 0): "milk", (3, 0): "eggs"}}, {}, {})
    assert found.sheets == {}
    assert found.at("Fleet", 1, 0) is None


def test_where_keys_were_deleted_the_names_tell() -> None:
    theirs = {place: text for place, text in inserted(OURS["Fleet"], [FIRST + 2]).items() if place[1] not in (3, 4)}
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": theirs}, NAMES, led(NAMES, [FIRST + 2]))
    assert [found.at("Fleet", row, 7) for row in range(FIRST, FIRST + 5)] == [
        ("Fleet", row, 7) for row in (FIRST, FIRST + 1, FIRST + 3, FIRST + 4, FIRST + 5)
    ]


def test_where_one_key_was_typed_over_its_name_tells() -> None:
    theirs = inserted(OURS["Fleet"], [FIRST + 2])
    theirs[FIRST + 6, 3] = "typed over"
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": theirs}, NAMES, led(NAMES, [FIRST + 2]))
    assert found.at("Fleet", FIRST + 5, 7) == ("Fleet", FIRST + 6, 7)
    assert found.doubted == ()


def test_where_keys_and_names_disagree_the_keys_win_and_the_row_is_doubted() -> None:
    wrong = {**NAMES, "fleet.line_3": ("Fleet", (FIRST + 4, 7))}
    found = align({"Fleet": OURS["Fleet"]}, {"Fleet": OURS["Fleet"]}, NAMES, wrong)
    assert found.at("Fleet", FIRST + 3, 7) == ("Fleet", FIRST + 3, 7)
    assert found.doubted == (f"Fleet: the row of 'fleet.line_3' is {FIRST + 3} by its key and {FIRST + 4} by the defined name",)


def test_rows_with_the_same_keys_are_taken_in_order() -> None:
    lines = ("one", "same", "same", "two")
    texts = {place: text for place, text in sheet("Fleet", lines).items() if place[1] != 4}
    found = align({"Fleet": texts}, {"Fleet": inserted(texts, [FIRST + 1])}, {}, {})
    assert [found.at("Fleet", row, 7) for row in range(FIRST, FIRST + 4)] == [("Fleet", row, 7) for row in (FIRST, FIRST + 2, FIRST + 3, FIRST + 4)]


@pytest.mark.parametrize("theirs", [{}, {"Fleet": {}}, {"Fleet": {(5, 5): "x"}}, {"Other": {(1, 1): "Label"}}])
def test_a_file_without_our_sheets_has_none_of_our_cells(theirs: dict[str, Texts]) -> None:
    assert align(OURS, theirs, NAMES, {}).sheets == {}


def test_every_row_of_a_real_book_is_followed(small: Sheet) -> None:
    """All sheets of a pack, with rows inserted under the headings, in the middle and before the last row."""
    ours, known = small.ours.texts, small.ours.names
    last = {title: max((row for row, _ in texts), default=1) for title, texts in ours.items()}
    rows = {title: [9, last[title] // 2 + 5, last[title]] for title in ours}
    theirs = {title: inserted(texts, rows[title]) for title, texts in ours.items()}
    moved = {name: (title, (after(row, rows[title]), column)) for name, (title, (row, column)) in known.items()}
    for there in (moved, {}):
        found = align(ours, theirs, known, there)
        for title, (row, column) in known.values():
            assert found.at(title, row, column) == (title, after(row, rows[title]), column)
