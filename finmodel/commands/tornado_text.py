"""Tornado text: bars to both sides of a number as a table, for a terminal or a file."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import safe
from finmodel.commands.table import printed_width
from finmodel.commands.waterfall_text import fitting

if TYPE_CHECKING:
    from finmodel.analysis.measure import Measure
    from finmodel.swings import Swings, Swung

_LOW, _HIGH, _MIDDLE = "░", "█", "│"
_PLAIN = {_LOW: "-", _HIGH: "#", _MIDDLE: "|"}
_NAME, _NAME_LEAST, _BARS, _BARS_NARROW, _NARROW, _GAP = 46, 22, 30, 22, 110, 2
_SAYS_LEAST = 18
_STYLES = {_LOW: "dark_orange", _HIGH: "blue", _MIDDLE: "", " ": ""}


def print_swings(swings: Swings, measure: Measure) -> None:
    """A row an input: what it takes, the outcome at its ends, and a bar whose two ends differ in their ink."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width, fits = printed_width(), fitting(sys.stdout.encoding)
    plain = fits(_LOW + _HIGH + _MIDDLE) != _LOW + _HIGH + _MIDDLE
    heads = ("Input", "low | case | high", "at low", "at high")
    names = [fits(safe(bar.name)) for bar in swings.bars]
    said = [fits(safe(f"{bar.low} | {bar.own} | {bar.high}{bar.unit}")) for bar in swings.bars]
    ends = [(measure.level(bar.at_low), measure.level(bar.at_high)) for bar in swings.bars]
    number = [max(len(head), *(len(pair[place]) for pair in ends)) for place, head in enumerate(heads[2:])]
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
    for bar, name, words, pair in zip(swings.bars, names, said, ends, strict=True):
        cells = _cells(swings, bar, long)
        drawn = Text.assemble(*((_PLAIN.get(cell, cell) if plain else cell, _STYLES[cell]) for cell in cells))
        table.add_row(Text(name), *([Text(words, "dim")] if shown else []), *map(Text, pair), drawn)
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as caught:
        console.print(table)
    text = "\n".join(line.rstrip() for line in caught.get().splitlines())
    click.echo(text if console.file.isatty() else fits(text))
    low, high, middle = ((_PLAIN[one] if plain else one) for one in (_LOW, _HIGH, _MIDDLE))
    key = f"{low} the input at its low, {high} at its high; {middle} {measure.of(swings.base)} {measure.unit}, as the case has it."
    click.echo("\n".join(textwrap.wrap(key, width)))


def _cells(swings: Swings, bar: Swung, width: int) -> list[str]:
    """The characters of a bar: the case's own number in a column of its own, every piece at least one character."""
    low, high = swings.reach
    scale = (width - 1) / (high - low or 1.0)
    middle = round((swings.base - low) * scale)
    cells = [" "] * width
    for piece in swings.pieces(bar):
        ink = _LOW if piece.side == "low" else _HIGH
        way = 1 if piece.end > swings.base else -1
        inner, outer = (middle + way * round(abs(place - swings.base) * scale) for place in (piece.begin, piece.end))
        if piece.end == piece.begin:
            continue
        outer = outer if outer != inner else inner + way
        for place in range(inner + way, outer + way, way):
            if 0 <= place < width:
                cells[place] = ink
    cells[middle] = _MIDDLE
    return cells
