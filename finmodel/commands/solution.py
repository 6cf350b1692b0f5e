"""Solution: what solve found, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.commands.options import as_typed, safe
from finmodel.commands.verdict import verdict

if TYPE_CHECKING:
    from finmodel.analysis.lever import Lever
    from finmodel.analysis.solve import Answer, Solution
    from finmodel.project import Case

SCHEMA = 1
SHOWN = 5
EXACT = 12
"""Digits of a target, which was written by somebody."""


def answer_text(case: Case, answer: Answer, pack: str | None, strict: bool) -> list[str]:
    """How the question was understood, every solution with what it takes to repeat it, and what else was seen."""
    goal, lever, search = answer.goal, answer.lever, answer.search
    lines = ["", *_solutions(case, answer, pack, strict)] if answer.solutions else []
    for jump in search.jumps:
        left, right = (lever.words(point.x, 10) for point in jump.sides)
        lines.append(
            f"It jumps over the target {_at(left, right)}: from {goal.stated.words(jump.left.y)} to "
            f"{goal.stated.words(jump.right.y)}."
        )
    for gap, why in zip(search.gaps, answer.gaps, strict=True):
        where = lever.words(gap.low) if gap.low == gap.high else f"from {lever.between(gap.low, gap.high)}"
        lines.append(f"No value {where}: {safe(why)}")
    if answer.depends:
        lines += ["", _tried(answer)]
    return lines


def question_text(case: Case, answer: Answer) -> list[str]:
    """Target and input, with their units and what they are in the case."""
    goal, lever = answer.goal, answer.lever
    assert goal.value is not None
    own = lever.own
    points = f", {len(lever.entries)} periods" if len(lever.entries) > 1 else ""
    is_now = f"{lever.words(own)} in this case" if own is not None else "of several values in this case"
    if lever.change.operation != "set":
        is_now = "a factor" if lever.change.operation == "multiply" else "an amount added"
    return [
        f"{safe(case.inputs.pack.title)}, {case.inputs.scenario} case, as known on {case.inputs.as_of}",
        *(f"  changed: {safe(change)}" for change in case.changes),
        f"Target    {goal.spot.title} = {goal.stated.words(goal.value, digits=EXACT)}; in this case it is {goal.stated.words(goal.own)}",
        f"By        {lever.title}{points}; {is_now}",
        f"Searched  {lever.between(answer.low, answer.high)}{', its 90% range' if answer.likely else ''}",
    ]


def _at(left: str, right: str) -> str:
    return f"at {left}" if left == right else f"between {left} and {right}"


def _tried(answer: Answer) -> str:
    search = answer.search
    if answer.lever.whole:
        return f"All {search.tried} values were tried."
    return f"{search.tried} values were tried and every crossing followed up; two solutions between two neighbouring tries may be missed."


def _solutions(case: Case, answer: Answer, pack: str | None, strict: bool) -> list[str]:
    goal, lever = answer.goal, answer.lever
    lines = [f"{_count(answer)}:"]
    for one in answer.solutions:
        lines.append(f"  {lever.told(one.number)}{_change(lever, one.number)}")
        if one.span is not None:
            lines.append(f"      any from {lever.between(one.span.low, one.span.high)} does")
        lines.append(f"      gives {goal.spot.title} = {goal.stated.words(one.value)}, {_on_the_case(answer, one)}")
        if one.pair is not None:
            beside = next(side for side in one.pair.sides if side.x != one.number)
            lines.append(f"      the target lies between that and {lever.words(beside.x)}, which gives {goal.stated.words(beside.y)}")
        lines.append(f"      {_standing(answer, one)}")
        lines += [f"      {text}" for text in _checks(case, one)]
        lines.append(f"      {_command(case, answer, one, pack, strict)}")
    return lines


def _count(answer: Answer) -> str:
    many = len(answer.solutions)
    days = all(one.how == "day" for one in answer.solutions)
    if days:
        noun = "day comes" if answer.lever.is_date else "value comes"
        return f"1 {noun} nearest to the target" if many == 1 else f"{many} {noun.replace(' comes', 's come')} nearest to the target"
    if any(one.how == "interval" for one in answer.solutions):
        return "A whole range of values meets the target" if many == 1 else f"{many} values or ranges meet the target"
    return "1 value meets the target" if many == 1 else f"{many} values meet the target"


def _on_the_case(answer: Answer, one: Solution) -> str:
    goal, more = answer.goal, one.value - answer.goal.own
    if not abs(more) > goal.near:
        return "as the case does" if more == more else "which is n/a in the case"
    return f"{goal.stated.words(more, sign=True)} on the case"


def _change(lever: Lever, number: float) -> str:
    own = lever.own
    if own is None or lever.change.operation != "set":
        return ""
    if lever.is_date:
        return f"    {number - own:+,.0f} days"
    share = f", {100 * (number / own - 1):+.3g}%" if own else ""
    return f"    {number - own:+,.4g} {lever.unit}{share}"


def standing(lever: Lever, number: float) -> dict[str, int]:
    """How many of the input's points then lie inside, below or above their own 90% range, and how many have none."""
    from finmodel.inputs import canonical

    counted = {"inside": 0, "below": 0, "above": 0, "without": 0}
    for entry, amount in lever.moved(number):
        if entry.low is None or entry.high is None:
            counted["without"] += 1
            continue
        low, at, high = (canonical(one, 1.0) for one in (entry.low, amount, entry.high))
        slack = 1e-12 * max(abs(low), abs(high))
        counted["below" if at < low - slack else "above" if at > high + slack else "inside"] += 1
    return counted


