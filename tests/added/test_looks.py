"""Added looks: formats, widths, rules, tables and print set-up of an analyst's sheet arrive as they were."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import (
    CellIsRule,
    ColorScaleRule,
    DataBarRule,
    FormulaRule,
    IconSetRule,
    Rule,
)
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from finmodel.errors import WorkbookError
from tests.added.desk import MINE, after, before, by_name, carried, carry, edited, on_my_desk
from tests.workbook.hostile import parts_of, with_parts, zipped

RED = "FFFF0000"
STYLES: dict[str, dict[str, Any]] = {
    "font": {"font": Font(name="Georgia", size=20, bold=True, italic=True, strike=True, underline="doubleAccounting", color=RED, vertAlign="superscript")},
    "number": {"number_format": '"$"#,##0.00_);[Red]("$"#,##0.00)'},
    "date": {"number_format": "mm-dd-yy"},
    "solid": {"fill": PatternFill("solid", fgColor="FF112233")},
    "hatched": {"fill": PatternFill("lightUp", fgColor="FF00AA00", bgColor="FFFFFFEE")},
    "border": {"border": Border(left=Side("thin", color=RED), right=Side("double"), top=Side("slantDashDot"), bottom=Side("hair"))},
    "diagonal": {"border": Border(diagonal=Side("thin", color=RED), diagonalUp=True, diagonalDown=True)},
    "alignment": {"alignment": Alignment("right", "center", 45, True, indent=2)},
    "down": {"alignment": Alignment("justify", "top", 135)},
    "stacked": {"alignment": Alignment(textRotation=255, shrinkToFit=True)},
    "protection": {"protection": Protection(locked=False, hidden=True)},
}  # fmt: skip


def look(cell: Any) -> dict[str, Any]:
    """What a reader sees of a cell's format, and whether it is locked."""
    font, fill, border, alignment = cell.font, cell.fill, cell.border, cell.alignment
    found = {name: getattr(font, name) for name in ("name", "b", "i", "strike", "u", "sz", "vertAlign")}
    found |= {name: getattr(alignment, name) or 0 for name in ("horizontal", "vertical", "textRotation", "wrapText", "shrinkToFit", "indent")}
    found |= {"colour": plain(font.color), "pattern": fill.fill_type, "front": plain(fill.fgColor) if fill.fill_type else None,
              "number": cell.number_format, "locked": cell.protection.locked, "hidden": cell.protection.hidden}  # fmt: skip
    for side in ("left", "right", "top", "bottom", "diagonal"):
        line = getattr(border, side)
        found[side] = (line.style, plain(line.color)) if line is not None and line.style else None
    return found | {"up": bool(border.diagonalUp), "down": bool(border.diagonalDown)}


def plain(colour: Any) -> str | None:
    """Black and what is left to the program are the same."""
    return colour.rgb if colour is not None and colour.type == "rgb" and colour.rgb != "FF000000" else None


@pytest.mark.parametrize("name", STYLES)
def test_a_format_arrives_as_it_was(tmp_path: Path, name: str) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"B2": 45_000.5, "B3": 1})(book)
        book[MINE]["B2"].font = Font(name="Calibri", size=11)
        for what, style in STYLES[name].items():
            setattr(book[MINE]["B2"], what, style)

    old = openpyxl.load_workbook(io.BytesIO(edited(tmp_path, edit)))[MINE]
    book, said = carry(tmp_path, edit)
    assert said == []
    assert look(book[MINE]["B2"]) == look(old["B2"])
    assert look(book[MINE]["B2"]) != look(book[MINE]["B3"]), "the comparison can fail"


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (Color(theme=4), "FF4F81BD"),
        (Color(theme=4, tint=0.5), "FFA7C0DE"),
        (Color(theme=4, tint=-0.5), "FF254061"),
        (Color(theme=1), "FF000000"),
        (Color(indexed=10), "FFFF0000"),
        (Color(rgb="80123456"), "FF123456"),
    ],
)
def test_colours_of_the_theme_become_plain_ones(tmp_path: Path, colour: Color, shown: str) -> None:
    """Half lighter and half darker of 4F81BD: to a unit, what Excel shows."""

    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        book[MINE]["A1"].fill = PatternFill("solid", fgColor=colour)

    book, _ = carry(tmp_path, edit)
    assert book[MINE]["A1"].fill.fgColor.rgb == shown


