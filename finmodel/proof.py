"""Proof: a workbook file recalculated by engines that are not ours, beside what finmodel's engine says of every formula.

ProofError (exit 3)
├── NoStampError       the file does not say what it was made from
├── OldLayoutError     another version of finmodel laid it out
├── NoScenarioError    the pack has no such scenario: it was a file, or another pack
├── MovedOnError       the pack is no longer the one it was made from
├── PickedError        the picked scenario is none that the workbook has
└── UnreadError        the engine that recalculates cannot read the file
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.engine.evaluate import Array
from finmodel.errors import FinmodelError, nearest
from finmodel.inputs import Inputs, Pack, Scenarios
from finmodel.model.model import Model
from finmodel.project import Case, Project
from finmodel.workbook.agreement import ROUNDING, Agreement, Expected, compare
from finmodel.workbook.annual_sheet import ANNUAL
from finmodel.workbook.book import Book
from finmodel.workbook.layout import INPUTS, LINE, SCENARIO_ROW, SERIES, UNIT, letters
from finmodel.workbook.package import formulas_of, read_stamp
from finmodel.workbook.recalculate import Cell, recalculate
from finmodel.workbook.stamp import SCHEMA, Stamp
from finmodel.workbook.typed import Typed, picked_scenario, read_given, read_overrides

Grid = Mapping[str, Sequence[Sequence[Cell]]]

_SAME = 1e-12
"""Relative: two spellings of one number, with fifteen digits or with seventeen."""
_DUST = 100 * ROUNDING
"""Relative to its terms, what a row holds that is nothing but their rounding, after a few steps."""
_NOWHERE = Path("never-written.xlsx")


class ProofError(FinmodelError):
    exit_code = 3


class NoStampError(ProofError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} does not say what it was made from: finmodel did not write it, or the properties of the file were "
            f"removed. `finmodel audit` holds any workbook to the modelling rules."
        )


class OldLayoutError(ProofError):
    def __init__(self, where: str, stamp: Stamp) -> None:
        super().__init__(
            f"{where} has layout {stamp.schema}, written by finmodel {stamp.version}; this finmodel reads layout {SCHEMA}. "
            f"Write it again with `finmodel run`."
        )


class NoScenarioError(ProofError):
    def __init__(self, where: str, stamp: Stamp, pack: Pack) -> None:
        super().__init__(
            f"{where} was made for the scenario '{stamp.scenario}', which pack '{pack.name}' does not have: it has "
            f"{', '.join(pack.scenarios)}. Name the scenario's file with --scenario, or the pack with --pack."
        )


class MovedOnError(ProofError):
    def __init__(self, where: str, stamp: Stamp, now: Inputs) -> None:
        same = now.hash == stamp.hash
        what = "scenarios" if same else "inputs"
        hashes = "" if same else f" (inputs hash {stamp.hash[:12]}, now {now.hash[:12]})"
        super().__init__(
            f"{where} was made from other {what} than pack '{now.pack.name}' has now{hashes}. Name the pack it was made from with "
            f"--pack, or its scenario file with --scenario; or write it again with `finmodel run`."
        )


class UnreadError(ProofError):
    def __init__(self, where: str, why: object) -> None:
        super().__init__(
            f"{where} cannot be recalculated: cellrune cannot read it ({why}). Open it in a spreadsheet program, save it "
            f"as .xlsx, and verify that."
        )


class PickedError(ProofError):
    def __init__(self, where: str, picked: str, names: Sequence[str]) -> None:
        super().__init__(
            f"{where}: Inputs!B3 picks the scenario '{picked}', which the workbook does not have.{nearest(picked, names)} "
            f"Pick one of {', '.join(names)}."
        )


@dataclass(frozen=True)
class Proof:
    """What was compared: each engine's agreement by its name, and what is no longer as finmodel wrote it.

    changed: inputs other than overrides that hold another number. typed_over: formulas that are gone. reworded: formulas that say
    something else. retold: numbers and texts, headings and scenarios that are not picked among them. moved: rows.
    not_ours: how many formulas finmodel did not write.
    """

    stamp: Stamp
    picked: str
    overrides: tuple[Typed, ...]
    changed: tuple[Typed, ...]
    engines: Mapping[str, Agreement]
    typed_over: tuple[str, ...]
    reworded: tuple[str, ...]
    retold: tuple[str, ...]
    moved: tuple[str, ...]
    not_ours: int

    @property
    def holds(self) -> bool:
        return not (self.changed or self.typed_over or self.reworded or self.retold or self.moved or any(one.differences for one in self.engines.values()))


def prove(
    content: bytes, where: str, pack: str | None = None, others: Mapping[str, Callable[[bytes], Grid]] | None = None,
    scenario: str | None = None,
) -> Proof:  # fmt: skip
    """Recalculate a workbook from its formulas alone, and compare every formula that finmodel wrote with the engine.

    The engine computes from the numbers of the scenario that the workbook picks, and the overrides that are typed in it.
    others: further engines by name. scenario: what the workbook was written for, where the pack does not have it.
    Raises ProofError, InputErrors, TypedTextError.
    """
    stamp = read_stamp(content)
    if stamp is None:
        raise NoStampError(where)
    if stamp.schema != SCHEMA:
        raise OldLayoutError(where, stamp)
    project = Project.open(pack or stamp.pack)
    if scenario is None and not set(stamp.scenario.split("+")) <= set(project.pack.scenarios):
        raise NoScenarioError(where, stamp, project.pack)
    written = project.case(scenario or stamp.scenario, stamp.sets, stamp.as_of)
    if (written.inputs.hash, written.scenarios.hash) != (stamp.hash, stamp.scenarios):
        raise MovedOnError(where, stamp, written.inputs)
    grids = _recalculated(content, where)
    grids.update((name, engine(content)) for name, engine in (others or {}).items())
    first = grids["cellrune"]
    original = written.book(_NOWHERE)  # units are shown in a scale that suits the numbers it was written with
    if moved := _moved(original, first):  # nothing can be read by its place any more
        return Proof(stamp, written.scenarios.picked, (), (), {}, (), (), (), moved, 0)
    scenarios = replace(written.scenarios, picked=_picked(written, picked_scenario(first), where))
    standing, overrides = read_given(first, written.layout, scenarios.number), read_overrides(first, written.layout)
    pack_values = _case(written, scenarios).inputs.values
    book = written.book(_NOWHERE, project.engine.run(_laid(pack_values, written.model, standing, overrides)), scenarios)
    expected, terms, there = book.formulas, _terms(book, written.model), formulas_of(content)
    return Proof(
        stamp, scenarios.picked, tuple(overrides), _changed(pack_values, written.model, standing),
        {name: compare(expected, grid, terms, _in_rows(written)) for name, grid in grids.items()},
        _typed_over(expected, there), _reworded(original, there), _retold(original, first), (),
        sum(len(cells.keys() - expected.get(sheet, {}).keys()) for sheet, cells in there.items()),
    )  # fmt: skip


def _recalculated(content: bytes, where: str) -> dict[str, Grid]:
    """By cellrune, in both its arithmetic modes."""
    import cellrune

    try:
        return {
            "cellrune": recalculate(content, strict=False),
            "cellrune, plain arithmetic": recalculate(content, arithmetic="ieee_754", strict=False),
        }
    except cellrune.CellRuneError as error:
        raise UnreadError(where, error) from None


def _picked(written: Case, picked: str, where: str) -> str:
    """The scenario of that name, large and small letters alike, as a spreadsheet looks it up."""
    names = [scenario.name for scenario in written.scenarios.all]
    for name in names:
        if name.lower() == picked.lower():
            return name
    raise PickedError(where, picked, names)


def _case(written: Case, scenarios: Scenarios) -> Case:
    """The case of the picked scenario."""
    if scenarios.picked == written.scenarios.picked:
        return written
    return written.project.case(scenarios.picked, (), written.inputs.as_of)


def _laid(pack_values: Mapping[str, Array], model: Model, *layers: Sequence[Typed]) -> dict[str, Array]:
    """The numbers of the file, later layers over earlier ones; programs other than ours keep fifteen digits of each."""
    laid = {name: values.copy() for name, values in pack_values.items()}
    for layer in layers:
        for one in layer:
            laid[one.line][_place(model, one)] = one.number * one.factor
    return laid


def _changed(pack_values: Mapping[str, Array], model: Model, standing: Sequence[Typed]) -> tuple[Typed, ...]:
    """Input cells, overrides apart, that do not hold the pack's number."""
    return tuple(
        one
        for one in standing
        if not math.isclose(one.number * one.factor, float(pack_values[one.line][_place(model, one)]), rel_tol=_SAME)
    )


