"""LibreOffice: it recalculates in earnest, agrees with the workbook, fetches nothing, and is ended when it takes too long."""

from __future__ import annotations

import http.server
import os
import re
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.project import Case
from finmodel.workbook import libreoffice
from finmodel.workbook.layout import FIRST_PERIOD
from finmodel.workbook.libreoffice import (
    LibreOfficeFailedError,
    LibreOfficeTimeError,
    NoLibreOfficeError,
    find_soffice,
    recalculate_with_libreoffice,
)
from finmodel.workbook.recalculate import recalculate, stored_values, without_cached_values
from tests.marks import needs_libreoffice
from tests.workbook.hostile import SHEET, WRONG, parts_of, small_workbook, with_parts, with_text
from tests.workbook.reading import Stored, apart, rewritten, sheet_parts, stale


@needs_libreoffice
def test_what_stands_in_cells_comes_back_as_from_cellrune() -> None:
    content = small_workbook(
        [2.5, "text", True, "=A1*3", "=1/0", "=NA()", '=""', "=1=2", '="a"&"b"', "=DATE(2024,1,2)", "=#REF!+1", "=A1/3"]
    )
    theirs, ours = recalculate_with_libreoffice(content), recalculate(content)
    assert theirs["Sheet1"][:-1] == ours["Sheet1"][:-1]
    assert theirs["Sheet1"][-1] == pytest.approx(ours["Sheet1"][-1], rel=1e-14)
    assert theirs["Sheet1"][4:6] == [["#DIV/0!"], ["#N/A"]]


@needs_libreoffice
def test_a_wrong_stored_value_is_corrected_and_a_wrong_formula_seen() -> None:
    content = small_workbook([2, 3, "=A1+A2"])
    assert stored_values(content)["Sheet1"][2] == [WRONG]
    assert recalculate_with_libreoffice(content)["Sheet1"][2] == [5.0]
    wrong = with_text(content, SHEET, b"<f>A1+A2</f>", b"<f>A1-A2</f>")
    assert recalculate_with_libreoffice(wrong)["Sheet1"][2] == [-1.0]


@needs_libreoffice
def test_stored_values_that_stripping_does_not_reach_are_corrected_too() -> None:
    content = small_workbook([2, 3, "=A1+A2"])
    text = parts_of(content)[SHEET]
    kept = with_parts(content, {SHEET: re.sub(rb"(</f><v>777[^<]*</v>)", rb"\1<extLst/>", text)})
    assert b"<f>A1+A2</f><v>777.0</v><extLst/>" in parts_of(without_cached_values(kept))[SHEET]
    assert recalculate_with_libreoffice(kept)["Sheet1"][2] == [5.0]


@needs_libreoffice
def test_what_is_typed_before_recalculating_is_followed() -> None:
    content = small_workbook([2, 3, "=A1+A2", '=IF(A5="x",1,0)', "y"])
    sheets = recalculate_with_libreoffice(content, {("Sheet1", "A1"): 10.0, ("Sheet1", "A5"): "x"})
    assert sheets["Sheet1"] == [[10.0], [3.0], [13.0], [1.0], ["x"]]


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that were asked of it."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"42")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@needs_libreoffice
def test_nothing_is_fetched(visits: tuple[str, list[str]]) -> None:
    address, asked = visits
    recalculate_with_libreoffice(small_workbook([f'=_xlfn.WEBSERVICE("{address}/a")', f"='{address}/[b.xlsx]S'!A1"]))
    assert asked == []


@needs_libreoffice
def test_it_is_ended_with_its_children_when_it_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what works in this test's own folder counts: other tests may run LibreOffice beside it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(LibreOfficeTimeError) as caught:
        recalculate_with_libreoffice(small_workbook(["=1+1"]), time_limit=0.3)
    assert caught.value.exit_code == 3
    assert str(caught.value) == (
        "LibreOffice was still recalculating after 0.3 seconds and was ended. Allow more time if the workbook is large, "
        "or look for a formula that calculates for very long."
    )
    assert not [line for line in running() if str(tmp_path) in line]


def running() -> list[str]:
    """The command lines of this user's processes, where the system shows them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.getuid():
                found.append((folder / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return [line for line in found if "soffice" in line]


@needs_libreoffice
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is limited on Linux only")
def test_it_may_not_take_more_memory_than_allowed() -> None:
    with pytest.raises(LibreOfficeFailedError) as caught:
        recalculate_with_libreoffice(small_workbook(["=1+1"]), memory_limit=2**26)
    assert caught.value.exit_code == 3
    assert str(caught.value).startswith("LibreOffice ended (exit status ")
    assert str(caught.value).endswith(
        "Check that it opens the file; if it needed more than 0.0625 GiB of memory, make the workbook smaller."
    )


def test_without_it_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    assert find_soffice() is None
    with pytest.raises(NoLibreOfficeError, match=r"`apt-get install libreoffice-calc-nogui`") as caught:
        recalculate_with_libreoffice(b"")
    assert caught.value.exit_code == 3


@needs_libreoffice
def test_the_whole_workbook_poisoned_comes_back_as_the_engine_says(
    workbook_bytes: bytes, cells: list[Stored], case: Case
) -> None:
    """Each stored value of a sheet is replaced by a wrong one, and every sheet still comes back right (rule 12)."""
    part = sheet_parts(workbook_bytes)["Fleet"]
    text = parts_of(workbook_bytes)[part]
    poisoned = with_parts(workbook_bytes, {part: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>12345</v>", text)})
    sheets = recalculate_with_libreoffice(poisoned)
    assert stale(cells, sheets, case.model) == []
    assert apart(sheets, case.layout, case.values) == []


@needs_libreoffice
def test_a_tampered_formula_of_the_whole_workbook_is_seen(workbook_bytes: bytes, case: Case) -> None:
    layout = case.layout
    address = f"{letters(FIRST_PERIOD + 9)}{layout.row('capex', ())}"
    pattern = rb'(<c r="' + address.encode() + rb'"[^>]*><f>)([^<]*)(</f>)'
    tampered = rewritten(
        workbook_bytes, sheet_parts(workbook_bytes)[layout.bands["capex"].sheet], pattern, rb"\1(\2)*2\3"
    )
    caught = apart(recalculate_with_libreoffice(tampered), layout, case.values)
    assert [entry for entry in caught if entry.startswith("capex ()")]
