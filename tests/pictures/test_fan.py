"""Fan picture: the same bytes for the same numbers; bands, median, case and what is known can be told without colour."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from finmodel.fan import Fan, Point
from finmodel.pictures.fan import MOST, NARROW_BAND, WIDE_BAND, draw_fans

KNOWN = [Point(f"FY{year}", *[number] * 7, True, True) for year, number in ((2023, 28e9), (2024, 39e9), (2025, 72e9))]
AHEAD = [Point(f"FY{2026 + step}", 90e9, 110e9, 140e9 + step * 1e9, 170e9, 220e9, 146e9, 137e9, False, False) for step in range(4)]
FAN = Fan("Capex", "USD billion", 1e9, 1, "#,##0.0,,,", (*KNOWN, *AHEAD))
BELOW = Fan("Free cash flow of a company with a long name", "USD billion", 1e9, 1, "#,##0.0,,,",
            (Point("FY2025", *[43e9] * 7, True, True), Point("FY2026", -60e9, -40e9, -20e9, 1e9, 30e9, -19e9, -21e9, False, False)))  # fmt: skip
GAPS = Fan("Gap", "USD", 1.0, 0, "0", (Point("2026Q1", *[math.nan] * 7, True, True), *AHEAD))


def drawn(folder: Path, name: str, *fans: Fan, suffix: str = "") -> bytes:
    path = folder / name
    draw_fans(path, fans, "Ranges, $not$ maths", "base: 3 inputs vary", "Source: a test.\nOf two lines.", suffix)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("fans", [(FAN,), (FAN, BELOW, GAPS), (FAN,) * MOST], ids=["one", "three", "twelve"])
def test_the_same_numbers_give_the_same_bytes(tmp_path: Path, kind: str, fans: tuple[Fan, ...]) -> None:
    assert drawn(tmp_path, f"one.{kind}", *fans) == drawn(tmp_path, f"two.{kind}", *fans)


def test_bands_differ_in_lightness_and_the_case_is_dashed(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "one.svg", FAN).decode()
    assert "stroke-dasharray" in picture
    assert WIDE_BAND.lower() in picture
    assert NARROW_BAND.lower() in picture
    assert "dc:date" not in picture


def test_the_kind_is_that_of_the_suffix_asked_for(tmp_path: Path) -> None:
    assert drawn(tmp_path, "aside.part", FAN, suffix=".png").startswith(b"\x89PNG")
