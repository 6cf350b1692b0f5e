"""Packs: copies of the bundled packs with a file of their own, their workbooks, and the sentence that a broken one gives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from finmodel.errors import InputErrors
from finmodel.project import Case, Project

ASSUMPTIONS = Path(__file__).parent.parent / "assumptions"
META, MICROSOFT = ASSUMPTIONS / "meta", ASSUMPTIONS / "microsoft"

SLOWER = """
title = "Slower"
says = "Chips take longer from delivery to work."
[[change]]
path = "fleet.install_lag"
set = 3
unit = "quarter"
"""
"""A scenario of one change, on either pack."""


def copied(pack: Path, target: Path, files: Mapping[str, str] | None = None) -> Path:
    """A pack in a folder of its own; each file given replaces the pack's."""
    shutil.copytree(pack, target)
    for name, text in (files or {}).items():
        (target / name).write_text(text, encoding="utf-8")
    return target


@cache
def opened(pack: Path) -> Project:
    return Project.open(str(pack))


def mistakes(folder: Path) -> list[str]:
    """Every mistake that opening the pack and judging its base case gives, in order; the exit code is that of inputs."""
    with pytest.raises(InputErrors) as caught:
        _ = Project.open(str(folder)).case().verdicts
    assert caught.value.exit_code == 3
    return [str(error) for error in caught.value.errors]


def written(case: Case, folder: Path) -> bytes:
    """The workbook of a case, as it is on disk."""
    case.write_workbook(folder / "model.xlsx")
    return (folder / "model.xlsx").read_bytes()
