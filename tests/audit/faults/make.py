"""Make: write clean.xlsx and one workbook for every planted fault, named RULE.xlsx or RULE.WHAT.xlsx.

Run `python -m tests.audit.faults.make` after a change here or in clean.py.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from tests.audit.faults.clean import Blue, Cells, Fault, Stored, Touch, across, write

FOLDER = Path(__file__).parent
SALES, COSTS = "Sales of units", "Costs"


def sales(changes: Cells) -> Fault:
    return Fault({SALES: changes})


def touched(touch: Touch) -> Fault:
    return Fault(touch=touch)


def quarters(*names: str) -> Cells:
    return {f"{column}2": name for column, name in zip("DEFGHI", names, strict=True)}


LINK = {
    "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships><Relationship Target="prices.xlsx"/></Relationships>',
}


FAULTS: dict[str, Fault] = {
    "clean": Fault(),
    "row-formula": sales({"G6": "=G4*G5+F4"}),
    "row-formula.first": sales({"D6": "=D4*D5+C4"}),
    "row-formula.anchor": sales({"H7": "=G7+$H6"}),
    "row-formula.gap": sales({"F6": None}),
    "row-formula.timing": sales({"F3": "=EOMONTH(E3,Inputs!$C$4)"}),
    "row-formula.column": Fault({"Inputs": {"E4": '=IF(D4="",C4,D5)', "E7": '=IF(D7="",C7,D7)', "E8": '=IF(D8="",C8,D8)'}}),
    "hard-coded": sales({"G6": 1234}),
    "hard-coded.blue": sales({"G6": Blue(1234)}),
    "hard-coded.first": sales({"D6": 1234}),
    "hard-coded.column": Fault({"Inputs": {"E5": 12, "E7": '=IF(D7="",C7,D7)'}}),
    "literal": sales(across(6, "={D}4*{D}5*0.25")),
    "literal.percent": sales(across(6, "={D}4*{D}5*5%")),
    "literal.array": sales({"K6": "=SUM(D6:I6)*SUM({1,3})"}),
    "error-value": sales({"K6": Stored("=SUM(D6:I6)", "#DIV/0!")}),
    "error-value.row": sales({address: Stored(str(said), "#N/A") for address, said in across(6, "={D}4*{D}5").items()}),
    "masked-error": sales(across(5, "=IFERROR(Inputs!$C$3/Inputs!$C$4,0)")),
    "masked-error.tested": sales(across(5, "=IF(ISERROR(Inputs!$C$3/Inputs!$C$4),0,Inputs!$C$3)")),
    "circular": sales(across(5, "={D}6/{D}4")),
    "circular.self": sales({"C5": "=C5+1"}),
    "circular.range": sales({"C6": "=SUM(C6:I6)"}),
    "circular.sheets": Fault({SALES: across(5, "=Costs!{D}4")}),
    "circular.name": Fault({COSTS: across(3, "='Sales of units'!{D}5+SUM(cost_range)")}),
    "unresolved.name": sales({"K6": "=SUM(D6:I6)*no_such_name"}),
    "unresolved.sheet": sales({"K6": "=SUM(Nowhere!D6:I6)"}),
    "unresolved": sales({"K6": "=SUM(#REF!)"}),
    "unresolved.function": sales({"K6": "=SUMM(D6:I6)"}),
    "unresolved.definition": touched(lambda book, sheets: book.define_name("gone", "=#REF!")),
    "volatile": sales(across(6, "={D}4*OFFSET({D}4,1,0)")),
    "volatile.today": sales({"K3": "=TODAY()"}),
    "dynamic-array": sales({"K6": "=SUM(_xlfn._xlws.SORT(D6:I6))"}),
    "new-function": sales({"K6": "=_xlfn.XLOOKUP(D6,D6:I6,D4:I4)"}),
    "array-formula": touched(lambda book, sheets: sheets[SALES].write_array_formula("K6:K6", "{=SUM(D4:I4*D5:I5)}", None, 1)),
    "array-formula.many": touched(lambda book, sheets: sheets[SALES].write_array_formula("K4:K6", "{=D4:D6+E4:E6}", None, 1)),
    "outside-call": sales({"K6": '=HYPERLINK("https://example.com",SUM(D6:I6))'}),
    "external-link": sales({"K6": "=SUM([1]Prices!$D$6:$I$6)"}),
    "external-link.part": Fault(parts=LINK),
    "external-link.name": touched(lambda book, sheets: book.define_name("prices", "=[1]Prices!$A$1")),
    "macro": Fault(parts={"xl/vbaProject.bin": "made up"}),
    "hidden-sheet": touched(lambda book, sheets: sheets[COSTS].hide()),
    "hidden-sheet.very": touched(lambda book, sheets: sheets[COSTS].very_hidden()),
    "header-mismatch": Fault({COSTS: quarters("2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3")}),
    "header-mismatch.skipped": Fault({COSTS: quarters("2022Q1", "2022Q2", "2022Q3", "2023Q1", "2023Q2", "2023Q3")}),
    "header-mismatch.written": Fault({COSTS: quarters("Q2 22", "Q3 22", "Q4 22", "Q1 23", "Q2 23", "Q3 23")}),
    "text-number": sales({"F4": "121"}),
    "text-number.separators": sales({"F4": "(1,210.5)"}),
    "whole-column": sales({"K6": "=SUM(Inputs!C:C)"}),
    "whole-column.rows": sales({"K6": "=SUM(Inputs!$3:$4)"}),
    "rounding": sales(across(6, "=ROUND({D}4*{D}5,0)")),
    "long-formula": sales({"K6": "=" + "+".join(f"{column}{row}" for row in (4, 6, 7) for column in "DEFGHI" * 4)}),
    "nested-if": sales(across(6, "=IF({D}4=0,0,IF({D}5=0,0,{D}4*{D}5))")),
    "nested-if.deeper": sales(across(6, "=IF({D}4=0,0,SUM(1*(IF({D}5=0,0,{D}4*{D}5))))")),
    "hidden-rows": touched(lambda book, sheets: sheets[SALES].set_row(3, None, None, {"hidden": True})),
    "hidden-rows.collapsed": touched(lambda book, sheets: sheets[SALES].set_row(3, None, None, {"level": 1, "hidden": True})),
    "hidden-rows.columns": touched(lambda book, sheets: sheets[SALES].set_column("E:F", None, None, {"hidden": True})),
    "merged-cells": touched(lambda book, sheets: sheets[SALES].merge_range("K1:L1", "merged")),
    "missing-label": sales({"A6": None}),
    "missing-unit": sales({"B6": None}),
    "missing-unit.column": Fault({COSTS: {"B2": None}}),
    "unused-input": Fault({"Inputs": {"A7": "Churn", "B7": "share", "C7": Blue(0.1)}}),
    "unused-input.series": sales({"A9": "Churn", "B9": "share", **{f"{column}9": Blue(0.1) for column in "DEFGHI"}}),
}  # fmt: skip


def content_of(name: str) -> bytes:
    """The bytes of the workbook with that fault."""
    fault = FAULTS[name]
    written = io.BytesIO()
    write(written, fault)
    if not fault.parts:
        return written.getvalue()
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        for part, text in fault.parts.items():
            package.writestr(zipfile.ZipInfo(part), text)
    return written.getvalue()


def main() -> None:
    for old in FOLDER.glob("*.xlsx"):
        old.unlink()
    for name in FAULTS:
        (FOLDER / f"{name}.xlsx").write_bytes(content_of(name))
    sys.stdout.write(f"{len(FAULTS)} workbooks in {FOLDER}\n")


if __name__ == "__main__":
    main()
