"""Set text: what stands after --set, read as a change; what cannot be read is explained."""

from __future__ import annotations

import re
from datetime import date

from finmodel.inputs.change import SET_LAYER, Change, Operation
from finmodel.inputs.document import check_printable
from finmodel.inputs.hints import number_reading, other_reading
from finmodel.inputs.mistakes import ChangeError, DateMistake

WANTED = "path=value, path*=value or path+=value"
VALUE = "a number, with or without a unit, or a date such as 2027-01-01"

_SET = re.compile(r"\s*([^=+\s@]+?(?:@(?:\*|[^=*+\s]*))?)\s*(\*=|\+=|=)\s*(.*?)\s*", re.DOTALL)
_QUANTITY = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"[,;]\s*[a-z_]+\.[^=]*=")
_PATH = re.compile(r"[a-z0-9_.*]+(@[A-Za-z0-9.*]*)?")
_OPERATIONS: dict[str, Operation] = {"=": "set", "*=": "multiply", "+=": "add"}
_NO_SUCH = {"-": "-=", "/": "/=", "%": "%=", ":": ":=", "<": "<=", ">": ">="}
_INSTEAD = {"-": "To subtract, write += and a negative number.", "/": "To divide, write *= and one over the number."}


def read_set(text: str, option: str = SET_LAYER) -> Change:
    """A --set: `path=3000 MW`, `path=35%`, `path=2027-01-01`, `path*=1.1` or `path+=5`. Raises ChangeError, DateMistake.

    option: the one that it was written for, where that is another.
    """
    check_printable(option, text)
    where = f"{option} '{text[:100]}'"
    match = _SET.fullmatch(text)
    if match is None:
        raise ChangeError(where, "no assignment", WANTED, _unassigned(text.strip(), option))
    path, sign, written = match.groups()
    if path[-1] in _NO_SUCH and sign == "=":
        raise ChangeError(where, f"'{_NO_SUCH[path[-1]]}'", "=, *= or +=", _INSTEAD.get(path[-1], f"To set it, write {path[:-1]}={written}."))
    operation = _OPERATIONS[sign]
    if _DAY.fullmatch(written):
        try:
            return Change(SET_LAYER, where, path, operation, date.fromisoformat(written), written=written)
        except ValueError:
            raise DateMistake(where, operation, written) from None
    if _SECOND.search(written):
        raise ChangeError(where, "two assignments", "one", f"Write {option} once for each.")
    number, unit = _quantity(written, path, where, option)
    return Change(SET_LAYER, where, path, operation, number, unit, written=written)


def _quantity(written: str, path: str, where: str, option: str) -> tuple[float, str]:
    """A number and its unit, which may be empty."""
    if not written:
        raise ChangeError(where, "no value", VALUE, quoting(path, option))
    reading = number_reading(written)
    if reading:
        raise ChangeError(where, reading[0], VALUE, reading[1])
    quantity = _QUANTITY.fullmatch(written)
    if quantity is None:
        raise ChangeError(where, f"the value '{written[:60]}'", VALUE, other_reading(written))
    number, unit = quantity.groups()
    return float(number.replace("_", "")), unit


def _unassigned(text: str, option: str) -> str:
    """What to do next about a text without an assignment."""
    if text.startswith(option):
        return f"Write {option} once: {text.removeprefix(option).strip()}."
    if ":" in text or ">" in text or "<" in text:
        mark = next(letter for letter in text if letter in ":<>")
        return f"Write = instead of '{mark}': {text.replace(mark, '=', 1)}."
    return quoting(text.rstrip("* "), option) if _PATH.fullmatch(text) else ""


def quoting(path: str, option: str = SET_LAYER) -> str:
    """The shell takes blanks, >, < and $ for itself."""
    factor = f" or {option} '{path}*=1.1'" if option == SET_LAYER else ""
    return f"If there was a value, the shell has taken it: put all of it in quotes, as in {option} '{path}=2'{factor}."
