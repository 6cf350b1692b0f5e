"""Shares text: shares of a variance as a table with bars, for a terminal or a file."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import safe
from finmodel.commands.table import printed_width
from finmodel.commands.waterfall_text import fitting
from finmodel.portions import percent

if TYPE_CHECKING:
    from finmodel.portions import Portion

_ALONE, _MORE = "█", "░"
_PLAIN = {_ALONE: "#", _MORE: "-"}
_NAME, _NAME_LEAST, _BARS, _BARS_NARROW, _NARROW, _GAP, _SAYS_LEAST = 46, 22, 24, 14, 110, 2, 18


def print_portions(portions: Sequence[Portion]) -> None:
    """A row an input: what it takes, its two shares with their intervals, and a bar of them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width, fits = printed_width(), fitting(sys.stdout.encoding)
    plain = fits(_ALONE + _MORE) != _ALONE + _MORE
    heads = ("Input", "low | case | high", "alone", "in all")
    names = [fits(safe(one.name)) for one in portions]
    said = [fits(safe(f"{one.low} | {one.own} | {one.high}{one.unit}")) for one in portions]
    shares = [(fits(_told(one.first, one.first_error)), fits(_told(one.total, one.total_error))) for one in portions]
    number = [max(len(heads[place + 2]), *(len(pair[place]) for pair in shares)) for place in range(2)]
    long = _BARS if width >= _NARROW else _BARS_NARROW
    fixed = sum(number) + long + 3 * _GAP
    named = max(min(max(map(len, (heads[0], *names))), width - fixed, _NAME), min(_NAME_LEAST, max(map(len, names))))
    says = min(max(map(len, (heads[1], *said))), width - named - fixed - _GAP)
    shown = says >= _SAYS_LEAST
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis", width=named)
    if shown:
        table.add_column(no_wrap=True, overflow="ellipsis", width=says)
    for size in number:
        table.add_column(no_wrap=True, justify="right", width=size)
    table.add_column(no_wrap=True, width=long)
    table.add_row(*(Text(head, "dim") for place, head in enumerate(heads) if shown or place != 1), "")
    most = max(max(one.first, one.total) for one in portions)
    for one, name, words, pair in zip(portions, names, said, shares, strict=True):
        bar = _bar(one, most, long)
        table.add_row(Text(name), *([Text(words, "dim")] if shown else []), *map(Text, pair),
                      Text("".join(_PLAIN.get(ink, ink) for ink in bar) if plain else bar, "blue"))  # fmt: skip
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as caught:
        console.print(table)
    text = "\n".join(line.rstrip() for line in caught.get().splitlines())
    click.echo(text if console.file.isatty() else fits(text))
    alone, more = (_PLAIN[one] if plain else one for one in (_ALONE, _MORE))
    key = f"{alone} of the input alone, {more} of what it does together with others; in all: both."
    click.echo("\n".join(textwrap.wrap(key, width)))


def _told(share: float, error: float) -> str:
    return f"{percent(share)} ± {percent(error):>5}"


def _bar(one: Portion, most: float, width: int) -> str:
    """As long as the share in all; what the input does alone is solid, as far as it goes."""
    scale = width / most if most > 0 else 0.0
    whole = round(max(one.total, one.first, 0.0) * scale)
    alone = min(whole, round(max(one.first, 0.0) * scale))
    return _ALONE * alone + _MORE * (whole - alone)
