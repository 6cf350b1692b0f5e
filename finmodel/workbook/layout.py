"""Layout: which sheet, row and column every line item, member and period has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finmodel.errors import DimensionError
from finmodel.model.item import Given
from finmodel.model.model import Model

INPUTS, SERIES = "Inputs", "Series"
HEADER_ROWS = 6
"""Title, column heads, period end, fiscal year, actual flag, master check."""

LABEL, UNIT, NOTE, LINE, MEMBER_1, MEMBER_2, CONSTANT, TOTAL, OPENING = range(9)
FIRST_PERIOD = OPENING + 1
"""Columns of every sheet with periods, counted from 0."""

INPUT_VALUE, INPUT_OVERRIDE, INPUT_FACTOR, INPUT_ACTIVE = 6, 7, 8, 9
"""Columns of the Inputs sheet that carry numbers; its key columns are those of the other sheets."""


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


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


class Layout:
    """Bands of rows for every line of a model.

    Scalars stand on Inputs. Series stand on Series three times: base, override and active rows; the band of a series
    is its active rows. Calculated lines stand on the sheet of their block, in the order they are written.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.bands: dict[str, Band] = {}
        self.sheets: dict[str, list[str]] = {INPUTS: [], SERIES: []}
        scalars = [given.name for given in model.givens if not given.series]
        series = [given.name for given in model.givens if given.series]
        self._stack(INPUTS, scalars, copies=1)
        self._stack(SERIES, series, copies=3)
        for block in model.blocks:
            lines = [item.name for item in model.in_block(block.name) if not isinstance(item, Given)]
            self._stack(block.title, lines, copies=1)

    def _stack(self, sheet: str, lines: Sequence[str], copies: int) -> None:
        row = HEADER_ROWS + 1
        self.sheets[sheet] = list(lines)
        for line in lines:
            members = tuple(self.model.members(line))
            row += (copies - 1) * len(members)
            self.bands[line] = Band(sheet, row, members, self.model.timeless(line))
            row += len(members)

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
