"""Stamp: what a file says it was made from comes back as it was written; what cannot be read is no stamp."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter

from finmodel import __version__
from finmodel.project import Case
from finmodel.workbook.package import read_stamp
from finmodel.workbook.stamp import SCHEMA, Stamp
from tests.packs import MICROSOFT, opened
from tests.workbook.hostile import GOOD, with_parts, with_text

CUSTOM = "docProps/custom.xml"
STAMP = Stamp("0.1.0", "meta", "bear", ("fleet.install_lag=2 quarter", "a < b & c"), date(2026, 3, 31), "ab" * 32, "cd" * 32, SCHEMA)


def stamped(stamp: Stamp) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet()
    stamp.write(book)
    book.close()
    return file.getvalue()


def test_a_stamp_comes_back_from_the_file_as_it_was_written() -> None:
    assert read_stamp(stamped(STAMP)) == STAMP


@pytest.mark.parametrize("sets", [(), ("a=1",), ("a=1", "b@*=2 USD billion", "c+=é")])
def test_any_number_of_sets_comes_back(sets: tuple[str, ...]) -> None:
    stamp = replace(STAMP, sets=sets)
    assert read_stamp(stamped(stamp)) == stamp


def test_the_base_workbook_says_what_it_was_made_from(workbook_bytes: bytes, case: Case) -> None:
    assert read_stamp(workbook_bytes) == Stamp.of(case.inputs, case.scenarios)
    assert Stamp.of(case.inputs, case.scenarios) == Stamp(__version__, "meta", "base", (), case.inputs.as_of, case.inputs.hash, case.scenarios.hash, SCHEMA)


def test_a_file_without_properties_has_no_stamp() -> None:
    assert read_stamp(GOOD) is None


def test_the_properties_of_another_program_are_no_stamp() -> None:
    properties = (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
        b'<property name="Owner"><value>me</value></property></Properties>'
    )
    assert read_stamp(with_parts(GOOD, {CUSTOM: properties})) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<vt:lpwstr>2026-03-31</vt:lpwstr>", b"<vt:lpwstr>March</vt:lpwstr>"), (b'name="finmodel.hash"', b'name="hash"'),
     (b'name="finmodel.schema"', b'name="finmodel.scheme"'), (b"<vt:lpwstr>%d</vt:lpwstr>" % SCHEMA, b"<vt:lpwstr>two</vt:lpwstr>")],
)  # fmt: skip
def test_a_stamp_that_cannot_be_read_is_none(old: bytes, new: bytes) -> None:
    assert read_stamp(with_text(stamped(STAMP), CUSTOM, old, new)) is None


def test_about_shows_the_stamp() -> None:
    shown = dict(STAMP.shown)
    assert (shown["Scenario as written"], shown["As known on"]) == ("bear", "2026-03-31")
    assert shown["Changed with --set"] == "fleet.install_lag=2 quarter; a < b & c"
    assert "Changed with --set" not in dict(replace(STAMP, sets=()).shown)


def test_the_same_case_has_the_same_stamp_and_another_has_another() -> None:
    microsoft = opened(MICROSOFT)
    set_twice = [microsoft.case(sets=["fleet.install_lag=2 quarter"]) for _ in range(2)]
    first, second = (Stamp.of(case.inputs, case.scenarios, case.sets) for case in set_twice)
    assert first == second
    assert first.hash != Stamp.of(microsoft.case().inputs, microsoft.case().scenarios).hash
