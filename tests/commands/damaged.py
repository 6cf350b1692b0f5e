"""Damaged: workbooks that are no workbook of ours as it was written - cut, locked, dangerous, foreign, or of another time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl

from tests.workbook.hostile import SHEET, parts_of, with_parts, with_text, zipped

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)
CUSTOM = "docProps/custom.xml"
BOOK = "xl/workbook.xml"


def stamped(content: bytes, key: str, old: str, new: str) -> bytes:
    """Ours with another text in one property of its stamp."""
    name = f'name="finmodel.{key}"'.encode()
    text = parts_of(content)[CUSTOM]
    at = text.index(name)
    return with_parts(content, {CUSTOM: text[:at] + text[at:].replace(f">{old}<".encode(), f">{new}<".encode(), 1)})


def unrecorded(content: bytes) -> bytes:
    return with_parts(content, {CUSTOM: parts_of(content)[CUSTOM].replace(b"finmodel.record.", b"finmodel.lost.")})


def with_zeros(content: bytes) -> bytes:
    """Ours with a part of a gigabyte of zeros, made without holding them."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/zeros.png", "w") as part:
        for _ in range(2**10):
            part.write(bytes(2**20))
    return file.getvalue()


def foreign(_: bytes) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Somebody else's model"
    book.save(file)
    return file.getvalue()


def without_a_sheet(content: bytes) -> bytes:
    """Ours without the sheet of the inputs, as a program leaves it."""
    text = parts_of(content)[BOOK]
    start = text.index(b'<sheet name="Inputs"')
    return with_parts(content, {BOOK: text[:start] + text[text.index(b"/>", start) + 2 :]})


def spoilt_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    return with_parts(content, {SHEET: parts_of(content)[SHEET].replace(old, new, 1)})


def with_properties(content: bytes) -> bytes:
    """Ours with a hundred thousand properties more."""
    text, end = parts_of(content)[CUSTOM], b"</Properties>"
    more = b"".join(b'<property fmtid="{}" pid="%d" name="p%d"><vt:lpwstr>1</vt:lpwstr></property>' % (n, n) for n in range(100, 100_100))
    return with_parts(content, {CUSTOM: text.replace(end, more + end)})


ENTITIES = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

DAMAGED: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "truncated": (lambda ours: ours[: len(ours) // 2], 3, "a workbook whose end is missing"),
    "empty": (lambda _: b"", 3, "an empty file"),
    "encrypted": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), 3, "encrypted with a password"),
    "of Excel 97": (lambda _: OLE + "Workbook".encode("utf-16-le"), 3, "a workbook of Excel 97-2003 (.xls)"),
    "macro-enabled": (lambda ours: with_parts(ours, {"xl/vbaProject.bin": b"1"}), 3, "macros"),
    "linked to another": (lambda ours: with_parts(ours, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}), 3, "link"),
    "binary": (lambda _: zipped({"xl/workbook.bin": b"1"}), 3, "a binary workbook (.xlsb)"),
    "an OpenDocument file": (lambda _: zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}), 3, "an OpenDocument file"),
    "a document": (lambda _: zipped({"word/document.xml": b"<a/>"}), 3, "a Word document"),
    "a table of text": (lambda _: b"line,value\ncapex,1\n", 3, "not a zip archive"),
    "another program's": (foreign, 3, "does not say what it was made from"),
    "an entity bomb": (lambda ours: spoilt_sheet(ours, b"<worksheet", ENTITIES + b"<worksheet"), 3, "entity declaration"),
    "with a far cell": (lambda ours: spoilt_sheet(ours, b'<c r="A1"', b'<c r="XFD1048576"'), 3, "XFD1048576"),
    "with a gigabyte of zeros": (with_zeros, 3, "times its size"),
    "with a thousand parts": (lambda ours: with_parts(ours, {f"xl/media/{n}.png": b"" for n in range(2_000)}), 3, "parts"),
    "with a part that leaves it": (lambda ours: with_parts(ours, {"../outside.xml": b"<a/>"}), 3, "../outside.xml"),
    "with a flipped bit": (lambda ours: ours[:2_000] + bytes([ours[2_000] ^ 255]) + ours[2_001:], 3, "a damaged workbook"),
    "with a sheet that is no markup": (lambda ours: with_parts(ours, {SHEET: b"<worksheet><row>"}), 3, "do not fit together"),
    "without its list of sheets": (lambda ours: with_text(ours, BOOK, b"<sheets>", b"<sheet>"), 3, ""),
    "without Inputs": (without_a_sheet, 3, "sheet Inputs"),
    "of a pack that is not here": (lambda ours: stamped(ours, "pack", "microsoft", "nobody"), 3, "'nobody'"),
    "of a pack by its path": (lambda ours: stamped(ours, "pack", "microsoft", "../../etc"), 3, "does not say what it was made from"),
    "of another pack": (lambda ours: stamped(ours, "pack", "microsoft", "meta"), 3, "made from another pack"),
    "of an older schema": (lambda ours: stamped(ours, "schema", "3", "2"), 3, "layout 2"),
    "of a scenario that is not here": (lambda ours: stamped(ours, "scenario", "base", "boom"), 3, "'boom'"),
    "with many properties": (with_properties, 3, "does not say what it was made from"),
    "without its record": (unrecorded, 3, "does not say what finmodel wrote into its input cells"),
}
"""What is wrong with it -> how to make it of our own, the exit code, and what the message says among others."""
