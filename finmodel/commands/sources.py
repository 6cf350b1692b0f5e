"""sources: the register of sources, and how many inputs rest on each."""

from __future__ import annotations

from collections import Counter

import click

from finmodel.commands.options import echo_json, json_option, pack_option, safe


@click.command()
@click.argument("pattern", default="")
@pack_option
@json_option
def sources(pattern: str, pack: str | None, as_json: bool) -> None:
    """List the sources whose id, title or publisher contains PATTERN.

    \b
    Example:
      finmodel sources epoch
      finmodel sources --json
    """
    from finmodel.project import Project

    case = Project.open(pack).case()
    used = Counter(entry.source for entry in case.inputs.entries if not entry.filled)
    rows = [
        {"id": source.id, "title": source.title, "publisher": source.publisher, "date": source.date, "url": source.url,
         "kind": source.kind, "inputs": used[source.id]}
        for source in case.inputs.sources.values()
        if any(pattern.lower() in text.lower() for text in (source.id, source.title, source.publisher))
    ]  # fmt: skip
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}  ({row['kind']}, {row['inputs']} inputs)")
        click.echo(f"    {safe(row['title'])}. {safe(row['publisher'])}, {row['date']}. {row['url']}")
    click.echo(f"{len(rows)} sources.", err=True)
