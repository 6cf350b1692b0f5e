"""Read: everything that an analyst changed in a workbook file of ours, by path, wherever its rows and sheets stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from finmodel.edits.beside import Retold, added_names, retold, written_beside
from finmodel.edits.calculated import changed_formulas, gone, input_rows
from finmodel.edits.edit import Edit, Moved, Question, TypedOver
from finmodel.edits.errors import AnswerError, NoRecordError, OtherInputsError, PickedGoneError, SheetGoneError
from finmodel.edits.given import Given, follows_base
from finmodel.edits.ours import Ours, texts_in, texts_of
from finmodel.edits.wordings import Wordings
from finmodel.origin import Origin
from finmodel.project import Case
from finmodel.proof_errors import PickedError
from finmodel.workbook.alignment import Alignment, align
from finmodel.workbook.book import Book
from finmodel.workbook.cells import File, Place, read_cells, stored_results
from finmodel.workbook.layout import INPUTS, SCENARIO_ROW, SERIES, UNIT
from finmodel.workbook.names import NAMES_OF_PICKER, named_places
from finmodel.workbook.package import read_properties
from finmodel.workbook.record import Record
from finmodel.workbook.static_sheet import STATIC
from finmodel.workbook.typed import slots


@dataclass(frozen=True)
class Edits:
    """What is in a file that finmodel did not write there.

    where: the file. picked: the scenario that it picks; written: the one it was written for.
    edits: what the picked scenario computes with. elsewhere: numbers typed over that it does not compute with.
    moved: inputs that the pack has changed since, and the analyst has not. questions: what cannot be read in one way.
    typed_over, reworded: calculated cells without a formula, and with another. retold: other numbers and texts of
    finmodel's that say something else. gone: sheets, columns and rows. sheets, names, beside: what was added. doubted: rows
    of which keys and names disagree.
    """

    where: str
    given: Given
    ours: Ours
    file: File
    alignment: Alignment
    picked: str
    edits: tuple[Edit, ...]
    elsewhere: tuple[Edit, ...]
    moved: tuple[Moved, ...]
    questions: tuple[Question, ...]
    typed_over: tuple[TypedOver, ...]
    reworded: tuple[TypedOver, ...]
    retold: tuple[Retold, ...]
    gone: tuple[str, ...]
    sheets: tuple[str, ...]
    names: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def origin(self) -> Origin:
        return self.ours.origin

    @property
    def written(self) -> str:
        return self.origin.case.scenarios.picked

    @property
    def doubted(self) -> Sequence[str]:
        return self.alignment.doubted

    @property
    def static(self) -> set[str]:
        """Sheets of results, written by finmodel."""
        return static_sheets(self.file)

    @property
    def conflicts(self) -> tuple[Edit, ...]:
        """Edits of inputs that the pack has changed to something else since, or has no more."""
        return tuple(edit for edit in self.edits if edit.state in ("conflict", "gone"))

    @cached_property
    def before(self) -> Case:
        """The picked scenario as the pack has it today, without the edits. Raises InputErrors."""
        written = self.origin.case
        if self.picked == written.scenarios.picked:
            return written
        return self.origin.project.case(self.picked, (), self.origin.stamp.as_of)

    def after(self, kept: Iterable[Edit] | None = None) -> Case:
        """The same with the edits laid over it, all that can be used or those that are kept. Raises InputErrors."""
        wanted = [edit for edit in (self.edits if kept is None else kept) if edit.now is not None]
        before = self.before
        scenario = before.scenario if before.scenario else self.picked
        return self.origin.project.case(scenario, (*before.sets, *(edit.assignment for edit in wanted)), self.origin.stamp.as_of)


def read_edits(
    content: bytes, where: str, pack: str | None = None, scenario: str | None = None, answers: Mapping[str, str] | None = None,
    ours: Ours | None = None,
) -> Edits:  # fmt: skip
    """Read a workbook that finmodel wrote and somebody edited. Screen the bytes first.

    pack: in place of the one that the file names. scenario: what the file was written for, where the pack does not have it.
    answers: path, or path@period -> how a cell that can be read in several ways is meant. ours: of another file that was
    written for the same case, so that the book is not built again.
    Raises ProofError, NoRecordError, PickedGoneError, AnswerError, MisfitError, InputErrors.
    """
    ours = ours or Ours.read(content, where, pack, scenario)
    record = Record.read(read_properties(content))
    if record is None:
        raise NoRecordError(where)
    case = ours.origin.case
    theirs, known = record.units.keys(), ours.asked.keys()
    if len(theirs & known) < len(theirs | known) / 2:  # a pack that moved on keeps most of its inputs
        raise OtherInputsError(where, ours.origin.project.pack.name, len(theirs), len(known), len(theirs & known))
    file = read_cells(content, where)
    alignment = ours.align(file)
    for sheet in (INPUTS, SERIES):
        if sheet not in alignment.sheets:
            raise SheetGoneError(where, sheet)
    picked = _picked(file, alignment, record, where)
    if picked not in {one.name for one in case.scenarios.all}:
        raise PickedGoneError(where, picked, [one.name for one in case.scenarios.all])
    said = Wordings(alignment, ranges=not ours.moved_on)
    given = Given(record, file, alignment, ours.layout, case.scenarios, picked, _results(content, where, file, alignment, ours, said), said, answers or {})
    found = given.read()
    _check_answers(given)
    over, reworded = changed_formulas(ours, file, alignment, said)
    there = input_rows(ours, record.units) if ours.moved_on else None
    titles = {moved.title for moved in alignment.sheets.values()} | static_sheets(file)
    return Edits(
        where, given, ours, file, alignment, picked, tuple(found.edits), tuple(found.elsewhere), tuple(found.moved),
        tuple(found.questions), tuple(over), tuple(reworded), tuple(retold(ours, file, alignment, record)),
        tuple(gone(ours, alignment, there)), tuple(title for title in file.sheets if title not in titles),
        tuple(added_names(ours, file, {*ours.names, *NAMES_OF_PICKER}, alignment)), tuple(written_beside(ours, file, alignment, record)),
    )  # fmt: skip


def answered(found: Edits, answers: Mapping[str, str]) -> Edits:
    """The same file with more answers. Raises AnswerError."""
    given = replace(found.given, answers=answers, asked=set(), answered=set())
    told = given.read()
    _check_answers(given)
    return replace(found, given=given, edits=tuple(told.edits), elsewhere=tuple(told.elsewhere), moved=tuple(told.moved),
                   questions=tuple(told.questions))  # fmt: skip


def align_with(book: Book, case: Case, file: File) -> Alignment:
    """Where the cells of a book of a case stand in a file."""
    names = {name: (sheet, (row, column)) for name, (sheet, row, column) in named_places(case.layout, case.model).items()}
    return align(texts_of(book.constants), texts_in(file), names, file.names)


def _picked(file: File, alignment: Alignment, record: Record, where: str) -> str:
    """The scenario that the file picks, large and small letters alike, as a spreadsheet looks it up."""
    at = alignment.at(INPUTS, SCENARIO_ROW, UNIT)
    cell = file.at(*at) if at else None
    said = str(cell.value) if cell else ""
    found = next((name for name in record.numbers if name.lower() == said.lower()), None)
    if found is None:
        raise PickedError(where, said, list(record.numbers))
    return found


def _results(content: bytes, where: str, file: File, alignment: Alignment, ours: Ours, said: Wordings) -> dict[tuple[str, int, int], object]:
    """What the file has stored for the formulas of an analyst's that stand in input cells."""
    wanted: dict[str, set[Place]] = defaultdict(set)
    scenarios = range(1, len(ours.origin.case.scenarios.all) + 1)
    for slot in slots(ours.layout):
        for place in (slot.override, *(slot.given(number) for number in scenarios)):
            at = alignment.at(slot.sheet, *place)
            cell = file.at(*at) if at else None
            if at is not None and cell is not None and cell.is_formula and not follows_base(slot, place, cell, said):
                wanted[at[0]].add(at[1:])
    if not wanted:
        return {}
    return {(sheet, *place): result for (sheet, place), result in stored_results(content, where, wanted).items()}


def _check_answers(given: Given) -> None:
    """Raises AnswerError for an answer that no cell asks for."""
    for place in given.answers:
        if place not in given.answered:
            raise AnswerError(place, given.asked)


def static_sheets(file: File) -> set[str]:
    """Sheets of results that finmodel wrote: their titles say that they are static."""
    return {title for title in file.sheets if (first := file.at(title, 1, 0)) and STATIC in str(first.value)}
