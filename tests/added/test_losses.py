"""Added losses: what is drawn, linked or kept apart on an analyst's sheet is named with its cell, or carried."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference

from finmodel.added.work import read_added
from finmodel.errors import WorkbookError
from tests.added.desk import MINE, after, before, by_name, carried, carry, on_my_desk
from tests.workbook.hostile import SHEET, parts_of, with_parts, with_text

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def drawn_on(draw: Any) -> bytes:
    """A workbook of one sheet, as XlsxWriter writes it after `draw`."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(MINE)
    sheet.write("A1", 1)
    draw(book, sheet)
    book.close()
    return file.getvalue()


def test_drawn_things_are_named_with_their_cells() -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"='{MINE}'!$A$1:$A$2"})
        sheet.insert_chart("D5", chart)
        sheet.insert_image("B20", "x.png", {"image_data": io.BytesIO(PNG)})
        sheet.insert_textbox("F30", "words")
        sheet.insert_button("H40", {"caption": "Go"})
        sheet.add_sparkline("C3", {"range": f"'{MINE}'!A1:B1"})
        sheet.insert_image("A50", "y.png", {"image_data": io.BytesIO(PNG), "object_position": 3})

    found = read_added(drawn_on(draw), []).dropped
    assert set(found) == {
        "My desk!D5: a chart is not carried.",
        "My desk!B20, A50: a picture is not carried.",
        "My desk!F30: a shape or text box is not carried.",
        "My desk!H40: a form control (button) is not carried.",
        "My desk!C3: a sparkline is not carried.",
    }


def test_a_sheet_that_is_a_chart_is_named_and_names_keep_their_sheets(tmp_path: Path) -> None:
    def draw(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": f"='{MINE}'!$A$1:$A$2"})
        book.add_chartsheet("Big").set_chart(chart)
        book.add_worksheet("Later").write_formula("A1", "=own", None, 7)
        book.define_name("Later!own", "=Later!$B$1")

    content, said = carried(tmp_path, drawn_on(draw))
    assert said == ["Big: a sheet that is one chart is not carried."]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[-2:] == [MINE, "Later"]
    assert book["Later"].defined_names["own"].attr_text == "Later!$B$1"


@pytest.mark.parametrize(
    ("kind", "target", "content", "says"),
    [
        ("pivotTable", "../pivotTables/pivotTable1.xml", b'<pivotTableDefinition><location ref="C4:D9"/></pivotTableDefinition>',
         "My desk!C4: a pivot table is carried as the values that it showed."),
        ("slicer", "../slicers/slicer1.xml", b"<slicers/>", "My desk: slicers are not carried."),
        ("queryTable", "../queryTables/queryTable1.xml", b"<queryTable/>", "My desk: a query is not carried."),
        ("oleObject", "../embeddings/o.bin", b"x", "My desk: an embedded object is not carried."),
        ("threadedComment", "../threadedComments/t.xml", b"<ThreadedComments/>", "My desk: threads of comments are carried as plain notes."),
        ("printerSettings", "../printerSettings/p.bin", b"x", ""),
    ],
)  # fmt: skip
def test_linked_parts_are_named(kind: str, target: str, content: bytes, says: str) -> None:
    links = f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": links.encode(), f"xl{target[2:]}": content}
    found = read_added(with_parts(drawn_on(lambda book, sheet: None), parts), []).dropped
    assert found == ((says,) if says else ())


def test_cells_with_pictures_or_data_types_and_the_calendar_of_1904_are_named() -> None:
    content = drawn_on(lambda book, sheet: None)
    typed = with_text(content, SHEET, b'<c r="A1">', b'<c r="A1" vm="1">')
    assert read_added(typed, []).dropped == ("My desk!A1: the picture or data type in the cell is not carried.",)
    old = with_text(content, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert "counts days from 1904" in read_added(old, []).dropped[0]


EXTENSION = b"""<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">
<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">
<x14:cfRule type="expression" priority="1" id="{1}"><xm:f>Fleet!$J$7&gt;1</xm:f><x14:dxf><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></x14:dxf></x14:cfRule><xm:sqref>A1:A3 C1</xm:sqref></x14:conditionalFormatting>
<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">
<x14:cfRule type="iconSet" priority="2" id="{2}"/><xm:sqref>B9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>
<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">
<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">
<x14:formula1><xm:f>Fleet!$J$7:$U$7</xm:f></x14:formula1><xm:sqref>D2:D5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"""


def test_rules_that_excel_keeps_apart_because_they_read_another_sheet_are_carried(tmp_path: Path) -> None:
    content = with_text(drawn_on(lambda book, sheet: None), SHEET, b"</worksheet>", EXTENSION + b"</worksheet>")
    new, said = carried(tmp_path, content, by_name(before(), after()), after())
    assert said == ["My desk!B9: a conditional format of a newer kind (iconSet) is not carried."]
    sheet = openpyxl.load_workbook(io.BytesIO(new))[MINE]
    (area,) = sheet.conditional_formatting
    assert (str(area.sqref), area.rules[0].formula) == ("A1:A3 C1", ["Fleet!$J$8>1"])
    assert area.rules[0].dxf.fill.bgColor.rgb == "FFFFC7CE"
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1, rule.allowBlank) == ("D2:D5", "list", "Fleet!$J$8:$U$8", True)


def test_drawings_of_our_own_sheets_are_not_the_analysts(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        chart = BarChart()
        chart.add_data(Reference(book["Fleet"], min_col=10, min_row=7))
        book["Fleet"].add_chart(chart, "A40")

    _, said = carry(tmp_path, edit)
    assert said == []


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/drawings/drawing1.xml"])
def test_a_part_that_is_no_xml_is_a_damaged_workbook(part: str) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.insert_textbox("F30", "words")

    content = drawn_on(draw)
    assert part in parts_of(content)
    with pytest.raises(WorkbookError, match=r"^a\.xlsx: found a damaged workbook") as caught:
        read_added(with_parts(content, {part: b"<unfinished"}), [], "a.xlsx")
    assert caught.value.exit_code == 3
