"""Docs: every command stands in the README, every what-if command has a how-to page, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from finmodel.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOW_TO = ("set", "compare", "bridge", "sensitivity", "solve", "simulate", "history", "edits", "carry")
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "benchmarks" / "README.md"])


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"^finmodel {name}\b|&& finmodel {name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("name", HOW_TO)
def test_a_what_if_has_a_how_to_page_that_the_readme_links(name: str) -> None:
    page = ROOT / "docs" / "howto" / f"{name}.md"
    assert page.is_file()
    assert f"docs/howto/{name}.md" in README
    assert "finmodel" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_leads_nowhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_options_that_a_page_names_exist(page: Path) -> None:
    """An option that a command line on a page uses is one of that command."""
    wrong = []
    for line in re.findall(r"^\$? ?finmodel (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        words = line.split("#")[0].split("|")[0].split("&&")[0].split()
        command = cli.commands.get(words[0])
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"} if command else set()
        wrong += [f"{words[0]} {word}" for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word) and word not in known]
    assert wrong == []
