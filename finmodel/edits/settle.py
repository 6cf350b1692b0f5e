"""Settle: which edits are kept where the pack has moved on under them; nothing is chosen without being asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from finmodel.edits.edit import Edit
from finmodel.edits.errors import EditsConflict

Take = Literal["theirs", "ours", "ask"]
"""theirs: the analyst's. ours: the pack's. ask: each on its own."""


def settled(where: str, edits: Sequence[Edit], take: Take, ask: Callable[[Edit], bool] | None) -> tuple[Edit, ...]:
    """The edits to keep: those that the pack agrees with, or has no input for any more, are left out.

    ask: whether to keep one; None where nobody can be asked. Raises EditsConflict where one must be asked for.
    """
    kept, open_ = [], []
    for edit in edits:
        if edit.state == "edited" or (edit.state == "conflict" and take == "theirs"):
            kept.append(edit)
        elif edit.state == "conflict" and take == "ask":
            if ask is None:
                open_.append(edit)
            elif ask(edit):
                kept.append(edit)
    if open_:
        raise EditsConflict(where, open_)
    return tuple(kept)
