"""Options: what several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from finmodel.project import Case

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date written 2026-04-30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"'{value}' is not a date such as 2026-04-30.", param, ctx)


def pack_option(command: F) -> F:
    return click.option("--pack", metavar="DIR", help="Pack to use: a folder, or the name of one.")(command)


def case_options(command: F) -> F:
    """--pack, --set, --as-of and --strict: which inputs a case computes from."""
    for option in (
        click.option("--strict", is_flag=True, help="Refuse inputs first known after the as-of date."),
        click.option("--as-of", type=Day(), metavar="DATE", help="Use what was known on this date, for example 2026-04-30."),
        click.option(
            "--set", "sets", multiple=True, metavar="PATH=VALUE",
            help="Change an input, last of all: PATH=VALUE, PATH*=FACTOR or PATH+=AMOUNT, in quotes; units are converted, * is every member.",
        ),
        pack_option,
    ):  # fmt: skip
        command = option(command)
    return command


def scenario_option(command: F) -> F:
    return click.option("--scenario", default="base", show_default=True, help="Scenario, or several joined by '+'.")(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object or list.")(command)


def format_options(command: F) -> F:
    """--json, --csv and --md: what is printed instead of text; `one_format` refuses two of them."""
    for option in (
        click.option("--md", "as_md", is_flag=True, help="Print Markdown."),
        click.option("--csv", "as_csv", is_flag=True, help="Print CSV: a number a row, in full precision."),
    ):
        command = option(command)
    return json_option(command)


def one_format(as_json: bool, as_csv: bool, as_md: bool) -> None:
    """Raises click.UsageError where more than one format is asked for."""
    if as_json + as_csv + as_md > 1:
        raise click.UsageError("Ask for one of --json, --csv and --md; each prints to standard output.")


def quiet_option(command: F) -> F:
    return click.option("-q", "--quiet", is_flag=True, help="Print errors only.")(command)


def check_quoting(names: Sequence[str], sets: Sequence[str], scenarios: Sequence[str]) -> None:
    """Raises click.UsageError where a name is no scenario but the end of a --set that the shell has cut at a blank."""
    from finmodel.errors import UnitError
    from finmodel.expr.units import read_unit

    for place, name in enumerate(names):
        if not sets or name in scenarios or name.endswith(".toml"):
            continue
        try:
            cut = name[:1] in "=*+" or name[:1].isdigit() or bool(read_unit(name))
        except UnitError:
            cut = False
        if cut:
            rest = " ".join(names[place:])
            raise click.UsageError(
                f"'{safe(name)}' is no scenario. If it belongs to --set, put all of it in quotes: --set '{safe(sets[-1])} {safe(rest)}'."
            )


def warn_outside(*cases: Case) -> None:
    """To stderr: what --set took outside the 90% range that the input had, and overlays that belong to another base."""
    for sentence in dict.fromkeys(said for case in cases for said in (*case.inputs.other_base, *case.inputs.outside)):
        click.echo(f"warning: {safe(sentence)}", err=True)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """What is printed inside may find its reader gone, as in `finmodel simulate | head -1`: the rest goes nowhere and the command goes on."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is still to be flushed goes there too
        os.close(nowhere)


def echo_json(content: Any) -> None:
    import json

    click.echo(json.dumps(content, ensure_ascii=False, allow_nan=False))


def echo_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A heading and rows to standard output; a text that a spreadsheet would take for a formula is quoted."""
    import csv
    import io

    from finmodel.engine.results import neutral

    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(columns)
    sheet.writerows([neutral(cell) for cell in row] for row in rows)
    click.echo(written.getvalue(), nl=False)


def as_markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown: the first column to the left, the others to the right where they hold numbers."""
    body = [list(row) for row in rows]
    right = all(cell[:1] in "+-0123456789" or cell in ("n/a", "n/m") for row in body for cell in row[1:])
    lines = ["| " + " | ".join(safe(head).strip().replace("|", "\\|") for head in heads) + " |", "|---|" + ("---:|" if right else "---|") * (len(heads) - 1)]
    return lines + ["| " + " | ".join(safe(cell).strip().replace("|", "\\|") for cell in row) + " |" for row in body]


def as_typed(
    pack: str | None, scenario: str = "base", sets: Sequence[str] = (), as_of: date | None = None
) -> str:
    """The options of this run, to be repeated in a command that looks further into it."""
    import shlex

    parts = ["--pack", pack] if pack else []
    parts += ["--scenario", scenario] if scenario != "base" else []
    parts += [word for one in sets for word in ("--set", one)]
    parts += ["--as-of", as_of.isoformat()] if as_of else []
    return "".join(f" {shlex.quote(part)}" for part in parts)


def safe(text: object) -> str:
    """Text from a pack, with control characters shown instead of obeyed."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(text))
