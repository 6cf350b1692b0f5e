"""verify: what it prints, what it exits with, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.ran import finmodel
from tests.marks import needs_libreoffice
from tests.packs import MICROSOFT, opened
from tests.workbook.hostile import GOOD
from tests.workbook.live import Live
from tests.workbook.reading import rewritten, sheet_parts

CAPEX = rb'(<c r="S\d+"[^>]*><f>)([^<]*)(</f>)'


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("verify") / "model.xlsx"
    opened(MICROSOFT).case().write_workbook(path)
    return path.read_bytes()


@pytest.fixture
def good(here: Path, content: bytes) -> Path:
    path = here / "model.xlsx"
    path.write_bytes(content)
    return path


@pytest.fixture
def wrong(here: Path, content: bytes) -> Path:
    """One formula of Guidance adds one where it should not."""
    path = here / "model.xlsx"
    path.write_bytes(rewritten(content, sheet_parts(content)["Guidance"], CAPEX, rb"\1(\2)+1\3"))
    return path


def formulas(path: Path) -> int:
    from finmodel.workbook.package import formulas_of

    return sum(len(places) for places in formulas_of(path.read_bytes()).values())


class TestHolds:
    def test_it_says_how_many_formulas_agree_and_exits_0(self, good: Path) -> None:
        before = good.read_bytes()
        ran = finmodel("verify", str(good), "--pack", str(MICROSOFT))
        assert (ran.code, ran.err) == (0, "")
        count = f"{formulas(good):,}"
        first, *engines = ran.out.splitlines()
        assert first.startswith("Pack microsoft, scenario base, as known on ")
        assert [line.partition(";")[0] for line in engines] == [
            f"cellrune: {count} of {count} formulas agree", f"cellrune, plain arithmetic: {count} of {count} formulas agree"
        ]  # fmt: skip
        assert all("worst difference" in line and "e-" in line for line in engines)
        assert good.read_bytes() == before

    def test_the_pack_is_found_by_the_name_in_the_file(self, good: Path) -> None:
        ran = finmodel("verify", str(good), "-q")
        assert (ran.code, ran.out, ran.err) == (0, "", "")

    def test_overrides_are_told(self, good: Path) -> None:
        case = opened(MICROSOFT).case()
        live = Live(good.read_bytes())
        address = f"G{case.layout.row('install_lag', ())}"
        live.type("Inputs", address, 2.5)
        good.write_bytes(live.saved())
        ran = finmodel("verify", str(good))
        assert ran.code == 0
        assert f"Overrides typed in: Inputs!{address}; the engine computes with them." in ran.out

    @needs_libreoffice
    def test_libreoffice_agrees_too(self, good: Path) -> None:
        ran = finmodel("verify", str(good), "--with", "libreoffice", "--json")
        assert ran.code == 0
        assert [engine["name"] for engine in ran.json["engines"]] == ["cellrune", "cellrune, plain arithmetic", "LibreOffice"]
        assert ran.json["engines"][2]["differences"] == 0


class TestJson:
    def test_the_record_has_its_documented_keys(self, good: Path) -> None:
        ran = finmodel("verify", str(good), "--json")
        assert (ran.code, ran.err) == (0, "")
        record = ran.json
        assert list(record) == [
            "schema", "file", "pack", "scenario", "as_of", "inputs_hash", "holds", "overrides", "engines", "changed",
            "typed_over", "reworded", "retold",
            "moved", "formulas_not_ours",
        ]  # fmt: skip
        assert (record["schema"], record["file"], record["holds"]) == (1, str(good), True)
        assert (record["overrides"], record["typed_over"], record["moved"], record["formulas_not_ours"]) == ([], [], [], 0)
        for engine in record["engines"]:
            assert list(engine) == ["name", "compared", "differences", "worst", "at", "places"]
            assert (engine["compared"], engine["differences"], engine["places"]) == (formulas(good), 0, [])
            assert 0 < engine["worst"] < 1e-9

    def test_every_difference_is_in_it(self, wrong: Path) -> None:
        ran = finmodel("verify", str(wrong), "--json")
        assert ran.code == 5
        assert ran.json["holds"] is False
        for engine in ran.json["engines"]:
            assert len(engine["places"]) == engine["differences"] > 0
            assert [list(place) for place in engine["places"]] == [["cell", "found", "engine"]] * engine["differences"]


class TestDoesNotHold:
    def test_a_wrong_formula_exits_5_and_says_where_and_what_to_do(self, wrong: Path) -> None:
        ran = finmodel("verify", str(wrong))
        assert ran.code == 5
        assert "Guidance!S" in ran.out
        assert "cellrune gives" in ran.out
        assert ran.err == (
            f"finmodel: {wrong} is not what the engine says. A formula was changed: write the file "
            f"again with `finmodel run` and use override cells.\n"
        )

    def test_quiet_prints_the_sentence_alone(self, wrong: Path) -> None:
        ran = finmodel("verify", str(wrong), "-q")
        assert (ran.code, ran.out) == (5, "")
        assert "is not what the engine says" in ran.err

    def test_a_number_over_a_formula_is_named_with_the_advice_to_use_overrides(self, good: Path) -> None:
        live = Live(good.read_bytes())
        row = opened(MICROSOFT).case().layout.row("install_lag", ())
        live.type("Inputs", f"J{row}", 0.5)
        good.write_bytes(live.saved())
        ran = finmodel("verify", str(good))
        assert ran.code == 5
        assert f"No formula any more: Inputs!J{row}" in ran.out
        assert f"A calculated cell holds no formula any more, Inputs!J{row}: use override cells." in ran.err


class TestRefused:
    def test_a_workbook_of_another_program_exits_3(self, here: Path) -> None:
        (here / "book.xlsx").write_bytes(GOOD)
        ran = finmodel("verify", "book.xlsx")
        assert (ran.code, ran.out) == (3, "")
        assert "book.xlsx does not say what it was made from" in ran.err

    @pytest.mark.parametrize("text", [b"", b"line,period,value\n", b"PK\x03\x04 cut off"])
    def test_a_file_that_is_no_workbook_exits_3_with_a_sentence(self, here: Path, text: bytes) -> None:
        (here / "book.xlsx").write_bytes(text)
        ran = finmodel("verify", "book.xlsx")
        assert ran.code == 3
        assert ran.err.startswith("finmodel: book.xlsx: ")
        assert "bug" not in ran.err

    def test_a_file_that_is_not_there_exits_3(self) -> None:
        ran = finmodel("verify", "nowhere.xlsx")
        assert ran.code == 3
        assert "found no such file" in ran.err

    def test_another_pack_than_the_one_it_was_made_from_is_refused(self, good: Path) -> None:
        ran = finmodel("verify", str(good), "--pack", "meta")
        assert (ran.code, ran.out) == (3, "")
        assert "was made from other inputs than pack 'meta' has now" in ran.err

    def test_an_unknown_pack_is_answered_with_what_there_is(self, good: Path) -> None:
        ran = finmodel("verify", str(good), "--pack", "mikrosoft")
        assert ran.code == 2
        assert "Did you mean 'microsoft'?" in ran.err

    def test_another_engine_than_those_known_is_a_usage_error(self, good: Path) -> None:
        assert finmodel("verify", str(good), "--with", "excel").code == 2
