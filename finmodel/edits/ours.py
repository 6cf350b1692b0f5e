"""Ours: the workbook that finmodel writes today for the case of a file, which the file is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from finmodel import __version__
from finmodel.inputs.asked import Asked
from finmodel.inputs.asked import Place as Input
from finmodel.origin import Origin
from finmodel.workbook.alignment import Alignment, Names, Texts, align
from finmodel.workbook.book import Book
from finmodel.workbook.cells import File
from finmodel.workbook.layout import Layout
from finmodel.workbook.names import named_places

_NOWHERE = Path("never-written.xlsx")


@dataclass(frozen=True)
class Ours:
    """The book of a case, built once for all the files that were written from it."""

    origin: Origin

    @classmethod
    def read(cls, content: bytes, where: str, pack: str | None = None, scenario: str | None = None) -> Ours:
        """As `Origin.read`, with what that raises."""
        return cls(Origin.read(content, where, pack, scenario))

    @cached_property
    def moved_on(self) -> bool:
        """Whether the pack, or finmodel, has moved on since the file was written, so that not all that differs is an analyst's."""
        return self.origin.moved_on or self.origin.stamp.version != __version__

    @cached_property
    def book(self) -> Book:
        return self.origin.case.book(_NOWHERE)

    @cached_property
    def layout(self) -> Layout:
        return self.origin.case.layout

    @cached_property
    def asked(self) -> dict[str, Input]:
        """Path -> input."""
        return Asked(self.layout.model).places

    @cached_property
    def names(self) -> Names:
        """Defined name -> sheet and place of its first cell."""
        return {name: (sheet, (row, column)) for name, (sheet, row, column) in named_places(self.layout, self.layout.model).items()}

    @cached_property
    def paths(self) -> dict[tuple[str, int], str]:
        """Sheet and row, counted from 1, of an input or of a row of a line -> its path."""
        return {(sheet, row): name for name, (sheet, (row, _)) in self.names.items()}

    @cached_property
    def wordings(self) -> dict[str, dict[tuple[int, int], str]]:
        return self.book.wordings

    @cached_property
    def constants(self) -> dict[str, dict[tuple[int, int], float | str]]:
        return self.book.constants

    @cached_property
    def texts(self) -> dict[str, Texts]:
        return texts_of(self.constants)

    def align(self, file: File) -> Alignment:
        """Where its cells stand in a file."""
        return align(self.texts, texts_in(file), self.names, file.names)


def texts_of(constants: Mapping[str, Mapping[tuple[int, int], float | str]]) -> dict[str, Texts]:
    """The texts of every sheet of a book, by rows counted from 1."""
    return {
        sheet: {(row + 1, column): text for (row, column), text in cells.items() if isinstance(text, str)}
        for sheet, cells in constants.items()
    }


def texts_in(file: File) -> dict[str, Texts]:
    """The texts of every sheet of a file, formulas left out."""
    return {
        title: {place: cell.value for place, cell in cells.items() if isinstance(cell.value, str) and not cell.is_formula}
        for title, cells in file.sheets.items()
    }
