"""Measure: units and places that suit the numbers."""

from __future__ import annotations

import pytest

from finmodel.analysis.measure import Measure, measure_of
from tests.packs import META, opened


@pytest.mark.parametrize(
    ("line", "levels", "differences", "unit", "level", "step"),
    [
        ("capex", (170e9, 195.2e9), (25.2e9,), "USD billion", "170.0", "+25.2"),
        ("capex", (135e9, 135.05e9), (0.05e9,), "USD billion", "135.0000", "+0.0500"),
        ("capex", (135e9, 135e9), (40e3,), "USD million", "135,000.0000", "+0.0400"),
        ("cost_per_researcher", (68.99e6,), (2.83e6, -0.01e6), "USD million/person/year", "68.99", "+2.83"),
        ("compute_per_researcher", (12_345.0,), (432.0,), "H100e/person", "12,345", "+432"),
        ("owned_h100e", (29.53e6,), (5.43e6,), "million H100e", "29.53", "+5.43"),
        ("ai_server_share", (0.5936,), (0.0129,), "%", "59.36", "+1.29"),
        ("server_depreciation", (4.2e9,), (-0.3e9,), "USD billion", "4.200", "-0.300"),
        ("headcount", (812.0,), (-35.5,), "person", "812.0", "-35.5"),
    ],
)
def test_the_unit_and_the_places(line: str, levels: tuple[float, ...], differences: tuple[float, ...], unit: str, level: str, step: str) -> None:
    found = measure_of(opened(META).model, line, levels, differences)
    assert (found.unit, found.of(levels[0]), found.step(differences[0])) == (unit, level, step)


def test_a_share_differs_in_percentage_points() -> None:
    assert Measure("%", 0.01, 1).step_unit == "percentage points"
    assert Measure("USD", 1.0, 1).step_unit == "USD"


def test_nothing_is_never_less_than_nothing() -> None:
    assert Measure("USD", 1.0, 1).step(-0.01) == "+0.0"


@pytest.mark.parametrize(
    ("measure", "number_format"),
    [
        (Measure("USD billion", 1e9, 1), "#,##0.0,,,_);(#,##0.0,,,);-_);@_)"),
        (Measure("person", 1.0, 0), "#,##0_);(#,##0);-_);@_)"),
        (Measure("%", 0.01, 2), "0.00%_);(0.00%);-_);@_)"),
    ],
)
def test_the_scale_of_a_cell_is_its_format(measure: Measure, number_format: str) -> None:
    assert measure.number_format == number_format


def test_no_difference_is_shown_as_levels_are() -> None:
    assert measure_of(opened(META).model, "capex", (170e9,), (0.0,)).of(170e9) == "170"
