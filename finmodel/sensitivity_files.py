"""Sensitivity files: a tornado, or shares of a variance, as a picture and as the last sheet of a live workbook."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.analysis import sensitivity_words, tornado_words
from finmodel.analysis.sensitivity import Sensitivity
from finmodel.analysis.tornado import Tornado
from finmodel.analysis.tornado_words import source, title

if TYPE_CHECKING:
    from finmodel.analysis.spot import Spot
    from finmodel.project import Case
    from finmodel.workbook.static_sheet import StaticTab

SHEET = "Sensitivity"
_ACROSS = 145
"""Characters of a line at the foot of a picture."""


def draw(found: Tornado | Sensitivity, path: Path, most: int, suffix: str) -> None:
    """A picture, .png or .svg; at most so many inputs."""
    if isinstance(found, Tornado):
        from finmodel.pictures.tornado import draw_tornado

        swings, told = tornado_words.swings(found, most, labels=True), tornado_words.measure(found)
        says = "One input at a time at the low (hatched) and at the high end (solid) of its 90% range, all others as the case has them"
        foot = _lines(tornado_words.others(found, most), tornado_words.bound(found, most), source(found.case))
        draw_tornado(path, swings, _headed(found.case, found.spot), says, told, foot, suffix)
        return
    from finmodel.pictures.shares import draw_shares

    case, spot = found.tornado.case, found.tornado.spot
    says = "Share of its variance that each input accounts for: alone (solid) and in all that it has a part in (hatched)"
    foot = _lines(sensitivity_words.left_out(found), sensitivity_words.independent(found), sensitivity_words.method(found), source(case))
    draw_shares(path, sensitivity_words.portions(found, most, labels=True), _headed(case, spot), says, foot, suffix)


def _headed(case: Case, spot: Spot) -> str:
    """Whose number it is, and which: a picture stands alone."""
    return f"{case.inputs.pack.title}: {title(case, spot)}"


def _lines(*sentences: str) -> str:
    """A sentence a line, cut where a picture ends."""
    return "\n".join(line for sentence in sentences for line in textwrap.wrap(sentence, _ACROSS))


def write_workbook(found: Tornado | Sensitivity, path: Path, most: int) -> int:
    """The live workbook of the case, its last sheet what was found; returns the number of formulas."""
    case = found.case if isinstance(found, Tornado) else found.tornado.case
    return case.write_workbook(path, tabs=[_tab(found, most)])


def _tab(found: Tornado | Sensitivity, most: int) -> StaticTab:
    if isinstance(found, Tornado):
        from finmodel.workbook.tornado_chart import tornado_tab

        told, called = tornado_words.measure(found), f"Sensitivity of {title(found.case, found.spot)}"
        says, notes = (tornado_words.headline(found), source(found.case)), tuple(tornado_words.sentences(found, most))
        return tornado_tab(SHEET, called, says, tornado_words.swings(found, most, labels=True), told.unit, told.number_format, notes)
    from finmodel.workbook.shares_chart import shares_tab

    case = found.tornado.case
    called, says = f"Variance of {title(case, found.tornado.spot)}", (sensitivity_words.headline(found), source(case))
    return shares_tab(SHEET, called, says, sensitivity_words.portions(found, most, labels=True), tuple(sensitivity_words.sentences(found, most)))
