"""Simulation files: what a simulation leaves behind - a tidy summary, the samples themselves, a picture, a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.simulation_record import COLUMNS, rows
from finmodel.analysis.simulation_report import Report, Simulated

if TYPE_CHECKING:
    import polars as pl

_VALUES = 4_000_000
"""Numbers in a group of rows of samples.parquet: 32 MB, whatever the number of samples."""


def write_summary(found: Report, path: Path) -> None:
    """A row a line, member and period, as `simulation_record.COLUMNS`; n/a is null."""
    import polars as pl

    counts = dict.fromkeys(("n", "defined", "seed"), pl.Int64)
    texts = dict.fromkeys(("line", "members", "period", "unit", "status", "method", "scenario", "as_of", "inputs_hash", "only", "fixed"), pl.String)
    schema = {name: counts.get(name) or texts.get(name) or pl.Float64() for name in COLUMNS}
    pl.DataFrame(rows(found), schema=schema, orient="row").write_parquet(path)


def write_samples(simulation: Simulated, path: Path) -> None:
    """A row a sample in their order, a column a spot by its title, canonical; n/a is null.

    Written a group of rows at a time, so that memory does not grow with the number of samples.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    names = [spot.title for spot in simulation.spots]
    group = max(1, _VALUES // max(1, len(names)))

    def groups(columns: list[str] | None, predicate: pl.Expr | None, most: int | None, batch: int | None) -> Iterator[pl.DataFrame]:
        for start in range(0, simulation.n, group):
            stop = min(start + group, simulation.n)
            yield pl.DataFrame({name: simulation.column(place, start, stop) for place, name in enumerate(names)}).fill_nan(None)

    schema = dict.fromkeys(names, pl.Float64())
    try:
        register_io_source(groups, schema=schema).sink_parquet(path, row_group_size=group, maintain_order=True, engine="streaming")
    except KeyboardInterrupt:  # raised by Polars, and a moment later by Python for the same signal
        with suppress(KeyboardInterrupt):
            for _ in range(2):
                pass
        raise


def draw(found: Report, path: Path, suffix: str) -> None:
    """The fans as a picture, .png or .svg: a panel a line that varies."""
    from finmodel.pictures.fan import draw_fans

    fans = found.fans or tuple(line.fan for line in found.told if line.fan.shown)
    title = f"{found.case.inputs.pack.title}: {fans[0].title if len(fans) == 1 else 'ranges of the outcomes'}"
    says = f"{title_of(found.case)}: {found.counts}; 90% of the samples lie between P5 and P95"
    draw_fans(path, fans, title, says, f"Source: {found.source}.\nPercentiles do not add up across lines.", suffix)


def write_workbook(found: Report, path: Path) -> int:
    """The live workbook of the case, the simulation its last sheet; returns the number of formulas."""
    from finmodel.simulation_tab import simulation_tab

    return found.case.write_workbook(path, tabs=[simulation_tab(found)])
