"""Graph: precedents, order of evaluation, legal and illegal loops, and depth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import CircularityError
from finmodel.expr.graph import COUNTER, Edge, needed, order, precedents
from finmodel.expr.nodes import Pick, Reach, Ref, Running, Spread, Total


def now(line: str) -> Edge:
    return Edge(line, False)


def earlier(line: str) -> Edge:
    return Edge(line, True)


def test_precedents_stand_in_reading_order_once_per_lag() -> None:
    formula = Ref("b") + Ref("a") * Ref("b", 1) + Total("c", "team") - Ref("a")
    assert precedents(formula) == [now("b"), now("a"), earlier("b"), now("c")]


def test_every_kind_of_mention_is_a_precedent() -> None:
    assert precedents(Spread("x", "site", "phase")) == [now("x")]
    assert precedents(Pick("x", "team", "core")) == [now("x")]
    assert precedents(Running("x", "rank")) == [now("x"), now("rank")]
    assert precedents(Reach("x", "irr")) == [now("x")]
    assert precedents(Reach("x", "back", (Ref("n"),), True)) == [earlier("x"), now(COUNTER), now("n")]


@given(st.integers(0, 10_000), st.integers(1, 30))
def test_every_precedent_comes_before_its_dependents(seed: int, size: int) -> None:
    chance = random.Random(seed)
    edges = {str(n): [now(str(m)) for m in range(n) if chance.random() < 0.2] for n in range(size)}
    shuffled = list(edges.items())
    chance.shuffle(shuffled)
    place = {group[0]: position for position, group in enumerate(order(dict(shuffled)))}
    assert len(place) == size
    assert all(place[edge.line] < place[line] for line, found in edges.items() for edge in found)


def test_lines_that_meet_through_a_lag_make_one_group_in_the_order_of_a_period() -> None:
    edges = {
        "closing": [now("opening"), now("flow")], "flow": [now("opening"), now("rate")], "rate": [],
        "opening": [earlier("closing")], "after": [now("closing")],
    }  # fmt: skip
    assert order(edges) == [("rate",), ("opening", "flow", "closing"), ("after",)]


def test_a_line_that_lags_itself_is_a_group_of_one() -> None:
    assert order({"sum": [earlier("sum"), now("x")], "x": []}) == [("x",), ("sum",)]


def test_a_loop_without_a_lag_is_named() -> None:
    edges = {"capex": [now("servers")], "servers": [now("budget")], "budget": [now("capex")], "x": []}
    with pytest.raises(CircularityError) as error:
        order(edges)
    assert str(error.value) == (
        "These lines depend on each other within one period: capex -> servers -> budget -> capex. "
        "Lag one of them with previous(...) or remove the loop."
    )


def test_the_loop_that_is_named_is_a_loop_even_where_several_meet() -> None:
    edges = {"hub": [now("left"), now("right")], "left": [now("hub")], "right": [now("hub")]}
    with pytest.raises(CircularityError, match=r"one period: hub -> left -> hub[.]"):
        order(edges)


def test_a_line_that_needs_itself_is_named() -> None:
    with pytest.raises(CircularityError, match="within one period: x -> x"):
        order({"x": [now("x")]})


def test_a_loop_without_a_lag_inside_a_loop_with_one_is_found() -> None:
    edges = {"a": [now("b"), earlier("c")], "b": [now("a")], "c": [now("b")]}
    with pytest.raises(CircularityError, match=r"one period: a -> b -> a[.]"):
        order(edges)


def test_deep_chains_do_not_run_out_of_stack() -> None:
    deep = 5_000
    edges = {str(n): [now(str(n + 1))] for n in range(deep)} | {str(deep): []}
    assert order(edges)[0] == (str(deep),)
    assert len(needed(["0"], edges)) == deep + 1
    looped = edges | {str(deep): [earlier("0")]}
    assert len(order(looped)[0]) == deep + 1


def test_only_what_a_target_needs_is_needed() -> None:
    edges = {"a": [now("b")], "b": [earlier("c")], "c": [], "d": [now("a")]}
    assert needed(["a"], edges) == {"a", "b", "c"}
