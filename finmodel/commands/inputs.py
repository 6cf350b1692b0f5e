"""inputs: every number that goes in, with unit, range and source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import case_options, echo_json, json_option, safe, scenario_option, warn_outside

if TYPE_CHECKING:
    from finmodel.inputs import Entry


@click.command()
@click.argument("pattern", default="")
@scenario_option
@case_options
@json_option
def inputs(
    pattern: str, scenario: str, pack: str | None, sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool
) -> None:
    """List the inputs whose path, source or confidence contains PATTERN.

    \b
    Example:
      finmodel inputs h100
      finmodel inputs judgement --json
    """
    from finmodel.project import Project

    case = Project.open(pack).case(scenario, sets, as_of, strict)
    warn_outside(case)
    notes = {entry.path: _says(case.model.lines[entry.line].note, entry.note) for entry in case.inputs.entries}
    rows = [_row(entry) for entry in case.inputs.entries if not entry.filled]
    rows = [row for row in rows if any(pattern.lower() in str(row[k]).lower() for k in ("path", "source", "confidence"))]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        between = f"  [{row['low']} .. {row['high']}]" if row["low"] is not None else ""
        click.echo(f"{row['path']} = {row['value']} {safe(row['unit'])}{between}")
        click.echo(f"    {row['confidence']}, {row['source'] or 'no source named'}, as of {row['as_of']}, layer {row['layer']}")
        click.echo(f"    {safe(notes[row['path']])}")
    click.echo(f"{len(rows)} input{'' if len(rows) == 1 else 's'}.", err=True)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "value": _plain(entry.value),
        "unit": entry.unit,
        "low": _plain(entry.low),
        "high": _plain(entry.high),
        "source": entry.source,
        "as_of": entry.as_of.isoformat(),
        "confidence": entry.confidence,
        "layer": entry.layer,
        "distribution": entry.distribution,
        "correlation": entry.correlation,
    }


def _says(line: str, note: str) -> str:
    """What the input is, and what its value rests on."""
    return f"{line[:1].upper()}{line[1:]}. {note}".strip()


def _plain(amount: float | date | None) -> float | str | None:
    return amount.isoformat() if isinstance(amount, date) else amount
