"""Compilers agree: random formulas give the same numbers in NumPy and in a recalculated workbook."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel.expr.nodes import Node, Pick, Ref, Running, Spread, Total, apply
from finmodel.model.block import Block, BlockType
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model
from finmodel.model.vocabulary import ago, constant, if_available, index, previous, ref, scalar, series
from finmodel.workbook.layout import OPENING, Layout
from finmodel.workbook.recalculate import recalculate
from tests.cases import differences, given_inputs, small_model, workbook_of
from tests.engine.drawn import PERIODS

REGION = Dimension("region", ("east", "west"))
PLANT = Dimension("plant", ("a", "b", "c"), parent="region", parent_of={"a": "west", "b": "east", "c": "west"})
TREES_A_MODEL = 20


class Ground(Block):
    """Lines to mention: constants, series, balances and lines over members."""

    one_number = scalar("share")
    day_number = constant("date", ref("opening_date"))
    moving = series(Kind.INDEX, "share")
    by_plant = series(Kind.INDEX, "share", over="plant")
    by_region = scalar("share", over="region")
    plant_order = scalar("count", over="plant")
    grown = index("share", previous(ref("grown")) / 2 + moving, before=one_number)
    plant_grown = index("share", by_plant - previous(ref("plant_grown")) / 2, before=1)
    plant_in_region = index("share", Total("by_plant", "plant", "region"))
    maybe = index("share", if_available(moving > 0, moving))


# Every tree below is bounded: |value| <= 8 after each step, so that no power, exponential or product runs away.
LEAVES: list[Node] = [
    *(apply("clamp", node, -1, 2) for node in (
        Ref("one_number"), Ref("moving"), Ref("grown"), Ref("grown", 1), Ref("by_plant"), Ref("plant_grown"),
        Ref("plant_grown", 1), Total("by_plant", "plant"), Spread("by_region", "region", "plant"),
        Spread("plant_in_region", "region", "plant"), Pick("by_plant", "plant", "b"), Pick("by_region", "region", "west"),
        Running("by_plant", "plant_order"), ago(ref("grown"), ref("counter") / 2), ago(ref("plant_grown"), 2),
        apply("month_of", ref("period_end")), apply("year_of", ref("period_end")) - apply("year_of", ref("day_number")),
        (apply("end_of_month", ref("period_end"), 1) - ref("period_end")) / ref("one_day"),
    )),
    apply("whole", Ref("moving")),
    apply("exp", apply("clamp", Ref("moving"), -1, 1)),
]  # fmt: skip
leaves = st.sampled_from(LEAVES)


def calm(node: Node) -> Node:
    return apply("clamp", node, -1, 2)


def away_from_zero(node: Node) -> Node:
    """At least 1/2, so that it may divide or stand under a logarithm or a power."""
    return apply("add", apply("abs", node), apply("div", 1, 2))


def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    two = (inner, inner)
    return st.one_of(
        st.builds(lambda op, a, b: calm(apply(op, a, b)), st.sampled_from(["add", "sub", "mul"]), *two),
        st.builds(lambda op, a, b: apply(op, a, b), st.sampled_from(["min", "max"]), *two),
        st.builds(lambda a, b: calm(apply("div", a, away_from_zero(b))), *two),
        st.builds(lambda a, b: calm(apply("pow", away_from_zero(a), b)), *two),
        st.builds(lambda op, a: apply(op, a), st.sampled_from(["neg", "abs", "whole", "sin"]), inner),
        st.builds(lambda a: calm(apply("exp", a)), inner),
        st.builds(lambda a: calm(apply("log", away_from_zero(a))), inner),
        st.builds(lambda a: calm(apply("capital_recovery", away_from_zero(a), away_from_zero(a))), inner),
        st.builds(lambda a, b, c: apply("max", a, b, c, 0), inner, inner, inner),
    )


flat = st.recursive(leaves, grow, max_leaves=6)
comparisons = st.builds(lambda op, a, b: apply(op, a, b), st.sampled_from(["ge", "gt", "le", "lt"]), flat, flat)
choices = st.one_of(
    st.builds(lambda c, a, b: apply("where", c, a, b), comparisons, flat, flat),
    st.builds(lambda a, b, c: apply("ratio_or", a, apply("whole", b), c), flat, flat, flat),
    st.builds(lambda a: apply("otherwise", Ref("maybe"), a), flat),
    st.builds(lambda c, a: apply("if_available", c, a), comparisons, flat),
    st.builds(lambda a, b: apply("ratio", a, apply("whole", b)), flat, flat),
)
trees = st.one_of(
    flat, choices, comparisons, st.builds(lambda a, b: apply("sub", apply("mul", a, b), a), comparisons, flat)
)

dyadic = st.integers(-128, 128).map(lambda number: number / 64)
NUMBERS = st.fixed_dictionaries({
    "one_number": dyadic, "moving": st.lists(dyadic, min_size=PERIODS, max_size=PERIODS),
    "by_plant": st.lists(st.lists(dyadic, min_size=PERIODS, max_size=PERIODS), min_size=3, max_size=3),
    "by_region": st.lists(dyadic, min_size=2, max_size=2), "plant_order": st.permutations([1, 2, 3]),
})  # fmt: skip


def grove(formulas: list[Node]) -> Model:
    """A model in which every formula is a line."""
    body = {"__doc__": "Random formulas.", **{f"tree_{n}": Line("share", kind=Kind.INDEX, formula=f) for n, f in enumerate(formulas)}}
    block: BlockType = BlockType("Grove", (Block,), _named("grove", body))
    return small_model(Ground, block, dimensions=[REGION, PLANT])


def _named(block: str, body: dict[str, object]) -> dict[str, object]:
    for name, item in body.items():
        if isinstance(item, Line):
            item.named(name, block)
    return body


def written(model: Model, numbers: dict[str, object]) -> tuple[bytes, dict[str, np.ndarray]]:
    with TemporaryDirectory() as folder:
        return workbook_of(Path(folder), model, given_inputs(model, numbers))


def check_agreement(formulas: list[Node], numbers: dict[str, object]) -> None:
    model = grove(formulas)
    content, values = written(model, numbers)
    assert differences(content, model, values) == []
    assert differences(content, model, values, arithmetic="ieee_754") == []


QUIET = {"deadline": None, "phases": (Phase.explicit, Phase.generate), "suppress_health_check": list(HealthCheck)}
MANY = st.lists(trees, min_size=TREES_A_MODEL, max_size=TREES_A_MODEL)


@settings(max_examples=25, **QUIET)
@given(MANY, NUMBERS)
def test_random_formulas_agree(formulas: list[Node], numbers: dict[str, object]) -> None:
    check_agreement(formulas, numbers)


@pytest.mark.slow
@settings(max_examples=300, **QUIET)
@given(MANY, NUMBERS)
def test_random_formulas_agree_many_times(formulas: list[Node], numbers: dict[str, object]) -> None:
    check_agreement(formulas, numbers)


# --- that the comparison can fail ---

EXAMPLE: dict[str, object] = {
    "one_number": 0.5, "moving": [n / 8 for n in range(1, PERIODS + 1)], "by_plant": [[1.0] * PERIODS] * 3, "by_region": [1, 2],
    "plant_order": [1, 2, 3],
}  # fmt: skip
SIMPLE = [Ref("moving") * 2, Ref("moving") + Ref("grown")]


def rewritten(content: bytes, pattern: bytes, instead: bytes) -> bytes:
    """The workbook with the first match in any sheet replaced."""
    source, target, left = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO(), 1
    with zipfile.ZipFile(target, "w") as book:
        for name in source.namelist():
            part = source.read(name)
            if left and name.startswith("xl/worksheets/sheet"):
                part, count = re.subn(pattern, instead, part, count=1)
                left -= count
            book.writestr(name, part)
    assert left == 0, "nothing was tampered with"
    return target.getvalue()


def stale_cells(content: bytes) -> list[str]:
    """Cells whose stored value is not what their formula gives when recalculated."""
    stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    found = []
    for sheet, rows in recalculate(content).items():
        for cells in formulas[sheet].iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    kept, now = stored[sheet][cell.coordinate].value, rows[cell.row - 1][cell.column - 1]
                    same = abs(kept - now) <= 1e-9 * max(1, abs(now)) if isinstance(kept, int | float) else True
                    if not same:
                        found.append(f"{sheet}!{cell.coordinate}")
    return found


def block_cell(model: Model, line: str) -> tuple[str, str]:
    """The sheet and the address of a line's first period."""
    band = Layout(model).bands[line]
    return band.sheet, f"J{band.first}"


