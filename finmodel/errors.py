"""Errors: every mistake finmodel can report, each writing its own sentence.

FinmodelError
├── UsageError (exit 2)         the command was asked for something that does not exist
│   └── UnknownNameError           a line, path, scenario or period that is not there
├── ModelError (exit 3)         the model as written is wrong; found when it is built
│   ├── LiteralError               a number with commercial meaning in a formula
│   ├── UnitError                  a unit that cannot be read, added or converted
│   ├── FormulaUnitError           a formula whose unit is not the declared one
│   ├── DuplicateLineError         two line items with one name
│   ├── UnknownLineError           a formula mentions a line that does not exist
│   ├── DimensionError             dimensions that cannot be joined by name
│   ├── KindError                  a line without a usable roll-up rule
│   ├── OpeningError               a lag of a line that declares no value before the first period
│   ├── NotAvailableError          arithmetic on a line that may be n/a
│   ├── NestedConditionError       a condition inside a condition
│   └── CircularityError           lines that depend on each other without a lag
├── InputError (exit 3)         one mistake in a pack, a scenario or --set
│   ├── ...                        one class a mistake, the tree in inputs/mistakes.py
│   └── InputErrors                all the mistakes of a pack, together
├── WorkbookError (exit 3)      a workbook file from outside that cannot be read or could do harm
│   ├── MisfitError                parts that make no whole
│   └── ...                        one class a reason, the tree in workbook/refusals.py
├── LibreOfficeError (exit 3)   it is not there, took too long, or failed; the tree in workbook/libreoffice.py
├── ProofError (exit 3)         a workbook that cannot be held to what it was made from; the tree in proof_errors.py
├── EvaluationError (exit 3)    NaN or infinity: line, member and period named
├── SampleError (exit 3)        a draw of the inputs that cannot be evaluated
├── WorkerLostError (exit 1)    a process that was to evaluate samples is gone
├── CheckError (exit 4)         a model check failed
│   └── NoSolutionError            no value of an input meets a target, or none without breaking a check
├── ViolationError (exit 5)     a workbook that breaks the modelling rules, or is not what the engine says
│   ├── AuditError                 one that breaks the rules
│   └── VerificationError          one that, recalculated, is not what the engine says
└── OutputError (exit 6)        a file that is locked, or that finmodel did not write
    └── NotEmptyError              a folder to write that already holds something
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str:
    """The hint "did you mean X?" for a misspelt name, or an empty string."""
    close = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


def counts(count: int, what: str) -> str:
    """A count with its noun: 1 error, 2 errors."""
    return f"{count:,} {what}{'s' if count != 1 else ''}"


class FinmodelError(Exception):
    """Root of every error that finmodel raises on purpose."""

    exit_code = 1


class UsageError(FinmodelError):
    exit_code = 2


class UnknownNameError(UsageError):
    def __init__(self, what: str, name: str, names: Iterable[str], then: str = "") -> None:
        super().__init__(f"There is no {what} '{name}'.{nearest(name, names)}{' ' + then if then else ''}")


class ModelError(FinmodelError):
    """The model as written, on the dimensions of the pack, is wrong. Raised while it is built, never while it runs."""

    exit_code = 3


class LiteralError(ModelError):
    def __init__(self, value: float) -> None:
        super().__init__(
            f"The number {value:g} stands in a formula. Only 0, 1, -1 and 2 may: "
            f"make {value:g} an input with a unit and a source, and refer to it by name."
        )


class UnitError(ModelError):
    pass


class FormulaUnitError(ModelError):
    def __init__(self, line: str, derived: str, declared: str, formula: str) -> None:
        super().__init__(
            f"Line '{line}' is declared in {declared}, but its formula gives {derived}: {formula}. "
            f"Correct the formula or the declared unit."
        )


class DuplicateLineError(ModelError):
    def __init__(self, name: str, first: str, second: str) -> None:
        super().__init__(
            f"The name '{name}' is used twice, in block {first} and in block {second}. "
            f"A line item is defined once: rename one of them."
        )


class UnknownLineError(ModelError):
    def __init__(self, line: str, missing: str, names: Iterable[str]) -> None:
        super().__init__(f"Line '{line}' refers to '{missing}', which no block defines.{nearest(missing, names)}")


class DimensionError(ModelError):
    pass


class KindError(ModelError):
    pass


class OpeningError(ModelError):
    def __init__(self, line: str, lagged: str) -> None:
        super().__init__(
            f"Line '{line}' reaches back to '{lagged}', which declares no value before the first period. "
            f"Give '{lagged}' a before= value; a pack can carry it in a line of its own that has one."
        )


class NotAvailableError(ModelError):
    def __init__(self, line: str, optional: str) -> None:
        super().__init__(
            f"Line '{line}' calculates with '{optional}', which may be n/a. "
            f"Say what stands in its place: otherwise({optional}, ...)."
        )


class NestedConditionError(ModelError):
    def __init__(self, line: str, formula: str) -> None:
        super().__init__(f"Line '{line}' puts a condition inside a condition: {formula}. Split it into two lines.")


class CircularityError(ModelError):
    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(
            f"These lines depend on each other within one period: {' -> '.join(cycle)}. "
            f"Lag one of them with previous(...) or remove the loop."
        )


class InputError(FinmodelError):
    """One mistake in assumption data: where it stands, what was found, what was wanted."""

    exit_code = 3

    def __init__(self, where: str, found: str, wanted: str, then: str = "") -> None:
        self.where = where
        super().__init__(f"{where}: found {found}; wanted {wanted}.{' ' + then if then else ''}")


class InputErrors(FinmodelError):
    """All the mistakes of a pack together, in the order of their files."""

    exit_code = 3

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        count = len(self.errors)
        head = f"{count} mistake{'s' if count != 1 else ''} in the inputs:"
        super().__init__("\n".join([head, *(f"  {error}" for error in self.errors)]))


class WorkbookError(FinmodelError):
    """One reason why a workbook file from outside is refused: which file, what was found, what was wanted."""

    exit_code = 3

    def __init__(self, where: str, found: str, wanted: str, then: str) -> None:
        super().__init__(f"{where}: found {found}; wanted {wanted}. {then}")


class MisfitError(WorkbookError):
    """A workbook whose parts are well-formed one by one, as far as the screen can tell, and make no whole."""

    def __init__(self, where: str, reason: Exception) -> None:
        super().__init__(
            where, f"parts that do not fit together ({type(reason).__name__})", "a workbook that a spreadsheet program opens",
            "Open it in one and save it again as .xlsx.",
        )  # fmt: skip


class EvaluationError(FinmodelError):
    """`sample` is the place of the first sample at fault among those evaluated together."""

    exit_code = 3

    def __init__(
        self, line: str, member: str, period: str, value: float, formula: str, precedents: Mapping[str, float], sample: int = 0
    ) -> None:
        self.sample = sample
        place = f" for {member}" if member else ""
        where = f" in {period}" if period else ""
        used = ", ".join(f"{name} = {number:g}" for name, number in precedents.items())
        super().__init__(
            f"Line '{line}'{place} is {value}{where}: {formula}"
            + (f", where {used}. Check these; `finmodel inputs` lists what they rest on." if used else ". Check the input.")
        )


class SampleError(FinmodelError):
    exit_code = 3

    def __init__(self, sample: int, reason: str, n: int, method: str, seed: int) -> None:
        super().__init__(
            f"Sample {sample + 1:,} of {n:,} ({method}, seed {seed}) cannot be evaluated. {reason} The ranges of the inputs let them "
            f"meet in a way that the model has no answer to: narrow one, or clip it."
        )


class WorkerLostError(FinmodelError):
    def __init__(self) -> None:
        super().__init__(
            "A process that evaluated samples ended before it was done, most likely because memory ran out. "
            "Use fewer at once: --workers 1."
        )


class CheckError(FinmodelError):
    exit_code = 4


class NoSolutionError(CheckError):
    """No value of an input meets a target, or every one that does breaks a check. Says how close it gets."""


class ViolationError(FinmodelError):
    """A workbook breaks the modelling rules, or is not what the engine says."""

    exit_code = 5


class AuditError(ViolationError):
    def __init__(self, path: object, errors: int, warnings: int, *, strict: bool = False) -> None:
        counted = [counts(count, what) for count, what in ((errors, "error"), (warnings, "warning")) if count]
        says = "" if errors or not strict else " With --strict, warnings count."
        super().__init__(f"{path} breaks the rules: {' and '.join(counted)}.{says}")


class VerificationError(ViolationError):
    pass


class OutputError(FinmodelError):
    exit_code = 6


class NotEmptyError(OutputError):
    def __init__(self, target: object) -> None:
        super().__init__(f"{target} already holds something; finmodel does not write over it. Name a new or empty folder.")
