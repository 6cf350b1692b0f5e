"""Added style: how a cell of an analyst's sheet looks, as openpyxl reads it, turned into a format of ours."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE

_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFFICE = ("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080")
"""The colours of the theme that XlsxWriter writes, in the order in which cells count them."""
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
_SCRIPTS = {"superscript": 1, "subscript": 2}
_ACROSS = {
    "left": "left", "center": "center", "right": "right", "fill": "fill", "justify": "justify",
    "centerContinuous": "center_across", "distributed": "distributed",
}  # fmt: skip
_INDENTED = ("left", "right", "distributed")
"""Programs indent nothing else; XlsxWriter would align it to the left."""
_DOWN = {"top": "top", "center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
_PATTERNS = (
    "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp", "darkGrid",
    "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid", "lightTrellis", "gray125",
    "gray0625",
)  # fmt: skip
_LINES = (
    "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot", "mediumDashDot",
    "dashDotDot", "mediumDashDotDot", "slantDashDot",
)  # fmt: skip
"""Fills and lines in the order of XlsxWriter's numbers for them, from 1."""
_LARGEST_LETTER = 409
_STACKED = 255
"""The rotation of letters under each other."""


class Styles:
    """Formats of one book for the styles of one old file, each made once."""

    def __init__(self, book: Any, source: Any) -> None:
        """book: a Book; source: the openpyxl workbook of the old file."""
        self.book = book
        self.theme = _theme(source.loaded_theme)
        self.palette: Sequence[str] = getattr(source, "_colors", None) or COLOR_INDEX
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._of_style: dict[int, Any] = {}
        self.gradients: set[int] = set()
        """The styles, by their number, whose ground is a gradient, of which one colour is kept."""

    def of(self, styled: Any) -> Any:
        """The format of a cell, a row or a column; one that says nothing is a format too, so that it beats its row's."""
        style = styled.style_id
        if style not in self._of_style:
            if styled.fill.tagname == "gradientFill":
                self.gradients.add(style)
            self._of_style[style] = self.get(self._properties(styled))
        return self._of_style[style]

    def get(self, properties: dict[str, Any]) -> Any:
        """The format with such properties, in XlsxWriter's words."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]

    def font(self, font: Any) -> dict[str, Any]:
        """What differs from the font of a new cell, which is Calibri 11, black."""
        colour = self.colour(font.color)
        name = font.rFont if hasattr(font, "rFont") else font.name
        return _said(
            font_name=str(name) if name and name != "Calibri" else None,
            font_size=font.sz if font.sz and font.sz != 11 and 1 <= font.sz <= _LARGEST_LETTER else None,
            bold=font.b, italic=font.i, font_strikeout=font.strike,
            underline=_UNDERLINES.get(font.u or ""), font_script=_SCRIPTS.get(font.vertAlign or ""),
            font_color=colour if colour != "#000000" else None,
        )  # fmt: skip

    def overlay(self, style: Any) -> Any:
        """The format that a conditional format lays over its cells; None where it lays none."""
        if style is None:
            return None
        properties: dict[str, Any] = {}
        if style.font is not None:
            font, colour = style.font, self.colour(style.font.color)
            properties |= _said(bold=font.b, italic=font.i, font_strikeout=font.strike,
                                underline=_UNDERLINES.get(font.u or ""), font_color=colour)  # fmt: skip
        if style.fill is not None and getattr(style.fill, "bgColor", None) is not None:
            ground = self.colour(style.fill.bgColor) or self.colour(style.fill.fgColor)
            properties |= _said(bg_color=ground)
        if style.border is not None:
            properties |= self._border(style.border)
        if style.numFmt is not None:
            properties |= _said(num_format=style.numFmt.formatCode)
        return self.get(properties) if properties else None

    def colour(self, colour: Any) -> str | None:
        """#RRGGBB; None where the colour is left to the program."""
        if colour is None or colour.type == "auto":
            return None
        base = None
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            base = colour.rgb[-6:]
        elif colour.type == "theme":
            base = self.theme[colour.theme] if 0 <= colour.theme < len(self.theme) else None
        elif colour.type == "indexed" and 0 <= colour.indexed < min(len(self.palette), 64):
            base = self.palette[colour.indexed][-6:]
        if base is None or len(base) != 6 or any(letter not in "0123456789abcdefABCDEF" for letter in base):
            return None
        tint = float(colour.tint or 0)
        return f"#{_tinted(base, tint if -1 <= tint <= 1 else 0.0).upper()}"

    def _properties(self, styled: Any) -> dict[str, Any]:
        properties = self.font(styled.font)
        number = styled.number_format
        if number != "General":
            properties["num_format"] = BUILTIN_FORMATS_REVERSE.get(number, number)
        properties |= self._fill(styled.fill) | self._border(styled.border) | self._alignment(styled.alignment)
        if styled.protection.locked is False:
            properties["locked"] = False
        if styled.protection.hidden:
            properties["hidden"] = True
        if styled.quotePrefix:
            properties["quote_prefix"] = True
        return properties

    def _fill(self, fill: Any) -> dict[str, Any]:
        if fill.tagname == "gradientFill":
            colour = self.colour(fill.stop[0].color) if fill.stop else None
            return {"pattern": 1, "bg_color": colour} if colour else {}
        if fill.fill_type not in _PATTERNS:
            return {}
        front, back = self.colour(fill.fgColor), self.colour(fill.bgColor)
        if fill.fill_type == "solid":
            return {"pattern": 1, "bg_color": front} if front else {}
        return _said(pattern=_PATTERNS.index(fill.fill_type) + 1, fg_color=front, bg_color=back)

    def _border(self, border: Any) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for side in ("left", "right", "top", "bottom"):
            line = getattr(border, side)
            if line is not None and line.style in _LINES:
                properties[side] = _LINES.index(line.style) + 1
                properties |= _said(**{f"{side}_color": self.colour(line.color)})
        line = border.diagonal
        if line is not None and line.style in _LINES and (border.diagonalUp or border.diagonalDown):
            properties["diag_border"] = _LINES.index(line.style) + 1
            properties["diag_type"] = (1 if border.diagonalUp else 0) + (2 if border.diagonalDown else 0)
            properties |= _said(diag_color=self.colour(line.color))
        return properties

    @staticmethod
    def _alignment(alignment: Any) -> dict[str, Any]:
        turned = int(alignment.textRotation or 0)
        return _said(
            align=_ACROSS.get(alignment.horizontal or ""), valign=_DOWN.get(alignment.vertical or ""),
            text_wrap=alignment.wrapText, shrink=alignment.shrinkToFit,
            indent=int(alignment.indent or 0) if alignment.horizontal in _INDENTED else 0,
            rotation=270 if turned == _STACKED else 90 - turned if 90 < turned <= 180 else turned,
            reading_order=int(alignment.readingOrder or 0),
        )  # fmt: skip


def _said(**properties: Any) -> dict[str, Any]:
    """The properties that say something."""
    return {name: what for name, what in properties.items() if what}


def _theme(content: bytes | None) -> Sequence[str]:
    """The colours of a theme part, in the order in which cells count them."""
    if not content:
        return _OFFICE
    from defusedxml.ElementTree import fromstring

    scheme = fromstring(content).find(f".//{_DRAWING}clrScheme")
    found: dict[str, str] = {}
    for entry in scheme if scheme is not None else ():
        for colour in entry:
            found[entry.tag.removeprefix(_DRAWING)] = colour.get("lastClr") or colour.get("val") or ""
    return [found.get(name) or _OFFICE[place] for place, name in enumerate(_THEME_ORDER)]


def _tinted(colour: str, tint: float) -> str:
    """Darker for a negative tint, lighter for a positive one, in lightness (ECMA-376, 18.3.1.15)."""
    if not tint:
        return colour
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, depth = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), depth))
