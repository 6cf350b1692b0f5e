"""Worth: present value and internal rate of return of a row of flows (primitive 16)."""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.expr.nodes import Apply, Node, Number, Operand, Ref, as_node
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.recipes import PERIOD_YEARS, Recipe, Rows
from finmodel.model.vocabulary import absolute, if_available, irr, most


def net_present_value(
    unit: str, flows: Operand, rate: Operand, opening_flow: Operand = 0, note: str = "", *, label: str = ""
) -> Recipe:
    """Value at the opening date of the flows so far; the opening flow is not discounted.

    rate: per year, as a pure number; one period discounts by (1 + rate) ^ period_years.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        name = rows.recipe.name
        years = rows.add("period", PERIOD_YEARS / Ref("one_year"), "years in a period", "ratio", Kind.CONSTANT)
        step = rows.add("step", 1 / (1 + as_node(rate)) ** years, "discount of one period", "ratio", Kind.CONSTANT)
        factor = rows.add("factor", Ref(f"{name}_factor", 1) * step, "discount factor", "ratio", Kind.INDEX, 1)
        rows.add("", Ref(name, 1) + as_node(flows) * factor, "", before=opening_flow)

    return Recipe(unit, note, Kind.BALANCE, label, make)


def return_to_date(
    flows: Operand, opening_flow: Operand = 0, note: str = "", *, told_from: Operand = 0, flow_unit: str = "USD", label: str = ""
) -> Recipe:
    """Internal rate of return per year of the flows so far; n/a unless they change sign exactly once.

    told_from: the share of what was paid that must have come back; before that a return is a loss of nearly all, which
    says little and which spreadsheets' solvers do not find.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        name = rows.recipe.name
        now = as_node(flows)
        opening = rows.add("opening_sign", _sign(as_node(opening_flow)), "sign of the opening flow", "index", Kind.CONSTANT)
        sign = rows.add("sign", _sign(now), "sign of the flow", "index", Kind.INDEX)
        last = Ref(f"{name}_last_sign", 1)
        latest = rows.add("last_sign", sign + (1 - sign * sign) * last, "last sign that was not zero", "index", Kind.INDEX, opening)
        turned = rows.add("turned", latest * last < 0, "1 if the sign changes here", "flag", Kind.FLAG)
        turns = rows.add("turns", Ref(f"{name}_turns", 1) + turned, "sign changes so far", "index", Kind.INDEX, 0)
        once = rows.add("once", absolute(turns - 1) < 1, "1 if the sign has changed exactly once", "flag", Kind.FLAG)
        periods = rows.add("periods_a_year", Ref("one_year") / PERIOD_YEARS, "periods in a year", "ratio", Kind.CONSTANT)
        outlay: Operand = 0
        inflow: Operand = 0
        if not isinstance(as_node(opening_flow), Number):
            outlay = rows.add("opening_paid", most(0, 0 - as_node(opening_flow)), "paid at the opening", flow_unit, Kind.CONSTANT)
            inflow = rows.add("opening_received", most(0, as_node(opening_flow)), "received at the opening", flow_unit, Kind.CONSTANT)
        paid = rows.add("paid", Ref(f"{name}_paid", 1) + most(0, 0 - now), "paid so far", flow_unit, Kind.BALANCE, outlay)
        received = rows.add("received", Ref(f"{name}_received", 1) + most(0, now), "received so far", flow_unit, Kind.BALANCE, inflow)
        enough = rows.add("enough", received >= paid * told_from, "1 if enough has come back", "flag", Kind.FLAG)
        told = rows.add("told", once * enough, "1 if a return can be told", "flag", Kind.FLAG)
        yearly = (1 + irr(flows)) ** periods - 1
        rows.add("", if_available(told, yearly), "")

    return Recipe("share", note, Kind.INDEX, label, make)


def _sign(flow: Node) -> Apply:
    """1, 0 or -1, as the difference of two flags."""
    return (flow > 0) - (flow < 0)
