"""Errors of reading a workbook back.

EditsError (exit 3)
├── NoRecordError      the file does not say what was in its input cells
├── SheetGoneError     the sheet of the inputs is not to be found
├── PickedGoneError    the scenario that it picks is none of the pack any more
├── OtherPackError     a workbook of another pack than the one that is run
├── OtherInputsError   a workbook whose inputs are not those of the pack
├── AnswerError        an answer to a question that was not asked, or that is no answer
└── QuestionsError     cells that can be read in several ways, or in none
EditsConflict (exit 6)  the pack has changed what the analyst changed too
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finmodel.edits.edit import Edit, Question, said
from finmodel.errors import FinmodelError, counts, nearest


class EditsError(FinmodelError):
    exit_code = 3


class NoRecordError(EditsError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} does not say what finmodel wrote into its input cells: the properties of the file were removed or cut. "
            f"Use a copy that was saved as .xlsx by a spreadsheet program, or type the overrides into a workbook written anew."
        )


class SheetGoneError(EditsError):
    def __init__(self, where: str, sheet: str) -> None:
        super().__init__(
            f"{where}: sheet {sheet}, on which inputs are typed, is not to be found, by its name or by its rows. "
            f"Undo its removal, or take an earlier copy."
        )


class PickedGoneError(EditsError):
    def __init__(self, where: str, picked: str, names: Sequence[str]) -> None:
        super().__init__(
            f"{where} picks the scenario '{picked}', which the pack has no more. "
            f"Pick another in Inputs!B3, one of {', '.join(names)}, or name the pack that it was made from with --pack."
        )


class OtherPackError(EditsError):
    def __init__(self, where: str, found: str, wanted: str) -> None:
        super().__init__(f"{where} is a workbook of pack '{found}'; what is asked for is '{wanted}'. Name the pack with --pack {found}.")


class OtherInputsError(EditsError):
    def __init__(self, where: str, pack: str, theirs: int, ours: int, shared: int) -> None:
        super().__init__(
            f"{where} holds {counts(theirs, 'input')} and pack '{pack}' {ours:,}, of which {shared:,} are the same: it was made from another pack. "
            f"Name that with --pack."
        )


class AnswerError(EditsError):
    def __init__(self, place: str, places: Iterable[str]) -> None:
        known = sorted(places)
        asked = f"Questions are asked of {', '.join(known)}." if known else "The file leaves no question."
        super().__init__(f"--answer {place}: nothing is asked of '{place}'.{nearest(place, known)} {asked}")


class QuestionsError(EditsError):
    def __init__(self, where: str, questions: Sequence[Question]) -> None:
        first = questions[0]
        amount = said(first.readings.amounts[0]) if first.readings.amounts else "AMOUNT"
        super().__init__(
            f"{where}: {counts(len(questions), 'cell')} cannot be read in one way. Say which is meant, for example "
            f"--answer {first.place}={amount}, or correct the cell."
        )


class EditsConflict(FinmodelError):
    exit_code = 6

    def __init__(self, where: str, conflicts: Sequence[Edit]) -> None:
        super().__init__(
            f"{where}: the pack has moved on in {counts(len(conflicts), 'input')} that the file changes too, first "
            f"{conflicts[0].place}. Nothing was saved. --take theirs keeps the file's, --take ours the pack's, --take ask asks for each."
        )
