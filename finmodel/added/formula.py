"""Added formula: a formula of an analyst's sheet, its references to our sheets led to where their rows stand now."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import FORMULAE, column_index_from_string
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.utility import xl_col_to_name as letters

Moved = Callable[[str, int, int], tuple[str, int, int] | None]
"""Sheet as it is called in the old file, row and column, counted from 1 -> where that cell stands in the new book, or None
where it is gone. It is asked for every cell at the edge of a range, blank ones too; for a whole column in row 1, for a whole
row in column 1."""

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
MOST_LOOKED_AT = 20_000
"""Rows of a range that are looked at one by one for whether they still stand together."""
OUTSIDE = frozenset(
    ("CALL", "COPILOT", "DDE", "DETECTLANGUAGE", "EXEC", "IMAGE", "IMPORTCSV", "IMPORTTEXT", "PY", "REGISTER",
     "REGISTER.ID", "RTD", "SQL.REQUEST", "STOCKHISTORY", "TRANSLATE", "WEBSERVICE")
)  # fmt: skip
"""Functions that reach outside the workbook; so do all that begin with CUBE."""
_ALSO_PLAIN = frozenset(("AGGREGATE", "USDOLLAR"))
"""Functions of Excel that openpyxl's list leaves out though files name them without the prefix of newer ones."""
_SHEET = re.compile(r"(?:'((?:[^']|'')*)'|([^'!]*))!(.*)", re.DOTALL)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})")
_COLUMN, _ROW = re.compile(r"(\$?)([A-Za-z]{1,3})"), re.compile(r"(\$?)([1-9][0-9]{0,6})")
_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_NEWER = re.compile(r"^(?:_XLFN\.)?(?:_XLWS\.)?")


