"""Opening book: assets of evenly spread ages, each worn out on its own."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.block import Block
from finmodel.model.recipes import opening_book
from finmodel.model.vocabulary import scalar
from tests.cases import evaluate, row, small_model
from tests.engine.drawn import FEW, PERIODS, QUARTER, agree, years


class OldBook(Block):
    """Assets from before the first period."""

    old_book = scalar("USD")
    old_life = scalar("year")
    old_wear = opening_book("USD", old_book, old_life)


MODEL = small_model(OldBook)


@FEW
@given(st.floats(1, 1000), years(0.25, 6))
def test_what_is_left_falls_as_if_ages_were_spread_evenly(book: float, life: float) -> None:
    # Asset i of many has remaining life r_i, evenly spread over 0..life, and a book in proportion to it.
    many = 4000
    remaining = [life * (place + 0.5) / many for place in range(many)]
    unit = book / sum(remaining)
    left = [sum(max(0.0, r - period * QUARTER) for r in remaining) * unit for period in range(PERIODS + 1)]
    values = evaluate(MODEL, {"old_book": book, "old_life": life})
    charged = [before - after for before, after in pairwise(left)]
    for ours, by_hand in zip(row(values, "old_wear"), charged, strict=True):
        assert abs(ours - by_hand) < 1e-5 * book
    agree([sum(row(values, "old_wear")) + row(values, "old_wear_left")[-1]], [book])


def test_a_book_of_100_over_a_year_runs_off_as_a_square() -> None:
    values = evaluate(MODEL, {"old_book": 100, "old_life": 1})
    agree(row(values, "old_wear_left"), [56.25, 25, 6.25, *[0] * 9])
    agree(row(values, "old_wear"), [43.75, 31.25, 18.75, 6.25, *[0] * 8])
