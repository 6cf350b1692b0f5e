"""Graph: which line needs which, the order of evaluation, and the loops that a lag makes legal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from finmodel.errors import CircularityError
from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, children

COUNTER = "counter"
"""The line that numbers the periods; a reach by position needs it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A precedent of a line; `lagged` if only its earlier columns are used."""

    line: str
    lagged: bool


def precedents(node: Node) -> list[Edge]:
    """The lines that a formula mentions, in reading order, each once per lag."""
    found: list[Edge] = []
    match node:
        case Number() | Apply():
            pass
        case Ref(line, lag):
            found.append(Edge(line, lag > 0))
        case Reach(line, op, _, lagged):
            found.append(Edge(line, lagged))
            if op == "back":
                found.append(Edge(COUNTER, False))
        case Total(line) | Spread(line) | Pick(line):
            found.append(Edge(line, False))
        case Running(line, rank):
            found += [Edge(line, False), Edge(rank, False)]
        case _:
            assert_never(node)
    for child in children(node):
        found += precedents(child)
    return list(dict.fromkeys(found))


def needed(targets: Iterable[str], edges: Mapping[str, list[Edge]]) -> set[str]:
    """The targets and every line they depend on."""
    seen: set[str] = set()
    waiting = list(targets)
    while waiting:
        line = waiting.pop()
        if line not in seen:
            seen.add(line)
            waiting += [edge.line for edge in edges[line]]
    return seen


def order(edges: Mapping[str, list[Edge]]) -> list[tuple[str, ...]]:
    """Groups of lines in evaluation order; a group of several, or of one that lags itself, is a period loop.

    Within a group, lines stand in the order in which one period is evaluated.
    Raises CircularityError for a loop without a lag. Method: Tarjan (1972), strongly connected components.
    """
    groups = []
    for component in _components(edges):
        members = set(component)
        inner = {line: [e for e in edges[line] if e.line in members and not e.lagged] for line in component}
        within = _components(inner)
        for knot in within:
            if len(knot) > 1 or any(edge.line == knot[0] for edge in inner[knot[0]]):
                raise CircularityError(_loop(knot, inner))
        groups.append(tuple(line for (line,) in within))
    return groups


def _loop(knot: tuple[str, ...], edges: Mapping[str, list[Edge]]) -> list[str]:
    """One loop inside a strongly connected component, first line repeated at the end."""
    path = [knot[0]]
    while True:
        onward = next(edge.line for edge in edges[path[-1]] if edge.line in knot)
        if onward in path:
            return [*path[path.index(onward) :], onward]
        path.append(onward)


def _components(edges: Mapping[str, list[Edge]]) -> list[tuple[str, ...]]:
    """Strongly connected components, precedents first. Iterative, so that depth is no limit."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            line, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[line])
                if low[line] == index[line]:
                    cut = stack.index(line)
                    component = stack[cut:]
                    del stack[cut:]
                    on_stack.difference_update(component)
                    found.append(tuple(component))
            elif step.line not in index:
                index[step.line] = low[step.line] = len(index)
                stack.append(step.line)
                on_stack.add(step.line)
                work.append((step.line, iter(edges[step.line])))
            elif step.line in on_stack:
                low[line] = min(low[line], index[step.line])
    return found
