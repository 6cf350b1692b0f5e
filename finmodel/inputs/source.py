"""Source: where a number comes from, registered once in sources.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import ChoiceError, MissingKeyError, ReferenceMistake, TypeMistake
from finmodel.inputs.schema import CONFIDENCES, SOURCE_KINDS, SourceTable, read_table
from finmodel.inputs.tally import Tally

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_URL = re.compile(r"https://[^\s\"'<>]{1,2000}")


@dataclass(frozen=True, slots=True)
class Source:
    """Date is as written: a year, a month or a day. The address is https, or empty."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    kind: str
    note: str = ""


def read_sources(folder: Path, tally: Tally) -> dict[str, Source]:
    """The register of a pack by id, in file order; empty where there is no sources.toml."""
    path = folder / "sources.toml"
    if not path.exists() and not path.is_symlink():
        return {}
    found: dict[str, Source] = {}
    with tally.catch():
        for name, raw in read_toml(folder, path).items():
            where = f"sources.toml: {name}"
            if not _ID.fullmatch(name):
                tally.add(TypeMistake("sources.toml", "the id", name, "letters, digits, '-', '_' and '.'"))
            table = read_table(SourceTable, raw, where, tally)
            if table is not None:
                found[name] = _source(name, table, where, tally)
    return found


def _source(name: str, table: SourceTable, where: str, tally: Tally) -> Source:
    day = table.date.isoformat() if type(table.date) is date else table.date
    if not isinstance(day, str) or not _DATE.fullmatch(day):
        tally.add(TypeMistake(where, "date", table.date, "a day, or '2026' or '2026-09' in quotes"))
    if table.kind not in SOURCE_KINDS:
        tally.add(ChoiceError(where, "the kind", table.kind, SOURCE_KINDS))
    if table.url and not _URL.fullmatch(table.url):
        tally.add(TypeMistake(where, "url", table.url, "an address that begins with https://, or an empty text"))
    for key in ("title", "publisher"):
        if not getattr(table, key).strip():
            tally.add(TypeMistake(where, key, getattr(table, key), f"the {key}, not an empty text"))
    return Source(name, table.title, table.publisher, str(day), table.url, table.kind, table.note)


def check_source(source: str, confidence: str, sources: Mapping[str, Source], where: str, tally: Tally) -> None:
    """What every number carries: a registered source, and how far it is to be trusted. Mistakes go to the tally."""
    if not source:
        tally.add(MissingKeyError(where, "source", "the id of a source in sources.toml"))
    elif source not in sources:
        tally.add(ReferenceMistake(where, "source", source, sources, "sources.toml"))
    if not confidence:
        tally.add(MissingKeyError(where, "confidence", f"one of {', '.join(CONFIDENCES)}"))
    elif confidence not in CONFIDENCES:
        tally.add(ChoiceError(where, "the confidence", confidence, CONFIDENCES))
