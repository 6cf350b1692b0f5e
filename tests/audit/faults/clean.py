"""Clean: a little model without a fault, with much in it that only looks like one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter

QUARTERS = ("2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2")
COLUMNS = "DEFGHI"
Touch = Callable[[xlsxwriter.Workbook, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Blue:
    """A number in the blue font of inputs."""

    number: float


@dataclass(frozen=True)
class Stored:
    """A formula with the value the file has for it."""

    formula: str
    value: object


Content = str | float | date | Blue | Stored | None
Cells = dict[str, Content]


def across(row: int, formula: str) -> Cells:
    """The formula of the first quarter, copied along the row: D, C and E stand for the own, last and next column."""
    cells: Cells = {}
    for place, column in enumerate(COLUMNS):
        before, after = chr(ord(column) - 1), chr(ord(column) + 1)
        cells[f"{column}{row}"] = formula.format(C=before, D=column, E=after, place=place)
    return cells


def given(row: int, *numbers: float) -> Cells:
    return {f"{column}{row}": Blue(number) for column, number in zip(COLUMNS, numbers, strict=True)}


def heads(label: str) -> Cells:
    quarters = zip(COLUMNS, QUARTERS, strict=True)
    return {"A1": label, "A2": "Label", "B2": "Unit", "C2": "Opening", **{f"{column}2": quarter for column, quarter in quarters}}


def cells() -> dict[str, Cells]:
    """Sheet -> address -> content."""
    ends = [date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 31), date(2023, 6, 30)]
    sales: Cells = {
        **heads("Sales"), "A3": "Period end", "C3": date(2021, 12, 31),
        **{address: Stored(str(said), end) for (address, said), end in zip(across(3, "=EOMONTH({C}3,Inputs!$C$6)").items(), ends, strict=True)},
        "A4": "Volume", "B4": "unit", **given(4, 100, 110, 121, 133, 146, 161),
        "A5": "Price", "B5": "USD/unit", **across(5, '=IF({D}4=0,"n/a",Inputs!$C$3*(100%+Inputs!$C$4)^ROWS($D$1:{D}1))'),
        "A6": "Revenue", "B6": "USD", **across(6, "={D}4*{D}5"),
        "A7": "Revenue so far", "B7": "USD", "C7": "=Inputs!$C$5", **across(7, "={C}7+{D}6"),
        "A8": "Reported, then forecast", "B8": "USD", **across(8, "={C}8"), "D8": Blue(9), "E8": Blue(9.5),
        "K6": "=SUM(D6:I6)", "K8": "=SUM(D8:I8)", "K4": "=SUBTOTAL(9,D4:I4)",
    }  # fmt: skip
    costs: Cells = {
        **heads("Costs"),
        "B3": "USD/unit", **across(3, "='Sales of units'!{D}5/2"), "A3": "='Sales of units'!A5",
        "A4": "Cost", "B4": "USD", **across(4, "={D}3*'Sales of units'!{D}4"),
        "A5": "Cost, all periods", "B5": "USD", **across(5, "=SUM($D4:{D}4)-SUM(cost_range)"),
    }  # fmt: skip
    annual: Cells = {
        "A1": "Annual", "A2": "Label", "B2": "Unit", "D2": "FY2022", "E2": "FY2023", "F2": "FY2024E",
        "A3": "Revenue", "B3": "USD", **{f"{column}3": f"=SUM('Sales of units'!{column}6)" for column in "DEF"},
    }  # fmt: skip
    inputs: Cells = {
        "A1": "Inputs", "A2": "Label", "B2": "Unit", "C2": "Value", "D2": "Override",
        "A3": "Price", "B3": "USD/unit", "C3": Blue(20), "A4": "Growth", "B4": "share", "C4": Blue(0.05),
        "A5": "Opening revenue", "B5": "USD", "C5": Blue(0), "A6": "Months per period", "B6": "month", "C6": Blue(3),
        **{f"E{row}": f'=IF(D{row}="",C{row},D{row})' for row in range(3, 7)},
    }  # fmt: skip
    run: Cells = {
        "A1": "Sensitivity (static, run of 2026-01-01)", "A2": "Label", **{f"{column}2": quarter for column, quarter in zip("EFG", QUARTERS, strict=False)},
        "A3": "Revenue", "E3": 10, "F3": "=E3*1.5", "G3": 12, "E4": Blue(7),
    }  # fmt: skip
    return {"Inputs": inputs, "Sales of units": sales, "Costs": costs, "Annual": annual, "Sensitivity": run}


@dataclass
class Fault:
    """What is changed in the clean model: cells (None takes one away), and anything else."""

    changes: Mapping[str, Cells] = field(default_factory=dict)
    touch: Touch | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


def write(file: io.BytesIO, fault: Fault) -> None:
    """Write the clean model with one fault planted in it; the same bytes each time."""
    book = xlsxwriter.Workbook(file)
    book.set_properties({"created": datetime(2026, 1, 1)})
    looks = {"blue": book.add_format({"font_color": "#0000FF"}), "date": book.add_format({"num_format": "yyyy-mm-dd"})}
    sheets: dict[str, Any] = {}
    for name, content in cells().items():
        sheet = sheets[name] = book.add_worksheet(name)
        if name != "Inputs":
            sheet.freeze_panes(3 if name == "Sales of units" else 2, 3)
        for address, one in {**content, **fault.changes.get(name, {})}.items():
            _write(sheet, address, one, looks)
    sheets["Costs"].set_row(3, None, None, {"level": 1})
    book.define_name("cost_range", "='Costs'!$D$3:$I$4")
    if fault.touch is not None:
        fault.touch(book, sheets)
    book.close()


def _write(sheet: Any, address: str, content: Content, looks: Mapping[str, Any]) -> None:
    match content:
        case None:
            return
        case Blue(number):
            sheet.write_number(address, number, looks["blue"])
        case Stored(formula, value):
            stored = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
            sheet.write_formula(address, formula, looks["date"] if isinstance(value, date) else None, stored)
        case date():
            sheet.write_datetime(address, content, looks["date"])
        case str() if content.startswith("="):
            sheet.write_formula(address, content, None, 1)
        case str():
            sheet.write_string(address, content)
        case _:
            sheet.write_number(address, content)
