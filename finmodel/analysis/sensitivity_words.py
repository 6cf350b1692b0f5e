"""Sensitivity words: what shares of a variance are called, and what they rest on, in sentences."""

from __future__ import annotations

import math

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.measure import Measure, measure_of
from finmodel.analysis.sensitivity import Part, Sensitivity
from finmodel.analysis.tornado_words import fitting, title
from finmodel.analysis.variance import CONFIDENCE
from finmodel.errors import counts
from finmodel.portions import Portion, percent

METHOD = "shares of its variance when the inputs vary over their ranges"
_SURE = 0.05
"""An interval this wide on either side is worth more points."""


def measure(found: Sensitivity) -> Measure:
    """The unit and the places in which the outcome is read."""
    levels = [found.tornado.value, found.shares.mean]
    return measure_of(found.tornado.case.model, found.tornado.spot.line, levels, [found.shares.deviation])


def headline(found: Sensitivity) -> str:
    """The question, with the case's own answer."""
    told, asked = measure(found), found.tornado
    return f"{title(asked.case, asked.spot)}: {told.of(asked.value)} {told.unit} in {title_of(asked.case)}; {METHOD}{fitting(asked)}"


def portions(found: Sensitivity, most: int, *, labels: bool = False) -> tuple[Portion, ...]:
    """The largest shares, at most so many; by path, or by label as people call it."""
    return tuple(_portion(part, labels) for part in found.parts[:most])


def left_out(found: Sensitivity) -> str:
    """What the inputs beside the chosen ones have of the variance."""
    count = len(found.parts)
    if found.rest is None:
        return f"Varied: all {counts(count, 'input')} with a range that it depends on."
    chosen = "" if found.tornado.only else ", those that move it most alone; --inputs varies more"
    others = "The other has" if found.others == 1 else f"The {found.others:,} others have"
    return (
        f"Varied: {count} of the {count + found.others:,} inputs with a range that it depends on{chosen}. {others} a part in "
        f"{percent(found.rest.total)} ± {percent(found.rest.total_error)} of the variance when all vary."
    )


def sentences(found: Sensitivity, most: int) -> list[str]:
    """What stands under the shares: how far the inputs lead, what is left out, the method and what it leaves aside."""
    told, shares = measure(found), found.shares
    said = [f"Drawn together they give a mean of {told.of(shares.mean)} and a standard deviation of {told.of(shares.deviation)} {told.unit}."]
    alone = math.fsum(part.share.first for part in found.parts)
    said.append(f"Alone they add up to {percent(alone)}; the rest is what they do together, and error.")
    if len(found.parts) > most:
        rest = found.parts[most:]
        said.append(f"{counts(len(rest), 'more input')} {'has' if len(rest) == 1 else 'have'} a total share of {percent(rest[0].share.total)} at most.")
    said.append(left_out(found))
    if shares.defined < 1:
        said.append(f"n/a, or not to be evaluated, at {percent(1 - shares.defined)} of the points, which were left out.")
    said.append(method(found))
    said.append(independent(found))
    widest = max((max(part.share.first_error, part.share.total_error) for part in found.parts), default=0.0)
    if widest > _SURE:
        said.append(f"Intervals reach {percent(widest)} to either side: -n {4 * shares.n} would halve them.")
    return said


def method(found: Sensitivity) -> str:
    """How the shares were found."""
    return (
        f"Sobol shares by SALib: {found.shares.n:,} base points, {found.shares.evaluations + found.rest_evaluations:,} runs of the whole model, "
        f"seed {found.seed}; ± is a {CONFIDENCE:.0%} confidence interval."
    )


def independent(found: Sensitivity) -> str:
    """That correlations are left aside, and which."""
    if not found.correlated:
        return "Inputs vary independently; none of these belongs to a correlation group."
    return f"Inputs vary independently here: shares have no meaning otherwise. Left aside: {_groups(found)}."


def _groups(found: Sensitivity) -> str:
    groups = found.correlated
    return f"the correlation {'group' if len(groups) == 1 else 'groups'} {', '.join(groups)}"


def _portion(part: Part, labels: bool) -> Portion:
    one, share = part.swing.input, part.share
    low, own, high = (one.says(end) for end in ("low", "value", "high"))
    return Portion(
        one.label if labels else one.path, low, own, high, one.measured, share.first, share.first_error, share.total, share.total_error, one.path
    )
