"""Batch: many variants of one case, evaluated together along the sample axis; they differ in a few inputs each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from finmodel.analysis.spot import Spot
from finmodel.engine.evaluate import Array, Engine
from finmodel.errors import EvaluationError

CHUNK = 64
"""Variants at a time: about where the time for each stops falling, and memory stays small."""

Variant = Mapping[str, Array]
"""Line of an input -> its values (members..., 1 or periods + 1, 1), in canonical units; the others are the case's own."""


class Batch:
    """The inputs of a case, and the spots that are asked for."""

    def __init__(self, engine: Engine, values: Variant, spots: Sequence[Spot]) -> None:
        self.engine, self.values, self.spots = engine, values, tuple(spots)
        self.needed = engine.model.needed_for({spot.line for spot in spots})
        """The lines that the spots depend on; a change of any other input has no effect."""

    def run(self, variants: Sequence[Variant], *, gaps: bool = False) -> Array:
        """The spots of every variant, (variants, spots); NaN is n/a.

        gaps: a variant that cannot be evaluated is NaN throughout. Otherwise EvaluationError is raised.
        """
        chunks = [variants[start : start + CHUNK] for start in range(0, len(variants), CHUNK)]
        return np.concatenate([self._chunk(chunk, gaps) for chunk in chunks] or [np.empty((0, len(self.spots)))])

    def _chunk(self, variants: Sequence[Variant], gaps: bool) -> Array:
        try:
            return self._evaluated(variants)
        except EvaluationError:
            if not gaps:
                raise
            if len(variants) == 1:
                return np.full((1, len(self.spots)), np.nan)
            half = len(variants) // 2  # halving finds the few that fail
            return np.concatenate([self._chunk(variants[:half], gaps), self._chunk(variants[half:], gaps)])

    def _evaluated(self, variants: Sequence[Variant]) -> Array:
        inputs = dict(self.values)
        for name in sorted({name for variant in variants for name in variant} & self.needed):
            inputs[name] = np.concatenate([variant.get(name, self.values[name]) for variant in variants], axis=-1)
        targets = {spot.line for spot in self.spots}
        arrays = self.engine.run(inputs, targets, keep=self.engine.model.rolled_up(targets))
        found = [np.broadcast_to(spot.of(self.engine.model, arrays), len(variants)) for spot in self.spots]
        return np.stack(found, axis=-1)
