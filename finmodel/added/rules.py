"""Added rules: conditional formats and data validations of an analyst's sheet, as far as XlsxWriter has their equal."""

from __future__ import annotations

import warnings
from typing import Any

from finmodel.added.formula import Moving, Uncarriable
from finmodel.added.report import Report
from finmodel.added.style import Styles
from finmodel.workbook.book import PlainWorksheet

_COMPARED = {
    "lessThan": "<", "lessThanOrEqual": "<=", "equal": "==", "notEqual": "!=", "greaterThanOrEqual": ">=",
    "greaterThan": ">", "between": "between", "notBetween": "not between",
}  # fmt: skip
_TEXTS = {
    "containsText": "containing", "notContainsText": "not containing", "beginsWith": "begins with", "endsWith": "ends with",
}  # fmt: skip
_PERIODS = {
    "today": "today", "yesterday": "yesterday", "tomorrow": "tomorrow", "last7Days": "last 7 days", "lastWeek": "last week",
    "thisWeek": "this week", "nextWeek": "next week", "lastMonth": "last month", "thisMonth": "this month",
    "nextMonth": "next month",
}  # fmt: skip
_PLAIN = {
    "duplicateValues": "duplicate", "uniqueValues": "unique", "containsBlanks": "blanks", "notContainsBlanks": "no_blanks",
    "containsErrors": "errors", "notContainsErrors": "no_errors",
}  # fmt: skip
_ICONS = {
    "3Arrows": "3_arrows", "3ArrowsGray": "3_arrows_gray", "3Flags": "3_flags", "3TrafficLights1": "3_traffic_lights",
    "3TrafficLights2": "3_traffic_lights_rimmed", "3Signs": "3_signs", "3Symbols": "3_symbols_circled",
    "3Symbols2": "3_symbols", "4Arrows": "4_arrows", "4ArrowsGray": "4_arrows_gray", "4RedToBlack": "4_red_to_black",
    "4Rating": "4_ratings", "4TrafficLights": "4_traffic_lights", "5Arrows": "5_arrows", "5ArrowsGray": "5_arrows_gray",
    "5Rating": "5_ratings", "5Quarters": "5_quarters",
}  # fmt: skip
_KINDS = {
    "whole": "whole", "decimal": "decimal", "date": "date", "time": "time", "textLength": "length", "list": "list",
    "custom": "custom", None: "any",
}  # fmt: skip


