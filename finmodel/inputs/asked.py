"""Asked: the values that a model asks of a pack, by path."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.expr.units import DATE, Unit
from finmodel.model.item import Given
from finmodel.model.model import Model


@dataclass(frozen=True, slots=True)
class Place:
    """One member of one input: its path, the given, the members in the order of its dimensions, the canonical unit."""

    path: str
    given: Given
    members: tuple[str, ...]
    unit: Unit

    @property
    def is_date(self) -> bool:
        return self.unit == DATE


class Asked:
    """Every place of a model by path, in model order, scalars and series apart; `prefixes` of the scalars' paths."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.scalars: dict[str, Place] = {}
        self.series: dict[str, Place] = {}
        for given in model.givens:
            places = self.series if given.series else self.scalars
            for members in model.members(given.name):
                path = given.path(members)
                places[path] = Place(path, given, members, model.units[given.name])
        steps = [path.split(".") for path in self.scalars]
        self.prefixes = {".".join(names[:count]) for names in steps for count in range(1, len(names))}

    @property
    def places(self) -> dict[str, Place]:
        return self.scalars | self.series

    @property
    def blocks(self) -> tuple[str, ...]:
        return tuple(block.name for block in self.model.blocks)

    def in_block(self, block: str) -> list[Given]:
        return [given for given in self.model.givens if given.block == block]
