"""Sensitivity files: a tornado as a picture, and as the last sheet of a live workbook."""

from __future__ import annotations

from pathlib import Path

from finmodel.analysis.tornado import Tornado
from finmodel.analysis.tornado_words import headline, measure, others, sentences, source, swings, title

SHEET = "Sensitivity"


def draw(found: Tornado, path: Path, most: int, suffix: str) -> None:
    """The tornado as a picture, .png or .svg; at most so many inputs."""
    from finmodel.pictures.tornado import draw_tornado

    says = "One input at a time at the low (hatched) and at the high end (solid) of its 90% range, all others as the case has them"
    foot = "\n".join(filter(None, [others(found, most), source(found.case)]))
    draw_tornado(path, swings(found, most, labels=True), title(found.case, found.spot), says, measure(found), foot, suffix)


def write_workbook(found: Tornado, path: Path, most: int) -> int:
    """The live workbook of the case, the tornado its last sheet; returns the number of formulas."""
    from finmodel.workbook.tornado_chart import tornado_tab

    told = measure(found)
    called = f"Sensitivity of {title(found.case, found.spot)}"
    says, notes = (headline(found), source(found.case)), tuple(sentences(found, most))
    tab = tornado_tab(SHEET, called, says, swings(found, most, labels=True), told.unit, told.number_format, notes)
    return found.case.write_workbook(path, tabs=[tab])
