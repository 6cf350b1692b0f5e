"""Layers: overlays commute or fail; parents go before; --set goes last (rule 9)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputErrors
from finmodel.inputs import Entry, Inputs, read_overlay
from finmodel.inputs.pack import Pack
from tests.inputs.tiny import resolve_folder, write_pack


def entry_at(inputs: Inputs, path: str) -> Entry:
    return next(entry for entry in inputs.entries if entry.path == path)


def write_scenario(folder: Path, name: str, *changes: str, parent: str = "") -> None:
    head = f'title = "{name}"\nsays = "A test."\n' + (f'parent = "{parent}"\n' if parent else "")
    body = "".join(f"[[change]]\n{change}\n" for change in changes)
    (folder / "scenarios" / f"{name}.toml").write_text(head + body)


def test_a_set_keeps_the_unit_of_the_base(folder: Path) -> None:
    write_scenario(folder, "small", 'path = "fleet.prometheus.power"\nset = 1100\nunit = "MW"\nsource = "house-view"')
    entry = entry_at(resolve_folder(folder, "small"), "fleet.prometheus.power")
    assert (entry.value, entry.unit, entry.layer, entry.source) == (1.1, "GW", "small", "house-view")
    assert (entry.low, entry.high) == (1.0, 1.5)  # still inside


def test_a_value_that_leaves_its_range_drops_it(folder: Path) -> None:
    entry = entry_at(resolve_folder(folder, sets=["fleet.prometheus.power=900 MW"]), "fleet.prometheus.power")
    assert (entry.value, entry.low, entry.high) == (0.9, None, None)


def test_a_change_may_bring_its_range(folder: Path) -> None:
    write_scenario(folder, "wide", 'path = "fleet.install_lag"\nset = 4\nlow = 2\nhigh = 5')
    entry = entry_at(resolve_folder(folder, "wide"), "fleet.install_lag")
    assert (entry.low, entry.value, entry.high) == (2, 4, 5)
    write_scenario(folder, "wrong", 'path = "fleet.install_lag"\nset = 6\nlow = 2\nhigh = 5')
    with pytest.raises(InputErrors, match="found low 2, value 6, high 5"):
        resolve_folder(folder, "wrong")


def test_multiplications_join(folder: Path) -> None:
    inputs = resolve_folder(folder, "bull+capped")
    assert inputs.values["budget"][5:, 0].tolist() == [1.5e9, 2.25e9, 1.5e9, 1.5e9]
    assert entry_at(inputs, "fleet.budget@2027Q1").layer == "bull+capped"
    assert inputs.scenario == "bull+capped"


def test_equal_sets_join_whatever_their_unit(folder: Path) -> None:
    write_scenario(folder, "left", 'path = "fleet.prometheus.power"\nset = 1100\nunit = "MW"')
    write_scenario(folder, "right", 'path = "fleet.prometheus.power"\nset = 1.1')
    assert resolve_folder(folder, "left+right").values["power"].item() == pytest.approx(1100)
    write_scenario(folder, "right", 'path = "fleet.prometheus.power"\nset = 1.2')
    with pytest.raises(InputErrors, match="found set by 'left' and set by 'right'"):
        resolve_folder(folder, "left+right")


def test_a_conflict_on_a_whole_series_is_said_once(folder: Path) -> None:
    write_scenario(folder, "flat", 'path = "fleet.budget@*"\nset = 1')
    with pytest.raises(InputErrors) as raised:
        resolve_folder(folder, "flat+capped")
    assert len(raised.value.errors) == 1


def test_two_changes_in_one_file_have_no_order_either(folder: Path) -> None:
    write_scenario(folder, "twice", 'path = "fleet.budget@2027Q1..2027Q4"\nset = 1', 'path = "fleet.budget@2027Q1"\nadd = 1')
    with pytest.raises(InputErrors, match=r"fleet.budget@2027Q1: found set by 'twice' and added to by 'twice'"):
        resolve_folder(folder, "twice")


def test_a_parent_goes_before_its_child(folder: Path) -> None:
    inputs = resolve_folder(folder, "crash")
    assert inputs.values["budget"][5:, 0].tolist() == [3e9, 4.5e9, 3e9, 0]
    assert inputs.values["install_lag"].item() == 0.25
    assert inputs.values["power"].item() == pytest.approx(1000)
    assert entry_at(inputs, "fleet.budget@2027Q4").layer == "bull+crash"
    assert resolve_folder(folder, "crash+bull").hash == inputs.hash


def test_a_grandparent_is_an_ancestor_too(folder: Path) -> None:
    write_scenario(folder, "after", 'path = "fleet.budget@2027Q4"\nadd = 1', parent="crash")
    assert resolve_folder(folder, "after+bull").values["budget"][8].item() == 1e9


def test_a_change_of_a_held_series_reaches_only_its_periods(folder: Path) -> None:
    inputs = resolve_folder(folder, sets=["fleet.h100.utilisation@2026Q4=80"])
    assert inputs.values["utilisation"][0, 1:, 0].tolist() == pytest.approx([0.4, 0.4, 0.4, 0.8, 0.5, 0.5, 0.5, 0.5])


def test_ranges_of_periods(folder: Path) -> None:
    inputs = resolve_folder(folder, sets=["fleet.budget@2026Q3..2027Q1=7", "fleet.budget@2027Q4..+=1"])
    assert inputs.values["budget"][1:, 0].tolist() == [0, 0, 7e9, 7e9, 7e9, 3e9, 2e9, 3e9]


def test_a_star_is_every_forecast_period(folder: Path) -> None:
    inputs = resolve_folder(folder, sets=["fleet.budget@*=1 USD million", "fleet.budget@**=2"])
    assert inputs.values["budget"][1:, 0].tolist() == [0, 0, *[2e6] * 6]
    assert inputs.written["budget"].tolist() == [False, False, False, *[True] * 6]


def test_sets_apply_from_left_to_right(folder: Path) -> None:
    inputs = resolve_folder(
        folder, sets=["fleet.install_lag=2", "fleet.install_lag*=1.5", "fleet.install_lag+=1 month"]
    )
    assert inputs.values["install_lag"].item() == pytest.approx(3 * 0.25 + 1 / 12)
    assert entry_at(inputs, "fleet.install_lag").layer == "--set"


def test_sets_apply_after_scenarios(folder: Path) -> None:
    inputs = resolve_folder(folder, "bull", ["fleet.install_lag*=2"])
    assert inputs.values["install_lag"].item() == 2 * 0.25


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        ("fleet.prometheus.power=3000 MW", "power", 3000),
        ("fleet.prometheus.power = 3GW", "power", 3000),
        ("fleet.prometheus.power=2", "power", 2000),
        ("fleet.spare_share=35%", "spare_share", 0.35),
        ("fleet.spare_share=0.35 share", "spare_share", 0.35),
        ("fleet.spare_share=7", "spare_share", 0.07),
        ("fleet.b200.unit_price=0.05 USD million/chip", "unit_price", 50_000),
        ("fleet.b200.unit_price=5_0000", "unit_price", 50_000),
        ("fleet.b200.unit_price*=110%", "unit_price", 49_500),
        ("fleet.b200.unit_price+=1e3", "unit_price", 46_000),
        ("fleet.b200.unit_price+=-1e3", "unit_price", 44_000),
        ("fleet.first_light=2027-01-01", "first_light", 46388),
        ("fleet.first_light+=2 weeks", "first_light", 46355),
        ("fleet.first_light+=30", "first_light", 46371),
        ("fleet.resold=1", "resold", 1),
    ],
)
def test_a_set_may_carry_a_unit(folder: Path, text: str, line: str, wanted: float) -> None:
    assert resolve_folder(folder, sets=[text]).values[line].ravel()[-1] == pytest.approx(wanted, rel=1e-12)


def test_a_scenario_may_be_a_file_of_its_own(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'title = "Mine"\nsays = "Edits."\nparent = "bull"\n[[change]]\npath = "fleet.install_lag"\nadd = 1\n'
    )
    inputs = resolve_folder(folder, str(mine))
    assert inputs.values["install_lag"].item() == 0.5
    assert entry_at(inputs, "fleet.install_lag").layer == "bull+mine"


def test_an_overlay_can_be_read_alone(pack: Pack) -> None:
    overlay = read_overlay(pack, "crash")
    assert (overlay.title, overlay.says, overlay.ancestors) == ("Crash", "After the bull, nothing.", ("bull",))
    assert [change.path for change in overlay.changes] == ["fleet.budget@2027Q4", "fleet.prometheus.power"]


PATHS = ["fleet.install_lag", "fleet.b200.unit_price", "fleet.budget@FY2027", "fleet.budget@2027Q1", "fleet.budget@*"]
CHANGES = st.lists(
    st.builds(
        'path = "{}"\n{} = {}'.format,
        st.sampled_from(PATHS),
        st.sampled_from(["set", "multiply", "multiply", "add"]),
        st.sampled_from([0.3, 1.1, 1.7, 2]),
    ),
    max_size=3,
    unique_by=lambda change: change.split("\n")[0],
)


@settings(max_examples=60, deadline=None)
@given(st.tuples(CHANGES, CHANGES, CHANGES), st.sampled_from(["", "one"]), st.permutations(["one", "two", "three"]))
def test_overlays_commute_or_fail(scenarios: tuple[list[str], ...], parent: str, order: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = write_pack(Path(place))
        for name, changes in zip(["one", "two", "three"], scenarios, strict=True):
            write_scenario(folder, name, *changes, parent=parent if name == "two" else "")

        def outcome(scenario: str) -> str:
            try:
                return resolve_folder(folder, scenario).hash
            except InputErrors as mistakes:
                return str(mistakes)

        assert outcome("+".join(order)) == outcome("one+two+three")


def test_an_amount_for_the_year_of_a_flow_is_asked_about(folder: Path) -> None:
    with pytest.raises(InputErrors, match=r"found an amount for FY2027; wanted an amount per quarter"):
        resolve_folder(folder, "base", ["fleet.budget@FY2027=60"])
