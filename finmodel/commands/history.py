"""history: one number on each date on which an input of it became known, and what moved it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import (
    Day,
    as_markdown,
    case_options,
    echo_csv,
    echo_json,
    format_options,
    one_format,
    quiet_option,
    safe,
    scenario_option,
    warn_outside,
)

if TYPE_CHECKING:
    from finmodel.analysis.history import History


@click.command()
@click.argument("line")
@click.argument("period")
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member, for example team=fair.")
@click.option("--since", type=Day(), metavar="DATE", help="Begin with what was known on this date; with the first results if left out.")
@scenario_option
@case_options
@format_options
@quiet_option
def history(
    line: str, period: str, members: tuple[str, ...], since: date | None, scenario: str, pack: str | None, sets: tuple[str, ...],
    as_of: date | None, strict: bool, as_json: bool, as_csv: bool, as_md: bool, quiet: bool,
) -> None:  # fmt: skip
    """Re-run LINE in PERIOD (2026Q3 or FY2026) as known on each date on which an input changed, and show what moved it.

    The steps sum to the last number less the first. --as-of ends the history on a date.

    \b
    Example:
      finmodel history capex_per_researcher FY2026 --since 2026-01-01
      finmodel history owned_h100e FY2026 --since 2026-01-01 --json
    """
    one_format(as_json, as_csv, as_md)
    from finmodel.analysis.history import history as through_time
    from finmodel.analysis.history_record import COLUMNS, record, rows
    from finmodel.analysis.spot import read_spot
    from finmodel.project import Project

    project = Project.open(pack)
    spot = read_spot(project.model, line, period, members)
    found = through_time(project, spot, scenario, sets, as_of, since, strict)
    if not quiet:
        warn_outside(found.last.case)
    if as_json:
        echo_json(record(found))
    elif as_csv:
        echo_csv(COLUMNS, rows(found))
    elif not quiet:
        _print(found, as_md)


def _print(found: History, as_md: bool) -> None:
    import textwrap

    from finmodel.commands.history_table import notes, rows, sources, text_lines, title
    from finmodel.commands.table import printed_width

    width = 10_000 if as_md else printed_width()
    table = as_markdown(("known on", "number", "change", "what moved it"), rows(found)) if as_md else text_lines(found, width)
    said = [line for note in notes(found) for line in textwrap.wrap(safe(note), width)]
    named = sources(found)
    for text in (title(found), "", *table, *([""] if said else []), *said, *(["", "Sources:"] if named else [])):
        click.echo(safe(text))
    for source in named:
        click.echo(f"{'-' if as_md else ' '} {safe(source)}")
