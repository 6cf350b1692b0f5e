"""Proof: a workbook file recalculated by engines that are not ours, beside what finmodel's engine says of every formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.engine.evaluate import Array
from finmodel.inputs import Scenarios
from finmodel.inputs.entry import Slot
from finmodel.model.model import Model
from finmodel.origin import Origin
from finmodel.project import Case
from finmodel.proof_errors import PickedError, UnreadError
from finmodel.workbook.agreement import ROUNDING, Agreement, compare
from finmodel.workbook.annual_sheet import ANNUAL
from finmodel.workbook.book import Book
from finmodel.workbook.layout import SERIES
from finmodel.workbook.package import formulas_of
from finmodel.workbook.recalculate import recalculate
from finmodel.workbook.stamp import Stamp
from finmodel.workbook.typed import Grid, Typed, picked_scenario, read_given, read_overrides
from finmodel.workbook.wording import SAME, moved, retold, reworded, typed_over

_DUST = 100 * ROUNDING
"""Relative to its terms, what a row holds that is nothing but their rounding, after a few steps."""
_NOWHERE = Path("never-written.xlsx")


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
    origin = Origin.read(content, where, pack, scenario)
    stamp, written = origin.stamp, origin.written()
    grids = _recalculated(content, where)
    grids.update((name, engine(content)) for name, engine in (others or {}).items())
    first = grids["cellrune"]
    original = written.book(_NOWHERE)  # units are shown in a scale that suits the numbers it was written with
    if rows := moved(original, first):  # nothing can be read by its place any more
        return Proof(stamp, written.scenarios.picked, (), (), {}, (), (), (), rows, 0)
    scenarios = replace(written.scenarios, picked=_picked(written, picked_scenario(first), where))
    standing, overrides = read_given(first, written.layout, scenarios.number), read_overrides(first, written.layout)
    pack_values = _case(written, scenarios).inputs.values
    values = origin.project.engine.run(_laid(pack_values, written.model, standing, overrides))
    book = written.book(_NOWHERE, values, scenarios, overrides=_typed_in(written.model, overrides))
    expected, terms, there = book.formulas, _terms(book, written.model), formulas_of(content)
    return Proof(
        stamp, scenarios.picked, tuple(overrides), _changed(pack_values, written.model, standing),
        {name: compare(expected, grid, terms, _in_rows(written)) for name, grid in grids.items()},
        typed_over(expected, there), reworded(original, there), retold(original, first), (),
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


def _typed_in(model: Model, overrides: Sequence[Typed]) -> dict[Slot, float]:
    periods = ("", *model.timeline.names)
    return {(one.line, one.member, periods[one.step]): one.number for one in overrides}


def _changed(pack_values: Mapping[str, Array], model: Model, standing: Sequence[Typed]) -> tuple[Typed, ...]:
    """Input cells, overrides apart, that do not hold the pack's number."""
    return tuple(
        one
        for one in standing
        if not math.isclose(one.number * one.factor, float(pack_values[one.line][_place(model, one)]), rel_tol=SAME)
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
