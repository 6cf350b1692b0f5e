"""Dimension: a named list of members, ordered by the pack; a child dimension maps each member to a parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dimension:
    """Members are slugs from the pack. `parent_of` maps each member to one of the parent dimension's members."""

    name: str
    members: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    parent_of: Mapping[str, str] = field(default_factory=dict)

    def label(self, member: str) -> str:
        return self.labels.get(member, member.replace("_", " "))

    def __len__(self) -> int:
        return len(self.members)
