"""Docs: the page on the audit has the table of rules, word for word."""

from __future__ import annotations

from pathlib import Path

from finmodel.audit.rules import RULES

PAGE = Path(__file__).parent.parent.parent / "docs" / "audit.md"


def test_the_page_lists_the_rules_as_they_are() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Rules")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{rule.id}` | {rule.severity} | {rule.title} | {rule.why} |" for rule in RULES]
