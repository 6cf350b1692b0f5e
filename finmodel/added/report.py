"""Added report: what could not be carried with an analyst's sheets, as sentences, cells with the same fate together."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name as letters

LONGEST = 300
"""Letters of a sentence after the place that it is about: formulas and titles come from the file."""
MOST_PLACES = 6
"""Cells and ranges that a sentence names; it counts the rest."""

Place = tuple[int, int]


class Report:
    """Collects (sheet, cell, what happened); rows and columns count from 1."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[Place]] = {}

    def add(self, sheet: str, says: str, row: int, column: int) -> None:
        """Of one cell; the sentence reads "Sheet!B3: says."."""
        self._places.setdefault((sheet, says), []).append((row, column))

    def say(self, sheet: str, says: str) -> None:
        """Of a sheet as a whole, or with sheet "" of the workbook."""
        self._places.setdefault((sheet, says), [])

    @property
    def sentences(self) -> list[str]:
        """In the order in which each was first met."""
        return [f"{_where(sheet, places)}{printable(says)}." for (sheet, says), places in self._places.items()]


def _where(sheet: str, places: Sequence[Place]) -> str:
    if not sheet:
        return ""
    name = printable(sheet)
    if not places:
        return f"{name}: "
    runs = _runs(places)
    named = ", ".join(_range(*run) for run in runs[:MOST_PLACES])
    more = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in runs[MOST_PLACES:])
    return f"{name}!{named}{f' and {more:,} more' if more else ''}: "


def _runs(places: Sequence[Place]) -> list[tuple[int, int, int, int]]:
    """Cells as blocks - top, left, bottom, right: side by side first, then rows of the same width under each other."""
    lines: list[tuple[int, int, int, int]] = []
    for row, column in sorted(set(places)):
        if lines and lines[-1][0] == row and lines[-1][3] == column - 1:
            lines[-1] = (*lines[-1][:3], column)
        else:
            lines.append((row, column, row, column))
    blocks: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, left, _, right in lines:
        spans = blocks.setdefault((left, right), [])
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return sorted((top, left, bottom, right) for (left, right), spans in blocks.items() for top, bottom in spans)


def _range(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{letters(left - 1)}{top}", f"{letters(right - 1)}{bottom}"
    return first if first == last else f"{first}:{last}"


def printable(text: str) -> str:
    """A text as it may stand in a message: on one line, without control characters, not endless."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return "".join(letter if letter.isprintable() else "?" for letter in short)
