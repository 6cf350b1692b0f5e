"""Resolve: shapes, canonical units, entries in model order, counts and warnings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from finmodel.inputs import Pack, resolve
from finmodel.model.model import Model
from finmodel.model.timeline import serial
from tests.inputs.tiny import resolve_folder


def test_shapes(pack: Pack, model: Model) -> None:
    inputs = resolve(pack, model)
    assert inputs.values["install_lag"].shape == (1, 1)
    assert inputs.values["unit_price"].shape == (2, 1, 1)
    assert inputs.values["budget"].shape == (9, 1)
    assert inputs.values["deliveries"].shape == (2, 9, 1)
    assert inputs.written["deliveries"].shape == (2, 9)
    assert set(inputs.written) == {"deliveries", "budget", "utilisation"}
    assert all(values.dtype == np.float64 for values in inputs.values.values())


def test_values_are_canonical(pack: Pack, model: Model) -> None:
    values = resolve(pack, model).values
    assert values["install_lag"].item() == 1.5 * 0.25  # quarters to years
    assert values["spare_share"].item() == 3 * 0.01
    assert values["power"].item() == 1200
    assert values["first_light"].item() == serial(date(2026, 11, 15))
    assert values["budget"][6].item() == 3e9


def test_entries_stay_as_written_and_in_model_order(pack: Pack, model: Model) -> None:
    inputs = resolve(pack, model)
    paths = [entry.path for entry in inputs.entries if not entry.filled]
    assert paths[:4] == [
        "timing.last_actual_quarter",
        "fleet.install_lag",
        "fleet.spare_share",
        "fleet.prometheus.power",
    ]
    assert paths[-3:] == [
        "fleet.h100.utilisation@2026Q2",
        "fleet.h100.utilisation@2027Q1",
        "fleet.b200.utilisation@opening",
    ]
    power = inputs.entries[3]
    assert (power.value, power.unit, power.factor, power.canonical) == (1.2, "GW", 1000.0, 1200.0)
    assert (power.low, power.high, power.members, power.period) == (1.0, 1.5, ("prometheus",), "")
    assert (power.source, power.as_of, power.confidence, power.layer) == (
        "filing",
        date(2026, 1, 31),
        "reported",
        "base",
    )


def test_counts(pack: Pack, model: Model) -> None:
    counts = resolve(pack, model).counts
    assert (counts.inputs, counts.sourced, counts.judgements) == (17, 7, 10)


def test_a_value_on_an_end_of_its_range_is_a_warning(folder: Path) -> None:
    text = (folder / "fleet.toml").read_text()
    (folder / "fleet.toml").write_text(text.replace("low = 1\n", "low = 1.5\n"))
    assert resolve_folder(folder).warnings == (
        "fleet.toml: fleet.install_lag: the value 1.5 stands on the low end of its range.",
    )


BUILD = """
[build]
rank = 0.5
source = "house-view"
as_of = 2026-01-31
confidence = "judgement"
"""


def test_distribution_correlation_and_clip_reach_the_entry(folder: Path) -> None:
    text = (folder / "fleet.toml").read_text()
    more = 'low = 1\ndistribution = "pert"\ncorrelation = "build"\nclip = [0.5, 4]\n'
    (folder / "fleet.toml").write_text(text.replace("low = 1\n", more))
    (folder / "correlations.toml").write_text(BUILD)
    entry = resolve_folder(folder).entries[1]
    assert (entry.distribution, entry.correlation, entry.clip) == ("pert", "build", (0.5, 4.0))
