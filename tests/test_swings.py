"""Swings: what is drawn of an input whose ends lie to both sides, to one side, or nowhere."""

from __future__ import annotations

import math

import pytest

from finmodel.swings import Piece, Swings, Swung


def bar(low: float, high: float) -> Swung:
    return Swung("name", "1", "2", "3", " person", low, high)


def pieces(low: float, high: float) -> list[tuple[float, float, str]]:
    return [(one.begin, one.end, one.side) for one in Swings(100.0, (bar(low, high),)).pieces(bar(low, high))]


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (90, 130, [(100, 90, "low"), (100, 130, "high")]),
        (130, 90, [(100, 130, "low"), (100, 90, "high")]),
        (110, 130, [(100, 110, "low"), (110, 130, "high")]),  # one way: the nearer end first, the other from there on
        (80, 95, [(100, 95, "high"), (95, 80, "low")]),
        (100, 130, [(100, 100, "low"), (100, 130, "high")]),
        (math.nan, 130, [(100, 130, "high")]),
        (math.nan, math.nan, []),
    ],
)
def test_pieces_lead_outwards_from_the_case(low: float, high: float, wanted: list[tuple[float, float, str]]) -> None:
    assert sorted(pieces(low, high)) == sorted(wanted)
    if len(wanted) == 2 and wanted[1][0] != 100:
        assert pieces(low, high) == wanted


def test_the_reach_spans_every_end_and_the_case() -> None:
    assert Swings(100.0, (bar(110, 130), bar(math.nan, 120))).reach == (100, 130)
    assert Swings(100.0, ()).reach == (100, 100)


def test_only_ends_to_the_same_side_are_one_way() -> None:
    assert [bar(low, high).one_way(100) for low, high in ((110, 120), (90, 80), (90, 120), (100, 120), (math.nan, 120))] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert Piece(1, 2, "low") == Piece(1, 2, "low")