def _place(model: Model, one: Typed) -> tuple[int, ...]:
    members = zip(model.dims[one.line], one.member, strict=True)
    return (*(model.dimensions[dimension].members.index(member) for dimension, member in members), one.step, 0)


def _terms(book: Book, model: Model) -> dict[tuple[str, int], float]:
    """Sheet and row -> the largest magnitude among the precedents of the row's line that have its unit.

    A precedent that is nothing but the rounding of its own terms stands for those: what is made of dust is dust.
    """
    largest: dict[str, float] = {}
    for sheet, cells in book.formulas.items():
        for (row, _), value in cells.items():
            line = book.lines.get((sheet, row))
            if line is not None and isinstance(value, float):
                largest[line] = max(largest.get(line, 0.0), abs(value))
    terms: dict[str, float] = {}
    for group in model.order:
        for line in group:
            same = [edge.line for edge in model.edges.get(line, ()) if model.units[edge.line] == model.units[line]]
            terms[line] = max((_size(largest.get(one, 0.0), terms.get(one, 0.0)) for one in same), default=0.0)
    return {place: terms.get(line, 0.0) for place, line in book.lines.items()}


def _size(largest: float, terms: float) -> float:
    return terms if largest <= _DUST * terms else largest


def _in_rows(case: Case) -> set[str]:
    """The sheets whose rows are one line each; on the others a row mixes units."""
    return {SERIES, ANNUAL, *(block.title for block in case.model.blocks)}


