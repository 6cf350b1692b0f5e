"""Added formula: every way of writing a reference follows its rows, and what reaches outside is no formula any more."""

from __future__ import annotations

import pytest

from finmodel.added.formula import Moving, Uncarriable

OLD, GONE = 10, 20


def moved(sheet: str, row: int, column: int) -> tuple[str, int, int] | None:
    """On Fleet and Two words, row 20 and column Z are gone and rows from 10 on stand two lower; columns from M on stand one
    to the right; Sold is called Sales now and else as it was."""
    if sheet == "Sold":
        return "Sales", row, column
    if row == GONE or column == 26:
        return None
    return sheet, row + 2 if row >= OLD else row, column + 1 if column >= 13 else column


def moving() -> Moving:
    names = {("", "fleet.capex"): "fleet.capex", ("", "fleet.old"): "Fleet!$J$12:$K$12", ("", "fleet.gone"): None,
             ("", "mine"): "mine_2", ("", "twice"): "twice", ("desk", "own"): "own", ("desk", "lost"): None}  # fmt: skip
    return Moving(moved, ("Fleet", "Two words", "Sold", "O'Hara"), {"Desk": "Desk", "Old desk": "Old desk (2)"}, names, {"tab"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("=Fleet!J7", "=Fleet!J7"),
        ("=Fleet!J10", "=Fleet!J12"),
        ("=fleet!j10", "=Fleet!J12"),
        ("=Fleet!$J$10+Fleet!J$10*Fleet!$J10", "=Fleet!$J$12+Fleet!J$12*Fleet!$J12"),
        ("=Fleet!M10", "=Fleet!N12"),
        ("='Two words'!J10", "='Two words'!J12"),
        ("='Fleet'!J10", "=Fleet!J12"),
        ("='O''Hara'!J10", "='O''Hara'!J12"),
        ("=Sold!J10", "=Sales!J10"),
        ("=SUM(Fleet!J10:L11)", "=SUM(Fleet!J12:L13)"),
        ("=SUM(Fleet!J10:Fleet!L11)", "=SUM(Fleet!J12:L13)"),
        ("=SUM(Fleet!A:C)", "=SUM(Fleet!A:C)"),
        ("=SUM(Fleet!$N:$N)", "=SUM(Fleet!$O:$O)"),
        ("=SUM(Fleet!10:12)", "=SUM(Fleet!12:14)"),
        ("=SUM(Fleet!$10:$10)", "=SUM(Fleet!$12:$12)"),
        ("=SUM((Fleet!J10,Fleet!J12))", "=SUM((Fleet!J12,Fleet!J14))"),
        ("=SUM(Fleet!J10:J12 Fleet!J11:K11)", "=SUM(Fleet!J12:J14 Fleet!J13:K13)"),
        ("=Fleet!J10:INDEX(Fleet!J10:L10,1,2)", "=Fleet!J12:INDEX(Fleet!J12:L12,1,2)"),
        ("=SUM(INDEX(A1:B2,1,1):Fleet!J10)", "=SUM(INDEX(A1:B2,1,1):Fleet!J12)"),
        ('=IF(Fleet!J10>=1E+3,"Fleet!J10",{1,2;3,"Fleet!J10"})', '=IF(Fleet!J12>=1E+3,"Fleet!J10",{1,2;3,"Fleet!J10"})'),
        ("=J10+$A$1+SUM(A:A)+SUM(3:4)", "=J10+$A$1+SUM(A:A)+SUM(3:4)"),
        ("=Desk!J10+'Old desk'!J10", "=Desk!J10+'Old desk (2)'!J10"),
        ("=SUM('Old desk'!A:B)", "=SUM('Old desk (2)'!A:B)"),
        ("=fleet.capex+Fleet.Capex", "=fleet.capex+Fleet.Capex"),
        ("=mine*twice", "=mine_2*twice"),
        ("=own+Desk!own", "=own+Desk!own"),
        ("=SUM(Tab[v])+Tab[[#This Row],[v]]+SUM(Tab)", "=SUM(Tab[v])+Tab[[#This Row],[v]]+SUM(Tab)"),
        ("=Fleet!#REF!+1", "=#REF!+1"),
        ("=_xlfn.LET(_xlpm.x,Fleet!J10,_xlpm.x+1)", "=_xlfn.LET(_xlpm.x,Fleet!J12,_xlpm.x+1)"),
        ("=_xlfn.SINGLE(Fleet!J10)+_xlfn.ANCHORARRAY(A1)", "=_xlfn.SINGLE(Fleet!J12)+_xlfn.ANCHORARRAY(A1)"),
        ("=-Fleet!J10%+1", "=-Fleet!J12%+1"),
        ('=HYPERLINK("https://x.y/"&A1,"go")', '=HYPERLINK("https://x.y/"&A1,"go")'),
        ("=[0]!mine", "=mine_2"),
        ("=1E5+LOG10(A1)+TRUE", "=1E5+LOG10(A1)+TRUE"),
    ],
)
def test_references_follow(old: str, new: str) -> None:
    carried = moving().carry(old, "Desk")
    assert carried.text == new
    assert carried.notes == ()


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=Fleet!J20", "row 20 of Fleet is gone"),
        ("=SUM(Fleet!J18:J20)", "row 20 of Fleet is gone"),
        ("=SUM(Fleet!20:20)", "row 20 of Fleet is gone"),
        ("=Fleet!Z7", "column Z of Fleet is gone"),
        ("=SUM(Fleet!Z:Z)", "column Z of Fleet is gone"),
        ("=fleet.gone", "the name fleet.gone is gone"),
        ("=lost", "the name lost is gone"),
        ("=Desk!lost", "the name lost is gone"),
        ("=Fleet!local", "it reads the name local of the sheet 'Fleet', which is not carried"),
        ("=SUM(Fleet:Sold!A1)", "it reads across several sheets"),
        ("=SUM('Fleet:Two words'!A1)", "it reads across several sheets"),
        ("=SUM(Fleet!A1:Sold!A2)", "it reads across several sheets"),
        ("=[1]S!A1", "it reads another workbook"),
        ("=[1]!name", "it reads another workbook"),
        ("='[1]Two words'!A1", "it reads another workbook"),
        ("='C:\\x\\[b.xlsx]S'!A1", "it reads another workbook"),
        ("=[b.xlsx]S!A1", "it reads another workbook"),
        ("=cmd|' /C calc'!A0", "it cannot be read"),
        ("='cmd|x'!A0", "it calls another program"),
        ("=cmd|x!A1", "it calls another program"),
        ("=Nowhere!A1", "it reads the sheet 'Nowhere', which is not there"),
        ("=Other[v]", "it reads the table other, which is not carried"),
        ('=WEBSERVICE("https://x")', "WEBSERVICE reaches outside the workbook"),
        ('=_xlfn.WEBSERVICE("https://x")', "WEBSERVICE reaches outside the workbook"),
        ('=_xlfn.IMAGE("https://x")', "IMAGE reaches outside the workbook"),
        ('=1+_xlfn._xlws.PY("x")', "PY reaches outside the workbook"),
        ('=RTD("a",,"b")', "RTD reaches outside the workbook"),
        ('=cubevalue("a","b")', "CUBEVALUE reaches outside the workbook"),
        ('=CALL("kernel32","x")', "CALL reaches outside the workbook"),
        ('=DDE("a","b","c")', "DDE reaches outside the workbook"),
        ('=GETPIVOTDATA("a",A1)', "it reads a pivot table, which is not carried"),
        ("=_xll.MINE(1)", "_XLL.MINE is no function of Excel"),
        ("=MyMacro(1)", "MYMACRO is no function of Excel"),
        ('=HYPERLINK("http://x")', "HYPERLINK may lead elsewhere than to https"),
        ("=HYPERLINK(A1)", "HYPERLINK may lead elsewhere than to https"),
        ('=HYPERLINK("file:///c:/x")', "HYPERLINK may lead elsewhere than to https"),
        ('="unended', "it cannot be read"),
        ("=1)", "it cannot be read"),
        ("=A1#", "it cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_go_on_says_why(formula: str, why: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        moving().carry(formula, "Desk")
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("=SUM(Fleet!J8:J11)", "=SUM(Fleet!J8:J13)",
         "it reads rows 8 to 11 of Fleet, now rows 8 to 13: rows were added, removed or put in another order between them"),
        ("=SUM(Fleet!J19:J21)", "=SUM(Fleet!J21:J23)",
         "it reads rows 19 to 21 of Fleet, now rows 21 to 23: rows were added, removed or put in another order between them"),
        ("=SUM(Fleet!L7:N7)", "=SUM(Fleet!L7:O7)",
         "it reads columns L to N of Fleet, now L to O: columns were added, removed or put in another order between them"),
        ("=fleet.old", "=Fleet!$J$12:$K$12",
         "the name fleet.old is gone, and the formula says Fleet!$J$12:$K$12 in its place"),
        ("=unheard_of", "=unheard_of", "the name unheard_of is not in this workbook"),
        ('=INDIRECT("Fleet!J10")', '=INDIRECT("Fleet!J10")',
         "INDIRECT takes an address from a text, which does not follow when rows move"),
        ("=OFFSET(Fleet!J10,1,0)", "=OFFSET(Fleet!J12,1,0)",
         "OFFSET counts rows from a cell, and rows may have been added or removed between"),
        ('=HYPERLINK("#Fleet!J10")', '=HYPERLINK("#Fleet!J10")',
         "HYPERLINK takes an address from a text, which does not follow when rows move"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_carried_and_said(old: str, new: str, note: str) -> None:
    carried = moving().carry(old)
    assert (carried.text, carried.notes) == (new, (note,))


def test_a_range_whose_rows_changed_places_is_said() -> None:
    swapped = {8: 9, 9: 8}
    work = Moving(lambda sheet, row, column: (sheet, swapped.get(row, row), column), ("Fleet",), {})
    carried = work.carry("=SUM(Fleet!J7:J10)")
    assert carried.text == "=SUM(Fleet!J7:J10)"
    assert "another order" in carried.notes[0]


def test_rows_that_went_to_different_sheets_are_no_range() -> None:
    work = Moving(lambda sheet, row, column: ("A" if row < 9 else "B", row, column), ("Fleet",), {})
    with pytest.raises(Uncarriable, match="the rows of Fleet!J7:J10 stand on different sheets now"):
        work.carry("=SUM(Fleet!J7:J10)")


def test_each_cell_is_asked_for_once() -> None:
    asked: list[tuple[str, int, int]] = []

    def counting(sheet: str, row: int, column: int) -> tuple[str, int, int]:
        asked.append((sheet, row, column))
        return sheet, row, column

    work = Moving(counting, ("Fleet",), {})
    for _ in range(3):
        work.carry("=SUM(Fleet!J7:J10)+Fleet!J8")
    assert len(asked) == len(set(asked)) == 4
