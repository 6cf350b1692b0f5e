"""Simulation report: what a simulation says - ranges line by line, odds, published ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Protocol

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.asked_lines import LineMember, asked_spots
from finmodel.analysis.compare import reported
from finmodel.analysis.measure import Measure, measure_of
from finmodel.analysis.odds import Odds, odds, question_spots
from finmodel.analysis.published import Published, published, published_rows
from finmodel.analysis.ranges import Range, Samples, ranges
from finmodel.analysis.spot import Spot
from finmodel.fan import Fan, Point
from finmodel.headlines import TABLE
from finmodel.inputs.entry import Entry
from finmodel.project import Case

_REPORTED = 2
"""Periods with reported results that are shown before the others; many of them vary, since estimates stand behind them."""


class Varying(Protocol):
    """An input that varies, as far as it is counted here."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    @property
    def correlation(self) -> str: ...


class Drawn(Protocol):
    @property
    def uncertain(self) -> Sequence[Varying]: ...

    @property
    def lost(self) -> Sequence[str]: ...


class Simulated(Samples, Protocol):
    """A simulation, as `finmodel.analysis.simulate` makes it."""

    @property
    def case(self) -> Case: ...

    @property
    def n(self) -> int: ...

    @property
    def seed(self) -> int: ...

    @property
    def method(self) -> str: ...

    @property
    def draws(self) -> Drawn: ...

    @property
    def only(self) -> tuple[str, ...]: ...

    @property
    def fixed(self) -> tuple[str, ...]: ...

    @property
    def checks(self) -> tuple[str, ...]: ...

    @property
    def broken(self) -> dict[str, int]: ...

    def __enter__(self) -> object: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...


@dataclass(frozen=True)
class LineRanges:
    """One line, or one member of it, in every period asked for.

    chosen: the periods were named, so that each is shown. named: the line was.
    """

    line: str
    member: tuple[str, ...]
    label: str
    measure: Measure
    ranges: tuple[Range, ...]
    actual: tuple[bool, ...]
    chosen: bool = False
    named: bool = False

    @property
    def varies(self) -> bool:
        return any(one.varies for one in self.ranges)

    @cached_property
    def fan(self) -> Fan:
        points = tuple(
            Point(one.spot.period, *one.percentiles, one.mean, one.base, actual, not one.varies)
            for one, actual in zip(self.ranges, self.actual, strict=True)
        )
        told = self.measure
        shown = len(points) if self.chosen else _REPORTED
        return Fan(self.label, told.unit, told.divisor, told.places, told.number_format, points, shown, self.chosen or self.named)


@dataclass(frozen=True)
class Report:
    """lines: in the order asked for, those that vary nowhere too."""

    simulation: Simulated
    lines: tuple[LineRanges, ...]
    odds: tuple[Odds, ...]
    published: tuple[Published, ...]

    @property
    def case(self) -> Case:
        return self.simulation.case

    @property
    def varying(self) -> tuple[LineRanges, ...]:
        return tuple(one for one in self.lines if one.varies)

    @property
    def told(self) -> tuple[LineRanges, ...]:
        """Lines that are told row by row: those that vary, and those asked for by name."""
        return tuple(one for one in self.lines if one.varies or one.named)

    @property
    def fixed(self) -> tuple[LineRanges, ...]:
        """The other lines: no sampled input reaches them in any of the periods."""
        return tuple(one for one in self.lines if not (one.varies or one.named))

    @property
    def fans(self) -> tuple[Fan, ...]:
        return tuple(one.fan for one in self.varying)

    @property
    def inputs(self) -> int:
        return len(self.simulation.draws.uncertain)

    @property
    def judgements(self) -> int:
        """Inputs that vary and rest on a judgement in at least one point."""
        return sum(any(entry.confidence == "judgement" for entry in one.entries) for one in self.simulation.draws.uncertain)

    @cached_property
    def groups(self) -> dict[str, int]:
        """Correlation group -> how many inputs vary together in it, with or against each other."""
        return dict(Counter(one.correlation.removeprefix("-") for one in self.simulation.draws.uncertain if one.correlation))

    @property
    def counts(self) -> str:
        if self.inputs == 1:
            return f"1 input varies, {'a' if self.judgements else 'not a'} judgement"
        many = "all" if self.judgements == self.inputs else f"{self.judgements:,}"
        judged = "1 of them a judgement" if self.judgements == 1 else f"{many} of them judgements"
        return f"{self.inputs:,} inputs vary, {judged}"

    @property
    def run(self) -> str:
        return f"{self.simulation.n:,} samples, {self.simulation.method}, seed {self.simulation.seed}"

    @property
    def source(self) -> str:
        """What everything here was made from."""
        inputs = self.case.inputs
        return f"{inputs.pack.title}, {title_of(self.case)}, as known on {inputs.as_of}, inputs {inputs.hash[:12]}; {self.run}"


def wanted_spots(case: Case, lines: Sequence[LineMember], periods: Sequence[str]) -> list[Spot]:
    """What has to be sampled for a report, each spot once: the lines asked for first."""
    spots = asked_spots(lines, periods) + question_spots(case.model) + [spot for _, spot in published_rows(case)]
    return list(dict.fromkeys(spots))


def report(
    simulation: Simulated, lines: Sequence[LineMember], periods: Sequence[str], *, chosen: bool = False, named: bool = False
) -> Report:
    """The report of a simulation whose spots are at least those of `wanted_spots`.

    chosen: the periods were named one by one, and odds are those of their years. named: the lines were.
    """
    case = simulation.case
    found = iter(ranges(simulation, asked_spots(lines, periods)))
    actual = tuple(reported(case, period) for period in periods)
    rows = tuple(_line(case, line, member, [next(found) for _ in periods], actual, chosen, named) for line, member in lines)
    years = _years(case, periods) if chosen else None
    return Report(simulation, rows, tuple(odds(simulation, case, years=years)), tuple(published(simulation, case)))


def _years(case: Case, periods: Sequence[str]) -> tuple[str, ...]:
    """The fiscal years named, and those in which the quarters named lie."""
    timeline = case.model.timeline
    columns = [timeline.columns_of(period).start for period in periods]
    spans = [(f"FY{year}", timeline.year_columns(year)) for year in timeline.years]
    return tuple(name for name, span in spans if any(span.start <= column < span.stop for column in columns))


def _line(
    case: Case, line: str, member: tuple[str, ...], found: list[Range], actual: tuple[bool, ...], chosen: bool, named: bool
) -> LineRanges:
    model = case.model
    levels = [amount for one in found for amount in (*one.percentiles, one.base)]
    measure = measure_of(model, line, levels, [])
    head = next((row for row in TABLE if row.line == line), None)
    if head is not None and measure.unit != "%":
        measure = Measure(measure.unit, measure.divisor, head.places)
    return LineRanges(line, member, label_of(case, line, member), measure, tuple(found), actual, chosen, named)


def label_of(case: Case, line: str, member: tuple[str, ...]) -> str:
    """The label of a line, with those of its members."""
    model = case.model
    members = ", ".join(model.dimensions[d].label(m) for d, m in zip(model.dims[line], member, strict=True))
    return f"{model.lines[line].label}: {members}" if members else model.lines[line].label
