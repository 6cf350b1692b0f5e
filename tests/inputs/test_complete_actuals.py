"""Complete actuals: a reported series with a gap before the last actual quarter is refused, never filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.ran import finmodel
from tests.packs import META, MICROSOFT, copied, mistakes

WANTED = (
    "wanted one in every quarter up to 2026Q2, the last actual one. "
    "Add what was reported, or move timing.last_actual_quarter back."
)


def without(pack: Path, target: Path, file: str, line: str, *quarters: str) -> Path:
    rows = (pack / file).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not (row.startswith(f"{line},") and row.split(",")[2] in quarters)]
    assert len(kept) == len(rows) - len(quarters)
    return copied(pack, target, {file: "".join(kept)})


@pytest.mark.parametrize("pack", [META, MICROSOFT], ids=["meta", "microsoft"])
@pytest.mark.parametrize("quarter", ["2022Q1", "2024Q2", "2026Q2"])
def test_one_quarter_without_reported_capex_is_named(pack: Path, quarter: str, tmp_path: Path) -> None:
    folder = without(pack, tmp_path / "mine", "guidance.capex.csv", "reported_capex", quarter)
    assert mistakes(folder) == [f"guidance.csv: guidance.reported_capex: found no point in {quarter}; {WANTED}"]


def test_several_quarters_are_named_together(tmp_path: Path) -> None:
    folder = without(META, tmp_path / "mine", "guidance.capex.csv", "reported_capex", "2023Q1", "2025Q4")
    assert mistakes(folder) == [f"guidance.csv: guidance.reported_capex: found no point in 2023Q1, 2025Q4; {WANTED}"]


@pytest.mark.parametrize(
    "line", ["reported_revenue", "reported_expenses", "reported_depreciation", "reported_stock_compensation"]
)
def test_every_reported_flow_of_the_group_must_be_complete(line: str, tmp_path: Path) -> None:
    folder = without(META, tmp_path / "mine", "group.results.csv", line, "2025Q3")
    assert mistakes(folder) == [f"group.csv: group.{line}: found no point in 2025Q3; {WANTED}"]


@pytest.mark.parametrize("command", [["check"], ["run", "--no-workbook"], ["explain", "capex", "FY2025"]])
def test_commands_end_with_exit_code_3_and_write_nothing(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    without(META, tmp_path / "mine", "guidance.capex.csv", "reported_capex", "2025Q4")
    ran = finmodel(*command, "--pack", "mine")
    assert ran.code == 3
    assert "guidance.reported_capex: found no point in 2025Q4" in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "outputs").exists()


def test_a_quarter_after_the_last_actual_one_need_not_be_there(tmp_path: Path) -> None:
    folder = without(META, tmp_path / "mine", "guidance.capex.csv", "reported_capex", "2026Q2")
    toml = (folder / "timing.toml").read_text(encoding="utf-8")
    assert "2026-06-30" in toml
    (folder / "timing.toml").write_text(toml.replace("value = 2026-06-30", "value = 2026-03-31"), encoding="utf-8")
    ran = finmodel("check", "--pack", str(folder))
    assert "found no point" not in ran.err
