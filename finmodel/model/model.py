"""Model: blocks put together on a timeline and dimensions, checked once, ready for any compiler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from finmodel.errors import DimensionError, DuplicateLineError, KindError, UnitError, UnknownLineError, UnknownNameError
from finmodel.expr.derive import dims_of
from finmodel.expr.graph import Edge, needed, order, precedents
from finmodel.expr.nodes import Node, Number, Pick, Ref, Running, Spread, Total, lines_in
from finmodel.expr.units import NONE, Unit, read_unit
from finmodel.model.block import BlockType
from finmodel.model.dimension import Dimension
from finmodel.model.item import Given, Item, Kind, Line
from finmodel.model.rules import (
    check_available,
    check_conditions,
    check_opening,
    check_roll_up,
    check_unit,
    check_weight,
    is_optional,
)
from finmodel.model.timeline import Timeline


class Model:
    """Every line item by name, with unit, dimensions, precedents and place in the order of evaluation.

    lines:     name -> item, block by block, in the order in which they are written.
    units:     name -> canonical unit.
    dims:      name -> names of its dimensions, in the order of `dimensions`.
    optional:  names of lines that may be n/a.
    order:     groups of names; a group that loops over periods has several names, or one that lags itself.
    Raises ModelError, naming the line, where anything does not fit.
    """

    def __init__(self, blocks: Sequence[BlockType], dimensions: Sequence[Dimension], timeline: Timeline) -> None:
        self.blocks = tuple(blocks)
        self.dimensions = {dimension.name: dimension for dimension in dimensions}
        self.timeline = timeline
        self.lines = self._collect()
        self.edges = {name: self._edges(item) for name, item in self.lines.items()}
        self.units: dict[str, Unit] = {name: _canonical(item) for name, item in self.lines.items()}
        self.dims = self._derive_dims()
        self.order = order(self.edges)
        self.optional = {name for name, item in self.lines.items() if is_optional(_formula(item))}
        for item in self.lines.values():
            self._check(item)

    @cached_property
    def givens(self) -> list[Given]:
        return [item for item in self.lines.values() if isinstance(item, Given)]

    @cached_property
    def checks(self) -> list[Line]:
        return [item for item in self.lines.values() if isinstance(item, Line) and item.is_check]

    def in_block(self, block: str) -> list[Item]:
        return [item for item in self.lines.values() if item.block == block]

    def line(self, name: str) -> Item:
        """Raises UnknownNameError with the nearest name."""
        if name not in self.lines:
            raise UnknownNameError("line", name, self.lines, "See `finmodel lines`.")
        return self.lines[name]

    def unit_text(self, name: str) -> str:
        """The canonical unit for people; a pure number is called what its line says: share, ratio, flag, count."""
        unit = self.units[name]
        return self.lines[name].unit if unit == NONE else str(unit)

    def timeless(self, name: str) -> bool:
        """Whether the line has one value for all periods."""
        return self.lines[name].kind is Kind.CONSTANT

    def members(self, name: str) -> list[tuple[str, ...]]:
        """The members of a line, one tuple a row, the last dimension running fastest; [()] without dimensions."""
        rows: list[tuple[str, ...]] = [()]
        for dimension in self.dims[name]:
            rows = [(*row, member) for row in rows for member in self.dimensions[dimension].members]
        return rows

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(len(self.dimensions[dimension]) for dimension in self.dims[name])

    def rolled_up(self, targets: Iterable[str]) -> set[str]:
        """The targets with the lines that their roll-up to years reads."""
        wanted: set[str] = set()
        waiting = list(targets)
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                item = self.line(name)
                waiting += [part for key in ("numerator", "denominator", "weight") if (part := getattr(item, key, ""))]
        return wanted

    def needed_for(self, targets: Iterable[str]) -> set[str]:
        """The targets with everything their values and their roll-up to years depend on."""
        return needed(self.rolled_up(targets), self.edges)

    def _collect(self) -> dict[str, Item]:
        lines: dict[str, Item] = {}
        for block in self.blocks:
            for declared in block.items:
                for item in declared.rows(self.dimensions):
                    if item.name in lines:
                        raise DuplicateLineError(item.name, lines[item.name].block, item.block)
                    lines[item.name] = item
        return lines

    def _edges(self, item: Item) -> list[Edge]:
        formula = _formula(item)
        if formula is None:
            return _before_edges(item)
        edges = precedents(formula) + _before_edges(item)
        for edge in edges:
            if edge.line not in self.lines:
                raise UnknownLineError(item.name, edge.line, self.lines)
        return list(dict.fromkeys(edges))

    def _derive_dims(self) -> dict[str, tuple[str, ...]]:
        """Dimensions by name, carried through formulas until nothing changes (loops settle too)."""
        found: dict[str, set[str]] = {}
        for name, item in self.lines.items():
            for dimension in getattr(item, "over", ()):
                if dimension not in self.dimensions:
                    raise DimensionError(f"Line '{name}' spans '{dimension}', which the pack does not define.")
            found[name] = set(getattr(item, "over", ()))
        changed = True
        while changed:
            changed = False
            for name, item in self.lines.items():
                spans = set(found[name])
                for part in (_formula(item), getattr(item, "before", None)):
                    if part is not None:
                        spans |= dims_of(part, found.__getitem__)
                if spans != found[name]:
                    found[name], changed = spans, True
        for name, spans in found.items():
            if len(spans) > 2:
                raise DimensionError(
                    f"Line '{name}' spans {', '.join(sorted(spans))}: two dimensions fit the key columns of a sheet, "
                    f"three do not. Total over one of them first."
                )
        return {name: tuple(d for d in self.dimensions if d in spans) for name, spans in found.items()}

    def _check(self, item: Item) -> None:
        check_roll_up(item, self.lines)
        check_weight(item, self.lines, self.dims)
        formula = _formula(item)
        if not isinstance(item, Line) or formula is None:
            return
        for mention in lines_in(formula):
            self._check_dimensions(item.name, mention)
        check_unit(item, formula, self.units)
        check_conditions(item.name, formula)
        check_opening(item.name, formula, self.lines)
        check_available(item.name, formula, self.optional)
        if item.kind is Kind.CONSTANT:
            for edge in self.edges[item.name]:
                if not self.timeless(edge.line):
                    raise KindError(
                        f"Line '{item.name}' is declared a constant, but '{edge.line}' changes from period to period."
                    )
        if isinstance(item.before, Ref) and not self.timeless(item.before.line):
            raise KindError(
                f"The opening value of '{item.name}' must not change over time, but '{item.before.line}' does. "
                f"Use a scalar or a constant."
            )
        if item.before is not None:
            check_unit(item, item.before, self.units)

    def _check_dimensions(self, line: str, mention: Node) -> None:
        """Totals, spreads and picks name dimensions that the line has, and mappings that the pack has."""
        wanted: tuple[str, ...]
        match mention:
            case Total(name, over, into):
                wanted, child, parent = (over,), over, into
            case Spread(name, parent_name, child_name):
                wanted, child, parent = (parent_name,), child_name, parent_name
            case Pick(name, dimension, member):
                wanted, child, parent = (dimension,), dimension, None
                if dimension in self.dimensions and member not in self.dimensions[dimension].members:
                    raise UnknownNameError(f"member of {dimension}", member, self.dimensions[dimension].members)
            case Running(name, rank):
                wanted, child, parent = self.dims[name], "", None
                if len(wanted) != 1 or self.dims[rank] != wanted:
                    raise DimensionError(f"Line '{line}' ranks '{name}' by '{rank}', but they do not share one dimension.")
                if not self.timeless(rank):
                    raise KindError(f"Line '{line}' ranks by '{rank}', which changes from period to period; use a constant.")
            case _:
                return
        for named in (child, parent):
            if named and named not in self.dimensions:
                raise DimensionError(f"Line '{line}' mentions the dimension '{named}', which the pack does not define.")
        for dimension in wanted:
            if dimension not in self.dims[name]:
                raise DimensionError(f"Line '{line}' asks '{name}' for '{dimension}', but it spans {self.dims[name]}.")
        if parent is not None and self.dimensions[child].parent != parent:
            raise DimensionError(f"Line '{line}' maps {child} to {parent}, but the pack maps no {child} to a {parent}.")


def _canonical(item: Item) -> Unit:
    """The unit of an item. That of a calculated line must be canonical: scales belong to inputs and to displays."""
    unit, factor = read_unit(item.unit)
    if factor != 1.0 and isinstance(item, Line):
        raise UnitError(
            f"Line '{item.name}' is declared in {item.unit}, but lines are in canonical units. "
            f"Declare it in {'share' if unit == NONE else unit}; the scale is a matter of display."
        )
    return unit


def _formula(item: Item) -> Node | None:
    return item.formula if isinstance(item, Line) else None


def _before_edges(item: Item) -> list[Edge]:
    """The value before the first period is calculated earlier than anything that lags the line."""
    before = getattr(item, "before", None)
    if before is None or isinstance(before, Number):
        return []
    if not isinstance(before, Ref) or before.lag:
        raise KindError(f"The opening value of '{item.name}' must be 0, 1 or another line, not a formula.")
    return [Edge(before.line, False)]
