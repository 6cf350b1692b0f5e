"""Recipe: a well-known calculation that takes several rows, each row a short formula of its own.

Definitions and row patterns follow docs/primitives.md. The rows of a recipe are named after its main line:
`retired_units` brings `retired_units_periods`, `retired_units_whole`, ... and stands for the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from finmodel.expr.nodes import Node, Operand, Ref, as_node
from finmodel.model.dimension import Dimension
from finmodel.model.item import Item, Kind, Line, words
from finmodel.model.vocabulary import ago, least, previous, ref, whole

PERIOD_YEARS = ref("period_years")
TOLERANCE = ref("tolerance")
COUNTER = ref("counter")


@dataclass(eq=False)
class Recipe(Item):
    """Rows made from the name of the main line and the pack's dimensions; the main line comes last."""

    make: Callable[[Rows, Mapping[str, Dimension]], None] = field(default=lambda rows, dimensions: None)

    def rows(self, dimensions: Mapping[str, Dimension]) -> Sequence[Item]:
        rows = Rows(self)
        self.make(rows, dimensions)
        return rows.made


class Rows:
    """The rows of one recipe while it is being written out."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.made: list[Line] = []

    def add(
        self, suffix: str, formula: Operand, note: str, unit: str | None = None, kind: Kind | None = None,
        before: Operand = None,
    ) -> Ref:  # fmt: skip
        """One more row, named after the recipe's main line; an empty suffix is the main line itself."""
        recipe = self.recipe
        name = f"{recipe.name}_{suffix}" if suffix else recipe.name
        line = Line(
            recipe.unit if unit is None else unit,
            note or recipe.note,
            recipe.kind if kind is None else kind,
            recipe.label if not suffix else f"{recipe.label}: {words(suffix).lower()}",
            as_node(formula),
            (),
            None if before is None else as_node(before),
        )
        line.named(name, recipe.block)
        line.part_of = recipe.name if suffix else ""
        self.made.append(line)
        return Ref(name)

    def periods(self, length: Operand, suffix: str = "") -> tuple[Node, Ref, Ref]:
        """A calendar length as whole periods and the part of one that is left over."""
        periods, full = self.whole_periods(length, suffix)
        part = self.add(f"{suffix}part", periods - full, "the part of a period left over", "ratio", Kind.CONSTANT)
        return periods, full, part

    def whole_periods(self, length: Operand, suffix: str = "") -> tuple[Node, Ref]:
        """A calendar length in periods, and the whole ones among them.

        A length that lacks no more than the tolerance of a whole number is one: twelve months at a twelfth of a year, kept
        with fifteen digits, are four quarters.
        """
        periods = self.add(f"{suffix}periods", length / PERIOD_YEARS, "the length in periods", "ratio", Kind.CONSTANT)
        return periods, self.add(f"{suffix}whole", whole(periods + TOLERANCE), "whole periods", "ratio", Kind.CONSTANT)

    def before(self, cumulative: Operand, full: Operand, part: Operand, *, lagged: bool = False) -> Node:
        """The cumulative row so many periods ago, interpolated between columns (primitive 1)."""
        recent = ago(cumulative, full, lagged=lagged)
        older = ago(cumulative, full + 1, lagged=lagged)
        return as_node((1 - part) * recent + part * older)


def corkscrew(
    unit: str, note: str = "", *, additions: Sequence[Operand] = (), reductions: Sequence[Operand] = (),
    opening: Operand = 0, label: str = "",
) -> Recipe:  # fmt: skip
    """Closing = brought forward + additions - reductions; the main line is the closing balance.

    `opening` is the balance before the first period: 0 or a scalar input.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        name = rows.recipe.name
        start = rows.add("brought_forward", Ref(name, 1), "closing balance of the period before", kind=Kind.INDEX)
        change: Operand = start
        for addition in additions:
            change = change + addition
        for reduction in reductions:
            change = change - reduction
        rows.add("", change, "", before=opening)

    return Recipe(unit, note, Kind.BALANCE, label, make)


def cumulative(unit: str, of: Operand, note: str = "", *, label: str = "") -> Recipe:
    """Everything so far: the previous column plus this period's flow; 0 before the first period."""
    return Recipe(
        unit, note, Kind.BALANCE, label,
        lambda rows, dimensions: _single(rows, Ref(rows.recipe.name, 1) + as_node(of), before=0),
    )  # fmt: skip


