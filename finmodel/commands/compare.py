"""compare: cases side by side, and the inputs in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import (
    as_markdown,
    as_typed,
    case_options,
    check_quoting,
    echo_csv,
    echo_json,
    format_options,
    one_format,
    quiet_option,
    safe,
    warn_outside,
)

if TYPE_CHECKING:
    from finmodel.analysis.compare import Comparison
    from finmodel.analysis.input_changes import InputChange
    from finmodel.project import Case, Project

SCHEMA = 1
COLUMNS = ("what", "case", "against", "name", "members", "period", "unit", "value", "against_value", "difference", "percent",
           "points", "layer", "against_layer", "source", "known_on")  # fmt: skip


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--against", metavar="CASE", help="The case to compare with; the first one if left out.")
@click.option("--period", "periods", multiple=True, help="Quarter or fiscal year to show, for example FY2027; may be repeated.")
@click.option("--line", "lines", multiple=True, help="Line to show instead of the headlines, with all its members; may be repeated.")
@case_options
@format_options
@quiet_option
def compare(
    cases: tuple[str, ...], against: str | None, periods: tuple[str, ...], lines: tuple[str, ...], pack: str | None,
    sets: tuple[str, ...], as_of: date | None, strict: bool, as_json: bool, as_csv: bool, as_md: bool, quiet: bool,
) -> None:  # fmt: skip
    """Show CASEs side by side: outcomes, changes absolute and in percent, and the inputs that differ.

    A CASE is a scenario, several joined by '+', or a scenario file; with @DATE, as known on that date. --set changes every
    case but the one compared with. One CASE alone is compared with itself unchanged if there is --set, else with base.

    \b
    Example:
      finmodel compare base bull bear
      finmodel compare base@2026-04-30 base
      finmodel compare base --set fleet.install_lag="2 quarters" --period FY2027 --line server_capex --md
    """
    one_format(as_json, as_csv, as_md)
    from finmodel.analysis import compare as library
    from finmodel.project import Project

    project = Project.open(pack)
    check_quoting([name.partition("@")[0] for name in cases], sets, project.pack.scenarios)
    found = library.compare(*_opened(project, cases, against, sets, as_of, strict), periods, lines)
    if not quiet:
        warn_outside(*found.cases)
    if as_json:
        echo_json(_record(found))
    elif as_csv:
        echo_csv(COLUMNS, _table(found))
    elif as_md:
        _print_markdown(found)
    elif not quiet:
        _print(found, chosen=bool(periods))
    stop_at_failures(found.cases, pack, sets, as_of)


def _opened(
    project: Project, names: Sequence[str], against: str | None, sets: Sequence[str], as_of: date | None, strict: bool
) -> tuple[list[Case], Case]:
    """The cases, and the one they are compared with: only that one is left as it is by --set."""
    from finmodel.analysis.asked_case import open_case

    first = against or (names[0] if len(names) > 1 or sets else "base")
    others = [name for name in names if name != first] or ([first] if sets or not against else [])
    base = open_case(project, first, (), as_of, strict)
    if not others:
        raise click.UsageError(f"Name a case to compare with '{against}'.")
    return [open_case(project, name, sets, as_of, strict) for name in others], base


def _print(found: Comparison, *, chosen: bool) -> None:
    from finmodel.commands.compare_table import input_lines, letters, outcome_lines
    from finmodel.commands.table import printed_width

    width = printed_width()
    for line in _wrapped(_heading(found, letters(found)), width):
        click.echo(line)
    for line in outcome_lines(found, width):
        click.echo(safe(line))
    if not chosen:
        click.echo("Other periods: --period FY2030 or --period 2026Q4, as often as you like.", err=True)
    for case, (name, changes) in enumerate(zip(found.names[1:], found.inputs, strict=True), start=1):
        counted = f"{len(changes)} input{'' if len(changes) == 1 else 's'}"
        click.echo(f"\nInputs of {safe(name)} that differ from {safe(found.names[0])}: {counted}")
        for line in input_lines(found, case, width) if changes else ():
            click.echo(safe(line))


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Lines no longer than the width; what runs over stands under the words of its line."""
    import re
    import textwrap

    found: list[str] = []
    for line in lines:
        words = re.match(r"  (?:\S  )?\S+\s*", line)
        found += textwrap.wrap(line, width, subsequent_indent=" " * (len(words[0]) if words else 0), drop_whitespace=False)
    return [line.rstrip() for line in found]


def _heading(found: Comparison, called: Sequence[str]) -> list[str]:
    """The pack, and what each case is; with the letter that stands for it where its name is long."""
    pack, dates = found.against.inputs.pack, {case.inputs.as_of for case in found.cases}
    known = f", as known on {found.against.inputs.as_of}" if len(dates) == 1 else ""
    lines = [f"{safe(pack.title)}{known}: change and % are against {safe(found.names[0])}"]
    width = max(len(name) for name in found.names)
    for letter, name, case in zip(called, found.names, found.cases, strict=True):
        short = "" if letter == name else f"{letter}  "
        lines.append(f"  {short}{safe(name):{width}}  {_says(case, dated=len(dates) > 1)}".rstrip())
    return lines


