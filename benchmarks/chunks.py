"""Chunks: a program and a hand-written function over the same draws, a chunk of samples at a time; the spots of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array
from finmodel.engine.program import Program
from finmodel.model.model import Model

ByHand = Callable[[Mapping[str, Array]], Mapping[str, Array]]
"""Inputs as the engine takes them -> line -> (members..., periods, samples), or fewer where a line has no periods."""


def slices(count: int, chunk: int) -> list[slice]:
    return [slice(start, min(start + chunk, count)) for start in range(0, count, chunk)]


def by_program(program: Program, drawn: Mapping[str, Array], spots: int) -> Array:
    """What a program finds for every sample, (spots, samples); writing the draws into its inputs is part of the work.

    A last chunk that is not full is evaluated with what the one before left in the rest.
    """
    count = next(iter(drawn.values())).shape[-1]
    found = np.empty((spots, count))
    for part in slices(count, program.samples):
        own = slice(0, part.stop - part.start)
        for name, inputs in program.inputs.items():
            inputs[..., own] = drawn[name][..., part]
        found[:, part] = program.run()[:, own]
    return found


def by_hand(
    write: ByHand, model: Model, values: Mapping[str, Array], drawn: Mapping[str, Array], spots: Sequence[Spot], chunk: int
) -> Array:
    """(spots, samples); the places of the spots are looked up once, as a modeller would write them down."""
    count = next(iter(drawn.values())).shape[-1]
    found = np.empty((len(spots), count))
    places = [(spot.line, _place(model, spot)) for spot in spots]
    for part in slices(count, chunk):
        arrays = write({**values, **{name: array[..., part] for name, array in drawn.items()}})
        for row, (line, place) in enumerate(places):
            found[row, part] = arrays[line][place]
    return found


def _place(model: Model, spot: Spot) -> tuple[int, ...]:
    members = tuple(
        model.dimensions[dimension].members.index(member)
        for dimension, member in zip(model.dims[spot.line], spot.member, strict=True)
    )
    return (*members, 0 if model.timeless(spot.line) else model.timeline.names.index(spot.period))
