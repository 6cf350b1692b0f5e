"""Wording: what is no longer as finmodel writes it is named, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from finmodel.project import Case
from finmodel.workbook.book import Book
from finmodel.workbook.package import formulas_of
from finmodel.workbook.recalculate import Cell, stored_values
from finmodel.workbook.wording import moved, retold, reworded, typed_over
from tests.packs import MICROSOFT, opened

Sheets = dict[str, list[list[Cell]]]
Formulas = dict[str, dict[tuple[int, int], str]]


@pytest.fixture(scope="module")
def case() -> Case:
    return opened(MICROSOFT).case()


@pytest.fixture(scope="module")
def book(case: Case) -> Book:
    return case.book(Path("never-written.xlsx"))


@pytest.fixture(scope="module")
def content(case: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("wording") / "model.xlsx"
    case.write_workbook(path)
    return path.read_bytes()


@pytest.fixture
def there(content: bytes) -> Formulas:
    return formulas_of(content)


@pytest.fixture
def found(content: bytes) -> Sheets:
    return stored_values(content)


def test_a_file_as_written_is_worded_as_finmodel_words_it(book: Book, there: Formulas, found: Sheets) -> None:
    assert typed_over(book.formulas, there) == reworded(book, there) == retold(book, found) == moved(book, found) == ()


def products(there: Formulas) -> tuple[tuple[int, int], tuple[int, int]]:
    """The places of two formulas of Fleet that multiply."""
    first, second = [place for place, said in there["Fleet"].items() if "*" in said][:2]
    return first, second


def test_a_formula_that_is_gone_and_one_that_is_another(book: Book, there: Formulas) -> None:
    gone, other = products(there)
    del there["Fleet"][gone]
    there["Fleet"][other] += "*1"
    assert typed_over(book.formulas, there) == (f"Fleet!{xl_rowcol_to_cell(*gone)}",)
    assert reworded(book, there) == (f"Fleet!{xl_rowcol_to_cell(*other)}",)


def test_blanks_in_a_formula_and_a_formula_shared_with_another_are_no_other_wording(book: Book, there: Formulas) -> None:
    spaced, shared = products(there)
    there["Fleet"][spaced] = there["Fleet"][spaced].replace("*", " * ")
    there["Fleet"][shared] = ""
    assert reworded(book, there) == typed_over(book.formulas, there) == ()


def test_another_number_and_another_text_but_not_another_scenario(book: Book, found: Sheets) -> None:
    found["Inputs"][2][1] = "bear"
    place = next(place for place, one in book.constants["Series"].items() if isinstance(one, float) and one)
    number = found["Series"][place[0]][place[1]]
    assert isinstance(number, float)
    found["Series"][place[0]][place[1]] = number * (1 + 1e-14)
    assert retold(book, found) == ()
    found["Series"][place[0]][place[1]] = number * (1 + 1e-9)
    found["Fleet"][0][0] = "Ships"
    assert {one.partition("!")[0] for one in retold(book, found)} == {"Series", "Fleet"}
    assert len(retold(book, found)) == 2


def test_an_inserted_row_and_a_lost_sheet(book: Book, found: Sheets) -> None:
    found["Guidance"].insert(0, [])
    del found["Fleet"]
    assert {one.partition("!")[0] for one in moved(book, found)} == {"Guidance", "Fleet"}
    assert all("wanted '" in one for one in moved(book, found))
