"""Packs: copies of the bundled packs with a file of their own, and the sentence that a broken one gives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from finmodel.errors import InputErrors
from finmodel.project import Project

ASSUMPTIONS = Path(__file__).parent.parent / "assumptions"
META, MICROSOFT = ASSUMPTIONS / "meta", ASSUMPTIONS / "microsoft"


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
