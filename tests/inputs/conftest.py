"""Fixtures: the tiny pack in a folder of its own, its structure and its model."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.inputs import Pack, load_structure
from finmodel.model.model import Model
from tests.inputs.tiny import build_model, write_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "tiny")


@pytest.fixture
def pack(folder: Path) -> Pack:
    return load_structure(folder)


@pytest.fixture
def model(pack: Pack) -> Model:
    return build_model(pack)
