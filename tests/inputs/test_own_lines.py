"""Own lines: what a pack adds in lines.toml is a line like any other, and what does not fit is refused."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from finmodel.engine.explain import Explainer
from finmodel.project import Case, Project
from finmodel.workbook.layout import FIRST_PERIOD
from finmodel.workbook.recalculate import recalculate
from tests.commands.ran import finmodel
from tests.packs import MICROSOFT, copied, mistakes
from tests.workbook.reading import apart

LINES = """
[capex_so_far]
unit = "USD"
kind = "balance"
formula = "previous(capex_so_far) + capex"
before = "0"
note = "A corkscrew of one line."

[compounding]
label = "A fund that earns a quarter of its balance"
unit = "ratio"
kind = "index"
formula = "previous(compounding) * (1 + period_years / one_year)"
before = "1"
note = "Grows by a quarter in every period."

[chip_value]
unit = "USD"
kind = "flow"
formula = "delivered_units * all_in_price"
dims = ["chip"]
note = "By chip."

[chip_value_of_all]
unit = "USD"
kind = "flow"
formula = "total(chip_value, over=chip)"

[lost_value]
unit = "USD"
kind = "balance"
formula = "delayed_value + chip_value_of_all"
before = "0"
note = "First of a loop through a lag."

[delayed_value]
unit = "USD"
kind = "index"
formula = "previous(lost_value) / 2"

[mean_capacity]
unit = "MW"
kind = "average"
formula = "energised_it_capacity"

[value_per_chip]
unit = "USD/chip"
kind = "ratio"
formula = "ratio(chip_value_of_all, chips_of_all)"

[chips_of_all]
unit = "chip"
kind = "flow"
formula = "total(delivered_units, over=chip)"

[never_negative]
unit = "flag"
kind = "flag"
formula = "capex >= 0"
note = "Capex is never negative."
check = true
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(MICROSOFT, tmp_path_factory.mktemp("own") / "mine", {"lines.toml": LINES})


@pytest.fixture(scope="module")
def own(pack: Path) -> Case:
    return Project.open(str(pack)).case()


