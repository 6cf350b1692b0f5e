"""Pack: a folder of assumptions - its name, timeline, dimensions, aliases, sources and scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from finmodel.inputs.correlations import Correlations, read_correlations
from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import (
    DuplicateMemberError,
    MissingFileError,
    MissingKeyError,
    ParentLoopError,
    ReferenceMistake,
    SlugError,
    TypeMistake,
)
from finmodel.inputs.own_lines import OwnLine, read_own_lines
from finmodel.inputs.schema import DimensionTable, PackTable, TimelineTable, read_table
from finmodel.inputs.source import Source, read_sources
from finmodel.inputs.tally import Tally
from finmodel.model.dimension import Dimension
from finmodel.model.timeline import Quarter, Timeline

BASE = "base"
SLUG = re.compile(r"[a-z][a-z0-9_]{0,99}")
LONGEST = 400
"""Quarters in a timeline at most: a century."""


@dataclass(frozen=True)
class Pack:
    """The structure of a pack; its values are read by `resolve`, which knows what the model asks for.

    dimensions: in the order of the file.
    aliases:    dimension -> outside name -> member.
    sources:    id -> source.
    scenarios:  "base" and the names of the files in scenarios/, sorted.
    blocks:     the blocks that the pack feeds; empty means all of them.
    own_lines:  line items that the pack adds in lines.toml.
    correlations: which uncertain inputs move together, of correlations.toml.
    """

    folder: Path
    name: str
    title: str
    says: str
    as_of: date
    timeline: Timeline
    dimensions: tuple[Dimension, ...]
    aliases: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Source]
    scenarios: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    own_lines: tuple[OwnLine, ...] = ()
    correlations: Correlations = field(default_factory=Correlations)

    def member(self, dimension: str, name: str) -> str:
        """The member that an outside name stands for, or the name itself."""
        return self.aliases.get(dimension, {}).get(name, name)


def load_structure(folder: Path) -> Pack:
    """Read pack.toml, sources.toml and the names of the scenarios. Raises InputErrors with every mistake found."""
    tally = Tally()
    if not folder.is_dir():
        tally.add(MissingFileError(str(folder), "a pack: a folder with pack.toml", "`finmodel init DIR` starts one."))
    elif not (folder / "pack.toml").exists():
        tally.add(MissingFileError("pack.toml", f"pack.toml in {folder}", "`finmodel init DIR` starts a pack."))
    tally.stop()
    sources = read_sources(folder, tally)
    scenarios = _scenarios(folder, tally)
    table = None
    with tally.catch():
        table = read_table(PackTable, read_toml(folder, folder / "pack.toml"), "pack.toml", tally)
    if table is None:
        tally.stop()
        raise AssertionError("a pack.toml without a table and without a mistake")
    if not SLUG.fullmatch(table.name):
        tally.add(SlugError("pack.toml", "name", table.name))
    timeline = _timeline(table.timeline, tally)
    dimensions = tuple(_dimension(name, one, tally) for name, one in table.dimensions.items())
    _check_parents(dimensions, tally)
    _check_aliases(table.aliases, dimensions, tally)
    own_lines = read_own_lines(folder, tally)
    correlations = read_correlations(folder, sources, tally)
    tally.stop()
    assert timeline is not None
    return Pack(
        folder, table.name, table.title, table.says, table.as_of, timeline, dimensions, table.aliases, sources,
        scenarios, tuple(table.blocks), own_lines, correlations,
    )  # fmt: skip


def _scenarios(folder: Path, tally: Tally) -> tuple[str, ...]:
    names = sorted(path.stem for path in (folder / "scenarios").glob("*.toml"))
    for name in names:
        if not SLUG.fullmatch(name):
            tally.add(SlugError(f"scenarios/{name}.toml", "scenario name", name))
        if name == BASE:
            tally.add(TypeMistake("scenarios/base.toml", "the name", name, "another name: base is the pack itself"))
    return (BASE, *(name for name in names if name != BASE))


def _timeline(table: TimelineTable, tally: Tally) -> Timeline | None:
    ends: list[Quarter] = []
    for key, text in (("first", table.first), ("last", table.last)):
        try:
            ends.append(Quarter.read(text))
        except ValueError:
            tally.add(TypeMistake("pack.toml: timeline", key, text, "a quarter such as 2026Q3"))
    if len(ends) < 2:
        return None
    first, last = ends
    count = (last.year - first.year) * 4 + last.quarter - first.quarter + 1
    if not 1 <= count <= LONGEST or first.year < 1901:
        wanted = f"a quarter from first on, at most {LONGEST} of them, after 1900"
        tally.add(TypeMistake("pack.toml: timeline", "last", table.last, wanted))
        return None
    return Timeline(first, last)


def _dimension(name: str, table: DimensionTable, tally: Tally) -> Dimension:
    where = f"pack.toml: dimensions.{name}"
    if not SLUG.fullmatch(name):
        tally.add(SlugError("pack.toml", "dimension", name))
    if not table.members:
        tally.add(MissingKeyError(where, "members", "at least one member"))
    seen: dict[str, str] = {}
    for member in table.members:
        if member.lower() in seen:
            tally.add(DuplicateMemberError(where, seen[member.lower()], member))
        elif not SLUG.fullmatch(member):
            tally.add(SlugError(where, "member", member))
        seen.setdefault(member.lower(), member)
    for key, members in (("labels", table.labels), ("parent_of", table.parent_of)):
        for member in members:
            if member not in table.members:
                tally.add(ReferenceMistake(f"{where}.{key}", "member", member, table.members, where))
    return Dimension(name, tuple(table.members), table.labels, table.parent, table.parent_of)


def _check_parents(dimensions: tuple[Dimension, ...], tally: Tally) -> None:
    by_name = {dimension.name: dimension for dimension in dimensions}
    for child in dimensions:
        where = f"pack.toml: dimensions.{child.name}"
        if child.parent is None:
            if child.parent_of:
                tally.add(MissingKeyError(where, "parent", "the parent that parent_of maps to"))
            continue
        if child.parent not in by_name:
            tally.add(ReferenceMistake(where, "parent", child.parent, by_name, "pack.toml: dimensions"))
            continue
        above = by_name[child.parent]
        for member in child.members:
            if member not in child.parent_of:
                tally.add(MissingKeyError(f"{where}.parent_of", member, f"the {above.name} of {member}"))
            elif child.parent_of[member] not in above.members:
                place = f"pack.toml: dimensions.{above.name}"
                given = child.parent_of[member]
                tally.add(ReferenceMistake(f"{where}.parent_of", above.name, given, above.members, place))
        chain = [child.name]
        while (parent := by_name[chain[-1]].parent if chain[-1] in by_name else None) and parent not in chain:
            chain.append(parent)
        if parent == child.name:
            tally.add(ParentLoopError(where, [*chain, parent]))


def _check_aliases(aliases: Mapping[str, Mapping[str, str]], dimensions: tuple[Dimension, ...], tally: Tally) -> None:
    by_name = {dimension.name: dimension for dimension in dimensions}
    for name, pairs in aliases.items():
        where = f"pack.toml: aliases.{name}"
        if name not in by_name:
            tally.add(ReferenceMistake(where, "dimension", name, by_name, "pack.toml: dimensions"))
            continue
        for outside, member in pairs.items():
            if member not in by_name[name].members:
                place = f"pack.toml: dimensions.{name}"
                tally.add(ReferenceMistake(where, "member", member, by_name[name].members, place))
            if outside in by_name[name].members and outside != member:
                tally.add(TypeMistake(where, outside, member, f"an outside name: {outside} is a member itself"))
