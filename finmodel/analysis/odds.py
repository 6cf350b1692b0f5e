"""Odds: how often the samples answer a question with yes, with the sampling error of that share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finmodel.analysis.compare import reported
from finmodel.analysis.ranges import Samples
from finmodel.analysis.spot import Spot
from finmodel.analysis.stated import stated_of
from finmodel.engine.evaluate import Array
from finmodel.engine.tolerance import RELATIVE
from finmodel.model.model import Model
from finmodel.model.timeline import fiscal_years
from finmodel.project import Case
from finmodel.questions import QUESTIONS, Bound, Own, Question

_Z = 1.959963984540054
"""Of the normal distribution, for an interval that holds 95%."""


@dataclass(frozen=True, slots=True)
class Odds:
    """Of `defined` samples in which the question can be answered, `yes` say yes. base: what the case itself says.

    low, high: the 95% interval of the share, for samples drawn one by one.
    """

    question: str
    says: str
    period: str
    n: int
    defined: int
    yes: int
    base: bool | None
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.yes / self.defined


def wilson(yes: int, count: int) -> tuple[float, float]:
    """The 95% score interval of a share: Wilson (1927), Journal of the American Statistical Association 22, 209-212."""
    share, spread = yes / count, _Z * _Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return (0.0 if not yes else middle - half), (1.0 if yes == count else middle + half)


def asked(model: Model, questions: Sequence[Question] = QUESTIONS) -> tuple[Question, ...]:
    """The questions that a model has the lines for, without members; bounds from a scalar must be one number."""
    return tuple(
        one for one in questions
        if all(line in model.lines and not model.dims[line] for line in one.lines)
        and all(line in model.lines and not model.dims[line] and model.timeless(line) for line in one.scalars)
    )  # fmt: skip


def question_spots(model: Model, questions: Sequence[Question] = QUESTIONS) -> list[Spot]:
    """What has to be sampled to answer them, every fiscal year."""
    years = fiscal_years(model.timeline.years)
    return list(dict.fromkeys(Spot(line, (), year) for one in asked(model, questions) for line in one.lines for year in years))


def odds(
    simulation: Samples, case: Case, questions: Sequence[Question] = QUESTIONS, *, years: Sequence[str] | None = None
) -> Iterator[Odds]:
    """Every question that the model can answer, per fiscal year that is not yet reported in full and in which something varies.

    years: those asked about, all where left out. A year without a bound, or without a value, has no answer. The columns of one year are read together.
    """
    places = {spot: place for place, spot in enumerate(simulation.spots)}
    for question in asked(case.model, questions):
        says = _says(question, case)
        for year in fiscal_years(case.model.timeline.years):
            if reported(case, year) or (years is not None and year not in years):
                continue
            spots = [Spot(line, (), year) for line in question.lines]
            if any(np.isnan(simulation.base[places[spot]]) for spot in spots[1:]):
                continue
            columns = {spot.line: simulation.column(places[spot]) for spot in spots}
            if all(_one_value(column) for column in columns.values()):
                continue
            largest = float(np.nanmax(np.abs(columns[question.line]), initial=0.0))
            answers = _answers(question, case, columns, largest)
            known = np.logical_and.reduce([~np.isnan(column) for column in columns.values()])
            count, yes = int(known.sum()), int((answers & known).sum())
            own = {spot.line: simulation.base[places[spot] : places[spot] + 1] for spot in spots}
            base = None if any(np.isnan(one).any() for one in own.values()) else bool(_answers(question, case, own, largest)[0])
            if count:
                yield Odds(question.name, says, year, len(known), count, yes, base, *wilson(yes, count))


def _one_value(column: Array) -> bool:
    first = column[0]
    return bool(np.isnan(column).all() if np.isnan(first) else (column == first).all())


def _answers(question: Question, case: Case, columns: dict[str, Array], largest: float) -> NDArray[np.bool_]:
    """(samples,). Numbers that are equal in the sense of rule 12 keep the bound; `largest` is the magnitude of the row."""
    value, near = columns[question.line], RELATIVE * largest
    found = np.ones(len(value), dtype=bool)
    for bound, least in ((question.at_least, True), (question.at_most, False)):
        if bound is not None:
            level = _level(bound, case, columns)
            with np.errstate(invalid="ignore"):
                found &= value >= level - near if least else value <= level + near
    return found


def _level(bound: Bound, case: Case, columns: dict[str, Array]) -> Array | float:
    if isinstance(bound, Own):
        return float(case.values[bound.line].ravel()[0])
    return columns[bound] if isinstance(bound, str) else bound


def _says(question: Question, case: Case) -> str:
    told = {}
    for key, bound in (("at_least", question.at_least), ("at_most", question.at_most)):
        if isinstance(bound, Own):
            level = float(case.values[bound.line].ravel()[0])
            stated = stated_of(case.model, question.line, abs(level))
            told[key] = f"{stated.shown(level):,.6g} {stated.unit.partition('/')[0]}"
    return question.says.format(**told)
