"""History: what was known on a date, hindsight and strictness (rule 10)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from finmodel.errors import InputErrors
from tests.inputs.test_layers import write_scenario
from tests.inputs.tiny import resolve_folder


def test_the_last_entry_known_on_the_date_wins(folder: Path) -> None:
    assert resolve_folder(folder).values["unit_price"][0].item() == 24_000
    early = resolve_folder(folder, as_of=date(2026, 3, 30))
    assert early.values["unit_price"][0].item() == 35_000
    assert early.as_of == date(2026, 3, 30)


def test_the_day_itself_counts_as_known(folder: Path) -> None:
    assert resolve_folder(folder, as_of=date(2026, 3, 31)).values["unit_price"][0].item() == 24_000


def test_later_values_are_used_and_listed_as_hindsight(folder: Path) -> None:
    assert resolve_folder(folder).hindsight == ()
    early = resolve_folder(folder, as_of=date(2024, 6, 30))
    assert early.values["unit_price"][0].item() == 35_000  # the earliest
    assert "fleet.h100.unit_price" in early.hindsight
    assert "fleet.install_lag" in early.hindsight
    assert "fleet.budget@2027Q2" in early.hindsight
    assert len(early.hindsight) == len(set(early.hindsight))


def test_strict_refuses_hindsight(folder: Path) -> None:
    resolve_folder(folder, strict=True)
    with pytest.raises(InputErrors) as raised:
        resolve_folder(folder, as_of=date(2026, 3, 31), strict=True)
    assert [str(error) for error in raised.value.errors] == [
        "timing.last_actual_quarter: found nothing known on 2026-03-31 (first known on 2026-04-30); "
        "wanted a value known by then. Drop --strict to use it as hindsight."
    ]


def test_results_released_later_are_not_seen(folder: Path) -> None:
    inputs = resolve_folder(folder, as_of=date(2026, 4, 29))
    assert inputs.values["deliveries"][:, 1:].sum() == 0
    assert not inputs.written["deliveries"].any()
    assert not any("deliveries" in path for path in inputs.hindsight)


def test_revisions_are_seen_from_their_own_date(folder: Path) -> None:
    assert resolve_folder(folder, as_of=date(2026, 8, 30)).values["deliveries"][0, 1].item() == 100
    assert resolve_folder(folder, as_of=date(2026, 8, 31)).values["deliveries"][0, 1].item() == 110


def test_the_actual_boundary_moves_back(folder: Path) -> None:
    write_scenario(folder, "early", 'path = "fleet.budget@2026Q2"\nset = 1')
    early = date(2026, 5, 1)
    assert resolve_folder(folder, "early", [], early).values["budget"][2].item() == 1e9
    with pytest.raises(InputErrors, match="a period after 2026Q2, the last actual quarter"):
        resolve_folder(folder, "early")


def test_a_what_if_may_reach_an_actual_quarter(folder: Path) -> None:
    assert resolve_folder(folder, "base", ["fleet.budget@2026Q2=1"]).values["budget"][2].item() == 1e9


def test_nothing_is_known_after_the_date_of_the_pack(folder: Path) -> None:
    with pytest.raises(InputErrors, match="--as-of: found 2099-01-01; wanted a date up to"):
        resolve_folder(folder, "base", [], date(2099, 1, 1))


def test_a_history_inherits_from_its_table(folder: Path) -> None:
    entry = next(entry for entry in resolve_folder(folder).entries if entry.path == "fleet.h100.unit_price")
    assert (entry.unit, entry.source, entry.confidence, entry.low, entry.high) == (
        "USD/chip",
        "filing",
        "estimate",
        20_000,
        30_000,
    )
