"""Verdict: why no value works, how close it gets, and what to do."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.analysis.lever import Lever
    from finmodel.analysis.search import Point
    from finmodel.analysis.solve import Answer, Solution
    from finmodel.project import Case

_NOUNS = {"set": "value of", "multiply": "factor for", "add": "amount added to"}


def verdict(case: Case, answer: Answer) -> str:
    """Why no value works, how close it gets and what to do; empty where one does and breaks no check."""
    goal, lever, search = answer.goal, answer.lever, answer.search
    searched = f"from {lever.between(answer.low, answer.high)}"
    broken = [_breaks(case, one) for one in answer.solutions]
    if not all(broken):
        return ""
    if broken:
        which = ", ".join(dict.fromkeys(name for names in broken for name in names))
        return (f"The one value that meets the target breaks the model: {which}." if len(broken) == 1
                else f"All {len(broken)} values that meet the target break the model: {which}.")  # fmt: skip
    if search.closest is None:
        return f"{goal.spot.title} has no value anywhere {searched}: it is n/a, or the case cannot be evaluated."
    if not answer.depends:
        how = "" if not answer.reaches else f" {searched} ({search.tried} values tried)"
        return (
            f"{goal.spot.title} does not depend on {lever.change.path}{how}: it stays {goal.stated.words(search.closest.y)}. "
            f"`finmodel explain {goal.spot.line} {goal.spot.period}{_members(answer)}` shows what it depends on."
        )
    closest = search.closest
    assert goal.value is not None
    off = goal.stated.words(closest.y - goal.value, sign=True)
    said = (
        f"No {_NOUNS[lever.change.operation]} {lever.change.path} {searched} gives {goal.spot.title} = {goal.stated.words(goal.value)}. The closest is "
        f"{goal.stated.words(closest.y)} at {lever.words(closest.x)}, {off} off the target."
    )
    return f"{said} {_advice(answer, closest)}"


def _breaks(case: Case, one: Solution) -> list[str]:
    """The checks that hold in the case and fail with the solution; or that the case cannot be run with it."""
    already = {failure["line"] for failure in case.failures}
    broken = ["the case cannot be run with it"] if one.broken else []
    return broken + list(dict.fromkeys(failure["line"] for failure in one.failures if failure["line"] not in already))


def _advice(answer: Answer, closest: Point) -> str:
    lever, search = answer.lever, answer.search
    if answer.outside is not None:
        beyond = answer.outside
        wider = sorted((answer.low if beyond > answer.high else answer.high, _beyond(answer, beyond)))
        return f"Outside, about {lever.words(beyond)} would do: --between {' '.join(_typed(lever, end) for end in wider)}."
    if any(closest in jump.sides for jump in search.jumps):
        return "It jumps over the target there. Move another input as well with --set."
    if answer.wider is not None:
        return f"Nor does any from {lever.between(*answer.wider)}. Move another input as well with --set."
    if (answer.low, answer.high) == lever.limits:
        return "The input can take no other value. Move another input as well with --set."
    return "Move another input as well with --set."


def _beyond(answer: Answer, number: float) -> float:
    """A little further than a number outside the range, within what the line allows and readable."""
    low, high = answer.lever.limits
    far = number + 0.1 * (number - (answer.low if number < answer.low else answer.high))
    tidy = float(round(far)) if answer.lever.whole else float(f"{far:.3g}")
    tidy = tidy if (tidy >= number) == (number > answer.high) else number
    return min(max(tidy, low), high)


def _typed(lever: Lever, number: float) -> str:
    """A number as --between takes it."""
    return shlex.quote(lever.assignment(number).partition("=")[2])


def _members(answer: Answer) -> str:
    return "".join(f" --member {dimension}={member}" for dimension, member in answer.members)
