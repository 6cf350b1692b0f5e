"""lines: what the model contains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import echo_json, json_option, pack_option, safe
from finmodel.headlines import TABLE

if TYPE_CHECKING:
    from finmodel.model.model import Model


@click.command()
@click.argument("pattern", default="")
@pack_option
@json_option
def lines(pattern: str, pack: str | None, as_json: bool) -> None:
    """List the line items whose name, block or label contains PATTERN.

    \b
    Example:
      finmodel lines h100e
      finmodel lines --json
    """
    from finmodel.errors import counts
    from finmodel.project import Project

    rows = [row for row in described(Project.open(pack).model) if _fits(row, pattern)]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        spans = f" by {', '.join(row['dims'])}" if row["dims"] else ""
        click.echo(f"{row['name']}  [{row['unit']}, {row['kind']}]{spans}  {row['block']}")
        click.echo(f"    {safe(row['note'])}")
        click.echo(f"    = {row['formula']}")
    click.echo(f"{counts(len(rows), 'line')}.", err=True)


def described(model: Model) -> list[dict[str, Any]]:
    """name, block, label, unit, kind, dims, formula and note of every line; a given's formula is "input"."""
    from finmodel.expr.text import plain
    from finmodel.model.item import Line

    rows = []
    for name, item in model.lines.items():
        formula = plain(item.formula) if isinstance(item, Line) and item.formula is not None else "input"
        rows.append(
            {
                "name": name,
                "block": item.block,
                "label": item.label,
                "unit": model.unit_text(name),
                "kind": item.kind.value,
                "dims": list(model.dims[name]),
                "formula": formula,
                "note": item.note,
            }
        )
    return rows


def _fits(row: dict[str, Any], pattern: str) -> bool:
    """Whether the pattern is in the name, block or label, or in the label that the outcome table prints."""
    printed = " ".join(headline.label for headline in TABLE if headline.line == row["name"])
    return any(pattern.lower() in text.lower() for text in (row["name"], row["block"], row["label"], printed))
