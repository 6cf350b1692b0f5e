"""Command line: parse, call the library, print. Heavy imports happen inside the command that needs them."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click

from finmodel import __version__
from finmodel.commands.audit import audit
from finmodel.commands.bridge import bridge
from finmodel.commands.check import check
from finmodel.commands.compare import compare
from finmodel.commands.edits import edits
from finmodel.commands.explain import explain
from finmodel.commands.history import history
from finmodel.commands.init import init
from finmodel.commands.inputs import inputs
from finmodel.commands.lines import lines
from finmodel.commands.run import run
from finmodel.commands.sensitivity import sensitivity
from finmodel.commands.simulate import simulate
from finmodel.commands.solve import solve
from finmodel.commands.sources import sources
from finmodel.commands.verify import verify
from finmodel.errors import FinmodelError, nearest

INTERRUPTED = 130


class Commands(click.Group):
    """The group of commands, with a hint where a command is misspelt."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(f"There is no command '{args[0]}'.{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="finmodel")
def cli() -> None:
    """Compute-and-capex financial models of AI labs.

    One definition of the model; a fast engine and a live workbook that give the same numbers.

    \b
    Example:
      finmodel run
      finmodel explain cost_per_researcher FY2026
    """


for command in (run, lines, inputs, sources, explain, compare, bridge, history, solve, simulate, sensitivity, check, audit, verify, edits, init):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and exit with its documented code: no bad input ends in a traceback."""
    try:
        outcome: Any = cli.main(args=arguments, standalone_mode=False)
        code = outcome if isinstance(outcome, int) else 0
    except SystemExit:  # click's answer to a reader that went away, as in `finmodel lines | head`
        code = 0
    except click.exceptions.Abort:
        _leave("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except FinmodelError as error:
        _leave(str(error), error.exit_code)
    except KeyboardInterrupt:
        _leave("Interrupted.", INTERRUPTED)
    except Exception as error:  # the last resort: a bug is reported as one
        if os.environ.get("FINMODEL_DEBUG"):
            raise
        _leave(
            f"finmodel has a bug: {type(error).__name__}: {error}. "
            f"Set FINMODEL_DEBUG=1 to see where, and please report it.",
            1,
        )
    sys.exit(code)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(f"finmodel: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
