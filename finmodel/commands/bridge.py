"""bridge: what drove the difference between two cases, part by part, summing exactly to it."""

from __future__ import annotations

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
    echo_csv,
    echo_json,
    format_options,
    one_format,
    quiet_option,
    reader_may_leave,
    safe,
)

if TYPE_CHECKING:
    from finmodel.analysis.bridge import Bridge

TOP = 12


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", required=False)
@click.option("--line", required=True, help="The line to explain; `finmodel lines` lists them.")
@click.option("--period", required=True, help="A quarter (2026Q3) or a fiscal year (FY2026).")
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member of the line, for example team=fair.")
@click.option("--by", type=click.Choice(["path", "block"]), default="path", show_default=True,
              help="What counts as one change: an input, or all the inputs of a block.")  # fmt: skip
@click.option("--ordered", is_flag=True, help="Make the changes one after another, in the order of the model.")
@click.option("--order", multiple=True, metavar="NAME", help="Make this change before the others, an input or a block; implies --ordered.")
@click.option("--permutations", type=click.IntRange(2), metavar="N",
              help="Orders to draw where there are too many changes to try every mixture; an even number.")  # fmt: skip
@click.option("--top", type=click.IntRange(1), default=TOP, show_default=True, metavar="N", help="Parts to show; the smaller ones are shown as one.")
@click.option("--picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw the waterfall as .png or .svg.")
@click.option("--workbook", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the live workbook of B, .xlsx, with the bridge as its last sheet.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that finmodel did not write, or that changed since.")
@case_options
@format_options
@quiet_option
def bridge(
    a: str, b: str | None, line: str, period: str, members: tuple[str, ...], by: str, ordered: bool, order: tuple[str, ...],
    permutations: int | None, top: int, picture: Path | None, workbook: Path | None, force: bool, pack: str | None,
    sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool, as_csv: bool, as_md: bool, quiet: bool,
) -> None:  # fmt: skip
    """Attribute the difference between case A and case B to the inputs in which they differ.

    A case is a scenario, several joined by '+', or a FILE.toml; @DATE after it says as known on which date. --set lies over
    B only; where B is left out it is A with the --set strings.

    The parts sum to the difference. They depend on no order of changes (Shapley values), unless --ordered makes the changes one
    after another.

    \b
    Example:
      finmodel bridge base bull --line cost_per_researcher --period FY2027
      finmodel bridge bear bull --line capex --period FY2027 --by block --json
      finmodel bridge base@2026-04-30 base --line capex --period FY2026 --picture bridge.png
      finmodel bridge base --set guidance.plan_position=0.8 --line capex --period FY2027
    """
    from finmodel.analysis.asked_case import open_case
    from finmodel.analysis.bridge import bridge as bridged
    from finmodel.analysis.bridge_record import COLUMNS, record, rows
    from finmodel.analysis.spot import read_spot
    from finmodel.bridge_files import draw, write_workbook
    from finmodel.commands.compare import stop_at_failures
    from finmodel.errors import UsageError
    from finmodel.project import Project

    one_format(as_json, as_csv, as_md)
    if b is None and not sets:
        raise UsageError("There is one case and nothing that changes it. Name a second case, or change the first with --set.")
    files = asked_files({"--picture": picture, "--workbook": workbook}, force=force)
    project = Project.open(pack)
    spot = read_spot(project.model, line, period, members)
    before, after = open_case(project, a, (), as_of, strict), open_case(project, a if b is None else b, sets, as_of, strict)
    sequence = order if ordered or order else None
    found = bridged(project, before, after, spot, "block" if by == "block" else "path", order=sequence, orders=permutations)
    with reader_may_leave():
        if as_json:
            echo_json(record(found))
        elif as_csv:
            echo_csv(COLUMNS, rows(found))
        elif as_md:
            _print_markdown(found, top)
        elif not quiet:
            _print(found, top)
    make: dict[str, Callable[[str, Path], object]] = {
        "--picture": lambda suffix, aside: draw(found, aside, top, suffix),
        "--workbook": lambda _, aside: write_workbook(found, aside, top),
    }
    for option, (folder, path) in files.items():
        folder.write(path.name, partial(make[option], path.suffix))
        if not quiet:
            click.echo(f"Wrote {safe(path)}.", err=True)
    stop_at_failures((before, after), pack, sets, as_of)


def _print(found: Bridge, top: int) -> None:
    from finmodel.analysis.bridge_words import headline, measure, sentences, uncertain, waterfall
    from finmodel.commands.waterfall_text import print_waterfall

    click.echo(safe(headline(found)) + "\n")
    if found.moving:
        print_waterfall(waterfall(found, top), measure(found), errors=uncertain(found))
        click.echo()
    for sentence in sentences(found):
        click.echo(safe(sentence))


def _print_markdown(found: Bridge, top: int) -> None:
    from finmodel.analysis.bridge_words import headline, measure, sentences, source, waterfall

    told, steps = measure(found), waterfall(found, top, labels=True)
    body = [(steps.first, "", told.of(steps.start)), *((one.name, one.says, told.step(one.amount)) for one in steps.steps),
            (steps.last, "", told.of(steps.end))]  # fmt: skip
    click.echo(f"**{safe(headline(found))}**\n")
    for line in as_markdown(("Step", "What changed", told.unit), body):
        click.echo(line)
    click.echo("\n" + " ".join(safe(one) for one in (*sentences(found), source(found))))
