"""Screen: what would fill memory, reach outside the file or run code is refused with one sentence."""

from __future__ import annotations

import io
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest

from finmodel.workbook import markup, refusals, screen
from finmodel.workbook.screen import screened
from tests.workbook.hostile import (
    GOOD,
    SHEET,
    SOURCE,
    TYPES,
    parts_of,
    refused,
    with_parts,
    with_sheet,
    with_text,
    written,
)

RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
OUTSIDE = b'<Relationship Id="r1" TargetMode="External" Target="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
DISTANT = (
    "wanted addresses such as B7, within 2,000 columns and 200,000 rows. "
    "Delete the columns and rows beyond what is used, and save the file again."
)


# --- sizes ---


def zeros(size: int) -> bytes:
    """A workbook with a part of so many zeros, made without holding them."""
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/zeros.bin", "w") as part:
        for _ in range(size // 2**20):
            part.write(bytes(2**20))
    return file.getvalue()


def test_a_gigabyte_of_zeros_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = written(tmp_path, zeros(2**30))
    tracemalloc.start()
    refusal = refused(path)
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()
    assert refusal == (
        "RatioError",
        f"found part 'xl/zeros.bin' that unpacks to 1,029 times its size; wanted at most 100. {SOURCE}",
    )


def test_many_parts_are_refused(tmp_path: Path) -> None:
    content = with_parts(GOOD, {f"xl/media/{number}.png": b"" for number in range(screen.MOST_ENTRIES)})
    assert refused(written(tmp_path, content)) == (
        "EntryCountError",
        f"found {len(parts_of(GOOD)) + 2000:,} parts; wanted at most 2,000. {SOURCE}",
    )


def test_large_parts_are_refused_one_by_one_and_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "LARGEST_PART", 20_000)
    assert refused(written(tmp_path, with_parts(GOOD, {"xl/media/1.png": bytes(20_001)}))) == (
        "PartSizeError",
        "found part 'xl/media/1.png' of 20,001 bytes unpacked; wanted at most 20,000. Split or shorten its sheet.",
    )
    monkeypatch.setattr(screen, "LARGEST_PART", 40_000)
    monkeypatch.setattr(screen, "LARGEST_TOTAL", 30_000)
    content = with_parts(GOOD, {"xl/media/1.png": bytes(30_000)})
    total = sum(map(len, parts_of(content).values()))
    assert refused(written(tmp_path, content)) == (
        "TotalSizeError",
        f"found {total:,} bytes unpacked; wanted at most 30,000. Remove the sheets that are not needed.",
    )


def test_many_tags_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MOST_TAGS", 1_000)
    assert refused(written(tmp_path, with_sheet(GOOD, b"<row/>" * 1_001))) == (
        "TagCountError",
        "found more than 1,000 XML tags; wanted fewer (a cell takes about six). Remove the sheets that are not needed.",
    )


DISTANT_ROWS = {
    "XFD1048576": b'<row><c r="XFD1048576"><v>1</v></c></row>',
    "BXY1": b"<row><c s=\"1\"\n r = 'BXY1'/></row>",
    "A200001": b'<row><c r="A200001"/></row>',
    "1048576": b'<row r="1048576"/>',
    "A1:XFD1048576": b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>',
    "&#88;FD9": b'<row><c r="&#88;FD9"/></row>',
    "XFD9": b'<row><c x=" r=\'A1\'" r="XFD9"/></row>',
}


@pytest.mark.parametrize("cell", DISTANT_ROWS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_distant_cells_are_refused(tmp_path: Path, cell: str, encoding: str) -> None:
    content = with_sheet(GOOD, DISTANT_ROWS[cell])
    content = with_parts(content, {SHEET: parts_of(content)[SHEET].decode().encode(encoding)})
    assert refused(written(tmp_path, content)) == (
        "CoordinateError",
        f"found cell or range '{cell}' in part '{SHEET}'; {DISTANT}",
    )


def test_a_dimension_that_reaches_too_far_is_refused(tmp_path: Path) -> None:
    content = with_text(GOOD, SHEET, b'<dimension ref="A1:A4"/>', b'<dimension ref="A1:XFD4"/>')
    assert refused(written(tmp_path, content)) == (
        "CoordinateError",
        f"found cell or range 'A1:XFD4' in part '{SHEET}'; {DISTANT}",
    )


def test_a_distant_cell_is_found_wherever_the_chunks_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "CHUNK", 37)
    for shift in range(40):
        content = with_sheet(GOOD, b" " * shift + b'<row><c s="1" r="XFD1048576"/></row>')
        assert refused(written(tmp_path, content))[0] == "CoordinateError"


