"""edits: what an analyst changed in a workbook, by path, and what it does to the outcomes; saved as an overlay."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import as_typed, echo_json, json_option, pack_option, quiet_option, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from finmodel.analysis.compare import Comparison
    from finmodel.edits.edit import Edit, TypedOver
    from finmodel.edits.read import Edits
    from finmodel.edits.settle import Take

SCHEMA = 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pack_option
@click.option("--scenario", metavar="NAME", help="The scenario, a .toml file, that FILE was written for, if it is none of the pack's.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.toml", help="Save the edits as an overlay that runs like any other scenario.")
@click.option("--take", type=click.Choice(["theirs", "ours", "ask"]), default="ask", show_default=True,
              help="Where the pack has moved on under an edit: keep the file's (theirs), the pack's (ours), or ask for each.")  # fmt: skip
@click.option("--answer", "answers", multiple=True, metavar="PATH=AMOUNT", help="What a cell means that can be read in several ways; PATH@PERIOD for a series.")
@click.option("--author", default="", metavar="NAME", help="Who made the edits; the name in FILE where left out.")
@click.option("--note", default="", metavar="TEXT", help="Why they were made; kept in the overlay.")
@click.option("--force", is_flag=True, help="Replace an overlay that is there already.")
@json_option
@quiet_option
def edits(
    file: Path, pack: str | None, scenario: str | None, output: Path | None, take: Take, answers: tuple[str, ...],
    author: str, note: str, force: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Read back what was typed into FILE: overrides, changed inputs, formulas typed over, sheets that were added.

    FILE is only read. Rows may have been inserted, sheets renamed and reordered; numbers, percentages and dates typed as
    text are understood where they can mean one thing, and asked about where they can mean several.

    \b
    Example:
      finmodel edits outputs/base/model.xlsx
      finmodel edits outputs/base/model.xlsx --take theirs --json
      finmodel edits outputs/base/model.xlsx -o my_view.toml --note "Hyperion a year late" --force
    """
    from finmodel.edits.errors import EditsConflict, QuestionsError
    from finmodel.edits.read import answered, read_edits
    from finmodel.edits.settle import settled
    from finmodel.workbook.screen import screened

    if output is not None:
        _check_output(output, force)
    told = dict(_answer(text) for text in answers)
    content = screened(file)
    found = read_edits(content, str(file), pack, scenario, told)
    asking = at_terminal() and not as_json and not quiet
    if found.questions and asking:
        found = answered(found, told | _asked(found))
    ask: Callable[[Edit], bool] | None = _ask if asking and output is not None else None
    try:
        kept = settled(str(file), found.edits, take, ask)
    except EditsConflict:
        if output is not None:
            raise
        kept = settled(str(file), found.edits, "theirs", None)
    effect = _effect(found, kept)
    saving = output is not None and not found.questions
    if output is not None and saving:
        _save(found, kept, output, author, note)  # before anything is printed, as a reader may go away
    if as_json:
        echo_json(_record(found, kept, effect))
    elif not quiet:
        from finmodel.commands.edits_table import report

        for line in report(found, kept, effect, as_typed(pack)):
            click.echo(line)
        if saving:
            click.echo(f"\nWrote {safe(output)}. Next: finmodel run {safe(shlex.quote(str(output)))}{as_typed(pack)}")
        elif kept:
            click.echo(f"\nNext: finmodel edits {safe(shlex.quote(str(file)))}{as_typed(pack)} -o my_view.toml saves them as a scenario.")
    if found.questions:
        raise QuestionsError(str(file), found.questions)


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def _answer(text: str) -> tuple[str, str]:
    from finmodel.errors import UsageError

    place, sign, amount = text.partition("=")
    if not sign or not place.strip() or not amount.strip():
        raise UsageError(f"--answer '{text}' is no answer. Write PATH=AMOUNT, for example fleet.install_lag=2.")
    return place.strip(), amount.strip()


def _asked(found: Edits) -> dict[str, str]:
    """Ask what each doubtful cell means; an empty answer leaves it open."""
    told = {}
    for question in found.questions:
        click.echo(safe(question.sentence), err=True)
        amount = click.prompt(f"Amount in {question.unit}, empty to leave it", default="", show_default=False, err=True)
        if amount.strip():
            told[question.place] = amount.strip()
    return told


