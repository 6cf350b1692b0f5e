"""Added: an analyst's sheets give the same numbers in a new workbook, and what is lost is said."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from finmodel.added import work
from finmodel.added.work import read_added, write_added
from finmodel.errors import WorkbookError
from finmodel.project import Case
from finmodel.workbook.book import Book
from finmodel.workbook.package import sheet_parts
from finmodel.workbook.recalculate import recalculate, stored_values
from finmodel.workbook.screen import screened
from tests.added.desk import (
    MINE,
    NUMBERS,
    OURS,
    after,
    before,
    by_name,
    carried,
    carry,
    edited,
    identity,
    numbers,
    on_my_desk,
)
from tests.cases import given_inputs
from tests.workbook.hostile import GOOD, SHEET, parts_of, with_parts, with_sheet, with_text

FORMULAS = {
    "A1": "Paid and all in",
    "B1": "=Fleet!J7",
    "B2": "=SUM(Fleet!$J$9:$M$9)",
    "B3": "=SUM(fleet.twice)*2",
    "B4": "=B1+B2-INDEX(Fleet!J7:U7,1,3)",
    "B5": "=Fleet!$K$10/'Fleet'!K7",
    "B6": '=SUMIF(Fleet!D7:D10,"paid",Fleet!L7:L10)',
    "B7": "=MAX(Fleet!J7:INDEX(Fleet!J7:U7,1,4))",
    "C1": "='My desk'!B1*Inputs!$J$8",
}


class TestNumbers:
    def test_where_nothing_moved_every_carried_formula_gives_what_it_gave(self, tmp_path: Path) -> None:
        content = edited(tmp_path, on_my_desk(FORMULAS))
        new, said = carried(tmp_path, content)
        assert said == []
        assert numbers(new) == numbers(content)
        assert len(numbers(new)) == len(FORMULAS)
        assert all(isinstance(value, float) and value > 0 for address, value in numbers(new).items() if address != "A1")

    def test_where_rows_moved_each_follows_its_line(self, tmp_path: Path) -> None:
        content = edited(tmp_path, on_my_desk(FORMULAS))
        new, said = carried(tmp_path, content, by_name(before(), after()), after())
        assert numbers(new) == numbers(content)
        sheet = openpyxl.load_workbook(io.BytesIO(new))[MINE]
        assert sheet["B1"].value == "=Fleet!J8"
        assert sheet["B2"].value == "=SUM(Fleet!$J$10:$M$10)"
        assert sheet["B6"].value == '=SUMIF(Fleet!D8:D11,"paid",Fleet!L8:L11)'
        assert sheet["B7"].value == "=MAX(Fleet!J8:INDEX(Fleet!J8:U8,1,4))"
        assert said == [
            "My desk!B6: it reads rows 7 to 10 of Fleet, now rows 8 to 11: rows were added, removed or put in another order "
            "between them."
        ]

    def test_the_comparison_can_fail(self, tmp_path: Path) -> None:
        """Rows have moved, and formulas that stay as they are read others; all but B6, which looks its row up by name."""
        content = edited(tmp_path, on_my_desk(FORMULAS))
        new, _ = carried(tmp_path, content, identity, after())
        assert {address for address, value in numbers(content).items() if numbers(new)[address] != value} == {
            "B1", "B2", "B4", "B5", "B7", "C1"
        }  # fmt: skip

    def test_what_is_gone_is_written_as_the_value_that_it_showed(self, tmp_path: Path) -> None:
        content = with_values(edited(tmp_path, on_my_desk({"B1": "=Fleet!J8*2", "C1": "=Fleet!K8*2", "B2": "=B1+Fleet!J7"})))
        new, said = carried(tmp_path, content, by_name(before(), after()), after())
        assert said == ["My desk!B1:C1: carried as the value that it showed, not as a formula: row 8 of Fleet is gone."]
        sheet = openpyxl.load_workbook(io.BytesIO(new))[MINE]
        assert sheet["B1"].value == numbers(content)["B1"] == 2 * 11 * 250
        assert sheet["B1"].comment.text == "was =Fleet!J8*2; row 8 of Fleet is gone"
        assert sheet["B2"].value == "=B1+Fleet!J8"
        assert numbers(new) == numbers(content)

    def test_formulas_keep_the_value_stored_with_them_and_recalculate_on_opening(self, tmp_path: Path) -> None:
        content = with_values(edited(tmp_path, on_my_desk({**FORMULAS, "D1": "=1=1", "D2": '="a"&"b"', "D3": "=1/0"})))
        new, _ = carried(tmp_path, content)
        assert stored_values(new)[MINE] == stored_values(content)[MINE]
        assert stored_values(new)[MINE][2][3] == "#DIV/0!"
        assert b'fullCalcOnLoad="1"' in parts_of(new)["xl/workbook.xml"]

    def test_shared_array_and_spilling_formulas(self, tmp_path: Path) -> None:
        book = io.BytesIO()
        made = xlsxwriter.Workbook(book, {"in_memory": True})
        sheet = made.add_worksheet(MINE)
        sheet.write_array_formula("A1:A3", "{=B1:B3*2}", None, 2)
        sheet.write_dynamic_array_formula("C1:C3", "=_xlfn._xlws.SORT(B1:B3)", None, 1)
        for row, number in enumerate((1, 2, 3)):
            sheet.write_number(row, 1, number)
        for row, number in ((1, 2), (2, 3)):
            sheet.write_number(row, 2, number)
        sheet.write_formula("D1", "=B1+1", None, 2)
        sheet.write_formula("D2", "=B2+1", None, 3)
        made.close()
        shared = with_text(book.getvalue(), SHEET, b"<f>B1+1</f>", b'<f t="shared" ref="D1:D2" si="0">B1+1</f>')
        shared = with_text(shared, SHEET, b"<f>B2+1</f>", b'<f t="shared" si="0"/>')
        new, said = carried(tmp_path, shared)
        assert said == []
        part = re.sub(r' s="\d+"', "", parts_of(new)["xl/worksheets/sheet11.xml"].decode())
        assert '<c r="A1"><f t="array" ref="A1:A3">B1:B3*2</f><v>2.0</v></c>' in part
        assert '<c r="C1" cm="1"><f t="array" ref="C1:C3">_xlfn._xlws.SORT(B1:B3)</f><v>1.0</v></c>' in part
        assert '<c r="C3"><v>3</v></c>' in part
        assert "<f>B2+1</f><v>3.0</v>" in part
        assert "xl/metadata.xml" in parts_of(new)

    def test_a_data_table_is_carried_as_values(self, tmp_path: Path) -> None:
        table = DataTableFormula("B2:B3", r1="A1", dt2D=False)
        _, said = carry(tmp_path, on_my_desk({"B2": table, "B3": 4}))
        assert said == ["My desk!B2: a data table is carried as the values that it showed."]

    def test_an_array_formula_follows_moved_rows(self, tmp_path: Path) -> None:
        edit = on_my_desk({"A1": ArrayFormula("A1:C1", "=Fleet!J7:L7*2")})
        book, _ = carry(tmp_path, edit, by_name(before(), after()), after())
        assert (book[MINE]["A1"].value.ref, book[MINE]["A1"].value.text) == ("A1:C1", "=Fleet!J8:L8*2")


class TestContent:
    def test_what_is_no_formula_arrives_as_it_was(self, tmp_path: Path) -> None:
        cells = {"A1": "text", "A2": 1e-7, "A3": True, "A4": datetime(2024, 5, 6, 7, 8, 9), "A5": "  kept \n lines", "A6": "_x0041_"}
        book, said = carry(tmp_path, on_my_desk(cells))
        assert said == []
        assert {address: book[MINE][address].value for address in cells} == cells | {"A6": "A"}

    @pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(1)", "<r><t>x</t></r>", "{=1}", "https://example.com", "<r></r>", "1"])
    def test_text_stays_text(self, tmp_path: Path, text: str) -> None:
        def edit(book: Any) -> None:
            on_my_desk({"A1": "x"})(book)
            book[MINE]["A1"].value = text
            book[MINE]["A1"].data_type = "s"

        content, _ = carried(tmp_path, edited(tmp_path, edit))
        assert numbers(content) == {"A1": text}
        cell = openpyxl.load_workbook(io.BytesIO(content))[MINE]["A1"]
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)

    def test_errors_stay_errors(self, tmp_path: Path) -> None:
        def edit(book: Any) -> None:
            on_my_desk({"A1": "#N/A", "A2": "=ISNA(A1)"})(book)
            book[MINE]["A1"].data_type = "e"

        content, _ = carried(tmp_path, edited(tmp_path, edit))
        assert numbers(content) == {"A1": "#N/A", "A2": True}

    def test_comments_are_carried_and_joined_to_what_is_said_of_a_lost_formula(self, tmp_path: Path) -> None:
        def edit(book: Any) -> None:
            on_my_desk({"A1": "x", "A2": "=Nowhere!A1"})(book)
            book[MINE]["A1"].comment = Comment("first\nsecond", "Ana")
            book[MINE]["A2"].comment = Comment("mine", "Ana")

        book, _ = carry(tmp_path, edit)
        assert (book[MINE]["A1"].comment.text, book[MINE]["A1"].comment.author) == ("first\nsecond", "Ana")
        assert book[MINE]["A2"].comment.text == "mine\n\nwas =Nowhere!A1; it reads the sheet 'Nowhere', which is not there"

    def test_only_links_to_https_and_into_the_workbook_are_carried(self, tmp_path: Path) -> None:
        links = {"A1": "https://example.com/a?b=1#c", "A2": "http://example.com", "A3": "mailto:a@b.c", "A4": "other.xlsx", "A5": "file:///x"}

        def edit(book: Any) -> None:
            on_my_desk(dict.fromkeys((*links, "A6", "A7"), "shown"))(book)
            for address, target in links.items():
                book[MINE][address].hyperlink = target
            for address, place in (("A6", "Fleet!J7"), ("A7", "Fleet!J8")):
                book[MINE][address].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref=address, location=place)
                book[MINE][address].value = "shown"

        book, said = carry(tmp_path, edit, by_name(before(), after()), after())
        found = {address: book[MINE][address].hyperlink for address in (*links, "A6", "A7")}
        assert (found["A1"].target, found["A1"].location) == ("https://example.com/a?b=1", "c")
        assert [address for address, link in found.items() if link] == ["A1", "A6"]
        assert found["A6"].location == "Fleet!J8"
        assert book[MINE]["A6"].value == "shown"
        assert "My desk!A2: its link (http) is not carried: only https and places in the workbook are." in said
        assert "My desk!A7: its link is not carried: row 8 of Fleet is gone." in said
        assert len(said) == 5


class TestSheets:
    def test_they_stand_after_ours_in_their_order_hidden_or_not(self, tmp_path: Path) -> None:
        def edit(book: Any) -> None:
            for place, (title, state) in enumerate([("Z", "visible"), ("B", "hidden"), ("C", "veryHidden")]):
                book.create_sheet(title, place * 3).sheet_state = state
                book[title]["A1"] = "=Z!A2+'B'!A2+1"

        book, said = carry(tmp_path, edit)
        assert said == []
        assert book.sheetnames == [*OURS, "Z", "B", "C"]
        assert [book[title].sheet_state for title in "ZBC"] == ["visible", "hidden", "veryHidden"]

    def test_a_title_that_is_taken_by_now_gets_a_number_and_references_follow(self, tmp_path: Path) -> None:
        def edit(book: Any) -> None:
            book.create_sheet("Bridge")["A1"] = 5
            book.create_sheet("Two words")["A1"] = "=Bridge!A1*2+SUM('Bridge'!A:A)"

        content = edited(tmp_path, edit)
        work = read_added(content, OURS)
        book = Book(tmp_path / "x.xlsx", given_inputs(before(), NUMBERS))
        book.add_worksheet("bRIDGE")
        assert write_added(book, work, identity) == ["Bridge: the sheet is called 'Bridge (2)' now, as that name is taken or not allowed."]
        book.write()
        found = openpyxl.load_workbook(tmp_path / "x.xlsx")
        assert found["Two words"]["A1"].value == "='Bridge (2)'!A1*2+SUM('Bridge (2)'!A:A)"

    def test_the_same_bytes_come_of_the_same_bytes(self, tmp_path: Path) -> None:
        content = edited(tmp_path, on_my_desk({**FORMULAS, "D1": "=Nowhere!A1"}))
        assert carried(tmp_path, content) == carried(tmp_path, content)

    def test_cells_beyond_the_cap_are_counted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(work, "MOST_CELLS", 3)
        book, said = carry(tmp_path, on_my_desk({f"A{row}": row for row in range(1, 6)}))
        assert said == ["My desk!A4: 2 cells from here on not carried, as only 3 are."]
        assert book[MINE].max_row == 3

    def test_a_sheet_that_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(WorkbookError, match="a damaged workbook") as caught:
            read_added(with_sheet(GOOD, b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), [], "a.xlsx")
        assert caught.value.exit_code == 3


@pytest.mark.slow
def test_a_sheet_added_to_the_bundled_model_gives_the_same_numbers(case: Case, workbook_bytes: bytes, tmp_path: Path) -> None:
    """The sheet is put into the file as a part of its own: openpyxl would take ten seconds, and lose the stored values."""
    names = ("outcomes.cost_per_researcher", "outcomes.compute_per_head")
    row = case.layout.row("capex", ())
    sheet = case.layout.bands["capex"].sheet
    formulas = [f"SUM({sheet}!J{row}:M{row})", *(f"MAX({name})" for name in names), f"SUM('{sheet}'!{row}:{row})"]
    content = with_sheet_of(workbook_bytes, MINE, formulas)
    (tmp_path / "analyst.xlsx").write_bytes(content)
    ours = list(sheet_parts(zipfile.ZipFile(io.BytesIO(workbook_bytes))))
    work = read_added(screened(tmp_path / "analyst.xlsx"), ours)
    book = case.book(tmp_path / "new.xlsx")
    assert write_added(book, work, identity) == []
    book.write()
    assert recalculate((tmp_path / "new.xlsx").read_bytes())[MINE] == recalculate(content)[MINE]


def with_values(content: bytes) -> bytes:
    """A workbook with the values of all its formulas stored, as a program that calculates leaves it."""
    values = recalculate(content)
    parts = parts_of(content)
    for title, part in sheet_parts(zipfile.ZipFile(io.BytesIO(content))).items():

        def filled(cell: re.Match[str], title: str = title) -> str:
            column, row = openpyxl.utils.cell.coordinate_from_string(cell[1])
            value = values[title][row - 1][openpyxl.utils.column_index_from_string(column) - 1]
            kind = "b" if isinstance(value, bool) else "n" if isinstance(value, float) else "e" if str(value).startswith("#") else "str"
            shown = int(value) if isinstance(value, bool) else repr(value) if isinstance(value, float) else value
            return f'<c r="{cell[1]}"{cell[2]} t="{kind}">{cell[3]}<v>{shown}</v></c>'

        text = re.sub(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)>(<f>[^<]*</f>)<v ?/?>(?:</v>)?</c>', filled, parts[part].decode())
        parts[part] = text.encode()
    return with_parts(content, parts)


def with_sheet_of(content: bytes, title: str, formulas: list[str]) -> bytes:
    """The workbook with one more sheet, which has these formulas, without "=", under each other."""
    parts = parts_of(content)
    cells = "".join(f'<row r="{row}"><c r="A{row}"><f>{formula}</f></c></row>' for row, formula in enumerate(formulas, 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    parts["xl/worksheets/sheet99.xml"] = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    for part, ending, more in (
        ("xl/workbook.xml", b"</sheets>", f'<sheet name="{title}" sheetId="99" r:id="rId99"/>'),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet99.xml"/>'),
        ("[Content_Types].xml", b"</Types>", '<Override PartName="/xl/worksheets/sheet99.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'),
    ):  # fmt: skip
        parts[part] = parts[part].replace(ending, more.encode() + ending)
    return with_parts(content, parts)