def test_cells_spread_over_a_wide_area_are_refused(tmp_path: Path) -> None:
    span = "Delete stray cells far from the rest, and save the file again."
    corner = with_sheet(GOOD, b'<row><c r="BXX200000"/></row>')
    assert refused(written(tmp_path, corner)) == (
        "AreaError",
        f"found sheets that span 400,000,000 cells, blank and merged ones counted, up to part '{SHEET}'; "
        f"wanted at most 10,000,000 in all. {span}",
    )
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:CV1000"/>' * 101 + b"</mergeCells><sheetData>"
    assert refused(written(tmp_path, with_sheet(GOOD, merged))) == (
        "AreaError",
        f"found sheets that span 10,100,000 cells, blank and merged ones counted, up to part '{SHEET}'; "
        f"wanted at most 10,000,000 in all. {span}",
    )


# --- harm ---


@pytest.mark.parametrize("part", [SHEET, "xl/anything.bin", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["<!DOCTYPE a [", '<?x?>\n<!ENTITY b "b">'])
def test_declarations_are_refused(tmp_path: Path, part: str, encoding: str, mark: str) -> None:
    content = with_parts(GOOD, {part: f"{mark}]><a>&b;</a>".encode(encoding)})
    assert refused(written(tmp_path, content)) == (
        "EntityError",
        f"found a document type or entity declaration in part '{part}'; wanted none: no workbook needs one. {SOURCE}",
    )


@pytest.mark.parametrize("name", ["../a.xml", "xl/../../a.xml", "/etc/a.xml", "xl\\..\\a.xml", "C:a.xml", "xl/a\n.xml"])
def test_paths_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    shown = name.replace("\n", "?")
    assert refused(written(tmp_path, with_parts(GOOD, {name: b"<a/>"}))) == (
        "PartNameError",
        f"found a part named '{shown}'; wanted plain paths inside the archive. {SOURCE}",
    )


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("XL/Workbook.xml", b"<a/>")
    assert refused(written(tmp_path, file.getvalue())) == (
        "DuplicatePartError",
        f"found two parts named 'xl/workbook.xml'; wanted one, so that every program reads the same. {SOURCE}",
    )


MACROS = {
    "xl/vbaProject.bin": with_parts(GOOD, {"xl/vbaProject.bin": b"1"}),
    "xl/macrosheets/sheet1.xml": with_parts(GOOD, {"xl/macrosheets/sheet1.xml": b"<a/>"}),
    "xl/activeX/activeX1.bin": with_parts(GOOD, {"xl/activeX/activeX1.bin": b"1"}),
    TYPES: with_text(
        GOOD,
        TYPES,
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"ms-excel.sheet.macroEnabled.main+xml",
    ),
}


@pytest.mark.parametrize("part", MACROS)
def test_macros_are_refused_unless_the_caller_reports_them(tmp_path: Path, part: str) -> None:
    path = written(tmp_path, MACROS[part])
    refusal = (
        "MacroError",
        f"found macros or controls (part '{part}'); wanted a workbook without. Save it as .xlsx, which keeps none.",
    )
    assert refused(path) == refused(path, ("external links",)) == refusal
    assert screened(path, allow=("macros",)) == MACROS[part]


LINKS = {
    "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    "xl/connections.xml": b"<connections/>",
    "xl/drawings/_rels/drawing1.xml.rels": RELATIONS + OUTSIDE % (b"http://example.com/hyperlink.png", b"image"),
}


@pytest.mark.parametrize("part", LINKS)
def test_links_are_refused_unless_the_caller_reports_them(tmp_path: Path, part: str) -> None:
    path = written(tmp_path, with_parts(GOOD, {part: LINKS[part]}))
    assert refused(path, ("macros",)) == (
        "ExternalLinkError",
        f"found links to other files or data connections (part '{part}'); wanted a workbook that stands alone. "
        "Break the links (Data, Edit Links, Break Link) and delete the connections, then save it again.",
    )
    assert screened(path, allow=("external links",)) == path.read_bytes()


def test_every_refusal_is_met_by_a_test_and_named_in_the_tree() -> None:
    classes = {name for name, found in vars(refusals).items() if isinstance(found, type) and name != "WorkbookError"}
    assert not [name for name in classes if name not in str(refusals.__doc__)]
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_screen*.py"))
    assert not [name for name in classes if f'"{name}"' not in tests]
