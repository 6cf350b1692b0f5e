"""Proof: it holds for a workbook as written and as typed in, and for no workbook whose formulas say something else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.errors import FinmodelError
from finmodel.project import Case, Project
from finmodel.proof import Proof, prove
from finmodel.proof_errors import (
    MovedOnError,
    NoScenarioError,
    NoStampError,
    OldLayoutError,
    PickedError,
    ProofError,
    UnreadError,
)
from finmodel.workbook.layout import (
    FIRST_PERIOD,
    INPUT_BASE,
    INPUT_FACTOR,
    INPUT_LOW,
    INPUT_OVERRIDE,
    INPUT_PICKED,
    UNIT,
)
from finmodel.workbook.typed import TypedTextError
from tests.packs import MICROSOFT, SLOWER, copied, opened, written
from tests.workbook.hostile import parts_of, with_parts
from tests.workbook.live import Live
from tests.workbook.reading import rewritten, sheet_parts


@pytest.fixture(scope="module")
def microsoft() -> Case:
    return opened(MICROSOFT).case()


@pytest.fixture(scope="module")
def content(microsoft: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(microsoft, tmp_path_factory.mktemp("proof"))


def proved(content: bytes, pack: Path = MICROSOFT, scenario: str | None = None) -> Proof:
    return prove(content, "model.xlsx", str(pack), scenario=scenario)


def typed(content: bytes, cells: Mapping[tuple[str, str], float | str]) -> bytes:
    """The file with cells typed in by another program."""
    live = Live(content)
    for (sheet, address), one in cells.items():
        live.type(sheet, address, one)
    return live.saved()


def edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    """The file as openpyxl saves it after an edit."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def differing(proof: Proof) -> set[str]:
    return {one.address for one in proof.engines["cellrune"].differences}


def quarter(case: Case, line: str, step: int = 9) -> tuple[str, str]:
    """Sheet and address of one quarter of a line without members."""
    layout = case.layout
    return layout.bands[line].sheet, f"{letters(FIRST_PERIOD + step)}{layout.row(line, ())}"


def override(case: Case, line: str) -> tuple[str, str]:
    return "Inputs", f"{letters(INPUT_OVERRIDE)}{case.layout.row(line, ())}"


def refused(content: bytes, error: type[FinmodelError], **more: Any) -> str:
    with pytest.raises(error) as caught:
        proved(content, **more)
    assert caught.value.exit_code == 3
    return str(caught.value)


class TestHolds:
    def test_it_holds_as_written_for_every_formula_and_both_arithmetics(self, content: bytes, microsoft: Case) -> None:
        proof = proved(content)
        assert proof.holds
        assert list(proof.engines) == ["cellrune", "cellrune, plain arithmetic"]
        formulas = sum(part.count(b"<f>") for name, part in parts_of(content).items() if "worksheets/sheet" in name)
        for agreement in proof.engines.values():
            assert (agreement.compared, agreement.differences) == (formulas, ())
            assert 0 < agreement.worst < 1e-9
        assert (proof.picked, proof.overrides, proof.not_ours) == ("base", (), 0)
        assert proof.stamp.hash == microsoft.inputs.hash

    def test_wrong_stored_values_prove_nothing_and_harm_nothing(self, content: bytes) -> None:
        """Every stored value of a sheet is replaced by a wrong one: they are stripped before anything is compared."""
        part = sheet_parts(content)["Fleet"]
        wrong = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>12345</v>", parts_of(content)[part])
        assert wrong.count(b"<v>12345</v>") > 1000
        assert proved(with_parts(content, {part: wrong})).holds

    def test_overrides_are_listed_and_computed_with(self, content: bytes, microsoft: Case) -> None:
        rows = microsoft.layout.series["capex_growth", ()]
        growth = ("Series", f"{letters(FIRST_PERIOD + microsoft.model.timeline.names.index('2028Q1'))}{rows.override}")
        proof = proved(typed(content, {override(microsoft, "install_lag"): 3.0, growth: 0.0}))
        assert proof.holds
        assert [(one.address, one.line, one.number) for one in proof.overrides] == [
            ("!".join(override(microsoft, "install_lag")), "install_lag", 3.0), ("!".join(growth), "capex_growth", 0.0)
        ]  # fmt: skip

    def test_another_engine_is_asked_too(self, content: bytes) -> None:
        proof = prove(content, "model.xlsx", str(MICROSOFT), {"nothing": lambda _: {}})
        assert not proof.holds
        assert len(proof.engines["nothing"].differences) == proof.engines["nothing"].compared
        assert proof.engines["cellrune"].differences == ()

    def test_sheets_of_the_analysts_own_are_calculated_and_not_compared(self, content: bytes) -> None:
        def add(book: Any) -> None:
            sheet = book.create_sheet("Mine")
            for row, formula in enumerate(
                ("=Outcomes!J10*2", "=1/0", "=TODAY()", '=CUBEVALUE("a","b")', "=A6", "=A5"), start=1
            ):
                sheet.cell(row, 1, formula)

        proof = proved(edited(content, add))
        assert proof.holds
        assert proof.not_ours == 6

    def test_a_workbook_written_with_sets_is_proved_with_them(self, tmp_path: Path) -> None:
        case = opened(MICROSOFT).case(sets=["fleet.install_lag=3 quarter", "guidance.capex_growth@FY2028*=0.5"])
        proof = proved(written(case, tmp_path))
        assert proof.holds
        assert (proof.picked, proof.overrides) == ("base as run", ())

    def test_a_scenario_picked_in_the_workbook_of_another_is_the_one_computed(self, tmp_path: Path) -> None:
        mine = copied(MICROSOFT, tmp_path / "mine")
        (mine / "scenarios").mkdir()
        (mine / "scenarios" / "slower.toml").write_text(SLOWER)
        project = Project.open(str(mine))
        content = written(project.case(sets=["guidance.capex_growth@FY2028*=0.5"]), tmp_path)
        for name in ("base", "slower", "base as run"):
            proof = proved(typed(content, {("Inputs", "B3"): name}), mine)
            assert proof.holds, name
            assert (proof.picked, proof.stamp.scenario) == (name, "base")


