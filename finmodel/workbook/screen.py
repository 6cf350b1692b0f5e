"""Screen: a workbook file from outside, read once and refused before any XML library opens it if it could do harm.

The parts are unpacked in memory, a chunk at a time, and looked at as bytes; nothing is written to disk. What is refused,
and why, is the tree in refusals.py.
"""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal

from finmodel.workbook.markup import Markup, Tally
from finmodel.workbook.refusals import (
    BinaryWorkbookError,
    DamagedError,
    DuplicatePartError,
    EmptyFileError,
    EncryptedError,
    EntryCountError,
    ExternalLinkError,
    FileTooLargeError,
    FolderError,
    LockedError,
    MacroError,
    NotAFileError,
    NotAWorkbookError,
    NotAZipError,
    NoWorkbookError,
    OldFormatError,
    PackingError,
    PartNameError,
    PartSizeError,
    RatioError,
    TotalSizeError,
    TruncatedError,
    UnreadableError,
)

Allowed = Literal["macros", "external links"]

LARGEST_FILE = 50 * 2**20
"""Twenty-five times the workbook of the bundled model; the file is held in memory."""
LARGEST_PART = 100 * 2**20
"""The longest sheet of the bundled model takes 4 MB unpacked; XML libraries need many times what they read."""
LARGEST_TOTAL = 200 * 2**20
"""All parts together; the bundled model takes 15 MB."""
MOST_ENTRIES = 2_000
"""A sheet takes two parts, a chart or a picture three; a directory of millions fills memory before any part is read."""
HIGHEST_RATIO = 100
"""Unpacked over packed, as Apache POI refuses it: repetitive sheets reach 20 or 30, a run of zeros 1,000."""
RATIO_FROM = 2**20
"""Parts smaller than this, unpacked, may have any ratio: they harm nobody."""
CHUNK = 2**20

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    ValueError,
    OSError,
    RuntimeError,
    IndexError,
    OverflowError,
)
_OTHERS = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file (such as .ods)",
    "index/document.iwa": "a file of Numbers, Pages or Keynote",
}
_MACROS = ("xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/ctrlprops/")
_LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


def screened(path: Path, *, allow: Collection[Allowed] = ()) -> bytes:
    """The bytes of the workbook at `path`, as they are on disk.

    allow: what to let pass all the same, for a caller that reports it: "macros", "external links".
    Raises a WorkbookError (exit 3) of the class that says what is wrong.
    """
    content = _content(path)
    screen(content, str(path), allow=allow)
    return content


def screen(content: bytes, where: str, *, allow: Collection[Allowed] = ()) -> None:
    """Refuse a workbook already read; `where` is what messages call it. Raises as `screened` does."""
    _refuse_other_formats(content, where)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
    except _DAMAGE as error:
        raise DamagedError(where, _said(error)) from None
    names = [entry.orig_filename for entry in entries]
    _refuse_names(names, where)
    _refuse_other_archives({name.lower() for name in names}, where)
    _refuse_sizes(entries, where)
    tally = Tally(macros=_first(names, _MACROS, "vbaproject.bin"), links=_first(names, _LINKS))
    _refuse_reach(tally, where, allow)
    for entry in entries:
        part = Markup(where, entry.filename, tally)
        for chunk in _chunks(archive, entry, where):
            part.feed(chunk)
        part.close()
    _refuse_reach(tally, where, allow)


def _content(path: Path) -> bytes:
    where = str(path)
    try:
        if path.is_dir():
            raise FolderError(where)
        if path.exists() and not path.is_file():
            raise NotAFileError(where)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise FileTooLargeError(where, path.stat().st_size, LARGEST_FILE)
    except FileNotFoundError:
        raise NoWorkbookError(where) from None
    except PermissionError:
        raise LockedError(where) from None
    except (OSError, ValueError) as error:
        raise UnreadableError(where, _said(error)) from None
    return content


def _refuse_other_formats(content: bytes, where: str) -> None:
    if not content:
        raise EmptyFileError(where)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise EncryptedError(where)
        raise OldFormatError(where)
    if not content.startswith(b"PK"):
        raise NotAZipError(where)
    if b"PK\5\6" not in content:
        raise TruncatedError(where)
    listed = content.count(b"PK\1\2")
    if listed > MOST_ENTRIES:
        raise EntryCountError(where, listed, MOST_ENTRIES)


def _refuse_names(names: Collection[str], where: str) -> None:
    for name in names:
        plain = name.isprintable() and "\\" not in name and ":" not in name and not name.startswith("/")
        if not plain or ".." in name.split("/"):
            raise PartNameError(where, name)
    name, count = Counter(name.casefold() for name in names).most_common(1)[0] if names else ("", 0)
    if count > 1:
        raise DuplicatePartError(where, name)


def _refuse_other_archives(names: Collection[str], where: str) -> None:
    if "xl/workbook.bin" in names:
        raise BinaryWorkbookError(where)
    if "xl/workbook.xml" in names and "[content_types].xml" in names:
        return
    for name in names:
        for beginning, kind in _OTHERS.items():
            if name.startswith(beginning):
                raise NotAWorkbookError(where, kind)
    raise NotAWorkbookError(where, "a zip archive that holds no workbook")


def _refuse_sizes(entries: Collection[zipfile.ZipInfo], where: str) -> None:
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackingError(where, entry.filename)
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM and ratio > HIGHEST_RATIO:
            raise RatioError(where, entry.filename, ratio, HIGHEST_RATIO)
        if entry.file_size > LARGEST_PART:
            raise PartSizeError(where, entry.filename, entry.file_size, LARGEST_PART)
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_TOTAL:
        raise TotalSizeError(where, total, LARGEST_TOTAL)


def _first(names: Collection[str], beginnings: tuple[str, ...], ending: str = "\n") -> str:
    """The first name that begins or ends as given, in any case; no name ends in a line break."""
    return next((name for name in names if name.lower().startswith(beginnings) or name.lower().endswith(ending)), "")


def _refuse_reach(tally: Tally, where: str, allow: Collection[Allowed]) -> None:
    if tally.macros and "macros" not in allow:
        raise MacroError(where, tally.macros)
    if tally.links and "external links" not in allow:
        raise ExternalLinkError(where, tally.links)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """The part as it really unpacks, which the size written beside it must match: readers differ in which they believe."""
    unbelieved = copy.copy(entry)
    unbelieved.file_size = LARGEST_TOTAL
    size = 0
    try:
        with archive.open(unbelieved) as part:
            while chunk := part.read(CHUNK):
                size += len(chunk)
                if size > entry.file_size:
                    break
                yield chunk
    except _DAMAGE as error:
        raise DamagedError(where, _said(error)) from None
    if size != entry.file_size:
        raise DamagedError(where, f"{entry.filename} is not as long as it says")


def _said(error: Exception) -> str:
    text = str((error.strerror if isinstance(error, OSError) else None) or error or type(error).__name__)
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:100]