class Uncarriable(Exception):
    """A formula that cannot go on as a formula; it says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A formula for the new book, "=" included, and what is to be said of it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass
class Moving:
    """Carries formulas from the old file into the new book.

    ours: titles of our sheets in the old file. added: title of an added sheet -> its title in the new book.
    names: (title of the sheet that it belongs to or "", name) -> the text that takes its place, or None where it is not in
    the new book; all in lower case. A name that is not there stays as it is, with a note.
    tables: names of the tables that are carried, in lower case.
    """

    moved: Moved
    ours: Collection[str]
    added: Mapping[str, str]
    names: dict[tuple[str, str], str | None] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._ours = {title.casefold(): title for title in self.ours}
        self._added = {title.casefold(): new for title, new in self.added.items()}
        self._known: dict[tuple[str, int, int], tuple[str, int, int] | None] = {}

    def carry(self, formula: str, sheet: str = "") -> Carried:
        """The formula of a cell or a rule on an added sheet, "=" included. Raises Uncarriable."""
        try:
            tokens = Tokenizer(formula).items
        except (TokenizerError, IndexError, AssertionError, ValueError):
            raise Uncarriable("it cannot be read") from None
        notes: dict[str, None] = {}
        written = [self._token(tokens, place, sheet, notes) for place in range(len(tokens))]
        return Carried("=" + "".join(written), tuple(notes))

    def _token(self, tokens: list[Token], place: int, sheet: str, notes: dict[str, None]) -> str:
        token = tokens[place]
        text = str(token.value)
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            before, colon, function = text[:-1].rpartition(":")
            self._refuse_function(function.strip().upper(), tokens[place + 1 :], notes)
            return f"{self._operand(before, sheet, notes) if before else ''}{colon}{function}("
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            return self._operand(text, sheet, notes)
        return text

    def _refuse_function(self, function: str, rest: list[Token], notes: dict[str, None]) -> None:
        bare = _NEWER.sub("", function)
        if bare in OUTSIDE or bare.startswith("CUBE"):
            raise Uncarriable(f"{bare} reaches outside the workbook")
        if bare == "GETPIVOTDATA":
            raise Uncarriable("it reads a pivot table, which is not carried")
        if bare == "HYPERLINK":
            _refuse_link(rest, notes)
        if bare == "INDIRECT":
            notes["INDIRECT takes an address from a text, which does not follow when rows move"] = None
        if bare == "OFFSET":
            notes["OFFSET counts rows from a cell, and rows may have been added or removed between"] = None
        known = bare in FORMULAE or bare in _ALSO_PLAIN or bare != function or bare.startswith("_XLPM.")
        if function and not known and ("", bare.lower()) not in self.names:
            raise Uncarriable(f"{bare} is no function of Excel")

    def _operand(self, text: str, sheet: str, notes: dict[str, None]) -> str:
        """A cell, a range, a name or a column of a table."""
        bare = text.strip()
        if bare.startswith(":"):
            return ":" + self._operand(bare[1:], sheet, notes)
        bare = bare.removeprefix("[0]!")
        if "|" in bare:
            raise Uncarriable("it calls another program")
        if bare.endswith("#REF!"):
            return "#REF!"
        found = _SHEET.fullmatch(bare)
        if found is None:
            return self._unqualified(bare, sheet, notes)
        title, reference = (found[1].replace("''", "'") if found[1] is not None else found[2]), found[3]
        if "[" in title:
            raise Uncarriable("it reads another workbook")
        if ":" in title:
            raise Uncarriable("it reads across several sheets")
        first, colon, last = reference.partition(":")
        again = _SHEET.fullmatch(last)
        if again is not None:
            if (again[1] or again[2] or "").replace("''", "'").casefold() != title.casefold():
                raise Uncarriable("it reads across several sheets")
            reference = f"{first}{colon}{again[3]}"
        if title.casefold() in self._added:
            return f"{quote_sheetname(self._added[title.casefold()])}!{self._elsewhere(title, reference)}"
        if title.casefold() not in self._ours:
            raise Uncarriable(f"it reads the sheet '{title}', which is not there")
        if _NAME.fullmatch(reference) and _cell(reference) is None:
            raise Uncarriable(f"it reads the name {reference} of the sheet '{title}', which is not carried")
        return self._reference(self._ours[title.casefold()], reference, bare, notes)

    def _unqualified(self, bare: str, sheet: str, notes: dict[str, None]) -> str:
        if "[" in bare:
            table = bare.partition("[")[0].lower()
            if bare.startswith("[") and "!" in bare:
                raise Uncarriable("it reads another workbook")
            if table and table not in self.tables:
                raise Uncarriable(f"it reads the table {table}, which is not carried")
            return bare
        if all(_cell(part) or _part(_COLUMN, part) or _part(_ROW, part) for part in bare.split(":")) and (
            ":" in bare or _cell(bare)
        ):
            return bare
        if not _NAME.fullmatch(bare):
            raise Uncarriable("it cannot be read")
        if bare.lower().startswith("_xlpm.") or bare.lower() in self.tables:
            return bare
        for scope in (sheet.casefold(), ""):
            if (scope, bare.lower()) in self.names:
                found = self.names[scope, bare.lower()]
                if found is None:
                    raise Uncarriable(f"the name {bare} is gone")
                if "!" in found:
                    notes[f"the name {bare} is gone, and the formula says {found} in its place"] = None
                return bare if found.lower() == bare.lower() else found
        notes[f"the name {bare} is not in this workbook"] = None
        return bare

    def _elsewhere(self, title: str, reference: str) -> str:
        """What follows the name of an added sheet: an address stays, a name of that sheet must be carried."""
        if _cell(reference) is None and (title.casefold(), reference.lower()) in self.names:
            found = self.names[title.casefold(), reference.lower()]
            if found is None:
                raise Uncarriable(f"the name {reference} is gone")
            return found
        if not re.fullmatch(r"[$\w.:\\?]+", reference):
            raise Uncarriable("it cannot be read")
        return reference

    def _reference(self, title: str, reference: str, written: str, notes: dict[str, None]) -> str:
        """A cell or a range of one of our sheets. Raises Uncarriable where it is gone."""
        parts = reference.split(":")
        for kind in (_cell, _part_column, _part_row):
            ends = [kind(part) for part in parts]
            if len(ends) <= 2 and all(ends) and (len(ends) == 2 or kind is _cell):
                break
        else:
            raise Uncarriable("it cannot be read")
        known = [end for end in ends if end is not None]
        places = [self._place(title, end) for end in known]
        sheets = {sheet for sheet, _, _ in places}
        if len(sheets) > 1:
            raise Uncarriable(f"the rows of {quote_sheetname(title)}!{reference} stand on different sheets now")
        if len(places) == 2:
            self._compare(title, known, places, reference, notes)
        if all((sheet, row, column) == (title, end.row or 1, end.column or 1) for (sheet, row, column), end in zip(places, known, strict=True)):
            return written
        addresses = ":".join(end.at(row, column) for end, (_, row, column) in zip(known, places, strict=True))
        return f"{quote_sheetname(next(iter(sheets)))}!{addresses}"

    def _place(self, title: str, end: _End) -> tuple[str, int, int]:
        found = self.where(title, end.row or 1, end.column or 1)
        if found is not None:
            return found
        if end.row and (not end.column or self.where(title, end.row, 1) is None):
            raise Uncarriable(f"row {end.row} of {title} is gone")
        raise Uncarriable(f"column {letters(end.column - 1)} of {title} is gone")

    def where(self, title: str, row: int, column: int) -> tuple[str, int, int] | None:
        """`moved`, each cell asked once."""
        place = (title, row, column)
        if place not in self._known:
            self._known[place] = self.moved(*place)
        return self._known[place]

    def _compare(self, title: str, ends: list[_End], places: list[tuple[str, int, int]], reference: str, notes: dict[str, None]) -> None:
        """Say so where a range no longer holds the same rows and columns, in the same order."""
        (first, last), ((sheet, top, left), (_, bottom, right)) = ends, places
        if first.row and (not self._together(title, first, last, sheet, top, down=True) or bottom - top != last.row - first.row):
            notes[f"it reads rows {first.row} to {last.row} of {title}, now rows {top} to {bottom}: rows were added, removed or "
                  f"put in another order between them"] = None  # fmt: skip
        if first.column and (not self._together(title, first, last, sheet, left, down=False) or right - left != last.column - first.column):
            notes[f"it reads columns {letters(first.column - 1)} to {letters(last.column - 1)} of {title}, now {letters(left - 1)} "
                  f"to {letters(right - 1)}: columns were added, removed or put in another order between them"] = None  # fmt: skip

    def _together(self, title: str, first: _End, last: _End, sheet: str, start: int, *, down: bool) -> bool:
        """Whether every row, or every column, between the ends keeps its distance from the first."""
        count = (last.row - first.row if down else last.column - first.column) + 1
        for step in range(1, min(count, MOST_LOOKED_AT)):
            row, column = (first.row + step, first.column or 1) if down else (first.row or 1, first.column + step)
            found = self.where(title, row, column)
            if found is None or found[0] != sheet or found[1 if down else 2] != start + step:
                return False
        return True


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a reference; row or column 0 where it is a whole column or a whole row."""

    column: int
    row: int
    fixed_column: str = ""
    fixed_row: str = ""

    def at(self, row: int, column: int) -> str:
        across = f"{self.fixed_column}{letters(column - 1)}" if self.column else ""
        return across + (f"{self.fixed_row}{row}" if self.row else "")


