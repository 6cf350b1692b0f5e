"""Shared: formulas as Excel saves them after a fill to the right, one text and a reference to it in every copy."""

from __future__ import annotations

import io
import re
import zipfile

from finmodel.audit.audit import audit
from finmodel.audit.formula import Formula
from finmodel.audit.read import read
from tests.audit.faults.make import COSTS, FOLDER, SALES, content_of

CLEAN = FOLDER / "clean.xlsx"


def shared(content: bytes, part: str, first: str, *followers: str) -> bytes:
    """The same workbook with the formula of the first cell shared by the others."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            text = source.read(name).decode("utf-8", "surrogateescape")
            if name == part:
                span = f"{first}:{followers[-1]}"
                text = re.sub(rf'(<c r="{first}"[^>]*>)<f>', rf'\1<f t="shared" ref="{span}" si="0">', text)
                for cell in followers:
                    text, count = re.subn(rf'(<c r="{cell}"[^>]*>)<f>[^<]*</f>', r'\1<f t="shared" si="0"/>', text)
                    assert count == 1
            changed.writestr(name, text.encode("utf-8", "surrogateescape"))
    return target.getvalue()


def said(content: bytes, sheet: str, row: int) -> list[str]:
    cells = read(content, CLEAN.name).sheets[sheet].rows[row].values()
    return [cell.at(row, 4 + place) for place, cell in enumerate(cell for cell in cells if isinstance(cell, Formula))]


def test_shared_formulas_read_as_if_each_were_written_out() -> None:
    content = CLEAN.read_bytes()
    same = shared(content, "xl/worksheets/sheet3.xml", "D4", "E4", "F4", "G4", "H4", "I4")
    assert b'si="0"' in zipfile.ZipFile(io.BytesIO(same)).read("xl/worksheets/sheet3.xml")
    assert said(same, COSTS, 4) == said(content, COSTS, 4)
    assert audit(same, CLEAN.name).findings == ()


def test_a_cell_that_does_not_share_is_found_among_those_that_do() -> None:
    content = shared(content_of("row-formula"), "xl/worksheets/sheet2.xml", "D6", "E6", "F6", "H6", "I6")
    (finding,) = audit(content, "odd.xlsx").findings
    assert (finding.rule, finding.sheet, finding.cell, finding.found) == ("row-formula", SALES, "G6", "=G4*G5+F4")
    assert finding.wanted == "=G4*G5 as in the rest of the row"
