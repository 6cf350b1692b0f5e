"""solve: the value of an input that meets a target, and tables of a line over one input or two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import case_options, echo_json, json_option, quiet_option, scenario_option

if TYPE_CHECKING:
    from finmodel.analysis.grid import Grid
    from finmodel.project import Case


@click.command()
@click.option("--target", required=True, metavar="LINE@PERIOD=VALUE",
              help="What is wanted, with its unit: 'capex@FY2027=150 USD billion'. With --grid the value may be left out.")  # fmt: skip
@click.option("--by", metavar="PATH", help="The input to move, as --set writes it; PATH*= looks for a factor, PATH+= for an amount.")
@click.option("--between", nargs=2, metavar="LOW HIGH", help="Search from LOW to HIGH; otherwise in the input's own 90% range.")
@click.option("--grid", "grids", multiple=True, metavar="PATH=FROM:TO:STEPS",
              help="Instead of --by: a table of the line over this input; given twice, rows by columns.")  # fmt: skip
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member of the line, for example team=fair.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), metavar="FILE", help="With --grid: write the cells to FILE, a row each.")
@click.option("--workbook", type=click.Path(path_type=Path), metavar="FILE", help="With --grid: write the live workbook with a last sheet Grid.")
@click.option("--force", is_flag=True, help="Replace files that finmodel did not write, or that changed since.")
@scenario_option
@case_options
@json_option
@quiet_option
def solve(
    target: str, by: str | None, between: tuple[str, str] | None, grids: tuple[str, ...], members: tuple[str, ...],
    csv: Path | None, workbook: Path | None, force: bool, scenario: str, pack: str | None, sets: tuple[str, ...],
    as_of: date | None, strict: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Find the value of an input with which a line meets a target.

    Or, with --grid, show the line over several values of one input, or of two.

    \b
    Example:
      finmodel solve --target "cost_per_researcher@FY2027=60 USD million/person/year" --by "outcomes.research_share@2026Q4.."
      finmodel solve --target "capex@FY2027=160 USD billion" --by guidance.capex_growth@FY2027 --between 5% 50%
      finmodel solve --target "energised_it_capacity@2027Q4=6.6 GW" --by sites.unnamed_leased.first_energised
      finmodel solve --target "energised_it_capacity@FY2028=12 GW" --grid "sites.unnamed_leased.capacity=4:8:5 GW"
    """
    from finmodel.errors import UsageError
    from finmodel.project import Project

    if (by is None) == (not grids) or len(grids) > 2:
        raise UsageError("solve takes either --by PATH, or --grid PATH=FROM:TO:STEPS once or twice.")
    if grids and between:
        raise UsageError("--between goes with --by; the range of a --grid stands in it: PATH=FROM:TO:STEPS.")
    if not grids and (csv or workbook):
        raise UsageError(f"{'--csv' if csv else '--workbook'} goes with --grid.")
    if workbook and workbook.suffix.lower() != ".xlsx":
        raise UsageError(f"--workbook {workbook}: the name of a workbook ends in .xlsx.")
    case = Project.open(pack).case(scenario, sets, as_of, strict)
    if by is not None:
        _solve(case, target, by, between, members, pack, strict, as_json, quiet)
        return
    _tabulate(case, target, grids, members, csv, workbook, force, as_json, quiet)


def _solve(
    case: Case, target: str, by: str, between: tuple[str, str] | None, members: tuple[str, ...], pack: str | None,
    strict: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    from finmodel.analysis.goal import read_goal
    from finmodel.analysis.lever import open_lever
    from finmodel.analysis.solve import solve as search
    from finmodel.commands.solution import answer_record, answer_text, question_text
    from finmodel.commands.verdict import verdict
    from finmodel.errors import NoSolutionError

    goal, lever = read_goal(case, target, members), open_lever(case, by)
    ends = (lever.read(between[0], "--between"), lever.read(between[1], "--between")) if between else None
    answer = search(case, goal, lever, ends)
    if as_json:
        echo_json(answer_record(case, answer, pack, strict))
    elif not quiet:
        for line in (*question_text(case, answer), *answer_text(case, answer, pack, strict)):
            click.echo(line)
    if why_not := verdict(case, answer):
        raise NoSolutionError(why_not)


def _tabulate(
    case: Case, target: str, grids: tuple[str, ...], members: tuple[str, ...], csv: Path | None, workbook: Path | None,
    force: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    from finmodel.analysis.goal import read_goal
    from finmodel.analysis.grid import fill_grid, read_axis
    from finmodel.commands.grid import grid_record, grid_text

    goal = read_goal(case, target, members, valued=False)
    grid = fill_grid(case, goal, [read_axis(case, text) for text in grids])
    _write(case, grid, csv, workbook, force)
    if as_json:
        echo_json(grid_record(case, grid))
    elif not quiet:
        for line in grid_text(case, grid):
            click.echo(line)
    for path in (csv, workbook):
        if path and not quiet:
            click.echo(f"Wrote {path}.", err=True)


def _write(case: Case, grid: Grid, csv: Path | None, workbook: Path | None, force: bool) -> None:
    """The files asked for, whole or not at all; refused before anything is written where one may not be replaced."""
    from finmodel.commands.grid import grid_frame
    from finmodel.grid_tab import grid_tab
    from finmodel.output import OutputFolder

    paths = [path for path in (csv, workbook) if path]
    folders = {parent: OutputFolder(parent, force=force, option="--csv or --workbook") for parent in dict.fromkeys(path.parent for path in paths)}
    for path in paths:
        folders[path.parent].check(path.name)
    if csv:
        folders[csv.parent].write(csv.name, grid_frame(case, grid).write_csv)
    if workbook:
        folders[workbook.parent].write(workbook.name, lambda aside: case.write_workbook(aside, tabs=[grid_tab(case, grid)]))
