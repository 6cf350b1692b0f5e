"""Formula: what one formula says, read once for all the cells that say the same."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter

from finmodel.audit.reference import Operand, operand
from finmodel.audit.relative import relative

ASKS_WHERE = {"ROW", "ROWS", "COLUMN", "COLUMNS", "AREAS", "SHEET", "SHEETS", "ISREF", "ISFORMULA", "FORMULATEXT"}
"""Functions that look at the place of their argument, not at what it holds: no dependence, no circularity."""

PREFIXES = ("_xlfn.", "_xlws.")
"""Put by Excel before the names of functions younger than the file format."""

_CODED = {"SUBTOTAL", "AGGREGATE"}
"""Their first argument is a code of what to do, not a quantity."""

_TESTS_ERROR = {"ISERROR", "ISERR", "ISNA"}


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula in all the places it stands.

    text, row, column: as written where it was first met. r1c1: what it says wherever it stands.
    functions: names in capitals, without prefixes; unprefixed: those written without one.
    hides: functions that replace an error by something else. broken: what cannot be read in it.
    """

    text: str
    row: int
    column: int
    r1c1: str
    functions: frozenset[str]
    unprefixed: frozenset[str]
    literals: tuple[float, ...]
    operands: tuple[Operand, ...]
    hides: tuple[str, ...]
    nested_if: bool
    broken: str

    def at(self, row: int, column: int) -> str:
        """The formula as it reads in another cell; as first met where a copy would leave the sheet."""
        here = f"{get_column_letter(self.column)}{self.row}"
        try:
            return bare(Translator(self.text, here).translate_formula(f"{get_column_letter(column)}{row}"))
        except TranslatorError:
            return bare(self.text)


def bare(text: str) -> str:
    """The formula as Excel shows it, without prefixes."""
    for prefix in PREFIXES:
        text = text.replace(prefix, "")
    return text


def read_formula(text: str, row: int, column: int, r1c1: str | None = None) -> Formula:
    """Read a formula, "=" first, that stands at this row and column."""
    said = relative(text, row, column) if r1c1 is None else r1c1
    try:
        tokens = Tokenizer(text).items
    except (TokenizerError, IndexError, RecursionError):
        return Formula(text, row, column, said, frozenset(), frozenset(), (), (), (), False, "text that is no formula")
    return _Reading(tokens, row, column).formula(text, said)


class _Reading:
    """One walk over the tokens of a formula, knowing at each inside which functions it is."""

    def __init__(self, tokens: list[Token], row: int, column: int) -> None:
        self.row, self.column = row, column
        self.inside: list[str] = []
        self.argument: list[int] = []
        self.functions: set[str] = set()
        self.unprefixed: set[str] = set()
        self.literals: list[float] = []
        self.operands: dict[tuple[str, bool], Operand] = {}
        self.hides: list[str] = []
        self.nested_if = False
        self.broken = ""
        tokens = [token for token in tokens if token.type != Token.WSPACE]
        for place, token in enumerate(tokens):
            self._token(token, tokens[place + 1] if place + 1 < len(tokens) else None)

    def formula(self, text: str, said: str) -> Formula:
        return Formula(
            text, self.row, self.column, said, frozenset(self.functions), frozenset(self.unprefixed), tuple(self.literals),
            tuple(self.operands.values()), tuple(self.hides), self.nested_if, self.broken,
        )  # fmt: skip

    def _token(self, token: Token, following: Token | None) -> None:
        if token.subtype == Token.OPEN:
            self._open(token.value[:-1] if token.type == Token.FUNC else "")
        elif token.subtype == Token.CLOSE:
            if self.inside:
                self.inside.pop()
                self.argument.pop()
        elif token.type == Token.SEP and token.subtype == Token.ARG:
            if self.argument:
                self.argument[-1] += 1
        elif token.type == Token.OPERAND:
            self._operand(token, following)

    def _open(self, text: str) -> None:
        cell, _, written = text.rpartition(":")  # A1:INDEX( is one token
        if cell:
            self._named(cell, address_only=False)
        written = written.upper()
        name = written.replace("_XLFN.", "").replace("_XLWS.", "").lstrip("@")
        if name:
            self.functions.add(name)
            if not written.startswith("_XL"):
                self.unprefixed.add(name)
            around = [outer for outer in self.inside if outer]
            self.nested_if |= name in ("IF", "IFS") and any(outer in ("IF", "IFS") for outer in around)
            if name in ("IFERROR", "IFNA") or (name in _TESTS_ERROR and "IF" in around):
                self.hides.append(name)
        self.inside.append(name)
        self.argument.append(0)

    def _operand(self, token: Token, following: Token | None) -> None:
        within = next((name for name in reversed(self.inside) if name), "")
        if token.subtype == Token.NUMBER:
            if within in _CODED and self.inside[-1] == within and self.argument[-1] == 0:
                return
            number = float(token.value)
            percent = following is not None and following.type == Token.OP_POST
            self.literals.append(number / 100 if percent else number)
        elif "#REF!" in token.value or "#NAME?" in token.value:
            self.broken = self.broken or token.value
        elif token.subtype == Token.RANGE:
            self._named(token.value, address_only=within in ASKS_WHERE)

    def _named(self, text: str, *, address_only: bool) -> None:
        key = (text, address_only)
        if key not in self.operands:
            self.operands[key] = operand(text, self.row, self.column, address_only=address_only)
