"""Uncertain: one input that varies, a scalar or a whole series, as people and sensitivities speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from finmodel.errors import UsageError, nearest
from finmodel.inputs.asked import Asked
from finmodel.inputs.entry import Entry
from finmodel.inputs.unknown_path import unknown_path
from finmodel.model.item import Given
from finmodel.sampling.distribution import Distribution

_WILD = frozenset("*?[")
_CLOSE = 0.6
"""How alike a name must be to be offered, as for every other misspelt name."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """path:         block.member.line, of a series without a period.
    label:        of the line, and the members it is of.
    entries:      the points that vary, held ones included, in order of time; one for a scalar.
    distributions: of each entry.
    places:       of each entry, the index in the array of its line, the last axis left out.
    drawn_at:     of each entry, the column of the unit cube.
    correlation:  the group, "-" before it where the input moves against the others; empty where there is none.
    """

    path: str
    label: str
    line: str
    members: tuple[str, ...]
    entries: tuple[Entry, ...]
    distributions: tuple[Distribution, ...]
    places: tuple[tuple[int, ...], ...]
    drawn_at: tuple[int, ...]
    correlation: str = ""

    @property
    def columns(self) -> range:
        """The columns of the unit cube; several only for a series that wanders."""
        return range(min(self.drawn_at), max(self.drawn_at) + 1)

    @property
    def distribution(self) -> str:
        """In words; of a series whose points have several, all of them."""
        return " and ".join(dict.fromkeys(one.name for one in self.distributions))


def matches(path: str, pattern: str) -> bool:
    """Whether a path contains a pattern, or is what a pattern with * or ? stands for; upper and lower case are the same."""
    path, pattern = path.lower(), pattern.lower()
    return fnmatchcase(path, pattern) if _WILD & set(pattern) else pattern in path


def chosen(paths: Sequence[str], only: Sequence[str], asked: Asked) -> set[str]:
    """The paths that any pattern matches; all of them without patterns.

    paths: of the inputs that vary. Raises UsageError for a pattern that matches none of them.
    """
    found: set[str] = set() if only else set(paths)
    for pattern in only:
        if not pattern.strip():
            raise UsageError("The pattern of the inputs to draw is empty. Give a part of a path, such as 'guidance.*', or none to draw all of them.")
        hits = {path for path in paths if matches(path, pattern)}
        if not hits:
            raise UsageError(_why_none(pattern, paths, asked))
        found |= hits
    return found


def _why_none(pattern: str, paths: Sequence[str], asked: Asked) -> str:
    bare, at, _ = pattern.partition("@")
    if at:
        return f"'{pattern}' names points of a series, which is drawn as one path. Name the series: {bare}."
    without = [path for path in asked.places if matches(path, pattern)]
    if without:
        who = f"{without[0]} has" if len(without) == 1 else f"{without[0]} and {len(without) - 1} more that '{pattern}' matches have"
        return f"{who} no range, so nothing is drawn. Give low and high in the pack, or name an input that has them."
    item = asked.model.lines.get(pattern.rpartition(".")[2])
    if item is not None and not isinstance(item, Given):
        return str(unknown_path(pattern, asked, f"Inputs to draw: {pattern}"))
    return f"No input that varies fits '{pattern}'.{_near(pattern, paths)}"


def _near(pattern: str, paths: Sequence[str]) -> str:
    """The path that may have been meant, by the whole of it or by the name of its line; else where to look."""
    meant = "".join(letter for letter in pattern.lower() if letter not in "*?[]")
    by_line = {path.rpartition(".")[2]: path for path in reversed(paths)}
    close = get_close_matches(meant, by_line, n=1, cutoff=_CLOSE)
    hint = nearest(meant, paths) or (f" Did you mean '{by_line[close[0]]}'?" if close else "")
    return hint or " `finmodel inputs` lists them, with their ranges."
