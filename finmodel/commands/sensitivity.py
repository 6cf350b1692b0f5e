"""sensitivity: which uncertain inputs move an outcome most, one at a time or by their share of its variance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from finmodel.commands.options import (
    case_options,
    echo_csv,
    echo_json,
    format_options,
    one_format,
    quiet_option,
    safe,
)

TOP = 20


@click.command()
@click.argument("name", metavar="[CASE]", default="base")
@click.option("--line", default="", help="The outcome.  [default: cost_per_researcher]")
@click.option("--period", default="", help="A quarter (2026Q3) or a fiscal year (FY2027).")
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Inputs whose path contains PATTERN.")
@click.option("--top", type=click.IntRange(1), default=TOP, show_default=True, metavar="N", help="Inputs to show.")
@case_options
@format_options
@quiet_option
def sensitivity(name, line, period, members, only, top, pack, sets, as_of, strict, as_json, as_csv, as_md, quiet):
    """x

    \b
    Example:
      finmodel sensitivity
    """
    from finmodel.analysis.asked_case import open_case
    from finmodel.analysis.spot import read_spot
    from finmodel.analysis.tornado import tornado
    from finmodel.analysis.tornado_words import headline, measure, sentences, swings, usual_period
    from finmodel.analysis.sensitivity_record import record
    from finmodel.project import Project
    from finmodel.commands.tornado_text import print_swings
    project = Project.open(pack)
    case = open_case(project, name, sets, as_of, strict)
    spot = read_spot(project.model, line or "cost_per_researcher", period or usual_period(case), members)
    found = tornado(case, spot, only)
    if as_json:
        echo_json(record(found)); return
    click.echo(safe(headline(found))+"\n")
    print_swings(swings(found, top), measure(found))
    click.echo()
    for s in sentences(found, top): click.echo(safe(s))
