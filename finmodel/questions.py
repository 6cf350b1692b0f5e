"""Questions: what a simulation gives the probability of, besides ranges - per fiscal year, where the model has the lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """A bound that is a scalar of the case as it stands, the same in every sample."""

    line: str


Bound = str | Own | float
"""A line in the same period and the same sample; a scalar of the case; a number in the canonical unit."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a line keeps its bounds.

    says:          may name a bound, {at_least} or {at_most}, which is told in its unit.
    where_certain: what to know where every sample says yes.
    """

    name: str
    says: str
    line: str
    at_least: Bound | None = None
    at_most: Bound | None = None
    where_certain: str = ""

    @property
    def bounds(self) -> tuple[Bound, ...]:
        return tuple(bound for bound in (self.at_least, self.at_most) if bound is not None)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines whose samples answer it."""
        return (self.line, *(bound for bound in self.bounds if isinstance(bound, str)))

    @property
    def scalars(self) -> tuple[str, ...]:
        return tuple(bound.line for bound in self.bounds if isinstance(bound, Own))


QUESTIONS = (
    Question("capex_inside_guidance", "Capex lands inside guidance", "capex", at_least="guidance_low", at_most="guidance_high",
             where_certain="Capex of a year with guidance is planned as a place between its ends, so that it lands inside by construction."),
    Question("no_funding_gap", "The funding gap is zero", "funding_gap", at_most=0.0),
    Question("promised_compute", "A researcher has {at_least} of the effort's compute", "compute_per_researcher",
             at_least=Own("compute_threshold")),
)  # fmt: skip
