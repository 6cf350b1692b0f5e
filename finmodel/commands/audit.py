"""audit: hold a workbook against reviewers' rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import echo_json, json_option, quiet_option, safe

if TYPE_CHECKING:
    from finmodel.audit.audit import Report

SCHEMA = 1
PLACES = 5
"""Places shown of each rule, unless all are asked for."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--rules", "list_rules", is_flag=True, help="List the rules instead: id, severity, what trips each and why.")
@click.option("--strict", is_flag=True, help="Count warnings as violations too.")
@click.option("--all", "show_all", is_flag=True, help="Print every place, not the first five of each rule.")
@json_option
@quiet_option
def audit(file: Path | None, list_rules: bool, strict: bool, show_all: bool, as_json: bool, quiet: bool) -> None:
    """Hold a workbook FILE, ours or not, against reviewers' rules. Exit code 5 when it breaks one.

    \b
    Example:
      finmodel audit outputs/base/model.xlsx --strict
      finmodel audit --rules
    """
    if list_rules:
        _list_rules(as_json)
        return
    if file is None:
        raise click.UsageError("Name the workbook to audit, for example outputs/base/model.xlsx.")

    from finmodel.audit.audit import audit as held_against_rules
    from finmodel.errors import AuditError
    from finmodel.workbook.screen import screened

    # what the rules report is let through the screen; nothing here runs a macro or follows a link
    report = held_against_rules(screened(file, allow=("macros", "external links")), safe(file))
    if as_json:
        echo_json({"schema": SCHEMA, "file": str(file), "strict": strict, **report.record()})
    elif not quiet:
        _print(report, file, show_all)
    errors, warnings = report.count("error"), report.count("warning")
    if errors or (strict and warnings):
        raise AuditError(safe(file), errors, warnings, strict=strict)


def _list_rules(as_json: bool) -> None:
    from finmodel.audit.rules import RULES

    if as_json:
        rows = [{"id": rule.id, "severity": rule.severity, "title": rule.title, "why": rule.why} for rule in RULES]
        echo_json({"schema": SCHEMA, "rules": rows})
        return
    width = max(len(rule.id) for rule in RULES)
    for rule in RULES:
        click.echo(f"{rule.id:{width}}  {rule.severity:7}  {rule.title}.")
        click.echo(f"{'':{width}}           {rule.why}")


def _print(report: Report, file: Path, show_all: bool) -> None:
    from finmodel.audit.rules import BY_ID
    from finmodel.errors import counts

    counted = f"{len(report.grid.sheets)} sheets, {report.formulas:,} formulas, {report.unique_formulas:,} unique"
    click.echo(f"{safe(file)}: {counted}; {counts(report.count('error'), 'error')}, {counts(report.count('warning'), 'warning')}.")
    for rule, findings in report.by_rule().items():
        click.echo(f"\n{BY_ID[rule].severity} {rule}: {BY_ID[rule].title} ({len(findings):,})")
        for finding in findings if show_all else findings[:PLACES]:
            click.echo(f"  {safe(finding.sentence)}")
        if not show_all and len(findings) > PLACES:
            click.echo(f"  and {len(findings) - PLACES:,} more (--all prints them)")
