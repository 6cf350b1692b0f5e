"""Relative: copies of a formula along a row are equal, and nothing but references is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from finmodel.audit.relative import relative

CASES = [
    ("=A1+$B$2", "=R[-2]C[-2]+R2C2"),
    ("=$A1*A$1", "=R[-2]C1*R1C[-2]"),
    ("=SUM(A1:B2)", "=SUM(R[-2]C[-2]:R[-1]C[-1])"),
    ("='It''s A1'!A1", "='It''s A1'!R[-2]C[-2]"),
    ('=IF(A1="A1 ""B2""",1,2)', '=IF(R[-2]C[-2]="A1 ""B2""",1,2)'),
    ("=SUM(A:A)+SUM($1:$2)", "=SUM(C[-2]:C[-2])+SUM(R1:R2)"),
    ("=LOG10(C3)+TAX_1+A1B", "=LOG10(R[0]C[0])+TAX_1+A1B"),
    ("=Q1!A1+'Q1'!A1", "=Q1!R[-2]C[-2]+'Q1'!R[-2]C[-2]"),
    ("=[1]Sheet1!A1+T1[A1]", "=[1]Sheet1!R[-2]C[-2]+T1[A1]"),
    ("=ZZZ1+A1048577", "=ZZZ1+A1048577"),
    ("=Sheet.A1!B2", "=Sheet.A1!R[-1]C[-1]"),
]


@pytest.mark.parametrize(("written", "said"), CASES)
def test_a_formula_in_c3_says(written: str, said: str) -> None:
    assert relative(written, 3, 3) == said


cell = st.builds(
    lambda fixed, column, fixed_row, row: f"{fixed}{get_column_letter(column)}{fixed_row}{row}",
    st.sampled_from(["", "$"]), st.integers(30, 400), st.sampled_from(["", "$"]), st.integers(30, 400),
)  # fmt: skip
term = st.one_of(
    cell,
    st.builds("{}:{}".format, cell, cell),
    st.builds("'a sheet'!{}".format, cell),
    st.builds("SUM({},Sheet1!{})".format, cell, cell),
    st.sampled_from(['"A1"', "tax_rate", "1.5", "LOG10(2)", "$A:$C"]),
)
formulas = st.lists(term, min_size=1, max_size=5).map(lambda terms: "=" + "+".join(terms))


@given(formulas, st.integers(-20, 20), st.integers(-20, 20))
def test_a_copy_says_the_same_and_reads_as_a_spreadsheet_would_copy_it(formula: str, down: int, across: int) -> None:
    copy = Translator(formula, "AX50").translate_formula(f"{get_column_letter(50 + across)}{50 + down}")
    assert relative(copy, 50 + down, 50 + across) == relative(formula, 50, 50)
