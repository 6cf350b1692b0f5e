"""History table: a number date by date, with what moved it, as text or as Markdown."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from finmodel.commands.scale import written
from finmodel.errors import counts

if TYPE_CHECKING:
    from finmodel.analysis.history import History, Part, Step
    from finmodel.analysis.input_changes import InputChange
    from finmodel.analysis.measure import Measure
    from finmodel.model.model import Model

SHOWN = 4
"""Changes shown of several that were published as one."""
_NOTHING = 1e-12
"""Relative to the number: a smaller part is rounding."""


def measure(found: History) -> Measure:
    """The unit, scale and places in which people read the number and its steps."""
    from finmodel.analysis.measure import measure_of

    steps = [abs(step.amount) for step in found.steps if step.moves and not math.isnan(step.amount)]
    levels = [moment.value for moment in found.moments]
    return measure_of(found.first.case.model, found.spot.line, levels, steps or levels)


def title(found: History) -> str:
    """The line, its period, its unit, the first and the last number and the way between."""
    how, model, spot = measure(found), found.first.case.model, found.spot
    of = f" [{', '.join(spot.member)}]" if spot.member else ""
    first, last = found.first, found.last
    way = last.value - first.value
    moved = "" if math.isnan(way) else f", {how.step(way)}"
    return (
        f"{model.lines[spot.line].label}{of}, {spot.period}, {how.unit}: {_level(first.value, how)} as known on {first.date}, "
        f"{_level(last.value, how)} on {found.until}{moved}"
    )


def rows(found: History) -> list[tuple[str, str, str, str]]:
    """Date, number, change, what moved it: the first date, then every date that moved the number, with a row a part."""
    how, model = measure(found), found.first.case.model
    made = [(str(found.first.date), _level(found.first.value, how), "", "the first date")]
    for step in found.steps:
        if not step.moves:
            continue
        day, level = str(step.after.date), _level(step.after.value, how)
        change = "" if math.isnan(step.amount) else how.step(step.amount)
        parts = sorted(step.parts, key=lambda part: -abs(part.amount or 0.0))
        told = [row for part in parts for row in _part_rows(part, step, how, model)]
        if len(parts) == 1 or _still(parts[1], step):  # one thing moved it: it stands beside the date
            made.append((day, level, change, told.pop(0)[1]))
        else:
            made.append((day, level, change, _summary(step)))
        made += [("", "", amount, words) for amount, words in told]
    return made


def text_lines(found: History, width: int) -> list[str]:
    """The rows in columns; what runs over stands under the words of its row."""
    heads = ("known on", "number", "change", "what moved it")
    table = [heads, *rows(found)]
    widths = [max(len(row[place]) for row in table) for place in range(3)]
    indent = sum(widths) + 6
    lines = []
    for day, level, change, words in table:
        start = f"{day:{widths[0]}}  {level:>{widths[1]}}  {change:>{widths[2]}}  "
        room = max(width - indent, 30)
        deeper = " " * (len(words) - len(words.lstrip()) + 2)
        wrapped = textwrap.wrap(words, room, subsequent_indent=deeper, break_on_hyphens=False, break_long_words=False) or [""]
        lines += [f"{start}{wrapped[0]}".rstrip(), *(f"{'':{indent}}{line}" for line in wrapped[1:])]
    return lines


def notes(found: History) -> Iterator[str]:
    """Dates that moved nothing, hindsight, checks that fail, and where the history begins."""
    still = sum(not step.moves for step in found.steps)
    if still:
        yield f"On {counts(still, 'more date')} an input that it rests on changed and the number did not: --json lists them."
    first = found.first
    if first.hindsight:
        yield (
            f"Hindsight: of the {first.inputs:,} inputs that it rests on, {first.hindsight:,} were first known after {first.date} and are "
            f"used all the same. Early numbers are what this model would have said, not what anyone said, and early steps are "
            f"flatter than they were."
        )
    failing = [moment for moment in found.moments if moment.failed_checks]
    if failing:
        names = sorted({name for moment in failing for name in moment.failed_checks})
        yield f"Checks of the model that do not hold on {counts(len(failing), 'date')}, the last {failing[-1].date}: {', '.join(names)}."
    if found.stopped:
        yield found.stopped


def sources(found: History) -> list[str]:
    """The sources of what moved the number, with title, publisher and date."""
    known = found.first.case.inputs.sources
    moving = [part for step in found.steps if step.moves for part in step.parts if not _still(part, step)]
    named = {change.source for part in moving for change in part.changes[: SHOWN + 1]}
    return [f"{name}: {known[name].title}. {known[name].publisher}, {known[name].date}" for name in sorted(named) if name in known]


def change_text(change: InputChange, model: Model) -> str:
    """guidance.capex_guidance_low@FY2026: 115 -> 125 USD billion [source]"""
    before, after = (_between([getattr(point, side) for point in change.points]) for side in ("before", "after"))
    unit = "" if change.unit == "date" else f" {change.unit}"
    source = f" [{change.source}]" if change.source else ""
    return f"{change.spans(model)}: {before} -> {after}{unit}{source}"


def part_words(part: Part) -> str:
    """What was published as one, in words; the path of a change that stands alone."""
    return f"{part.name} released" if part.name.startswith("results of") else part.name


def _part_rows(part: Part, step: Step, how: Measure, model: Model) -> Iterator[tuple[str, str]]:
    """The change of one part, or what it is called with its changes below."""
    if len(part.changes) == 1 and part.name == part.changes[0].path:
        yield _amount(part, step, how), change_text(part.changes[0], model)
        return
    still = _still(part, step)
    yield _amount(part, step, how), f"{part_words(part)}{'' if still else ':'}"
    if still:
        return
    from finmodel.inputs.target import BOUNDARY

    told = [change for change in part.changes if change.line != BOUNDARY]
    yield from (("", f"  {change_text(change, model)}") for change in told[:SHOWN])
    if len(told) > SHOWN:
        yield "", f"  and {len(told) - SHOWN} more: --json lists all"


def _still(part: Part, step: Step) -> bool:
    """Whether a part of a step that is taken apart moves nothing."""
    return part.amount is not None and abs(part.amount) <= _NOTHING * max(abs(step.before.value), abs(step.after.value))


def _amount(part: Part, step: Step, how: Measure) -> str:
    if part.amount is None:
        return ""
    return "none" if _still(part, step) else how.step(part.amount)


def _summary(step: Step) -> str:
    """Of a date on which several things became known: why the step is not taken apart, where it is not."""
    if step.why:
        return f"not taken apart ({step.why}); what changed:" if not math.isnan(step.amount) else "what changed:"
    return "of which"


def _level(number: float, how: Measure) -> str:
    return "n/a" if math.isnan(number) else how.of(number)


def _between(amounts: Sequence[float | date | None]) -> str:
    texts = ["not yet known" if amount is None else written(amount) for amount in amounts]
    return texts[0] if len(set(texts)) == 1 else f"{texts[0]} .. {texts[-1]}"
