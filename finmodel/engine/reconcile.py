"""Reconciliation: the model beside what was reported, row by row, with a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finmodel.engine.evaluate import Array
from finmodel.engine.years import Years
from finmodel.errors import InputError, InputErrors
from finmodel.inputs.reality import FILE, RealityRow
from finmodel.model.item import Kind
from finmodel.model.model import Model


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row judged. Amounts are canonical; `allowed` is the largest difference that counts as met."""

    row: RealityRow
    model: float
    allowed: float | None

    @property
    def difference(self) -> float | None:
        return None if self.row.reported is None else self.model - self.row.reported

    @property
    def met(self) -> bool:
        """Inside the tolerance, or inside the range."""
        if self.allowed is not None and self.difference is not None:
            return abs(self.difference) <= self.allowed
        return self.row.low is not None and self.row.high is not None and self.row.low <= self.model <= self.row.high

    @property
    def stands(self) -> bool:
        """Met, or left open for a written reason."""
        return self.met or bool(self.row.reason)

    @property
    def words(self) -> str:
        return "met" if self.met else "open, with reason" if self.row.reason else "BROKEN"

    def record(self) -> dict[str, Any]:
        """Amounts in the row's written unit."""
        row, factor = self.row, self.row.factor
        shown = {key: None if amount is None else amount / factor for key, amount in (
            ("model", self.model), ("reported", row.reported), ("low", row.low), ("high", row.high),
            ("difference", self.difference), ("allowed", self.allowed),
        )}  # fmt: skip
        return {"name": row.name, "label": row.label, "kind": row.kind, "line": row.line, "period": row.period,
                "unit": row.unit, **shown, "verdict": self.words, "source": row.source, "reason": row.reason}  # fmt: skip


def reconcile(rows: Sequence[RealityRow], model: Model, values: dict[str, Array], years: Years) -> list[Verdict]:
    """Judge every row on evaluated lines of one sample. Raises InputErrors for a row whose line is n/a in its period."""
    verdicts = []
    for row in rows:
        found = amount(row, row.line, row.member, model, values, years)
        if np.isnan(found):
            where = f"{FILE}: {row.name}"
            raise InputErrors([InputError(where, f"'{row.line}', which is n/a in {row.period}", "a period in which it has a value")])
        allowed = None
        if row.tolerance is not None:
            base = row.reported or 0.0
            if row.tolerance_of:
                base = amount(row, row.tolerance_of, (), model, values, years)
            allowed = row.tolerance * abs(base)
        verdicts.append(Verdict(row, found, allowed))
    return verdicts


def amount(
    row: RealityRow, line: str, member: tuple[str, ...], model: Model, values: dict[str, Array], years: Years
) -> float:
    """The model's value of a line in the row's period: a year by kind, quarters summed if a flow, else the last."""
    place = tuple(model.dimensions[d].members.index(m) for d, m in zip(model.dims[line], member, strict=True))
    if model.timeless(line):
        return float(values[line][(*place, 0, 0)])
    if row.year is not None:
        return float(years.of(line)[(*place, model.timeline.years.index(row.year), 0)])
    quarters = values[line][place][row.columns, 0]
    return float(np.sum(quarters) if model.lines[line].kind is Kind.FLOW else quarters[-1])
