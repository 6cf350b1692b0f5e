"""Read: every kind of edit that an analyst makes in a file is told, by path, and nothing that they did not make."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from finmodel.edits.errors import NoRecordError, OtherInputsError, SheetGoneError
from finmodel.edits.read import Edits, read_edits
from finmodel.errors import FinmodelError
from finmodel.proof_errors import NoStampError, OldLayoutError, PickedError
from finmodel.workbook.layout import FIRST_PERIOD
from tests.edits.sheet import Sheet
from tests.edits.typing import Formula, Percent
from tests.packs import META
from tests.workbook.hostile import GOOD, parts_of, with_parts, zipped
from tests.workbook.reading import sheet_parts

LAG, POSITION, PLAN = "fleet.install_lag", "guidance.plan_position", "guidance.other_capex_plan"
CUSTOM = "docProps/custom.xml"


def changes(found: Edits) -> dict[str, object]:
    return {edit.place: edit.theirs for edit in found.edits}


def quiet(found: Edits, *but: str) -> bool:
    """Whether nothing else is told."""
    kinds = ("edits", "elsewhere", "moved", "questions", "typed_over", "reworded", "retold", "gone", "sheets", "names", "beside", "doubted")
    return [kind for kind in kinds if getattr(found, kind) and kind not in but] == []


def day_path(sheet: Sheet) -> str:
    return next(path for path, one in sheet.ours.asked.items() if one.is_date and path.endswith("first_energised"))


def test_an_untouched_file_has_no_edits(small: Sheet) -> None:
    found = small.read({})
    assert quiet(found)
    assert (found.picked, found.written) == ("base", "base")


def test_overrides_of_a_scalar_a_date_and_points(small: Sheet) -> None:
    day = day_path(small)
    found = small.read({
        small.override(LAG): 2.5, small.override(day): date(2027, 2, 15), small.override(PLAN, "2027Q1"): 4.5, small.override(PLAN, "2027Q4"): 0,
        small.override(POSITION): Percent(80),
    })  # fmt: skip
    assert quiet(found, "edits")
    assert changes(found) == {LAG: 2.5, day: date(2027, 2, 15), f"{PLAN}@2027Q1": 4.5, f"{PLAN}@2027Q4": 0.0, POSITION: 0.8}
    lag = next(edit for edit in found.edits if edit.path == LAG)
    sheet, address = small.override(LAG)
    assert (lag.cell, lag.how, lag.unit, lag.state) == (f"{sheet}!{address}", "override", "quarter", "edited")
    assert lag.then == lag.now == small.ours.origin.case.scenarios.points("install_lag", ())[""].value


def test_an_emptied_override_and_blanks_are_none(small: Sheet) -> None:
    assert quiet(small.read({small.override(LAG): None, small.override(POSITION): ""}))


def test_the_same_number_typed_as_an_override_is_told_and_changes_nothing(small: Sheet) -> None:
    stands = small.read({}).given.then("base", LAG, "", is_date=False)
    assert isinstance(stands, float)
    found = small.read({small.override(LAG): stands})
    assert changes(found) == {LAG: stands}
    assert found.after().inputs.values[LAG.rpartition(".")[2]] == found.before.inputs.values[LAG.rpartition(".")[2]]


def test_numbers_typed_over_those_of_base(small: Sheet) -> None:
    found = small.read({small.base(LAG): 2.5, small.base(PLAN, "2027Q1"): 4.5})
    assert quiet(found, "edits")
    assert [(edit.place, edit.how, edit.theirs) for edit in found.edits] == [(LAG, "base", 2.5), (f"{PLAN}@2027Q1", "base", 4.5)]


def test_an_override_beats_the_number_typed_over(small: Sheet) -> None:
    found = small.read({small.base(LAG): 2.5, small.override(LAG): 3.5})
    assert changes(found) == {LAG: 3.5}
    assert [(edit.how, edit.theirs) for edit in found.elsewhere] == [("base", 2.5)]


def test_fifteen_digits_of_a_number_are_no_edit(small: Sheet) -> None:
    parts = {
        name: re.sub(rb"<v>(-?\d+\.\d+)</v>", lambda match: b"<v>%.15g</v>" % float(match[1]), part)
        for name, part in parts_of(small.content).items() if "worksheets/sheet" in name
    }  # fmt: skip
    assert quiet(small.read_file(with_parts(small.content, parts)))


def test_a_formula_typed_in_an_input_cell_counts_with_its_stored_result(small: Sheet) -> None:
    found = small.read({small.override(LAG): Formula("1+1.5", 2.5), small.base(PLAN, "2027Q1"): Formula("4*1.1", 4.4)})
    assert changes(found) == {LAG: 2.5, f"{PLAN}@2027Q1": 4.4}
    assert quiet(found, "edits")


class TestCalculated:
    def test_a_formula_typed_over(self, small: Sheet) -> None:
        sheet, address = small.line("guidance.capex", "2027Q1")
        found = small.read({(sheet, address): 42e9, small.line("guidance.capex", "2027Q2"): None})
        assert quiet(found, "typed_over")
        first, second = found.typed_over
        assert (first.cell, first.line, first.found) == (f"{sheet}!{address}", "guidance.capex", 42e9)
        assert first.formula == "=" + small.ours.wordings[sheet][_place(address)]
        assert "guidance.other_capex_plan" in first.instead
        assert second.found is None

    def test_a_formula_worded_otherwise(self, small: Sheet) -> None:
        sheet, address = small.line("guidance.capex", "2027Q1")
        said = small.ours.wordings[sheet][_place(address)]
        found = small.read({(sheet, address): Formula(f"({said})*1.1", 1.0)})
        assert quiet(found, "reworded")
        (one,) = found.reworded
        assert (one.cell, one.line, one.found, one.formula) == (f"{sheet}!{address}", "guidance.capex", f"=({said})*1.1", f"={said}")
        assert "guidance.other_capex_plan" in one.instead

    def test_blanks_and_case_are_no_other_wording(self, small: Sheet) -> None:
        sheet, address = small.line("guidance.capex", "2027Q1")
        said = small.ours.wordings[sheet][_place(address)]
        assert quiet(small.read({(sheet, address): Formula(said.lower().replace(",", ", "), 1.0)}))

    def test_a_factor_that_was_changed(self, small: Sheet) -> None:
        row = small.override(LAG)[1][1:]
        found = small.read({("Inputs", f"I{row}"): 0.5})
        assert quiet(found, "retold")
        (one,) = found.retold
        assert (one.cell, one.line, one.column, one.stood, one.found) == (f"Inputs!I{row}", LAG, "factor to model unit", 0.25, 0.5)

    def test_words_that_were_changed(self, small: Sheet) -> None:
        row = small.override(LAG)[1][1:]
        found = small.read({("Inputs", f"A{row}"): "Delay", ("Inputs", f"B{row}"): None})
        assert {(one.cell, one.found) for one in found.retold} == {(f"Inputs!A{row}", "Delay"), (f"Inputs!B{row}", None)}
        assert quiet(found, "retold")


class TestScenarios:
    def test_a_scenario_picked_and_overridden(self, large: Sheet) -> None:
        """One reading of the large file: a scenario, its own numbers, those of base and of others."""
        scenarios = large.case.scenarios
        bull, bear = (next(place for place, one in enumerate(scenarios.all, start=1) if one.name == name) for name in ("bull", "bear"))
        found = large.read({
            ("Inputs", "B3"): "BULL", large.override(LAG): 2.5, large.base(POSITION, scenario=bull): 0.7, large.base(POSITION, scenario=bear): 0.15,
            large.base("fleet.economic_life"): 4.0, large.base("fleet.economic_life", scenario=bear): Formula("N1*2", 3.0),
            large.base("group.revenue_growth", "2027Q1", scenario=bull): 0.3, large.base("group.revenue_growth", "2027Q1"): 0.2,
        })  # fmt: skip
        assert (found.picked, found.written) == ("bull", "base")
        assert {(edit.place, edit.how, edit.theirs) for edit in found.edits} == {
            (LAG, "override", 2.5), (POSITION, "bull", 0.7), ("fleet.economic_life", "base", 4.0), ("group.revenue_growth@2027Q1", "bull", 0.3),
        }  # fmt: skip
        assert {(edit.place, edit.how, edit.theirs) for edit in found.elsewhere} == {
            (POSITION, "bear", 0.15), ("fleet.economic_life", "bear", 3.0), ("group.revenue_growth@2027Q1", "base", 0.2),
        }  # fmt: skip
        assert quiet(found, "edits", "elsewhere")
        position = next(edit for edit in found.edits if edit.path == POSITION)
        assert position.then == 0.9
        assert found.before.inputs.scenario == "bull"
        wanted = large.case.project.case("bull", [edit.assignment for edit in found.edits])
        assert found.after().inputs.hash == wanted.inputs.hash

    def test_a_scenario_that_is_none(self, small: Sheet) -> None:
        with pytest.raises(PickedError, match="'nul'"):
            small.read({("Inputs", "B3"): "nul"})


def _place(address: str) -> tuple[int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    row, column = xl_cell_to_rowcol(address)
    return int(row), int(column)


class TestSavedElsewhere:
    def saved(self, small: Sheet, edit: object = None) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(small.content))
        if callable(edit):
            edit(book)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_loaded_and_saved_by_openpyxl(self, small: Sheet) -> None:
        sheet, address = small.override(LAG)

        def edit(book: openpyxl.Workbook) -> None:
            book[sheet][address] = 2.5
            book.create_sheet("Mine", 0)["A1"] = "=Outcomes!J9"
            book.defined_names["my_rate"] = DefinedName("my_rate", attr_text="Mine!$B$2")
            book.defined_names["tax"] = DefinedName("tax", attr_text="0.21")
            book.move_sheet("Series", -2)
            book["Inputs"].title = "Put in"
            book["Fleet"]["ZZ3"] = "aside"

        found = small.read_file(self.saved(small, edit))
        assert changes(found) == {LAG: 2.5}
        assert found.sheets == ("Mine",)
        assert found.names == ("my_rate (Mine!B2)", "tax (0.21)")
        assert found.beside == ("Fleet!ZZ3",)
        assert found.reworded  # openpyxl renames a sheet and leaves what the formulas call it
        assert all("Inputs!" in str(one.found) for one in found.reworded)

    def test_as_excel_stores_cells(self, small: Sheet) -> None:
        """Formulas shared along a row, texts inline, texts of formulas, no stored values, no dimension, another author."""
        parts, places = parts_of(small.content), sheet_parts(small.content)
        part = parts[places["Fleet"]].decode()
        part = re.sub(r"<dimension[^>]*/>", "", part)
        number = next(row for line, (sheet, (row, column)) in small.ours.names.items() if sheet == "Fleet" and column == FIRST_PERIOD)
        row = re.search(rf'<row r="{number}"[^>]*>.*?</row>', part, re.DOTALL)
        assert row
        shared = _shared(row[0])
        assert shared.count('si="0"') > 10
        part = part.replace(row[0], shared)
        core = re.sub(rb"(<cp:lastModifiedBy>)[^<]*", rb"\g<1>Ada", parts["docProps/core.xml"])
        bare = {name: re.sub(rb"(</f>|<f [^>]*/>)<v>[^<]*</v>", rb"\1", text) for name, text in parts.items() if "worksheets" in name}
        found = small.read_file(with_parts(small.content, {**bare, places["Fleet"]: part.encode(), "docProps/core.xml": core}))
        assert quiet(found)

    def test_without_core_properties(self, small: Sheet) -> None:
        parts = parts_of(small.content)
        parts.pop("docProps/core.xml")
        found = small.read_file(zipped(parts))
        assert (found.file.author, found.file.saved) == ("", None)


def _shared(row: str) -> str:
    """A row's formulas from column K on, as one formula that the cells share."""
    cells = re.findall(r'<c r="([A-Z]+)(\d+)"([^>]*)><f>([^<]*)</f>', row)
    first, last = next(cell for cell in cells if cell[0] == "K"), cells[-1]
    for letters, number, style, said in cells:
        old = f'<c r="{letters}{number}"{style}><f>{said}</f>'
        if letters == "K":
            new = f'<c r="{letters}{number}"{style}><f t="shared" ref="K{number}:{last[0]}{number}" si="0">{said}</f>'
        elif len(letters) > 1 or letters > "K":
            new = f'<c r="{letters}{number}"{style}><f t="shared" si="0"/>'
        else:
            continue
        row = row.replace(old, new)
    assert first
    return row


