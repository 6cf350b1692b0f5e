"""Simulate: a case evaluated for many draws of its uncertain inputs, on all cores, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType

import numpy as np

from finmodel.analysis.kept import Kept
from finmodel.analysis.sample_file import SampleFile
from finmodel.analysis.spot import Spot
from finmodel.analysis.workers import Span, available, shared_out
from finmodel.engine.chunk import chunk_for
from finmodel.engine.program import Program, Reading
from finmodel.errors import EvaluationError, SampleError, UsageError
from finmodel.expr.elementwise import Array
from finmodel.project import Case
from finmodel.sampling.ahead import Rows
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import Points

_TURNS = 16
"""Spans that each worker gets at least, where there are as many chunks, so that none waits long for the other."""
_LONGEST = 4096
"""Samples of a span at most: what a worker holds before it writes."""

Progress = Callable[[int, int], None]
"""Told how many samples are done, and how many there are."""
_Done = tuple[int, int, tuple[int, str] | None]
"""The first sample of a span, how many were done, and the first that cannot be evaluated, with the reason."""


@dataclass(frozen=True, eq=False)
class Simulation:
    """Samples of the spots of a case.

    base: the spots of the case itself, in which every input has its own value, (spots,). NaN is n/a.
    """

    case: Case
    spots: tuple[Spot, ...]
    n: int
    seed: int
    method: str
    draws: Draws
    base: Array
    samples: SampleFile
    only: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    """The patterns that chose the inputs to draw, and of these the ones to leave; none for all."""
    checks: tuple[str, ...] = ()
    """Names of the checks that were judged in every sample."""

    @cached_property
    def broken(self) -> dict[str, int]:
        """Check -> the number of samples that break it, for some member or in some period; those that none breaks left out."""
        counts = {name: int((self.samples.column(place) < 1).sum()) for place, name in enumerate(self.checks, start=len(self.spots))}
        return {name: count for name, count in counts.items() if count}

    def column(self, place: int, start: int = 0, stop: int | None = None) -> Array:
        """The samples of one spot in their order, (n,), or start..stop of them; NaN is n/a."""
        return self.samples.column(place, start, stop)

    def close(self) -> None:
        """Give the room on disk back."""
        self.samples.close()

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def simulate(
    case: Case, spots: Sequence[Spot], n: int, *, seed: int = 0, method: str = "sobol", only: Sequence[str] = (),
    fixed: Sequence[str] = (), workers: int | None = None, chunk: int | None = None, progress: Progress | None = None,
    points: Callable[[int], Rows] | None = None, checks: Sequence[str] = (),
) -> Simulation:  # fmt: skip
    """`n` draws of every input with a range, or of those that `only` names and `fixed` does not, and the spots that follow from each.

    An input has the same draws whichever others are drawn, in every scenario of a pack. The numbers depend on the case, n, seed,
    method, only and fixed - random and sobol keep the first samples of any smaller n - and not on
    `workers` (all cores where left out) or on `chunk`, the samples evaluated together (as fits the model). 
    points: where the points come from, by their dimensions, if they are drawn elsewhere for the same method, n and seed.
    checks: names of checks to judge in every sample too.
    Raises UsageError, SampleError where a sample cannot be evaluated, EvaluationError where the case itself cannot.
    """
    if chunk is not None and chunk < 2:
        raise UsageError(f"{chunk} samples at a time cannot be told from one case. Take at least 2.")
    draws = Draws(case.inputs, case.model, only, fixed)
    base = np.array([float(spot.of(case.model, case.values, case.years)[0]) for spot in spots])
    rows = points(draws.cube) if points else Points(method, draws.cube, n, seed)
    readings: tuple[Reading, ...] = (*spots, *(Kept(name) for name in checks))
    samples = SampleFile(len(readings), n)
    try:
        size = chunk or min(max(2, n), chunk_for(case.model, draws.lines, [one.line for one in readings]))
        crew = min(workers or available(), -(-n // size))
        span = max(1, min(_LONGEST // size, n // (crew * _TURNS * size))) * size
        starts = range(0, n, span)

        def make() -> Callable[[int, int], _Done]:
            return _Worker(case, readings, draws, copy(rows), samples, size).span

        fault = _evaluate(make, [(start, min(start + span, n)) for start in starts], crew, progress)
        if fault:
            raise SampleError(*fault, n, method, seed)
    except BaseException:
        samples.close()
        raise
    return Simulation(case, tuple(spots), n, seed, method, draws, base, samples, tuple(only), tuple(fixed), tuple(checks))


def _evaluate(
    make: Callable[[], Callable[[int, int], _Done]], spans: Sequence[Span], crew: int, progress: Progress | None
) -> tuple[int, str] | None:
    """The first sample that cannot be evaluated, with the reason; the spans after it are left."""
    waiting, first, finished_so_far = {start for start, _ in spans}, None, 0
    with closing(shared_out(make, spans, crew)) as finished:
        for start, done, fault in finished:
            waiting.discard(start)
            if fault and (first is None or fault < first):
                first = fault
            if first and not any(other < first[0] for other in waiting):
                break
            finished_so_far += done
            if progress:
                progress(finished_so_far, spans[-1][1])
    return first


class _Worker:
    """A program, where its inputs come from and where its numbers go."""

    def __init__(
        self, case: Case, readings: Sequence[Reading], draws: Draws, points: Rows, samples: SampleFile, chunk: int
    ) -> None:
        self.draws, self.points, self.samples = draws, points, samples
        self.program = Program(case.project.engine, case.inputs.values, draws.lines, readings, chunk)

    def span(self, start: int, stop: int) -> _Done:
        """Evaluate samples start..stop."""
        points, size = self.points.rows(start, stop)[:, self.draws.cube_columns], self.program.samples
        found = np.empty((len(self.program.found), stop - start))
        for first in range(0, stop - start, size):
            rows = points[first : first + size]
            missing = size - len(rows)
            if missing:  # the last chunk is filled up: every sample is calculated beside as many others
                rows = np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)])
            self.draws.fill(rows, self.program.inputs)
            try:
                numbers = self.program.run()
            except EvaluationError as error:
                return start, first, (start + first + error.sample, str(error))
            found[:, first : first + size] = numbers[:, : size - missing]
        self.samples.write(start, found)
        return start, stop - start, None
