"""squigglepy: `sq.sample` calls a function once a sample, which is how its users run a model that takes more than a line.

What it samples for whole arrays at once leaves the arithmetic to NumPy: that is the hand-written row of the table.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import squigglepy as sq
from exchange import Draws, Outcomes, measure
from plain_company import small_company


def by_sample(draws: Draws) -> Outcomes:
    """The function takes the draws that it is given instead of its own, so that results can be compared."""
    scenarios = iter(range(draws.count))

    def company() -> list[float]:
        return small_company(draws.of(next(scenarios)), draws.plan, draws.hours)

    return np.asarray(sq.sample(company, n=draws.count))


def drawing_too(draws: Draws) -> Outcomes:
    """As its users write it: the function draws its own inputs."""
    text = (Path(__file__).parent.parent / "small_company.toml").read_text(encoding="utf-8")
    uniform = {name: sq.uniform(given["low"], given["high"]) for name, given in tomllib.loads(text)["scalars"].items()}

    def company() -> list[float]:
        drawn = {name: float(sq.sample(distribution)) for name, distribution in uniform.items()}
        return small_company(drawn, draws.plan, draws.hours)

    return np.asarray(sq.sample(company, n=draws.count))


if __name__ == "__main__":
    measure(by_sample=by_sample, drawing_too=drawing_too)
