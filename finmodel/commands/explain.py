"""explain: why a number is what it is, down to sourced inputs."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from finmodel.commands.options import case_options, echo_json, json_option, safe, scenario_option, warn_outside

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
    from finmodel.analysis.spot import read_spot
    from finmodel.engine.explain import Explainer
    from finmodel.project import Project

    project = Project.open(pack)
    spot = read_spot(project.model, line, period, members)
    case = project.case(scenario, sets, as_of, strict)
    warn_outside(case)
    explainer = Explainer(project.engine, case.inputs, case.values, case.years)
    tree = explainer.explain(spot.line, spot.member, spot.period, (10_000 if as_json else DEPTH) if depth is None else depth)
    if as_json:
        echo_json(tree)
        return
    _print(tree, 0)
    if _has_cut(tree):
        click.echo(f"Deeper levels are left out: add --depth {(DEPTH if depth is None else depth) + 3}, or --json.", err=True)


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