def test_a_tampered_formula_is_reported() -> None:
    model = grove(SIMPLE)
    content, values = written(model, EXAMPLE)
    assert differences(content, model, values) == []
    _, address = block_cell(model, "tree_0")
    tampered = rewritten(content, rb'(r="' + address.encode() + rb'"[^>]*><f>Series!J\d+\*)2(</f>)', rb"\g<1>1\g<2>")
    (found,) = differences(tampered, model, values)
    assert found.startswith("tree_0 ()")


def test_a_poisoned_stored_value_does_not_reach_the_recalculation_and_is_reported() -> None:
    model = grove(SIMPLE)
    content, values = written(model, EXAMPLE)
    sheet, address = block_cell(model, "tree_1")
    poison = rb'(r="' + address.encode() + rb'"[^>]*><f>Series!J\d+\+Ground![^<]*</f><v>)[^<]*(</v>)'
    poisoned = rewritten(content, poison, rb"\g<1>123456\g<2>")
    assert differences(poisoned, model, values) == []
    assert [cell for cell in stale_cells(content) if cell.startswith(sheet)] == []
    assert [cell for cell in stale_cells(poisoned) if cell.startswith(sheet)] == [f"{sheet}!{address}"]


def test_a_wrong_engine_value_is_reported() -> None:
    model = grove(SIMPLE)
    content, values = written(model, EXAMPLE)
    values["tree_1"] = values["tree_1"].copy()
    values["tree_1"][PERIODS, 0] *= 1 + 1e-8
    assert len(differences(content, model, values)) == 1


def test_an_error_in_a_cell_is_reported() -> None:
    model = grove(SIMPLE)
    content, values = written(model, EXAMPLE)
    _, address = block_cell(model, "tree_0")
    broken = rewritten(content, rb'(r="' + address.encode() + rb'"[^>]*><f>)Series!J\d+\*2(</f>)', rb"\g<1>1/0\g<2>")
    assert len(differences(broken, model, values)) == 1


def test_the_opening_column_is_compared_where_it_has_a_value() -> None:
    model = grove(SIMPLE)
    content, values = written(model, EXAMPLE)
    values["grown"] = values["grown"].copy()
    values["grown"][0, 0] += 1
    assert OPENING == 8
    assert len(differences(content, model, values)) == 1
