"""Formula: what is read out of one formula - functions, numbers, references and names."""

from __future__ import annotations

import pytest

from finmodel.audit.formula import Formula, read_formula
from finmodel.audit.reference import Area


def at_c3(text: str) -> Formula:
    return read_formula(text, 3, 3)


def areas(text: str) -> list[tuple[str, Area]]:
    return [(one.sheet, one.area("", 3, 3)) for one in at_c3(text).operands if one.ends is not None]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("=A1*1.5+2", (1.5, 2.0)),
        ("=A1*5%", (0.05,)),
        ("=A1*100%", (1.0,)),
        ("=A1^-2.5E-3", (0.0025,)),
        ('=IF(A1="3.5",Sheet7!B12,$C$40)', ()),
        ("=SUM({1,3;5,7})", (1.0, 3.0, 5.0, 7.0)),
        ("=SUBTOTAL(9,A1:A5)+ROUND(A1,3)", (3.0,)),
        ("=SUBTOTAL(9,OFFSET(A1,4,0))", (4.0, 0.0)),
        ("=LOG10(A1)+'2022 plan'!A1", ()),
    ],
)
def test_literals(text: str, numbers: tuple[float, ...]) -> None:
    assert at_c3(text).literals == numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("=A1", [("", Area("", 1, 1, 1, 1))]),
        ("=$E$5:D$4", [("", Area("", 4, 4, 5, 5))]),
        ("='It''s mine'!B2", [("It's mine", Area("", 2, 2, 2, 2))]),
        ("=SUM(B:C)", [("", Area("", 1, 2, 1_048_576, 3))]),
        ("=SUM(2:$3)", [("", Area("", 2, 1, 3, 16_384))]),
        ("=SUM(First:Last!A1)", [("First:Last", Area("", 1, 1, 1, 1))]),
        ("=SUM(A1:INDEX(B1:B9,2))", [("", Area("", 1, 1, 1, 1)), ("", Area("", 1, 2, 9, 2))]),
        ("=INDEX(B1:B9,1):B4", [("", Area("", 1, 2, 9, 2)), ("", Area("", 4, 2, 4, 2))]),
        ("=tax_rate*Sales[Price]", []),
    ],
)
def test_references(text: str, found: list[tuple[str, Area]]) -> None:
    assert areas(text) == found


def test_a_relative_reference_follows_the_formula() -> None:
    (one,) = at_c3("=SUM(A1:B$2)").operands
    assert one.area("S", 13, 4) == Area("S", 2, 2, 11, 3)


@pytest.mark.parametrize(
    ("text", "whole"),
    [("=SUM(A:A)", True), ("=SUM($3:$4)", True), ("=SUM(A1:A1048576)", True), ("=SUM(A1:XFD1)", True), ("=SUM(A1:A9999)", False)],
)
def test_whole_columns_and_rows(text: str, whole: bool) -> None:
    (one,) = at_c3(text).operands
    assert one.whole is whole


def test_functions_lose_the_prefix_of_the_file() -> None:
    formula = at_c3("=_xlfn.XLOOKUP(A1,B:B,C:C)+_xlfn._xlws.SORT(A1:A9)+sum(A1)")
    assert formula.functions == {"XLOOKUP", "SORT", "SUM"}
    assert formula.unprefixed == {"SUM"}
    assert formula.at(3, 3).startswith("=XLOOKUP(")


def test_other_workbooks_are_known_by_their_brackets() -> None:
    for text in ("=[1]Prices!A1", "='[2]My prices'!A1", "='C:\\folder\\[prices.xlsx]Sheet 1'!A1", "=[1]!named"):
        (one,) = at_c3(text).operands
        assert one.book, text
    assert not at_c3("=Prices!A1").operands[0].book


@pytest.mark.parametrize(
    ("text", "hides", "nested"),
    [
        ("=IF(A1=0,0,B1/A1)", (), False),
        ("=IF(A1=0,0,IF(B1=0,0,1))", (), True),
        ("=IF(A1=0,0,SUM(1,IF(B1=0,0,1)))", (), True),
        ("=IF(A1=0,0,1)+IF(B1=0,0,1)", (), False),
        ("=IFERROR(A1/B1,0)", ("IFERROR",), False),
        ("=IF(ISERROR(A1),0,A1)", ("ISERROR",), False),
        ("=ISERROR(A1)*1", (), False),
        ("=SUMIF(A1:A9,\"IF(\",B1:B9)", (), False),
    ],
)
def test_conditions(text: str, hides: tuple[str, ...], nested: bool) -> None:
    formula = at_c3(text)
    assert (formula.hides, formula.nested_if) == (hides, nested)


@pytest.mark.parametrize("text", ["=A1+#REF!", "=Sheet1!#REF!", "=SUM(#REF!A1)", "=#NAME?"])
def test_broken_references_are_seen(text: str) -> None:
    assert at_c3(text).broken


def test_text_that_is_no_formula_is_broken_not_a_crash() -> None:
    for text in ("=A1#", '="open', "=)", "=", "={", "='open!A1"):
        at_c3(text)
    assert at_c3("=(((").broken == ""
    assert at_c3("=A1#+1").broken


def test_a_function_that_asks_for_the_place_is_no_dependence() -> None:
    assert [one.address_only for one in at_c3("=ROWS($A$1:A3)+SUM(A1)").operands] == [True, False]
