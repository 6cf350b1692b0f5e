"""Fan: the range of one line over its periods, as a terminal, a picture and a workbook draw it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A period of a fan, canonical; NaN is n/a. known: one number, since nothing that it rests on varies."""

    period: str
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    mean: float
    base: float
    actual: bool
    known: bool

    @property
    def defined(self) -> bool:
        return not math.isnan(self.p50)

    @property
    def head(self) -> str:
        """The period, with an A where all of it has reported results, else with an E."""
        return f"{self.period}{'A' if self.actual else 'E'}"


@dataclass(frozen=True, slots=True)
class Fan:
    """A line, or one member of it. A canonical number divided by `divisor` is one in `unit`, shown with so many `places`.

    number:   the format of a cell that holds the canonical number.
    reported: how many periods with reported results are shown before the others. whole: tables tell periods that are n/a too.
    """

    label: str
    unit: str
    divisor: float
    places: int
    number: str
    points: tuple[Point, ...]
    reported: int = 2
    whole: bool = False

    @property
    def title(self) -> str:
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def shown(self) -> tuple[Point, ...]:
        """The periods to look at: those not yet reported, and some reported ones before them; without those that are n/a."""
        return tuple(point for point in self._looked_at if point.defined)

    @property
    def rows(self) -> tuple[Point, ...]:
        """The periods of a table: those shown, and those that are n/a where each is asked for."""
        return self._looked_at if self.whole else self.shown

    @property
    def _looked_at(self) -> tuple[Point, ...]:
        ahead = next((place for place, point in enumerate(self.points) if not point.actual), len(self.points))
        return self.points[max(0, ahead - self.reported) :]

    @property
    def ends(self) -> tuple[float, float]:
        """The least P5 and the greatest P95 of what is shown, base counted in; canonical."""
        amounts = [one for point in self.shown for one in (point.p5, point.p95, point.base) if not math.isnan(one)]
        return (min(amounts), max(amounts)) if amounts else (0.0, 0.0)

    def of(self, amount: float) -> str:
        """A level: 170.0"""
        return "n/a" if math.isnan(amount) else f"{round(amount / self.divisor, self.places) + 0.0:,.{self.places}f}"
