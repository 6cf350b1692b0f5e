"""Reality rows: reconciliation.toml is read with all its mistakes together, each with its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.inputs import load_structure
from finmodel.inputs.reality import RealityRow, read_reality
from tests.packs import META, MICROSOFT, copied, mistakes, opened

GOOD = {
    "label": '"Capex"', "line": '"capex"', "period": '"FY2025"', "kind": '"anchored"', "unit": '"USD billion"',
    "reported": "80", "tolerance": "0.1", "source": '"edgar-facts"',
}  # fmt: skip


def written(name: str = "mine", **changes: str | None) -> str:
    """A row of reconciliation.toml; None leaves a key out."""
    keys = {key: text for key, text in {**GOOD, **changes}.items() if text is not None}
    return "\n".join([f"[{name}]", *(f"{key} = {text}" for key, text in keys.items()), ""])


def pack(tmp_path: Path, text: str) -> Path:
    return copied(MICROSOFT, tmp_path / "mine", {"reconciliation.toml": text})


def read_one(tmp_path: Path, text: str) -> RealityRow:
    project = opened(MICROSOFT)
    (row,) = read_reality(load_structure(pack(tmp_path, text)), project.model)
    return row


class TestRead:
    def test_a_year_with_a_tolerance_in_canonical_amounts(self, tmp_path: Path) -> None:
        row = read_one(tmp_path, written())
        assert (row.line, row.member, row.year, row.kind) == ("capex", (), 2025, "anchored")
        assert (row.reported, row.tolerance, row.factor) == (80e9, 0.1, 1e9)
        # 2022Q1 stands in column 1, so 2025Q1 to 2025Q4 in columns 13 to 16
        assert row.columns == slice(13, 17)

    def test_a_range_of_quarters_and_of_amounts(self, tmp_path: Path) -> None:
        row = read_one(tmp_path, written(period='"2025Q3..2026Q2"', low="70", high="90", tolerance=None, reported=None))
        assert (row.year, row.columns) == (None, slice(15, 19))
        assert (row.low, row.high, row.reported) == (70e9, 90e9, None)

    def test_one_member_of_a_line_with_members(self, tmp_path: Path) -> None:
        row = read_one(tmp_path, written(line='"delivered_units"', unit='"thousand chip"', members='{ chip = "h100" }'))
        assert (row.member, row.factor) == (("h100",), 1e3)

    def test_rows_keep_the_order_of_the_file(self) -> None:
        rows = read_reality(load_structure(META), opened(META).model)
        assert [row.name for row in rows][:3] == ["capex_fy2024", "capex_fy2025", "capex_2026h1"]

    def test_a_pack_without_the_file_has_no_rows(self, tmp_path: Path) -> None:
        folder = pack(tmp_path, "")
        (folder / "reconciliation.toml").unlink()
        assert read_reality(load_structure(folder), opened(MICROSOFT).model) == ()


PERIODS = "a quarter, a fiscal year, or quarters 2026Q1..2026Q2"
EITHER = "reconciliation.toml: mine: found neither or both; wanted either a tolerance, or low and high."

WRONG: dict[str, tuple[dict[str, str | None], str]] = {
    "unknown line": ({"line": '"capx"'},
        "reconciliation.toml: mine: found the line 'capx'; wanted one that is registered in the model (`finmodel lines`). "
        "Did you mean 'capex'?"),
    "unknown line of the tolerance": ({"tolerance_of": '"capx"'},
        "reconciliation.toml: mine: found the line 'capx'; wanted one that is registered in the model (`finmodel lines`). "
        "Did you mean 'capex'?"),
    "unknown source": ({"source": '"edgar-fact"'},
        "reconciliation.toml: mine: found the source 'edgar-fact'; wanted one that is registered in sources.toml. "
        "Did you mean 'edgar-facts'?"),
    "unknown kind": ({"kind": '"anchor"'},
        "reconciliation.toml: mine: found the kind 'anchor'; wanted anchored, calibrated or independent. "
        "Did you mean 'anchored'?"),
    "unit of another kind": ({"unit": '"MW"'},
        "reconciliation.toml: mine: found the unit 'MW'; wanted a unit that converts to USD."),
    "unit that is none": ({"unit": '"USD bilion"'}, None),
    "text for a number": ({"reported": '"80"'}, 
        "reconciliation.toml: mine: found reported = '80'; wanted a finite number. "
        "Write numbers without quotes, separators or units."),
    "truth for a number": ({"reported": "true"}, "reconciliation.toml: mine: found reported = true; wanted a finite number."),
    "infinite": ({"reported": "inf"}, "reconciliation.toml: mine: found reported = inf; wanted a finite number."),
    "no number": ({"tolerance": "nan"}, "reconciliation.toml: mine: found tolerance = nan; wanted a finite number."),
    "negative tolerance": ({"tolerance": "-0.1"},
        "reconciliation.toml: mine: found tolerance = -0.1; wanted a share that is not negative."),
    "tolerance and range": ({"low": "1", "high": "2"}, EITHER),
    "tolerance and half a range": ({"low": "1"}, EITHER),
    "half a range": ({"low": "1", "tolerance": None}, EITHER),
    "neither": ({"tolerance": None}, EITHER),
    "tolerance of nothing": ({"reported": None},
        "reconciliation.toml: mine: found a tolerance without a reported value; wanted the value that it is a tolerance of."),
    "range the wrong way round": ({"tolerance": None, "low": "2", "high": "1"},
        "reconciliation.toml: mine: found low = 2, high = 1; wanted low <= high."),
    "tolerance of a line with members": ({"tolerance_of": '"delivered_value"'},
        "reconciliation.toml: mine: found tolerance_of = 'delivered_value'; wanted a line without members, in USD."),
    "tolerance of a line in another unit": ({"tolerance_of": '"owned_h100e"'},
        "reconciliation.toml: mine: found tolerance_of = 'owned_h100e'; wanted a line without members, in USD."),
    "period outside": ({"period": '"FY2040"'}, f"reconciliation.toml: mine: found period = 'FY2040'; wanted {PERIODS}."),
    "period that is none": ({"period": '"2025"'}, f"reconciliation.toml: mine: found period = '2025'; wanted {PERIODS}."),
    "years joined": ({"period": '"FY2024..FY2025"'},
        f"reconciliation.toml: mine: found period = 'FY2024..FY2025'; wanted {PERIODS}."),
    "quarters backwards": ({"period": '"2025Q4..2025Q1"'},
        f"reconciliation.toml: mine: found period = '2025Q4..2025Q1'; wanted {PERIODS}."),
    "members of a line without": ({"members": '{ chip = "h100" }'},
        "reconciliation.toml: mine: found members = a table; wanted one of each of no dimension."),
    "no member of a line with": ({"line": '"delivered_value"'},
        "reconciliation.toml: mine: found members = a table; wanted one of each of chip."),
    "unknown member": ({"line": '"delivered_value"', "members": '{ chip = "h10" }'},
        "reconciliation.toml: mine: found the member 'h10'; wanted one that is registered in dimension chip. "
        "Did you mean 'h100'?"),
    "unknown key": ({"tolerence": "1"}, None),
    "no source": ({"source": None}, "reconciliation.toml: mine: found no source; wanted a source."),
    "n/a in the period": ({"line": '"guidance_headroom"', "period": '"2022Q1"'},
        "reconciliation.toml: mine: found 'guidance_headroom', which is n/a in 2022Q1; wanted a period in which it has a value."),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_row_that_cannot_be_judged_is_refused_with_its_sentence(mistake: str, tmp_path: Path) -> None:
    changes, sentence = WRONG[mistake]
    (found,) = mistakes(pack(tmp_path, written(**changes)))
    if sentence is None:
        assert found.startswith("reconciliation.toml: mine: found the un")
        assert "Did you mean" in found
    else:
        assert found == sentence


def test_the_mistakes_of_all_rows_are_shown_together(tmp_path: Path) -> None:
    rows = [
        written("one", line='"capx"', source='"nobody"', kind='"sure"', reported='"80"', tolerance=None),
        written("two", period='"FY2040"', unit='"MW"'),
        written("three"),
        written("four", members='{ chip = "h100" }'),
    ]
    found = mistakes(pack(tmp_path, "".join(rows)))
    assert [sentence.split(": ")[1] for sentence in found] == ["one"] * 5 + ["two"] * 2 + ["four"]
