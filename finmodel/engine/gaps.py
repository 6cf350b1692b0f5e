"""Gaps: a NaN or an infinity in a line, told with its member, its period and what its formula was given (rule 7)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from finmodel.engine.arithmetic import sound
from finmodel.errors import EvaluationError
from finmodel.expr.elementwise import Array
from finmodel.expr.nodes import Node
from finmodel.expr.text import plain
from finmodel.model.model import Model


def gap_in(name: str, model: Model, formulas: Mapping[str, Node], arrays: Mapping[str, Array]) -> EvaluationError:
    """The first gap of a line that has one."""
    array = arrays[name]
    body = array if array.shape[-2] == 1 else array[..., 1:, :]
    place = tuple(np.argwhere(~sound(body, name in model.optional))[0])
    member = model.members(name)[0]
    if place[:-2]:
        member = model.members(name)[int(np.ravel_multi_index(place[:-2], model.shape(name)))]
    column = 0 if array.shape[-2] == 1 else int(place[-2]) + 1
    period = model.timeline.names[column - 1] if column else ""
    formula = plain(formulas[name]) if name in formulas else "an input"
    used = _used(name, member, column, int(place[-1]), model, arrays)
    return EvaluationError(name, ", ".join(member), period, float(body[place]), formula, used, int(place[-1]))


def _used(
    name: str, member: tuple[str, ...], column: int, sample: int, model: Model, arrays: Mapping[str, Array]
) -> dict[str, float]:
    """The values of the lines that a formula mentions by name alone, for the member, period and sample at fault."""
    own = dict(zip(model.dims[name], member, strict=True))
    found: dict[str, float] = {}
    for edge in model.edges[name]:
        dims = model.dims[edge.line]
        if edge.line in arrays and edge.line != name and set(dims) <= set(own):
            place = tuple(model.dimensions[d].members.index(own[d]) for d in dims)
            rows = arrays[edge.line][place]
            row = rows[:, sample if rows.shape[-1] > 1 else 0]
            shown = f"previous {edge.line}" if edge.lagged else edge.line
            found[shown] = float(row[0 if len(row) == 1 else column - edge.lagged])
    return found
