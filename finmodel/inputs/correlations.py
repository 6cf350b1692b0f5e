"""Correlations: which uncertain inputs move together, and which series wander instead of shifting whole (correlations.toml)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import MissingKeyError, NumberError, TypeMistake
from finmodel.inputs.schema import GroupTable, PathTable, read_table
from finmodel.inputs.source import Source, check_source
from finmodel.inputs.tally import Tally

FILE = "correlations.toml"
_PATHS = "paths"


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank correlation (Spearman), between two members of a group or between points of a series one year apart."""

    name: str
    rank: float
    source: str
    as_of: date
    confidence: str
    note: str

    @property
    def pearson(self) -> float:
        """The correlation of the normal scores that gives this rank correlation: 2 sin(pi rank / 6)."""
        return 2 * math.sin(math.pi * self.rank / 6)


@dataclass(frozen=True, slots=True)
class Correlations:
    """groups: by name. paths: by the path of a series, or of several with * among the members."""

    groups: Mapping[str, Rank] = field(default_factory=dict)
    paths: Mapping[str, Rank] = field(default_factory=dict)


def read_correlations(folder: Path, sources: Mapping[str, Source], tally: Tally) -> Correlations:
    """The groups and paths of a pack, in file order; empty where there is no correlations.toml."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return Correlations()
    groups: dict[str, Rank] = {}
    paths: dict[str, Rank] = {}
    with tally.catch():
        tables = dict(read_toml(folder, path))
        below = tables.pop(_PATHS, {})
        if not isinstance(below, dict):
            tally.add(TypeMistake(FILE, _PATHS, below, 'tables such as [paths."block.member.line"]'))
            below = {}
        for name, raw in tables.items():
            if name.startswith("-"):
                tally.add(TypeMistake(FILE, "the name of a group", name, "a name that does not begin with -, which turns a member round"))
            group = read_table(GroupTable, raw, f"{FILE}: {name}", tally)
            if group is not None and (rank := _rank(group, "rank", group.rank, name, f"{FILE}: {name}", sources, tally)):
                groups[name] = rank
        for name, raw in below.items():
            one = read_table(PathTable, raw, f"{FILE}: {_PATHS}.{name}", tally)
            if one is not None and (rank := _rank(one, "persistence", one.persistence, name, f"{FILE}: {_PATHS}.{name}", sources, tally)):
                paths[name] = rank
    return Correlations(groups, paths)


def _rank(
    table: GroupTable | PathTable, key: str, raw: object, name: str, where: str, sources: Mapping[str, Source], tally: Tally
) -> Rank | None:
    before = len(tally.errors)
    check_source(table.source, table.confidence, sources, where, tally)
    if table.as_of is None:
        tally.add(MissingKeyError(where, "as_of", "the date on which the value was known"))
    least = -1 if key == "rank" else 0
    if raw is None:
        tally.add(MissingKeyError(where, key, "a rank correlation" + (" between points one year apart" if key != "rank" else "")))
    elif isinstance(raw, bool) or not isinstance(raw, int | float):
        tally.add(NumberError(where, key, raw))
    elif not least <= raw < 1 or raw == -1:
        tally.add(TypeMistake(where, key, raw, f"a rank correlation {'above -1' if least else 'of at least 0'} and below 1"))
    if len(tally.errors) > before or table.as_of is None or not isinstance(raw, int | float):
        return None
    return Rank(name, float(raw), table.source, table.as_of, table.confidence, " ".join(table.note.split()))
