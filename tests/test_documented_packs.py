"""Documented packs: the files that the pages show, written into a copied pack, open and say what the page says of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from finmodel.project import Case, Project
from finmodel.sampling.draws import Draws
from tests.packs import META, copied

DOCS = Path(__file__).parent.parent / "docs"


def shown(page: str, heading: str) -> list[str]:
    """The TOML of a section, a block each."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"## {heading}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"```toml\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The bundled pack with every line that own_lines.md shows, and the value of its input."""
    lines, value = shown("own_lines.md", "Inputs of your own")
    files = {"lines.toml": "\n".join([*shown("own_lines.md", "Three examples"), lines]), "own.toml": value}
    folder = copied(META, tmp_path_factory.mktemp("documented") / "pack", files)
    return Project.open(str(folder)).case()


def test_the_own_lines_on_the_page_load_and_calculate(own: Case) -> None:
    np.testing.assert_allclose(own.values["serving_capacity"][1:], 0.4 * own.values["operating_h100e"][1:])
    for line in ("capex_per_head", "researchers_hired_to_date", "team_hires", "servers_lead"):
        assert line in own.values


def test_the_own_input_on_the_page_is_drawn(own: Case) -> None:
    (one,) = Draws(own.inputs, own.model, ["own.inference_share"]).uncertain
    assert (one.entries[0].low, one.entries[0].value, one.entries[0].high) == (0.3, 0.4, 0.55)


def test_a_scenario_narrows_a_range_and_fixes_an_input_as_the_page_shows(tmp_path: Path) -> None:
    example = next(text for text in shown("packs.md", "Scenarios") if "minimum_cash" in text)
    assert len(tomllib.loads(example)["change"]) == 2
    folder = copied(META, tmp_path / "pack", {"scenarios/sure.toml": f'title = "Sure"\nsays = "As the house has it."\n{example}'})
    case = Project.open(str(folder)).case("sure")
    by_path = {one.path: one for one in Draws(case.inputs, case.model).uncertain}
    assert "group.minimum_cash" not in by_path
    growth = by_path["guidance.capex_growth"]
    ranges = {(entry.low, entry.high) for entry in growth.entries if entry.period.startswith("2028")}
    assert ranges == {(0.05, 0.15)}


@pytest.mark.parametrize(
    ("range_of", "warned"),
    [
        ("low = 0.05\nvalue = 0.25\nhigh = 5", True),
        ("low = 0.05\nvalue = 0.25\nhigh = 5\nclip = [0, 15]", False),
        ("low = 0.05\nvalue = 0.25\nhigh = 5\ndistribution = \"split-normal\"", False),
        ("low = 0.05\nvalue = 0.25\nhigh = 5\ndistribution = \"split-lognormal\"", True),
        ("low = 0.05\nvalue = 0.25\nhigh = 2\ndistribution = \"lognormal\"", True),
        ("low = 0.05\nvalue = 0.25\nhigh = 1.1", False),
        ("low = 0\nvalue = 0.25\nhigh = 5", False),
    ],
)  # fmt: skip
def test_a_long_tail_is_warned_of(tmp_path: Path, range_of: str, warned: bool) -> None:
    own_input = '[hype]\nkind = "input"\nunit = "ratio"\nat_least = 0\n\n[hyped]\nkind = "balance"\nunit = "H100e"\nformula = "operating_h100e * hype"\n'
    value = f'[hype]\n{range_of}\nunit = "ratio"\nsource = "judgement-research"\nas_of = 2026-09-30\nconfidence = "judgement"\n'
    folder = copied(META, tmp_path / "pack", {"lines.toml": own_input, "own.toml": value})
    found = [one for one in Project.open(str(folder)).case().inputs.warnings if "one draw in a thousand" in one]
    assert bool(found) is warned
    if warned:
        assert found[0].startswith("own.toml: own.hype: one draw in a thousand lies beyond ")


def test_a_group_that_nobody_joined_is_warned_of(tmp_path: Path) -> None:
    text = (META / "correlations.toml").read_text(encoding="utf-8")
    empty = '[lonely]\nrank = 0.5\nsource = "judgement-correlations"\nas_of = 2026-09-30\nconfidence = "judgement"\n\n'
    folder = copied(META, tmp_path / "pack", {"correlations.toml": empty + text})
    warnings = Project.open(str(folder)).case().inputs.warnings
    assert "correlations.toml: lonely has no member: there is nothing to correlate." in warnings
