"""Program: an engine made ready for many samples - recorded once for some of them, then played for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from finmodel.engine.evaluate import Engine
from finmodel.engine.tape import Tape, UnsoundError
from finmodel.engine.years import Years
from finmodel.errors import EvaluationError
from finmodel.expr.elementwise import Array
from finmodel.model.model import Model


class Reading(Protocol):
    """One number of the model, as `analysis.spot` names it."""

    @property
    def line(self) -> str: ...

    def of(self, model: Model, arrays: Mapping[str, Array], years: Years | None = None) -> Array:
        """The number in each sample, (samples,) or (1,)."""
        ...


class Program:
    """The numbers that are asked for, as a function of the inputs that vary.

    inputs: line that varies -> (members..., 1 or periods + 1, samples), to be written before each `run`.
    """

    def __init__(
        self, engine: Engine, values: Mapping[str, Array], varying: Iterable[str], spots: Sequence[Reading], samples: int
    ) -> None:
        """values: every input of the case. samples: how many at a time, at least 2. Raises EvaluationError for the case itself."""
        self.engine, self.values, self.samples = engine, values, samples
        self.targets = tuple(dict.fromkeys(spot.line for spot in spots))
        needed = engine.model.needed_for(self.targets)
        self.inputs = {name: np.repeat(values[name], samples, axis=-1) for name in varying if name in needed}
        self.tape = Tape(samples)
        arrays = engine.run({**values, **self.inputs}, self.targets, self.tape, engine.model.rolled_up(self.targets))
        with np.errstate(all="ignore"):
            years = Years(engine.model, arrays, self.tape)
            self.found = [spot.of(engine.model, arrays, years) for spot in spots]

    def run(self) -> Array:
        """The numbers for what the inputs hold now, (spots, samples). Raises EvaluationError, naming what is wrong."""
        with np.errstate(all="ignore"):
            try:
                self.tape.play()
            except UnsoundError:
                raise self._fault() from None
            numbers = np.empty((len(self.found), self.samples))
            for row, found in zip(numbers, self.found, strict=True):
                row[:] = found
        return numbers

    def _fault(self) -> EvaluationError:
        """What is wrong with the first sample that something is wrong with, found by evaluations of ever fewer of them."""
        good, bad = 0, self.samples
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (good, middle) if self._error(slice(good, middle)) else (middle, bad)
        error = self._error(slice(good, bad))
        assert error is not None, "the tape stopped where the engine does not"
        error.sample = good
        return error

    def _error(self, samples: slice) -> EvaluationError | None:
        try:
            self.engine.run({**self.values, **{name: array[..., samples] for name, array in self.inputs.items()}}, self.targets)
        except EvaluationError as error:
            return error
        return None
