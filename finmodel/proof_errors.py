"""Proof errors: why a workbook file cannot be held to what it was made from.

ProofError (exit 3)
├── NoStampError       the file does not say what it was made from
├── OldLayoutError     another version of finmodel laid it out
├── NoPackError        the pack is not here
├── NoScenarioError    the pack has no such scenario: it was a file, or another pack
├── MovedOnError       the pack is no longer the one it was made from
├── PickedError        the picked scenario is none that the workbook has
└── UnreadError        the engine that recalculates cannot read the file
"""

from __future__ import annotations

from collections.abc import Sequence

from finmodel.errors import FinmodelError, nearest
from finmodel.inputs import Inputs, Pack
from finmodel.workbook.stamp import SCHEMA, Stamp


class ProofError(FinmodelError):
    exit_code = 3


class NoStampError(ProofError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} does not say what it was made from: finmodel did not write it, or the properties of the file were "
            f"removed. `finmodel audit` holds any workbook to the modelling rules."
        )


class OldLayoutError(ProofError):
    def __init__(self, where: str, stamp: Stamp) -> None:
        super().__init__(
            f"{where} has layout {stamp.schema}, written by finmodel {stamp.version}; this finmodel reads layout {SCHEMA}. "
            f"Write it again with `finmodel run`."
        )


class NoPackError(ProofError):
    def __init__(self, where: str, stamp: Stamp) -> None:
        super().__init__(f"{where} was made from pack '{stamp.pack}', which is not here. Name its folder with --pack.")


class NoScenarioError(ProofError):
    def __init__(self, where: str, stamp: Stamp, pack: Pack) -> None:
        super().__init__(
            f"{where} was made for the scenario '{stamp.scenario}', which pack '{pack.name}' does not have: it has "
            f"{', '.join(pack.scenarios)}. Name the scenario's file with --scenario, or the pack with --pack."
        )


class MovedOnError(ProofError):
    def __init__(self, where: str, stamp: Stamp, now: Inputs) -> None:
        same = now.hash == stamp.hash
        what = "scenarios" if same else "inputs"
        hashes = "" if same else f" (inputs hash {stamp.hash[:12]}, now {now.hash[:12]})"
        super().__init__(
            f"{where} was made from other {what} than pack '{now.pack.name}' has now{hashes}. Name the pack it was made from with "
            f"--pack, or its scenario file with --scenario; or write it again with `finmodel run`."
        )


class UnreadError(ProofError):
    def __init__(self, where: str, why: object) -> None:
        super().__init__(
            f"{where} cannot be recalculated: cellrune cannot read it ({why}). Open it in a spreadsheet program, save it "
            f"as .xlsx, and verify that."
        )


class PickedError(ProofError):
    def __init__(self, where: str, picked: str, names: Sequence[str]) -> None:
        super().__init__(
            f"{where}: Inputs!B3 picks the scenario '{picked}', which the workbook does not have.{nearest(picked, names)} "
            f"Pick one of {', '.join(names)}."
        )
