"""Explanation: the tree of precedents of one number, with values, down to sourced inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, assert_never

import numpy as np

from finmodel.engine.columns import OnePeriod
from finmodel.engine.evaluate import Array, Engine
from finmodel.engine.years import Years
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, children
from finmodel.expr.text import plain
from finmodel.inputs import Entry, Inputs
from finmodel.model.item import Given, Kind, Line

Member = tuple[str, ...]
Point = tuple[str, Member, int]
"""A line, its members and a column; column 0 is the opening column, -1 a value that is the same in all periods."""


class Explainer:
    """Explains values of one case. A number that was explained before is mentioned, not explained again."""

    def __init__(self, engine: Engine, inputs: Inputs, values: dict[str, Array], years: Years) -> None:
        self.engine = engine
        self.model = engine.model
        self.inputs = inputs
        self.values = values
        self.years = years
        self.entries = {(entry.line, entry.members, entry.period): entry for entry in inputs.entries}
        self.seen: set[Point | tuple[str, Member, str]] = set()

    def explain(self, line: str, member: Member, period: str, depth: int = 1000) -> dict[str, Any]:
        """The tree of one value. `period` is a quarter or a fiscal year; raises ValueError outside the timeline."""
        columns = self.model.timeline.columns_of(period)
        if not period.startswith("FY"):
            return self._point((line, member, -1 if self.model.timeless(line) else columns.start), depth)
        return self._year(line, member, int(period[2:]), depth)

    # --- fiscal years ---

    def _year(self, line: str, member: Member, year: int, depth: int) -> dict[str, Any]:
        item = self.model.lines[line]
        if item.kind is Kind.CONSTANT:
            return self._point((line, member, -1), depth)
        place = self._place(line, member)
        value = self.years.of(line)[(*place, self.model.timeline.years.index(year), 0)]
        node = self._node(line, member, f"FY{year}", float(value))
        columns = self.model.timeline.year_columns(year)
        if isinstance(item, Line) and item.kind is Kind.RATIO:
            node["formula"] = f"{item.numerator} / {item.denominator}, each of the year"
            parts = [(part, self._members_for(part, line, member)) for part in (item.numerator, item.denominator)]
            return self._opened(node, depth, lambda: [self._year(part, own, year, depth - 1) for part, own in parts])
        how = {Kind.FLOW: "sum of the quarters", Kind.AVERAGE: "mean of the quarters"}.get(item.kind, "last quarter")
        weight = getattr(item, "weight", "")
        if item.kind is Kind.RATE and weight:
            how = f"mean of the quarters, weighted by {weight}"
        quarters = [columns.stop - 1] if how == "last quarter" else range(columns.start, columns.stop)
        points = [(line, member, column) for column in quarters]
        if item.kind is Kind.RATE and weight:
            own = dict(zip(self.model.dims[line], member, strict=True))
            points += [self._at(weight, own, column) for column in quarters]
        node["formula"] = how
        return self._opened(node, depth, lambda: [self._point(point, depth - 1) for point in points])

    @staticmethod
    def _opened(node: dict[str, Any], depth: int, precedents: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
        """The node with its precedents, or marked as cut where the depth is spent."""
        if depth > 0:
            node["precedents"] = precedents()
        else:
            node["cut"] = True
        return node

    # --- quarters ---

    def _point(self, point: Point, depth: int) -> dict[str, Any]:
        line, member, column = point
        item = self.model.lines[line]
        array = self.values[line][self._place(line, member)]
        node = self._node(line, member, self._period(column), float(array[max(column, 0), 0]))
        if isinstance(item, Given):
            node.update(self._input(line, member, column))
            return node
        assert isinstance(item, Line)
        assert item.formula is not None
        formula = item.before if column == 0 and item.before is not None else item.formula
        node["formula"] = plain(formula)
        if point in self.seen:
            node["repeated"] = True
            return node
        if depth <= 0:
            node["cut"] = True
            return node
        self.seen.add(point)
        reached = self._reached(formula, line, member, -1 if column == 0 else column)
        node["precedents"] = [self._point(precedent, depth - 1) for precedent in dict.fromkeys(reached)]
        return node

    def _reached(self, node: Node, line: str, member: Member, column: int) -> list[Point]:
        """The points that a formula uses, in reading order."""
        own = dict(zip(self.model.dims[line], member, strict=True))
        found: list[Point] = []
        match node:
            case Number() | Apply():
                pass
            case Ref(name, lag):
                found.append(self._at(name, own, column - lag))
            case Pick(name, dimension, chosen):
                found.append(self._at(name, {**own, dimension: chosen}, column))
            case Reach(name, "back", args):
                view = OnePeriod(self.values, self.model.dims, column)
                periods = self.engine.compiler.evaluate(args[0], self.model.dims[line], view)
                shape = self.model.shape(line)
                back = np.broadcast_to(periods[..., 0, 0], shape)[self._place(line, member)]
                found.append(self._at(name, own, max(0, column - int(np.floor(back)))))
            case Reach(name):
                found += [self._at(name, own, step) for step in range(column + 1)]
            case Total(name, over, into):
                found += self._members_of_total(name, own, over, into, column)
            case Spread(name, parent, child):
                mapped = self.model.dimensions[child].parent_of[own[child]]
                found.append(self._at(name, {**own, parent: mapped}, column))
            case Running(name, rank):
                found += self._earlier_ranks(name, rank, own, column)
            case _:
                assert_never(node)
        for child_node in children(node):
            found += self._reached(child_node, line, member, column)
        return found

    def _members_of_total(self, name: str, own: dict[str, str], over: str, into: str | None, column: int) -> list[Point]:
        dimension = self.model.dimensions[over]
        members = [m for m in dimension.members if into is None or dimension.parent_of[m] == own[into]]
        points = [self._at(name, {**own, over: m}, column) for m in members]
        return [point for point in points if self._value(point) != 0] or points[:1]

    def _earlier_ranks(self, name: str, rank: str, own: dict[str, str], column: int) -> list[Point]:
        (dimension,) = self.model.dims[name]
        mine = self._value(self._at(rank, own, column))
        members = self.model.dimensions[dimension].members
        points = [self._at(name, {dimension: m}, column) for m in members]
        return [p for p, m in zip(points, members, strict=True) if self._value(self._at(rank, {dimension: m}, column)) < mine]

    # --- pieces ---

    def _at(self, name: str, own: dict[str, str], column: int) -> Point:
        member = tuple(own[dimension] for dimension in self.model.dims[name])
        return (name, member, -1 if self.model.timeless(name) else column)

    def _value(self, point: Point) -> float:
        line, member, column = point
        return float(self.values[line][self._place(line, member)][max(column, 0), 0])

    def _node(self, line: str, member: Member, period: str, value: float) -> dict[str, Any]:
        return {
            "line": line,
            "members": dict(zip(self.model.dims[line], member, strict=True)),
            "period": period,
            "value": None if np.isnan(value) else value,
            "unit": self.model.unit_text(line),
            "formula": "",
            "precedents": [],
        }

    def _input(self, line: str, member: Member, column: int) -> dict[str, Any]:
        """Where an input comes from."""
        period = "" if column < 0 else self._period(column)
        entry: Entry | None = self.entries.get((line, member, period))
        if entry is None:
            return {"formula": "no point in the pack: none happened"}
        return {
            "formula": "input",
            "path": entry.path,
            "written": f"{entry.value} {entry.unit}".strip(),
            "source": self._source(entry),
            "as_of": entry.as_of.isoformat(),
            "confidence": entry.confidence,
            "layer": entry.layer,
            "note": entry.note,
        }

    def _source(self, entry: Entry) -> dict[str, str]:
        """The registered source; a change by --set or by a scenario may name none, and is its own."""
        source = self.inputs.sources.get(entry.source)
        if source is None:
            title = f"Changed by {entry.layer}, which names no source"
            return {"id": entry.layer, "title": title, "publisher": entry.layer, "date": entry.as_of.isoformat(), "url": ""}
        return {"id": source.id, "title": source.title, "publisher": source.publisher, "date": source.date, "url": source.url}

    def _period(self, column: int) -> str:
        return "all periods" if column < 0 else "opening" if column == 0 else self.model.timeline.names[column - 1]

    def _place(self, line: str, member: Sequence[str]) -> tuple[int, ...]:
        dims = self.model.dims[line]
        return tuple(self.model.dimensions[d].members.index(m) for d, m in zip(dims, member, strict=True))

    def _members_for(self, part: str, whole: str, member: Member) -> Member:
        own = dict(zip(self.model.dims[whole], member, strict=True))
        return tuple(own[dimension] for dimension in self.model.dims[part])

