"""Fingerprint: the same for the same content, another for any change that matters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.inputs.tiny import resolve_folder


def test_the_same_twice(folder: Path) -> None:
    assert resolve_folder(folder).hash == resolve_folder(folder).hash
    assert len(resolve_folder(folder).hash) == 64


def test_order_of_tables_and_words_do_not_count(folder: Path) -> None:
    before = resolve_folder(folder).hash
    text = (folder / "fleet.toml").read_text()
    first, second = text.index("[install_lag]"), text.index("[spare_share]")
    third = text.index("[prometheus.power]")
    moved = text[:first] + text[second:third] + text[first:second] + text[third:]
    (folder / "fleet.toml").write_text(moved.replace("value = 1.5\n", 'value = 1.5\nnote = "As last year."\n'))
    assert resolve_folder(folder).hash == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("fleet.toml", "value = 1.5", "value = 1.6"),
        ("fleet.toml", "high = 3", "high = 4"),
        ("fleet.toml", 'source = "house-view"', 'source = "filing"'),
        ("fleet.toml", 'confidence = "judgement"', 'confidence = "estimate"'),
        ("fleet.toml", "2027-03-31", "2027-04-30"),
        ("fleet.csv", ",110,", ",111,"),
        ("pack.toml", "2026-09-30", "2026-10-01"),
        ("pack.toml", "2027Q4", "2028Q1"),
        ("pack.toml", 'name = "tiny"', 'name = "other"'),
    ],
)
def test_what_matters_counts(folder: Path, name: str, old: str, new: str) -> None:
    before, text = resolve_folder(folder).hash, (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    assert resolve_folder(folder).hash != before


def test_scenario_sets_and_date_count(folder: Path) -> None:
    hashes = [
        resolve_folder(folder).hash,
        resolve_folder(folder, "bull").hash,
        resolve_folder(folder, sets=["fleet.resold=1"]).hash,
        resolve_folder(folder, as_of=date(2026, 9, 29)).hash,
    ]
    assert len(set(hashes)) == len(hashes)
