"""Added names: an analyst's own are carried, ours stay ours, and what they stood for is not guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl.workbook.defined_name import DefinedName

from tests.added.desk import MINE, after, before, by_name, carry, on_my_desk


def with_names(names: dict[str, str], cells: dict[str, Any], scoped: dict[str, str] | None = None, **said: Any) -> Any:
    def edit(book: Any) -> None:
        on_my_desk(cells)(book)
        for name, text in names.items():
            book.defined_names[name] = DefinedName(name, attr_text=text, **said)
        for name, text in (scoped or {}).items():
            book[MINE].defined_names[name] = DefinedName(name, attr_text=text)

    return edit


def test_names_follow_their_rows_hidden_or_not_and_scoped_ones_their_sheet(tmp_path: Path) -> None:
    names = {"first_paid": "Fleet!$J$7", "my_rate": "0.07", "both": "first_paid+my_rate", "here": "'My desk'!$A$1"}
    edit = with_names(names, {"A1": "=first_paid*my_rate+both+own"}, {"own": "Fleet!$K$7"}, hidden=True)
    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == []
    assert {name: book.defined_names[name].attr_text for name in names} == {**names, "first_paid": "Fleet!$J$8"}
    assert book.defined_names["my_rate"].hidden
    assert book[MINE].defined_names["own"].attr_text == "Fleet!$K$8"
    assert book[MINE]["A1"].value == "=first_paid*my_rate+both+own"


def test_names_of_ours_stay_and_one_that_is_gone_gives_way_to_its_address_or_its_value(tmp_path: Path) -> None:
    def moved(sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
        """The fees of the old model are called more in the new one; twice is gone."""
        if (sheet, row) == ("Fleet", 8):
            return "Fleet", 9, column
        return None if (sheet, row) == ("Fleet", 10) else (sheet, row, column)

    edit = with_names({}, {"A1": "=SUM(fleet.paid)", "A2": "=SUM(fleet.fees)"})
    book, said = carry(tmp_path, edit, moved, after())
    assert book[MINE]["A1"].value == "=SUM(fleet.paid)"
    assert book[MINE]["A2"].value == "=SUM(Fleet!$J$9:$U$9)"
    assert said == ["My desk!A2: the name fleet.fees is gone, and the formula says Fleet!$J$9:$U$9 in its place."]
    assert "fleet.fees" not in book.defined_names
    _, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert said == ["My desk!A2: carried as the value that it showed, not as a formula: the name fleet.fees is gone."]


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    edit = with_names({"fleet.more": "'My desk'!$B$2", "here": "fleet.more"}, {"A1": "=fleet.more*here"})
    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert book.defined_names["fleet.more"].attr_text == "Fleet!$J$9:$U$9"
    assert book.defined_names["fleet.more_2"].attr_text == "'My desk'!$B$2"
    assert book.defined_names["here"].attr_text == "fleet.more_2"
    assert book[MINE]["A1"].value == "=fleet.more_2*here"
    assert said == ["The name fleet.more is called fleet.more_2 now, as finmodel has a name of its own that is called so."]


def test_names_for_what_is_gone_or_outside_drop_out_with_those_that_use_them(tmp_path: Path) -> None:
    names = {"fees": "Fleet!$J$8", "more_fees": "fees*2", "outside": "[1]S!$A$1", "program": "EXEC(\"calc\")", "ok": "1"}
    edit = with_names(names, {"A1": "=more_fees", "A2": "=outside", "A3": "=program", "A4": "=ok"})
    book, said = carry(tmp_path, edit, by_name(before(), after()), after())
    assert [name for name in names if name in book.defined_names] == ["ok"]
    assert said == [
        "The name fees is not carried: row 8 of Fleet is gone; it stood for =Fleet!$J$8.",
        "The name more_fees is not carried: the name fees is gone; it stood for =fees*2.",
        "The name outside is not carried: it reads another workbook; it stood for =[1]S!$A$1.",
        'The name program is not carried: EXEC reaches outside the workbook; it stood for =EXEC("calc").',
        "My desk!A1: carried as the value that it showed, not as a formula: the name more_fees is gone.",
        "My desk!A2: carried as the value that it showed, not as a formula: the name outside is gone.",
        "My desk!A3: carried as the value that it showed, not as a formula: the name program is gone.",
    ]


def test_macros_and_names_on_our_sheets_are_left_out(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        on_my_desk({"A1": "=Fleet!local"})(book)
        book.defined_names["run"] = DefinedName("run", attr_text="'My desk'!$A$1", xlm=True, function=True)
        book["Fleet"].defined_names["local"] = DefinedName("local", attr_text="Fleet!$J$7")

    book, said = carry(tmp_path, edit)
    assert "run" not in book.defined_names
    assert said[:2] == [
        "The name run calls a macro and is not carried.",
        "The name Fleet!local belongs to a sheet of finmodel and is not carried; define it for the workbook.",
    ]
    assert "the name local of the sheet 'Fleet', which is not carried" in said[2]
