"""Added, saved by LibreOffice: formulas, styles over whole columns and stored values as that program writes them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.hyperlink import Hyperlink

from finmodel.workbook.libreoffice import find_soffice, recalculate_with_libreoffice
from finmodel.workbook.recalculate import stored_values
from finmodel.workbook.screen import screen
from tests.added.desk import MINE, after, before, by_name, carried, edited, numbers
from tests.marks import needs_libreoffice
from tests.workbook.hostile import parts_of

pytestmark = needs_libreoffice

CELLS = {
    "A1": "Desk", "B1": "=Fleet!J7", "B2": "=SUM(Fleet!$J$9:$M$9)", "B3": "=SUM(fleet.twice)*2", "B4": '=_xlfn.CONCAT("a","b")',
    "B5": '=IFERROR(_xlfn.IFNA(NA(),5),1)', "B6": True, "B7": "=SUM(Fleet!J7:J10)", "B8": "=fleet.fees Fleet!K:K", "B9": 0.1, "B10": "=B9+1",
    "B11": '=_xlfn.WEBSERVICE("https://example.com")',
}  # fmt: skip


def analysts(book: Any) -> None:
    """Print titles are left out: LibreOffice doubles those that openpyxl wrote, and cellrune refuses two of one name."""
    for ours in book.worksheets:
        ours._print_rows = ours._print_cols = None
    sheet = book.create_sheet(MINE)
    for address, value in CELLS.items():
        sheet[address] = value
    run = ColumnDimension(sheet, index="A", min=1, max=16_384, width=14)
    run.fill = PatternFill("solid", fgColor="FFEEEECC")
    sheet.column_dimensions["A"] = run
    sheet.row_dimensions[20].fill = PatternFill("solid", fgColor="FFCCEEEE")
    sheet["A1"].font = Font(bold=True, size=14, color="FF1F3864")
    sheet["A2"].hyperlink = Hyperlink(ref="A2", location="Fleet!J7")
    sheet["A2"].value = "there"
    for row in range(1, 4):
        sheet.row_dimensions[row].fill = PatternFill("solid", fgColor="FFCCEEEE")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The analyst's workbook, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("libreoffice")
    path = folder / "analyst.xlsx"
    path.write_bytes(edited(folder, analysts))
    profile = (folder / "profile").as_uri()
    command = [str(find_soffice()), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "saved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (folder / "saved" / "analyst.xlsx").read_bytes()
    assert b"LibreOffice" in parts_of(content)["docProps/app.xml"]
    screen(content, "the test's file")
    return content


def test_formulas_give_the_same_numbers_where_rows_moved(saved: bytes, tmp_path: Path) -> None:
    new, said = carried(tmp_path, saved, by_name(before(), after()), after())
    old, found = numbers(saved), numbers(new)
    assert old["B7"] != found["B7"], "one of its rows is gone, others came"
    assert {address: found[address] for address in old if address not in ("B7", "B8", "B11")} == {
        address: old[address] for address in old if address not in ("B7", "B8", "B11")
    }
    assert [sentence.split(":", 1)[0] for sentence in said] == ["My desk!B7", "My desk!B8", "My desk!B11"]
    assert "the name fleet.fees is gone" in said[1]
    assert "WEBSERVICE" in said[2]
    assert stored_values(new)[MINE][0][1] == stored_values(saved)[MINE][0][1]


def test_libreoffice_itself_recalculates_the_carried_sheet_to_the_same(saved: bytes, tmp_path: Path) -> None:
    new, _ = carried(tmp_path, saved)
    theirs = recalculate_with_libreoffice(new)[MINE]
    assert theirs[1][1] == numbers(saved)["B2"]
    assert theirs[2][1] == numbers(saved)["B3"]
    assert theirs[3][1] == "ab"


def test_runs_of_styles_do_not_become_cells(saved: bytes, tmp_path: Path) -> None:
    new, _ = carried(tmp_path, saved)
    part = parts_of(new)["xl/worksheets/sheet11.xml"]
    assert len(part) < 6_000
    assert part.count(b"<c ") < 50
    sheet = openpyxl.load_workbook(io.BytesIO(new))[MINE]
    columns = sheet.column_dimensions["A"]
    assert (columns.min, columns.max) == (1, 16_384)
    assert columns.fill.fgColor.rgb == "FFEEEECC"
    assert sheet.row_dimensions[20].fill.fgColor.rgb == "FFCCEEEE"
    assert (sheet["A1"].font.b, sheet["A1"].font.sz, sheet["A1"].font.color.rgb) == (True, 14, "FF1F3864")
    assert sheet["A2"].hyperlink.location == "Fleet!J7"
