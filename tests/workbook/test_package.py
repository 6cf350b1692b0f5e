"""Package: formulas are found and their stored values removed in whatever way Excel, LibreOffice and others write a cell."""

from __future__ import annotations

import pytest

from finmodel.workbook.package import formulas_of
from finmodel.workbook.recalculate import recalculate, without_cached_values
from tests.workbook.hostile import GOOD, SHEET, parts_of, small_workbook, with_sheet

FORMULA_CELLS = {
    "a number": b'<c r="C3" s="0"><f>A1+1</f><v>9</v></c>',
    "attributes in another order": b'<c s="0" t="str" r="C3"><f>A1+1</f><v>text</v></c>',
    "text": b'<c r="C3" t="str"><f>A1+1</f><v>text</v></c>',
    "an error": b'<c r="C3" s="0" t="e"><f>A1+1</f><v>#REF!</v></c>',
    "a flag": b'<c r="C3" t="b"><f>A1+1</f><v>1</v></c>',
    "LibreOffice's number": b'<c r="C3" s="0" t="n"><f aca="false">A1+1</f><v>9</v></c>',
    "Excel's shared formula where it begins": b'<c r="C3"><f t="shared" ref="C3:C4" si="0">A1+1</f><v>9</v></c>',
    "an array formula": b'<c r="C3" ph="1"><f t="array" ref="C3">A1+1</f><v>9</v></c>',
    "a formula to be calculated at once": b'<c r="C3"><f ca="1">A1+1</f><v>9</v></c>',
    "no stored value": b'<c r="C3"><f>A1+1</f></c>',
    "an empty stored value": b'<c r="C3" t="str"><f>A1+1</f><v></v></c>',
    "a stored value that closes itself": b'<c r="C3" t="str"><f>A1+1</f><v/></c>',
    "a text that keeps its spaces": b'<c r="C3" t="str"><f>A1+1</f><v xml:space="preserve"> 9 </v></c>',
    "lines between": b'<c r="C3">\n  <f>A1+1</f>\n  <v>9</v>\n</c>',
    "a comparison": b'<c r="C3" t="b"><f>A1>0</f><v>1</v></c>',
}  # fmt: skip


def rows(cell: bytes, more: bytes = b"") -> bytes:
    before = b'<row r="1"><c r="A1"><v>4</v></c><c r="B1" s="0"/></row><row r="3"><c r="A3" t="inlineStr"><is><t>f</t></is></c>'
    return before + cell + b'<c r="D3"><v>7</v></c></row>' + more


class TestFormulaPlaces:
    @pytest.mark.parametrize("way", FORMULA_CELLS)
    def test_a_formula_is_found_however_its_cell_is_written(self, way: str) -> None:
        assert formulas_of(with_sheet(GOOD, rows(FORMULA_CELLS[way])))["Sheet1"].keys() == {(2, 2)}

    def test_every_cell_of_a_shared_formula_is_found(self) -> None:
        shared = (
            b'<row r="4"><c r="C4"><f t="shared" si="0"/><v>9</v></c><c r="AA4" t="str"><f t="shared" si="0"></f><v>x</v></c></row>'
        )
        content = with_sheet(GOOD, rows(FORMULA_CELLS["Excel's shared formula where it begins"], shared))
        assert formulas_of(content)["Sheet1"].keys() == {(2, 2), (3, 2), (3, 26)}

    def test_values_and_empty_cells_are_no_formulas(self) -> None:
        assert formulas_of(with_sheet(GOOD, rows(b'<c r="C3" s="0"/>'))) == {"Sheet1": {}}

    def test_each_sheet_has_its_own_by_name(self) -> None:
        content = small_workbook([1, "=A1", "text", "=A1*2"], name="A & B's")
        assert formulas_of(content) == {"A & B's": {(1, 0): "A1", (3, 0): "A1*2"}}

    def test_those_of_the_base_workbook_are_as_many_as_were_written(self, workbook_bytes: bytes, cells: list[object]) -> None:
        written = sum(1 for cell in cells if getattr(cell, "formula", ""))
        assert sum(len(places) for places in formulas_of(workbook_bytes).values()) == written


class TestWithoutCachedValues:
    @pytest.mark.parametrize("way", FORMULA_CELLS)
    def test_nothing_is_left_of_a_stored_value_nor_of_its_type(self, way: str) -> None:
        stripped = parts_of(without_cached_values(with_sheet(GOOD, rows(FORMULA_CELLS[way]))))[SHEET]
        (cell,) = (part for part in stripped.split(b"<c ") if b'r="C3"' in part)
        head, _, rest = cell.partition(b">")
        assert b"<v" not in rest
        assert b" t=" not in head
        assert rest.rstrip().endswith(b"</f></c>")
        assert (b's="0"' in head) == (b's="0"' in FORMULA_CELLS[way])

    def test_the_formula_itself_stays_as_it_is(self) -> None:
        shared = b'<f t="shared" ref="C3:C4" si="0">A1+1</f>'
        content = with_sheet(GOOD, rows(b'<c r="C3">' + shared + b"<v>9</v></c>"))
        assert shared in parts_of(without_cached_values(content))[SHEET]

    def test_a_follower_of_a_shared_formula_is_stripped_too(self) -> None:
        follower = b'<row r="4"><c r="C4" t="e"><f t="shared" si="0"/><v>#REF!</v></c></row>'
        content = with_sheet(GOOD, rows(FORMULA_CELLS["Excel's shared formula where it begins"], follower))
        assert b'<c r="C4"><f t="shared" si="0"/></c>' in parts_of(without_cached_values(content))[SHEET]

    def test_constants_texts_and_other_parts_stay(self) -> None:
        content = with_sheet(GOOD, rows(FORMULA_CELLS["text"]))
        before, after = parts_of(content), parts_of(without_cached_values(content))
        assert {name for name in before if before[name] != after[name]} == {SHEET}
        assert b'<c r="A1"><v>4</v></c><c r="B1" s="0"/>' in after[SHEET]
        assert b'<c r="D3"><v>7</v></c>' in after[SHEET]

    @pytest.mark.parametrize("way", [way for way in FORMULA_CELLS if way != "a comparison"])
    def test_what_is_recalculated_is_the_formula(self, way: str) -> None:
        assert recalculate(with_sheet(GOOD, rows(FORMULA_CELLS[way])))["Sheet1"][2][2] == 5.0

    def test_stripping_twice_changes_nothing_more(self, workbook_bytes: bytes) -> None:
        once = without_cached_values(workbook_bytes)
        assert parts_of(without_cached_values(once)) == parts_of(once)
