"""Pack: structure, aliases, sources and scenario names as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from finmodel.errors import InputErrors
from finmodel.inputs import Pack, load_structure


def test_structure(pack: Pack, folder: Path) -> None:
    assert (pack.name, pack.title, pack.as_of, pack.folder) == ("tiny", "Tiny", date(2026, 9, 30), folder)
    assert [dimension.name for dimension in pack.dimensions] == ["site", "phase", "chip"]
    site, phase, chip = pack.dimensions
    assert chip.members == ("h100", "b200")
    assert site.label("prometheus") == "Prometheus, Ohio"
    assert (phase.parent, phase.parent_of) == ("site", {"prometheus_1": "prometheus"})
    assert (str(pack.timeline.first), str(pack.timeline.last)) == ("2026Q1", "2027Q4")


def test_scenarios_are_the_files_and_base(pack: Pack) -> None:
    assert pack.scenarios == ("base", "bull", "capped", "crash")


def test_outside_names(pack: Pack) -> None:
    assert pack.member("chip", "H100/H200") == "h100"
    assert pack.member("chip", "b200") == "b200"
    assert pack.member("site", "H100/H200") == "H100/H200"


def test_sources(pack: Pack) -> None:
    assert [source.id for source in pack.sources.values()] == ["filing", "house-view"]
    assert pack.sources["filing"].date == "2026-01-29"
    assert (pack.sources["house-view"].date, pack.sources["house-view"].url) == ("2026", "")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('parent = "site"', 'parent = "phase"', "parents in a loop (phase -> phase)"),
        ('parent = "site"\n', "", "found no parent; wanted the parent that parent_of maps to"),
        ('prometheus_1 = "prometheus"', "", "found no prometheus_1; wanted the site of prometheus_1"),
        ('prometheus_1 = "prometheus"', 'prometheus_1 = "hyperion"', "found the site 'hyperion'"),
        ('prometheus = "Prometheus, Ohio"', 'hyperion = "Hyperion"', "found the member 'hyperion'"),
        ('"H100/H200" = "h100"', 'b200 = "h100"', "found b200 = 'h100'; wanted an outside name"),
        ("[aliases.chip]", "[aliases.chips]", "found the dimension 'chips'"),
        ('["h100", "b200"]', "[]", "found no members"),
        ('"2026Q1"', '"2026"', "found first = '2026'; wanted a quarter such as 2026Q3"),
        ('"2027Q4"', '"2927Q4"', "at most 400 of them"),
        ('name = "tiny"', 'name = "Tiny pack"', "found the name 'Tiny pack'"),
        ("as_of = 2026-09-30", 'as_of = "2026"', "found as_of = '2026'; wanted a date such as 2026-09-30"),
        ('title = "Tiny"', "", "found no title"),
        ("[timeline]", "[time]", "found the unknown key 'time'"),
    ],
)
def test_mistakes(folder: Path, old: str, new: str, found: str) -> None:
    text = (folder / "pack.toml").read_text()
    assert old in text
    (folder / "pack.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(InputErrors) as raised:
        load_structure(folder)
    assert found in str(raised.value)


def test_a_scenario_cannot_be_called_base(folder: Path) -> None:
    (folder / "scenarios" / "base.toml").write_text("")
    with pytest.raises(InputErrors, match="base is the pack itself"):
        load_structure(folder)


def test_a_pack_may_have_no_sources_until_it_has_values(folder: Path) -> None:
    (folder / "sources.toml").unlink()
    assert load_structure(folder).sources == {}
