"""Rules: what may stand in a cell of the workbook."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.engine.years import Years
from finmodel.expr.nodes import Number
from finmodel.headlines import TABLE
from finmodel.model.block import Block
from finmodel.model.dimension import Dimension
from finmodel.model.item import Given, Kind, Line
from finmodel.model.vocabulary import balance, check, flow, ref, scalar, series
from finmodel.project import Case
from finmodel.workbook.checks_sheet import BREACHES, MASTER_ROW, PASSED
from finmodel.workbook.layout import CONSTANT, FIRST_PERIOD, HEADER_ROWS, INPUT_OVERRIDE, LINE, OPENING, Layout
from finmodel.workbook.recalculate import recalculate
from tests.cases import given_inputs, small_model, workbook_of
from tests.workbook.reading import Stored, relative, rows_of, stored_cells, without_references

BANNED = (
    "OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "XLOOKUP", "XMATCH", "LET", "LAMBDA", "FILTER", "SORT",
    "UNIQUE", "SEQUENCE", "AGGREGATE", "ROUND", "IFERROR", "IFNA", "CELL", "INFO", "HYPERLINK", "WEBSERVICE", "VDB",
)  # fmt: skip
LONGEST = 200
UNIVERSAL = {0.0, 1.0, -1.0, 2.0}


def formulas(cells: list[Stored]) -> set[str]:
    return {cell.formula for cell in cells if cell.formula}


class TestFormulas:
    def test_no_volatile_unsafe_or_hiding_function_is_used(self, cells: list[Stored]) -> None:
        used = Counter(name for formula in formulas(cells) for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", formula))
        assert used["SUMIF"] > 0
        assert not set(used) & set(BANNED)
        assert not [formula for formula in formulas(cells) if re.search(r"\[|@|#REF|\{|_xlfn", formula)]

    def test_no_range_spans_a_whole_column_or_row(self, cells: list[Stored]) -> None:
        assert not [
            formula for formula in formulas(cells) if re.search(r"\$?[A-Z]+:\$?[A-Z]+\b(?!\d)|\$?\d+:\$?\d+", formula)
        ]

    def test_no_condition_stands_inside_a_condition(self, cells: list[Stored]) -> None:
        nested = []
        for formula in formulas(cells):
            depth, inside = 0, []
            for match in re.finditer(r"(?<![A-Z])IF\(|\(|\)", re.sub(r'"[^"]*"', "", formula)):
                if match[0] == ")":
                    depth -= 1
                    inside = [level for level in inside if level <= depth]
                else:
                    depth += 1
                    if match[0] == "IF(":
                        if inside:
                            nested.append(formula)
                        inside.append(depth)
        assert nested == []

    def test_the_only_numbers_in_formulas_are_universal(self, cells: list[Stored]) -> None:
        odd = {}
        for formula in formulas(cells):
            numbers = {
                float(number)
                for number in re.findall(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?(?:E[+-]?\d+)?", without_references(formula))
            }
            if numbers - UNIVERSAL:
                odd[formula] = numbers
        assert odd == {}

    def test_the_only_texts_in_formulas_are_na_blank_and_comparisons(self, cells: list[Stored]) -> None:
        texts = {text for formula in formulas(cells) for text in re.findall(r'"([^"]*)"', formula)}
        heading = {" + ", " typed in"}  # the picked scenario with the count of overrides
        assert texts <= {"n/a", "", "<", ">=1", ">0", "<0"} | heading

    def test_formulas_are_short_enough_to_read(self, cells: list[Stored]) -> None:
        assert max(len(formula) for formula in formulas(cells)) <= LONGEST

    def test_a_row_has_one_formula(self, cells: list[Stored], case: Case) -> None:
        last = FIRST_PERIOD + len(case.model.timeline)
        sheets = {block.title for block in case.model.blocks} | {"Series", "Annual"}
        rows = 0
        for row in rows_of(cells):
            if row[0].sheet not in sheets:
                continue
            periods = [cell for cell in row if FIRST_PERIOD < cell.column <= last]
            said = {relative(cell.formula, cell.row, cell.column) for cell in periods}
            assert len(said) <= 1, (row[0].sheet, row[0].row, said)
            rows += bool(said)
        assert rows > 2_000

    def test_the_measure_of_one_formula_sees_a_change(self) -> None:
        assert relative("=K7+$B7+L$8", 7, 12) == relative("=L7+$B7+M$8", 7, 13)
        assert relative("=K7+L7", 7, 12) != relative("=K7+L7", 7, 13)


class TestCells:
    def test_every_calculated_cell_is_a_formula(self, cells: list[Stored], case: Case) -> None:
        """Every line x member x period on a block sheet, and every active row of Inputs and Series."""
        model, layout = case.model, case.layout
        live = {(cell.sheet, cell.row, cell.column) for cell in cells if cell.formula}
        expected = 0
        for name, band in layout.bands.items():
            columns = (
                [band.value_column + 1]
                if band.timeless
                else [FIRST_PERIOD + 1 + step for step in range(len(model.timeline))]
            )
            for member in band.members:
                for column in columns:
                    expected += 1
                    assert (band.sheet, layout.row(name, member), column) in live, (name, member, column)
        assert expected > 60_000

    def test_the_only_numbers_on_block_sheets_are_universal_opening_values(
        self, cells: list[Stored], case: Case
    ) -> None:
        layout, blocks = case.layout, {block.title for block in case.model.blocks}
        openings = {
            (band.sheet, layout.row(name, member)): item.before.value
            for name, band in layout.bands.items()
            for member in band.members
            if isinstance(item := case.model.lines[name], Line) and isinstance(item.before, Number)
        }
        for cell in cells:
            if cell.sheet in blocks and not cell.formula and not isinstance(cell.value, str):
                assert cell.column == OPENING + 1, cell
                assert cell.value == openings[cell.sheet, cell.row]
                assert cell.value in UNIVERSAL

    def test_numbers_elsewhere_are_inputs_years_and_counts(self, cells: list[Stored], case: Case) -> None:
        layout = case.layout
        rows = layout.series.values()
        written = {row for one in rows for row in (one.base, *one.scenarios.values())}
        scenarios = {row for one in rows for row in one.scenarios.values()}
        active = {one.active for one in rows}
        reconciled = {cell.column: cell.value for cell in cells if cell.sheet == "Reconciliation" and cell.row == 2}
        heads = {cell.column: cell.value for cell in cells if cell.sheet == "Inputs" and cell.row == 2}
        for cell in cells:
            if cell.formula or isinstance(cell.value, str):
                continue
            if cell.sheet == "Inputs":
                allowed = ("Factor to model unit", "Low (5%)", "High (95%)", "As of")
                assert heads[cell.column] in (*allowed, *case.project.pack.scenarios), cell
            elif cell.sheet == "Series":
                at_factor = cell.row in active | scenarios and cell.column == CONSTANT + 1
                assert at_factor or (cell.row in written and cell.column > FIRST_PERIOD), cell
            elif cell.sheet == "Reconciliation":
                assert reconciled[cell.column] in ("Factor", "Reported", "Low", "High", "Tolerance"), cell
            elif cell.sheet == "Annual":
                assert cell.row < HEADER_ROWS, cell
            else:
                assert cell.sheet in {"Sources", "Map"} | {block.title for block in case.model.blocks}, cell

    def test_every_formula_carries_its_value_for_readers_that_do_not_calculate(self, cells: list[Stored]) -> None:
        assert [cell.address for cell in cells if cell.formula and cell.value is None] == []
        assert [cell.address for cell in cells if isinstance(cell.value, str) and cell.value.startswith("#")] == []

    def test_every_input_stands_on_inputs_or_series_with_unit_source_and_date(
        self, workbook_path: Path, case: Case
    ) -> None:
        sheet = openpyxl.load_workbook(workbook_path, read_only=True)["Inputs"]
        rows = list(sheet.iter_rows(min_row=HEADER_ROWS + 1, values_only=True))
        heads = [str(head) for head in next(sheet.iter_rows(min_row=2, max_row=2, values_only=True))]
        rows = [row for row in rows if row[heads.index("Used by the model")] is not None]
        assert {row[3] for row in rows} == {entry.path for entry in case.inputs.entries if not entry.period}
        for row in rows:
            for head in ("Unit as written", "base", "Source", "As of", "Confidence"):
                assert row[heads.index(head)] is not None, (row[3], head)

    def test_the_master_check_heads_every_sheet_with_numbers(self, cells: list[Stored], case: Case) -> None:
        masters = {cell.sheet for cell in cells if cell.formula.startswith("=Checks!$F$")}
        assert masters >= {block.title for block in case.model.blocks} | {"Inputs", "Series", "Annual", "About"}
        assert {cell.value for cell in cells if cell.formula.startswith("=Checks!$F$")} == {1}


class TestChecks:
    def test_every_check_is_counted_and_stands_in_the_master(self, cells: list[Stored], case: Case) -> None:
        counted = [cell for cell in cells if cell.sheet == "Checks" and "COUNTIF" in cell.formula]
        assert len(counted) == len(case.model.checks)
        (master,) = (cell for cell in cells if cell.sheet == "Checks" and cell.formula.startswith("=SUM("))
        first, last = re.findall(r"\d+", master.formula)
        assert {cell.row for cell in counted} == set(range(int(first), int(last) + 1))

    def test_a_breach_and_an_error_both_break_the_check_and_the_master(self, tmp_path: Path) -> None:
        model = small_model(Guarded, last="2022Q4")
        content, _ = workbook_of(tmp_path, model, given_inputs(model, {"price": 3.0, "divisor": 1.0}))
        divisor = ("Inputs", f"{letters(INPUT_OVERRIDE)}{Layout(model).row('divisor', ())}")
        for typed, breaches, passed in ((1.0, 0.0, 1.0), (0.5, 4.0, 0.0), (0.0, 4.0, 0.0)):
            sheets = recalculate(content, {divisor: typed})
            (row,) = (row for row in sheets["Checks"] if "price_low" in row)
            assert row[BREACHES : PASSED + 1] == [breaches, passed], typed
            assert sheets["Checks"][MASTER_ROW][BREACHES : PASSED + 1] == [breaches, passed]
        assert [cell for row in sheets["Guarded"] for cell in row if cell == "#DIV/0!"]


class TestAnnual:
    def test_headlines_come_first_and_no_line_comes_twice(self, cells: list[Stored], case: Case) -> None:
        names = [cell.value for cell in cells if cell.sheet == "Annual" and cell.column == LINE + 1 and cell.row > HEADER_ROWS]
        lines = [name for name in dict.fromkeys(names) if name in case.model.lines]
        heads = [row.line for row in TABLE if row.line in case.model.lines]
        assert len(heads) > 10
        assert lines[: len(heads)] == heads
        places = [
            (cell.value, *(at.get((cell.row, column)) for column in (LINE + 2, LINE + 3)))
            for at in [{(c.row, c.column): c.value for c in cells if c.sheet == "Annual"}]
            for cell in cells
            if cell.sheet == "Annual" and cell.column == LINE + 1 and cell.value in lines
        ]
        assert len(places) == len(set(places))

    def test_the_year_of_a_balance_is_its_last_quarter_wherever_the_year_ends(self, tmp_path: Path) -> None:
        """Balances of 1 to 10 over ten quarters: 4, 8 and, of a year of two quarters, 10."""
        model = small_model(Stock, last="2024Q2")
        content, values = workbook_of(tmp_path, model, given_inputs(model, {"level": list(range(1, 11))}))
        (row,) = (row for row in recalculate(content)["Annual"] if "stock" in row)
        assert row[FIRST_PERIOD : FIRST_PERIOD + 3] == [4, 8, 10]
        assert Years(model, values).of("stock")[:, 0].tolist() == [4, 8, 10]


class TestFile:
    def test_written_twice_it_has_the_same_bytes(
        self, case: Case, workbook_bytes: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.sleep(2.1)  # the clock of a zip archive ticks every two seconds
        case.project.case().write_workbook(tmp_path / "other.xlsx")
        assert (tmp_path / "other.xlsx").read_bytes() == workbook_bytes

    def test_it_holds_no_macro_link_hidden_sheet_or_merged_cell(
        self, workbook_bytes: bytes, workbook_path: Path
    ) -> None:
        names = zipfile.ZipFile(workbook_path).namelist()
        assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
        for sheet in openpyxl.load_workbook(workbook_path):
            assert sheet.sheet_state == "visible"
            assert not sheet.merged_cells.ranges

    def test_links_are_https_only(self, workbook_path: Path) -> None:
        package = zipfile.ZipFile(workbook_path)
        targets = [
            target
            for name in package.namelist()
            if name.startswith("xl/worksheets/_rels")
            for target in re.findall(r'Target="([^"]+)"[^>]*TargetMode="External"', package.read(name).decode())
        ]
        assert targets
        assert all(target.startswith("https://") for target in targets)


class Plain(Block):
    """A block with one input per member."""

    price = scalar("USD", "=HYPERLINK(1) in a note", over="thing")
    doubled = flow("USD", price * 2, "+2 is text", label="@doubled")


class Guarded(Block):
    """A check that can fail, and can be an error."""

    price = scalar("USD", "price")
    divisor = scalar("ratio", "what the price is divided by")
    divided = flow("USD", price / divisor + 0 * ref("counter") * price, "price divided")
    price_low = check(divided <= price, "the price stays low")


class Stock(Block):
    """A balance."""

    level = series(Kind.BALANCE, "USD", "level")
    stock = balance("USD", level * 1, "stock")


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    labels = {"a": "@x", "b": "=1+1", "c": "-3", "d": "+44", "e": "\t=1", "f": "7"}
    model = small_model(Plain, dimensions=[Dimension("thing", tuple(labels), labels)], last="2022Q4")
    inputs = given_inputs(model, {"price": 3.0})
    sources = {
        "made-up": replace(
            inputs.pack.sources["made-up"], title="=1+1", publisher="@SUM(A1)", url="javascript:alert(1)"
        )
    }
    pack = replace(inputs.pack, sources=sources, title="=cmd|' /C calc'!A0", says="-1")
    entries = tuple(replace(entry, note="=NOW()", confidence="+1") for entry in inputs.entries)
    content, values = workbook_of(tmp_path, model, replace(inputs, pack=pack, entries=entries))
    cells = stored_cells(content)
    texts = {cell.value for cell in cells if not cell.formula}
    assert {
        "=1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "-1",
        "=NOW()",
        "+1",
        "+2 is text",
        "@doubled",
        "@x",
    } <= texts
    assert not [cell for cell in cells if cell.formula and re.search("HYPERLINK|NOW|cmd|SUM\\(A1\\)", cell.formula)]
    assert not any(
        name.startswith("xl/worksheets/_rels") for name in zipfile.ZipFile(tmp_path / "model.xlsx").namelist()
    )
    layout = Layout(model)
    assert recalculate(content)["Plain"][layout.row("doubled", ("b",)) - 1][FIRST_PERIOD] == 6.0
    assert float(values["doubled"][1, 1, 0]) == 6.0


def test_givens_are_on_no_block_sheet(case: Case) -> None:
    layout = case.layout
    sheets = {layout.bands[item.name].sheet for item in case.model.lines.values() if isinstance(item, Given)}
    assert sheets == {"Inputs", "Series"}