def _single(rows: Rows, formula: Operand, before: Operand = None) -> None:
    rows.add("", formula, "", before=before)


def as_of_earlier(unit: str, cumulative_line: Operand, by: Operand, note: str = "", *, label: str = "") -> Recipe:
    """A cumulative line as it stood `by` (calendar time, fractions of a period included) ago."""

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        _periods, full, part = rows.periods(by)
        rows.add("", rows.before(cumulative_line, full, part), "")

    return Recipe(unit, note, Kind.BALANCE, label, make)


def window(unit: str, of: Operand, length: Operand, note: str = "", *, label: str = "") -> Recipe:
    """The sum of a flow over the last `length` of calendar time; `of` is the flow's cumulative line (primitive 2)."""

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        _periods, full, part = rows.periods(length)
        earlier = rows.add("earlier", rows.before(of, full, part), "the cumulative line that long ago", kind=Kind.BALANCE)
        rows.add("", as_node(of) - earlier, "")

    return Recipe(unit, note, Kind.BALANCE, label, make)


def delay(unit: str, of: Operand, by: Operand, note: str = "", *, label: str = "", lagged: bool = False) -> Recipe:
    """A flow that happens `by` later; `of` is the cumulative line of the original flow (primitive 2).

    lagged: the delay is at least one period, so it may stand in a period loop.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        _periods, full, part = rows.periods(by)
        before = rows.before(of, full, part, lagged=lagged)
        earlier = rows.add("earlier", before, "the cumulative line that long ago", kind=Kind.BALANCE, before=0)
        rows.add("", earlier - previous(earlier), "")

    return Recipe(unit, note, Kind.FLOW, label, make)


def year_to_date(unit: str, of: Operand, note: str = "", *, label: str = "") -> Recipe:
    """The flow since the start of the fiscal year (primitive 15)."""
    first = ref("first_quarter_flag")
    return Recipe(
        unit, note, Kind.BALANCE, label,
        lambda rows, dimensions: _single(rows, Ref(rows.recipe.name, 1) * (1 - first) + as_node(of), before=0),
    )  # fmt: skip


def surviving(
    unit: str, joiners: Operand, survival: Operand, note: str = "", *, within: Operand = None, kind: Kind = Kind.BALANCE,
    label: str = "",
) -> Recipe:  # fmt: skip
    """What is left of every cohort that joined, or of those that joined `within` a length of time (primitive 7).

    joiners:  amount per period, at the moment of joining.
    survival: the share of an opening cohort still there; a cohort of period v keeps survival[t] / survival[v].
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        name = rows.recipe.name
        per = rows.add("per_survivor", as_node(joiners) / as_node(survival), "joiners per unit of survival", kind=Kind.INDEX)
        sum_name = Ref(f"{name}_cumulative", 1)
        so_far = rows.add("cumulative", sum_name + per, "joiners per unit of survival so far", kind=Kind.INDEX, before=0)
        counted: Operand = so_far
        if within is not None:
            _periods, full, part = rows.periods(within)
            earlier = rows.add("earlier", rows.before(so_far, full, part), "the same, a window ago", kind=Kind.INDEX)
            counted = so_far - earlier
        rows.add("", as_node(survival) * counted, "")

    return Recipe(unit, note, kind, label, make)


def _recent_leavers(rows: Rows, amount: Operand, survival: Operand, length: Operand, pay: str) -> tuple[Ref, Ref, Ref, Node]:
    """Rows of primitive 8: share lost this period; amounts, and amounts times period number, of recent cohorts."""
    name = rows.recipe.name
    lost = rows.add("lost", previous(survival) - as_node(survival), "share of an opening cohort that leaves now", "share", Kind.INDEX)
    per = rows.add("per_survivor", as_node(amount) / as_node(survival), "amount per unit of survival", pay, Kind.INDEX)
    dated = rows.add("dated", per * COUNTER, "the same, times the number of its period", pay, Kind.INDEX)
    periods, full, part = rows.periods(length)
    sums = []
    for suffix, row in (("amounts", per), ("dated_amounts", dated)):
        so_far = rows.add(f"{suffix}_cumulative", Ref(f"{name}_{suffix}_cumulative", 1) + row, "so far", pay, Kind.INDEX, 0)
        earlier = rows.before(so_far, full - 1, part)
        sums.append(rows.add(suffix, so_far - earlier, "of cohorts still inside the window next period", pay, Kind.INDEX, 0))
    return lost, sums[0], sums[1], periods


