"""Shares picture: the same bytes for the same numbers; the two shares are told apart without colour."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.pictures.shares import ALONE, IN_ALL, draw_shares
from finmodel.portions import Portion, percent

PORTIONS = (
    Portion("Growth & $more$", "9%", "24%", "45%", "", 0.6, 0.05, 0.7, 0.04), Portion("None alone", "1", "2", "3", " MW", -0.01, 0.02, 0.3, 0.02),
)  # fmt: skip


def drawn(folder: Path, name: str, portions: tuple[Portion, ...] = PORTIONS) -> bytes:
    draw_shares(folder / name, portions, "Capex, FY2026", "Shares", "Source: a test.\nOf two lines.")
    return (folder / name).read_bytes()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_numbers_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    assert drawn(tmp_path, f"one.{kind}") == drawn(tmp_path, f"two.{kind}")


def test_the_shares_do_not_rest_on_colour(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "one.svg").decode()
    assert "<pattern" in picture
    assert ALONE.lower() in picture
    assert IN_ALL.lower() in picture
    assert drawn(tmp_path, "one.png", PORTIONS[:1]).startswith(b"\x89PNG")


def test_percentages_are_never_minus_nothing() -> None:
    assert [percent(share) for share in (0.3246, -0.0004, -0.013, 1)] == ["32.5%", "0.0%", "-1.3%", "100.0%"]
