"""Golden: the lines that people ask for are what the reviewed files say."""

from __future__ import annotations

import pytest

from tests.golden.describe import FOLDER, LINES, describe, file_of


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_what_its_file_says(name: str) -> None:
    wanted = file_of(name).read_text(encoding="utf-8")
    assert describe(name) == wanted, "if this is meant: python -m tests.golden.regenerate, and review the diff"


def test_every_golden_file_has_its_line() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(LINES)
