"""Copula: independent normal scores made to move together, within correlation groups and along series that wander."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from finmodel.errors import InputErrors
from finmodel.inputs.comovement import check_group
from finmodel.inputs.correlations import Rank
from finmodel.inputs.mistakes import CorrelationError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Together:
    """A group: its rows of scores, the side (1 or -1) on which each moves, and the factor of the correlation matrix.

    The Cholesky factor of an equicorrelation matrix has one number below the diagonal in each column. It is applied row by
    row instead of as a matrix product, whose rounding depends on how many draws are asked for at once.
    """

    rows: tuple[int, ...]
    sides: tuple[int, ...]
    diagonal: tuple[float, ...]
    beneath: tuple[float, ...]

    def mix(self, scores: Array) -> None:
        shared = np.zeros(scores.shape[1:])
        for row, side, own, onward in zip(self.rows, self.sides, self.diagonal, self.beneath, strict=True):
            step = onward * scores[row]
            scores[row] = side * (shared + own * scores[row])
            shared += step


@dataclass(frozen=True, slots=True)
class Wandering:
    """A series: the rows of its points in order of time, and the correlation of each but the first with the one before it."""

    rows: tuple[int, ...]
    links: tuple[float, ...]

    def mix(self, scores: Array) -> None:
        for (before, row), link in zip(pairwise(self.rows), self.links, strict=True):
            scores[row] = link * scores[before] + math.sqrt(1 - link * link) * scores[row]


def together(group: Rank, rows: Sequence[int], sides: Sequence[int]) -> Together:
    """A Gaussian copula whose rank correlation is that of the group between any two members (Pearson 1907).

    Raises InputErrors where no joint distribution has it.
    """
    try:
        check_group(group, len(rows))
    except CorrelationError as mistake:
        raise InputErrors([mistake]) from None
    matrix = np.full((len(rows), len(rows)), group.pearson)
    np.fill_diagonal(matrix, 1.0)
    factor = np.linalg.cholesky(matrix)
    beneath = (*(float(number) for number in factor[-1, :-1]), 0.0)
    return Together(tuple(rows), tuple(sides), tuple(float(number) for number in np.diag(factor)), beneath)


def wandering_along(persistence: Rank, rows: Sequence[int], years: Sequence[float]) -> Wandering:
    """First-order autoregression: points a year apart have the rank correlation of the persistence.

    years: where each point stands in time, rising.
    """
    gaps = [later - earlier for earlier, later in pairwise(years)]
    return Wandering(tuple(rows), tuple(persistence.pearson**gap for gap in gaps))
