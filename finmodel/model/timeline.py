"""Timeline: the quarters of a model, with an opening column before the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

EPOCH = date(1899, 12, 30)
"""Day zero of the serial dates of spreadsheets."""

_QUARTER = re.compile(r"(\d{4})Q([1-4])")


def serial(day: date) -> float:
    """A date as the serial number of days that spreadsheets use."""
    return float((day - EPOCH).days)


def from_serial(number: float) -> date:
    return EPOCH + timedelta(days=round(number))


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, written 2026Q3."""

    year: int
    quarter: int

    @classmethod
    def read(cls, text: str) -> Quarter:
        """Raises ValueError where the text is not written like 2026Q3."""
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' is not a quarter such as 2026Q3")
        return cls(int(match[1]), int(match[2]))

    def plus(self, quarters: int) -> Quarter:
        number = self.year * 4 + self.quarter - 1 + quarters
        return Quarter(number // 4, number % 4 + 1)

    @property
    def end(self) -> date:
        after = self.plus(1)
        return date(after.year, after.quarter * 3 - 2, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"


@dataclass(frozen=True)
class Timeline:
    """Quarters from first to last, both included. Column 0 is the opening column, columns 1..n the quarters."""

    first: Quarter
    last: Quarter

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        count = (self.last.year - self.first.year) * 4 + self.last.quarter - self.first.quarter + 1
        return tuple(self.first.plus(step) for step in range(count))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(str(quarter) for quarter in self.quarters)

    @property
    def opening(self) -> date:
        """The last day before the first quarter."""
        return self.first.plus(-1).end

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(quarter.year for quarter in self.quarters))

    def year_columns(self, year: int) -> slice:
        """The columns (opening column counted) of the quarters of a fiscal year."""
        columns = [place + 1 for place, quarter in enumerate(self.quarters) if quarter.year == year]
        return slice(columns[0], columns[-1] + 1)

    def columns_of(self, period: str) -> slice:
        """The columns of a quarter (2026Q3) or of a fiscal year (FY2026). Raises ValueError outside the timeline."""
        if period.startswith("FY") and period[2:].isdigit() and int(period[2:]) in self.years:
            return self.year_columns(int(period[2:]))
        if period in self.names:
            place = self.names.index(period) + 1
            return slice(place, place + 1)
        raise ValueError(f"'{period}' is not a period between {self.first} and {self.last}")

    def __len__(self) -> int:
        return len(self.quarters)


def fiscal_years(years: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"FY{year}" for year in years)
