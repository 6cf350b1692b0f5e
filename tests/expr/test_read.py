"""Reading formulas: only the listed syntax is read, and what `plain` prints is read back as the same tree."""

from __future__ import annotations

import builtins

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finmodel.expr.nodes import Apply, Node, Number, Pick, Reach, Ref, Running, Spread, Total, fold
from finmodel.expr.operators import OPERATORS
from finmodel.expr.read import LONGEST, FormulaTextError, read_formula
from finmodel.expr.text import plain
from finmodel.model.item import Line
from finmodel.project import Project

ELSE = "which no formula may hold"
LITERAL = "only names, 0, 1, 2, operators and the listed functions may stand here"
NUMBER = "only 0, 1 and 2 may: make it an input with a source"
SHOWN = "with arguments it does not take; `finmodel lines` shows how it is written"

REFUSED = {
    # what could reach Python
    "capex.__class__": f"'capex.__class__', {ELSE}",
    "capex[0]": f"'capex[0]', {ELSE}",
    "lambda: capex": f"'lambda: capex', {ELSE}",
    "[x for x in capex]": f"'[x for x in capex]', {ELSE}",
    "{x: 1 for x in capex}": f"'{{x: 1 for x in capex}}', {ELSE}",
    "(x for x in capex)": f"'(x for x in capex)', {ELSE}",
    "f'{capex}'": f"'f'{{capex}}'', {ELSE}",
    "(capex := 1)": f"'(capex := 1)', {ELSE}",
    "capex if heads else 0": f"'capex if heads else 0', {ELSE}",
    "capex and heads": f"'capex and heads', {ELSE}",
    "not capex": f"'not capex', {ELSE}",
    "~capex": f"'~capex', {ELSE}",
    "+capex": f"'+capex', {ELSE}",
    "capex // heads": f"'capex // heads', {ELSE}",
    "capex % heads": f"'capex % heads', {ELSE}",
    "capex @ heads": f"'capex @ heads', {ELSE}",
    "capex == heads": f"'capex == heads', {ELSE}",
    "0 < capex < 1": f"'0 < capex < 1', {ELSE}",
    "capex, heads": f"'(capex, heads)', {ELSE}",
    "(abs)(capex)(heads)": f"'abs(capex)(heads)', {ELSE}",
    "capex.sum()": f"'capex.sum()', {ELSE}",
    # text, truth and other literals
    "'capex'": f"'capex'; {LITERAL}",
    "True": f"True; {LITERAL}",
    "None": f"None; {LITERAL}",
    "b'capex'": f"'b'capex'', {ELSE}",
    "1j": f"'1j', {ELSE}",
    "...": f"'...', {ELSE}",
    # numbers with commercial meaning
    "capex * 3": f"the number 3; {NUMBER}",
    "capex * 0.25": f"the number 0.25; {NUMBER}",
    "capex * 1e999": f"the number inf; {NUMBER}",
    # arguments
    "max(*capex)": "a starred argument of max",
    "max(**capex)": "a starred argument of max",
    "total(**capex)": "a starred argument of total",
    "max(capex, key=heads)": "max with 1 arguments; it takes 1 to 8",
    "ratio(capex, heads, default=0)": "ratio with 2 arguments; it takes 2",
    "ratio(capex)": "ratio with 1 arguments; it takes 2",
    "ratio(capex, heads, 1, otherwise=0)": "ratio with 3 arguments; it takes 2 beside otherwise=",
    "ratio(capex, otherwise=0)": "ratio with 1 arguments; it takes 2 beside otherwise=",
    "clamp(capex, 0)": "clamp with 2 arguments; it takes 3",
    "abs()": "abs with 0 arguments; it takes 1",
    # functions that are not there
    "eval(capex)": "the function 'eval'.",
    "__import__(os)": "the function '__import__'.",
    "add(capex, heads)": "the function 'add'.",
    "clmap(capex, 0, 1)": "the function 'clmap'. Did you mean 'clamp'?",
    "previos(capex)": "the function 'previos'. Did you mean 'previous'?",
    # references of another form
    "previous()": "previous without a line",
    "previous(capex + heads)": "'capex + heads' as the first argument of previous; a plain name must stand there",
    "previous(capex, 2)": f"previous {SHOWN}",
    "total(capex)": f"total {SHOWN}",
    "total(capex, over='chip')": "''chip'' as over= of total; a plain name must stand there",
    "total(capex, over=chip, onto=site)": f"total {SHOWN}",
    "pick(capex, chip=h100, site=a)": f"pick {SHOWN}",
    "running(capex)": f"running {SHOWN}",
    "ago(capex)": f"ago {SHOWN}",
    "irr(capex, 1)": f"irr {SHOWN}",
    # size
    "capex" * 101: "a formula of 505 characters; at most 500 are read: split it into lines",
    "-(" * 21 + "capex" + ")" * 21: "a formula nested more than 20 deep: split it into lines",
    "+".join(["a"] * 60): "a formula nested more than 20 deep: split it into lines",
    f"max({', '.join(['max(a, a, a, a, a, a, a, a)'] * 8)}) + max({', '.join(['max(a, a, a, a)'] * 8)})":
        "a formula of more than 100 parts: split it into lines",
    "max(" + ",".join(["a"] * 120) + ")": "max with 120 arguments; it takes 1 to 8",
    "max(" + ",".join(["a"] * 240) + ")": "a formula of more than 100 parts: split it into lines",
    "1" * 400: f"the number of 400 digits; {NUMBER}",
    "ratio(a, b, otherwise=0, otherwise=1)": "ratio with an argument named twice",
    "total(a, over=chip, over=site)": "total with an argument named twice",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_listed_is_refused_with_its_sentence(text: str) -> None:
    with pytest.raises(FormulaTextError) as caught:
        read_formula(text)
    assert str(caught.value) == REFUSED[text]


@pytest.mark.parametrize("text", ["", "capex +", "import os", "capex; heads", "x = 1", "*capex", "yield capex", "(" * 240])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(FormulaTextError):
        read_formula(text)


def test_nothing_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were anything run, the name would be called; it is refused or kept as a name."""
    called = []
    monkeypatch.setattr(builtins, "capex", lambda *args: called.append(args), raising=False)
    assert read_formula("capex") == Ref("capex")
    for text in ("capex()", "capex(1)", "max(capex(), 1)", "(lambda: capex())()", "[capex() for _ in x]", "f'{capex()}'"):
        with pytest.raises(FormulaTextError):
            read_formula(text)
    assert called == []


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("capex / max(1, heads)", Apply("div", (Ref("capex"), Apply("max", (Number(1), Ref("heads")))))),
        ("-1", Number(-1)),
        ("a - b - c", Apply("sub", (Apply("sub", (Ref("a"), Ref("b"))), Ref("c")))),
        ("previous(debt)", Ref("debt", 1)),
        ("ratio(a, b, otherwise=0)", Apply("ratio_or", (Ref("a"), Ref("b"), Number(0)))),
        ("total(capacity, over=phase, into=site)", Total("capacity", "phase", "site")),
        ("spread(price, parent=site, child=phase)", Spread("price", "site", "phase")),
        ("running(need, before=rank)", Running("need", "rank")),
        ("pick(life, life_regime=from_2025)", Pick("life", "life_regime", "from_2025")),
        ("irr(flows)", Reach("flows", "irr")),
        ("ago(capex, n + 1)", Reach("capex", "back", (Apply("add", (Ref("n"), Number(1))),))),
    ],
)
def test_a_formula_is_read_as_its_tree(text: str, tree: Node) -> None:
    assert read_formula(text) == tree


# --- printed and read back ---

NAMES = st.sampled_from(["capex", "heads", "owned_h100e", "x1", "rate"])
LEAVES = st.one_of(
    st.sampled_from([Number(0.0), Number(1.0), Number(-1.0), Number(2.0)]),
    st.builds(Ref, NAMES, st.sampled_from([0, 1])),
    st.builds(Reach, NAMES, st.just("irr")),
    st.builds(Total, NAMES, st.just("chip"), st.sampled_from([None, "site"])),
    st.builds(Spread, NAMES, st.just("site"), st.just("phase")),
    st.builds(Running, NAMES, st.just("rank")),
    st.builds(Pick, NAMES, st.just("chip"), st.just("h100")),
)


def _applied(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def of(name: str) -> st.SearchStrategy[Node]:
        least, most = OPERATORS[name].arity
        return st.lists(inner, min_size=least, max_size=min(most, 3)).map(lambda args: Apply(name, tuple(args)))

    operators = [of(name) for name in OPERATORS]
    return st.one_of(*operators, inner.map(lambda arg: Reach("capex", "back", (arg,))))


def _minus_one(node: Node, args: tuple[Node, ...]) -> Node:
    """The literal -1 and the negative of 1 print alike and mean the same; the reader takes the literal."""
    match node:
        case Apply("neg", _) if args == (Number(1.0),):
            return Number(-1.0)
        case Apply(op, _):
            return Apply(op, args)
        case Reach(line, op, _, lagged):
            return Reach(line, op, args, lagged)
        case _:
            return node


@given(st.recursive(LEAVES, _applied, max_leaves=12))
@settings(max_examples=400, deadline=None)
def test_a_tree_that_is_printed_is_read_back_the_same(tree: Node) -> None:
    text = plain(tree)
    assume(len(text) <= LONGEST)
    again = read_formula(text)
    assert again == fold(tree, _minus_one), text
    assert plain(again) == text


def test_every_formula_of_the_model_prints_the_same_when_read_back(project: Project) -> None:
    printed = 0
    for name, item in project.model.lines.items():
        if isinstance(item, Line) and item.formula is not None:
            text = plain(item.formula)
            assert plain(read_formula(text)) == text, name
            printed += 1
    assert printed > 500
