"""Tornado words: what a tornado is called, its bars, and what it leaves out, in sentences."""

from __future__ import annotations

import math

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.measure import Measure, measure_of
from finmodel.analysis.spot import Spot
from finmodel.analysis.tornado import Swing, Tornado
from finmodel.errors import UsageError, counts
from finmodel.headlines import TABLE
from finmodel.inputs.target import BOUNDARY
from finmodel.model.model import Model
from finmodel.model.timeline import serial
from finmodel.project import Case
from finmodel.swings import Swings, Swung

_NAMED = 3
_FEW = 3
"""Bars from which on a bound can be told."""
_SAME = 1e-9
"""Relative: ends that differ by no more are one."""


def usual_line(model: Model, wanted: str) -> str:
    """The line wanted, else the pack's first headline. Raises UsageError where it has none."""
    lines = [line for line in (wanted, *(row.line for row in TABLE)) if line in model.lines and not model.dims[line]]
    if not lines:
        raise UsageError("This pack has none of the headline lines. Name the outcome with --line; `finmodel lines` lists them.")
    return lines[0]


def usual_period(case: Case) -> str:
    """The first fiscal year of which nothing is reported yet; the last one where there is none."""
    timeline = case.model.timeline
    boundary = case.inputs.values.get(BOUNDARY)
    last = float(boundary.ravel()[0]) if boundary is not None else -math.inf
    for year in timeline.years:
        if serial(timeline.quarters[timeline.year_columns(year).start - 1].end) > last:
            return f"FY{year}"
    return f"FY{timeline.years[-1]}"


def title(case: Case, spot: Spot) -> str:
    """The line as people call it, its members and the period: "Capex, FY2027"."""
    model = case.model
    members = [model.dimensions[name].label(one) for name, one in zip(model.dims[spot.line], spot.member, strict=True)]
    return ", ".join([model.lines[spot.line].label, *members, spot.period])


def source(case: Case) -> str:
    """What the numbers were made from: pack, case, date and hash of its inputs."""
    inputs = case.inputs
    return f"Source: finmodel, pack {inputs.pack.name}, {title_of(case)}, as known on {inputs.as_of}, inputs {inputs.hash[:12]}."


def measure(found: Tornado) -> Measure:
    """The unit and the places in which its numbers are read."""
    ends = [end for one in found.swings for end in (one.at_low, one.at_high)]
    return measure_of(found.case.model, found.spot.line, [found.value, *ends], [one.size for one in found.swings])


def headline(found: Tornado) -> str:
    """The question with the case's own answer: "Capex, FY2027: 170.0 USD billion in base; one input at a time ..." """
    told = measure(found)
    return f"{title(found.case, found.spot)}: {told.of(found.value)} {told.unit} in {title_of(found.case)}; {METHOD}{fitting(found)}"


def fitting(found: Tornado) -> str:
    """Which inputs were looked at, where not all were."""
    return f", only inputs that fit {' or '.join(found.only)}" if found.only else ""


METHOD = "one input at a time at the low and the high end of its 90% range"


def swings(found: Tornado, most: int, *, labels: bool = False) -> Swings:
    """The longest bars, at most so many; by path, or by label as people call it."""
    return Swings(found.value, tuple(_swung(one, labels) for one in found.swings[:most]))


def others(found: Tornado, most: int) -> str:
    """How much the inputs beyond the longest bars move; nothing where there are none."""
    rest = found.swings[most:]
    if not rest:
        return ""
    return f"{counts(len(rest), 'more input')} {'moves' if len(rest) == 1 else 'move'} it, by {measure(found).of(rest[0].size)} at most."


def bound(found: Tornado, most: int) -> str:
    """That the outcome stands at a bound, or meets one, where half of the bars or more say so; nothing where they do not."""
    shown, told = [one for one in found.swings[:most] if one.known], measure(found)
    if len(shown) < _FEW:
        return ""
    least = _SAME * max(abs(end) for one in shown for end in (one.value, one.at_low, one.at_high))
    for way, side in ((1, "below"), (-1, "above")):
        inner = [min(way * (end - found.value) for end in (one.at_low, one.at_high)) for one in shown]
        extreme = min(inner)
        if extreme >= -least:
            return f"The case stands at a bound, {told.of(found.value)} {told.unit}: no end lies {side} it, so that of most inputs one side alone is seen."
        if 2 * sum(end <= extreme + least for end in inner) >= len(shown):
            return f"At least half of the bars end at a bound, {told.of(found.value + way * extreme)} {told.unit}, beyond which nothing is seen here."
    return ""


def sentences(found: Tornado, most: int) -> list[str]:
    """What stands under the bars: the others, inputs with a turning point, what makes no difference."""
    shown, said = found.swings[:most], [one for one in [others(found, most)] if one]
    if not shown:
        said.append("No input with a range moves it.")
    turning = [one.input.path for one in shown if one.one_way]
    if turning:
        said.append(f"Both ends move it the same way, so that an extreme lies between them: {_some(turning)}.")
    missing = [one.input.path for one in found.swings if not one.known]
    if missing:
        said.append(f"n/a, or not to be evaluated, at an end of {_some(missing)}.")
    said += [one for one in [bound(found, most)] if one]
    if found.idle:
        said.append(f"{counts(len(found.idle), 'input')} with a range {'makes' if len(found.idle) == 1 else 'make'} no difference here.")
    if found.elsewhere:
        said.append(f"{counts(len(found.elsewhere), 'input')} with a range {'does' if len(found.elsewhere) == 1 else 'do'} not reach this line.")
    said.append(f"{counts(found.evaluations, 'run')} of the whole model; a series moves as one path. Bars do not add up: `finmodel simulate` moves all inputs together.")
    return said


def _swung(one: Swing, labels: bool) -> Swung:
    low, own, high = (one.input.says(end) for end in ("low", "value", "high"))
    return Swung(one.input.label if labels else one.input.path, low, own, high, one.input.measured, one.at_low, one.at_high, one.input.path)


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
