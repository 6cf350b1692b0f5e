"""Rules: the one table of what the audit looks for, why, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

LONGEST = 200
"""Characters a formula may have."""

UNIVERSAL = {0.0, 1.0, -1.0, 2.0}
"""Numbers that may stand in a formula."""


@dataclass(frozen=True, slots=True)
class Rule:
    """id: short and stable. title: what trips it. why: what goes wrong, and who says so where someone does.

    An error: a number may be wrong, or change without anyone seeing why. A warning: the workbook is harder to review.
    """

    id: str
    severity: Severity
    title: str
    why: str


RULES: tuple[Rule, ...] = (
    Rule("row-formula", "error", "A cell whose formula differs from the rest of its row",
         "Over the periods a row has one formula; a reviewer reads the first and trusts the rest (FAST 2.01-03; ICAEW: use consistent formulas)."),
    Rule("hard-coded", "error", "A number typed over a formula",
         "It no longer follows the inputs, and looks as if it did (ICAEW: avoid hardcoding)."),
    Rule("literal", "error", "A number other than 0, 1, -1 or 2 inside a formula",
         "An assumption nobody can see or change: make it an input with a unit (FAST 3.04-01; ICAEW: avoid hardcoding)."),
    Rule("error-value", "error", "A cell that shows an error", "An error spreads to whatever depends on it."),
    Rule("masked-error", "error", "A function that puts something else in the place of an error",
         "IFERROR and its like hide every mistake, the unexpected one too: test for the case you expect."),
    Rule("circular", "error", "Cells that depend on themselves",
         "The result depends on the order and number of calculations (ICAEW: avoid circular references)."),
    Rule("unresolved", "error", "A name, sheet, cell or function that does not exist",
         "The formula shows an error, or will at the next calculation."),
    Rule("volatile", "error", "A volatile function, or one that hides what it refers to",
         "OFFSET and INDIRECT cannot be traced; NOW, TODAY and RAND change on their own (FAST 4.01-03; ICAEW: build traceable references)."),
    Rule("dynamic-array", "error", "A function whose result spills over other cells",
         "The size of the result depends on what is in it; other spreadsheets do not calculate it."),
    Rule("new-function", "error", "XLOOKUP, XMATCH, LET, LAMBDA and their like",
         "Older versions of Excel and other spreadsheets show an error: INDEX and MATCH, or a row for each step, work everywhere."),
    Rule("array-formula", "error", "An array formula or a data table",
         "One formula for many cells reads otherwise than it calculates, and no single cell of it can be reviewed."),
    Rule("outside-call", "error", "A function that reaches outside the workbook",
         "The result depends on a network, a program or another person's file."),
    Rule("external-link", "error", "A link to another workbook",
         "The number changes, or breaks, with a file that did not come along."),
    Rule("macro", "error", "Macros", "Code that no review of cells sees (ICAEW: use VBA and macros sparingly)."),
    Rule("hidden-sheet", "error", "A hidden sheet", "Calculations nobody reads (ICAEW: don't hide things)."),
    Rule("header-mismatch", "error", "A period in another column than on the other sheets, or a period left out",
         "A formula copied from one sheet to another then takes the wrong period (FAST 2.01-01; ICAEW: use consistent placement)."),
    Rule("text-number", "error", "A number stored as text among the periods", "Sums leave it out without a word."),
    Rule("whole-column", "warning", "A reference to whole columns or rows",
         "It takes in whatever is written below or beside the data later."),
    Rule("rounding", "warning", "A rounding function in a formula",
         "Rounded steps do not add up: round with a number format (ICAEW: avoid unnecessary rounding)."),
    Rule("long-formula", "warning", f"A formula longer than {LONGEST} characters",
         "Break it into steps that can be read and tested (FAST 3.03-01; ICAEW: minimise calculation complexity)."),
    Rule("nested-if", "warning", "An IF inside an IF",
         "Combinations of conditions are seldom all tested: use a row for each (FAST 3.03-07)."),
    Rule("hidden-rows", "warning", "A hidden row or column that holds something",
         "What is not seen is not reviewed: group it, with the group open (ICAEW: don't hide things)."),
    Rule("merged-cells", "warning", "Merged cells", "They break sorting, copying and selecting a column."),
    Rule("missing-label", "warning", "A row of periods without a label", "Nobody knows what it is (ICAEW: use clear and meaningful labels)."),
    Rule("missing-unit", "warning", "A row, or a whole sheet, of periods without a unit",
         "A number without a unit cannot be checked (ICAEW: use clear units)."),
    Rule("unused-input", "warning", "A blue number that no formula refers to",
         "Whoever changes it expects something to follow."),
)  # fmt: skip

BY_ID = {rule.id: rule for rule in RULES}

VOLATILE = frozenset({"OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"})
DYNAMIC = frozenset({
    "FILTER", "SORT", "SORTBY", "UNIQUE", "SEQUENCE", "TOCOL", "TOROW", "VSTACK", "HSTACK", "WRAPROWS", "WRAPCOLS", "TAKE",
    "DROP", "EXPAND", "CHOOSECOLS", "CHOOSEROWS", "TEXTSPLIT", "GROUPBY", "PIVOTBY", "TRIMRANGE", "ANCHORARRAY",
})  # fmt: skip
NEW = frozenset({
    "XLOOKUP", "XMATCH", "LET", "LAMBDA", "BYROW", "BYCOL", "MAP", "REDUCE", "SCAN", "MAKEARRAY", "ISOMITTED", "TEXTBEFORE",
    "TEXTAFTER", "VALUETOTEXT", "ARRAYTOTEXT", "PERCENTOF", "REGEXTEST", "REGEXEXTRACT", "REGEXREPLACE", "SINGLE",
})  # fmt: skip
OUTSIDE = frozenset({
    "HYPERLINK", "WEBSERVICE", "FILTERXML", "RTD", "DDE", "CALL", "REGISTER.ID", "IMAGE", "STOCKHISTORY", "TRANSLATE",
    "DETECTLANGUAGE", "PY", "CUBEVALUE", "CUBEMEMBER", "CUBESET", "CUBERANKEDMEMBER", "CUBESETCOUNT",
    "CUBEMEMBERPROPERTY", "CUBEKPIMEMBER", "EUROCONVERT", "SQL.REQUEST",
})  # fmt: skip
ROUNDING = frozenset({
    "ROUND", "ROUNDUP", "ROUNDDOWN", "MROUND", "CEILING", "CEILING.MATH", "CEILING.PRECISE", "ISO.CEILING", "FLOOR",
    "FLOOR.MATH", "FLOOR.PRECISE", "EVEN", "ODD", "FIXED", "DOLLAR",
})  # fmt: skip
AFTER_2007 = frozenset({
    "AGGREGATE", "ACOT", "ACOTH", "ARABIC", "BASE", "BITAND", "BITLSHIFT", "BITOR", "BITRSHIFT", "BITXOR", "COMBINA", "CONCAT",
    "COT", "COTH", "CSC", "CSCH", "DAYS", "DECIMAL", "ENCODEURL", "FORMULATEXT", "GAMMA", "GAUSS", "IFNA", "IFS", "ISFORMULA",
    "ISOWEEKNUM", "MAXIFS", "MINIFS", "MUNIT", "NUMBERVALUE", "PDURATION", "PERMUTATIONA", "PHI", "RRI", "SEC", "SECH", "SHEET",
    "SHEETS", "SWITCH", "TABLE", "TEXTJOIN", "UNICHAR", "UNICODE", "XOR",
})  # fmt: skip
"""Functions that openpyxl's list, which ends with Excel 2007, does not know; names with a dot are not judged."""
