"""modelx: a space with the scenario as its parameter; that model exported to plain Python by modelx itself; and the same
cells once, each holding an array of all scenarios."""

from __future__ import annotations

import importlib
import sys
import tempfile
from typing import Any

import modelx as mx
import modelx_company
import numpy as np
from exchange import OUTCOMES, YEAR_ENDS, Draws, Outcomes, measure


def written_off_in_arrays(t):  # modelx reads the source of formulas: no annotations
    """The look back of the model where the length of life differs along the array."""
    so_far = np.stack([capex_to_date(s) for s in range(t + 1)])  # noqa: F821  a name of the space that reads this
    place = np.maximum(0, t - life[scenario] // quarter).astype(int)  # noqa: F821  a name of the space that reads this
    return np.take_along_axis(so_far, place[None], axis=0)[0]


def company(draws: Draws) -> Any:
    """The space, read from the module of formulas; writing it is no part of what is measured."""
    space = mx.new_model().new_space_from_module(modelx_company, name="Company")
    space.quarter, space.hiring_plan, space.hours = 0.25, draws.plan, draws.hours
    return space


class ByScenario:
    """A space of its own for each scenario, cleared when it has been read, as modelx would keep them all."""

    space: Any = None

    def __call__(self, draws: Draws) -> Outcomes:
        if self.space is None:
            self.space = one_at_a_time(draws)
        found = []
        for scenario in range(draws.count):
            found.append(outcomes(self.space[scenario]))
            self.space.clear_items()
        return np.array(found)


class Exported:
    """The same in the plain Python that modelx makes of a model."""

    space: Any = None

    def __call__(self, draws: Draws) -> Outcomes:
        if self.space is None:
            folder = tempfile.mkdtemp(prefix="finmodel-benchmarks-")
            one_at_a_time(draws).model.export(f"{folder}/exported_company")
            sys.path.insert(0, folder)
            self.space = importlib.import_module("exported_company").mx_model.Company
        found = []
        for scenario in range(draws.count):
            found.append(outcomes(self.space[scenario]))
            self.space._mx_itemspaces.clear()  # it has no call for this; kept, they would answer the next time
        return np.array(found)


class InArrays:
    space: Any = None

    def __call__(self, draws: Draws) -> Outcomes:
        if self.space is None:
            self.space = company(draws)
            self.space.capex_written_off.formula = written_off_in_arrays
            self.space.scenario = slice(None)
            self.space.larger, self.space.nothing, self.space.np = np.maximum, np.zeros(draws.count), np
            for name, drawn in draws.scalars.items():
                setattr(self.space, name, drawn)
        self.space.clear_all()
        return np.stack(outcomes(self.space), axis=-1)


def one_at_a_time(draws: Draws) -> Any:
    space = company(draws)
    space.parameters = ("scenario",)
    space.larger, space.nothing = max, 0.0
    for name, drawn in draws.scalars.items():
        setattr(space, name, drawn.tolist())
    return space


def outcomes(space: Any) -> list[Any]:
    return [getattr(space, outcome)(quarter) for outcome in OUTCOMES for quarter in YEAR_ENDS]


if __name__ == "__main__":
    measure(by_scenario=ByScenario(), exported=Exported(), in_arrays=InArrays())
