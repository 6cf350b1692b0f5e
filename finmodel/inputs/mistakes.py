"""Mistakes: one error class for each thing that can be wrong in a pack, a scenario or --set.

InputError
├── of files: MissingFileError, OutsidePackError, FileSizeError, EncodingError, ControlCharacterError, SyntaxMistake,
│   DuplicateKeyError, HeaderError
├── of tables: UnknownKeyError, MissingKeyError, TypeMistake, NumberError, DateMistake, ChoiceError, SlugError,
│   DuplicateMemberError, ReferenceMistake
├── of places: UnknownPathError, UnknownBlockError, UnknownMemberError, PeriodError, PathError, MissingValueError, MissingActualError,
│   DuplicatePointError, MixedUnitsError
├── of values: WrittenUnitError, RangeError, RangeWithoutValueError, DomainError, SpreadError, CorrelationError, HindsightError
└── of overlays: ChangeError, ActualPeriodError, ConflictError, ParentLoopError
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finmodel.errors import InputError, nearest


def shown(raw: object) -> str:
    """A value as a message quotes it: text in quotes and cut at 60 characters, anything else as written."""
    if isinstance(raw, str):
        printable = "".join(letter if letter.isprintable() else "?" for letter in raw)
        return f"'{printable[:60]}...'" if len(printable) > 60 else f"'{printable}'"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, dict):
        return "a table"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, float):
        return f"{raw:.10g}"
    return str(raw)[:60]


def choices(words: Iterable[str]) -> str:
    """Words as a sentence lists them: a, b or c."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


# --- files ---


class MissingFileError(InputError):
    def __init__(self, where: str, wanted: str, then: str = "") -> None:
        super().__init__(where, "no such file", wanted, then)


class OutsidePackError(InputError):
    def __init__(self, where: str) -> None:
        super().__init__(
            where, "a link that leads outside the pack", "a file inside the pack folder", "Copy the file into the pack."
        )


class FileSizeError(InputError):
    def __init__(self, where: str, size: int, cap: int) -> None:
        super().__init__(
            where, f"{size:,} bytes", f"at most {cap:,} bytes", "Split it, or remove what the model does not ask for."
        )


class EncodingError(InputError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "bytes that are not UTF-8 text", "UTF-8 text", "Save the file as UTF-8.")


class ControlCharacterError(InputError):
    def __init__(self, where: str, letter: str) -> None:
        super().__init__(where, f"a control character (U+{ord(letter):04X})", "printable text", "Delete it.")


class SyntaxMistake(InputError):
    def __init__(self, where: str, language: str, problem: str) -> None:
        super().__init__(where, f"text that {language} cannot read ({problem})", f"valid {language}")


class DuplicateKeyError(InputError):
    def __init__(self, where: str, problem: str) -> None:
        then = "Delete one, or turn both into a history."
        super().__init__(where, f"a key or a table written twice ({problem})", "each once", then)


class HeaderError(InputError):
    def __init__(self, where: str, found: Sequence[str], wanted: Sequence[str], optional: Sequence[str] = ()) -> None:
        extra = [column for column in found if column not in (*wanted, *optional)]
        missing = [column for column in wanted if column not in found]
        parts = [f"the unknown column {shown(column)}" for column in extra[:3]]
        parts += [f"no column '{column}'" for column in missing[:3]]
        super().__init__(where, " and ".join(parts) or "columns in another order", f"the columns {', '.join(wanted)}")


# --- tables ---


class UnknownKeyError(InputError):
    def __init__(self, where: str, key: str, keys: Sequence[str]) -> None:
        super().__init__(where, f"the unknown key {shown(key)}", choices(keys), nearest(key, keys).strip())


class MissingKeyError(InputError):
    def __init__(self, where: str, key: str, wanted: str = "") -> None:
        super().__init__(where, f"no {key}", wanted or f"{'an' if key[0] in 'aeiou' else 'a'} {key}")


class TypeMistake(InputError):
    def __init__(self, where: str, key: str, raw: object, wanted: str) -> None:
        super().__init__(where, f"{key} = {shown(raw)}", wanted)


class NumberError(InputError):
    def __init__(self, where: str, key: str, raw: object) -> None:
        then = "Write numbers without quotes, separators or units." if isinstance(raw, str) else ""
        super().__init__(where, f"{key} = {shown(raw)}", "a finite number", then)


class DateMistake(InputError):
    def __init__(self, where: str, key: str, raw: object) -> None:
        then = "In TOML dates stand without quotes." if ".toml" in where else ""
        super().__init__(where, f"{key} = {shown(raw)}", "a date such as 2026-09-30", then)


class ChoiceError(InputError):
    def __init__(self, where: str, key: str, found: str, words: Sequence[str]) -> None:
        super().__init__(where, f"{key} {shown(found)}", choices(words), nearest(found, words).strip())


class SlugError(InputError):
    def __init__(self, where: str, what: str, name: str) -> None:
        super().__init__(where, f"the {what} {shown(name)}", "lower-case letters, digits and _, a letter first")


class DuplicateMemberError(InputError):
    def __init__(self, where: str, first: str, second: str) -> None:
        found = f"the members {shown(first)} and {shown(second)}"
        super().__init__(where, found, "members that differ in more than case")


class ReferenceMistake(InputError):
    """A name that must be registered elsewhere in the pack: a source, a parent, an aliased member."""

    def __init__(self, where: str, what: str, name: str, names: Iterable[str], place: str) -> None:
        hint = nearest(name, names).strip()
        super().__init__(where, f"the {what} {shown(name)}", f"one that is registered in {place}", hint)


# --- places ---


