"""Survey: every input of a case that varies, with the columns of the unit cube it takes and what makes it move with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from finmodel.errors import UsageError
from finmodel.inputs import OPENING, Entry, Inputs
from finmodel.inputs.asked import Asked
from finmodel.inputs.comovement import varies, wandering
from finmodel.inputs.correlations import Rank
from finmodel.model.item import Given
from finmodel.model.model import Model
from finmodel.sampling.copula import Together, Wandering, together, wandering_along
from finmodel.sampling.distribution import distribution_of
from finmodel.sampling.uncertain import Uncertain, chosen

_QUARTERS = 4


def survey(inputs: Inputs, model: Model, only: Sequence[str] = ()) -> tuple[list[Uncertain], list[Together | Wandering]]:
    """The inputs that are drawn, in model order, and the mixers of their scores.

    Raises UsageError where a pattern matches nothing that varies, or nothing varies; InputErrors for groups that no joint
    distribution has.
    """
    asked = Asked(model)
    points: dict[str, list[Entry]] = defaultdict(list)
    for entry in inputs.entries:
        given = _given(model, entry.line)
        if varies(entry) and given.unit != "flag":
            points[given.path(entry.members)].append(entry)
    wanted = chosen(list(points), only, asked)
    if not wanted:
        raise UsageError("No input of this case has a range, so nothing can be drawn. Give low and high in the pack.")
    persistences = wandering(inputs.pack.correlations, asked)
    found: list[Uncertain] = []
    mixers: list[Together | Wandering] = []
    dims = 0
    for path, entries in points.items():
        if path not in wanted:
            continue
        places = [_place(entry, model) for entry in entries]
        columns = [dims] * len(entries)
        if path in persistences:
            sources = _sources(entries)
            own = sorted(set(sources))
            columns = [dims + own.index(source) for source in sources]
            years = [places[source][-1] / _QUARTERS for source in own]
            mixers.append(wandering_along(persistences[path], range(dims, dims + len(own)), years))
        given, first = _given(model, entries[0].line), entries[0]
        found.append(
            Uncertain(
                path, _label(given, first.members, model), given.name, first.members, tuple(entries),
                tuple(distribution_of(entry, given, model.timeline) for entry in entries), tuple(places), tuple(columns),
                next((entry.correlation for entry in entries if entry.correlation), ""),
            )
        )  # fmt: skip
        dims = max(columns) + 1
    return found, [*mixers, *_groups(found, inputs.pack.correlations.groups)]


def _given(model: Model, line: str) -> Given:
    item = model.lines[line]
    assert isinstance(item, Given)
    return item


def _place(entry: Entry, model: Model) -> tuple[int, ...]:
    """The index of an entry in the array of its line, the last axis left out."""
    members = (model.dimensions[name].members.index(one) for name, one in zip(model.dims[entry.line], entry.members, strict=True))
    column = model.timeline.columns_of(entry.period).start if entry.period not in ("", OPENING) else 0
    return (*members, column)


def _label(given: Given, members: Sequence[str], model: Model) -> str:
    """The label of the line, and those of its members."""
    of = [model.dimensions[name].labels.get(one, one) for name, one in zip(model.dims[given.name], members, strict=True)]
    return f"{given.label}, {', '.join(of)}" if of else given.label


def _groups(uncertain: Sequence[Uncertain], groups: Mapping[str, Rank]) -> list[Together]:
    """One for each group with two members or more among the inputs that are drawn."""
    members: dict[str, list[Uncertain]] = defaultdict(list)
    for one in uncertain:
        if one.correlation:
            members[one.correlation.removeprefix("-")].append(one)
    return [
        together(groups[name], [one.columns.start for one in found], [-1 if one.correlation.startswith("-") else 1 for one in found])
        for name, found in members.items() if len(found) > 1
    ]  # fmt: skip


def _sources(entries: Sequence[Entry]) -> list[int]:
    """Of each point of a series that wanders, the place of the point it moves with.

    A written point moves by itself, the quarters of a year that one row speaks of together; a held one moves with the last
    written point before it that it is held from, else the first.
    """
    like = [replace(entry, path="", period="", filled=False) for entry in entries]
    first_of_row: dict[tuple[Entry, str], int] = {}
    written: dict[Entry, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if not entry.filled:
            source = first_of_row.setdefault((like[place], _year(entry)), place)
            if source not in written[like[place]]:
                written[like[place]].append(source)
    found = []
    for place, entry in enumerate(entries):
        same = written[like[place]]
        if not same:  # what it was held from has been changed by a scenario
            same.append(place)
        held = max((one for one in same if one <= place), default=same[0])
        found.append(held if entry.filled else first_of_row[like[place], _year(entry)])
    return found


def _year(entry: Entry) -> str:
    """The fiscal year of a point; rows that speak of a year give its quarters one value and one range."""
    return entry.period if entry.period == OPENING else entry.period[:4]
