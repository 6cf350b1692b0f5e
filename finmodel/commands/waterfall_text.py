"""Waterfall text: the steps from one number to another as a table with bars, for a terminal or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from finmodel.commands.options import safe
from finmodel.commands.table import printed_width

if TYPE_CHECKING:
    from finmodel.analysis.measure import Measure
    from finmodel.waterfall import Bar, Step, Waterfall

NARROW = 100
"""Below, bars are shorter."""
_NAME, _NAME_LEAST, _SAYS_LEAST, _BARS, _BARS_NARROW, _GAP = 46, 24, 12, 30, 20, 2
_RISE, _FALL, _TOTAL, _PLAIN_TOTAL = ">", "<", "█", "="
_BREAK = "/"


def print_waterfall(waterfall: Waterfall, measure: Measure, errors: bool) -> None:
    """Rise points right, fall points left, so that nothing rests on colour; no colour off a terminal or under NO_COLOR."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width, fits = printed_width(), fitting(sys.stdout.encoding)
    bars, steps = waterfall.bars, (None, *waterfall.steps, None)
    names = [fits(safe(bar.name)) for bar in bars]
    amounts = [measure.of(bar.after) if step is None else measure.step(step.amount) for bar, step in zip(bars, steps, strict=True)]
    if errors:
        amounts = [f"{amount} {_error(step, measure, fits)}" for amount, step in zip(amounts, steps, strict=True)]
    long = _BARS if width >= NARROW else _BARS_NARROW
    named = min(max(map(len, names)), max(_NAME_LEAST, width - max(map(len, amounts)) - long - 2 * _GAP), _NAME)
    says = width - named - max(map(len, amounts)) - long - 3 * _GAP
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis", width=named)
    if says >= _SAYS_LEAST:
        table.add_column(no_wrap=True, overflow="ellipsis", width=min(says, max(len(bar.says) for bar in bars)))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, width=long)
    for bar, name, amount, drawn in zip(bars, names, amounts, _bars(waterfall, long, fits(_TOTAL) == _TOTAL), strict=True):
        style = "bold" if bar.total else ""
        told = [Text(fits(safe(bar.says)), "dim")] if says >= _SAYS_LEAST else []
        table.add_row(Text(name, style), *told, Text(amount, style), Text(drawn, "" if bar.total else "red" if bar.after < bar.before else "blue"))
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as caught:
        console.print(table)
    text = "\n".join(line.rstrip() for line in caught.get().splitlines())
    click.echo(text if console.file.isatty() else fits(text))
    if waterfall.floor:
        click.echo(f"The bars begin at {measure.of(waterfall.floor)}, not at zero.")


def _error(step: Step | None, measure: Measure, fits: Callable[[str], str]) -> str:
    """The standard error in a column of its own width."""
    blank = " " * len(fits(f"± {measure.of(0)}"))
    return blank if step is None or step.error is None else fits(f"± {measure.of(step.error)}").rjust(len(blank))


def _bars(waterfall: Waterfall, width: int, blocks: bool) -> list[str]:
    """A bar a row, as wide as its step, at least one character."""
    bars, floor = waterfall.bars, waterfall.floor
    low = floor if floor else min(0.0, *(bar.low for bar in bars))
    reach = max(bar.high for bar in bars) - low or 1.0
    return [_bar(bar, low, reach, width, floor, _TOTAL if blocks else _PLAIN_TOTAL) for bar in bars]


def _bar(bar: Bar, low: float, reach: float, width: int, floor: float, total: str) -> str:
    begin, end = (max(bar.low, floor), max(bar.high, floor)) if floor else (bar.low, bar.high)
    first = min(width - 1, round((begin - low) / reach * width))
    last = min(width, max(first + 1, round((end - low) / reach * width)))
    if not bar.total:
        return " " * first + (_FALL if bar.after < bar.before else _RISE) * (last - first)
    drawn = total * (last - first)
    return " " * first + (drawn[0] + _BREAK + drawn[2:] if floor and len(drawn) > 2 else drawn)


def fitting(encoding: str | None) -> Callable[[str], str]:
    """Text as the output can write it: an encoding without arrows gets plain ones."""
    plain = {"→": "->", "×": "x", "±": "+/-", "█": "=", "…": "..."}

    def fits(text: str) -> str:
        try:
            text.encode(encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            for one, instead in plain.items():
                text = text.replace(one, instead)
            return text.encode("ascii", "replace").decode()
        return text

    return fits
