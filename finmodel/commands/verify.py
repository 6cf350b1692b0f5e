"""verify: recalculate a workbook with engines that are not ours, and compare every formula with finmodel's engine."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finmodel.commands.options import echo_json, json_option, pack_option, quiet_option, safe

if TYPE_CHECKING:
    from finmodel.proof import Proof
    from finmodel.workbook.agreement import Agreement

SCHEMA = 1
SHOWN = 8


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pack_option
@click.option("--scenario", metavar="NAME", help="The scenario, a .toml file, that FILE was written for, if it is none of the pack's.")
@click.option("--with", "engines", type=click.Choice(["libreoffice"]), multiple=True,
              help="Recalculate with LibreOffice as well, where it is installed.")  # fmt: skip
@json_option
@quiet_option
def verify(file: Path, pack: str | None, scenario: str | None, engines: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Recalculate FILE from its formulas alone and compare every one with finmodel's engine.

    The stored values are stripped first. The engine computes the scenario that is picked in FILE, with the overrides
    typed in it. FILE is only read.

    \b
    Example:
      finmodel verify outputs/base/model.xlsx
      finmodel verify outputs/base/model.xlsx --with libreoffice --json
    """
    from finmodel.errors import VerificationError
    from finmodel.proof import prove
    from finmodel.workbook.libreoffice import recalculate_with_libreoffice
    from finmodel.workbook.screen import screened

    others = {"LibreOffice": recalculate_with_libreoffice} if engines else {}
    proof = prove(screened(file), str(file), pack, others, scenario)
    if as_json:
        echo_json(_record(file, proof))
    elif not quiet:
        for line in _report(proof):
            click.echo(line)
    if not proof.holds:
        raise VerificationError(f"{file} is not what the engine says. {_advice(proof)}")


def _report(proof: Proof) -> list[str]:
    stamp = proof.stamp
    said = [f"Pack {safe(stamp.pack)}, scenario {safe(proof.picked)}, as known on {stamp.as_of}, inputs {stamp.hash[:12]}."]
    if proof.overrides:
        cells = ", ".join(one.address for one in proof.overrides[:SHOWN])
        more = f" and {len(proof.overrides) - SHOWN} more" if len(proof.overrides) > SHOWN else ""
        said.append(f"Overrides typed in: {cells}{more}; the engine computes with them.")
    said += [f"Changed: {one.address} holds {one.number:g}, which is not the pack's number" for one in proof.changed[:SHOWN]]
    said += [f"No formula any more: {place}" for place in proof.typed_over[:SHOWN]]
    said += [f"Worded otherwise: {place}" for place in proof.reworded[:SHOWN]]
    said += [f"Other number or text: {place}" for place in proof.retold[:SHOWN]]
    said += [f"Moved: {place}" for place in proof.moved[:SHOWN]]
    for name, one in proof.engines.items():
        said.append(f"{name}: {one.compared - len(one.differences):,} of {one.compared:,} formulas agree; {_worst(one)}.")
        said += [f"  {different.address}: {name} gives {different.found!r}, the engine {different.wanted!r}"
                 for different in one.differences[:SHOWN]]  # fmt: skip
        said += [f"  and {len(one.differences) - SHOWN:,} more"] if len(one.differences) > SHOWN else []
    if proof.not_ours:
        said.append(f"Formulas that finmodel did not write, recalculated and not compared: {proof.not_ours:,}.")
    return said


def _worst(one: Agreement) -> str:
    if not one.worst:
        return "no difference at all"
    if math.isinf(one.worst):
        return f"at {one.at} they are not of one kind"
    return f"worst difference {one.worst:.1g} of its row's largest value, at {one.at}"


def _advice(proof: Proof) -> str:
    if proof.moved:
        return "Rows or sheets were inserted, removed or renamed: type in the file as finmodel wrote it, or write it again."
    if proof.changed:
        cells = "1 input was" if len(proof.changed) == 1 else f"{len(proof.changed)} inputs were"
        return f"{cells} changed outside the override cells, the first at {proof.changed[0].address}: type in override cells."
    if proof.typed_over:
        count = len(proof.typed_over)
        cells = f"A calculated cell holds no formula any more, {proof.typed_over[0]}" if count == 1 else (
            f"{count:,} calculated cells hold no formula any more, the first at {proof.typed_over[0]}")  # fmt: skip
        return f"{cells}: use override cells."
    if proof.retold and not proof.reworded:
        return f"A number or a text of finmodel's was changed, the first at {proof.retold[0]}: use override cells, and sheets of your own."
    return "A formula was changed: write the file again with `finmodel run` and use override cells."


def _record(file: Path, proof: Proof) -> dict[str, Any]:
    return {
        "schema": SCHEMA, "file": str(file), "pack": proof.stamp.pack, "scenario": proof.picked,
        "as_of": proof.stamp.as_of.isoformat(), "inputs_hash": proof.stamp.hash, "holds": proof.holds,
        "overrides": [{"cell": one.address, "line": one.line, "member": list(one.member), "value": one.number} for one in proof.overrides],
        "engines": [
            {
                "name": name, "compared": one.compared, "differences": len(one.differences),
                "worst": None if math.isinf(one.worst) else one.worst, "at": one.at,
                "places": [{"cell": gone.address, "found": gone.found, "engine": gone.wanted} for gone in one.differences],
            }
            for name, one in proof.engines.items()
        ],
        "changed": [{"cell": one.address, "line": one.line, "member": list(one.member), "value": one.number} for one in proof.changed],
        "typed_over": list(proof.typed_over), "reworded": list(proof.reworded), "retold": list(proof.retold), "moved": list(proof.moved), "formulas_not_ours": proof.not_ours,
    }  # fmt: skip
