"""Bridge files: a bridge as a picture, and as the last sheet of a live workbook."""

from __future__ import annotations

from pathlib import Path

from finmodel.analysis.bridge import Bridge
from finmodel.analysis.bridge_words import measure, method, names, sentences, source, title, waterfall

SHEET = "Bridge"


def draw(bridge: Bridge, path: Path, most: int, suffix: str) -> None:
    """The waterfall as a picture, .png or .svg; at most so many parts, the others as one."""
    from finmodel.pictures.waterfall import draw_waterfall

    told, (first, last) = measure(bridge), names(bridge)
    says = f"From {first} to {last}: {told.step(bridge.gap)} {told.step_unit}"
    foot = "\n".join(filter(None, [method(bridge), source(bridge)]))
    draw_waterfall(path, waterfall(bridge, most, labels=True), title(bridge), says, told, foot, suffix)


def write_workbook(bridge: Bridge, path: Path, most: int) -> int:
    """The live workbook of the second case, the bridge its last sheet; returns the number of formulas."""
    from finmodel.workbook.waterfall_chart import waterfall_tab

    told, (first, last) = measure(bridge), names(bridge)
    called = f"{title(bridge)}, {first} to {last}"
    steps, notes = waterfall(bridge, most, labels=True), tuple(sentences(bridge))
    tab = waterfall_tab(SHEET, f"Bridge of {called}", (source(bridge),), steps, told.unit, told.number_format, notes)
    return bridge.after.write_workbook(path, tabs=[tab])
