"""Bridge words: what a bridge is called, how its parts were found and what was left out, in sentences."""

from __future__ import annotations

from finmodel.analysis.asked_case import title_of
from finmodel.analysis.bridge import Bridge
from finmodel.analysis.measure import Measure, measure_of
from finmodel.errors import counts
from finmodel.waterfall import Step, Waterfall, waterfall_of

_NAMED = 3


def measure(bridge: Bridge) -> Measure:
    """The unit and the places in which its numbers are read."""
    differences = [bridge.gap, *(part.amount for part in bridge.parts)]
    return measure_of(bridge.before.model, bridge.spot.line, [bridge.start, bridge.end], differences)


def names(bridge: Bridge) -> tuple[str, str]:
    """What the two cases are called."""
    return title_of(bridge.before), title_of(bridge.after)


def title(bridge: Bridge) -> str:
    """The line as people call it, its members and the period: "Capex, FY2027"."""
    model, spot = bridge.before.model, bridge.spot
    members = [model.dimensions[name].label(one) for name, one in zip(model.dims[spot.line], spot.member, strict=True)]
    return ", ".join([model.lines[spot.line].label, *members, spot.period])


def headline(bridge: Bridge) -> str:
    """Unit, start, end and gap: "Capex, FY2027, USD billion: 170.0 in base, 195.2 in bull, +25.2" """
    told, (first, last) = measure(bridge), names(bridge)
    return f"{title(bridge)}, {told.unit}: {told.of(bridge.start)} in {first}, {told.of(bridge.end)} in {last}, {told.step(bridge.gap)}"


def waterfall(bridge: Bridge, most: int, *, labels: bool = False) -> Waterfall:
    """Start, the largest parts, the others as one step, end; by path, or by label as people call it."""
    steps = [Step(one.group.label if labels else one.group.name, one.amount, one.group.says, one.error) for one in bridge.moving]
    first, last = names(bridge)
    return waterfall_of(first, bridge.start, steps, last, bridge.end, most, measure(bridge).least)


def uncertain(bridge: Bridge) -> bool:
    """Whether a standard error is large enough to be shown."""
    return any(part.error is not None and part.error >= measure(bridge).least for part in bridge.parts)


def method(bridge: Bridge) -> str:
    """How the parts were found, and what that means for them."""
    found = bridge.method
    if len(bridge.moving) < 2 and found.name == "exact":
        return "One change makes the whole difference, in whatever order changes are made." if bridge.moving else ""
    if found.name == "ordered":
        return "Changes made one after another, in the order shown: what a part is depends on those before it."
    if found.name == "exact":
        return (f"Shapley values, exact: all {found.evaluations:,} mixtures of the two cases were evaluated; parts depend on no order "
                f"of changes.")  # fmt: skip
    told = measure(bridge)
    largest = max((part.error for part in bridge.parts if part.error is not None), default=0.0)
    sure = f"of at most {told.of(largest)}" if uncertain(bridge) else f"below {told.of(2 * told.least)}"
    return (
        f"Shapley values, sampled: means over {found.orders:,} orders of change in pairs of opposites, {found.evaluations:,} mixtures "
        f"evaluated; standard errors {sure}."
    )


def left_out(bridge: Bridge) -> list[str]:
    """The changed inputs that have no part in the difference."""
    said = []
    if bridge.idle:
        idle = [part.group.name for part in bridge.idle]
        verb = "makes" if len(idle) == 1 else "make"
        said.append(f"{counts(len(idle), 'more change')} {verb} no difference here: {_some(idle)}.")
    if bridge.elsewhere:
        verb = "does" if len(bridge.elsewhere) == 1 else "do"
        said.append(f"{counts(len(bridge.elsewhere), 'changed input')} {verb} not reach this line: {_some([one.path for one in bridge.elsewhere])}.")
    return said


def sentences(bridge: Bridge) -> list[str]:
    """What stands under the table: the sum, the method, what is left out."""
    if not bridge.parts and not bridge.elsewhere:
        return ["The two cases have the same inputs: there is nothing to explain."]
    if not bridge.moving:
        return ["None of the changes makes a difference here.", *left_out(bridge)]
    total = "" if len(bridge.moving) == 1 else f"The parts sum to {measure(bridge).step(bridge.gap)} {measure(bridge).step_unit}."
    return [said for said in (total, method(bridge), *left_out(bridge)) if said]


def source(bridge: Bridge) -> str:
    """What the numbers were made from: pack, cases, dates and hashes of their inputs."""
    inputs = [case.inputs for case in (bridge.before, bridge.after)]
    days = dict.fromkeys(one.as_of.isoformat() for one in inputs)
    cases = ", ".join(f"{name} {one.hash[:12]}" for name, one in zip(names(bridge), inputs, strict=True))
    return f"Source: finmodel, pack {inputs[0].pack.name}, as known on {' and '.join(days)}; inputs of {cases}."


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(paths[:_NAMED]) + more
