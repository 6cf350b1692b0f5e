"""Markup: what the parts of a workbook hold, told from their bytes as they stream by, without an XML library.

Names of elements and the marks <!DOCTYPE and <!ENTITY cannot be written in any other way, so a search of the bytes finds
them; UTF-16 with its zero bytes dropped reads as ASCII. An attribute can be disguised by character references: an address
that is not plainly one is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from finmodel.workbook.refusals import (
    AreaError,
    CoordinateError,
    EncodingError,
    EntityError,
    MarkupError,
    TagCountError,
)

MOST_COLUMNS = 2_000
"""Half a millennium of quarters. A stray cell in the last column makes some readers allocate every cell before it."""
MOST_ROWS = 200_000
"""A hundred times the longest sheet that finmodel writes."""
MOST_CELLS = 10_000_000
"""Spanned by all sheets, blanks and merged cells counted: readers that give rows from A1 keep 8 bytes for each."""
MOST_TAGS = 4_000_000
"""Over three times what the bundled model takes. A tree of them, which XML libraries build, is nearly half a gigabyte."""
LEAST_RANGE = 50
"""Cells as which a smaller merge or range counts: it costs a reader an object of its own."""
LONGEST_RUN = 1 << 24
"""Bytes from one tag to the next: the queries that Excel keeps as one text reach megabytes, cells 32 kB."""

_ENCODINGS = frozenset(
    (b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"iso-8859-1", b"windows-1252")
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHEET = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData[\s/>]")
_ADDRESS = re.compile(rb"""\sr(?:ef)?\s*=\s*["']([^"'<]*)""")
_CELLS = re.compile(rb"[A-Z]{0,3}[0-9]{1,7}(?:,[A-Z]{0,3}[0-9]{1,7})*")
_RANGE = re.compile(rb"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RELATIONSHIP = re.compile(rb"<(?:[^\s<>/:]+:)?Relationship\s[^<]*")
_OUTSIDE = re.compile(rb"""\sTargetMode\s*=\s*["']External["']""")
_HYPERLINK = re.compile(rb"""\sType\s*=\s*["'][^"']*/hyperlink["']""")
_MACRO = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)


@dataclass
class Tally:
    """What the parts of one workbook add up to; `macros` and `links` name the part in which one was met."""

    tags: int = 0
    cells: int = 0
    macros: str = ""
    links: str = ""


class Markup:
    """One part of the workbook `where`: feed() its bytes in order, then close(). Both raise a WorkbookError."""

    def __init__(self, where: str, part: str, tally: Tally) -> None:
        self.where = where
        self.part = part
        self.tally = tally
        self.named = part.lower()
        self.begun = self.is_xml = self.is_sheet = False
        self.carry = b""
        self.rows = self.columns = self.ranges = 0
        self.stray = ""

    def feed(self, chunk: bytes) -> None:
        if not self.begun:
            self._begin(chunk)
        if not self.is_xml:
            return
        read = self.carry + chunk.replace(b"\0", b"")
        cut = max(read.rfind(b"<"), 0)
        self.carry = read[cut:]
        if len(self.carry) > LONGEST_RUN:
            raise MarkupError(self.where, self.part, LONGEST_RUN)
        self._look(read[:cut])

    def close(self) -> None:
        self._look(self.carry)
        if self.is_sheet:
            self.tally.cells += self.rows * self.columns + self.ranges
            self._within(self.tally.cells)

    def _begin(self, chunk: bytes) -> None:
        self.begun = True
        start = next((chunk[len(mark) :] for mark in _MARKS if chunk.startswith(mark)), chunk)
        start = start.replace(b"\0", b"").lstrip()
        self.is_xml = start.startswith(b"<")
        if not self.is_xml and self.named.endswith((".xml", ".rels", ".vml")):
            raise EncodingError(self.where, self.part, "something else than XML")
        if not start.startswith(b"<?xml"):
            return
        declared = _DECLARED.match(start)
        if declared is None and b"?>" not in start:
            raise MarkupError(self.where, self.part, LONGEST_RUN)
        if declared is not None and declared[1].lower() not in _ENCODINGS:
            raise EncodingError(self.where, self.part, repr(declared[1].decode("ascii", "replace")[:40]))

    def _look(self, text: bytes) -> None:
        if _ENTITY.search(text):
            raise EntityError(self.where, self.part)
        self.tally.tags += text.count(b"<")
        if self.tally.tags > MOST_TAGS:
            raise TagCountError(self.where, MOST_TAGS)
        if self.named.endswith(".rels"):
            self._links(text)
        elif self.named == "[content_types].xml":
            if _MACRO.search(text):
                self.tally.macros = self.tally.macros or self.part
        else:
            self._addresses(text)

    def _links(self, text: bytes) -> None:
        """A relationship that leads outside is harmless if it is a hyperlink: nothing follows it unasked."""
        for tag in _RELATIONSHIP.findall(text):
            if _OUTSIDE.search(tag) and not _HYPERLINK.search(tag):
                self.tally.links = self.tally.links or self.part

    def _addresses(self, text: bytes) -> None:
        """Other parts use r= for other things: what is found counts once the part turns out to be a sheet."""
        self.is_sheet = self.is_sheet or _SHEET.search(text) is not None
        found = _ADDRESS.findall(text)
        joined = b",".join(found)
        if b":" in joined:
            joined = b",".join(address for address in found if b":" not in address)
            for address in found:
                if b":" in address:
                    self._range(address)
        self._cells(joined)
        if self.is_sheet and self.stray:
            raise CoordinateError(self.where, self.part, self.stray, MOST_COLUMNS, MOST_ROWS)
        if self.is_sheet:
            self._within(self.tally.cells + self.ranges)

    def _cells(self, addresses: bytes) -> None:
        """All at once, as there are millions; one by one only to name the first that is no plain address or too far."""
        if not addresses:
            return
        if _CELLS.fullmatch(addresses) and self._reach(addresses):
            return
        for address in addresses.split(b","):
            if not (_CELLS.fullmatch(address) and self._reach(address)):
                self.stray = self.stray or _shown(address)
                return

    def _range(self, address: bytes) -> None:
        plain = _RANGE.fullmatch(address)
        if plain is None or not self._reach(plain[1] + b"," + plain[2]):
            self.stray = self.stray or _shown(address)
            return
        (left, top), (right, bottom) = map(_split, plain.groups())
        self.ranges += max((abs(right - left) + 1) * (abs(bottom - top) + 1), LEAST_RANGE)

    def _reach(self, addresses: bytes) -> bool:
        """Whether all are within the caps; those that are widen what the sheet spans."""
        columns = max(map(_number, set(addresses.translate(None, _DIGITS).split(b","))))
        rows = max(map(int, set(addresses.translate(None, _LETTERS).split(b","))))
        if columns > MOST_COLUMNS or rows > MOST_ROWS:
            return False
        self.columns, self.rows = max(self.columns, columns), max(self.rows, rows)
        return True

    def _within(self, cells: int) -> None:
        if cells > MOST_CELLS:
            raise AreaError(self.where, self.part, cells, MOST_CELLS)


def _number(column: bytes) -> int:
    """A is 1, XFD is 16,384; no letters, as in a row's own number, are 0."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _split(address: bytes) -> tuple[int, int]:
    """Column and row."""
    column = address.rstrip(_DIGITS)
    return _number(column), int(address[len(column) :])


def _shown(address: bytes) -> str:
    return address[:60].decode("utf-8", "replace")
