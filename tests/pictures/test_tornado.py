"""Tornado picture: the same bytes for the same numbers; the ends are told apart without colour, and n/a is said."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from finmodel.analysis.measure import Measure
from finmodel.pictures.tornado import HIGH, LOW, draw_tornado
from finmodel.swings import Swings, Swung

MEASURE = Measure("USD billion", 1e9, 1)
BARS = (
    Swung("Growth & $more$", "9%", "24%", "45%", "", 130e9, 150e9), Swung("Both up", "1", "2", "3", " years", 140e9, 145e9),
    Swung("Turned", "1", "2", "3", " MW", 139e9, 133e9), Swung("Gap", "1", "2", "3", "", math.nan, 138e9),
    Swung("Still at its low", "1", "2", "3", "", 137e9, 136e9),
)  # fmt: skip
SWINGS = Swings(137e9, BARS)


def drawn(folder: Path, name: str, swings: Swings = SWINGS, suffix: str = "") -> bytes:
    draw_tornado(folder / name, swings, "Capex, FY2026", "One at a time", MEASURE, "Source: a test.\nOf two lines.", suffix)
    return (folder / name).read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_numbers_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    assert drawn(tmp_path, f"one.{kind}") == drawn(tmp_path, f"two.{kind}")


def test_a_path_stands_beside_its_label_where_it_fits(tmp_path: Path) -> None:
    plain = drawn(tmp_path, "plain.svg")
    fits = Swings(137e9, (replace(BARS[0], path="own.growth"), *BARS[1:]))
    long = Swings(137e9, (replace(BARS[0], path="own." + "growth_" * 20), *BARS[1:]))
    assert drawn(tmp_path, "fits.svg", fits) != plain
    assert drawn(tmp_path, "long.svg", long) == plain


def test_the_ends_do_not_rest_on_colour(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "one.svg").decode()
    assert "<pattern" in picture  # the hatching of the low end
    assert LOW.lower() in picture
    assert HIGH.lower() in picture
    assert "dc:date" not in picture


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_every_shape_is_drawn_alone(tmp_path: Path, bar: Swung) -> None:
    assert drawn(tmp_path, "aside.part", Swings(137e9, (bar,)), ".png").startswith(b"\x89PNG")
