"""Series: periods, years, aliases, several files, and what is held where there is no point."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from finmodel.errors import InputErrors
from finmodel.inputs.series import quarters_of
from finmodel.model.timeline import Quarter, Timeline
from tests.inputs.tiny import HEADER, resolve_folder

TIMELINE = Timeline(Quarter(2026, 1), Quarter(2027, 4))


def row(line: str, member: str, period: str, value: object, known: str = "2026-01-31", unit: str = "%") -> str:
    return f"{line},{member},{period},{value},{unit},,,filing,{known},estimate,\n"


def utilisation(folder: Path, *rows: str, as_of: date | None = None) -> list[float]:
    """Utilisation of h100, in per cent and quarter by quarter, when it is written like this."""
    (folder / "fleet.csv").write_text(HEADER + "".join(rows) + row("utilisation", "b200", "2026Q1", 10))
    inputs = resolve_folder(folder, as_of=as_of)
    return [round(share * 100, 9) for share in inputs.values["utilisation"][0, 1:, 0]]


def test_periods() -> None:
    assert quarters_of("2026Q3", TIMELINE) == ("2026Q3",)
    assert quarters_of("FY2027", TIMELINE) == ("2027Q1", "2027Q2", "2027Q3", "2027Q4")
    assert quarters_of("opening", TIMELINE) == ("opening",)
    for outside in ("2025Q4", "FY2028", "2026-Q1", "FY26", "*", ""):
        with pytest.raises(ValueError, match="is not a period"):
            quarters_of(outside, TIMELINE)


def test_outside_names_are_members(folder: Path) -> None:
    assert resolve_folder(folder).values["deliveries"][0, 1].item() == 110


def test_a_year_stands_for_its_quarters_and_a_quarter_goes_before_it(folder: Path) -> None:
    budget = resolve_folder(folder).values["budget"][:, 0]
    assert budget[1:].tolist() == [0, 0, 0, 0, 2e9, 3e9, 2e9, 2e9]


def test_a_series_without_a_row_is_missing(folder: Path) -> None:
    (folder / "fleet.budget.csv").unlink()
    with pytest.raises(InputErrors, match=r"fleet\.csv: fleet\.budget: found no point; wanted at least one point in USD"):
        resolve_folder(folder)


def test_the_last_point_is_held_and_the_first_carried_back(folder: Path) -> None:
    held = resolve_folder(folder)
    assert held.values["utilisation"][0, 1:, 0].tolist() == [0.4] * 4 + [0.5] * 4
    assert np.isnan(held.values["utilisation"][0, 0, 0])
    assert held.written["utilisation"][0].tolist() == [False, False, True, False, False, True, False, False, False]
    filled = [entry for entry in held.entries if entry.path == "fleet.h100.utilisation@2026Q4"]
    assert [(entry.filled, entry.value, entry.source) for entry in filled] == [(True, 40.0, "house-view")]


def test_a_point_at_the_opening_is_held_into_the_first_periods(folder: Path) -> None:
    held = resolve_folder(folder)
    assert held.values["utilisation"][1, :, 0].tolist() == [0.3] * 9
    assert held.written["utilisation"][1].tolist() == [True] + [False] * 8
    later = utilisation(folder, row("utilisation", "h100", "opening", 5), row("utilisation", "h100", "2026Q3", 7))
    assert later == [5, 5, 7, 7, 7, 7, 7, 7]


def test_a_year_known_in_time_goes_before_a_quarter_known_too_late(folder: Path) -> None:
    rows = row("utilisation", "h100", "FY2026", 20), row("utilisation", "h100", "2026Q2", 30, "2026-06-30")
    assert utilisation(folder, *rows)[:4] == [20, 30, 20, 20]
    assert utilisation(folder, *rows, as_of=date(2026, 5, 1))[:4] == [20, 20, 20, 20]


def test_a_held_series_without_a_point_is_missing(folder: Path) -> None:
    text = "".join(line for line in (folder / "fleet.csv").open() if "utilisation,h100" not in line)
    (folder / "fleet.csv").write_text(text)
    with pytest.raises(InputErrors, match=r"fleet.csv: fleet.h100.utilisation: found no point; wanted at least one"):
        resolve_folder(folder)


def test_order_of_rows_does_not_matter(folder: Path) -> None:
    before = resolve_folder(folder)
    head, *rows = (folder / "fleet.csv").read_text().splitlines(keepends=True)
    (folder / "fleet.csv").write_text(head + "".join(reversed(rows)))
    assert resolve_folder(folder).hash == before.hash


def test_a_file_saved_by_a_spreadsheet_reads_the_same(folder: Path) -> None:
    before = resolve_folder(folder)
    text = (folder / "fleet.csv").read_text()
    (folder / "fleet.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert resolve_folder(folder).hash == before.hash


def test_mistakes_name_their_line(folder: Path) -> None:
    with (folder / "fleet.csv").open("a") as file:
        file.write(row("utilisation", "h100", "2026Q3", 120))
    with pytest.raises(
        InputErrors, match=r"fleet.csv line 8: found value = 120 %; wanted at least 0 and at most 1 share"
    ):
        resolve_folder(folder)
