"""Live scenarios: the base workbook with any shipped scenario picked says what the engine says of that scenario."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.project import Case, Project
from finmodel.proof import prove
from finmodel.workbook.layout import FIRST_PERIOD, INPUT_OVERRIDE, LINE, MEMBER_1, Layout
from finmodel.workbook.libreoffice import recalculate_with_libreoffice
from finmodel.workbook.recalculate import Cell
from tests.marks import needs_libreoffice
from tests.packs import META, opened
from tests.workbook.live import Live
from tests.workbook.reading import apart, as_number, largest_of, same_row, terms

Sheets = dict[str, list[list[Cell]]]
SCENARIOS = opened(META).pack.scenarios
PROVED = ("bear",)
"""Proved in the default run: the largest overlay, with a parent."""


@pytest.fixture(scope="module")
def live(workbook_bytes: bytes) -> Live:
    """The base workbook, opened once; each test picks what it needs and leaves no override."""
    return Live(workbook_bytes)


@pytest.fixture(scope="module")
def layout(case: Case) -> Layout:
    return case.layout


@pytest.fixture
def typed(live: Live) -> Iterator[list[tuple[str, str]]]:
    """Cells to empty when the test is over."""
    cells: list[tuple[str, str]] = []
    yield cells
    for sheet, address in cells:
        live.type(sheet, address, None)


def years_apart(sheets: Sheets, case: Case) -> list[str]:
    """Rows of Annual that are not the fiscal years of a case; at least 500 rows are compared."""
    lines, dimensions, largest = case.model.lines, case.model.dimensions, largest_of(case.values)
    found, compared = [], 0
    for row in sheets["Annual"]:
        name = row[LINE] if len(row) > FIRST_PERIOD else None
        if not isinstance(name, str) or name not in lines or row[FIRST_PERIOD] is None:
            continue
        dims = case.model.dims[name]
        keys = [str(key) for key in row[MEMBER_1 : MEMBER_1 + len(dims)]]
        place = tuple(dimensions[d].members.index(key) for d, key in zip(dims, keys, strict=True))
        ours = case.years.of(name)[(*place, slice(None), 0)]
        theirs = np.array([as_number(cell) for cell in row[FIRST_PERIOD : FIRST_PERIOD + len(ours)]])
        compared += 1
        if not same_row(ours, theirs, terms(name, case.model, largest)):
            found.append(f"{name} {keys}: engine {ours.tolist()}, workbook {theirs.tolist()}")
    assert compared > 500
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_picked_scenario_is_what_the_engine_says_by_quarter_and_by_year(
    live: Live, layout: Layout, project: Project, name: str
) -> None:
    picked, ours = live.pick(name), project.case(name)
    assert apart(picked, layout, ours.values) == []
    assert years_apart(picked, ours) == []


def test_the_comparison_tells_one_scenario_from_another(live: Live, layout: Layout, project: Project) -> None:
    """It can fail: guidance_high is picked, and the engine computes guidance_low."""
    picked, other = live.pick("guidance_high"), project.case("guidance_low")
    lines = {entry.partition(" ")[0] for entry in apart(picked, layout, other.values)}
    assert {"plan_position", "capex", "server_capex"} <= lines
    assert "hours_per_day" not in lines
    assert [entry for entry in years_apart(picked, other) if entry.startswith("capex ")]


def test_every_heading_names_the_picked_scenario_and_inputs_says_what_it_is(live: Live, case: Case) -> None:
    sheets = live.pick("no_tents")
    (chosen,) = (one for one in case.scenarios.all if one.name == "no_tents")
    assert {sheets[name][0][1] for name in ("Inputs", "Series", "Fleet", "Annual", "Outcomes", "Checks")} == {"no_tents"}
    assert sheets["Inputs"][3][1] == case.scenarios.all.index(chosen) + 1
    assert sheets["Inputs"][2][INPUT_OVERRIDE] == chosen.says


def test_a_name_that_is_no_scenario_gives_errors_and_no_numbers(live: Live, layout: Layout) -> None:
    sheets = live.pick("no_such_scenario")
    assert sheets["Inputs"][3][1] == "#N/A"
    row = sheets[layout.bands["capex"].sheet][layout.row("capex", ()) - 1]
    assert set(row[FIRST_PERIOD : FIRST_PERIOD + 4]) == {"#N/A"}


def scalar(case: Case, path: str) -> Entry:
    return next(entry for entry in case.inputs.entries if entry.path == path)


def test_an_override_beats_the_picked_scenario_and_gives_what_set_gives(
    live: Live, layout: Layout, project: Project, case: Case, typed: list[tuple[str, str]]
) -> None:
    """guidance_high sets the plan position to 1; the bear shrinks capex growth by quarter."""
    position = f"{letters(INPUT_OVERRIDE)}{layout.row('plan_position', ())}"
    quarter = FIRST_PERIOD + case.model.timeline.names.index("2028Q1")
    growth = f"{letters(quarter)}{layout.series['capex_growth', ()].override}"
    assert layout.series["capex_growth", ()].scenarios
    typed += [("Inputs", position), ("Series", growth)]
    live.type("Inputs", position, 0.25)
    live.type("Series", growth, 0.17)
    units = [scalar(case, path).unit for path in ("guidance.plan_position", "guidance.capex_growth@2028Q1")]
    sets = [f"guidance.plan_position=0.25 {units[0]}", f"guidance.capex_growth@2028Q1=0.17 {units[1]}"]
    for name in ("guidance_high", "bear"):
        picked = live.pick(name)
        assert apart(picked, layout, project.case(name, sets=sets).values) == []
        without = {entry.partition(" ")[0] for entry in apart(picked, layout, project.case(name).values)}
        assert {"plan_position", "capex_growth", "capex"} <= without


def test_emptied_overrides_leave_base_as_it_was(live: Live, layout: Layout, case: Case) -> None:
    assert apart(live.pick("base"), layout, case.values) == []


@needs_libreoffice
def test_a_scenario_picked_in_libreoffice_is_what_the_engine_says(
    workbook_bytes: bytes, layout: Layout, project: Project
) -> None:
    sheets = recalculate_with_libreoffice(workbook_bytes, picked={("Inputs", "B3"): "bear"})
    bear = project.case("bear")
    assert apart(sheets, layout, bear.values) == []
    assert years_apart(sheets, bear) == []


def proved(project: Project, name: str, path: Path) -> None:
    case = project.case(name)
    formulas = case.write_workbook(path)
    proof = prove(path.read_bytes(), str(path), str(META))
    assert proof.holds
    assert (proof.picked, proof.overrides, proof.not_ours) == (case.scenarios.picked, (), 0)
    assert {one.compared for one in proof.engines.values()} == {formulas}


@pytest.mark.parametrize("name", PROVED)
def test_the_workbook_of_a_scenario_is_proved(project: Project, name: str, tmp_path: Path) -> None:
    proved(project, name, tmp_path / "model.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_workbook_of_every_scenario_is_proved(project: Project, name: str, tmp_path: Path) -> None:
    proved(project, name, tmp_path / "model.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_picked_in_the_workbook_of_another_is_proved(
    live: Live, case: Case, project: Project, name: str
) -> None:
    """The base file as an analyst saves it, every formula compared, Annual and Checks among them."""
    live.pick(name)
    proof = prove(live.saved(), "picked.xlsx", str(META))
    assert proof.holds
    assert (proof.picked, proof.stamp.scenario) == (name, case.inputs.scenario)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sets", "as_of"),
    [((), date(2024, 6, 30)), ((), date(2025, 3, 31)), ((), date(2025, 10, 31)), (("programme.programme_share@**=0.5",), None)],
)
def test_the_workbook_of_another_date_and_of_a_poor_return_is_proved(
    project: Project, sets: tuple[str, ...], as_of: date | None, tmp_path: Path
) -> None:
    """Where little of what was paid has come back, a solver may not find the rate: it is n/a there."""
    project.case("base", sets, as_of).write_workbook(tmp_path / "model.xlsx")
    assert prove((tmp_path / "model.xlsx").read_bytes(), "model.xlsx", str(META)).holds
