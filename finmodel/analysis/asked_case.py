"""Asked case: a case as a comparison names it - NAME, NAME+NAME or FILE.toml, with @DATE as known on another date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from finmodel.errors import UsageError
from finmodel.project import Case, Project

_DATED = re.compile(r"(.*)@(\d{4}-\d{2}-\d{2})")


def open_case(
    project: Project, asked: str, sets: Sequence[str] = (), as_of: date | None = None, strict: bool = False
) -> Case:
    """The case of a name; a date after @ comes before `as_of`. Raises UsageError, UnknownNameError, InputErrors."""
    dated = _DATED.fullmatch(asked)
    if dated is None:
        return project.case(asked, sets, as_of, strict)
    name, day = dated.groups()
    try:
        known = date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"'{day}' in '{asked}' is not a date such as 2026-04-30.") from None
    return project.case(name or "base", sets, known, strict)


def title_of(case: Case) -> str:
    """What a case is called beside others: its scenario, its date where it is not the pack's own, its changes."""
    inputs = case.inputs
    dated = f"@{inputs.as_of}" if inputs.as_of != inputs.pack.as_of else ""
    changed = " with --set" if case.sets else ""
    return f"{inputs.scenario}{dated}{changed}"
