"""simulate: the range of every outcome that the ranges of the inputs lead to."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finmodel.commands.asked_files import asked_files
from finmodel.commands.options import (
    case_options,
    check_quoting,
    echo_csv,
    echo_json,
    format_options,
    one_format,
    quiet_option,
    reader_may_leave,
    safe,
    warn_outside,
)
from finmodel.commands.progress import progress

if TYPE_CHECKING:
    from finmodel.analysis.asked_lines import LineMember
    from finmodel.analysis.simulation_report import Report
    from finmodel.output import OutputFolder
    from finmodel.project import Case
    from finmodel.sampling.ahead import Ahead

SAMPLES = 10_000
LEAST_SAMPLES, MOST_SAMPLES = 100, 10_000_000
METHODS = ("sobol", "lhs", "random")
SUMMARY, SAMPLES_FILE = "simulation.parquet", "samples.parquet"
PANELS, WIDEST = 12, 110


@click.command()
@click.argument("case", metavar="[CASE]", default="base")
@click.option("-n", "--samples", "n", type=click.IntRange(LEAST_SAMPLES, MOST_SAMPLES), default=SAMPLES, show_default=True, metavar="N",
              help="Samples to draw; a power of two, such as 16384, suits Sobol' points best.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Another seed draws other samples; the same draws the same.")
@click.option("--method", type=click.Choice(METHODS), default="sobol", show_default=True,
              help="How the samples are spread: scrambled Sobol' points, Latin hypercube, or independent draws.")  # fmt: skip
@click.option("--only", multiple=True, metavar="PATTERN", help="Vary only the inputs whose path fits, for example 'guidance.*'; may be repeated.")
@click.option("--fix", "fixed", multiple=True, metavar="PATTERN", help="Leave the inputs whose path fits as they are; may be repeated.")
@click.option("--lines", "--line", "lines", multiple=True, metavar="NAME[,NAME]",
              help="Lines to tell instead of the headlines, with every member; * and ? stand for letters.")  # fmt: skip
@click.option("--period", "periods", multiple=True, help="Quarter or fiscal year to tell, for example FY2027; may be repeated.")
@click.option("--quarters", is_flag=True, help="Tell quarters instead of fiscal years.")
@click.option("--checks", is_flag=True, help="Judge the checks of the model in every sample too, and tell which are broken how often; takes longer.")
@click.option("--keep-samples", is_flag=True, help="Write samples.parquet too: a row a sample, a column a number.")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw fan charts, a panel a line, as .png or .svg.")
@click.option("--workbook", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the live workbook of the case, .xlsx, with the simulation as its last sheet.")  # fmt: skip
@click.option("--out", "--output", "out", type=click.Path(path_type=Path), default=Path("outputs"), metavar="DIR", show_default=True,
              help="Folder to write to; each case has its own folder in it.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), metavar="K", help="Processor cores to use, at most all, which is the default. The numbers are the same.")
@click.option("--force", is_flag=True, help="Replace files that finmodel did not write, or that changed since.")
@case_options
@format_options
@quiet_option
def simulate(
    case: str, n: int, seed: int, method: str, only: tuple[str, ...], fixed: tuple[str, ...], lines: tuple[str, ...], periods: tuple[str, ...], quarters: bool,
    checks: bool, keep_samples: bool, picture: Path | None, workbook: Path | None, out: Path, workers: int | None, force: bool, pack: str | None,
    sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool, as_csv: bool, as_md: bool, quiet: bool,
) -> None:  # fmt: skip
    """Vary every input that has a 90% range, together, and tell the range of each outcome.

    CASE is a scenario (base if left out), several joined by '+', or a FILE.toml; @DATE after it says as known on which date.

    For each line and fiscal year: P5, median, P95 and the case without sampling; then probabilities, and the model's ranges beside
    published ones. simulation.parquet in the folder of the case holds all of it.

    \b
    Example:
      finmodel simulate
      finmodel simulate bull -n 4096 --lines capex,free_cash_flow --picture fans.png
      finmodel simulate base@2026-04-30 --only 'guidance.*' --lines capex --quarters --json
    """
    from finmodel.sampling.ahead import Ahead

    one_format(as_json, as_csv, as_md)
    ahead = Ahead(method, n, seed)  # its process is forked before anything large is imported, and works while the rest is

    from finmodel.analysis.asked_case import open_case
    from finmodel.analysis.asked_lines import asked_lines, asked_periods
    from finmodel.analysis.simulation_record import COLUMNS, record, rows
    from finmodel.commands.compare import stop_at_failures
    from finmodel.commands.run import check_names, folder_name
    from finmodel.output import OutputFolder
    from finmodel.project import Project

    project = Project.open(pack)
    check_quoting([case.partition("@")[0]], sets, project.pack.scenarios)
    check_names([case.partition("@")[0]], project)
    wanted, told = asked_lines(project.model, lines), asked_periods(project.model, periods, quarters=quarters)
    if picture is not None:
        _check_panels(wanted)
    opened = open_case(project, case, sets, as_of, strict)
    folder = OutputFolder(out / folder_name(opened), force=force, owner=str(project.pack.folder.resolve()))
    files = asked_files({"--picture": picture, "--workbook": workbook}, force=force, folders={folder.folder.resolve(): folder})
    folder.check(SUMMARY, *([SAMPLES_FILE] if keep_samples else []))
    if not quiet:
        warn_outside(opened)
    text = not (as_json or as_csv or as_md or quiet)
    if text:
        with reader_may_leave():
            click.echo(_heading(opened, n, method, seed, only, fixed))
    found = _simulated(opened, wanted, told, n, seed, method, only, fixed, workers, ahead, checks=checks, quiet=quiet, chosen=bool(periods), named=bool(lines))
    with found.simulation:
        written = _write_numbers(found, folder, keep_samples)
        with reader_may_leave():
            if as_csv:
                echo_csv(COLUMNS, rows(found))
            elif as_md:
                _print_markdown(found)
            elif text:
                _print(found)
        written |= _write_looks(found, files)
    if not quiet:
        click.echo(f"Wrote {', '.join(safe(path) for path in written.values() if path)}.", err=True)
    if as_json:
        with reader_may_leave():
            echo_json({**record(found), "files": written})
    stop_at_failures((opened,), pack, sets, as_of)


def _check_panels(wanted: tuple[LineMember, ...]) -> None:
    from finmodel.errors import UsageError

    if len(wanted) > PANELS:
        raise UsageError(f"--picture draws a panel a line, {PANELS} at most; {len(wanted):,} are asked for. Name fewer with --lines.")


def _heading(case: Case, n: int, method: str, seed: int, only: tuple[str, ...], fixed: tuple[str, ...]) -> str:
    """What is asked, said at once."""
    from finmodel.analysis.asked_case import title_of

    inputs = case.inputs
    lines = [f"{safe(inputs.pack.title)}, {title_of(case)}, as known on {inputs.as_of}: {n:,} samples, {method}, seed {seed}"]
    lines += [f"  changed: {safe(change)}" for change in case.changes]
    lines += [f"  varied: only inputs that fit {', '.join(map(safe, only))}"] if only else []
    lines += [f"  fixed: inputs that fit {', '.join(map(safe, fixed))}"] if fixed else []
    return "\n".join(lines)


def _simulated(
    case: Case, wanted: tuple[LineMember, ...], told: tuple[str, ...], n: int, seed: int, method: str, only: tuple[str, ...],
    fixed: tuple[str, ...], workers: int | None, ahead: Ahead, *, checks: bool, quiet: bool, chosen: bool, named: bool,
) -> Report:  # fmt: skip
    from finmodel.analysis.simulate import simulate as sampled
    from finmodel.analysis.simulation_report import report, wanted_spots
    from finmodel.analysis.workers import available

    crew = None if workers is None else min(workers, available())
    with progress("samples", quiet=quiet) as told_of:
        simulation = sampled(
            case, wanted_spots(case, wanted, told), n, seed=seed, method=method, only=only, fixed=fixed, workers=crew, progress=told_of,
            points=ahead.points, checks=[one.name for one in case.model.checks] if checks else (),
        )  # fmt: skip
    return report(simulation, wanted, told, chosen=chosen, named=named)


def _print(found: Report) -> None:
    from finmodel.analysis.simulation_words import sentences
    from finmodel.commands.simulation_table import odds_lines, published_lines, ranges_lines
    from finmodel.commands.table import printed_width

    width = min(printed_width(), WIDEST)
    click.echo(f"{found.counts}\n")
    for part in (ranges_lines(found, width), odds_lines(found, width), published_lines(found)):
        for line in (*part, "") if part else ():
            click.echo(safe(line))
    for sentence in sentences(found):
        for line in textwrap.wrap(safe(sentence), width):
            click.echo(line)


def _print_markdown(found: Report) -> None:
    from finmodel.analysis.simulation_words import sentences
    from finmodel.commands.simulation_table import markdown_lines

    click.echo(f"**{safe(found.source)}**\n")
    for line in markdown_lines(found):
        click.echo(line)
    click.echo("\n" + " ".join(map(safe, sentences(found))))


def _write_numbers(found: Report, folder: OutputFolder, keep_samples: bool) -> dict[str, str | None]:
    """The summary, and the samples if they are kept; returns where each stands."""
    from finmodel.simulation_files import write_samples, write_summary

    folder.write(SUMMARY, partial(write_summary, found))
    written: dict[str, str | None] = {"summary": str(folder.folder / SUMMARY), "samples": None}
    if keep_samples:
        folder.write(SAMPLES_FILE, partial(write_samples, found.simulation))
        written["samples"] = str(folder.folder / SAMPLES_FILE)
    return written


def _write_looks(found: Report, files: dict[str, tuple[OutputFolder, Path]]) -> dict[str, str | None]:
    """The picture and the workbook, where they are asked for; returns where each stands."""
    from finmodel.simulation_files import draw, write_workbook

    written: dict[str, str | None] = {"picture": None, "workbook": None}
    make: dict[str, Callable[[str, Path], object]] = {
        "--picture": lambda suffix, aside: draw(found, aside, suffix),
        "--workbook": lambda _, aside: write_workbook(found, aside),
    }
    for option, (place, path) in files.items():
        place.write(path.name, partial(make[option], path.suffix))
        written[option.removeprefix("--")] = str(path)
    return written
