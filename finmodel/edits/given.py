"""Given: what stands in the input cells of a file - overrides, and numbers typed over those that finmodel wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.edits.edit import Edit, Moved, Question, said, same
from finmodel.edits.wordings import Wordings
from finmodel.expr.units import read_unit
from finmodel.inputs import Scenarios
from finmodel.inputs.amount import check_domain
from finmodel.inputs.asked import Asked
from finmodel.inputs.asked import Place as Input
from finmodel.inputs.entry import Amount
from finmodel.inputs.mistakes import DomainError
from finmodel.inputs.reading import Readings, read_typed
from finmodel.model.timeline import from_serial
from finmodel.workbook.alignment import Alignment
from finmodel.workbook.cells import Cell, File
from finmodel.workbook.layout import (
    INPUT_OVERRIDE,
    INPUTS,
    LINE,
    MEMBER_1,
    MEMBER_2,
    SERIES,
    Layout,
)
from finmodel.workbook.record import DATE, Record
from finmodel.workbook.series_sheet import OVERRIDE_ROLE
from finmodel.workbook.typed import Slot, slots

OVERRIDE = "override"
BASE = "base"
HEADING_ROW = 2
"""The row of the names of the periods."""

At = tuple[str, int, int]
"""Sheet, row counted from 1 and column counted from 0, in the file."""


@dataclass
class Found:
    """edits: what the picked scenario computes with. elsewhere: numbers typed over that it does not compute with.
    moved: what the pack alone has changed. questions: what cannot be read, or not in one way."""

    edits: list[Edit] = field(default_factory=list)
    elsewhere: list[Edit] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> None:
        """Of each cell once, however many scenarios read it."""
        if all(question.cell != one.cell for one in self.questions[-2:]):
            self.questions.append(question)


@dataclass(frozen=True)
class Given:
    """A file, what finmodel had written into it, and where its cells stand now.

    scenarios: those of the pack as it is today. picked: the scenario that the file picks.
    results: what the file has stored for formulas of an analyst's in input cells. answers: place -> what its cell is to mean.
    asked, answered: the places of which something is asked, and the answers that were used, once all is read.
    """

    record: Record
    file: File
    alignment: Alignment
    layout: Layout
    scenarios: Scenarios
    picked: str
    results: Mapping[At, object]
    said: Wordings
    answers: Mapping[str, str]
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)

    def read(self) -> Found:
        """Every input cell of the file, in the order of the model; then the inputs that the pack no longer has."""
        found, asked = Found(), Asked(self.layout.model).places
        number = next(place for place, one in enumerate(self.scenarios.all, start=1) if one.name == self.picked)
        for slot in slots(self.layout):
            period = self.layout.model.timeline.names[slot.step - 1] if slot.step else ""
            if self.record.has(slot.path, period):
                _One(self, slot, asked[slot.path], period, number, found).read()
        for path in self.record.units:
            self._read_gone(path, path in asked, found)
        return found

    def follows_base(self, slot: Slot, place: tuple[int, int]) -> bool:
        """Whether a scenario leaves base alone in the file."""
        at = self.alignment.at(slot.sheet, *place)
        cell = self.file.at(*at) if at else None
        return cell is not None and follows_base(slot, place, cell, self.said)

    def then(self, scenario: str, path: str, period: str, *, is_date: bool) -> Amount:
        row = self.record.of_scenario(scenario)[path]
        number = row[self.record.periods.index(period)] if period else row[0]
        return from_serial(number) if is_date else number

    def _read_gone(self, path: str, known: bool, found: Found) -> None:
        """Overrides of an input, or of periods of one, that the pack has no more: they can be told, and not be used."""
        unit = self.record.units[path]
        for at, period in self._gone_cells(path, known):
            cell = self.file.at(*at)
            if cell is not None and cell.value != "":
                readings = read_typed(self.results.get(at, cell.value), unit, is_date=unit == DATE, percent="%" in cell.number)
                then = self.then(self.picked, path, period, is_date=unit == DATE)
                found.edits.append(Edit(path, period, address(at), OVERRIDE, unit, then, None, (*readings.amounts, then)[0]))

    def _gone_cells(self, path: str, known: bool) -> list[tuple[At, str]]:
        """The override cells of a path, by the keys in the file, and the period of each; of a known path those of gone periods."""
        *members, line = path.split(".")[1:]
        if self.record.has(path, ""):
            if known or (path,) not in self._rows or (column := self.alignment.sheets[INPUTS].columns.get(INPUT_OVERRIDE)) is None:
                return []
            return [((*self._rows[path,], column), "")]
        periods = self.gone_periods if known else self._columns
        key = (f"{line}:{OVERRIDE_ROLE}", *members)
        if key not in self._rows or not periods:
            return []
        return [((*self._rows[key], self._columns[one]), one) for one in self.record.periods if one in periods and one in self._columns]

    @cached_property
    def gone_periods(self) -> set[str]:
        """Periods that the file has and the pack has no more."""
        return set(self.record.periods) - set(self.layout.model.timeline.names)

    @cached_property
    def _columns(self) -> dict[str, int]:
        """Period -> its column on Series in the file."""
        cells = self.file.sheets[self.alignment.sheets[SERIES].title]
        heads = self.alignment.sheets[SERIES].rows.get(HEADING_ROW, HEADING_ROW)
        return {str(cell.value): column for (row, column), cell in cells.items() if row == heads and cell.value in self.record.periods}

    @cached_property
    def _rows(self) -> dict[tuple[str, ...], tuple[str, int]]:
        """Line or path, alone and with one or two members, of the rows of Inputs and Series in the file -> sheet and row."""
        found: dict[tuple[str, ...], tuple[str, int]] = {}
        for title in (INPUTS, SERIES):
            if (moved := self.alignment.sheets.get(title)) is None:
                continue
            cells, columns = self.file.sheets[moved.title], [moved.columns.get(one, one) for one in (LINE, MEMBER_1, MEMBER_2)]
            for row in sorted({row for row, _ in cells}):
                key = tuple(str(cells[row, column].value) if (row, column) in cells else "" for column in columns)
                for length in range(1, len(key) + 1):
                    found.setdefault(key[:length], (moved.title, row))
        return found


@dataclass(frozen=True)
class _One:
    """One input in one period."""

    given: Given
    slot: Slot
    input: Input
    period: str
    number: int
    found: Found

    def read(self) -> None:
        given, found, picked = self.given, self.found, self.given.picked
        override = self._edit(self.slot.override, OVERRIDE, picked)
        own = self._edit(self._used, picked if self._used != self.slot.base else BASE, picked)
        then, now = self._then(picked), self._now()
        if override is not None:
            found.edits.append(override)
            found.elsewhere += [own] if own is not None else []
        elif own is not None:
            found.edits.append(own)
        elif not same(then, now):
            found.moved.append(Moved(self.slot.path, self.period, self._unit, then, now))
        for number, scenario in enumerate(given.scenarios.all, start=1):
            place = self.slot.given(number)
            if (place != self._used and scenario.name in given.record.numbers and self._cell(place) is not None
                    and not given.follows_base(self.slot, place)):  # fmt: skip
                other = self._edit(place, scenario.name if place != self.slot.base else BASE, scenario.name)
                found.elsewhere += [other] if other is not None and other not in found.elsewhere[-1:] else []

    @property
    def _unit(self) -> str:
        return self.given.record.units[self.slot.path]

    @cached_property
    def _used(self) -> tuple[int, int]:
        """The cell that the picked scenario computes with: its own, or that of base where its own follows base."""
        place = self.slot.given(self.number)
        return self.slot.base if self.given.follows_base(self.slot, place) else place

    def _edit(self, place: tuple[int, int], how: str, scenario: str) -> Edit | None:
        """What was typed in a cell; None where it holds what finmodel wrote, or nothing. Doubts become questions."""
        at = self.given.alignment.at(self.slot.sheet, *place)
        cell = self._cell(place)
        if at is None or (how == OVERRIDE and (cell is None or cell.value == "")):
            return None
        then = self._then(scenario)
        if cell is None:
            emptied = Readings("", (), f"nothing; finmodel wrote {said(then)} there")
            self.found.ask(Question(self.slot.path, self.period, address(at), self._unit, emptied))
            return None
        readings = self._readings(cell, at)
        if how != OVERRIDE and readings.clear and same(readings.amounts[0], then):
            return None
        if not readings.clear:
            self.found.ask(Question(self.slot.path, self.period, address(at), self._unit, readings))
            return None
        return Edit(self.slot.path, self.period, address(at), how, self._unit, then, self._now(), readings.amounts[0])

    def _readings(self, cell: Cell, at: At) -> Readings:
        unit, is_date = self._unit, self.input.is_date
        place = f"{self.slot.path}@{self.period}" if self.period else self.slot.path
        if cell.is_formula and at not in self.given.results:
            return Readings(str(cell.value), (), "a formula without a stored result; open the file in a spreadsheet program and save it")
        value = self.given.results[at] if cell.is_formula else cell.value
        readings = read_typed(value, unit, is_date=is_date, percent="%" in cell.number, most=self._most)
        if not readings.clear:
            self.given.asked.add(place)
            answer = next((one for one in (place, self.slot.path) if one in self.given.answers), None)
            if answer is not None:
                self.given.answered.add(answer)
                readings = read_typed(self.given.answers[answer], unit, is_date=is_date, most=self._most)
        return self._inside(readings) if readings.clear else readings

    @property
    def _most(self) -> float:
        """The largest share that the pack itself thinks of: growth may be more than 1."""
        entry = self.given.scenarios.points(self.slot.line, self.slot.member, self.number).get(self.period)
        known = [entry.value, entry.high] if entry else []
        return max([1.0, *(float(one) for one in known if isinstance(one, int | float))])

    def _inside(self, readings: Readings) -> Readings:
        """The one reading, unless the line does not allow it."""
        try:
            check_domain(readings.amounts[0], self._unit, read_unit(self._unit)[1], "value", self.input, "")
        except DomainError as error:
            return Readings(readings.typed, (), str(error).removeprefix(": ").rstrip("."))
        return readings

    def _cell(self, place: tuple[int, int]) -> Cell | None:
        at = self.given.alignment.at(self.slot.sheet, *place)
        return self.given.file.at(*at) if at else None

    def _then(self, scenario: str) -> Amount:
        return self.given.then(scenario, self.slot.path, self.period, is_date=self.input.is_date)

    def _now(self) -> Amount:
        """As the pack has it today, in the unit in which the file has it."""
        entry = self.given.scenarios.points(self.slot.line, self.slot.member, self.number).get(self.period)
        if entry is None:
            return from_serial(0) if self.input.is_date else 0.0
        if self.input.is_date or entry.unit == self._unit:
            return entry.value
        return entry.canonical / read_unit(self._unit)[1]


def follows_base(slot: Slot, place: tuple[int, int], cell: Cell, said: Wordings) -> bool:
    """Whether the cell of a scenario on Inputs says what finmodel writes where the scenario leaves base alone."""
    ours = f"${letters(slot.base[1])}{slot.base[0]}"
    return cell.is_formula and place not in (slot.base, slot.override) and said.same(slot.sheet, ours, cell.value)


def address(at: At) -> str:
    sheet, row, column = at
    return f"{sheet}!{letters(column)}{row}"
