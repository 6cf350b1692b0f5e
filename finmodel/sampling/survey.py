"""Survey: every input of a case that varies, with the columns of the unit cube it takes and what makes it move with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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


@dataclass
class Survey:
    """What is drawn of a case.

    found:   the inputs that are drawn, in model order. mixers: of their scores.
    lost:    paths of inputs that a scenario or --set has taken outside their range in some point, which is not drawn.
    columns: of each dimension that is drawn, its column among those of every input of the case that has, or had, a range;
             `width` of them. So an input has the same draws whichever others are drawn, and in every scenario.
    """

    found: list[Uncertain] = field(default_factory=list)
    mixers: list[Together | Wandering] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    width: int = 0


def survey(inputs: Inputs, model: Model, only: Sequence[str] = (), fixed: Sequence[str] = ()) -> Survey:
    """Raises UsageError where a pattern matches nothing that varies, or nothing varies; InputErrors for groups that no joint
    distribution has.
    """
    asked = Asked(model)
    points: dict[str, list[Entry]] = defaultdict(list)
    for entry in inputs.entries:
        given = _given(model, entry.line)
        if (varies(entry) or entry.lost_range) and given.unit != "flag":
            points[given.path(entry.members)].append(entry)
    varying = [path for path, entries in points.items() if any(varies(entry) for entry in entries)]
    wanted = chosen(varying, only, asked) - (chosen(varying, fixed, asked) if fixed else set())
    if not wanted:
        raise UsageError(_NOTHING_LEFT if varying else _NOTHING)
    persistences = wandering(inputs.pack.correlations, asked)
    made = Survey(lost=[path for path, entries in points.items() if any(entry.lost_range for entry in entries)])
    for path, entries in points.items():
        wanders = path in persistences
        if path in wanted:
            places, start = [_place(entry, model) for entry in entries], len(made.columns)
            sources = _sources(entries) if wanders else [0] * len(entries)
            own = sorted(set(sources))
            periods = [places[source][-1] for source in own]
            if wanders:
                steps = [period / _QUARTERS for period in periods]
                made.mixers.append(wandering_along(persistences[path], range(start, start + len(own)), steps))
            columns = [start + own.index(source) for source in sources]
            made.found.append(_uncertain(path, entries, places, columns, model))
            made.columns += [made.width + period for period in periods] if wanders else [made.width]
        made.width += len(model.timeline) + 1 if wanders else 1  # one a period, whichever of them have points of their own
    made.mixers += _groups(made.found, inputs.pack.correlations.groups)
    return made


_NOTHING = "No input of this case has a range, so nothing can be drawn. Give low and high in the pack."
_NOTHING_LEFT = "Every input that would vary is fixed, so nothing is left to draw. Fix fewer."


def _uncertain(
    path: str, entries: Sequence[Entry], places: Sequence[tuple[int, ...]], columns: Sequence[int], model: Model
) -> Uncertain:
    """The points that have a range, with where they stand and what they are drawn at."""
    given = _given(model, entries[0].line)
    drawn = [(entry, place, column) for entry, place, column in zip(entries, places, columns, strict=True) if varies(entry)]
    own, where, at = zip(*drawn, strict=True)
    return Uncertain(
        path, _label(given, own[0].members, model), given.name, own[0].members, own,
        tuple(distribution_of(entry, given, model.timeline) for entry in own), where, at,
        next((entry.correlation for entry in own if entry.correlation), ""),
    )  # fmt: skip


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