class RuleWriter:
    """Writes the rules of one added sheet."""

    def __init__(self, sheet: PlainWorksheet, title: str, styles: Styles, moving: Moving, report: Report) -> None:
        self.sheet = sheet
        self.title = title
        self.styles = styles
        self.moving = moving
        self.report = report

    def conditional_formats(self, source: Any) -> None:
        """In the order of their priority, which XlsxWriter numbers anew."""
        found = [(rule.priority or 0, area, rule) for area in source.conditional_formatting for rule in area.rules]
        for _, area, rule in sorted(found, key=lambda one: one[0]):
            self._carry("the conditional format", area.sqref, lambda rule=rule: self._conditional(rule), self.sheet.conditional_format)

    def validations(self, source: Any) -> None:
        for rule in source.data_validations.dataValidation if source.data_validations else ():
            self._carry("the data validation", rule.sqref, lambda rule=rule: self._validation(rule), self.sheet.data_validation)

    def _carry(self, what: str, areas: Any, translate: Any, write: Any) -> None:
        """Write a rule for the areas of a MultiCellRange, or say why it is not carried."""
        ranges = sorted(areas.ranges, key=lambda one: (one.min_row, one.min_col))
        if not ranges:
            return
        first = ranges[0]
        try:
            rule = translate()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if len(ranges) > 1:
                    rule["multi_range"] = " ".join(one.coord for one in ranges)
                written = write(first.min_row - 1, first.min_col - 1, first.max_row - 1, first.max_col - 1, rule)
        except Uncarriable as why:
            self.report.add(self.title, f"{what} is not carried: {why}", first.min_row, first.min_col)
            return
        if written != 0:
            self.report.add(self.title, f"{what} is not carried: it is of a kind that cannot be written", first.min_row, first.min_col)

    def _formula(self, text: object) -> str:
        """A formula of a rule, led to where its cells stand now, "=" included."""
        carried = self.moving.carry(f"={str(text).removeprefix('=')}", self.title)
        for note in carried.notes:
            self.report.say(self.title, f"in a rule, {note}")
        return carried.text

    def _conditional(self, rule: Any) -> dict[str, Any]:
        """The rule in XlsxWriter's words. Raises Uncarriable."""
        found = self._kind(rule)
        overlay = self.styles.overlay(rule.dxf)
        if overlay is not None:
            found["format"] = overlay
        if rule.stopIfTrue:
            found["stop_if_true"] = True
        return found

    def _kind(self, rule: Any) -> dict[str, Any]:
        kind, formulas = rule.type, list(rule.formula)
        if kind == "cellIs" and rule.operator in _COMPARED and formulas:
            return {"type": "cell", "criteria": _COMPARED[rule.operator], **self._ends(rule.operator, formulas)}
        if kind == "expression" and formulas:
            return {"type": "formula", "criteria": self._formula(formulas[0])}
        if kind in _TEXTS and rule.text is not None:
            return {"type": "text", "criteria": _TEXTS[kind], "value": str(rule.text)}
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if kind == "timePeriod" and rule.timePeriod in _PERIODS:
            return {"type": "time_period", "criteria": _PERIODS[rule.timePeriod]}
        if kind == "top10" and rule.rank:
            found = {"type": "bottom" if rule.bottom else "top", "value": int(rule.rank)}
            return {**found, "criteria": "%"} if rule.percent else found
        if kind == "aboveAverage":
            side = "below" if rule.aboveAverage is False else "above"
            deviations = f"{int(rule.stdDev)} std dev " if rule.stdDev else "equal or " if rule.equalAverage else ""
            return {"type": "average", "criteria": f"{deviations}{side}"}
        if kind == "colorScale" and rule.colorScale is not None and len(rule.colorScale.color) in (2, 3):
            return self._scale(rule.colorScale)
        if kind == "dataBar" and rule.dataBar is not None and len(rule.dataBar.cfvo) == 2:
            bar = {"type": "data_bar", "bar_only": rule.dataBar.showValue is False, "bar_color": self.styles.colour(rule.dataBar.color) or "#638EC6"}
            return bar | self._limits(rule.dataBar.cfvo, ("min", "max"))
        if kind == "iconSet" and rule.iconSet is not None and (rule.iconSet.iconSet or "3TrafficLights1") in _ICONS:
            return self._icons(rule.iconSet)
        raise Uncarriable("it is of a kind that cannot be written")

    def _ends(self, operator: str, formulas: list[Any]) -> dict[str, str]:
        if operator in ("between", "notBetween"):
            if len(formulas) < 2:
                raise Uncarriable("it has one end only")
            return {"minimum": self._formula(formulas[0]), "maximum": self._formula(formulas[1])}
        return {"value": self._formula(formulas[0])}

    def _scale(self, scale: Any) -> dict[str, Any]:
        names = ("min", "max") if len(scale.color) == 2 else ("min", "mid", "max")
        colours = {f"{name}_color": self.styles.colour(colour) or "#FFFFFF" for name, colour in zip(names, scale.color, strict=True)}
        if len(scale.cfvo) != len(names):
            raise Uncarriable("its colours and its values are not as many")
        return {"type": f"{len(names)}_color_scale", **colours, **self._limits(scale.cfvo, names)}

    def _limits(self, values: Any, names: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for value, name in zip(values, names, strict=True):
            found[f"{name}_type"] = value.type
            if value.type not in ("min", "max"):
                found[f"{name}_value"] = self._limit(value)
        return found

    def _icons(self, icons: Any) -> dict[str, Any]:
        """XlsxWriter takes the limits from the top, and knows the lowest by itself."""
        limits = [
            {"criteria": ">" if value.gte is False else ">=", "type": "number" if value.type == "num" else value.type, "value": self._limit(value)}
            for value in reversed(list(icons.cfvo)[1:])
        ]
        return {
            "type": "icon_set", "icon_style": _ICONS[icons.iconSet or "3TrafficLights1"], "icons": limits,
            "icons_only": icons.showValue is False, "reverse_icons": bool(icons.reverse),
        }  # fmt: skip

    def _limit(self, value: Any) -> Any:
        return self._formula(value.val) if value.type == "formula" or isinstance(value.val, str) else value.val

    def _validation(self, rule: Any) -> dict[str, Any]:
        """Numbers, dates and lists of texts go as the formulas that the file keeps them as. Raises Uncarriable."""
        found: dict[str, Any] = {
            "validate": _KINDS[rule.type], "ignore_blank": bool(rule.allowBlank), "dropdown": not rule.showDropDown,
            "show_input": bool(rule.showInputMessage), "show_error": bool(rule.showErrorMessage),
            "error_type": rule.errorStyle or "stop",
        }  # fmt: skip
        for name, text, longest in (
            ("input_title", rule.promptTitle, 32), ("input_message", rule.prompt, 255),
            ("error_title", rule.errorTitle, 32), ("error_message", rule.error, 255),
        ):  # fmt: skip
            if text:
                found[name] = str(text)[:longest]
        if rule.type in ("list", "custom"):
            found["value"] = self._formula(rule.formula1 or '""')
        elif rule.type is not None:
            operator = rule.operator or "between"
            formulas = [text for text in (rule.formula1, rule.formula2) if text is not None]
            if not formulas:
                raise Uncarriable("it names no limit")
            ends = self._ends(operator, formulas)
            found |= {"criteria": _COMPARED[operator], **ends}
        return found
