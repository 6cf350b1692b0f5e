"""Refused: a small model that must not build, and the exact words it stops with."""

from __future__ import annotations

import pytest

from finmodel.errors import ModelError
from finmodel.model.block import BlockType
from finmodel.model.dimension import Dimension
from tests.cases import small_model

SITE = Dimension("site", ("north", "south"))
PHASE = Dimension("phase", ("one", "two", "three"), parent="site", parent_of={"one": "north", "two": "north", "three": "south"})
TEAM = Dimension("team", ("core", "edge"))


def stops(error: type[ModelError], says: str, *blocks: BlockType) -> None:
    with pytest.raises(error) as caught:
        small_model(*blocks, dimensions=[SITE, PHASE, TEAM])
    assert str(caught.value) == says
