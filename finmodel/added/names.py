"""Added names: the defined names of an analyst, told from ours and carried with what they stand for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from finmodel.added.formula import Moving, Uncarriable
from finmodel.added.report import Report, printable
from finmodel.workbook.book import Book
from finmodel.workbook.names import NUMBER_NAME, SCENARIO_NAME

_GLOBAL = ""


@dataclass(frozen=True, slots=True)
class OldName:
    """A name as the old file defines it; `scope` is the title of the sheet that it belongs to, "" for the workbook."""

    name: str
    scope: str
    formula: str
    hidden: bool = False
    macro: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.scope.casefold(), self.name.lower()

    @property
    def says(self) -> str:
        return f"The name {printable(f'{self.scope}!{self.name}' if self.scope else self.name)}"


def read_names(source: Any) -> list[OldName]:
    """Every name of an openpyxl workbook but those that Excel keeps for itself."""
    found = [("", name) for name in source.defined_names.values()]
    found += [(sheet.title, name) for sheet in source.worksheets for name in sheet.defined_names.values()]
    return [
        OldName(name.name, scope, f"={name.attr_text}", bool(name.hidden), bool(name.function or name.vbProcedure or name.xlm))
        for scope, name in found
        if name.attr_text and not name.name.lower().startswith("_xlnm.")
    ]


def carry_names(book: Book, names: Sequence[OldName], moving: Moving, report: Report) -> None:
    """Define the analyst's names in the new book, and tell `moving` what becomes of every name of the old file.

    A name of ours that the new book has stays; one that it lacks gives way to the address that it stood for, if that can be
    found. A name of the analyst's that is taken by now gets a number.
    """
    present = {name.lower(): name for name, sheet, *_ in book.defined_names if sheet == -1}
    moving.names.update({(_GLOBAL, key): name for key, name in present.items()})
    blocks = {name.partition(".")[0] for name in present if "." in name}
    wanted: list[OldName] = []
    for name in names:
        if name.macro:
            moving.names[name.key] = None
            report.say("", f"{name.says} calls a macro and is not carried")
        elif not name.scope and _reads_ours(name, moving) and (_is_ours(name, blocks) or name.name.lower() in present):
            if name.name.lower() not in present:
                moving.names[name.key] = _address(name, moving)
        elif name.scope and name.scope.casefold() not in {title.casefold() for title in moving.added}:
            moving.names[name.key] = None
            report.say("", f"{name.says} belongs to a sheet of finmodel and is not carried; define it for the workbook")
        else:
            wanted.append(name)
            taken = {key for scope, key in moving.names if scope == name.key[0]}
            moving.names[name.key] = _free(name.name, taken) if name.key[1] in taken else name.name
    _define(book, wanted, moving, report)


def _define(book: Book, wanted: list[OldName], moving: Moving, report: Report) -> None:
    """Names that stand for what is gone drop out, and then those that stand for them, until all others can be carried."""
    texts: dict[tuple[str, str], str] = {}
    before = -1
    while len(texts) != before:
        before = len(texts)
        texts = {}
        for name in wanted:
            new = moving.names[name.key]
            if new is None:
                continue
            try:
                texts[name.key] = moving.carry(name.formula, name.scope).text
            except Uncarriable as gone:
                moving.names[name.key] = None
                report.say("", f"{name.says} is not carried: {gone}; it stood for {printable(name.formula)}")
    for name in wanted:
        new = moving.names[name.key]
        if new is not None and not _defined(book, name, new, texts[name.key], moving):
            moving.names[name.key] = None
            report.say("", f"{name.says} is not carried: Excel allows no such name")
        elif new is not None:
            for note in moving.carry(name.formula, name.scope).notes:
                report.say("", f"{name.says}: {note}")
            if new != name.name:
                report.say("", f"{name.says} is called {new} now, as finmodel has a name of its own that is called so")


def _defined(book: Book, name: OldName, new: str, text: str, moving: Moving) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if book.define_name(new, text) != 0:
            return False
    if name.scope:
        titles = {old.casefold(): title for old, title in moving.added.items()}
        book.defined_names[-1][1] = [sheet.name for sheet in book.worksheets()].index(titles[name.scope.casefold()])
    book.defined_names[-1][3] = name.hidden
    return True


def _is_ours(name: OldName, blocks: set[str]) -> bool:
    """Whether it is called as ours are: by a path that begins with a block, or as the picked scenario."""
    return name.name in (SCENARIO_NAME, NUMBER_NAME) or (name.name.partition(".")[0] in blocks and "." in name.name)


def _reads_ours(name: OldName, moving: Moving) -> bool:
    """Whether it stood for cells of one of our sheets, as all of ours do."""
    title = name.formula[1:].rpartition("!")[0].strip("'").replace("''", "'")
    return title.casefold() in {ours.casefold() for ours in moving.ours}


def _address(name: OldName, moving: Moving) -> str | None:
    try:
        return moving.carry(name.formula).text[1:]
    except Uncarriable:
        return None


def _free(name: str, taken: set[str]) -> str:
    return next(new for new in (f"{name}_{number}" for number in range(2, len(taken) + 3)) if new.lower() not in taken)
