"""Screen: what could do harm or cannot be read is refused with one sentence; anything else passes byte for byte."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from finmodel.errors import WorkbookError
from finmodel.workbook import markup, refusals, screen
from finmodel.workbook.screen import Allowed, screened
from tests.workbook.hostile import SHEET, TYPES, parts_of, small_workbook, with_parts, with_sheet, with_text, zipped

GOOD = small_workbook([1, 2, "=A1+A2", "text"])
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
OUTSIDE = b'<Relationship Id="r1" TargetMode="External" Target="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
OPEN_AND_SAVE = "Open it in a spreadsheet program and save it as .xlsx (Excel Workbook)."
COPY = "Get a fresh copy, or save it again as .xlsx."
SOURCE = "Ask where the file comes from before you open it in any program."
DISTANT = (
    "wanted addresses such as B7, within 2,000 columns and 200,000 rows. "
    "Delete the columns and rows beyond what is used, and save the file again."
)


def refused(path: Path, allow: tuple[Allowed, ...] = ()) -> tuple[str, str]:
    """Class and sentence of the refusal, the path left out."""
    with pytest.raises(WorkbookError) as caught:
        screened(path, allow=allow)
    assert caught.value.exit_code == 3
    assert str(caught.value).startswith(f"{path}: ")
    return type(caught.value).__name__, str(caught.value).removeprefix(f"{path}: ")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return path


# --- what passes ---


@pytest.mark.parametrize("made", [lambda: GOOD, lambda: openpyxl_workbook()], ids=["xlsxwriter", "openpyxl"])
def test_a_good_workbook_passes_byte_for_byte(tmp_path: Path, made: Callable[[], bytes]) -> None:
    assert screened(written(tmp_path, made())) == (tmp_path / "book.xlsx").read_bytes()


def openpyxl_workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["B2"] = "=1+1"
    book.active["B3"].hyperlink = "https://example.com/"
    book.active.merge_cells("A5:C9")
    book.save(file)
    return file.getvalue()


def test_the_full_workbook_passes_byte_for_byte(workbook_path: Path, workbook_bytes: bytes) -> None:
    assert screened(workbook_path) == workbook_bytes


def test_markup_in_utf_16_passes(tmp_path: Path) -> None:
    text = parts_of(GOOD)[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    screened(written(tmp_path, with_parts(GOOD, {SHEET: text})))


# --- files ---


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == (
        "NoWorkbookError",
        "found no such file; wanted an .xlsx workbook. Check the path.",
    )
    assert refused(tmp_path) == ("FolderError", "found a folder; wanted an .xlsx workbook. Name the file inside it.")
    assert refused(written(tmp_path, b"")) == (
        "EmptyFileError",
        f"found an empty file; wanted an .xlsx workbook. {COPY}",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert refused(tmp_path / "pipe.xlsx") == (
        "NotAFileError",
        "found a device or a pipe; wanted an ordinary file. Save the workbook to disk first.",
    )


@pytest.mark.parametrize(
    ("problem", "refusal"),
    [
        (
            PermissionError(13, "Permission denied"),
            ("LockedError", "found a file that may not be read; wanted one that is not locked. "
             "Close it if it is open elsewhere, or check its permissions."),
        ),
        (
            OSError(5, "Input/output error"),
            ("UnreadableError", "found a file that cannot be read (Input/output error); wanted a readable file. "
             "Copy it and try again."),
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: OSError, refusal: tuple[str, str]
) -> None:
    def fails(*_: object) -> None:
        raise problem

    path = written(tmp_path, GOOD)
    monkeypatch.setattr(Path, "open", fails)
    assert refused(path) == refusal


def test_a_file_too_large_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with path.open("wb") as file:
        file.truncate(2**33)
    tracemalloc.start()
    refusal = refused(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * screen.LARGEST_FILE
    tracemalloc.stop()
    assert refusal == (
        "FileTooLargeError",
        "found 8,589,934,592 bytes; wanted at most 52,428,800 bytes. Remove the sheets and pictures that are not needed.",
    )


# --- formats ---

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)
NO_WORKBOOK = f"wanted an .xlsx workbook (a zip archive with xl/workbook.xml). {OPEN_AND_SAVE}"
FORMATS = {
    "an old workbook": (
        OLE + "Workbook".encode("utf-16-le"),
        "OldFormatError", f"found a workbook of Excel 97-2003 (.xls); wanted an .xlsx workbook. {OPEN_AND_SAVE}",
    ),
    "an encrypted one": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "EncryptedError", "found a workbook that is encrypted with a password; wanted one without. Open it, remove the "
        "password (File, Info, Protect Workbook, Encrypt with Password) and save it again.",
    ),
    "text": (
        b"a,b\n1,2\n",
        "NotAZipError",
        f"found a file that is not a zip archive, as workbooks are; wanted an .xlsx workbook. {OPEN_AND_SAVE}",
    ),
    "cut short": (
        GOOD[:-300], "TruncatedError", f"found a workbook whose end is missing; wanted a whole one. {COPY}",
    ),
    "a binary workbook": (
        zipped({TYPES: b"<Types/>", "xl/workbook.bin": b"1"}),
        "BinaryWorkbookError", f"found a binary workbook (.xlsb); wanted an .xlsx workbook. {OPEN_AND_SAVE}",
    ),
    "a document": (
        zipped({TYPES: b"<Types/>", "word/document.xml": b"<a/>"}),
        "NotAWorkbookError", f"found a Word document; {NO_WORKBOOK}",
    ),
    "an OpenDocument file": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "NotAWorkbookError", f"found an OpenDocument file (such as .ods); {NO_WORKBOOK}",
    ),
    "any zip": (
        zipped({"a.txt": b"a"}), "NotAWorkbookError", f"found a zip archive that holds no workbook; {NO_WORKBOOK}",
    ),
    "an empty zip": (
        zipped({}), "NotAWorkbookError", f"found a zip archive that holds no workbook; {NO_WORKBOOK}",
    ),
    "packed by another method": (
        zipped(parts_of(GOOD), zipfile.ZIP_LZMA),
        "PackingError", f"found part '[Content_Types].xml' encrypted or packed in an unusual way; wanted plain or "
        f"deflated parts. {OPEN_AND_SAVE}",
    ),
    "an unknown encoding": (
        with_text(GOOD, SHEET, b'encoding="UTF-8"', b'encoding="cp037"'),
        "EncodingError", f"found part '{SHEET}' written in 'cp037'; wanted XML in UTF-8 or UTF-16. {OPEN_AND_SAVE}",
    ),
    "no markup at all": (
        with_parts(GOOD, {SHEET: "<worksheet/>".encode("cp037")}),
        "EncodingError", f"found part '{SHEET}' written in something else than XML; wanted XML in UTF-8 or UTF-16. "
        f"{OPEN_AND_SAVE}",
    ),
    "an endless tag": (
        with_sheet(GOOD, b"<c" + os.urandom(2**16).replace(b"<", b" ") * 300 + b"/>"),
        "MarkupError", f"found a tag or text in part '{SHEET}' that goes on and on; wanted at most 16,777,216 bytes. "
        f"{OPEN_AND_SAVE}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_other_formats_are_refused(tmp_path: Path, name: str) -> None:
    content, kind, sentence = FORMATS[name]
    assert refused(written(tmp_path, content)) == (kind, sentence)


def spoilt(position: int, by: bytes, content: bytes = GOOD) -> bytes:
    return content[:position] + by + content[position + len(by) :]


def lying(content: bytes, part: str, size: int) -> bytes:
    """The workbook in whose directory a part claims another size than it unpacks to."""
    entry = content.index(part.encode(), content.index(b"PK\1\2")) - 46
    return spoilt(entry + 24, struct.pack("<L", size), content)


STORED = zipped(parts_of(GOOD), zipfile.ZIP_STORED)
DAMAGED = {
    "a flipped bit": (spoilt(STORED.index(b"<sheetData>") + 3, b"h", STORED), f"Bad CRC-32 for file '{SHEET}'"),
    "a directory that is not where it should be": (
        GOOD.replace(b"PK\1\2", b"PK\1\3", 1), "Bad magic number for central directory",
    ),
    "a part that is not there": (
        spoilt(GOOD.index(b"PK\3\4", 10), b"PK\3\5"), "Bad magic number for file header",
    ),
    "a part longer than it says": (lying(GOOD, SHEET, 30), f"{SHEET} is not as long as it says"),
    "a part shorter than it says": (lying(GOOD, SHEET, 3000), f"{SHEET} is not as long as it says"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_refused(tmp_path: Path, name: str) -> None:
    content, what = DAMAGED[name]
    assert refused(written(tmp_path, content)) == (
        "DamagedError",
        f"found a damaged workbook ({what}); wanted an undamaged one. {COPY}",
    )


def test_any_damaged_byte_gives_a_refusal_or_nothing_and_never_a_crash() -> None:
    for position in range(0, len(GOOD), 7):
        with suppress(WorkbookError):
            screen.screen(spoilt(position, bytes([GOOD[position] ^ 0xFF])), "book.xlsx")


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
    "BXY1": b'<row><c s="1"\n r = \'BXY1\'/></row>',
    "A200001": b'<row><c r="A200001"/></row>',
    "1048576": b'<row r="1048576"/>',
    "A1:XFD1048576": b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>',
    "&#88;FD9": b'<row><c r="&#88;FD9"/></row>',
    "XFD9": b"<row><c x=\" r='A1'\" r=\"XFD9\"/></row>",
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
    merged = b'</sheetData><mergeCells>' + b'<mergeCell ref="A1:CV1000"/>' * 101 + b"</mergeCells><sheetData>"
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
        GOOD, TYPES, b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
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
    here = Path(__file__).read_text(encoding="utf-8")
    assert not [name for name in classes if f'"{name}"' not in here]


def test_the_file_is_only_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(stat.S_IREAD)
    screened(path)
    assert sorted(tmp_path.iterdir()) == [path]
