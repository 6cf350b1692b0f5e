"""Spot: one number of the model - a line, its members, a quarter or a fiscal year - read out of evaluated lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finmodel.engine.evaluate import Array
from finmodel.engine.years import Years
from finmodel.errors import UnknownNameError, UsageError
from finmodel.model.model import Model


@dataclass(frozen=True, slots=True)
class Spot:
    """A line, its members in the order of its dimensions, and a period: "2026Q3" or "FY2026"."""

    line: str
    member: tuple[str, ...]
    period: str

    @property
    def title(self) -> str:
        of = f" [{', '.join(self.member)}]" if self.member else ""
        return f"{self.line}{of} {self.period}"

    def of(self, model: Model, arrays: Mapping[str, Array], years: Years | None = None) -> Array:
        """The number in each sample, in the canonical unit of the line, (samples,); NaN is n/a.

        years: of these lines, where many spots are read from them.
        """
        place = tuple(
            model.dimensions[dimension].members.index(member)
            for dimension, member in zip(model.dims[self.line], self.member, strict=True)
        )
        if self.period.startswith("FY"):
            year = model.timeline.years.index(int(self.period[2:]))
            return np.asarray((years or Years(model, arrays)).of(self.line)[place][year])
        row = arrays[self.line][place]
        return np.asarray(row[0] if row.shape[0] == 1 else row[model.timeline.columns_of(self.period)][0])


def read_spot(model: Model, line: str, period: str, members: Sequence[str] = ()) -> Spot:
    """A line by its name or its path, a period as people write it (2026q3, FY2026, 2026), and DIMENSION=MEMBER strings.

    Raises UnknownNameError, UsageError.
    """
    *path, bare = line.split(".")  # a path pasted from `inputs`: block, members, line
    name = line if line in model.lines or bare not in model.lines else bare
    model.line(name)
    dims = model.dims[name]
    if not members and dims and len(path) == len(dims) + 1:
        members = [f"{dimension}={member}" for dimension, member in zip(dims, path[1:], strict=True)]
    return Spot(name, _member(model, name, members), read_period(model, period))


def read_period(model: Model, text: str) -> str:
    """A quarter or a fiscal year in its own spelling. Raises UsageError."""
    period = f"FY{text}" if len(text) == 4 and text.isdigit() else text.upper()
    try:
        model.timeline.columns_of(period)
    except ValueError as error:
        raise UsageError(f"{error}. Write a quarter such as 2026Q3 or a fiscal year such as FY2026.") from None
    return period


def _member(model: Model, line: str, members: Sequence[str]) -> tuple[str, ...]:
    given = dict(member.partition("=")[::2] for member in members)
    for dimension in given:
        if dimension not in model.dims[line]:
            raise UnknownNameError(f"dimension of {line} called", dimension, model.dims[line])
    chosen = []
    for dimension in model.dims[line]:
        choices = model.dimensions[dimension].members
        if dimension not in given:
            raise UsageError(
                f"'{line}' has one value per {' and '.join(model.dims[line])}. "
                f"Say which: {_choices(model, line)}."
            )
        if given[dimension] not in choices:
            raise UnknownNameError(dimension, given[dimension], choices, f"It is one of {', '.join(choices)}.")
        chosen.append(given[dimension])
    return tuple(chosen)


def _choices(model: Model, line: str) -> str:
    return "; ".join(f"--member {d}=one of {', '.join(model.dimensions[d].members)}" for d in model.dims[line])
