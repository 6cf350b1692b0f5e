"""Options: what several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import click

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
            help="Change an input, last of all: PATH=VALUE, PATH*=FACTOR or PATH+=AMOUNT; units are converted.",
        ),
        pack_option,
    ):  # fmt: skip
        command = option(command)
    return command


def scenario_option(command: F) -> F:
    return click.option("--scenario", default="base", show_default=True, help="Scenario, or several joined by '+'.")(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object or list.")(command)


def quiet_option(command: F) -> F:
    return click.option("-q", "--quiet", is_flag=True, help="Print errors only.")(command)


def echo_json(content: Any) -> None:
    import json

    click.echo(json.dumps(content, ensure_ascii=False, allow_nan=False))


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
