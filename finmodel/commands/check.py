"""check: validate a pack - schema, units, sources, ranges - and the checks of the model."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from finmodel.commands.options import (
    as_typed,
    case_options,
    echo_json,
    json_option,
    quiet_option,
    safe,
    scenario_option,
)


@click.command()
@scenario_option
@case_options
@json_option
@quiet_option
def check(
    scenario: str, pack: str | None, sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool, quiet: bool
) -> None:
    """Validate the pack and run every check of the model.

    \b
    Example:
      finmodel check
      finmodel check --pack my_pack --json
    """
    from finmodel.commands.run import failure_text
    from finmodel.errors import CheckError
    from finmodel.project import Project

    case = Project.open(pack).case(scenario, sets, as_of, strict)
    failures = case.failures
    failed = {failure["line"] for failure in failures}
    counts = case.inputs.counts
    report: dict[str, Any] = {
        "pack": case.inputs.pack.name,
        "scenario": case.inputs.scenario,
        "inputs": counts.inputs,
        "judgements": counts.judgements,
        "hindsight": list(case.inputs.hindsight),
        "warnings": [*case.inputs.outside, *case.inputs.warnings],
        "reconciliation": [verdict.record() for verdict in case.verdicts],
        "checks": {"passed": len(case.model.checks) - len(failed), "failed": len(failed), "failures": failures},
    }
    if as_json:
        echo_json(report)
    elif not quiet:
        for warning in (*case.inputs.outside, *case.inputs.warnings):
            click.echo(f"warning: {safe(warning)}", err=True)
        click.echo(f"{counts.inputs:,} inputs, each with unit, source and date; {counts.judgements:,} are judgements.")
        for one in case.model.checks:
            click.echo(f"{'FAILS' if one.name in failed else 'holds'}  {one.name}: {one.note}")
        for verdict in case.verdicts:
            row = verdict.row
            click.echo(f"{verdict.words:>17}  {row.name}: {safe(row.label)} ({row.kind}){': ' + safe(row.reason) if row.reason else ''}")
        click.echo(f"Checks: {report['checks']['passed']} passed, {report['checks']['failed']} failed.")
    broken = [verdict.row.name for verdict in case.verdicts if not verdict.stands]
    if broken:
        count = "1 reconciliation row is outside its" if len(broken) == 1 else f"{len(broken)} reconciliation rows are outside their"
        raise CheckError(f"{count} tolerance without a reason: {', '.join(broken)}.")
    if failed:
        raise CheckError(failure_text(case.inputs.scenario, failures, as_typed(pack, scenario, sets, as_of)))
