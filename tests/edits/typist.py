"""Typist: edits made in one LibreOffice process, as a person makes them; run by a Python that has LibreOffice's `uno`.

python3 typist.py PIPE < jobs.json - each job is a file to open, what to do in it, and where to save it as .xlsx.
"""

from __future__ import annotations

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60


def main() -> None:
    desktop = connected(sys.argv[1])
    for job in json.load(sys.stdin):
        book = desktop.loadComponentFromURL(f"file://{job['open']}", "_blank", 0, (option("Hidden", True),))
        book.calculateAll()
        for step in job["steps"]:
            STEPS[step[0]](book, *step[1:])
        book.calculateAll()
        book.storeToURL(f"file://{job['save']}", (option("FilterName", "Calc MS Excel 2007 XML"),))
        book.close(True)
    desktop.terminate()


def connected(pipe: str):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def option(name: str, value: object) -> PropertyValue:
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def cell(book, sheet: str, address: str):
    return book.Sheets.getByName(sheet).getCellRangeByName(address)


def typed(book, sheet: str, address: str, text: str) -> None:
    """As on the keyboard, in the language of the program: it decides what the text is."""
    cell(book, sheet, address).FormulaLocal = text


def text(book, sheet: str, address: str, words: str) -> None:
    """A text, as with an apostrophe before it."""
    cell(book, sheet, address).String = words


def number(book, sheet: str, address: str, amount: float) -> None:
    cell(book, sheet, address).Value = amount


def insert_rows(book, sheet: str, row: int, count: int) -> None:
    """Before a row counted from 1."""
    book.Sheets.getByName(sheet).Rows.insertByIndex(row - 1, count)


def insert_column(book, sheet: str, column: int) -> None:
    """Before a column counted from 0."""
    book.Sheets.getByName(sheet).Columns.insertByIndex(column, 1)


def rename(book, sheet: str, title: str) -> None:
    book.Sheets.getByName(sheet).Name = title


def move(book, sheet: str, place: int) -> None:
    book.Sheets.moveByName(sheet, place)


def add(book, title: str, place: int) -> None:
    book.Sheets.insertNewByName(title, place)


STEPS = {one.__name__: one for one in (typed, text, number, insert_rows, insert_column, rename, move, add)}

if __name__ == "__main__":
    main()
