"""Origin: a file leads back to its pack and its case, also where the pack has moved on; what it cannot be led back to is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from finmodel.origin import Origin
from finmodel.project import Case, Project
from finmodel.proof_errors import MovedOnError, NoScenarioError, NoStampError, OldLayoutError, ProofError
from finmodel.workbook.stamp import SCHEMA
from tests.packs import MICROSOFT, SLOWER, copied, opened, written
from tests.workbook.hostile import GOOD, parts_of, with_parts


@pytest.fixture(scope="module")
def microsoft() -> Case:
    return opened(MICROSOFT).case()


@pytest.fixture(scope="module")
def content(microsoft: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(microsoft, tmp_path_factory.mktemp("origin"))


def read(content: bytes, pack: Path = MICROSOFT, scenario: str | None = None) -> Origin:
    return Origin.read(content, "model.xlsx", str(pack), scenario)


def refused(error: type[ProofError], content: bytes, **more: str) -> str:
    with pytest.raises(error) as caught:
        read(content, **more).written()
    assert caught.value.exit_code == 3
    return str(caught.value)


def restamped(content: bytes, name: str, text: str) -> bytes:
    """The file with another text for one property of its stamp."""
    found = parts_of(content)["docProps/custom.xml"].decode()
    changed, count = re.subn(rf'(name="finmodel\.{name}"><vt:lpwstr>)[^<]*', rf"\g<1>{text}", found)
    assert count == 1
    return with_parts(content, {"docProps/custom.xml": changed.encode()})


def moved_on(folder: Path) -> Path:
    """The pack with another lag."""
    mine = copied(MICROSOFT, folder / "mine")
    text = (mine / "fleet.toml").read_text(encoding="utf-8")
    changed = re.sub(r"(\[install_lag\][^\[]*?value = )[\d.]+", r"\g<1>2", text, count=1)
    assert changed != text
    (mine / "fleet.toml").write_text(changed, encoding="utf-8")
    return mine


def test_it_is_the_case_that_the_file_was_written_from(content: bytes, microsoft: Case) -> None:
    origin = read(content)
    assert not origin.moved_on
    assert origin.written() is origin.case
    assert origin.case.inputs.hash == origin.stamp.hash == microsoft.inputs.hash


def test_the_sets_and_the_date_of_the_file_are_the_case_s(tmp_path: Path) -> None:
    case = opened(MICROSOFT).case(sets=["fleet.install_lag=3 quarter"])
    origin = read(written(case, tmp_path))
    assert origin.written().sets == ("fleet.install_lag=3 quarter",)
    assert origin.case.inputs.as_of == case.inputs.as_of


def test_a_pack_that_has_moved_on_is_opened_as_it_is_today(content: bytes, tmp_path: Path) -> None:
    origin = read(content, moved_on(tmp_path))
    assert origin.moved_on
    assert origin.case.inputs.hash != origin.stamp.hash
    assert float(origin.case.inputs.values["install_lag"].ravel()[0]) == 0.5  # 2 quarters, in years


def test_a_pack_that_has_moved_on_has_not_the_case_that_was_written(content: bytes, tmp_path: Path) -> None:
    said = refused(MovedOnError, content, pack=moved_on(tmp_path))
    assert said.startswith("model.xlsx was made from other inputs than pack 'microsoft' has now (inputs hash ")
    assert "--pack" in said


def test_a_pack_with_another_scenario_has_moved_on(content: bytes, tmp_path: Path) -> None:
    mine = copied(MICROSOFT, tmp_path / "mine")
    (mine / "scenarios").mkdir()
    (mine / "scenarios" / "slower.toml").write_text(SLOWER, encoding="utf-8")
    assert "was made from other scenarios than pack 'microsoft' has now." in refused(MovedOnError, content, pack=mine)


def test_a_workbook_without_a_stamp() -> None:
    assert refused(NoStampError, GOOD) == (
        "model.xlsx does not say what it was made from: finmodel did not write it, or the properties of the file were "
        "removed. `finmodel audit` holds any workbook to the modelling rules."
    )


def test_a_workbook_of_another_layout(content: bytes) -> None:
    version = read(content).stamp.version
    assert refused(OldLayoutError, restamped(content, "schema", "1")) == (
        f"model.xlsx has layout 1, written by finmodel {version}; this finmodel reads layout {SCHEMA}. "
        f"Write it again with `finmodel run`."
    )


def test_a_scenario_file_is_named_where_the_pack_does_not_have_it(tmp_path: Path) -> None:
    file = tmp_path / "slower.toml"
    file.write_text(SLOWER, encoding="utf-8")
    content = written(Project.open(str(MICROSOFT)).case(str(file)), tmp_path)
    assert read(content).stamp.scenario == "slower"
    assert refused(NoScenarioError, content) == (
        "model.xlsx was made for the scenario 'slower', which pack 'microsoft' does not have: it has base. "
        "Name the scenario's file with --scenario, or the pack with --pack."
    )
    assert not read(content, scenario=str(file)).moved_on
