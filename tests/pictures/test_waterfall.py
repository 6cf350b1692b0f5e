"""Waterfall picture: the same bytes for the same numbers, whatever settings a reader has."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest

from finmodel.analysis.measure import Measure
from finmodel.pictures.figure import cut
from finmodel.pictures.waterfall import RISE, draw_waterfall
from finmodel.waterfall import Step, Waterfall, waterfall_of

MEASURE = Measure("USD billion", 1e9, 1)
UP = waterfall_of("base", 135e9, [Step("Guidance & $more$", 4e9, "125 → 130"), Step("Prices", -1.5e9)], "bull", 137.5e9, most=9)
ACROSS = waterfall_of("base", -24.8e9, [Step("Growth", 47.9e9), Step("Costs", -19.8e9)], "bear", 3.3e9, most=9)


def drawn(folder: Path, name: str, waterfall: Waterfall = UP, suffix: str = "") -> bytes:
    path = folder / name
    draw_waterfall(path, waterfall, "Capex, FY2026", "From base to bull", MEASURE, "Source: a test.\nOf two lines.", suffix)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("waterfall", [UP, ACROSS], ids=["broken axis", "across zero"])
def test_the_same_numbers_give_the_same_bytes(tmp_path: Path, kind: str, waterfall: Waterfall) -> None:
    assert drawn(tmp_path, f"one.{kind}", waterfall) == drawn(tmp_path, f"two.{kind}", waterfall)


def test_settings_of_the_reader_do_not_alter_it_and_are_left_alone(tmp_path: Path) -> None:
    plain = drawn(tmp_path, "one.svg")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.hashsalt": "other"}):
        assert drawn(tmp_path, "two.svg") == plain
        assert matplotlib.rcParams["font.size"] == 30


def test_the_kind_is_that_of_the_suffix_asked_for(tmp_path: Path) -> None:
    assert drawn(tmp_path, "aside.part", suffix=".png").startswith(b"\x89PNG")
    assert drawn(tmp_path, "aside.part", suffix=".SVG").startswith(b"<?xml")


def test_there_is_no_date_in_it(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "one.svg").decode()
    assert "dc:date" not in picture
    assert RISE.lower() in picture


def test_direction_does_not_rest_on_colour(tmp_path: Path) -> None:
    assert "<pattern" in drawn(tmp_path, "one.svg").decode()  # the hatching of falls


def test_a_long_name_keeps_its_last_word() -> None:
    assert cut("Reorganisation date: Hypothetical, after the horizon in base", 40) == "Reorganisation … horizon in base"
    assert cut("Capex growth", 40) == "Capex growth"
