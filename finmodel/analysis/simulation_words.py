"""Simulation words: how to read a simulation, in sentences - what its ranges hold, and what they do not."""

from __future__ import annotations

from finmodel.analysis.ranges import Range
from finmodel.analysis.simulation_report import Report
from finmodel.questions import QUESTIONS

_NAMED = 4
"""Periods in which the case lies off the middle that are told by name, and correlation groups."""


def sentences(found: Report) -> list[str]:
    """How to read it: what the ranges hold and what they do not."""
    said = [
        f"P5 to P95 holds 90% of the samples. Ranges are those of the inputs as declared: {found.counts}{_together(found)}; inputs without a range, and the model itself, stay as they are.",
        "Percentiles do not add up across rows: the P95 of a total is not the sum of the P95s of its parts.",
    ]
    noise = max((one.noise for line in found.lines for one in line.ranges if one.varies and one.defined == one.n), default=0.0)
    if noise > 0:
        drawn = "" if found.simulation.method == "random" else f"; {found.simulation.method} samples mostly come closer"
        said.append(f"With another seed a percentile moves by about {noise:.1%} of its row's P5 to P95 at most (one standard error of independent draws{drawn}).")
    partly = [one for line in found.lines for one in line.ranges if 0 < one.defined < one.n]
    if partly:
        least = min(partly, key=lambda one: one.defined)
        more = f", and in {len(partly) - 1} more of these periods not in all" if len(partly) > 1 else ""
        said.append(f"{least.spot.title} is defined in {least.defined / least.n:.1%} of the samples{more}; percentiles are over those.")
    if any(point.actual and not point.known for fan in found.fans for point in fan.shown):
        said.append("Reported years (A) that vary rest on estimates, such as what was delivered or built, which have ranges of their own.")
    said += _off_middle(found)
    return said + _lost(found) + _certain(found) + _judged(found)


def _lost(found: Report) -> list[str]:
    """Inputs that look certain because the case takes them out of the range that the pack gives them."""
    lost = found.simulation.draws.lost
    if not lost:
        return []
    rest = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return [
        f"The case sets {', '.join(lost[:_NAMED])}{rest} outside the range that the pack has for base, which is then no longer drawn: "
        f"what rests on them looks more certain than it is. Give the change a low and a high of its own."
    ]


def _often(share: float) -> str:
    return "under 0.1%" if share < 0.001 else f"{share:.1%}"


def _judged(found: Report) -> list[str]:
    """Which checks of the model some samples break, where they were judged."""
    simulation = found.simulation
    if not simulation.checks:
        return []
    if not simulation.broken:
        return [f"Every sample keeps all {len(simulation.checks)} checks of the model."]
    told = [
        f"{name} {_often(count / simulation.n)} ({found.case.model.lines[name].note})"
        for name, count in sorted(simulation.broken.items(), key=lambda pair: -pair[1])
    ]
    kept = len(simulation.checks) - len(told)
    return [f"Samples that break a check of the model, inputs being drawn apart: {'; '.join(told)}. Every sample keeps the other {kept}."]


def _together(found: Report) -> str:
    if found.inputs == 1:
        return ""
    if not found.groups:
        return ", each drawn independently of the others"
    names = sorted(found.groups, key=lambda name: (-found.groups[name], name))
    told = [f"{name} ({found.groups[name]})" for name in names[:_NAMED]]
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f", drawn independently but for correlated groups: {', '.join(told)}{rest}"


def _certain(found: Report) -> list[str]:
    """Why every sample gives one answer, where the model is built so."""
    names = {one.question for one in found.odds if one.yes == one.defined}
    return [question.where_certain for question in QUESTIONS if question.name in names and question.where_certain]


def _below(one: Range) -> str:
    """The share below the case; where samples stand at a bound with it, their share too."""
    return f"{one.below:.0%}" + (f" ({one.equal:.0%} equal to it)" if one.equal >= 0.005 else "")


def _off_middle(found: Report) -> list[str]:
    skewed = [
        (line, one) for line in found.lines for one, actual in zip(line.ranges, line.actual, strict=True)
        if one.skewed and (line.chosen or not actual)
    ]  # fmt: skip
    if not skewed:
        return []
    by_size = sorted(skewed, key=lambda pair: -pair[1].off)
    told = [f"{line.label} {one.spot.period} {_below(one)}" for line, one in by_size[:_NAMED]]
    rest = f", and {len(skewed) - _NAMED} more" if len(skewed) > _NAMED else ""
    return [f"The case itself, without sampling, is not everywhere the middle; share of samples below it: {', '.join(told)}{rest}."]
