"""Chunk: how many samples to evaluate together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from finmodel.model.model import Model

LEAST, MOST = 64, 2048
"""Below, calling an operation takes longer than its arithmetic; above, nothing is gained."""
_ROOM = 400e6
"""Bytes of all rows that vary. A tape holds about a sixth of them at once, each core has a tape, and rows stay near the cache."""
_ITEM = 8


def chunk_for(model: Model, varying: Collection[str], targets: Iterable[str]) -> int:
    """A power of two that fits the rows which the inputs `varying` reach on the way to the targets."""
    needed, reached = model.needed_for(targets), set(varying)
    for group in model.order:
        if any(edge.line in reached for name in group for edge in model.edges[name]):
            reached.update(group)
    columns = len(model.timeline) + 1
    cells = sum(math.prod(model.shape(name)) * (1 if model.timeless(name) else columns) for name in reached & needed)
    fits = _ROOM / (_ITEM * max(1, cells))
    return int(min(MOST, max(LEAST, 2 ** math.floor(math.log2(max(1.0, fits))))))
