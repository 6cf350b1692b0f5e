"""Document: one TOML or CSV file of a pack, read whole after its place, size and text are checked."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from finmodel.inputs.mistakes import (
    ControlCharacterError,
    DuplicateKeyError,
    EncodingError,
    FileSizeError,
    HeaderError,
    MissingFileError,
    OutsidePackError,
    SyntaxMistake,
    shown,
)

TOML_CAP = 1_000_000
CSV_CAP = 5_000_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_DUPLICATE = ("Cannot overwrite", "Cannot declare", "Duplicate inline", "Cannot mutate", "Cannot redefine")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a CSV file under the columns of its header."""

    line: int
    cells: dict[str, str]


def read_toml(folder: Path, path: Path) -> dict[str, Any]:
    """The tables of a TOML file inside `folder`; shared between callers, so never to be changed.

    Raises InputError: missing, outside the folder, over TOML_CAP, not text, not TOML, a key twice.
    """
    where = _name(folder, path)
    return _parse_toml(_text(folder, path, TOML_CAP), where)


def read_csv(folder: Path, path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """The rows of a CSV file whose header is `columns`, and after them any of the optional ones, empty where left out.

    Raises InputError as `read_toml` does, with CSV_CAP.
    """
    where = _name(folder, path)
    return _parse_csv(_text(folder, path, CSV_CAP), where, columns, optional)


def check_printable(where: str, text: str) -> None:
    """Raises ControlCharacterError where text would steer a terminal or hide part of itself."""
    found = _CONTROL.search(text)
    if found:
        raise ControlCharacterError(where, found[0])


def _name(folder: Path, path: Path) -> str:
    """The name of a file in messages: as seen from the pack folder."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _text(folder: Path, path: Path, cap: int) -> str:
    where = _name(folder, path)
    try:
        if path.is_relative_to(folder) and not path.resolve().is_relative_to(folder.resolve()):
            raise OutsidePackError(where)
        if not path.is_file():
            raise MissingFileError(where, "a file that can be read")
        size = path.stat().st_size
        if size > cap:
            raise FileSizeError(where, size, cap)
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EncodingError(where) from None
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "a link that leads to itself"
        raise MissingFileError(where, f"a file that can be read ({reason})") from None
    found = _CONTROL.search(text)
    if found:
        raise ControlCharacterError(f"{where} line {text.count(chr(10), 0, found.start()) + 1}", found[0])
    return text.replace("\r\n", "\n")


@lru_cache(maxsize=64)
def _parse_toml(text: str, where: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        reason = str(problem)
        place = _PLACE.search(reason)
        if place:
            reason = reason[: place.start()]
            lines = text.split("\n")
            line = int(place[1] or len(lines))
            where, reason = f"{where} line {line}", f"{reason}: {shown(lines[line - 1].strip())}"
        if reason.startswith(_DUPLICATE):
            raise DuplicateKeyError(where, reason) from None
        raise SyntaxMistake(where, "TOML", reason) from None
    except RecursionError:
        raise SyntaxMistake(where, "TOML", "nested too deeply") from None
    except ValueError as problem:  # an impossible date, or a number of thousands of digits
        raise SyntaxMistake(where, "TOML", str(problem)) from None
    _check_texts(tables, where)
    return tables


def _check_texts(raw: object, where: str) -> None:
    """Escapes in TOML can make characters that the file itself does not contain."""
    if isinstance(raw, str):
        check_printable(where, raw)
    elif isinstance(raw, dict):
        for key, inner in raw.items():
            check_printable(where, key)
            _check_texts(inner, where)
    elif isinstance(raw, list):
        for inner in raw:
            _check_texts(inner, where)


@lru_cache(maxsize=64)
def _parse_csv(text: str, where: str, columns: tuple[str, ...], optional: tuple[str, ...]) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = tuple(next(reader, []))
        more = header[len(columns) :]
        if header[: len(columns)] != columns or not set(more) <= set(optional) or len(set(more)) != len(more):
            raise HeaderError(f"{where} line 1", header, columns, optional)
        absent = dict.fromkeys(optional, "")
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                problem = f"{len(cells)} cells instead of {len(header)}"
                raise SyntaxMistake(f"{where} line {reader.line_num}", "CSV", problem)
            rows.append(Row(reader.line_num, absent | dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as problem:
        raise SyntaxMistake(f"{where} line {reader.line_num}", "CSV", str(problem)) from None
    return tuple(rows)
