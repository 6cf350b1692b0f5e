"""Own inputs: a value that a pack's own line asks for is an input like any other, and what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from finmodel.project import Case, Project
from finmodel.workbook.recalculate import recalculate
from tests.commands.ran import finmodel
from tests.packs import MICROSOFT, copied, mistakes, written
from tests.workbook.reading import apart

LINES = """
[serving_share]
kind = "input"
unit = "share"
note = "share of owned compute that serves users"

[site_bonus]
kind = "input"
unit = "USD"
dims = ["site"]
at_least = 0

[hype]
kind = "input"
unit = "ratio"
series = "index"
fill = "hold"

[serving]
unit = "H100e"
kind = "balance"
formula = "owned_h100e * serving_share * hype"

[bonuses]
unit = "USD"
kind = "constant"
formula = "total(site_bonus, over=site)"
"""
REST = 'source = "judgement"\nas_of = 2026-09-30\nconfidence = "judgement"\n'
OWN = f"""
[serving_share]
value = 40
low = 30
high = 55
unit = "%"
{REST}
[installed_base.site_bonus]
value = 2e6
unit = "USD"
{REST}
[new_sites.site_bonus]
value = 3
unit = "USD million"
{REST}
"""
SERIES = (
    "line,members,period,value,unit,low,high,source,known_on,confidence,note\n"
    "hype,,2022Q1,1,ratio,,,judgement,2026-09-30,judgement,\n"
    "hype,,2027Q1,1.5,ratio,1.2,1.9,judgement,2026-09-30,judgement,\n"
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"lines.toml": LINES, "own.toml": OWN, "own.csv": SERIES}
    sources = (MICROSOFT / "sources.toml").read_text(encoding="utf-8")
    sources += '\n[judgement]\ntitle = "Judgement"\npublisher = "finmodel"\ndate = "2026"\nkind = "judgement"\n' if "[judgement]" not in sources else ""
    return copied(MICROSOFT, tmp_path_factory.mktemp("own") / "mine", {**files, "sources.toml": sources})


@pytest.fixture(scope="module")
def own(pack: Path) -> Case:
    return Project.open(str(pack)).case()


def test_a_formula_reads_it_converted_and_held(own: Case) -> None:
    serving, owned = (own.results.quarters_of(line)[0] for line in ("serving", "owned_h100e"))
    start = own.model.timeline.names.index("2027Q1")
    assert serving[start - 1] == pytest.approx(owned[start - 1] * 0.4)
    assert serving[start + 2] == pytest.approx(owned[start + 2] * 0.4 * 1.5)


def test_it_may_have_a_value_a_member(own: Case) -> None:
    assert float(own.values["bonuses"].ravel()[0]) == 5e6
    assert own.values["site_bonus"].shape == (2, 1, 1)


def test_the_workbook_recalculates_to_what_the_engine_says(own: Case, tmp_path: Path) -> None:
    assert apart(recalculate(written(own, tmp_path)), own.layout, own.values) == []


def test_it_is_set_and_listed_like_any_other(pack: Path) -> None:
    ran = finmodel("inputs", "own.", "--pack", str(pack), "--set", "own.serving_share=50%", "--json").json
    rows = {row["path"]: row for row in ran}
    assert list(rows) == ["own.serving_share", "own.installed_base.site_bonus", "own.new_sites.site_bonus", "own.hype@2022Q1", "own.hype@2027Q1"]
    assert (rows["own.serving_share"]["value"], rows["own.serving_share"]["layer"]) == (50, "--set")


def test_a_range_of_it_moves_what_rests_on_it(pack: Path) -> None:
    found = finmodel("sensitivity", "--pack", str(pack), "--line", "serving", "--period", "2028Q4", "--only", "own", "--json").json
    assert {one["path"] for one in found["inputs"]} == {"own.serving_share", "own.hype"}
    share = next(one for one in found["inputs"] if one["path"] == "own.serving_share")
    assert (share["at_low"], share["at_high"]) == pytest.approx((found["value"] * 30 / 40, found["value"] * 55 / 40))


def test_a_pack_of_own_lines_alone_runs(here: Path) -> None:
    ishigami = Path(__file__).parent.parent / "analysis" / "packs" / "ishigami"
    ran = finmodel("run", "--pack", str(ishigami), "--no-workbook")
    assert ran.code == 0
    assert "Next: finmodel explain f FY2026" in ran.out
    case = Project.open(str(ishigami)).case("base", ["own.x1=1"])
    assert np.isclose(case.values["f"].ravel()[0], np.sin(1))


HEAD = '[mine]\nkind = "input"\nunit = "USD"\n'
WRONG = {
    "an unknown key": (f'{HEAD}formula = "capex"', "lines.toml: mine: found the unknown key 'formula'"),
    "no unit": ('[mine]\nkind = "input"', "lines.toml: mine: found no unit"),
    "an unknown unit": ('[mine]\nkind = "input"\nunit = "dollars"', "dollars"),
    "a series of no kind": (f'{HEAD}series = "flows"', "lines.toml: mine: found the series 'flows'; wanted flow, balance, average, rate, index or flag. Did you mean 'flow'?"),
    "an unknown fill": (f'{HEAD}series = "flow"\nfill = "keep"', "lines.toml: mine: found the fill 'keep'; wanted none or hold."),
    "bounds the wrong way": (f"{HEAD}at_least = 2\nat_most = 1", "lines.toml: mine: found at_most = 1; wanted a bound that is not below at_least, 2."),
    "an unknown dimension": (f'{HEAD}dims = ["city"]', "city"),
    "no value": (HEAD, "own.toml: own.mine"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mistake_is_named(wrong: str, tmp_path: Path) -> None:
    lines, says = WRONG[wrong]
    found = mistakes(copied(MICROSOFT, tmp_path / "mine", {"lines.toml": lines}))
    assert len(found) == 1
    assert says in found[0]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path
