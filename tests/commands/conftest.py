"""Fixtures: an empty folder to stand in, so that commands use the bundled pack and write where it does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINMODEL_DEBUG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path
