"""explain: why a number is what it is, down to sourced inputs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import case_options, echo_json, json_option, safe, scenario_option

if TYPE_CHECKING:
    from finmodel.model.model import Model

DEPTH = 3


@click.command()
@click.argument("line")
@click.argument("period")
@click.option("--member", "members", multiple=True, metavar="DIMENSION=MEMBER", help="Which member, for example team=fair.")
@click.option("--depth", type=click.IntRange(0), help=f"Levels to show; {DEPTH} in text, all of them in JSON.")
@scenario_option
@case_options
@json_option
def explain(
    line: str, period: str, members: tuple[str, ...], depth: int | None, scenario: str, pack: str | None,
    sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool,
) -> None:  # fmt: skip
    """Show the tree of precedents of LINE in PERIOD (2026Q3 or FY2026).

    \b
    Example:
      finmodel explain cost_per_researcher FY2026
      finmodel explain headcount 2025Q4 --member team=tbd_lab --member tier=star --json
    """
    from finmodel.engine.explain import Explainer
    from finmodel.errors import UsageError
    from finmodel.project import Project

    project = Project.open(pack)
    line = line.rpartition(".")[2] if line not in project.model.lines else line  # a path pasted from `inputs`
    period = f"FY{period}" if len(period) == 4 and period.isdigit() else period.upper()
    project.model.line(line)
    member = _member(project.model, line, members)
    case = project.case(scenario, sets, as_of, strict)
    explainer = Explainer(project.engine, case.inputs, case.values, case.years)
    try:
        tree = explainer.explain(line, member, period, (10_000 if as_json else DEPTH) if depth is None else depth)
    except ValueError as error:
        raise UsageError(f"{error}. Write a quarter such as 2026Q3 or a fiscal year such as FY2026.") from None
    if as_json:
        echo_json(tree)
        return
    _print(tree, 0)
    if _has_cut(tree):
        click.echo(f"Deeper levels are left out: add --depth {(DEPTH if depth is None else depth) + 3}, or --json.", err=True)


def _member(model: Model, line: str, members: tuple[str, ...]) -> tuple[str, ...]:
    from finmodel.errors import UnknownNameError, UsageError

    given = dict(member.partition("=")[::2] for member in members)
    for dimension in given:
        if dimension not in model.dims[line]:
            raise UnknownNameError(f"dimension of {line} called", dimension, model.dims[line])
    chosen = []
    for dimension in model.dims[line]:
        choices = model.dimensions[dimension].members
        if dimension not in given:
            raise UsageError(
                f"'{line}' has one value per {' and '.join(model.dims[line])}. "
                f"Say which: {_choices(model, line)}."
            )
        if given[dimension] not in choices:
            raise UnknownNameError(dimension, given[dimension], choices, f"It is one of {', '.join(choices)}.")
        chosen.append(given[dimension])
    return tuple(chosen)


def _choices(model: Model, line: str) -> str:
    return "; ".join(f"--member {d}=one of {', '.join(model.dimensions[d].members)}" for d in model.dims[line])


def _print(node: dict[str, Any], level: int) -> None:
    indent = "  " * level
    of = f" [{', '.join(node['members'].values())}]" if node["members"] else ""
    click.echo(f"{indent}{node['line']}{of} {node['period']} = {_amount(node['value'], node['unit'])}")
    if node["formula"] == "input":
        source = node["source"]
        click.echo(f"{indent}    {node['path']} = {node['written']}; {node['confidence']}, as of {node['as_of']}")
        if source:
            click.echo(f"{indent}    {safe(source['title'])}. {safe(source['publisher'])}, {source['date']}")
        if node["note"]:
            click.echo(f"{indent}    {safe(node['note'])}")
    else:
        repeated = " (shown above)" if node.get("repeated") else ""
        click.echo(f"{indent}    = {node['formula']}{repeated}")
    for precedent in node["precedents"]:
        _print(precedent, level + 1)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "n/a"
    if unit == "date":
        from finmodel.model.timeline import from_serial

        return from_serial(value).isoformat()
    return f"{value:,.6g} {unit}" if abs(value) < 1e6 else f"{value:,.0f} {unit}"


def _has_cut(node: dict[str, Any]) -> bool:
    return bool(node.get("cut")) or any(_has_cut(precedent) for precedent in node["precedents"])
