"""Depreciation: straight line by vintage, through prospective changes of life (primitive 3, ASC 250).

For each life regime j, every vintage v spreads what is left of its cost at the change over what is left of its new
life. Rows per regime: the book value at the change, the remaining life, the rate, its sum so far, its window, what is
overdue at the change (caught up at once), and what is left over to write off when assets retire before the end of their
life; a vintage already being retired at a change keeps what it had left over.
"""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.expr.nodes import Node, Operand, Ref, as_node, name_of
from finmodel.model.dimension import Dimension
from finmodel.model.item import Kind
from finmodel.model.recipes import PERIOD_YEARS, Recipe, Rows
from finmodel.model.vocabulary import least, most, pick, previous, where


def straight_line(
    cost: Operand, *, lives: Operand, age_at_change: Operand, in_force: Operand, starts: Operand,
    economic_life: Operand, regimes: str, note: str = "", label: str = "",
) -> Recipe:  # fmt: skip
    """Depreciation of everything placed in service, by period.

    cost:          amount placed in service per period; a full period is charged in that period.
    lives:         life per regime (calendar time); age_at_change: age of this period's vintage when each regime begins
                   (calendar time, 0 for later vintages); in_force, starts: flags of the regime and of its first period.
    economic_life: when assets retire; `..._write_off` is the book value that goes with them.
    regimes:       name of the dimension of life regimes, in order of their dates.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        charged: Operand = 0
        written_off: Operand = 0
        earlier: _Regime | None = None
        for member in dimensions[regimes].members:
            regime = _Regime(rows, member, regimes, name_of(lives), name_of(age_at_change), economic_life)
            regime.open(cost, earlier)
            charge, loss = regime.charge(name_of(in_force), name_of(starts), first=earlier is None)
            charged = charge if earlier is None else charged + charge
            written_off = loss if earlier is None else written_off + loss
            earlier = regime
        rows.add("write_off", written_off, "book value of assets that retire before the end of their life")
        rows.add("", charged, "")

    return Recipe("USD", note, Kind.FLOW, label, make)


class _Regime:
    """The rows of one life regime."""

    def __init__(self, rows: Rows, member: str, regimes: str, lives: str, ages: str, economic_life: Operand) -> None:
        self.rows = rows
        self.member = member
        self.regimes = regimes
        self.life = pick(Ref(lives), regimes, member)
        self.age = pick(Ref(ages), regimes, member)
        self.economic_life = economic_life
        self.book: Operand
        self.rate: Ref
        self.remaining: Ref
        self.live: Ref
        self.leftover: Ref
        self.left_before: Operand = 0

    def add(self, suffix: str, formula: Operand, note: str, unit: str, kind: Kind, before: Operand = None) -> Ref:
        return self.rows.add(f"{suffix}_{self.member}", formula, note, unit, kind, before)

    def name(self, suffix: str) -> str:
        return f"{self.rows.recipe.name}_{suffix}_{self.member}"

    def open(self, cost: Operand, earlier: _Regime | None) -> None:
        """Book value at the change, remaining life and rate of this period's vintage."""
        if earlier is None:
            self.book = as_node(cost)
        else:
            used = earlier.rate * least(self.age - earlier.age, earlier.remaining) / PERIOD_YEARS
            left = most(0, as_node(earlier.book) - used)
            kept = self.add("kept", self.age < as_node(self.economic_life), "1 if still in use at the change", "flag", Kind.FLAG)
            self.left_before = (1 - kept) * earlier.leftover
            self.book = self.add("book_at_change", left * earlier.live * kept, "book value when the life changes",
                                 "USD", Kind.INDEX)  # fmt: skip
        self.remaining = self.add("remaining", self.life - self.age, "life that is left at the change", "year", Kind.INDEX)
        self.live = self.add("live", self.remaining > 0, "1 if any life is left", "flag", Kind.FLAG)
        per_period = as_node(self.book) * PERIOD_YEARS / self.remaining
        self.rate = self.add("rate", where(self.live, per_period, 0), "charge per period of this vintage", "USD", Kind.INDEX)

    def charge(self, in_force: str, starts: str, *, first: bool) -> tuple[Node, Node]:
        """This regime's depreciation and write-offs in the periods in which it is in force."""
        flag_now = pick(Ref(in_force), self.regimes, self.member)
        total = self.add("rate_cumulative", Ref(self.name("rate_cumulative"), 1) + self.rate, "rates so far",
                         "USD", Kind.INDEX, 0)  # fmt: skip
        length = self.add("length", least(self.life, self.economic_life), "time in the books", "year", Kind.CONSTANT)
        window = total - self._earlier("window", total, length)
        charge = self.add("window", window, "rates of vintages still in the books", "USD", Kind.INDEX)
        leftover = self.rate * most(0, self.life - as_node(self.economic_life)) / PERIOD_YEARS
        self.leftover = self.add("leftover", leftover if first else leftover + self.left_before,
                                 "book value at retirement of this vintage", "USD", Kind.INDEX)  # fmt: skip
        left = self.add("left_cumulative", Ref(self.name("left_cumulative"), 1) + self.leftover,
                        "book value at retirement, vintages so far", "USD", Kind.INDEX, 0)  # fmt: skip
        retired = self.add("left_earlier", self._earlier("left", left, self.economic_life),
                           "the same, of vintages retired so far", "USD", Kind.INDEX, 0)  # fmt: skip
        lost = flag_now * (retired - previous(retired))
        if first:
            return as_node(flag_now * charge), as_node(lost)
        overdue = as_node(self.book) * (1 - self.live)
        so_far = self.add("overdue_cumulative", Ref(self.name("overdue_cumulative"), 1) + overdue,
                          "book value without remaining life, so far", "USD", Kind.INDEX, 0)  # fmt: skip
        begins = pick(Ref(starts), self.regimes, self.member)
        caught_up = self.add("catch_up", begins * previous(so_far), "charged at once when the life changes", "USD", Kind.FLOW)
        return as_node(flag_now * charge + caught_up), as_node(lost)

    def _earlier(self, suffix: str, so_far: Ref, length: Operand) -> Node:
        _periods, full, part = self.rows.periods(length, f"{suffix}_{self.member}_")
        return self.rows.before(so_far, full, part)
