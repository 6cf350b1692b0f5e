"""Scenarios: base and what each shipped scenario changes, side by side; a case that is none of them has its own column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from finmodel.errors import InputErrors
from finmodel.inputs import Scenarios, load_structure, read_scenarios, resolve
from finmodel.project import Case, Project
from tests.inputs.tiny import build_model
from tests.packs import META, MICROSOFT, copied, opened

OWN = """
title = "Dear power"
says = "Power costs more."
[[change]]
path = "fleet.install_lag"
set = 2
unit = "quarter"
source = "judgement-fleet"
confidence = "judgement"
note = "A test."
"""


def tiny_scenarios(
    folder: Path, scenario: str = "base", sets: Sequence[str] = (), as_of: date | None = None
) -> Scenarios:
    """The scenarios of the tiny pack, one case of it picked."""
    pack = load_structure(folder)
    model = build_model(pack)
    return read_scenarios(pack, model, resolve(pack, model, scenario, sets, as_of), scenario, sets)


def paths(scenarios: Scenarios, name: str) -> set[str]:
    """What a scenario changes, by path."""
    (one,) = (one for one in scenarios.all if one.name == name)
    return {entry.path for entry in one.changed.values()}


class TestShipped:
    def test_base_is_first_and_changes_nothing(self, folder: Path) -> None:
        found = tiny_scenarios(folder)
        assert [one.name for one in found.all] == ["base", "bull", "capped", "crash"]
        assert (found.all[0].title, found.all[0].says) == ("Base", "Tiny as the pack has it.")
        assert (dict(found.all[0].changed), found.all[0].written) == ({}, ())
        assert (found.picked, found.number, found.chosen) == ("base", 1, found.all[0])

    def test_exactly_the_inputs_that_differ_are_changed(self, folder: Path) -> None:
        found = tiny_scenarios(folder)
        year = {f"fleet.budget@2027Q{quarter}" for quarter in range(1, 5)}
        assert paths(found, "bull") == {"fleet.install_lag", *year}
        assert paths(found, "capped") >= year
        assert not {path for path in paths(found, "capped") if not path.startswith("fleet.budget@")}

    def test_a_child_has_the_changes_of_its_parent_too(self, folder: Path) -> None:
        found = tiny_scenarios(folder)
        crash = found.all[3]
        assert (crash.parent, found.all[1].parent) == ("bull", "")
        assert paths(found, "crash") == {*paths(found, "bull"), "fleet.prometheus.power"}
        assert [change.path for change in crash.written] == ["fleet.budget@2027Q4", "fleet.prometheus.power"]
        points = found.points("budget", (), 4)
        assert (points["2027Q3"].value, points["2027Q4"].value) == (2 * 1.5, 0)

    def test_the_points_of_a_scenario_are_those_of_base_where_it_changes_none(self, folder: Path) -> None:
        found = tiny_scenarios(folder)
        assert found.points("install_lag", (), 2)[""].value == 1
        assert found.points("install_lag", (), 3) == found.points("install_lag", ())
        assert found.points("install_lag", ())[""].value == 1.5

    def test_every_series_knows_the_numbers_of_those_that_change_it(self, folder: Path) -> None:
        assert tiny_scenarios(folder).of_series == {("budget", ()): (2, 3, 4)}

    def test_an_input_is_written_in_the_unit_of_its_first_point(self, folder: Path) -> None:
        found = tiny_scenarios(folder)
        assert found.written_in("budget", ()) == ("USD billion", 1e9)
        assert found.written_in("power", ("prometheus",)) == ("GW", pytest.approx(1000))
        assert found.written_in("nothing", ()) == ("", 1.0)

    def test_a_shipped_scenario_is_picked_by_its_own_name(self, folder: Path) -> None:
        found = tiny_scenarios(folder, "crash")
        assert (found.picked, found.number, found.chosen.title) == ("crash", 4, "Crash")
        assert len(found.all) == 4

    def test_an_earlier_knowledge_date_is_that_of_every_scenario(self, folder: Path) -> None:
        found = tiny_scenarios(folder, "bull", as_of=date(2026, 8, 15))
        assert found.picked == "bull"
        assert found.points("deliveries", ("h100",))["2026Q1"].value == 100
        assert tiny_scenarios(folder).points("deliveries", ("h100",))["2026Q1"].value == 110


class TestAsRun:
    def test_a_combination_has_a_column_of_its_own_and_is_picked(self, folder: Path) -> None:
        found = tiny_scenarios(folder, "capped+bull")
        assert [one.name for one in found.all] == ["base", "bull", "capped", "crash", "bull+capped as run"]
        assert (found.picked, found.number) == ("bull+capped as run", 5)
        assert found.chosen.says == "Power comes sooner.; Budgets are cut."
        assert found.points("budget", (), 5)["2027Q1"].value == 2 * 1.5 * 0.5
        assert found.of_series["budget", ()] == (2, 3, 4, 5)

    def test_a_set_has_a_column_of_its_own_that_tells_of_it(self, folder: Path) -> None:
        found = tiny_scenarios(folder, sets=["fleet.install_lag=2", "fleet.resold=1"])
        assert found.picked == "base as run"
        assert paths(found, found.picked) == {"fleet.install_lag", "fleet.resold"}
        assert found.chosen.says == "with --set fleet.install_lag=2, fleet.resold=1"
        assert [change.path for change in found.chosen.written] == ["fleet.install_lag", "fleet.resold"]

    def test_a_set_upon_a_shipped_scenario_is_no_shipped_scenario(self, folder: Path) -> None:
        found = tiny_scenarios(folder, "bull", sets=["fleet.install_lag=2"])
        assert found.picked == "bull as run"
        assert found.points("install_lag", (), found.number)[""].value == 2
        assert found.points("install_lag", (), 2)[""].value == 1

    def test_a_file_goes_by_its_stem(self, folder: Path, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text('title = "Mine"\nsays = "Slower."\n[[change]]\npath = "fleet.install_lag"\nset = 2.5\n')
        found = tiny_scenarios(folder, str(file))
        assert (found.picked, found.chosen.says) == ("mine as run", "Slower.")
        assert paths(found, "mine as run") == {"fleet.install_lag"}

    def test_a_file_with_the_name_of_a_shipped_scenario_is_not_taken_for_it(self, folder: Path, tmp_path: Path) -> None:
        file = tmp_path / "bull.toml"
        file.write_text('title = "Mine"\nsays = "Slower."\n[[change]]\npath = "fleet.install_lag"\nset = 2.5\n')
        found = tiny_scenarios(folder, str(file))
        assert found.picked == "bull as run"
        assert found.points("install_lag", (), 2)[""].value == 1

    def test_one_case_alone_has_nothing_else_to_pick(self, folder: Path) -> None:
        pack = load_structure(folder)
        inputs = resolve(pack, build_model(pack), "bull")
        found = Scenarios.alone(inputs)
        assert ([one.name for one in found.all], found.of_series) == (["base"], {})
        assert found.points("install_lag", ())[""].value == 1


class TestMistakes:
    def test_those_of_every_scenario_are_reported_together(self, folder: Path) -> None:
        for name, path in (("bull", "fleet.instal_lag"), ("capped", "fleet.budgit@*")):
            file = folder / "scenarios" / f"{name}.toml"
            file.write_text(f'title = "T"\nsays = "S."\n[[change]]\npath = "{path}"\nset = 1\n')
        with pytest.raises(InputErrors) as caught:
            tiny_scenarios(folder)
        said = [str(error) for error in caught.value.errors]
        assert [text for text in said if "scenarios/bull.toml" in text and "fleet.install_lag" in text]
        assert [text for text in said if "scenarios/capped.toml" in text and "fleet.budget" in text]

    def test_a_value_out_of_its_domain_in_a_scenario_that_is_not_picked_is_reported(self, folder: Path) -> None:
        (folder / "scenarios" / "capped.toml").write_text(
            'title = "T"\nsays = "S."\n[[change]]\npath = "fleet.install_lag"\nset = -1\n'
        )
        with pytest.raises(InputErrors, match=r"scenarios/capped\.toml: fleet\.install_lag"):
            tiny_scenarios(folder, "bull")


class TestBundledPacks:
    def test_the_inputs_of_every_scenario_are_those_of_its_case(self, project: Project, case: Case) -> None:
        found = case.scenarios
        assert [one.name for one in found.all] == list(project.pack.scenarios)
        base = {entry.slot: entry for entry in case.inputs.entries}
        assert found.base == base
        for one in found.all:
            entries = {entry.slot: entry for entry in project.case(one.name).inputs.entries}
            assert entries == {**base, **one.changed}, one.name
            assert all(base.get(slot) != entry for slot, entry in one.changed.items())

    def test_each_shipped_case_picks_itself_among_the_same_scenarios(self, project: Project, case: Case) -> None:
        for name in project.pack.scenarios:
            own = project.case(name).scenarios
            assert own.picked == name
            assert own.all == case.scenarios.all

    def test_those_with_a_parent_name_it(self, case: Case) -> None:
        parents = {one.name: one.parent for one in case.scenarios.all if one.parent}
        assert parents["bear"] == "hyperion_slips"
        assert set(parents.values()) <= {one.name for one in case.scenarios.all}

    def test_a_pack_without_scenarios_has_base_alone(self) -> None:
        found = opened(MICROSOFT).case().scenarios
        assert ([one.name for one in found.all], found.of_series) == (["base"], {})

    def test_a_scenario_added_to_a_copy_is_one_more_to_pick(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "mine")
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "slow.toml").write_text(OWN.replace('source = "judgement-fleet"\n', ""))
        mine = Project.open(str(folder))
        found = mine.case().scenarios
        assert [one.name for one in found.all] == ["base", "slow"]
        assert paths(found, "slow") == {"fleet.install_lag"}
        assert mine.case("slow").scenarios.number == 2

    def test_a_scenario_added_to_a_copy_stands_among_the_others_by_name(self, tmp_path: Path) -> None:
        folder = copied(META, tmp_path / "mine")
        (folder / "scenarios" / "hasty.toml").write_text(OWN)
        names = [one.name for one in Project.open(str(folder)).case().scenarios.all]
        assert names == ["base", *sorted(names[1:])]
        assert "hasty" in names
