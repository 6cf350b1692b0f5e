"""Text: a printed formula, read back by Python's own parser, is the same tree; brackets are exact."""

from __future__ import annotations

import ast
import math
import operator as python

from hypothesis import example, given
from hypothesis import strategies as st

from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, apply, children
from finmodel.expr.text import plain

BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"}
COMPARED = {ast.GtE: "ge", ast.Gt: "gt", ast.LtE: "le", ast.Lt: "lt"}
NAMES = {"a": 1.25, "b": 3.5, "c": 0.75}

LEAVES = st.one_of(
    st.sampled_from([Number(n) for n in (0.0, 1.0, -1.0, 2.0)]), st.sampled_from([Ref(name) for name in NAMES])
)
INFIX = ["add", "sub", "mul", "div", "pow", "ge", "gt", "le", "lt"]
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(apply, st.sampled_from(INFIX), inner, inner), st.builds(apply, st.just("neg"), inner),
        st.builds(apply, st.sampled_from(["min", "max"]), inner, inner), st.builds(apply, st.just("abs"), inner),
    ),
    max_leaves=12,
)  # fmt: skip


def read(tree: ast.expr) -> Node:
    """The formula that Python sees in the text."""
    match tree:
        case ast.Name(name):
            return Ref(name)
        case ast.Constant(value):
            return Number(float(value))
        case ast.UnaryOp(ast.USub(), ast.Constant(1)):
            return Number(-1.0)
        case ast.UnaryOp(ast.USub(), inner):
            return apply("neg", read(inner))
        case ast.BinOp(left, op, right):
            return apply(BINARY[type(op)], read(left), read(right))
        case ast.Compare(left, [op], [right]):
            return apply(COMPARED[type(op)], read(left), read(right))
        case ast.Call(ast.Name(name), args):
            return apply(name, *map(read, args))
    raise AssertionError(ast.dump(tree))


def settled(node: Node) -> Node:
    """The same tree with minus one always as a literal, as which it is printed."""
    match node:
        case Apply("neg", (Number(1.0),)):
            return Number(-1.0)
        case Apply(op, args):
            return Apply(op, tuple(settled(arg) for arg in args))
        case _:
            return node


def value(node: Node) -> float:
    """What the tree means, by Python's operators."""
    match node:
        case Number(number):
            return number
        case Ref(name):
            return NAMES[name]
        case Apply(op, args):
            numbers = [value(arg) for arg in args]
            by = {"mul": python.mul, "div": python.truediv, "pow": python.pow, "min": min, "max": max, "abs": abs}
            return float((by.get(op) or getattr(python, op))(*numbers))
    raise AssertionError(node)


@given(TREES)
@example(apply("ge", apply("ge", Ref("a"), Ref("b")), Ref("c")))
@example(apply("sub", Ref("a"), apply("neg", Ref("b"))))
@example(apply("pow", Number(-1.0), Number(2.0)))
def test_python_reads_back_the_tree_that_was_printed(tree: Node) -> None:
    assert settled(read(ast.parse(plain(tree), mode="eval").body)) == settled(tree)


@given(TREES)
def test_python_evaluates_the_text_to_the_value_of_the_tree(tree: Node) -> None:
    try:
        wanted = value(tree)
        found = eval(plain(tree), {"__builtins__": {}, "min": min, "max": max, "abs": abs}, NAMES)
    except (ZeroDivisionError, OverflowError, TypeError):
        return
    assert found == wanted or (math.isnan(wanted) and math.isnan(found))


FOUR = st.recursive(
    st.sampled_from([Ref(name) for name in NAMES]),
    lambda inner: st.builds(apply, st.sampled_from(["add", "sub", "mul", "div"]), inner, inner),
    max_leaves=10,
)


def without_pair(text: str, opened: int) -> str:
    depth = 0
    for place in range(opened, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return text[:opened] + text[opened + 1 : place] + text[place + 1 :]
    raise AssertionError(text)


@given(FOUR)
def test_no_bracket_of_the_four_rules_can_be_left_out(tree: Node) -> None:
    text = plain(tree)
    for opened in (place for place, letter in enumerate(text) if letter == "("):
        assert read(ast.parse(without_pair(text, opened), mode="eval").body) != tree


def test_left_operands_need_no_brackets_and_right_ones_do() -> None:
    a, b, c = Ref("a"), Ref("b"), Ref("c")
    assert plain(a - b - c) == "a - b - c"
    assert plain(a - (b - c)) == "a - (b - c)"
    assert plain(a / b / c) == "a / b / c"
    assert plain(a / (b * c)) == "a / (b * c)"
    assert plain((a + b) * c) == "(a + b) * c"
    assert plain(-(a + b)) == "-(a + b)"
    assert plain(a + -b) == "a + (-b)"
    assert plain((-a) ** 2) == "(-a)**2"


def test_every_node_that_mentions_a_line_reads_as_words() -> None:
    assert plain(Ref("x", 1)) == "previous(x)"
    assert plain(Reach("x", "back", (Ref("n") + 1,))) == "ago(x, n + 1)"
    assert plain(Reach("x", "irr")) == "irr(x)"
    assert plain(Total("x", "team")) == "total(x, over=team)"
    assert plain(Total("x", "phase", "site")) == "total(x, over=phase, into=site)"
    assert plain(Spread("x", "site", "phase")) == "spread(x, parent=site, child=phase)"
    assert plain(Running("x", "rank")) == "running(x, before=rank)"
    assert plain(Pick("x", "team", "core")) == "pick(x, team=core)"
    assert plain(apply("ratio_or", Ref("x"), Ref("y"), 0)) == "ratio(x, y, otherwise=0)"


def test_trees_compare_by_structure_and_equals_builds_nothing() -> None:
    assert Ref("a") + 1 == Ref("a") + 1
    assert (Ref("a") == Ref("b")) is False
    assert children(Ref("a") * 2) == (Ref("a"), Number(2.0))
