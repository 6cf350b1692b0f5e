"""Points: inside the open cube, the same however they are cut, and the first ones the same for more of them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from finmodel.errors import UsageError
from finmodel.sampling.points import BLOCK, METHODS, Points

each = pytest.mark.parametrize("method", METHODS)


@each
def test_any_cut_gives_the_same_numbers(method: str) -> None:
    n = BLOCK + 1000
    whole = Points(method, 5, n, seed=3).rows(0, n)
    cut = Points(method, 5, n, seed=3)
    pieces = [(BLOCK - 3, BLOCK + 5), (0, 1), (1, 8), (17, 17), (8, 1000), (900, 1100), (BLOCK, n)]
    for start, stop in pieces:
        assert np.array_equal(cut.rows(start, stop), whole[start:stop])


@each
def test_they_stand_strictly_inside_the_cube(method: str) -> None:
    points = Points(method, 3, 5000, seed=0).rows(0, 5000)
    assert 0 < points.min() < points.max() < 1
    np.testing.assert_allclose(points.mean(axis=0), 0.5, atol=0.02)


@each
def test_seeds_differ(method: str) -> None:
    assert not np.array_equal(Points(method, 2, 8, seed=1).rows(0, 8), Points(method, 2, 8, seed=2).rows(0, 8))


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_twice_as_many_keep_the_first_half(method: str) -> None:
    assert np.array_equal(Points(method, 4, 2000, seed=1).rows(0, 1000), Points(method, 4, 1000, seed=1).rows(0, 1000))


def test_each_block_is_a_latin_hypercube() -> None:
    n = 2 * BLOCK + 100
    points = Points("lhs", 2, n, seed=5)
    for start, stop in ((0, BLOCK), (BLOCK, 2 * BLOCK), (2 * BLOCK, n)):
        cells = np.floor(points.rows(start, stop) * (stop - start)).astype(int)
        assert all(len(set(column)) == stop - start for column in cells.T)


def test_sobol_points_balance_and_say_nothing_of_powers_of_two() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        points = Points("sobol", 6, 1000, seed=2).rows(0, 1000)
    assert abs(float(np.mean(points[:512] < 0.25)) - 0.25) < 1e-12


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("sobl", 2, 8, 0), "There is no sampling method 'sobl'. Did you mean 'sobol'? It is one of sobol, random, lhs."),
        (("random", 2, 0, 0), "0 samples were asked for. Ask for at least one."),
        (("random", 2, 8, -1), "The seed -1 is negative. Name a whole number from 0 up."),
        (("sobol", 2, 2**30 + 1, 0), "1,073,741,825 samples are more than a Sobol sequence of 1,073,741,824 points has. Use --method random."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for(arguments: tuple[str, int, int, int], says: str) -> None:
    with pytest.raises(UsageError) as raised:
        Points(*arguments)
    assert str(raised.value) == says


def test_more_dimensions_than_a_sobol_sequence_has() -> None:
    with pytest.raises(UsageError, match=r"30,000 draws a sample are more than a Sobol sequence has dimensions"):
        Points("sobol", 30_000, 8).rows(0, 8)