def _standing(answer: Answer, one: Solution) -> str:
    lever = answer.lever
    counted = standing(lever, one.number)
    all_points = len(lever.entries)
    if counted["without"] == all_points:
        return "the input has no 90% range to hold it against"
    if all_points > 1:
        said = [f"{count} {word}" for word, count in counted.items() if count and word != "without"]
        without = f"; {counted['without']} have none" if counted["without"] else ""
        return f"against the 90% ranges of its {all_points} periods: {', '.join(said)}{without}"
    entry = lever.entries[0]
    between = f"its 90% range, {_plain(entry.low)} to {_plain(entry.high)}{'' if lever.is_date else ' ' + entry.unit}"
    if counted["inside"]:
        return f"inside {between}"
    side = "below" if counted["below"] else "above"
    return f"{side} {between}: the pack gives values {side} that less than 1 chance in 20"


def _plain(amount: object) -> str:
    return f"{amount:,.6g}" if isinstance(amount, float) else str(amount)


def _checks(case: Case, one: Solution) -> list[str]:
    if one.broken:
        return [f"but the whole case cannot be run with it: {safe(one.broken)}"]
    if not one.failures:
        return [f"all {len(case.model.checks)} checks of the model hold"]
    first = list({failure["line"]: failure for failure in reversed(one.failures)}.values())[::-1]
    already = {failure["line"] for failure in case.failures}
    lines = [
        f"but the check '{failure['line']}' fails in {failure['period']}: {safe(failure['note'])}"
        + (" (it fails in the case itself too)" if failure["line"] in already else "")
        for failure in first[:SHOWN]
    ]
    return lines + ([f"and {len(first) - SHOWN} more checks fail"] if len(first) > SHOWN else [])


def _command(case: Case, answer: Answer, one: Solution, pack: str | None, strict: bool) -> str:
    """The run that repeats the solution."""
    import shlex

    as_of = case.inputs.as_of if case.inputs.as_of != case.inputs.pack.as_of else None
    scenario = "" if case.scenario == "base" else f" {shlex.quote(case.scenario)}"
    typed = as_typed(pack, "base", (*case.sets, answer.lever.assignment(one.number)), as_of)
    return f"finmodel run{scenario}{typed}{' --strict' if strict else ''}"


def answer_record(case: Case, answer: Answer, pack: str | None, strict: bool) -> dict[str, Any]:
    """One object: the question as understood, the solutions, and what else was seen. Values canonical; n/a is null."""
    goal, lever, search = answer.goal, answer.lever, answer.search
    unit = case.model.unit_text(goal.spot.line)
    return {
        "schema": SCHEMA, "pack": case.inputs.pack.name, "scenario": case.inputs.scenario,
        "as_of": case.inputs.as_of.isoformat(), "inputs_hash": case.inputs.hash,
        "target": {
            "line": goal.spot.line, "members": dict(answer.members), "period": goal.spot.period, "value": goal.value,
            "unit": unit, "understood": goal.stated.words(goal.value or 0.0), "case": _known(goal.own), "tolerance": goal.near,
        },
        "by": {
            "path": lever.change.path, "operation": lever.change.operation, "unit": lever.unit, "periods": len(lever.entries),
            "case": None if lever.own is None else lever.amount(lever.own), "low": lever.amount(answer.low),
            "high": lever.amount(answer.high), "range": "90%" if answer.likely else "given",
        },
        "depends": answer.depends, "tried": search.tried,
        "solutions": [
            {
                "kind": one.how, "value": lever.amount(one.number),
                "from": lever.amount(one.span.low if one.span else one.number),
                "to": lever.amount(one.span.high if one.span else one.number),
                "result": _known(one.value), "off": None if goal.value is None else _known(one.value - goal.value),
                "change": _known(one.value - goal.own), "range": standing(lever, one.number), "set": lever.assignment(one.number),
                "failures": list(one.failures), "cannot_be_run": one.broken or None,
                "command": _command(case, answer, one, pack, strict),
            }
            for one in answer.solutions
        ],
        "jumps": [
            {"from": lever.amount(one.left.x), "to": lever.amount(one.right.x), "before": one.left.y, "after": one.right.y}
            for one in search.jumps
        ],
        "gaps": [
            {"from": lever.amount(gap.low), "to": lever.amount(gap.high), "why": why}
            for gap, why in zip(search.gaps, answer.gaps, strict=True)
        ],
        "closest": None if search.closest is None or goal.value is None else {
            "value": lever.amount(search.closest.x), "result": search.closest.y, "off": search.closest.y - goal.value,
        },
        "outside": None if answer.outside is None else lever.amount(answer.outside),
        "verdict": verdict(case, answer),
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if value != value else value
