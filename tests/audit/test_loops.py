"""Loops: a cell depends on itself exactly when walking its precedents one by one comes back to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finmodel.audit.formula import read_formula
from finmodel.audit.grid import Grid, Sheet
from finmodel.audit.loops import loops
from finmodel.audit.precedents import Precedents

SIZE = 5
corner = st.tuples(st.integers(1, SIZE), st.integers(1, SIZE))
Box = tuple[tuple[int, int], tuple[int, int]]


def sheet_of(formulas: dict[tuple[int, int], list[Box]]) -> Grid:
    rows: dict[int, dict[int, object]] = {}
    for (row, column), boxes in formulas.items():
        named = [f"{'ABCDE'[left - 1]}{top}:{'ABCDE'[right - 1]}{bottom}" for (top, left), (bottom, right) in boxes]
        text = "=SUM(" + ",".join(named) + ")"
        rows.setdefault(row, {})[column] = read_formula(text, row, column)
    return Grid({"S": Sheet("S", rows={row: dict(sorted(cells.items())) for row, cells in sorted(rows.items())})})  # type: ignore[arg-type] # formulas and constants are mixed freely here


def depends_on_itself(formulas: dict[tuple[int, int], list[Box]]) -> set[tuple[int, int]]:
    """Every cell on a loop, by following all paths."""

    def precedents(cell: tuple[int, int]) -> set[tuple[int, int]]:
        return {
            other for other in formulas
            for (top, left), (bottom, right) in formulas[cell]
            if min(top, bottom) <= other[0] <= max(top, bottom) and min(left, right) <= other[1] <= max(left, right)
        }  # fmt: skip

    found = set()
    for cell in formulas:
        reached, ahead = set[tuple[int, int]](), precedents(cell)
        while ahead:
            reached |= ahead
            ahead = {further for one in ahead for further in precedents(one)} - reached
        if cell in reached:
            found.add(cell)
    return found


@given(st.dictionaries(corner, st.lists(st.tuples(corner, corner), min_size=1, max_size=2), max_size=12))
def test_a_loop_is_found_exactly_where_there_is_one(formulas: dict[tuple[int, int], list[Box]]) -> None:
    grid = sheet_of(formulas)
    found = list(loops(grid))
    looped = depends_on_itself(formulas)
    assert bool(found) == bool(looped)
    for loop in found:
        cells = [(row, column) for _, row, column in loop.cells]
        assert set(cells) <= looped
        assert loop.size >= 1
        following = [*cells[1:], cells[0]]
        for (row, column), after in zip(cells, following, strict=True):
            formula = grid.sheets["S"].rows[row][column]
            areas = Precedents(grid).of("S", row, column, formula)  # type: ignore[arg-type] # formulas and constants are mixed freely here
            assert any(area.holds(*after) for area in areas)


def test_long_chains_and_growing_ranges_end_soon() -> None:
    rows = {row: {1: read_formula(f"=SUM(A$1:A{row - 1})+A{row - 1}", row, 1)} for row in range(2, 20_000)}
    grid = Grid({"S": Sheet("S", rows=dict(rows))})
    assert list(loops(grid)) == []


def test_a_ring_of_everything_is_one_loop() -> None:
    formula = read_formula("=SUM(A$1:A$5000)", 1, 1)
    grid = Grid({"S": Sheet("S", rows={row: {1: formula} for row in range(1, 5001)})})
    (loop,) = loops(grid)
    assert loop.size == 5000
