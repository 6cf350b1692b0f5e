"""Typed changes: what an analyst types in the workbook gives what the same change gives through the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_col_to_name as letters

from finmodel.inputs import Entry
from finmodel.model.timeline import serial
from finmodel.project import Case
from finmodel.workbook.layout import FIRST_PERIOD, INPUT_OVERRIDE
from tests.workbook.live import Live
from tests.workbook.reading import apart


@dataclass(frozen=True)
class Typed:
    """A number for one override cell, and the --set that says the same."""

    sheet: str
    address: str
    number: float
    set: str


def typed_scalar(case: Case, entry: Entry, amount: float | date) -> Typed:
    """In the unit in which the input is written; a date as a spreadsheet keeps it."""
    row = case.layout.row(entry.line, entry.members)
    if isinstance(amount, date):
        return Typed("Inputs", f"{letters(INPUT_OVERRIDE)}{row}", serial(amount), f"{entry.path}={amount.isoformat()}")
    return Typed("Inputs", f"{letters(INPUT_OVERRIDE)}{row}", amount, f"{entry.path}={amount!r} {entry.unit}")


def typed_point(case: Case, path: str, period: str, amount: float) -> Typed:
    """In the unit in which the series is written, in its override row."""
    model, layout = case.model, case.layout
    entry = next(entry for entry in case.inputs.entries if entry.path == f"{path}@{period}")
    row = layout.series[entry.line, entry.members].override
    column = FIRST_PERIOD + model.timeline.names.index(period)
    return Typed("Series", f"{letters(column)}{row}", amount, f"{path}@{period}={amount!r} {entry.unit}")


def scalar(case: Case, path: str) -> Entry:
    return next(entry for entry in case.inputs.entries if entry.path == path)


@pytest.fixture(scope="module")
def live(workbook_bytes: bytes) -> Live:
    return Live(workbook_bytes)


def disagreements(case: Case, live: Live, typed: Sequence[Typed]) -> list[str]:
    """Type the changes, calculate, compare with the same --set, and empty the cells again."""
    changed = case.project.case(sets=[change.set for change in typed])
    for change in typed:
        live.type(change.sheet, change.address, change.number)
    sheets = live.sheets()
    for change in typed:
        live.type(change.sheet, change.address, None)
    return apart(sheets, case.layout, changed.values)


def test_scalars_dates_and_points_typed_together_equal_the_same_sets(
    case: Case, live: Live
) -> None:
    hall = scalar(case, "sites.prometheus_halls.first_energised")
    assert isinstance(hall.value, date)
    typed = [
        typed_scalar(case, hall, hall.value + timedelta(days=45)),
        typed_scalar(case, scalar(case, "fleet.install_lag"), float(scalar(case, "fleet.install_lag").value) * 1.5),
        typed_scalar(case, scalar(case, "people.star.grant"), float(scalar(case, "people.star.grant").value) * 0.8),
        typed_scalar(case, scalar(case, "sites.hyperion.power_price"), 61.5),
        typed_scalar(case, scalar(case, "guidance.plan_position"), 0.0),
        typed_scalar(case, scalar(case, "fleet.economic_life"), 4.3),
        typed_point(case, "guidance.capex_growth", "2028Q1", 0.31),
        typed_point(case, "people.tbd_lab.poached.offers", "2027Q2", 0.0),
        typed_point(case, "outcomes.research_share", "2027Q3", 0.41),
        typed_point(case, "guidance.other_capex_plan", "2027Q1", 4.5),
    ]
    (billions,) = (entry for entry in case.inputs.entries if entry.path == "guidance.other_capex_plan@2027Q1")
    assert billions.factor == 1e9
    assert len({change.address for change in typed}) == len(typed)
    assert disagreements(case, live, typed) == []


def test_a_change_typed_in_the_wrong_cell_is_told_apart(case: Case, live: Live) -> None:
    """The comparison can fail: the engine gets another value than the workbook."""
    right = typed_scalar(case, scalar(case, "guidance.plan_position"), 0.25)
    wrong = Typed(right.sheet, right.address, 0.26, right.set)
    found = disagreements(case, live, [wrong])
    assert [entry for entry in found if entry.startswith("capex ()")]


def test_a_zero_typed_is_a_zero_and_no_blank(case: Case, live: Live) -> None:
    typed = typed_scalar(case, scalar(case, "people.core.sign_on"), 0.0)
    other = typed_point(case, "people.fair.core.offers", "2027Q1", 0.0)
    assert float(case.project.case(sets=[typed.set]).values["sign_on"].sum()) < float(case.values["sign_on"].sum())
    assert disagreements(case, live, [typed, other]) == []


@st.composite
def changes(draw: st.DrawFn, case: Case) -> list[Typed]:
    """One to five changes of uncertain inputs, each anywhere in its range."""
    first_forecast = "2026Q3"
    uncertain = [
        entry for entry in case.inputs.entries
        if entry.low is not None and not entry.filled and (not entry.period or entry.period >= first_forecast)
        and entry.period != "opening"
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(uncertain), min_size=1, max_size=5, unique_by=lambda entry: entry.path))
    typed = []
    for entry in chosen:
        low, high = entry.low, entry.high
        assert low is not None
        assert high is not None
        if isinstance(low, date):
            assert isinstance(high, date)
            typed.append(typed_scalar(case, entry, draw(st.dates(low, high))))
            continue
        amount = draw(st.floats(float(low), float(high)))
        if entry.period:
            typed.append(typed_point(case, entry.path.partition("@")[0], entry.period, amount))
        else:
            typed.append(typed_scalar(case, entry, amount))
    return typed


def test_the_uncertain_inputs_drawn_from_are_many(case: Case) -> None:
    ranged = [entry for entry in case.inputs.entries if entry.low is not None and not entry.filled]
    assert len({entry.line for entry in ranged}) > 20


def any_typed_changes_equal_the_same_sets(
    case: Case, live: Live, data: st.DataObject
) -> None:
    typed = data.draw(changes(case))
    assert disagreements(case, live, typed) == []


RELAXED = {
    "deadline": None, "derandomize": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
}  # fmt: skip


@settings(max_examples=8, **RELAXED)
@given(data=st.data())
def test_any_typed_changes_equal_the_same_sets(
    case: Case, live: Live, data: st.DataObject
) -> None:
    any_typed_changes_equal_the_same_sets(case, live, data)


@pytest.mark.slow
@settings(max_examples=60, **RELAXED)
@given(data=st.data())
def test_many_typed_changes_equal_the_same_sets(
    case: Case, live: Live, data: st.DataObject
) -> None:
    any_typed_changes_equal_the_same_sets(case, live, data)
