"""Layout: which sheet, row and column every line item, member and period has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from finmodel.errors import DimensionError
from finmodel.model.item import Given
from finmodel.model.model import Model

INPUTS, SERIES = "Inputs", "Series"
HEADER_ROWS = 6
"""Title, column heads, period end, fiscal year, actual flag, master check."""

LABEL, UNIT, NOTE, LINE, MEMBER_1, MEMBER_2, CONSTANT, TOTAL, OPENING = range(9)
FIRST_PERIOD = OPENING + 1
"""Columns of every sheet with periods, counted from 0."""

INPUT_OVERRIDE, INPUT_PICKED, INPUT_FACTOR, INPUT_ACTIVE, INPUT_SHOWN, INPUT_LOW, INPUT_HIGH, INPUT_BASE = range(6, 14)
"""Columns of the Inputs sheet that carry numbers; its key columns are those of the other sheets. The scenarios stand
to the right of base, one column each."""

SCENARIO_ROW, NUMBER_ROW, TYPED_ROW = 3, 4, 5
PICKED_SCENARIO, PICKED_NUMBER = f"{INPUTS}!$B${SCENARIO_ROW}", f"{INPUTS}!$B${NUMBER_ROW}"
"""The cell in which the scenario is picked, and the cell with its place in the list."""
SHOWN_SCENARIO = f"{INPUTS}!$C${SCENARIO_ROW}"
"""The scenario as every heading shows it: with the count of overrides that are typed in, where there are any."""


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of one line on its sheet: member by member, first row counted from 1."""

    sheet: str
    first: int
    members: tuple[tuple[str, ...], ...]
    timeless: bool

    @property
    def last(self) -> int:
        return self.first + len(self.members) - 1

    @property
    def value_column(self) -> int:
        """The column of a value that is the same in all periods."""
        return INPUT_ACTIVE if self.sheet == INPUTS else CONSTANT


@dataclass(frozen=True, slots=True)
class SeriesRows:
    """The rows of one member of a series: base, one per scenario that changes it, picked, override and active.

    picked is the base row where no scenario changes the series.
    """

    base: int
    scenarios: Mapping[int, int]
    picked: int
    override: int
    active: int


@dataclass(slots=True)
class Stack:
    """One sheet being laid out: its lines from top to bottom, the heading row of each that has one, its sections."""

    lines: list[str] = field(default_factory=list)
    headings: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    next_row: int = HEADER_ROWS + 1

    def take(self, rows: int = 1) -> int:
        """The first of so many rows, counted from 1."""
        first = self.next_row
        self.next_row += rows
        return first


class Layout:
    """Bands of rows for every line of a model.

    Scalars stand on Inputs. Series stand on Series with a row for base, one per scenario that changes them, picked,
    override and active; the band of a series is its active rows. Calculated lines stand on the sheet of their block, in
    the order they are written. A line with members has a heading row above them; Inputs and Series have one per block.

    changed: line and members of a series -> the numbers of the scenarios that change it.
    """

    def __init__(self, model: Model, changed: Mapping[tuple[str, tuple[str, ...]], Sequence[int]] | None = None) -> None:
        self.model = model
        self.bands: dict[str, Band] = {}
        self.series: dict[tuple[str, tuple[str, ...]], SeriesRows] = {}
        self.stacks: dict[str, Stack] = {INPUTS: Stack(), SERIES: Stack()}
        for given in model.givens:
            sheet = SERIES if given.series else INPUTS
            stack = self.stacks[sheet]
            if given.block not in stack.sections:
                stack.sections[given.block] = stack.take()
            if given.series:
                self._place_series(given.name, stack, changed or {})
            else:
                self._place(given.name, sheet, stack)
        for block in model.blocks:
            stack = self.stacks[block.title] = Stack()
            for item in model.in_block(block.name):
                if not isinstance(item, Given):
                    self._place(item.name, block.title, stack)

    @property
    def sheets(self) -> dict[str, list[str]]:
        return {sheet: stack.lines for sheet, stack in self.stacks.items()}

    def _place(self, line: str, sheet: str, stack: Stack) -> None:
        members = tuple(self.model.members(line))
        if self.model.dims[line]:
            stack.headings[line] = stack.take()
        stack.lines.append(line)
        self.bands[line] = Band(sheet, stack.take(len(members)), members, self.model.timeless(line))

    def _place_series(
        self, line: str, stack: Stack, changed: Mapping[tuple[str, tuple[str, ...]], Sequence[int]]
    ) -> None:
        members = tuple(self.model.members(line))
        stack.headings[line] = stack.take()
        stack.lines.append(line)
        base = stack.take(len(members))
        scenarios = {member: {number: stack.take() for number in changed.get((line, member), ())} for member in members}
        picked = {member: stack.take() for member in members if scenarios[member]}
        override, active = stack.take(len(members)), stack.take(len(members))
        for place, member in enumerate(members):
            picked_row = picked.get(member, base + place)
            self.series[line, member] = SeriesRows(base + place, scenarios[member], picked_row, override + place, active + place)
        self.bands[line] = Band(SERIES, active, members, timeless=False)

    def row(self, line: str, member: Sequence[str]) -> int:
        band = self.bands[line]
        return band.first + band.members.index(tuple(member))

    def key_column(self, line: str, dimension: str) -> int:
        """The key column in which the rows of a line carry the members of a dimension, or of its parent."""
        dims = self.model.dims[line]
        if dimension in dims:
            return MEMBER_1 + dims.index(dimension)
        if len(dims) == 1 and self.model.dimensions[dims[0]].parent == dimension:
            return MEMBER_2
        raise DimensionError(f"The rows of '{line}' carry no key for '{dimension}': it spans {', '.join(dims) or 'nothing'}.")

    def keys(self, line: str, member: Sequence[str]) -> tuple[str, str]:
        """The two member keys of a row; the parent of a lone child dimension stands in the second."""
        dims = self.model.dims[line]
        if len(dims) == 1:
            return member[0], self.model.dimensions[dims[0]].parent_of.get(member[0], "")
        return (member[0], member[1]) if dims else ("", "")
