"""Item: a line item, calculated or given, with its unit, its kind and a note in plain words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from finmodel.expr.nodes import Node, Operators, Ref
from finmodel.model.dimension import Dimension


class Kind(Enum):
    """What a line measures, which fixes how quarters become years (rule 4)."""

    FLOW = "flow"  # summed
    BALANCE = "balance"  # last
    AVERAGE = "average"  # mean weighted by period_years
    RATIO = "ratio"  # numerator and denominator rolled up, then divided
    RATE = "rate"  # mean weighted by a named line, else last
    INDEX = "index"  # last
    FLAG = "flag"  # last
    DATE = "date"  # last
    CONSTANT = "constant"  # the same in every period


@dataclass(eq=False)
class Item(Operators, ABC):
    """What a block declares. It is named by the attribute it is assigned to; in formulas it is a reference."""

    unit: str
    note: str = ""
    kind: Kind = Kind.FLOW
    label: str = ""
    name: str = field(default="", init=False)
    block: str = field(default="", init=False)

    @property
    def node(self) -> Node:
        if not self.name:
            raise TypeError("a line item must be assigned to a name in its block before it is used")
        return Ref(self.name)

    def named(self, name: str, block: str) -> None:
        self.name = name
        self.block = block
        self.label = self.label or words(name)

    @abstractmethod
    def rows(self, dimensions: Mapping[str, Dimension]) -> Sequence[Item]:
        """The line items that this declaration stands for, the named one last."""


@dataclass(eq=False)
class Line(Item):
    """A calculated line item: one short formula, the same in every period and for every member.

    over:      dimensions beyond those of the lines it mentions.
    before:    the value before the first period: 0, 1, 2, -1 or a line that does not change over time.
    numerator, denominator: of a ratio, rolled up to years before they are divided.
    weight:    of a rate, by which years are averaged.
    part_of:   the line whose recipe this row belongs to, if it is not the main line itself.
    """

    formula: Node | None = None
    over: tuple[str, ...] = ()
    before: Node | None = None
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    is_check: bool = False
    part_of: str = ""

    def rows(self, dimensions: Mapping[str, Dimension]) -> Sequence[Item]:
        return (self,)


Fill = Literal["none", "hold"]


@dataclass(eq=False)
class Given(Item):
    """An input: a scalar, a date or a series, read from the pack under block.member....name.

    over:     dimensions; every member, or pair of members, has a value of its own.
    series:   one value per period, or one value for all periods.
    fill:     where a series has no point: "none" is zero (the event did not happen), "hold" keeps the last point,
              and the first one before it.
    complete: every quarter with reported results must have a point; a missing one is a mistake, never zero.
    may_be_empty: no row at all is fine: nothing of the kind has happened.
    released: points are actual results: one released after the as-of date is not seen.
    at_least, at_most: bounds in canonical units; values outside are mistakes in the pack.
    """

    over: tuple[str, ...] = ()
    series: bool = False
    fill: Fill = "none"
    released: bool = False
    complete: bool = False
    may_be_empty: bool = False
    at_least: float | None = None
    at_most: float | None = None
    before: Node | None = None
    weight: str = ""

    def rows(self, dimensions: Mapping[str, Dimension]) -> Sequence[Item]:
        return (self,)

    def path(self, members: Sequence[str] = ()) -> str:
        """The path of one value, for example fleet.h100.unit_price."""
        return ".".join([self.block, *members, self.name])


_WORDS = {"h100e": "H100e", "it": "IT", "mwh": "MWh", "co2": "CO2", "ytd": "year to date", "ai": "AI", "pue": "PUE"}


def words(name: str) -> str:
    """A label from a name: owned_h100e becomes "Owned H100e"."""
    parts = [_WORDS.get(part, part) for part in name.split("_")]
    return " ".join([parts[0][:1].upper() + parts[0][1:], *parts[1:]])
