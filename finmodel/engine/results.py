"""Results: evaluated lines as tidy rows - line, members, period, value, unit, kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.engine.evaluate import Array
from finmodel.engine.tolerance import equal_in_row
from finmodel.engine.years import Years
from finmodel.model.item import Kind, Line
from finmodel.model.model import Model
from finmodel.model.timeline import fiscal_years

if TYPE_CHECKING:
    import polars as pl

    from finmodel.engine.reconcile import Verdict

LEAVE_ACTUALS = "scenarios_leave_actuals_alone"
"""The check that no line of the model holds: it compares two cases."""


class Results:
    """Quarters and fiscal years of evaluated lines of one sample."""

    def __init__(self, model: Model, values: dict[str, Array], years: Years) -> None:
        self.model = model
        self.values = values
        self.years = years

    def quarters_of(self, name: str) -> Array:
        """(rows, periods): one row a member; a constant repeats."""
        array = self.values[name][..., 0]
        body = array if array.shape[-1] == 1 else array[..., 1:]
        shape = (*self.model.shape(name), len(self.model.timeline))
        return np.broadcast_to(body, shape).reshape(-1, len(self.model.timeline))

    def years_of(self, name: str) -> Array:
        """(rows, years): one row a member."""
        return self.years.of(name)[..., 0].reshape(-1, len(self.model.timeline.years))

    def frame(self, names: Iterable[str], *, with_years: bool = True) -> pl.DataFrame:
        """Tidy rows of the lines; value is null where a ratio is n/a. Columns: line, dimensions, period, value, unit, kind."""
        import polars as pl

        wanted = list(names)
        parts = [self._tidy(wanted, self.model.timeline.names, self.quarters_of)]
        if with_years:
            parts.append(self._tidy(wanted, fiscal_years(self.model.timeline.years), self.years_of))
        return pl.concat(parts)

    def _tidy(self, names: Sequence[str], periods: Sequence[str], table_of: Callable[[str], Array]) -> pl.DataFrame:
        import polars as pl

        dimensions = list(self.model.dimensions)
        rows = []
        for name in names:
            unit, kind = self.model.unit_text(name), self.model.lines[name].kind.value
            for member in self.model.members(name):
                own = dict(zip(self.model.dims[name], member, strict=True))
                rows.append((name, *(own.get(dimension) for dimension in dimensions), unit, kind))
        keys = pl.DataFrame(rows, schema=dict.fromkeys(("line", *dimensions, "unit", "kind"), pl.String), orient="row")
        numbers = np.concatenate([table_of(name) for name in names]).ravel() if rows else np.empty(0)
        long = keys[np.repeat(np.arange(len(rows)), len(periods))].with_columns(
            pl.Series("period", list(periods) * len(rows), dtype=pl.String),
            pl.Series("value", numbers, dtype=pl.Float64).fill_nan(None),
        )
        return long.select("line", *dimensions, "period", "value", "unit", "kind")

    def records(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """The same, one object a value: line, members, period, value (None is n/a), unit."""
        rows = []
        for name in names:
            unit = self.model.unit_text(name)
            for periods, table in (
                (fiscal_years(self.model.timeline.years), self.years_of(name)),
                (self.model.timeline.names, self.quarters_of(name)),
            ):
                for member, row in zip(self.model.members(name), table, strict=True):
                    members = dict(zip(self.model.dims[name], member, strict=True))
                    for period, number in zip(periods, row, strict=True):
                        shown = None if np.isnan(number) else float(number)
                        rows.append({"line": name, "members": members, "period": period, "value": shown, "unit": unit})
        return rows

    def changed_actuals(self, base: Mapping[str, Array], last_column: int) -> list[dict[str, Any]]:
        """Lines that differ from base in a period with reported results (rule 9), as failures of a check.

        Plans (kind index) and the rows of recipes are left out: they look ahead by nature.
        """
        found = []
        for name, item in self.model.lines.items():
            if not isinstance(item, Line) or item.part_of or item.kind in (Kind.INDEX, Kind.CONSTANT):
                continue
            ours, theirs = self.values[name][..., 1 : last_column + 1, 0], base[name][..., 1 : last_column + 1, 0]
            differs = ~equal_in_row(ours, theirs)
            if differs.any():
                column = int(np.argwhere(differs)[0][-1])
                found.append({"line": LEAVE_ACTUALS, "members": {},
                              "period": self.model.timeline.names[column],
                              "note": f"the scenario changes {name}, whose period has reported results"})  # fmt: skip
        return found

    def failures(self) -> list[dict[str, Any]]:
        """Checks that do not hold: line, members and period, with what should hold."""
        found = []
        for check in self.model.checks:
            table = self.quarters_of(check.name)
            for member, row in zip(self.model.members(check.name), table, strict=True):
                for period, number in zip(self.model.timeline.names, row, strict=True):
                    if number < 1:
                        members = dict(zip(self.model.dims[check.name], member, strict=True))
                        found.append({"line": check.name, "members": members, "period": period, "note": check.note})
        return found


def reconciliation_frame(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """The reconciliation, a row a verdict, amounts in the written unit; texts that could read as formulas are quoted."""
    import polars as pl

    return pl.DataFrame([{key: neutral(cell) for key, cell in verdict.record().items()} for verdict in verdicts])


def neutral(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
