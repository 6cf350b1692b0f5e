"""Cells: what stands in a file, whatever program saved it and in whatever way it stores a cell."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from finmodel.errors import MisfitError
from finmodel.workbook.cells import Cell, File, read_cells, stored_results
from tests.workbook.hostile import GOOD, SHEET, parts_of, small_workbook, with_parts, with_sheet, zipped

CORE = "docProps/core.xml"


def cells(content: bytes) -> dict[tuple[int, int], object]:
    (sheet,) = read_cells(content, "book.xlsx").sheets.values()
    return {place: cell.value for place, cell in sheet.items()}


def of_openpyxl(edit: object = None) -> File:
    book = openpyxl.Workbook()
    book.active["A1"] = 5
    if callable(edit):
        edit(book)
    file = io.BytesIO()
    book.save(file)
    return read_cells(file.getvalue(), "book.xlsx")


def test_numbers_texts_and_formulas() -> None:
    (sheet,) = read_cells(small_workbook([1, 2.5, "=A1+A2", "text", True]), "book.xlsx").sheets.values()
    assert sheet == {
        (1, 0): Cell(1, False, "General"), (2, 0): Cell(2.5, False, "General"), (3, 0): Cell("=A1+A2", True, ""),
        (4, 0): Cell("text", False, ""), (5, 0): Cell(True, False, ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        (b'<c r="A1"><v>5</v></c>', 5),
        (b"<c><v>5</v></c>", 5),
        (b'<c r="A1" t="n"><v>5e3</v></c>', 5000.0),
        (b'<c r="A1" t="str"><v>typed</v></c>', "typed"),
        (b'<c r="A1" t="inlineStr"><is><t>typed</t></is></c>', "typed"),
        (b'<c r="A1" t="inlineStr"><is><r><t>ty</t></r><r><t>ped</t></r></is></c>', "typed"),
        (b'<c r="A1" t="b"><v>1</v></c>', True),
        (b'<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        (b'<c r="A1"><f>B1</f><v>5</v></c>', "=B1"),
        (b'<c r="A1"><f>B1</f></c>', "=B1"),
        (b'<c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f></c>', "=B1:B2*2"),
        (b'<c r="A1" t="d"><v>2027-02-15</v></c>', date(2027, 2, 15)),
        (b'<c r="A1" t="d"><v>2027-02-15T00:00:00</v></c>', datetime(2027, 2, 15)),
    ],
)
def test_one_cell_in_every_way_that_programs_store_it(stored: bytes, value: object) -> None:
    assert cells(with_sheet(GOOD, b'<row r="1">' + stored + b"</row>")) == {(1, 0): value}


def test_rows_without_numbers_and_cells_far_apart() -> None:
    assert cells(with_sheet(GOOD, b'<row><c><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>')) == {(1, 0): 1, (9, 2): 2}


def test_a_formula_that_several_cells_share_is_told_for_each() -> None:
    rows = (b'<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1</f></c></row>'
            b'<row r="2"><c r="A2"><f t="shared" si="0"/></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c></row>')  # fmt: skip
    assert cells(with_sheet(GOOD, rows)) == {(1, 0): "=B1*$C$1", (2, 0): "=B2*$C$1", (3, 0): "=B3*$C$1"}


def test_a_wrong_dimension_hides_no_cell() -> None:
    part = parts_of(GOOD)[SHEET]
    assert b"<dimension" in part
    for other in (b"", b'<dimension ref="A1"/>'):
        changed = re.sub(rb"<dimension[^>]*/>", other, part)
        assert cells(with_parts(GOOD, {SHEET: changed})) == cells(GOOD)


def test_a_percentage_is_told_by_its_format() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["A1"] = 0.05
        book.active["A1"].number_format = "0.0%"

    (sheet,) = of_openpyxl(edit).sheets.values()
    assert sheet[1, 0] == Cell(0.05, False, "0.0%")


def test_names_of_cells_of_ranges_and_of_what_is_no_cell() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet("It's mine")
        for name, says in (("one", "Sheet!$B$3"), ("many", "Sheet!$B$3:$D$3"), ("quoted", "'It''s mine'!$A$1"), ("rate", "0.07"),
                           ("gone", "Sheet!#REF!"), ("_xlnm._FilterDatabase", "Sheet!$A$1:$B$2")):  # fmt: skip
            book.defined_names[name] = DefinedName(name, attr_text=says)
        book["Sheet"].defined_names["local"] = DefinedName("local", attr_text="Sheet!$A$1")

    found = of_openpyxl(edit)
    assert found.names["one"] == found.names["many"] == ("Sheet", (3, 1))
    assert found.names["quoted"] == ("It's mine", (1, 0))
    assert found.other_names == {"rate": "0.07", "gone": "Sheet!#REF!", "Sheet!local": "Sheet!$A$1"}


def test_who_saved_it_and_when_where_it_says_so() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.properties.lastModifiedBy = "Ada"
        book.properties.modified = datetime(2027, 2, 15, 9)

    found = of_openpyxl(lambda book: edit(book))
    assert found.author == "Ada"
    assert found.saved is not None  # openpyxl writes the clock's time on saving


@pytest.mark.parametrize("core", [None, b"<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'/>"])
def test_a_file_that_does_not_say_when_has_no_day(core: bytes | None) -> None:
    parts = parts_of(GOOD)
    if core is None:
        parts.pop(CORE)
    else:
        parts[CORE] = core
    found = read_cells(zipped(parts), "book.xlsx")
    assert (found.author, found.saved) == ("", None)


def test_the_day_is_that_in_the_file() -> None:
    part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2027-02-15T23:59:00Z", parts_of(GOOD)[CORE])
    assert read_cells(with_parts(GOOD, {CORE: part}), "book.xlsx").saved == date(2027, 2, 15)


def test_results_stored_with_formulas_and_none_where_none_is_stored() -> None:
    content = small_workbook([1, 2, "=A1+A2"])
    assert stored_results(content, {"Sheet1": {(3, 0), (2, 0)}}) == {("Sheet1", (3, 0)): 777, ("Sheet1", (2, 0)): 2}
    bare = with_sheet(GOOD, b'<row r="1"><c r="A1"><f>1+1</f></c></row>')
    assert stored_results(bare, {"Sheet1": {(1, 0)}}) == {}
    assert stored_results(content, {"Other": {(1, 0)}}) == {}


@pytest.mark.parametrize("rows", [b'<row r="1"><c r="A1" t="s"><v>999</v></c></row>', b'<row r="1"><c r="?"><v>1</v></c></row>', b'<row r="x"><c><v>1</v></c></row>',
                                  b'<row r="1"><c r="A1" s="999"><v>1</v></c></row>'])  # fmt: skip
def test_a_damaged_sheet_is_a_sentence(rows: bytes) -> None:
    with pytest.raises(MisfitError):
        read_cells(with_sheet(GOOD, rows), "book.xlsx")


def test_an_array_formula_of_openpyxl() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["A1"] = ArrayFormula("A1:A2", "=B1:B2*2")

    (sheet,) = of_openpyxl(edit).sheets.values()
    assert (sheet[1, 0].value, sheet[1, 0].is_formula) == ("=B1:B2*2", True)
