"""Bar rows: a table of inputs with what each takes, two numbers and a bar, for a terminal or a file."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

from finmodel.commands.options import safe
from finmodel.commands.table import printed_width
from finmodel.commands.waterfall_text import fitting

_NAME, _NAME_LEAST, _NARROW, _GAP, _SAYS_LEAST = 46, 22, 110, 2, 18


@dataclass(frozen=True, slots=True)
class BarRow:
    """The input, the values it takes, the two numbers, and the characters of its bar for a width."""

    name: str
    says: str
    numbers: tuple[str, str]
    bar: Callable[[int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Inks:
    """The characters of bars: each with its style, and with what stands for it where it cannot be printed."""

    styles: Mapping[str, str]
    plain: Mapping[str, str]


def print_bars(rows: Sequence[BarRow], heads: tuple[str, str], inks: Inks, widths: tuple[int, int], key: str) -> None:
    """heads: of the two numbers. widths: of the bars, and of those on a narrow terminal. key: what the bars mean, with their characters."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width, fits = printed_width(), fitting(sys.stdout.encoding)
    all_inks = "".join(inks.plain)
    plain = inks.plain if fits(all_inks) != all_inks else {}
    titles = ("Input", "low | case | high", *heads)
    names, said = [fits(safe(row.name)) for row in rows], [fits(safe(row.says)) for row in rows]
    numbers = [tuple(map(fits, row.numbers)) for row in rows]
    sizes = [max(len(head), *(len(pair[place]) for pair in numbers)) for place, head in enumerate(heads)]
    long = widths[0] if width >= _NARROW else widths[1]
    fixed = sum(sizes) + long + 3 * _GAP
    named = max(min(max(map(len, (titles[0], *names))), width - fixed, _NAME), min(_NAME_LEAST, max(map(len, names))))
    says = min(max(map(len, (titles[1], *said))), width - named - fixed - _GAP)
    shown = says >= _SAYS_LEAST
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis", width=named)
    if shown:
        table.add_column(no_wrap=True, overflow="ellipsis", width=says)
    for size in sizes:
        table.add_column(no_wrap=True, justify="right", width=size)
    table.add_column(no_wrap=True, width=long)
    table.add_row(*(Text(title, "dim") for place, title in enumerate(titles) if shown or place != 1), "")
    for row, name, words, pair in zip(rows, names, said, numbers, strict=True):
        bar = Text.assemble(*((plain.get(ink, ink), inks.styles.get(ink, "")) for ink in row.bar(long)))
        table.add_row(Text(name), *([Text(words, "dim")] if shown else []), *map(Text, pair), bar)
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as caught:
        console.print(table)
    text = "\n".join(line.rstrip() for line in caught.get().splitlines())
    click.echo(text if console.file.isatty() else fits(text))
    click.echo("\n".join(textwrap.wrap("".join(plain.get(letter, letter) for letter in key), width)))
