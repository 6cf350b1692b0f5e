"""Fixtures: the default pack's project, its base case, and its workbook, each made once for the whole run.

Draws are the same in every default run, so that a gate does not fail by chance; the longer proofs draw anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from finmodel.project import Case, Project
from tests.edits.sheet import Sheet, sheet_of
from tests.packs import MICROSOFT, opened

PACK = Path(__file__).parent.parent / "assumptions" / "meta"


@pytest.fixture(scope="session")
def project() -> Project:
    return Project.open(str(PACK))


@pytest.fixture(scope="session")
def case(project: Project) -> Case:
    return project.case()


@pytest.fixture(scope="session")
def workbook_path(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "model.xlsx"
    case.write_workbook(path)
    return path


@pytest.fixture(scope="session")
def workbook_bytes(workbook_path: Path) -> bytes:
    return workbook_path.read_bytes()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """The workbook of the smaller pack."""
    return sheet_of(opened(MICROSOFT).case(), tmp_path_factory.mktemp("edits"))


@pytest.fixture(scope="session")
def large(case: Case, workbook_bytes: bytes) -> Sheet:
    """The workbook of the default pack."""
    return Sheet(case, workbook_bytes)


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
    settings.register_profile("anew", deadline=None, print_blob=True)
    settings.load_profile("anew" if "slow" in config.option.markexpr else "repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the longer proofs out unless they are asked for, with `pytest -m slow`."""
    if not config.option.markexpr:
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="a longer proof: run `pytest -m slow`"))
