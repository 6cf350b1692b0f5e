"""sensitivity: which uncertain inputs move an outcome - one at a time, or by their share of its variance."""

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
    as_markdown,
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

if TYPE_CHECKING:
    from finmodel.analysis.sensitivity import Sensitivity
    from finmodel.analysis.tornado import Tornado
    from finmodel.output import OutputFolder
    from finmodel.project import Case

LINE = "cost_per_researcher"
TOP, POINTS, INPUTS = 20, 1024, 20
_MOST_POINTS = 2**20
_WIDEST = 110


@click.command()
@click.argument("name", metavar="[CASE]", default="base")
@click.option("--line", default="", help=f"The outcome; `finmodel lines` lists them.  [default: {LINE}, or the pack's first headline]")
@click.option("--period", default="", help="A quarter (2026Q3) or a fiscal year (FY2026).  [default: the first year without results]")
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member of the line, for example team=fair.")
@click.option("--variance", is_flag=True, help="Tell shares of the variance, all inputs varied together, instead of a tornado.")
@click.option("-n", "--points", "n", type=click.IntRange(16, _MOST_POINTS), default=POINTS, show_default=True, metavar="N",
              help="Base points for --variance, raised to a power of two; each takes a run for every input, and two more.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Another seed draws other points; the same draws the same.")
@click.option("--inputs", type=click.IntRange(0), default=None, metavar="N",
              help=f"Inputs whose share of the variance is told, largest in the tornado first; 0 is all.  [default: {INPUTS}, or all that --only names]")  # fmt: skip