def _cell(text: str) -> _End | None:
    found = _CELL.fullmatch(text)
    if found is None or not (_column_of(found[2]) and int(found[4]) <= LAST_ROW):
        return None
    return _End(_column_of(found[2]), int(found[4]), found[1], found[3])


def _part_column(text: str) -> _End | None:
    found = _COLUMN.fullmatch(text)
    return _End(_column_of(found[2]), 0, found[1]) if found and _column_of(found[2]) else None


def _part_row(text: str) -> _End | None:
    found = _ROW.fullmatch(text)
    return _End(0, int(found[2]), "", found[1]) if found and int(found[2]) <= LAST_ROW else None


def _part(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _column_of(name: str) -> int:
    """0 where no sheet has such a column."""
    column = int(column_index_from_string(name.upper()))
    return column if column <= LAST_COLUMN else 0


def _refuse_link(rest: list[Token], notes: dict[str, None]) -> None:
    """HYPERLINK may lead to https, or inside the workbook, and must say so as its first text."""
    first = next((str(token.value) for token in rest if token.type != Token.WSPACE), "")
    if first.startswith('"#'):
        notes["HYPERLINK takes an address from a text, which does not follow when rows move"] = None
    elif not first.lower().startswith('"https://'):
        raise Uncarriable("HYPERLINK may lead elsewhere than to https")
