"""Screen: what is no readable workbook is refused with one sentence; a good one passes byte for byte."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from finmodel.errors import WorkbookError
from finmodel.workbook import screen
from finmodel.workbook.screen import screened
from tests.workbook.hostile import (
    COPY,
    GOOD,
    OPEN_AND_SAVE,
    SHEET,
    TYPES,
    parts_of,
    refused,
    with_parts,
    with_sheet,
    with_text,
    written,
    zipped,
)

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


def test_the_file_is_only_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(stat.S_IREAD)
    screened(path)
    assert sorted(tmp_path.iterdir()) == [path]
