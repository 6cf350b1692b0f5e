"""Ramp: capacity that comes on between two dates, and the spending that runs ahead of it (primitives 4 and 5).

Both are closed forms of dates, so they hold at the opening date as well: the opening column starts from a constant
row that evaluates the same formula there.
"""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.expr.nodes import Node, Operand, Ref, as_node, name_of
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.recipes import Recipe, Rows
from finmodel.model.vocabulary import clamp, least, most, ratio_or, ref, where

PERIOD_END = ref("period_end")
OPENING_DATE = ref("opening_date")


def ramp(start: Operand, duration: Operand, note: str = "", *, label: str = "") -> Recipe:
    """The share reached by the end of the period: 0 before `start`, 1 from `start + duration` days, linear between.

    A duration of zero is a step on the start date.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        opening = _share_by(rows, "opening_", "opening", OPENING_DATE, start, duration, Kind.CONSTANT)
        _share_by(rows, "", "", PERIOD_END, start, duration, Kind.INDEX, opening)

    return Recipe("share", note, Kind.INDEX, label, make)


def _share_by(
    rows: Rows, prefix: str, main: str, when: Ref, start: Operand, duration: Operand, kind: Kind, before: Operand = None
) -> Ref:
    reached = rows.add(f"{prefix}reached", when >= as_node(start), "1 from the start date", "flag",
                       Kind.CONSTANT if kind is Kind.CONSTANT else Kind.FLAG)  # fmt: skip
    through = clamp((when - as_node(start)) / as_node(duration), 0, 1)
    return rows.add(main, where(as_node(duration) > 0, through, reached), "", "share", kind, before)


def spent_ahead(start: Operand, duration: Operand, lead: Operand, energised: Operand, note: str = "") -> Recipe:
    """The share of a budget spent so far, when each part is spent evenly over `lead` days before it comes on.

    start, duration: of the ramp; energised: the ramp itself, which stands in where the lead is zero.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        opening_ramp = Ref(f"{name_of(energised)}_opening")
        opening = _spent_by(rows, "opening_", "opening", OPENING_DATE, start, duration, lead, opening_ramp, Kind.CONSTANT)
        _spent_by(rows, "", "", PERIOD_END, start, duration, lead, energised, Kind.INDEX, opening)

    return Recipe("share", note, Kind.INDEX, "", make)


def term_share(start: Operand, duration: Operand, end: Operand, note: str = "", *, label: str = "") -> Recipe:
    """The share of a term's service that has been given, when service ramps up from `start` and stops at `end`.

    A term that ends before it starts gives no service.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        whole = _area(rows, "term_", as_node(end), start, duration, Kind.CONSTANT)
        opening = _area(rows, "opening_", least(OPENING_DATE, end), start, duration, Kind.CONSTANT)
        before = rows.add("opening", ratio_or(opening, whole, 0), "share given before the first period", "share", Kind.CONSTANT)
        given = _area(rows, "", least(PERIOD_END, end), start, duration, Kind.INDEX)
        rows.add("", ratio_or(given, whole, 0), "", "share", Kind.INDEX, before)

    return Recipe("share", note, Kind.INDEX, label, make)


def _area(rows: Rows, prefix: str, moment: Node, start: Operand, duration: Operand, kind: Kind) -> Ref:
    """Days of full service from the start of a ramp to a moment."""
    inside = rows.add(f"{prefix}inside", clamp(moment - as_node(start), 0, duration),
                      "days of the ramp that have passed", "day", kind)  # fmt: skip
    beyond = rows.add(f"{prefix}beyond", most(0, moment - as_node(start) - as_node(duration)),
                      "days since the ramp was complete", "day", kind)  # fmt: skip
    triangle = where(as_node(duration) > 0, inside * inside / (2 * as_node(duration)), 0) + beyond
    return rows.add(f"{prefix}area", triangle, "share times days, summed so far", "day", kind)


def _spent_by(
    rows: Rows, prefix: str, main: str, when: Ref, start: Operand, duration: Operand, lead: Operand, ramp_row: Operand,
    kind: Kind, before: Operand = None,
) -> Ref:  # fmt: skip
    areas = []
    for suffix, moment in (("now", as_node(when)), ("ahead", as_node(when + as_node(lead)))):
        areas.append(_area(rows, f"{prefix}{suffix}_", moment, start, duration, kind))
    share = where(as_node(lead) > 0, (areas[1] - areas[0]) / as_node(lead), ramp_row)
    return rows.add(main, share, "", "share", kind, before)