@pytest.fixture(scope="module")
def content(own: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    own.write_workbook(path)
    return path.read_bytes()


def row(case: Case, line: str) -> np.ndarray:
    return case.results.quarters_of(line)[0]


class TestValues:
    def test_a_line_is_calculated_as_it_is_written(self, own: Case) -> None:
        assert row(own, "capex_so_far") == pytest.approx(np.cumsum(row(own, "capex")))

    def test_a_compounding_line_grows_from_its_value_before(self, own: Case) -> None:
        # 1 x 1.25 in the first quarter, x 1.25 in every other: 1.25 ^ n
        assert row(own, "compounding")[:3] == pytest.approx([1.25, 1.5625, 1.953125])

    def test_lines_that_need_each_other_through_a_lag_are_looped(self, own: Case) -> None:
        expected, before = [], 0.0
        for value in row(own, "chip_value_of_all"):
            before = before / 2 + value
            expected.append(before)
        assert row(own, "lost_value") == pytest.approx(expected)

    def test_a_line_with_dims_has_a_row_a_member(self, own: Case) -> None:
        assert own.results.quarters_of("chip_value") == pytest.approx(own.results.quarters_of("delivered_value"))

    def test_years_roll_up_by_kind(self, own: Case) -> None:
        year = own.model.timeline.years.index(2025)
        quarters = own.model.timeline.year_columns(2025)
        columns = slice(quarters.start - 1, quarters.stop - 1)

        def of(line: str) -> float:
            return float(own.results.years_of(line)[0][year])

        assert of("chip_value_of_all") == pytest.approx(row(own, "chip_value_of_all")[columns].sum())
        assert of("capex_so_far") == pytest.approx(row(own, "capex_so_far")[columns][-1])
        assert of("mean_capacity") == pytest.approx(row(own, "energised_it_capacity")[columns].mean())
        assert of("value_per_chip") == pytest.approx(of("chip_value_of_all") / of("chips_of_all"))


class TestWhereItAppears:
    def test_its_sheet_recalculates_to_what_the_engine_says(self, own: Case, content: bytes) -> None:
        assert apart(recalculate(content), own.layout, own.values) == []

    def test_it_has_formulas_on_the_sheet_own(self, content: bytes) -> None:
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Own"]
        found = {cells[3].value: cells[FIRST_PERIOD].value for cells in sheet.iter_rows(min_row=7)}
        assert list(found)[:2] == ["capex_so_far", "compounding"]
        assert all(str(formula).startswith("=") for formula in found.values())

    def test_annual_shows_it_but_no_index(self, own: Case, content: bytes) -> None:
        rows = {cells[3]: cells for cells in recalculate(content)["Annual"][6:] if cells[3]}
        assert {"capex_so_far", "chip_value", "mean_capacity", "value_per_chip"} <= set(rows)
        assert not {"compounding", "never_negative"} & set(rows)
        year = own.model.timeline.years.index(2025)
        assert rows["value_per_chip"][FIRST_PERIOD + year] == pytest.approx(own.results.years_of("value_per_chip")[0][year])

    def test_its_check_stands_on_the_sheet_checks(self, content: bytes) -> None:
        rows = {cells[2]: cells for cells in recalculate(content)["Checks"] if len(cells) > 5}
        assert rows["never_negative"][1] == "Capex is never negative."
        assert rows["never_negative"][4:6] == [0.0, 1.0]

    def test_lines_lists_it_with_its_formula(self, pack: Path) -> None:
        (found,) = finmodel("lines", "compounding", "--pack", str(pack), "--json").json
        assert (found["block"], found["unit"], found["kind"]) == ("own", "ratio", "index")
        assert found["formula"] == "previous(compounding) * (1 + period_years / one_year)"

    def test_check_names_it_and_holds(self, pack: Path) -> None:
        ran = finmodel("check", "--pack", str(pack))
        assert ran.code == 0
        assert "holds  never_negative: Capex is never negative." in ran.out

    def test_explain_leads_through_it_to_a_source(self, own: Case) -> None:
        tree = Explainer(own.project.engine, own.inputs, own.values, own.years).explain("capex_so_far", (), "2022Q1")
        assert tree["formula"] == "previous(capex_so_far) + capex"
        texts = str(tree)
        assert "reported_capex" in texts
        assert "edgar" in texts


def test_a_check_that_fails_ends_with_exit_code_4_and_its_periods(tmp_path: Path) -> None:
    rule = '\n[small]\nunit = "flag"\nkind = "flag"\nformula = "capex <= period_years * 0"\nnote = "Never."\ncheck = true\n'
    rule = rule.replace("period_years * 0", "capex - capex")
    folder = copied(MICROSOFT, tmp_path / "mine", {"lines.toml": rule})
    ran = finmodel("check", "--pack", str(folder), "--json")
    assert ran.code == 4
    failures = ran.json["checks"]["failures"]
    assert {failure["line"] for failure in failures} == {"small"}
    assert failures[0] == {"line": "small", "members": {}, "period": "2022Q1", "note": "Never."}
    assert "small" in ran.err


def test_a_pack_without_the_file_has_no_own_block(tmp_path: Path) -> None:
    folder = copied(MICROSOFT, tmp_path / "mine")
    (folder / "lines.toml").unlink()
    assert "own" not in [block.name for block in Project.open(str(folder)).model.blocks]


# --- mistakes ---

HEAD = 'unit = "USD"\nkind = "flow"\n'
FORMULA = "a formula over lines and inputs"
DOCS = "See docs/own_lines.md."
FIT = "wanted lines that fit the model."

WRONG = {
    "an unknown line": (
        f'[mine]\n{HEAD}formula = "capx / 2"',
        f"lines.toml: found Line 'mine' refers to 'capx', which no block defines. Did you mean 'capex'?; {FIT}",
    ),
    "a wrong unit": (
        f'[mine]\n{HEAD}formula = "owned_h100e"',
        "lines.toml: found Line 'mine' is declared in USD, but its formula gives H100e: owned_h100e. "
        f"Correct the formula or the declared unit; {FIT}",
    ),
    "a sum of unlike things": (
        f'[mine]\n{HEAD}formula = "capex + owned_h100e"',
        None,
    ),
    "a cycle": (
        f'[mine]\n{HEAD}formula = "yours + capex"\n[yours]\n{HEAD}formula = "mine / 2"',
        "lines.toml: found These lines depend on each other within one period: mine -> yours -> mine. "
        f"Lag one of them with previous(...) or remove the loop; {FIT}",
    ),
    "no value before the first period": (
        f'[mine]\n{HEAD}formula = "previous(mine) + capex"',
        "lines.toml: found Line 'mine' reaches back to 'mine', which declares no value before the first period. "
        f"Give 'mine' a before= value; a pack can carry it in a line of its own that has one; {FIT}",
    ),
    "an unknown kind": (
        '[mine]\nunit = "USD"\nkind = "flows"\nformula = "capex"',
        "lines.toml: mine: found the kind 'flows'; wanted flow, balance, average, ratio, rate, index, flag, date, "
        "constant or input. Did you mean 'flow'?",
    ),
    "a name that a block has": (
        f'[capex]\n{HEAD}formula = "server_capex"',
        "lines.toml: found The name 'capex' is used twice, in block guidance and in block own. A line item is defined "
        f"once: rename one of them; {FIT}",
    ),
    "a name that an input has": (
        f'[reported_capex]\n{HEAD}formula = "server_capex"',
        "lines.toml: found The name 'reported_capex' is used twice, in block guidance and in block own. A line item is "
        f"defined once: rename one of them; {FIT}",
    ),
    "a name with capitals": (
        f'[Mine]\n{HEAD}formula = "capex"',
        "lines.toml: found the line 'Mine'; wanted lower-case letters, digits and _, a letter first.",
    ),
    "a name with an accent": (
        f'["café"]\n{HEAD}formula = "capex"',
        "lines.toml: found the line 'café'; wanted lower-case letters, digits and _, a letter first.",
    ),
    "a ratio that is none": (
        '[mine]\nunit = "share"\nkind = "ratio"\nformula = "server_capex / capex"',
        "lines.toml: mine: found formula = 'server_capex / capex'; wanted ratio(line, line) for the kind ratio.",
    ),
    "a ratio of formulas": (
        '[mine]\nunit = "share"\nkind = "ratio"\nformula = "ratio(server_capex + facility_capex, capex)"',
        "lines.toml: mine: found formula = 'ratio(server_capex + facility_capex, capex)'; "
        "wanted ratio(line, line) for the kind ratio.",
    ),
    "a constant that changes": (
        '[mine]\nunit = "USD"\nkind = "constant"\nformula = "capex"',
        f"lines.toml: found Line 'mine' is declared a constant, but 'capex' changes from period to period; {FIT}",
    ),
    "a formula that cannot be read": (
        f'[mine]\n{HEAD}formula = "capex * 3"',
        "lines.toml: mine: found the number 3; only 0, 1 and 2 may: make it an input with a source; "
        f"wanted {FORMULA}, not 'capex * 3'. {DOCS}",
    ),
    "a value before that is a formula": (
        f'[mine]\n{HEAD}formula = "previous(mine)"\nbefore = "capex + 1"',
        "lines.toml: mine: found before = 'capex + 1'; wanted 0, 1 or the name of a constant.",
    ),
    "an unknown key": (
        f'[mine]\n{HEAD}formula = "capex"\nkinds = "flow"',
        "lines.toml: mine: found the unknown key 'kinds'; wanted unit, kind, formula, dims, label, note, before or "
        "check. Did you mean 'kind'?",
    ),
    "an unknown dimension": (
        f'[mine]\n{HEAD}formula = "total(delivered_value, over=chp)"',
        f"lines.toml: found Line 'mine' mentions the dimension 'chp', which the pack does not define; {FIT}",
    ),
    "an unknown member": (
        f'[mine]\n{HEAD}formula = "pick(delivered_value, chip=h10)"',
        f"lines.toml: found There is no member of chip 'h10'. Did you mean 'h100'?; {FIT}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_line_that_does_not_fit_is_refused_with_its_sentence(mistake: str, tmp_path: Path) -> None:
    text, sentence = WRONG[mistake]
    (found,) = mistakes(copied(MICROSOFT, tmp_path / "mine", {"lines.toml": text}))
    if sentence is None:
        assert found.startswith("lines.toml: found Line 'mine'")
        assert "capex + owned_h100e" in found
    else:
        assert found == sentence


def test_mistakes_in_reading_are_shown_together(tmp_path: Path) -> None:
    text = f'[one]\n{HEAD}formula = "capex * 3"\n[two]\n{HEAD}formula = "capex["\n[three]\nunit = "USD"\nkind = "x"\nformula = "capex"'
    found = mistakes(copied(MICROSOFT, tmp_path / "mine", {"lines.toml": text}))
    assert [sentence.split(":")[1].strip() for sentence in found] == ["one", "two", "three"]


@pytest.mark.parametrize("command", ["run", "check", "lines", "inputs"])
def test_a_cyclic_formula_ends_every_command_with_exit_code_3_and_the_loop(command: str, tmp_path: Path) -> None:
    text, _ = WRONG["a cycle"]
    folder = copied(MICROSOFT, tmp_path / "mine", {"lines.toml": text})
    ran = finmodel(command, "--pack", str(folder))
    assert ran.code == 3
    assert "mine -> yours -> mine" in ran.err
    assert "Traceback" not in ran.err