def test_a_gradient_keeps_one_colour_and_rich_text_its_fonts(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": 1, "A2": CellRichText("plain ", TextBlock(InlineFont(b=True, color=RED, sz=9), "red"), " end"), "A3": CellRichText("one")})(book)
        book[MINE]["A1"].fill = GradientFill(stop=(RED, "FF00FF00"))

    book, said = carry(tmp_path, edit)
    assert said == ["My desk!A1: the gradient behind it is carried as one colour."]
    assert book[MINE]["A1"].fill.fgColor.rgb == RED
    plain, red, end = book[MINE]["A2"].value
    assert (str(plain), str(red), str(end)) == ("plain ", "red", " end")
    assert (red.font.b, red.font.color.rgb, red.font.sz) == (True, RED, 9)
    assert book[MINE]["A3"].value == "one"


def test_widths_heights_outline_and_what_is_hidden(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        sheet = book[MINE]
        sheet.column_dimensions["A"].width = 30
        sheet.column_dimensions.group("C", "E", hidden=True)
        sheet.row_dimensions[1].height = 40
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].outlineLevel = 2

    book, said = carry(tmp_path, edit)
    sheet = book[MINE]
    assert said == []
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=0.1)
    columns = sheet.column_dimensions["C"]
    assert (columns.min, columns.max, columns.hidden, columns.outlineLevel) == (3, 5, True, 1)
    assert sheet.row_dimensions[1].height == 39.75 or sheet.row_dimensions[1].height == 40
    assert sheet.row_dimensions[3].hidden
    assert sheet.row_dimensions[4].outlineLevel == 2


def test_a_style_over_all_columns_does_not_become_cells(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"B2": 1, "B3": "plain"})(book)
        sheet = book[MINE]
        run = ColumnDimension(sheet, index="A", min=1, max=16_384, width=14)
        run.fill = PatternFill("solid", fgColor=RED)
        sheet.column_dimensions["A"] = run
        sheet.row_dimensions[7].fill = PatternFill("solid", fgColor="FF00FF00")

    content, _ = carried(tmp_path, edited(tmp_path, edit))
    part = parts_of(content)["xl/worksheets/sheet11.xml"].decode()
    assert part.count("<col ") == 1
    assert 'max="16384"' in part
    assert part.count("<c ") == 2
    assert '<dimension ref="A2:B7"/>' in part
    found = openpyxl.load_workbook(io.BytesIO(content))[MINE]
    assert found["B2"].fill.fill_type is None, "a cell without a fill in a column with one"


