"""Audit: a workbook held against every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from finmodel.audit.finding import Finding
from finmodel.audit.flow_rules import flow_findings
from finmodel.audit.formula_rules import formula_findings
from finmodel.audit.grid import Grid
from finmodel.audit.heading import heading_of
from finmodel.audit.heading_rules import heading_findings
from finmodel.audit.read import read
from finmodel.audit.row_rules import row_findings
from finmodel.audit.rules import BY_ID, RULES, Severity
from finmodel.audit.sheet_rules import sheet_findings


@dataclass(frozen=True)
class Report:
    """What an audit found, rule by rule in the order of the table, and how large the workbook is."""

    grid: Grid
    findings: tuple[Finding, ...]

    @property
    def formulas(self) -> int:
        return sum(sheet.formula_count for sheet in self.grid.sheets.values())

    @property
    def unique_formulas(self) -> int:
        """Formulas that say something else than any other on their sheet."""
        return sum(sheet.unique_count for sheet in self.grid.sheets.values())

    def count(self, severity: Severity) -> int:
        return sum(BY_ID[finding.rule].severity == severity for finding in self.findings)

    def by_rule(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.rule, []).append(finding)
        return found

    def record(self) -> dict[str, Any]:
        return {
            "formulas": self.formulas,
            "unique_formulas": self.unique_formulas,
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "sheets": [
                {"name": sheet.name, "formulas": sheet.formula_count, "unique_formulas": sheet.unique_count, "static": sheet.static}
                for sheet in self.grid.sheets.values()
            ],
            "rules": dict(Counter(finding.rule for finding in self.findings)),
            "findings": [{"severity": BY_ID[finding.rule].severity, **finding.record()} for finding in self.findings],
        }


def audit(content: bytes, where: str) -> Report:
    """Hold a workbook file against every rule; `where` is what messages call it. Raises MisfitError."""
    grid = read(content, where)
    order = {rule.id: place for place, rule in enumerate(RULES)}
    return Report(grid, tuple(sorted(_findings(grid), key=lambda finding: order[finding.rule])))


def _findings(grid: Grid) -> Iterator[Finding]:
    headings = {sheet.name: heading for sheet in grid.sheets.values() if (heading := heading_of(sheet)) is not None}
    return chain(
        formula_findings(grid),
        row_findings(grid, headings),
        heading_findings(grid, headings),
        sheet_findings(grid),
        flow_findings(grid),
    )