def _ask(edit: Edit) -> bool:
    from finmodel.commands.edits_table import conflict_words

    click.echo(safe(conflict_words(edit)), err=True)
    return str(click.prompt("Keep theirs, the file's, or ours, the pack's?", type=click.Choice(["theirs", "ours"]), err=True)) == "theirs"


def _effect(found: Edits, kept: tuple[Edit, ...]) -> Comparison | None:
    """The outcomes with the edits beside those without them; None where there is no edit."""
    from dataclasses import replace

    from finmodel.analysis.compare import compare

    if not kept:
        return None
    compared = compare([found.after(kept)], found.before)
    periods = range(len(compared.periods))
    moved = tuple(row for row in compared.rows if not all(row.difference(1, period).same for period in periods))
    return replace(compared, names=("without", "with"), rows=moved)


def _check_output(output: Path, force: bool) -> None:
    from finmodel.errors import OutputError, UsageError

    if output.suffix != ".toml":
        raise UsageError(f"-o {output}: an overlay is a .toml file. Name it, for example, {output.with_suffix('.toml').name}.")
    if "+" in str(output):
        raise UsageError(f"-o {output}: a '+' joins scenarios. Choose a file and a folder without it.")
    if output.exists() and not force:
        raise OutputError(f"{output} exists. Name another file, or replace it with --force.")


def _save(found: Edits, kept: tuple[Edit, ...], output: Path, author: str, note: str) -> None:
    from finmodel.edits.save import overlay_of
    from finmodel.errors import UsageError
    from finmodel.output import write_whole

    if output.stem in found.origin.project.pack.scenarios:
        raise UsageError(f"-o {output}: the pack has a scenario '{output.stem}'; give the overlay a name of its own.")
    base = found.origin.project.case("base", (), found.origin.stamp.as_of).inputs.hash
    write_whole(output, overlay_of(found, kept, base, author, note))


def _record(found: Edits, kept: tuple[Edit, ...], effect: Comparison | None) -> dict[str, Any]:
    from finmodel.commands.edits_table import plain

    stamp = found.origin.stamp
    return {
        "schema": SCHEMA, "file": found.where, "pack": stamp.pack, "as_of": stamp.as_of.isoformat(), "finmodel": stamp.version,
        "inputs_hash": stamp.hash, "written_for": stamp.scenario, "picked": found.picked, "author": found.file.author,
        "saved": found.file.saved.isoformat() if found.file.saved else None, "pack_moved_on": found.origin.moved_on,
        "edits": [{**_edit(edit), "kept": edit in kept} for edit in found.edits],
        "not_in_use": [_edit(edit) for edit in found.elsewhere],
        "moved_in_pack": [{"path": one.path, "period": one.period or None, "unit": one.unit, "then": plain(one.then), "now": plain(one.now)}
                          for one in found.moved],
        "questions": [{"cell": one.cell, "path": one.path, "period": one.period or None, "unit": one.unit, "typed": one.readings.typed,
                       "readings": [plain(amount) for amount in one.readings.amounts], "note": one.readings.note} for one in found.questions],
        "typed_over": [_formula(one) for one in found.typed_over], "reworded": [_formula(one) for one in found.reworded],
        "retold": [{"cell": one.cell, "line": one.line, "column": one.column, "stood": plain(one.stood), "found": plain(one.found)} for one in found.retold],
        "gone": list(found.gone), "doubted": list(found.doubted), "added_sheets": list(found.sheets),
        "added_names": list(found.names), "added_cells": list(found.beside),
        "outcomes": [] if effect is None else [
            {"line": row.line, "members": list(row.member), "period": period, "unit": row.unit, "without": _number(row.numbers[0][place]),
             "with": _number(row.numbers[1][place])}
            for row in effect.rows for place, period in enumerate(effect.periods)
        ],
    }  # fmt: skip


def _edit(edit: Edit) -> dict[str, Any]:
    from finmodel.commands.edits_table import plain

    return {
        "path": edit.path, "period": edit.period or None, "cell": edit.cell, "how": edit.how, "unit": edit.unit,
        "then": plain(edit.then), "now": plain(edit.now), "theirs": plain(edit.theirs), "state": edit.state,
    }  # fmt: skip


def _formula(one: TypedOver) -> dict[str, Any]:
    from finmodel.commands.edits_table import plain

    return {"cell": one.cell, "line": one.line, "found": plain(one.found), "formula": one.formula, "change_instead": list(one.instead)}


def _number(number: float) -> float | None:
    return None if number != number else number
