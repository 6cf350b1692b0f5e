"""Comovement: the members of each correlation group and the series that wander, held to what a joint distribution allows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from finmodel.inputs.asked import Asked
from finmodel.inputs.correlations import FILE, Correlations, Rank
from finmodel.inputs.entry import Entry
from finmodel.inputs.mistakes import CorrelationError, PathError
from finmodel.inputs.tally import Tally
from finmodel.inputs.target import find_places


def least_rank(members: int) -> float:
    """The rank correlation below which so many members cannot all be correlated with each other by as much."""
    return 6 / math.pi * math.asin(-0.5 / (members - 1)) if members > 1 else -1.0


def check_group(group: Rank, members: int) -> None:
    """Raises CorrelationError where no joint distribution has the rank between each two of so many members."""
    least = least_rank(members)
    if group.rank <= least:
        raise CorrelationError(
            f"{FILE}: {group.name}", f"rank = {group.rank:g} between each two of {members} members",
            f"a rank above {least:.3g}", "That many cannot all move against each other; write \"-name\" for those that move the other way.",
        )  # fmt: skip


def varies(entry: Entry) -> bool:
    """Whether an input has more than one possible value."""
    return len(entry.outcomes) > 1 or entry.chance is not None or (entry.low is not None and entry.low != entry.high)


def wandering(correlations: Correlations, asked: Asked) -> dict[str, Rank]:
    """The path of each series that is drawn point by point -> its persistence; * among members stands for all of them.

    Raises InputErrors for paths that are no series of the model.
    """
    tally, found = Tally(), dict[str, Rank]()
    for name, rank in correlations.paths.items():
        where = f"{FILE}: paths.{name}"
        with tally.catch():
            for place in find_places(name, asked, where):
                if not place.given.series:
                    raise PathError(where, f"a persistence of {place.path}", "a series", "It has one value for all periods.")
                found[place.path] = rank
    tally.stop()
    return found


def check_members(entries: Iterable[Entry], correlations: Correlations, asked: Asked, tally: Tally) -> None:
    """The inputs that name each group fit together; groups of one, and members that do not vary, are warned of."""
    paths: dict[str, Rank] = {}
    with tally.catch():
        paths = wandering(correlations, asked)
    members: dict[str, set[str]] = defaultdict(set)
    sides: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries:
        path = entry.path.partition("@")[0]
        if entry.correlation and not varies(entry):
            if not entry.filled:
                tally.warn(f"{entry.path} names the correlation group '{entry.correlation}', but has no range: it does not move.")
        elif entry.correlation:
            members[entry.correlation.removeprefix("-")].add(path)
            sides[path][entry.correlation] = None
    for path, named in sides.items():
        if len(named) > 1:
            tally.add(CorrelationError(path, f"points of the groups {' and '.join(named)}", "one group: a series is drawn as one path"))
        if path in paths:
            tally.add(CorrelationError(
                path, f"the group '{next(iter(named))}' and a persistence in {FILE}", "one of the two",
                "A path that shifts whole can be in a group; one that wanders has draws of its own.",
            ))  # fmt: skip
    for name, group in correlations.groups.items():
        if len(members[name]) < 2:
            who = next(iter(members[name]), "none")
            tally.warn(f"{FILE}: {name} has {'one member, ' + who if members[name] else 'no member'}: there is nothing to correlate.")
        with tally.catch():
            check_group(group, len(members[name]))