def clawback(
    unit: str, amount: Operand, survival: Operand, length: Operand, pro_rata: Operand, note: str = "", *, label: str = ""
) -> Recipe:
    """Money that leavers repay inside the clawback window (primitive 8).

    pro_rata 1: the part not yet served; pro_rata 0: the whole amount. The window is at least one period.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        lost, amounts, dated, periods = _recent_leavers(rows, amount, survival, length, unit)
        full = rows.add("in_full", lost * previous(amounts), "repaid if the whole amount is due")
        served = (periods - COUNTER) * previous(amounts) + previous(dated)
        partly = rows.add("pro_rata", lost * served / periods, "repaid if only the unserved part is due")
        rows.add("", as_node(pro_rata) * partly + (1 - as_node(pro_rata)) * full, "")

    return Recipe(unit, note, Kind.FLOW, label, make)


def cliff_reversal(
    unit: str, grant: Operand, survival: Operand, cliff: Operand, vesting: Operand, note: str = "", *, label: str = ""
) -> Recipe:
    """Accrued stock expense taken back from people who leave before the cliff (primitive 8)."""

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        lost, amounts, dated, _periods = _recent_leavers(rows, grant, survival, cliff, unit)
        accrued = COUNTER * previous(amounts) - previous(dated)
        rows.add("", lost * accrued * PERIOD_YEARS / as_node(vesting), "")

    return Recipe(unit, note, Kind.FLOW, label, make)


def unearned(
    unit: str, granted: Operand, survival: Operand, vesting: Operand, note: str = "", *, label: str = ""
) -> Recipe:
    """Grants of people still there, less what straight-line vesting has expensed: the unvested overhang (primitive 7).

    A grant of period v has been charged for t - v + 1 periods at the end of period t. Fractions of a period in the
    vesting time end at its last whole period.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        name = rows.recipe.name
        per = rows.add("per_survivor", as_node(granted) / as_node(survival), "grants per unit of survival", kind=Kind.INDEX)
        dated = rows.add("dated", per * COUNTER, "the same, times the number of its period", kind=Kind.INDEX)
        periods, full = rows.whole_periods(vesting)
        sums = []
        for suffix, row in (("amounts", per), ("dated_amounts", dated)):
            so_far = rows.add(
                f"{suffix}_cumulative", Ref(f"{name}_{suffix}_cumulative", 1) + row, "so far", kind=Kind.INDEX, before=0
            )
            recent = so_far - ago(so_far, full)
            sums.append(rows.add(suffix, recent, "of cohorts that are still vesting", kind=Kind.INDEX))
        left = sums[0] * (periods - COUNTER - 1) + sums[1]
        rows.add("", as_node(survival) * left / periods, "", before=0)

    return Recipe(unit, note, Kind.BALANCE, label, make)


def opening_book(unit: str, book: Operand, remaining_life: Operand, note: str = "", *, label: str = "") -> Recipe:
    """Run-off of assets bought before the first period, their ages spread evenly: what is left falls as a square.

    The main line is the depreciation of the period; `..._left` is the book that remains.
    """

    def make(rows: Rows, dimensions: Mapping[str, Dimension]) -> None:
        ran = COUNTER * PERIOD_YEARS / as_node(remaining_life)
        share = rows.add("share_left", 1 - least(1, ran), "share of the life that is left", "share", Kind.INDEX)
        left = rows.add("left", as_node(book) * share * share, "book value left", kind=Kind.BALANCE, before=book)
        rows.add("", previous(left) - left, "")

    return Recipe(unit, note, Kind.FLOW, label, make)
