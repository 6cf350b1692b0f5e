"""Own lines: line items that a pack adds in lines.toml - name, unit, kind, dims and a formula as text, or an input."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from finmodel.errors import InputError
from finmodel.expr.nodes import Apply, Number, Ref
from finmodel.expr.read import FormulaTextError, read_formula
from finmodel.inputs.document import read_toml
from finmodel.inputs.mistakes import ChoiceError, SlugError, TypeMistake
from finmodel.inputs.own_inputs import INPUT, InputTable, given_of
from finmodel.inputs.schema import Table, read_table
from finmodel.inputs.tally import Tally
from finmodel.model.block import Block, BlockType
from finmodel.model.item import Item, Kind, Line

FILE = "lines.toml"
KINDS = tuple(kind.value for kind in Kind)


class LineTable(Table):
    """One line item. `check = true` lists it among the checks: 1 holds, 0 fails."""

    unit: str
    kind: str
    formula: str
    dims: list[str] = []
    label: str = ""
    note: str = ""
    before: str = ""
    check: bool = False


class OwnFormulaError(InputError):
    def __init__(self, where: str, problem: str, text: str) -> None:
        super().__init__(where, problem, f"a formula over lines and inputs, not {text!r:.80}", "See docs/own_lines.md.")


@dataclass(frozen=True)
class OwnLine:
    name: str
    table: LineTable | InputTable
    line: Item


def read_own_lines(folder: Path, tally: Tally) -> tuple[OwnLine, ...]:
    """The pack's own line items, in file order; empty where there is no lines.toml."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return ()
    found: list[OwnLine] = []
    with tally.catch():
        for name, raw in read_toml(folder, path).items():
            where = f"{FILE}: {name}"
            if not name.isascii() or not name.replace("_", "a").isalnum() or not name[0].isalpha() or name != name.lower():
                tally.add(SlugError(FILE, "line", name))
            is_input = isinstance(raw, dict) and raw.get("kind") == INPUT
            table = read_table(InputTable, raw, where, tally) if is_input else read_table(LineTable, raw, where, tally)
            if table is not None and (line := _item(table, where, tally)) is not None:
                found.append(OwnLine(name, table, line))
    return tuple(found)


def own_block(lines: tuple[OwnLine, ...], title: Literal["Own"] = "Own") -> BlockType:
    """The block, and the sheet, that holds a pack's own lines. Each item is made anew, so a pack can be used twice."""
    body = BlockType.__prepare__(title, (Block,))
    body["__doc__"] = "Line items that the pack adds."
    for own in lines:
        tally = Tally()
        line = _item(own.table, own.name, tally)
        tally.stop()
        body[own.name] = line
    return BlockType(title, (Block,), body)


def _item(table: LineTable | InputTable, where: str, tally: Tally) -> Item | None:
    return given_of(table, where, tally) if isinstance(table, InputTable) else _line(table, where, tally)


def _line(table: LineTable, where: str, tally: Tally) -> Line | None:
    if table.kind not in KINDS:
        tally.add(ChoiceError(where, "the kind", table.kind, (*KINDS, INPUT)))
        return None
    try:
        formula = read_formula(table.formula)
        before = read_formula(table.before) if table.before else None
    except FormulaTextError as problem:
        tally.add(OwnFormulaError(where, str(problem), table.formula))
        return None
    if before is not None and not isinstance(before, Ref | Number):
        tally.add(TypeMistake(where, "before", table.before, "0, 1 or the name of a constant"))
        return None
    numerator = denominator = ""
    if table.kind == Kind.RATIO.value:
        match formula:
            case Apply("ratio", (Ref(numerator), Ref(denominator))):
                pass
            case _:
                tally.add(TypeMistake(where, "formula", table.formula, "ratio(line, line) for the kind ratio"))
                return None
    return Line(
        table.unit, table.note, Kind(table.kind), table.label, formula, tuple(table.dims), before, numerator, denominator,
        is_check=table.check,
    )  # fmt: skip