def _reworded(book: Book, there: Mapping[str, Mapping[tuple[int, int], str]]) -> tuple[str, ...]:
    """Formulas that are not worded as finmodel words them, whatever they give today."""
    return tuple(
        f"{sheet}!{letters(place[1])}{place[0] + 1}"
        for sheet, cells in book.wordings.items()
        for place, wanted in cells.items()
        if (said := there.get(sheet, {}).get(place, "")) and said.replace(" ", "") != wanted.replace(" ", "")
    )


def _retold(book: Book, found: Grid) -> tuple[str, ...]:
    """Numbers and texts that are not those of finmodel; the scenario that is picked may be any."""
    retold = []
    for sheet, cells in book.constants.items():
        grid = found.get(sheet, ())
        for (row, column), wanted in cells.items():
            cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
            picker = sheet == INPUTS and (row + 1, column) == (SCENARIO_ROW, UNIT)
            if not picker and not _same(wanted, cell):
                retold.append(f"{sheet}!{letters(column)}{row + 1}")
    return tuple(retold)


def _same(wanted: float | str, cell: Cell) -> bool:
    if isinstance(wanted, float) and isinstance(cell, float):
        return math.isclose(wanted, cell, rel_tol=_SAME)
    return wanted == (cell or "")


def _typed_over(expected: Expected, there: Mapping[str, Mapping[tuple[int, int], str]]) -> tuple[str, ...]:
    """Cells that are no formula any more."""
    return tuple(
        f"{sheet}!{letters(column)}{row + 1}"
        for sheet, cells in expected.items()
        for row, column in sorted(cells.keys() - there.get(sheet, {}).keys())
    )


def _moved(book: Book, found: Grid) -> tuple[str, ...]:
    """Rows that no longer carry the name of their line: rows or sheets were inserted, removed or renamed."""
    moved = []
    for (sheet, row), line in book.lines.items():
        cells = found.get(sheet, ())[row : row + 1]
        name = str(cells[0][LINE] or "") if cells and len(cells[0]) > LINE else ""
        if line not in (name, name.partition(":")[0], name.rpartition(".")[2]):
            moved.append(f"{sheet}!{letters(LINE)}{row + 1}: found '{name}', wanted '{line}'")
    return tuple(moved)