def test_merged_cells_panes_view_tab_and_print_set_up(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": "merged", "A2": "x", "D9": 1})(book)
        sheet = book[MINE]
        sheet.merge_cells("A1:C1")
        sheet.freeze_panes = "B3"
        sheet.sheet_view.showGridLines, sheet.sheet_view.zoomScale = False, 85
        sheet.sheet_properties.tabColor = "FF00B050"
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows, sheet.print_area = "1:2", "A1:D9"
        sheet.oddHeader.center.text, sheet.oddFooter.right.text = "Mine", "&P"
        sheet.auto_filter.ref = "A2:D9"
        sheet.protection.sheet, sheet.protection.formatCells = True, False
        sheet.protection.password = "secret"

    book, said = carry(tmp_path, edit)
    sheet = book[MINE]
    assert said == ["My desk: the sheet stays protected, without its password."]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert (sheet["A1"].value, sheet.freeze_panes) == ("merged", "B3")
    assert (sheet.sheet_view.showGridLines, sheet.sheet_view.zoomScale) == (False, 85)
    assert sheet.sheet_properties.tabColor.rgb == "FF00B050"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert int(sheet.page_setup.paperSize) == 9
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$2", "'My desk'!$A$1:$D$9")
    assert (sheet.oddHeader.center.text, sheet.oddFooter.right.text) == ("Mine", "&P")
    assert sheet.auto_filter.ref == "A2:D9"
    assert (sheet.protection.sheet, sheet.protection.formatCells, sheet.protection.password) == (True, False, None)


def test_conditional_formats_arrive_in_their_order_and_follow_rows(tmp_path: Path) -> None:
    red = DifferentialStyle(font=Font(bold=True, color=RED), fill=PatternFill(bgColor="FFFFC7CE"))
    rules = {
        "A1:A9": CellIsRule("between", ["Fleet!$J$7", "100"], fill=PatternFill(bgColor="FFFFC7CE"), stopIfTrue=True),
        "B1:B9 D1:D9": FormulaRule(["Fleet!$J$7>B1"], font=Font(bold=True)),
        "C1": ColorScaleRule("min", None, "FFF8696B", "percentile", 50, "FFFFEB84", "max", None, "FF63BE7B"),
        "C2": DataBarRule("num", 0, "num", 10, color="FF638EC6"),
        "C3": IconSetRule("5Arrows", "num", [0, 1, 2, 3, 4]),
        "C4": Rule("containsText", operator="containsText", text="x", formula=['NOT(ISERROR(SEARCH("x",C4)))'], dxf=red),
        "C5": Rule("top10", rank=3, percent=True, bottom=True, dxf=red),
        "C6": Rule("aboveAverage", aboveAverage=False, stdDev=2, dxf=red),
        "C7": Rule("duplicateValues", dxf=red),
        "C8": Rule("timePeriod", timePeriod="lastMonth", formula=["1"], dxf=red),
        "C9": Rule("containsBlanks", formula=["1"], dxf=red),
    }

    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        for area, rule in rules.items():
            book[MINE].conditional_formatting.add(area, rule)

    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == []
    found = {str(area.sqref): area.rules[0] for area in book[MINE].conditional_formatting}
    assert list(found) == list(rules)
    assert [rule.priority for rule in found.values()] == list(range(1, len(rules) + 1))
    assert {area: rule.type for area, rule in found.items()} == {area: rule.type for area, rule in rules.items()}
    assert (found["A1:A9"].formula, found["A1:A9"].stopIfTrue) == (["Fleet!$J$8", "100"], True)
    assert found["A1:A9"].dxf.fill.bgColor.rgb == "FFFFC7CE"
    assert found["B1:B9 D1:D9"].formula == ["Fleet!$J$8>B1"]
    assert [colour.rgb for colour in found["C1"].colorScale.color] == ["FFF8696B", "FFFFEB84", "FF63BE7B"]
    assert [(value.type, value.val) for value in found["C2"].dataBar.cfvo] == [("num", 0), ("num", 10)]
    assert [(value.type, value.val) for value in found["C3"].iconSet.cfvo][1:] == [("num", n) for n in (1, 2, 3, 4)]
    assert (found["C4"].text, found["C4"].dxf.font.b, found["C4"].dxf.font.color.rgb) == ("x", True, RED)
    assert (found["C5"].rank, found["C5"].percent, found["C5"].bottom) == (3, True, True)
    assert (found["C6"].aboveAverage, found["C6"].stdDev) == (False, 2)
    assert found["C8"].timePeriod == "lastMonth"


def test_rules_that_read_what_is_gone_are_said(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        book[MINE].conditional_formatting.add("B2:B9", FormulaRule(["Fleet!$J$8>1"], font=Font(bold=True)))
        rule = DataValidation("list", formula1="Fleet!$J$8:$U$8", sqref="C3")
        book[MINE].add_data_validation(rule)

    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == [
        "My desk!B2: the conditional format is not carried: row 8 of Fleet is gone.",
        "My desk!C3: the data validation is not carried: row 8 of Fleet is gone.",
    ]
    assert len(book[MINE].conditional_formatting) == 0


def test_validations_arrive_as_they_were_and_follow_rows(tmp_path: Path) -> None:
    rules = [
        DataValidation("list", formula1='"a,b"', allow_blank=True, sqref="A1:A3 C1"),
        DataValidation("list", formula1="Fleet!$J$7:$U$7", showDropDown=True, sqref="A4"),
        DataValidation("whole", operator="notBetween", formula1="1", formula2="Fleet!$J$7", sqref="A5", showErrorMessage=True,
                       errorStyle="warning", errorTitle="E", error="wrong", promptTitle="P", prompt="type", showInputMessage=True),
        DataValidation("date", operator="greaterThan", formula1="45000", sqref="A6"),
        DataValidation("custom", formula1="ISNUMBER(A7)", sqref="A7"),
        DataValidation("textLength", operator="lessThanOrEqual", formula1="5", sqref="A8"),
    ]  # fmt: skip

    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        for rule in rules:
            book[MINE].add_data_validation(rule)

    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == []
    found = {str(rule.sqref): rule for rule in book[MINE].data_validations.dataValidation}
    assert {area: (rule.type, rule.operator or "between") for area, rule in found.items()} == {
        str(rule.sqref): (rule.type, rule.operator or "between") for rule in rules
    }
    assert (found["A1:A3 C1"].formula1, found["A1:A3 C1"].allowBlank) == ('"a,b"', True)
    assert (found["A4"].formula1, found["A4"].showDropDown) == ("Fleet!$J$8:$U$8", True)
    five = found["A5"]
    assert (five.formula1, five.formula2, five.errorStyle, five.error, five.prompt) == ("1", "Fleet!$J$8", "warning", "wrong", "type")
    assert (found["A6"].formula1, found["A7"].formula1, found["A8"].formula1) == ("45000", "ISNUMBER(A7)", "5")


def test_a_table_keeps_its_name_its_heads_and_its_look(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"B2": "k", "C2": "v", "B3": "a", "C3": "=Fleet!J7", "B4": "b", "C4": 2, "E1": "=SUM(Deals[v])"})(book)
        table = Table(displayName="Deals", ref="B2:C4")
        table.tableStyleInfo = TableStyleInfo("TableStyleLight3", showRowStripes=True, showFirstColumn=True)
        book[MINE].add_table(table)
        book[MINE]["B2"].font = Font(bold=True, color=RED)

    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == []
    table = book[MINE].tables["Deals"]
    assert (table.ref, table.column_names, table.autoFilter.ref) == ("B2:C4", ["k", "v"], "B2:C4")
    assert (table.tableStyleInfo.name, table.tableStyleInfo.showFirstColumn) == ("TableStyleLight3", True)
    assert (book[MINE]["B2"].value, book[MINE]["B2"].font.color.rgb) == ("k", RED)
    assert (book[MINE]["C3"].value, book[MINE]["C4"].value, book[MINE]["E1"].value) == ("=Fleet!J8", 2, "=SUM(Deals[v])")


def test_every_part_of_the_result_is_well_formed(tmp_path: Path) -> None:
    from defusedxml.ElementTree import fromstring

    def edit(book: Any) -> None:
        on_my_desk({"A1": '<&"\'>', "A2": '=A1&"<&>"'})(book)
        book[MINE].oddHeader.center.text = "<&&>"
        book.create_sheet("<&> 'x' y")["A1"] = "='<&> ''x'' y'!A2"

    content, _ = carried(tmp_path, edited(tmp_path, edit))
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        assert fromstring(package.read(name)) is not None


@pytest.mark.parametrize("wild", ["nan", "inf", "-5", "1e300"])
def test_measures_that_are_none_do_not_stop_the_carrying_nor_spoil_the_file(tmp_path: Path, wild: str) -> None:
    from defusedxml.ElementTree import fromstring

    def edit(book: Any) -> None:
        on_my_desk({"A1": 1})(book)
        book[MINE].column_dimensions["A"].width = 31
        book[MINE].row_dimensions[1].height = 41
        book[MINE]["A1"].font = Font(name="Arial", size=21.5)
        book[MINE]["A1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.375))

    parts = parts_of(edited(tmp_path, edit))
    sheet = parts["xl/worksheets/sheet11.xml"].decode()
    styles = parts["xl/styles.xml"].decode()
    for part, old in ((sheet, 'width="31"'), (sheet, 'ht="41"'), (sheet, 'left="0.75"'), (styles, 'sz val="21.5"'), (styles, 'tint="0.375"')):
        assert part.count(old) == 1, old
    for number in ("31", "41", "0.75"):
        sheet = sheet.replace(f'"{number}"', f'"{wild}"')
    for number in ("21.5", "0.375"):
        styles = styles.replace(f'"{number}"', f'"{wild}"')
    parts |= {"xl/worksheets/sheet11.xml": sheet.encode(), "xl/styles.xml": styles.encode()}
    try:
        content, _ = carried(tmp_path, zipped(parts))
    except WorkbookError:
        return
    for name, text in parts_of(content).items():
        assert fromstring(text) is not None
        assert not {'"nan"', '"inf"', '"NaN"', '"INF"'} & set(re.findall(r'"[^"]*"', text.decode())), name


def test_a_table_without_end_becomes_plain_cells(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"B2": "k", "B3": "a", "E1": "=SUM(Deals[k])"})(book)
        book[MINE].add_table(Table(displayName="Deals", ref="B2:B3"))

    content = edited(tmp_path, edit)
    (part,) = (name for name in parts_of(content) if name.startswith("xl/tables/"))
    endless = with_parts(content, {part: parts_of(content)[part].replace(b"B2:B3", b"B2:XFD1048576")})
    new, said = carried(tmp_path, endless)
    assert said == [
        "My desk!B2: the table Deals is carried as plain cells.",
        "My desk!E1: carried as the value that it showed, not as a formula: it reads the table deals, which is not carried.",
    ]
    assert openpyxl.load_workbook(io.BytesIO(new))[MINE]["B3"].value == "a"
