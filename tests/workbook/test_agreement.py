"""Agreement: numbers by the largest of their row, all else exactly; what is missing or of another kind never agrees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest

from finmodel.workbook.agreement import Agreement, compare
from finmodel.workbook.recalculate import Cell


def beside(wanted: Sequence[float | str], found: Sequence[Cell], terms: float = 0.0) -> Agreement:
    """One row of a sheet, compared from column B on."""
    expected = {"Fleet": {(2, column): value for column, value in enumerate(wanted, start=1)}}
    return compare(expected, {"Fleet": [[], ["x"], ["label", *found]]}, {("Fleet", 2): terms})


def test_equal_cells_agree_without_any_difference() -> None:
    assert beside([1.0, "n/a", "ok"], [1.0, "n/a", "ok"]) == Agreement(3, (), 0.0, "")


def test_a_number_may_be_off_by_a_billionth_of_the_largest_in_its_row() -> None:
    assert beside([1e9, 2.0], [1e9, 2.9]).differences == ()
    found = beside([1e9, 2.0], [1e9, 3.1])
    assert [(one.address, one.wanted, one.found) for one in found.differences] == [("Fleet!C3", 2.0, 3.1)]
    assert (found.compared, found.at) == (2, "Fleet!C3")
    assert found.worst == pytest.approx(1.1e-9)


def test_a_row_widens_the_tolerance_of_no_other_row() -> None:
    expected = {"Fleet": {(0, 0): 1e9, (1, 0): 2.0}}
    assert len(compare(expected, {"Fleet": [[1e9], [2.5]]}, {}).differences) == 1


def test_what_is_found_may_be_the_largest_of_a_row_but_does_not_excuse_itself() -> None:
    assert len(beside([0.0], [1e-12]).differences) == 1
    assert len(beside([1.0], [1e12]).differences) == 1


def test_the_difference_of_large_terms_may_keep_their_rounding() -> None:
    assert len(beside([0.0], [1e-6]).differences) == 1
    assert beside([0.0], [1e-6], terms=1e9).differences == ()
    assert len(beside([0.0], [1e-4], terms=1e9).differences) == 1


def test_the_worst_difference_is_told_though_it_is_allowed() -> None:
    found = beside([1.0, 2.0], [1.0 + 1e-10, 2.0 + 4e-10])
    assert found.differences == ()
    assert found.worst == pytest.approx(2e-10, rel=1e-3)
    assert found.at == "Fleet!C3"


@pytest.mark.parametrize(
    ("wanted", "cell"),
    [(1.0, "1"), (1.0, None), (0.0, None), (0.0, ""), (1.0, "#REF!"), (1.0, math.inf), (1.0, math.nan), ("n/a", 0.0),
     ("n/a", None), ("ok", "OK"), ("ok", "ok ")],
)  # fmt: skip
def test_text_is_compared_exactly_and_kinds_never_mix(wanted: float | str, cell: Cell) -> None:
    found = beside([wanted, 5.0], [cell, 5.0])
    assert [one.found for one in found.differences] == [cell] or math.isnan(float(cell or 0))
    assert len(found.differences) == 1
    assert found.worst == math.inf
    assert found.at == "Fleet!B3"


def test_an_infinite_cell_excuses_no_other_cell_of_its_row() -> None:
    assert len(beside([1.0, 2.0], [math.inf, 3.0]).differences) == 2


@pytest.mark.parametrize("grid", [{}, {"Fleet": []}, {"Fleet": [[], [], ["label"]]}, {"Other": [[], [], ["label", 1.0]]}])
def test_a_sheet_row_or_cell_that_is_missing_differs(grid: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
    found = compare({"Fleet": {(2, 1): 1.0}}, grid, {})
    assert [(one.found, one.address) for one in found.differences] == [(None, "Fleet!B3")]
    assert (found.compared, found.worst) == (1, math.inf)


def test_cells_that_nothing_is_expected_of_are_left_alone() -> None:
    assert compare({"Fleet": {(0, 0): 1.0}}, {"Fleet": [[1.0, "mine"]], "My sheet": [["#REF!"]]}, {}).compared == 1


def test_on_a_sheet_of_mixed_rows_each_cell_is_judged_alone() -> None:
    expected, found = {"S": {(0, 0): 1.0, (0, 1): 1e9}}, {"S": [[1.1, 1e9]]}
    assert compare(expected, found, {}).differences == ()
    assert [one.place for one in compare(expected, found, {}, set()).differences] == [(0, 0)]
