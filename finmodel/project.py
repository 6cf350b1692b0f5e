"""Project: a pack and the model it feeds, ready to run cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finmodel.blocks import BLOCKS
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.reconcile import Verdict, reconcile
from finmodel.engine.results import Results
from finmodel.engine.years import Years
from finmodel.errors import InputError, InputErrors, ModelError, UnknownNameError, nearest
from finmodel.headlines import TABLE
from finmodel.inputs import (
    BASE,
    Inputs,
    Pack,
    Scenarios,
    find_pack,
    load_structure,
    read_scenarios,
    resolve,
)
from finmodel.inputs.entry import Slot, canonical
from finmodel.inputs.own_lines import FILE, own_block
from finmodel.inputs.reality import RealityRow, read_reality
from finmodel.model.block import BlockType
from finmodel.model.model import Model
from finmodel.model.timeline import from_serial, serial

if TYPE_CHECKING:
    from finmodel.workbook.book import Book
    from finmodel.workbook.layout import Layout
    from finmodel.workbook.static_sheet import StaticTab


class Project:
    """A pack's structure, its model and its engine; `case` resolves the inputs of one scenario."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.model = Model(_blocks(pack), pack.dimensions, pack.timeline)
        if pack.own_lines:
            self.model = _with_own_lines(self.model, pack)
        self.engine = Engine(self.model)

    @classmethod
    def open(cls, pack: str | None = None) -> Project:
        """The pack asked for, the one in the working directory, or the bundled one. Raises InputErrors."""
        return cls(load_structure(find_pack(pack)))

    def case(
        self, scenario: str = "base", sets: Sequence[str] = (), as_of: date | None = None, strict: bool = False,
        overrides: Sequence[str] = (),
    ) -> Case:  # fmt: skip
        """Resolve inputs: pack, then scenario overlays, then --set. Raises InputErrors with every mistake.

        overrides: as --set writes them, and laid last; the workbook has them typed in its override cells.
        """
        under = resolve(self.pack, self.model, scenario, sets, as_of, strict)
        inputs = resolve(self.pack, self.model, scenario, (*sets, *overrides), as_of, strict) if overrides else under
        opening = serial(self.pack.timeline.opening)
        given = float(inputs.values["opening_date"].ravel()[0])
        if given != opening:
            raise InputErrors([
                InputError("timing.toml: timing.opening_date", str(from_serial(given)), str(from_serial(opening)),
                           "It is the day before the first quarter of pack.toml.")
            ])  # fmt: skip
        return Case(self, inputs, scenario, tuple(sets), under if overrides else None)


def _blocks(pack: Pack) -> tuple[BlockType, ...]:
    """The blocks the pack asks for, in the order of the model; all of them where it names none."""
    known = {block.name: block for block in BLOCKS}
    unknown = [
        InputError("pack.toml: blocks", f"the block '{name}'", f"one of {', '.join(known)}", nearest(name, known).strip())
        for name in pack.blocks
        if name not in known
    ]
    if unknown:
        raise InputErrors(unknown)
    return tuple(block for name, block in known.items() if not pack.blocks or name in pack.blocks)


def _with_own_lines(model: Model, pack: Pack) -> Model:
    """The model with the pack's own lines; what does not fit is a mistake of the pack, not of the model."""
    try:
        return Model((*model.blocks, own_block(pack.own_lines)), pack.dimensions, pack.timeline)
    except (ModelError, UnknownNameError) as error:
        raise InputErrors([InputError(FILE, str(error).rstrip("."), "lines that fit the model")]) from None


@dataclass
class Case:
    """One scenario as known on one date, as it was asked for. Values are computed once, when first asked for."""

    project: Project
    inputs: Inputs
    scenario: str = BASE
    sets: tuple[str, ...] = ()
    under: Inputs | None = None
    """Without what is typed in the override cells of the workbook; None where nothing is."""

    @property
    def model(self) -> Model:
        return self.project.model

    @cached_property
    def values(self) -> dict[str, Array]:
        """Every line: (members..., 1 or periods + 1, 1). Raises EvaluationError."""
        return self.project.engine.run(self.inputs.values)

    @cached_property
    def results(self) -> Results:
        return Results(self.model, self.values, self.years)

    @cached_property
    def failures(self) -> list[dict[str, Any]]:
        """Checks that do not hold, and actual periods that a scenario would change."""
        found = self.results.failures()
        if self.inputs.scenario != "base" and not (self.changes or self.inputs.what_if) and "actual_flag" in self.values:
            base = self.project.case("base", (), self.inputs.as_of)
            last = int(base.values["actual_flag"][1:, 0].sum())
            found += self.results.changed_actuals(base.values, last)
        return found

    @cached_property
    def changes(self) -> tuple[str, ...]:
        """What --set changed, an input each: path and periods, the value before and the value after."""
        return tuple(one.says(self.model.timeline) for one in self.inputs.set_changes)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The pack's reconciliation, judged; empty except for base as known on the pack's own date, unchanged."""
        rows = self._reconciled(self.inputs)
        return reconcile(rows, self.model, self.values, self.years) if rows else []

    def _reconciled(self, inputs: Inputs) -> Sequence[RealityRow]:
        """The rows of the pack's reconciliation, where the inputs are those of base as known on the pack's own date."""
        changed = any(entry.layer != "base" for entry in inputs.entries)
        if inputs.scenario != "base" or changed or inputs.as_of != self.project.pack.as_of:
            return []
        return read_reality(self.project.pack, self.model)

    @cached_property
    def scenarios(self) -> Scenarios:
        """Every shipped scenario, and this case as the one picked. Raises InputErrors with the mistakes of all."""
        return read_scenarios(self.project.pack, self.model, self.under or self.inputs, self.scenario, self.sets)

    @cached_property
    def overrides(self) -> dict[Slot, float]:
        """What is typed in the override cells of the workbook, in the unit as written, dates as serials."""
        if self.under is None:
            return {}
        standing = {entry.slot: entry for entry in self.under.entries}
        return {entry.slot: canonical(entry.value, 1.0) for entry in self.inputs.entries if standing.get(entry.slot) != entry}

    @property
    def layout(self) -> Layout:
        """Where every row of the workbook stands."""
        from finmodel.workbook.layout import Layout

        return Layout(self.model, self.scenarios.of_series)

    @cached_property
    def years(self) -> Years:
        return Years(self.model, self.values)

    def write_workbook(self, path: Path, tabs: Sequence[StaticTab] = ()) -> int:
        """Write the live workbook; returns the number of formulas."""
        return self.book(path, tabs=tabs).write()

    def book(
        self, path: Path, values: dict[str, Array] | None = None, scenarios: Scenarios | None = None,
        tabs: Sequence[StaticTab] = (), overrides: Mapping[Slot, float] | None = None,
    ) -> Book:  # fmt: skip
        """The live workbook, not yet on disk; `values` and the picked scenario may be others than this case's.

        tabs: sheets of results that cannot be live, to stand at its end. overrides: as typed; this case's where left out.
        """
        from finmodel.charts import CHARTS
        from finmodel.workbook.write import build_workbook

        values = values or self.values
        rows = self._reconciled(self.under or self.inputs)
        verdicts = reconcile(rows, self.model, values, Years(self.model, values)) if rows else []
        headlines = [row.line for row in TABLE]
        return build_workbook(
            path, self.model, self.under or self.inputs, values, verdicts, headlines, CHARTS, scenarios or self.scenarios,
            self.sets, tabs, self.overrides if overrides is None else overrides,
        )
