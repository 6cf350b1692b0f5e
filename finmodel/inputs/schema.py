"""Schema: the tables that a pack may contain, key by key; unknown keys are refused (rule 13)."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from finmodel.inputs.mistakes import MissingKeyError, TypeMistake, UnknownKeyError
from finmodel.inputs.tally import Tally

CONFIDENCES = ("official", "reported", "estimate", "judgement")
DISTRIBUTIONS = (
    "split-normal", "split-lognormal", "normal", "lognormal", "triangular", "pert", "uniform", "discrete", "zero-inflated",
)  # fmt: skip
SOURCE_KINDS = ("official", "filing", "reported", "press", "estimate", "paper", "dataset", "law", "judgement")


class Table(BaseModel):
    """A TOML table: exactly these keys, of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class HistoryTable(Table):
    """What was known from one date on; unit and whatever is left out come from the value table."""

    as_of: date
    value: Any = None
    low: Any = None
    high: Any = None
    source: str = ""
    confidence: str = ""
    note: str = ""


class ValueTable(Table):
    """One input. What is missing, and what kind of value fits the unit, is checked with the line in hand."""

    value: Any = None
    unit: str = ""
    low: Any = None
    high: Any = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""
    distribution: str = ""
    correlation: str = ""
    clip: list[Any] | None = None
    outcomes: list[Any] | None = None
    chance: Any = None
    history: list[HistoryTable] = []


class SourceTable(Table):
    """A source, registered once."""

    title: str
    publisher: str
    date: Any
    url: str = ""
    kind: str
    note: str = ""


class GroupTable(Table):
    """A correlation group: the rank correlation between any two of its members."""

    rank: Any = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""


class PathTable(Table):
    """A series drawn point by point: the rank correlation between points one year apart."""

    persistence: Any = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""


class TimelineTable(Table):
    first: str
    last: str


class DimensionTable(Table):
    members: list[str]
    labels: dict[str, str] = {}
    parent: str | None = None
    parent_of: dict[str, str] = {}


class PackTable(Table):
    name: str
    title: str
    says: str
    as_of: date
    blocks: list[str] = []
    timeline: TimelineTable
    dimensions: dict[str, DimensionTable] = {}
    aliases: dict[str, dict[str, str]] = {}


class ChangeTable(Table):
    """One change of a scenario: exactly one of set, multiply and add."""

    path: str
    assigned: Any = Field(None, alias="set")
    multiply: Any = None
    add: Any = None
    unit: str = ""
    low: Any = None
    high: Any = None
    source: str = ""
    as_of: date | None = None
    confidence: str = ""
    note: str = ""


class OriginTable(Table):
    """Where an overlay comes from that was read out of a workbook; base is the hash of the base that it belongs to."""

    workbook: str
    pack: str
    base: str
    author: str = ""
    note: str = ""
    saved: date | None = None


class OverlayTable(Table):
    """what_if: changes may name periods with reported results as well, as --set may."""

    title: str
    says: str
    parent: str = ""
    what_if: bool = False
    origin: OriginTable | None = None
    change: list[ChangeTable] = []


_T = TypeVar("_T", bound=Table)

_WANTED = {
    "string_type": "text in quotes",
    "date_type": "a date such as 2026-09-30, without quotes",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
}


def read_table(kind: type[_T], raw: object, where: str, tally: Tally) -> _T | None:
    """The table, or None after its mistakes have been added to the tally."""
    try:
        return kind.model_validate(raw)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            steps = [str(step) for step in error["loc"]]
            key = steps[-1] if steps else "the table"
            place = ".".join([where, *steps[:-1]])
            if error["type"] == "extra_forbidden":
                tally.add(UnknownKeyError(place, key, _keys(kind, steps[:-1])))
            elif error["type"] == "missing":
                tally.add(MissingKeyError(place, key))
            else:
                tally.add(TypeMistake(place, key, error["input"], _WANTED.get(error["type"], error["msg"])))
        return None


_INNER: dict[str, type[Table]] = {
    "history": HistoryTable, "timeline": TimelineTable, "dimensions": DimensionTable, "change": ChangeTable,
    "origin": OriginTable,
}  # fmt: skip


def _keys(kind: type[Table], steps: list[str]) -> list[str]:
    """The keys that the table at these steps may have."""
    inner = _INNER.get(steps[0], kind) if steps else kind
    return [field.alias or name for name, field in inner.model_fields.items()]
