"""Carry: an analyst's overrides and added sheets taken over into a workbook that is written anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from finmodel.added.work import AddedWork, read_added, write_added
from finmodel.edits.edit import Edit, said
from finmodel.edits.errors import OtherPackError
from finmodel.edits.read import Edits, align_with, read_edits
from finmodel.project import Case, Project

FEW = 8


@dataclass
class Carried:
    """What a file holds that a case can take over.

    overrides: the edits of inputs that the pack still has. lost: sentences on what is not taken over, complete once the
    workbook is written.
    """

    edits: Edits
    added: AddedWork
    overrides: tuple[Edit, ...]
    lost: list[str] = field(default_factory=list)

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(sheet.title for sheet in self.added.sheets)

    def case(self, project: Project, scenario: str, sets: tuple[str, ...], as_of: date | None, strict: bool) -> Case:
        """The case with the overrides typed in its workbook; one of an input that --set names gives way. Raises InputErrors."""
        under = project.case(scenario, sets, as_of, strict).inputs
        named = {entry.path for entry in under.entries if entry.slot in under.before_set} if sets else set()
        self.lost += [f"{edit.cell}: {edit.place} = {said(edit.theirs)} {edit.unit} gives way to --set." for edit in self.overrides if edit.place in named]
        self.overrides = tuple(edit for edit in self.overrides if edit.place not in named)
        return project.case(scenario, sets, as_of, strict, [edit.assignment for edit in self.overrides])

    def write_workbook(self, case: Case, path: Path) -> int:
        """Write the live workbook of the case with the added sheets; returns the number of formulas."""
        book = case.book(path)
        back = align_with(book, case, self.edits.file).back()

        def moved(sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
            """Columns count from 1 here; cells below and to the right of ours move with the last of them."""
            at = back.beyond(sheet, row, column - 1)
            return (at[0], at[1], at[2] + 1) if at else None

        self.lost += write_added(book, self.added, moved)
        return book.write()


def read_carried(content: bytes, where: str, project: Project, pack: str | None = None) -> Carried:
    """What there is to carry in a workbook that finmodel wrote and somebody edited. Screen the bytes first.

    Raises OtherPackError and what `read_edits` raises.
    """
    found = read_edits(content, where, pack)
    if found.origin.project.pack.name != project.pack.name:
        raise OtherPackError(where, found.origin.project.pack.name, project.pack.name)
    ours = [moved.title for moved in found.alignment.sheets.values()] + sorted(found.static)
    added = read_added(content, ours, where)
    return Carried(found, added, tuple(edit for edit in found.edits if edit.now is not None), list(_not_carried(found)))


def _not_carried(found: Edits) -> Iterator[str]:
    for edit in found.edits:
        if edit.state == "gone":
            yield f"{edit.cell}: the pack has no input {edit.path} any more; {said(edit.theirs)} {edit.unit} was typed there."
        elif edit.how != "override":
            yield f"{edit.cell}: {said(edit.theirs)} was typed over the number of {edit.how}; it is carried as an override."
    for question in found.questions:
        yield f"{question.sentence} Not carried."
    for one in found.typed_over:
        yield f"{one.cell} ({one.line}): typed over a formula, which is calculated again." + (f" Change {' or '.join(one.instead)}." if one.instead else "")
    for one in found.reworded:
        yield f"{one.cell} ({one.line}): {one.found} in place of {one.formula}, which is calculated again."
    if found.retold:
        yield f"Numbers and texts of finmodel's that were changed stand as finmodel writes them: {_first([one.cell for one in found.retold])}."
    yield from (f"Removed in the file, and there again: {what}." for what in found.gone)
    for edit in found.elsewhere:
        yield f"{edit.cell}: {said(edit.theirs)}, typed over a number of {edit.how} that the picked scenario does not compute with."
    if found.beside:
        yield f"Cells written beside finmodel's: {_first(found.beside)}. Put them on a sheet of your own."


def _first(cells: Sequence[str]) -> str:
    return ", ".join(cells[:FEW]) + (f" and {len(cells) - FEW} more" if len(cells) > FEW else "")
