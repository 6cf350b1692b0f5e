"""Record: it comes back as it was written; one that is damaged, too large or made up is none."""

from __future__ import annotations

import base64
import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.project import Case
from finmodel.workbook.package import read_properties
from finmodel.workbook.record import Record
from tests.packs import MICROSOFT, opened

GOOD: dict[str, Any] = {
    "periods": ["2026Q1", "2026Q2"], "units": {"a.one": "USD", "a.day": "date", "a.many": "MW"},
    "numbers": {"base": {"a.one": [1], "a.day": [46433], "a.many": [1, 2.5]}, "bull": {"a.one": [2]}},
}  # fmt: skip


def properties(told: object) -> dict[str, str]:
    return packed(json.dumps(told).encode())


def packed(text: bytes) -> dict[str, str]:
    whole = base64.b64encode(zlib.compress(text)).decode()
    return {f"finmodel.record.{number:03d}": whole[start : start + 250] for number, start in enumerate(range(0, len(whole), 250), start=1)}


@pytest.fixture(scope="module")
def microsoft() -> Case:
    return opened(MICROSOFT).case()


def test_it_comes_back_as_it_was_written(microsoft: Case, tmp_path: Path) -> None:
    microsoft.write_workbook(tmp_path / "model.xlsx")
    found = Record.read(read_properties((tmp_path / "model.xlsx").read_bytes()))
    assert found == Record.of(microsoft.scenarios, microsoft.model)
    assert found is not None
    lag = next(entry for entry in microsoft.inputs.entries if entry.path == "fleet.install_lag")
    assert found.units["fleet.install_lag"] == lag.unit
    assert found.numbers["base"]["fleet.install_lag"] == (lag.value,)


def test_a_scenario_lies_over_base() -> None:
    found = Record.read(properties(GOOD))
    assert found is not None
    assert found.of_scenario("bull") == {"a.one": (2.0,), "a.day": (46433.0,), "a.many": (1.0, 2.5)}
    assert found.of_scenario("base")["a.one"] == (1.0,)
    assert found.has("a.one", "")
    assert found.has("a.many", "2026Q2")
    assert not found.has("a.many", "")
    assert not found.has("a.one", "2026Q1")
    assert not found.has("a.many", "2027Q1")
    assert not found.has("a.other", "")


def changed(**more: object) -> dict[str, Any]:
    return {**GOOD, **more}


@pytest.mark.parametrize(
    "told",
    [
        {}, [], None, 5, "text", {"periods": 5}, changed(units=[]), changed(units={}), changed(numbers={}), changed(periods=None),
        changed(numbers={"bull": {}}), changed(numbers={"base": {"a.one": [1]}}), changed(units={"a.one": "USD"}),
        changed(units={**GOOD["units"], "a.one": "no such unit"}), changed(units={**GOOD["units"], "a.one": "(" * 5000}),
        changed(units={**GOOD["units"], "a.one": ["USD"]}),
        *[changed(numbers={"base": {**GOOD["numbers"]["base"], "a.one": row}}) for row in ([], [1, 2, 3], "12", None, [None], ["x"], [1e400], [float("nan")],
                                                                                          [10**400], [{}], {"1": 2})],
        changed(numbers={"base": {**GOOD["numbers"]["base"], "a.day": [1e12]}}),
        changed(numbers={**GOOD["numbers"], "bull": {"a.unknown": [1]}}), changed(numbers={**GOOD["numbers"], "bull": 7}),
    ],
)  # fmt: skip
def test_what_is_no_record_is_none(told: object) -> None:
    assert Record.read(properties(GOOD)) is not None
    assert Record.read(properties(told)) is None


def test_damaged_text_is_none() -> None:
    good = properties(GOOD)
    (key,) = good
    assert Record.read({}) is None
    assert Record.read({key: good[key][:-8]}) is None
    assert Record.read({key: "!" + good[key][1:]}) is None
    assert Record.read({key: "é" + good[key]}) is None
    assert Record.read({key: base64.b64encode(b"not packed").decode()}) is None
    assert Record.read(packed(b"\xff\xfe not json")) is None
    assert Record.read(packed(b"[" * 100_000)) is None


def test_a_missing_piece_is_none(microsoft: Case, tmp_path: Path) -> None:
    microsoft.write_workbook(tmp_path / "model.xlsx")
    whole = read_properties((tmp_path / "model.xlsx").read_bytes())
    pieces = sorted(key for key in whole if key.startswith("finmodel.record."))
    assert len(pieces) > 3
    assert Record.read(whole) is not None
    for piece in (pieces[0], pieces[2], pieces[-1]):
        assert Record.read({key: text for key, text in whole.items() if key != piece}) is None


@pytest.mark.parametrize("key", ["finmodel.record.²", "finmodel.record.", "finmodel.record.-1", "finmodel.record.1e3", f"finmodel.record.{'9' * 5000}", "other"])
def test_properties_of_other_names_are_left_alone(key: str) -> None:
    assert Record.read({**properties(GOOD), key: "!"}) == Record.read(properties(GOOD))


def test_a_record_that_unpacks_to_gigabytes_takes_no_memory() -> None:
    squeezed = zlib.compressobj(9)
    piece = b" " * 2**20
    bomb = b"".join(squeezed.compress(piece) for _ in range(512)) + squeezed.flush()
    text = base64.b64encode(bomb).decode()
    tracemalloc.start()
    assert Record.read({"finmodel.record.001": text}) is None
    assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    tracemalloc.stop()


@given(noise=st.binary(max_size=200), at=st.integers(0, 300))
def test_no_noise_raises(noise: bytes, at: int) -> None:
    text = json.dumps(GOOD).encode()
    Record.read(packed(text[:at] + noise + text[at:]))
    Record.read({"finmodel.record.001": base64.b64encode(noise).decode()})