class TestRefused:
    def refused(self, content: bytes, error: type[FinmodelError], pack: str | None = None) -> str:
        with pytest.raises(error) as caught:
            read_edits(content, "model.xlsx", pack)
        assert caught.value.exit_code == 3
        return str(caught.value)

    def test_a_file_of_another_program(self) -> None:
        assert "finmodel did not write it" in self.refused(GOOD, NoStampError)

    def test_another_layout(self, small: Sheet) -> None:
        text = re.sub(rb'(name="finmodel\.schema"><vt:[^>]*>)\d+', rb"\g<1>1", parts_of(small.content)[CUSTOM])
        assert "layout 1" in self.refused(with_parts(small.content, {CUSTOM: text}), OldLayoutError)

    @pytest.mark.parametrize("pattern", [rb'<property[^>]*name="finmodel\.record\.002".*?</property>', rb'<property[^>]*name="finmodel\.record\..*?</property>'])
    def test_a_record_that_is_cut_or_gone(self, pattern: bytes, small: Sheet) -> None:
        text = re.sub(pattern, b"", parts_of(small.content)[CUSTOM])
        assert "does not say what finmodel wrote into its input cells" in self.refused(with_parts(small.content, {CUSTOM: text}), NoRecordError, small.folder)

    def test_another_pack(self, small: Sheet) -> None:
        assert "meta" in self.refused(small.content, OtherInputsError, str(META))

    def test_a_file_without_the_sheet_of_the_inputs(self, small: Sheet) -> None:
        book = openpyxl.load_workbook(io.BytesIO(small.content))
        del book["Series"]
        file = io.BytesIO()
        book.save(file)
        with pytest.raises(SheetGoneError, match="Series"):
            small.read_file(file.getvalue())


def test_sheets_and_rows_that_are_gone(small: Sheet) -> None:
    book = openpyxl.load_workbook(io.BytesIO(small.content))
    del book["Annual"]
    book["Outcomes" if "Outcomes" in book.sheetnames else "Guidance"].delete_rows(8, 1)
    file = io.BytesIO()
    book.save(file)
    found = small.read_file(file.getvalue())
    assert "sheet Annual" in found.gone
    assert len([one for one in found.gone if ": the row of " in one or ": row " in one]) == 1


def test_the_file_is_not_touched(small: Sheet, tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    path.write_bytes(small.content)
    before = path.stat()
    read_edits(path.read_bytes(), str(path), ours=small.ours)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == (before.st_mtime_ns, small.content)