@click.option("--only", multiple=True, metavar="PATTERN", help="Move only inputs whose path contains this, or fits it with * and ?; may be repeated.")
@click.option("--top", type=click.IntRange(1), default=TOP, show_default=True, metavar="N", help="Inputs to show; --json and --csv have them all.")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw it as .png or .svg.")
@click.option("--workbook", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the live workbook of the case, .xlsx, with the sensitivity as its last sheet.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that finmodel did not write, or that changed since.")
@case_options
@format_options
@quiet_option
def sensitivity(
    name: str, line: str, period: str, members: tuple[str, ...], variance: bool, n: int, seed: int, inputs: int | None,
    only: tuple[str, ...], top: int, picture: Path | None, workbook: Path | None, force: bool, pack: str | None,
    sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool, as_csv: bool, as_md: bool, quiet: bool,
) -> None:  # fmt: skip
    """Move every input that has a 90% range to its low and to its high, one at a time, and tell what that does to an outcome.

    A series moves as one path, every point to its own low or high. --variance varies the inputs together instead and tells which
    share of the variance each accounts for, alone and in all.

    CASE is a scenario (base if left out), several joined by '+', or a FILE.toml; @DATE after it says as known on which date.

    \b
    Example:
      finmodel sensitivity
      finmodel sensitivity bull --line capex --period FY2027 --picture tornado.png
      finmodel sensitivity --only people --top 5 --json
      finmodel sensitivity --line compute_per_researcher --variance -n 64 --inputs 5
    """
    from finmodel.analysis.asked_case import open_case
    from finmodel.analysis.sensitivity import sensitivity as shares_of
    from finmodel.analysis.spot import read_spot
    from finmodel.analysis.tornado import tornado
    from finmodel.analysis.tornado_words import usual_line, usual_period
    from finmodel.commands.compare import stop_at_failures
    from finmodel.commands.progress import progress
    from finmodel.project import Project

    one_format(as_json, as_csv, as_md)
    _check_options(variance)
    files = asked_files({"--picture": picture, "--workbook": workbook}, force=force)
    project = Project.open(pack)
    check_quoting([name.partition("@")[0]], sets, project.pack.scenarios)
    case = open_case(project, name, sets, as_of, strict)
    spot = read_spot(project.model, line or usual_line(project.model, LINE), period or usual_period(case), members)
    if not quiet:
        warn_outside(case)
    with progress("runs", quiet=quiet) as done:
        bars = tornado(case, spot, only, progress=done)
        most = (None if only else INPUTS) if inputs is None else inputs or None
        found = shares_of(bars, n, inputs=most, seed=seed, progress=done) if variance else bars
    with reader_may_leave():
        _report(found, top, as_json=as_json, as_csv=as_csv, as_md=as_md, quiet=quiet)
    _write(found, files, top, quiet=quiet)
    stop_at_failures((case,), pack, sets, as_of)


def _check_options(variance: bool) -> None:
    """Raises UsageError for options that say nothing without --variance."""
    from click.core import ParameterSource

    from finmodel.errors import UsageError

    context = click.get_current_context()
    names = {"n": "-n", "seed": "--seed", "inputs": "--inputs"}
    typed = [name for key, name in names.items() if context.get_parameter_source(key) is not ParameterSource.DEFAULT]
    if typed and not variance:
        raise UsageError(f"{' and '.join(typed)} {'is' if len(typed) == 1 else 'are'} about shares of the variance. Add --variance; a tornado draws nothing.")


def _report(found: Tornado | Sensitivity, top: int, *, as_json: bool, as_csv: bool, as_md: bool, quiet: bool) -> None:
    from finmodel.analysis import sensitivity_record, shares_record
    from finmodel.analysis.tornado import Tornado

    if as_json:
        echo_json(sensitivity_record.record(found) if isinstance(found, Tornado) else shares_record.record(found))
    elif as_csv and isinstance(found, Tornado):
        echo_csv(sensitivity_record.COLUMNS, sensitivity_record.rows(found))
    elif as_csv and not isinstance(found, Tornado):
        echo_csv(shares_record.COLUMNS, shares_record.rows(found))
    elif as_md:
        _print_markdown(found, top)
    elif not quiet:
        _print(found, top)


def _print(found: Tornado | Sensitivity, top: int) -> None:
    from finmodel.analysis import sensitivity_words, tornado_words
    from finmodel.analysis.tornado import Tornado
    from finmodel.commands.shares_text import print_portions
    from finmodel.commands.table import printed_width
    from finmodel.commands.tornado_text import print_swings

    if isinstance(found, Tornado):
        head, said = tornado_words.headline(found), tornado_words.sentences(found, top)
    else:
        head, said = sensitivity_words.headline(found), sensitivity_words.sentences(found, top)
    width = min(printed_width(), _WIDEST)
    click.echo("\n".join([*_heading(found), *textwrap.wrap(safe(head), width)]) + "\n")
    if not isinstance(found, Tornado):
        print_portions(sensitivity_words.portions(found, top))
    elif found.swings:
        print_swings(tornado_words.swings(found, top), tornado_words.measure(found))
    click.echo()
    for sentence in said:
        for line in textwrap.wrap(safe(sentence), width, subsequent_indent="  "):
            click.echo(line)


def _heading(found: Tornado | Sensitivity) -> list[str]:
    """What --set changed."""
    return [f"changed: {safe(change)}" for change in _case(found).changes]


def _case(found: Tornado | Sensitivity) -> Case:
    from finmodel.analysis.tornado import Tornado

    return found.case if isinstance(found, Tornado) else found.tornado.case


def _print_markdown(found: Tornado | Sensitivity, top: int) -> None:
    from finmodel.analysis import sensitivity_words, tornado_words
    from finmodel.analysis.tornado import Tornado
    from finmodel.portions import percent

    if isinstance(found, Tornado):
        told = tornado_words.measure(found)
        head, said = tornado_words.headline(found), tornado_words.sentences(found, top)
        heads: tuple[str, ...] = ("Input", "Low", "Case", "High", f"At low, {told.unit}", f"At high, {told.unit}")
        body: list[tuple[str, ...]] = [(bar.name, bar.low, bar.own, bar.high + bar.unit, told.level(bar.at_low), told.level(bar.at_high))
                for bar in tornado_words.swings(found, top, labels=True).bars]  # fmt: skip
    else:
        head, said = sensitivity_words.headline(found), sensitivity_words.sentences(found, top)
        heads = ("Input", "Low", "Case", "High", "Alone", "±", "In all", "±")
        body = [(one.name, one.low, one.own, one.high + one.unit, *map(percent, (one.first, one.first_error, one.total, one.total_error)))
                for one in sensitivity_words.portions(found, top, labels=True)]  # fmt: skip
    click.echo(f"**{safe(head)}**\n")
    for line in as_markdown(heads, body):
        click.echo(line)
    click.echo("\n" + " ".join(map(safe, (*said, tornado_words.source(_case(found))))))


def _write(found: Tornado | Sensitivity, files: dict[str, tuple[OutputFolder, Path]], top: int, *, quiet: bool) -> None:
    from finmodel.sensitivity_files import draw, write_workbook

    make: dict[str, Callable[[str, Path], object]] = {
        "--picture": lambda suffix, aside: draw(found, aside, top, suffix),
        "--workbook": lambda _, aside: write_workbook(found, aside, top),
    }
    for option, (folder, path) in files.items():
        folder.write(path.name, partial(make[option], path.suffix))
        if not quiet:
            click.echo(f"Wrote {safe(path)}.", err=True)
