"""Architecture: imports go one way, files stay small, and no number with commercial meaning stands in a block."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "finmodel"
FILES = sorted(PACKAGE.rglob("*.py"))
LAYERS = {
    "expr": {"errors", "expr"},
    "model": {"errors", "expr", "model"},
    "engine": {"errors", "expr", "model", "engine", "inputs"},
    "workbook": {"errors", "expr", "model", "engine", "inputs", "workbook", "waterfall", "swings", "portions", "fan"},
    "blocks": {"errors", "expr", "model", "blocks"},
    "inputs": {"errors", "expr", "model", "inputs"},
    "audit": {"errors", "audit"},
    "added": {"errors", "workbook", "added"},
    "edits": {"errors", "expr", "model", "inputs", "workbook", "added", "project", "origin", "proof_errors", "edits"},
    "sampling": {"errors", "expr", "model", "inputs", "sampling"},
    "analysis": {"errors", "expr", "model", "engine", "inputs", "sampling", "analysis", "project", "headlines", "origin", "waterfall", "swings", "portions", "fan", "questions"},
    "pictures": {"errors", "analysis", "workbook", "waterfall", "swings", "portions", "pictures", "fan"},
}
"""What the files of each folder may import of finmodel; `engine/explain` shows inputs, the rest of it never sees them."""


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def imports(tree: ast.AST) -> set[str]:
    """The parts of finmodel that a file imports, wherever it does: "expr", "model", "cli", ..."""
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [
        f"finmodel.{alias.name}"
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "finmodel"
        for alias in node.names
        if (PACKAGE / alias.name).is_dir() or (PACKAGE / f"{alias.name}.py").is_file()
    ]  # fmt: skip
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {module.split(".")[1] for module in modules if module.startswith("finmodel.")}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name in LAYERS], ids=named)
def test_imports_go_one_way(path: Path) -> None:
    assert imports(parsed(path)) <= LAYERS[path.parent.name]


@pytest.mark.parametrize("path", [*PACKAGE.glob("engine/*.py"), *PACKAGE.glob("workbook/*.py")], ids=named)
def test_compilers_never_see_the_blocks(path: Path) -> None:
    assert not imports(parsed(path)) & {"blocks", "project"}


@pytest.mark.parametrize("name", ["accumulate", "columns", "compile", "evaluate", "rank", "results", "returns", "tolerance", "years"])
def test_the_engine_itself_never_sees_the_pack(name: str) -> None:
    assert "inputs" not in imports(parsed(PACKAGE / "engine" / f"{name}.py"))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_but_the_command_line_knows_the_command_line(path: Path) -> None:
    if path.parent.name == "commands" or path.name in ("cli.py", "__main__.py"):
        return
    assert not imports(parsed(path)) & {"cli", "commands"}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_one_noun_and_says_which(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    says = ast.get_docstring(ast.parse(text))
    assert says, "the first line says what the file is"
    assert says.splitlines()[0].endswith((".", "?", ":"))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_equals_is_left_alone(path: Path) -> None:
    defined = {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}
    assert not defined & {"__eq__", "__ne__"}


def literals_in_formulas(tree: ast.AST) -> list[tuple[int, object]]:
    """Numbers other than 0, 1, -1 and 2, bounds such as at_least=0.25 left out: they belong to the schema."""
    bounds = {
        id(number)
        for call in ast.walk(tree) if isinstance(call, ast.Call)
        for keyword in call.keywords if keyword.arg in ("at_least", "at_most")
        for number in ast.walk(keyword.value)
    }  # fmt: skip
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and id(node) not in bounds
        and node.value not in (0, 1, 2)
    ]


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("blocks/*.py")), ids=named)
def test_no_number_with_commercial_meaning_stands_in_a_block(path: Path) -> None:
    assert literals_in_formulas(parsed(path)) == []


def test_the_search_for_numbers_and_imports_finds_them() -> None:
    assert literals_in_formulas(ast.parse("x = flow('USD', y * 0.25)")) == [(1, 0.25)]
    assert literals_in_formulas(ast.parse("x = scalar('year', at_least=0.25)")) == []
    assert imports(ast.parse("def f():\n    from finmodel.blocks.fleet import Fleet")) == {"blocks"}
