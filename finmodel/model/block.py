"""Block: a paragraph of line items. The attribute a line is assigned to is its name, written once.

    class Fleet(Block):
        delivered_units = series(Kind.FLOW, "chip", over=CHIP)
        owned_units = corkscrew("chip", additions=delivered_units, reductions=retired_units)

The class body names each line as it is assigned, so the next line can refer to it; other blocks refer to
`Fleet.owned_units`, which a type checker follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from finmodel.model.item import Item


class _Paragraph(dict[str, Any]):
    """A class body that tells each line item its name as soon as it is assigned."""

    def __init__(self, block: str) -> None:
        super().__init__()
        self.block = block

    def __setitem__(self, name: str, assigned: Any) -> None:
        if isinstance(assigned, Item):
            assigned.named(name, self.block)
        super().__setitem__(name, assigned)


def slug(title: str) -> str:
    """fleet_plan from FleetPlan."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", title).lower()


class _Naming(type):
    @classmethod
    def __prepare__(metacls, name: str, bases: tuple[type, ...], /, **kwargs: Any) -> _Paragraph:
        return _Paragraph(slug(name))

    def __new__(metacls, name: str, bases: tuple[type, ...], body: Mapping[str, Any], /, **kwargs: Any) -> _Naming:
        made = super().__new__(metacls, name, bases, dict(body))
        made.name = slug(name)
        made.title = " ".join(re.findall(r"[A-Z][a-z0-9]*", name))
        made.items = tuple(item for item in body.values() if isinstance(item, Item))
        return made

    name: str
    title: str
    items: tuple[Item, ...]


class Block(metaclass=_Naming):
    """Subclass it to write a block. `name`, `title` and `items` are set from the class and its body."""


BlockType = _Naming
