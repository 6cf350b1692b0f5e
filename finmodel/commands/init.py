"""init: start a pack of one's own from the bundled one."""

from __future__ import annotations

from pathlib import Path

import click

from finmodel.commands.options import pack_option, quiet_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@pack_option
@quiet_option
def init(folder: Path, pack: str | None, quiet: bool) -> None:
    """Copy a pack to DIR, to edit there.

    \b
    Example:
      finmodel init assumptions/mine
      finmodel run --pack assumptions/mine
    """
    from finmodel.inputs import copy_pack, find_pack

    copy_pack(find_pack(pack), folder)
    if not quiet:
        click.echo(f"Started a pack in {folder}. Edit its files, then: finmodel run --pack {folder}")