class TestDoesNotHold:
    def test_a_wrong_formula_is_found_with_all_that_follows_from_it(self, content: bytes, microsoft: Case) -> None:
        sheet, address = quarter(microsoft, "capex")
        pattern = rb'(<c r="' + address.encode() + rb'"[^>]*><f>)([^<]*)(</f>)'
        proof = proved(rewritten(content, sheet_parts(content)[sheet], pattern, rb"\1(\2)*2\3"))
        assert not proof.holds
        assert f"{sheet}!{address}" in differing(proof)
        assert {place.partition("!")[0] for place in differing(proof)} >= {sheet, "Annual"}
        assert (proof.typed_over, proof.moved) == ((), ())

    def test_a_wrong_formula_is_found_though_it_gives_the_same_today(
        self, content: bytes, microsoft: Case
    ) -> None:
        sheet, address = quarter(microsoft, "capex")
        pattern = rb'(<c r="' + address.encode() + rb'"[^>]*><f>)([^<]*)(</f>)'
        proof = proved(rewritten(content, sheet_parts(content)[sheet], pattern, rb"\1(\2)*1\3"))
        assert not proof.holds
        assert proof.reworded == (f"{sheet}!{address}",)
        assert differing(proof) == set()

    @pytest.mark.parametrize("right", [True, False])
    def test_a_number_typed_over_a_formula_is_named_even_if_it_is_right(
        self, content: bytes, microsoft: Case, right: bool
    ) -> None:
        sheet, address = quarter(microsoft, "capex")
        number = float(microsoft.values["capex"][10, 0]) if right else 1.0
        proof = proved(typed(content, {(sheet, address): number}))
        assert not proof.holds
        assert proof.typed_over == (f"{sheet}!{address}",)
        assert (differing(proof) == set()) == right

    def test_an_inserted_row_is_told_as_moved(self, content: bytes) -> None:
        proof = proved(edited(content, lambda book: book["Guidance"].insert_rows(20)))
        assert not proof.holds
        assert proof.moved
        assert all(place.startswith("Guidance!D") for place in proof.moved)
        assert re.fullmatch(r"Guidance!D\d+: found '.*', wanted '\w+'", proof.moved[0])

    def test_a_renamed_sheet_is_told_as_moved(self, content: bytes) -> None:
        def rename(book: Any) -> None:
            book["Guidance"].title = "Guide"

        proof = proved(edited(content, rename))
        assert not proof.holds
        assert {place.partition("!")[0] for place in proof.moved} == {"Guidance"}