def _says(case: Case, *, dated: bool) -> str:
    """As known when; how many inputs are used with hindsight; what the scenario says; what --set changed."""
    from finmodel.inputs import read_overlay

    inputs = case.inputs
    words = [f"as known on {inputs.as_of}"] if dated else []
    if inputs.as_of != inputs.pack.as_of:
        words.append(f"{len(inputs.hindsight):,} inputs first known later are used with hindsight")
    names = [name for name in case.scenario.split("+") if name != "base"]
    words += [safe(read_overlay(inputs.pack, names[0]).says.rstrip("."))] if len(names) == 1 else []
    return "; ".join([*words, *(f"changed: {safe(change)}" for change in case.changes)])


def _print_markdown(found: Comparison) -> None:
    from finmodel.commands.compare_table import change_words, layer_words, outcome_markdown

    title, *legend = _heading(found, found.names)
    lines = [title, "", *(line.replace("  ", "- ", 1) for line in legend), ""]
    lines += as_markdown(*outcome_markdown(found))
    for case, (name, changes) in enumerate(zip(found.names[1:], found.inputs, strict=True), start=1):
        lines += ["", f"Inputs of {safe(name)} that differ from {safe(found.names[0])}: {len(changes)}", ""]
        rows = [[change.spans(found.model), change_words(change), layer_words(found, case, change.layers)] for change in changes]
        lines += as_markdown(("input", "before -> after", "why"), rows) if rows else []
    for line in lines:
        click.echo(line)


def _record(found: Comparison) -> dict[str, Any]:
    names = found.names
    return {
        "schema": SCHEMA, "pack": found.against.inputs.pack.name, "against": names[0],
        "cases": [_case(name, case) for name, case in zip(names, found.cases, strict=True)],
        "periods": [{"period": period, "actual": found.is_actual(period)} for period in found.periods],
        "outcomes": [
            {
                "line": row.line, "members": dict(zip(found.model.dims[row.line], row.member, strict=True)), "period": period,
                "unit": row.unit, "values": {name: _number(numbers[place]) for name, numbers in zip(names, row.numbers, strict=True)},
                "differences": {name: _difference(row.difference(case, place)) for case, name in enumerate(names[1:], start=1)},
            }
            for row in found.rows for place, period in enumerate(found.periods)
        ],
        "inputs": {name: [_input(found, change) for change in changes] for name, changes in zip(names[1:], found.inputs, strict=True)},
    }  # fmt: skip


def _case(name: str, case: Case) -> dict[str, Any]:
    inputs = case.inputs
    failed = sorted({failure["line"] for failure in case.failures})
    return {"name": name, "scenario": inputs.scenario, "as_of": inputs.as_of.isoformat(), "inputs_hash": inputs.hash,
            "set": list(case.sets), "warnings": list(inputs.outside), "hindsight": len(inputs.hindsight), "failed_checks": failed}  # fmt: skip


def _difference(one: Any) -> dict[str, float | None]:
    return {"absolute": _number(one.absolute), "percent": one.percent, "points": one.points}


def _input(found: Comparison, change: InputChange) -> dict[str, Any]:
    return {
        "path": change.path, "periods": change.spans(found.model).partition("@")[2], "unit": change.unit,
        "layer": change.layers[1], "against_layer": change.layers[0], "source": change.source,
        "as_of": change.as_of.isoformat(), "confidence": change.confidence, "note": change.note,
        "points": [{"period": p.period, "against": _amount(p.before), "value": _amount(p.after)} for p in change.points],
    }  # fmt: skip


def _table(found: Comparison) -> list[list[object]]:
    """A row a number: outcomes first, in canonical units, then inputs, in the units they are written in."""
    rows: list[list[object]] = []
    first = found.names[0]
    for case, name in enumerate(found.names[1:], start=1):
        for row in found.rows:
            for place, period in enumerate(found.periods):
                one = row.difference(case, place)
                numbers = (one.value, one.against, one.absolute)
                rows.append(["outcome", name, first, row.line, ";".join(row.member), period, row.unit, *map(_number, numbers),
                             one.percent, one.points, "", "", "", ""])  # fmt: skip
        for change in found.inputs[case - 1]:
            for point in change.points:
                rows.append(["input", name, first, change.path, "", point.period, change.unit, _amount(point.after),
                             _amount(point.before), "", "", "", change.layers[1], change.layers[0], change.source,
                             change.as_of.isoformat()])  # fmt: skip
    return rows


def _number(number: float) -> float | None:
    return None if number != number else number


def _amount(amount: float | date | None) -> float | str | None:
    return amount.isoformat() if isinstance(amount, date) else amount


def stop_at_failures(cases: Sequence[Case], pack: str | None, sets: Sequence[str], as_of: date | None) -> None:
    """Numbers of a case whose checks fail are shown, and not to be trusted: exit code 4."""
    from finmodel.commands.run import failure_text
    from finmodel.errors import CheckError

    texts = [
        failure_text(case.inputs.scenario, case.failures, as_typed(pack, case.inputs.scenario, case.sets, case.inputs.as_of))
        for case in cases if case.failures
    ]  # fmt: skip
    if texts:
        raise CheckError("\n".join(texts))