class UnknownPathError(InputError):
    def __init__(self, where: str, path: str, paths: Iterable[str], then: str = "") -> None:
        hint = nearest(path, paths).strip()
        super().__init__(where, f"the path {shown(path)}", "an input that the model asks for", then or hint)


class UnknownBlockError(InputError):
    def __init__(self, where: str, block: str, blocks: Sequence[str]) -> None:
        wanted = f"a file named after a block of the model ({choices(blocks)})"
        super().__init__(where, f"the block {shown(block)}", wanted, nearest(block, blocks).strip())


class UnknownMemberError(InputError):
    def __init__(self, where: str, member: str, dimension: str, members: Iterable[str]) -> None:
        known = tuple(members)
        hint = nearest(member, known).strip()
        listed = choices(known) if len(known) <= 12 else f"{', '.join(known[:12])} and {len(known) - 12} more"
        super().__init__(where, f"{shown(member)}", f"a member of {dimension} ({listed})", hint)


class PeriodError(InputError):
    def __init__(self, where: str, period: str, first: str, last: str) -> None:
        wanted = f"a quarter such as {first}, a year such as FY{first[:4]} (both from {first} to {last}) or opening"
        super().__init__(where, f"the period {shown(period)}", wanted)


class MissingValueError(InputError):
    def __init__(self, where: str, unit: str, *, series: bool = False) -> None:
        found = "no point" if series else "no value"
        wanted = f"at least one point in {unit}" if series else f"a value in {unit}"
        super().__init__(where, found, wanted, "Add it with unit, source, date and confidence.")


class MissingActualError(InputError):
    """first: the day from which the pack says where results end, if the case is as known before it."""

    def __init__(self, where: str, gaps: Sequence[str], last: str, first: object = None) -> None:
        named = ", ".join(gaps[:8]) + (", ..." if len(gaps) > 8 else "")
        then = "Add what was reported, or move timing.last_actual_quarter back."
        if first is not None:
            then = f"The pack says where results end from {first} on: ask for that day or a later one, or give timing.last_actual_quarter a history."
        super().__init__(where, f"no point in {named}", f"one in every quarter up to {last}, the last actual one", then)


class LaterThanPackError(InputError):
    def __init__(self, as_of: object, latest: object) -> None:
        super().__init__("--as-of", str(as_of), f"a date up to {latest}, after which the pack knows nothing")


class YearOfFlowError(InputError):
    """A year's amount of a flow: each quarter, or all four together?"""

    def __init__(self, where: str, path: str, periods: str, quarters: str, amount: object, each: object) -> None:
        whole = f" With {shown(each)} there, {periods} sums to {shown(amount)}." if each is not None else ""
        super().__init__(
            where, f"an amount for {periods}", "an amount per quarter, since it is a flow",
            f"Write {path}@{quarters} for the same amount in each quarter.{whole} To scale what is there, multiply {path}@{periods}.",
        )  # fmt: skip


class PathError(InputError):
    """A path that is none of the model's, for a reason that can be named."""


class DuplicatePointError(InputError):
    def __init__(self, where: str, point: str, known: str, first: str) -> None:
        found = f"a second value of {point} known on {known} (the first: {first})"
        super().__init__(where, found, "one value for each date", "Delete one of the two.")


class MixedUnitsError(InputError):
    def __init__(self, where: str, unit: str, first: str) -> None:
        super().__init__(where, f"the unit {shown(unit)}", f"'{first}', as in the other rows of this series")


# --- values ---


class WrittenUnitError(InputError):
    def __init__(self, where: str, unit: str, wanted: str, problem: str = "", then: str = "") -> None:
        found = f"the unit {shown(unit)}" + (f" ({problem.strip()})" if problem else "")
        super().__init__(where, found, f"a unit that converts to {wanted}", then)


class RangeError(InputError):
    def __init__(self, where: str, amount: object, low: object, high: object) -> None:
        found = f"low {shown(low)}, value {shown(amount)}, high {shown(high)}"
        super().__init__(where, found, "low <= value <= high", "The value is the median of the range.")


class RangeWithoutValueError(InputError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a range without a value", "a value, the median of the range")


class DomainError(InputError):
    def __init__(self, where: str, key: str, amount: object, unit: str, domain: str, then: str = "") -> None:
        super().__init__(where, f"{key} = {shown(amount)} {unit}", domain, then)


class SpreadError(InputError):
    """Fields of a distribution that do not make one together."""


class CorrelationError(InputError):
    """Inputs that cannot move together as a group or a path says."""


class HindsightError(InputError):
    def __init__(self, where: str, known: object, as_of: object) -> None:
        found = f"nothing known on {as_of} (first known on {known})"
        super().__init__(where, found, "a value known by then", "Drop --strict to use it as hindsight.")


# --- overlays ---


class ChangeError(InputError):
    """A change that cannot be read or applied, for a reason of its own."""


class ActualPeriodError(InputError):
    def __init__(self, where: str, period: str, last_actual: str) -> None:
        super().__init__(
            where, f"a change to {period}", f"a period after {last_actual}, the last actual quarter",
            "Scenarios change forecast periods only.",
        )  # fmt: skip


class ConflictError(InputError):
    def __init__(self, path: str, first: str, second: str) -> None:
        super().__init__(
            path, f"{first} and {second}", "equal sets, only multiplications or only additions",
            "Let one overlay name the other as its parent, or drop one change.",
        )  # fmt: skip


class ParentLoopError(InputError):
    def __init__(self, where: str, loop: Sequence[str]) -> None:
        super().__init__(where, f"parents in a loop ({' -> '.join(loop)})", "a chain of parents that ends at base")