class TestRefused:
    def test_a_workbook_of_a_pack_that_has_moved_on(self, content: bytes, tmp_path: Path) -> None:
        mine = copied(MICROSOFT, tmp_path / "mine")
        text = (mine / "fleet.toml").read_text(encoding="utf-8")
        changed = re.sub(r"(\[install_lag\][^\[]*?value = )[\d.]+", r"\g<1>2", text, count=1)
        assert changed != text
        (mine / "fleet.toml").write_text(changed, encoding="utf-8")
        refused(content, MovedOnError, pack=mine)

    def test_a_picked_scenario_that_the_workbook_does_not_have(self, content: bytes) -> None:
        assert refused(typed(content, {("Inputs", "B3"): "bse"}), PickedError) == (
            "model.xlsx: Inputs!B3 picks the scenario 'bse', which the workbook does not have. Did you mean 'base'? "
            "Pick one of base."
        )

    @pytest.mark.parametrize("text", ["two", " ", "#N/A"])
    def test_text_in_an_override(self, content: bytes, microsoft: Case, text: str) -> None:
        sheet, address = override(microsoft, "install_lag")
        said = refused(typed(content, {(sheet, address): text}), TypedTextError)
        assert said.startswith(
            f"{sheet}!{address}, the override of fleet.install_lag, holds {text!r}, where a number is wanted."
        )

    def test_a_scenario_file_that_has_changed(self, tmp_path: Path) -> None:
        file = tmp_path / "slower.toml"
        file.write_text(SLOWER)
        content = written(opened(MICROSOFT).case(str(file)), tmp_path)
        proof = proved(content, scenario=str(file))
        assert proof.holds
        assert proof.picked == "slower as run"
        file.write_text(SLOWER.replace("set = 3", "set = 4"))
        assert "made from other inputs" in refused(content, MovedOnError, scenario=str(file))

    def test_a_file_that_cellrune_cannot_read(self, content: bytes) -> None:
        part = sheet_parts(content)["Guidance"]
        broken = parts_of(content)[part].replace(b' s="1"', b' s="99999"', 1)
        said = refused(with_parts(content, {part: broken}), UnreadError)
        assert said.startswith("model.xlsx cannot be recalculated: cellrune cannot read it (cell style index")

    def test_every_reason_is_a_proof_error(self) -> None:
        for error in (NoStampError, OldLayoutError, NoScenarioError, MovedOnError, PickedError, UnreadError):
            assert issubclass(error, ProofError)


class TestInputs:
    """What stands in the blue cells is what the engine computes from; what the pack does not have is named."""

    def test_a_number_changed_outside_the_override_is_named_and_the_model_still_right(self, content: bytes, microsoft: Case) -> None:
        sheet, row = "Inputs", microsoft.layout.row("install_lag", ())
        proof = proved(typed(content, {(sheet, f"{letters(INPUT_BASE)}{row}"): 3.0}))
        assert not proof.holds
        assert [one.address for one in proof.changed] == [f"{sheet}!{letters(INPUT_BASE)}{row}"]
        assert differing(proof) == {f"{sheet}!{letters(INPUT_PICKED)}{row}"}

    def test_a_changed_factor_is_a_changed_input(self, content: bytes, microsoft: Case) -> None:
        row = microsoft.layout.row("install_lag", ())
        proof = proved(typed(content, {("Inputs", f"{letters(INPUT_FACTOR)}{row}"): 2.0}))
        assert [one.line for one in proof.changed] == ["install_lag"]

    def test_a_text_or_a_number_that_feeds_nothing_is_held_to_too(self, content: bytes, microsoft: Case) -> None:
        row = microsoft.layout.row("install_lag", ())
        cells = {("Inputs", f"{letters(UNIT)}{row}"): "EUR", ("Inputs", f"{letters(INPUT_LOW)}{row}"): 0.001}
        proof = proved(typed(content, cells))
        assert not proof.holds
        assert set(proof.retold) == {f"{sheet}!{address}" for sheet, address in cells}

    def test_a_cell_of_inputs_is_judged_alone(self, content: bytes, microsoft: Case) -> None:
        """A written unit and the model's stand in one row: a thousand dollars are nothing beside a billion."""
        row = microsoft.layout.row("facility_cost", microsoft.model.members("facility_cost")[0])
        pattern = f'(<c r="{letters(INPUT_PICKED)}{row}"[^>]*><f>)([^<]*)(</f>)'.encode()
        wrong = rewritten(content, sheet_parts(content)["Inputs"], pattern, rb"\1\2*2\3")
        assert f"Inputs!{letters(INPUT_PICKED)}{row}" in differing(proved(wrong))

    def test_another_wording_of_a_scenario_is_another_pack(self, tmp_path: Path) -> None:
        folder = copied(MICROSOFT, tmp_path / "pack")
        before = written(Project.open(str(folder)).case(), tmp_path)
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "slower.toml").write_text(SLOWER, encoding="utf-8")
        with pytest.raises(MovedOnError):
            proved(before, folder)

    def test_fifteen_digits_of_every_number_are_as_good_as_seventeen(self, content: bytes) -> None:
        """As LibreOffice saves them: a third becomes 0.333333333333333."""
        parts = {
            name: re.sub(rb"(?<=<v>)[^<]*[.e][^<]*(?=</v></c>)", fifteen, part)
            for name, part in parts_of(content).items()
            if "worksheets/sheet" in name
        }
        assert parts[sheet_parts(content)["Series"]] != parts_of(content)[sheet_parts(content)["Series"]]
        assert proved(with_parts(content, parts)).holds


def fifteen(number: re.Match[bytes]) -> bytes:
    try:
        return b"%.15g" % float(number[0])
    except ValueError:
        return number[0]
